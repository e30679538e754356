// The product of 8-bit integers of the instruction set INT8_SET. A file that includes this says how four of them are
// multiplied at once (`INT8_DOT`, see `int8-dots.h`), whether that takes them as pairs of 16 bits (`INT8_IS_WIDE`) or
// the panel without signs (`INT8_IS_SHIFTED`), and how many rows a tile has (`INT8_ROWS`).
#define INT8_NAME(name, set) name##set
#define INT8_NAME_OF(name, set) INT8_NAME(name, set)
#define INT8_QUANTIZE INT8_NAME_OF(quantize_rows_, INT8_SET)
#define INT8_TILE INT8_NAME_OF(tile_int8_, INT8_SET)
#define INT8_TILE_OF_ROWS INT8_NAME_OF(tile_of_rows_int8_, INT8_SET)
#define INT8_ADD INT8_NAME_OF(add_int8_, INT8_SET)
#define INT8_PRODUCT INT8_NAME_OF(product_int8_, INT8_SET)
#define INT8_SOFTMAX INT8_NAME_OF(softmax_block_, INT8_SET)

static void INT8_QUANTIZE(int32_t *result, float *scales, seq2seq_matrix x, size_t rows, size_t columns, size_t quads) {
    for (size_t row = 0; row < rows; row++) {
        int32_t *to = result + row * (2 * quads + 1);
        i32x16 sums = (i32x16)(0);
        scales[row] = int8_scale(at(x, row, 0), columns);
        for (size_t i = 0; i < columns; i += 16) {
            const size_t bytes = least(16, 4 * quads - i);
            i32x16 values = quantized(load_first(at(x, row, i), columns - i, 0.0f), scales[row]);
            i16x16 wide = __builtin_convertvector(values, i16x16);
            i8x16 narrow = __builtin_convertvector(values, i8x16);
            wide = __builtin_shufflevector(wide, wide, 0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15);
            if (INT8_IS_WIDE)
                memcpy(to + i / 2, &wide, 2 * bytes);
            else
                memcpy(to + i / 4, &narrow, bytes);
            sums += values;
        }
        to[2 * quads] = 0;
        for (int lane = 0; lane < 16; lane++) to[2 * quads] += sums[lane];
    }
}

// Adds the products of four inputs to a chain of each row.
INLINE void INT8_ADD(const int rows, i32x16 sum[INT8_ROWS][INT8_CHAINS], const int chain, const int32_t *left,
                     size_t stride, const int8_t *panel, size_t quad) {
    i32x16 right = *(const i32x16_unaligned *)(panel + quad * 4 * INT8_PANEL);
    __builtin_prefetch(panel + (quad + INT8_AHEAD) * 4 * INT8_PANEL, 0, 3);
    if (INT8_IS_SHIFTED) right ^= (i32x16)(u32x16)(0x80808080u);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
        sum[r][chain] = INT8_DOT(sum[r][chain], left + r * stride + (INT8_IS_WIDE ? 2 * quad : quad), right);
}

// A few rows have too few sums to keep the processor busy while each waits for the one before it. They are summed up in
// several chains, which are exact integers, so it does not matter which.
INLINE void INT8_TILE(const int rows, const int chains, seq2seq_matrix result, seq2seq_matrix start,
                      const int32_t *left, const float *left_scales, const int8_t *panel, v16 scales, size_t quads,
                      size_t columns) {
    const size_t stride = 2 * quads + 1;
    i32x16 sum[INT8_ROWS][INT8_CHAINS];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int c = 0; c < chains; c++) sum[r][c] = (i32x16)(0);
    size_t k = 0;
    for (; k + (size_t)chains <= quads; k += (size_t)chains) {
#pragma clang loop unroll(full)
        for (int c = 0; c < chains; c++) INT8_ADD(rows, sum, c, left, stride, panel, k + (size_t)c);
    }
    for (; k < quads; k++) INT8_ADD(rows, sum, 0, left, stride, panel, k);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        i32x16 total = sum[r][0];
