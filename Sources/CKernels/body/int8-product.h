// The product of 8-bit integers of the instruction set INT8_SET. A file that includes this says how four of them are
// multiplied at once (`INT8_DOT`, see `int8-dots.h`), whether that takes them as pairs of 16 bits (`INT8_IS_WIDE`) or
// the panel without signs (`INT8_IS_SHIFTED`), and how many rows a tile has (`INT8_ROWS`).
#define INT8_NAME(name, set) name##set
#define INT8_NAME_OF(name, set) INT8_NAME(name, set)
#define INT8_QUANTIZE INT8_NAME_OF(quantize_rows_, INT8_SET)
#define INT8_TILE INT8_NAME_OF(tile_int8_, INT8_SET)
#define INT8_PRODUCT INT8_NAME_OF(product_int8_, INT8_SET)

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

INLINE void INT8_TILE(const int rows, seq2seq_matrix result, seq2seq_matrix start, const int32_t *left,
                      const float *left_scales, const int8_t *panel, v16 scales, size_t quads, size_t columns) {
    const size_t stride = 2 * quads + 1;
    i32x16 sum[INT8_ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) sum[r] = (i32x16)(0);
    for (size_t k = 0; k < quads; k++) {
        i32x16 right = *(const i32x16_unaligned *)(panel + k * 4 * INT8_PANEL);
        if (INT8_IS_SHIFTED) right ^= (i32x16)(u32x16)(0x80808080u);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) sum[r] = INT8_DOT(sum[r], left + r * stride + (INT8_IS_WIDE ? 2 * k : k), right);
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        const uint32_t excess = 128 * (uint32_t)left[r * stride + 2 * quads];
        if (INT8_IS_SHIFTED) sum[r] = (i32x16)((u32x16)sum[r] - (u32x16)(excess));
        v16 base = start.base ? load_first(at(start, r, 0), columns, 0.0f) : splat(0.0f);
        v16 scaled = fma16(__builtin_convertvector(sum[r], v16), splat(left_scales[r]) * scales, base);
        store_first(at(result, r, 0), scaled, columns);
    }
}

static void INT8_PRODUCT(seq2seq_matrix result, seq2seq_matrix start, const int32_t *left, const float *left_scales,
                         const int8_t *panel, const float *panel_scales, size_t rows, size_t quads, size_t columns) {
    v16 scales = load(panel_scales);
    size_t row = 0;
    for (; row + INT8_ROWS <= rows; row += INT8_ROWS)
        INT8_TILE(INT8_ROWS, from(result, row, 0), from(start, row, 0), left + row * (2 * quads + 1), left_scales + row,
                  panel, scales, quads, columns);
    for (; row < rows; row++)
        INT8_TILE(1, from(result, row, 0), from(start, row, 0), left + row * (2 * quads + 1), left_scales + row, panel,
                  scales, quads, columns);
}

#undef INT8_NAME
#undef INT8_NAME_OF
#undef INT8_QUANTIZE
#undef INT8_TILE
#undef INT8_PRODUCT
#undef INT8_SET
#undef INT8_DOT
#undef INT8_IS_WIDE
#undef INT8_IS_SHIFTED
#undef INT8_ROWS