#pragma clang loop unroll(full)
        for (int c = 1; c < chains; c++) total = (i32x16)((u32x16)total + (u32x16)sum[r][c]);
        const uint32_t excess = 128 * (uint32_t)left[r * stride + 2 * quads];
        if (INT8_IS_SHIFTED) total = (i32x16)((u32x16)total - (u32x16)(excess));
        v16 base = start.base ? load_first(at(start, r, 0), columns, 0.0f) : splat(0.0f);
        v16 scaled = fma16(__builtin_convertvector(total, v16), splat(left_scales[r]) * scales, base);
        store_first(at(result, r, 0), scaled, columns);
    }
}

#define INT8_CASE(count)                                                                                             \
    case count:                                                                                                      \
        INT8_TILE(count, INT8_ROWS / count < INT8_CHAINS ? INT8_ROWS / count : INT8_CHAINS, result, start, left,     \
                  left_scales, panel, scales, quads, columns);                                                       \
        break;

// One tile of a constant shape per case.
INLINE void INT8_TILE_OF_ROWS(size_t rows, seq2seq_matrix result, seq2seq_matrix start, const int32_t *left,
                              const float *left_scales, const int8_t *panel, v16 scales, size_t quads, size_t columns) {
    switch (rows) {
        INT8_CASE(1)
        INT8_CASE(2)
        INT8_CASE(3)
        INT8_CASE(4)
#if INT8_ROWS > 4
        INT8_CASE(5)
        INT8_CASE(6)
#endif
#if INT8_ROWS > 6
        INT8_CASE(7)
        INT8_CASE(8)
#endif
#if INT8_ROWS > 8
        INT8_CASE(9)
        INT8_CASE(10)
        INT8_CASE(11)
        INT8_CASE(12)
#endif
    }
}

// Rows are cut into tiles about equally high.
static void INT8_PRODUCT(seq2seq_matrix result, seq2seq_matrix start, const int32_t *left, const float *left_scales,
                         const int8_t *panel, const float *panel_scales, size_t rows, size_t quads, size_t columns) {
    v16 scales = load(panel_scales);
    size_t tiles = (rows + INT8_ROWS - 1) / INT8_ROWS, row = 0;
    for (size_t tile = 0; tile < tiles; tile++) {
        size_t end = rows * (tile + 1) / tiles;
        INT8_TILE_OF_ROWS(end - row, from(result, row, 0), from(start, row, 0), left + row * (2 * quads + 1),
                          left_scales + row, panel, scales, quads, columns);
        row = end;
    }
}

static void INT8_SOFTMAX(const seq2seq_softmax_block *block, const float *bias, const int32_t *left,
                         const float *left_scales, const int8_t *panels, const float *panel_scales, size_t rows,
                         size_t quads, size_t columns) {
    float values[SEQ2SEQ_SOFTMAX_ROWS * SOFTMAX_STRIDE];
    seq2seq_matrix logits = {values, SOFTMAX_STRIDE};
    for (size_t column = 0; column < columns; column += INT8_PANEL)
        INT8_PRODUCT(from(logits, 0, column), from((seq2seq_matrix){(float *)bias, 0}, 0, column), left, left_scales,
                     panels + column * 4 * quads, panel_scales + column, rows, quads,
                     least(INT8_PANEL, columns - column));
    keep_exponentials(block, logits, rows, columns);
}

#undef INT8_NAME
#undef INT8_NAME_OF
#undef INT8_QUANTIZE
#undef INT8_ADD
#undef INT8_CASE
#undef INT8_TILE
#undef INT8_TILE_OF_ROWS
#undef INT8_PRODUCT
#undef INT8_SOFTMAX
#undef INT8_SET
#undef INT8_DOT
#undef INT8_IS_WIDE
#undef INT8_IS_SHIFTED
#undef INT8_ROWS
