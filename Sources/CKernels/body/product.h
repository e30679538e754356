// Matrix products on packed panels. A tile of up to 12 rows and 32 columns lives in registers while the depth runs;
// how the rows are cut into tiles does not show in the result.

enum { PANEL = SEQ2SEQ_PANEL_COLUMNS, TILE = SEQ2SEQ_TILE_ROWS, DEPTH_BLOCK = 512, PRODUCT_DEPTH = 1024, AHEAD = 32 };

// A row of a panel.
INLINE void pack_row(float *panel, const float *row, size_t columns) {
    store(panel, load_first(row, columns, 0.0f));
    store(panel + 16, columns > 16 ? load_first(row + 16, columns - 16, 0.0f) : splat(0.0f));
}

static void pack_panel(float *panel, seq2seq_matrix source, size_t depth, size_t columns) {
    for (size_t k = 0; k < depth; k++) pack_row(panel + k * PANEL, at(source, k, 0), columns);
}

typedef float v8 __attribute__((ext_vector_type(8)));
typedef float v8_unaligned __attribute__((ext_vector_type(8), aligned(4)));

#define LOW_PAIRS(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13)
#define HIGH_PAIRS(a, b) __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15)
#define LOW_QUADS(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define HIGH_QUADS(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#define LOW_HALVES(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define HIGH_HALVES(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)

// Eight rows become eight columns, in registers: pairs, quads and halves change places.
INLINE void transpose_8x8(v8 x[8]) {
    v8 y[8], z[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i += 2) y[i] = LOW_PAIRS(x[i], x[i + 1]), y[i + 1] = HIGH_PAIRS(x[i], x[i + 1]);
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i += 4) {
        z[i] = LOW_QUADS(y[i], y[i + 2]), z[i + 1] = HIGH_QUADS(y[i], y[i + 2]);
        z[i + 2] = LOW_QUADS(y[i + 1], y[i + 3]), z[i + 3] = HIGH_QUADS(y[i + 1], y[i + 3]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) x[i] = LOW_HALVES(z[i], z[i + 4]), x[i + 4] = HIGH_HALVES(z[i], z[i + 4]);
}

// Eight steps of depth at a time, so that the lines of the panel stay in the cache while columns are read.
static void pack_panel_transposed(float *panel, seq2seq_matrix source, size_t depth, size_t columns) {
    size_t k = 0;
    for (; k + 8 <= depth; k += 8)
        for (size_t n = 0; n < PANEL; n += 8) {
            v8 x[8];
#pragma clang loop unroll(full)
            for (size_t r = 0; r < 8; r++)
                x[r] = n + r < columns ? *(const v8_unaligned *)at(source, n + r, k) : (v8)(0.0f);
            transpose_8x8(x);
#pragma clang loop unroll(full)
            for (size_t r = 0; r < 8; r++) *(v8_unaligned *)(panel + (k + r) * PANEL + n) = x[r];
        }
    for (; k < depth; k++)
        for (size_t n = 0; n < PANEL; n++) panel[k * PANEL + n] = n < columns ? *at(source, n, k) : 0.0f;
}

static void pack_panel_gathered(float *panel, seq2seq_matrix source, seq2seq_matrix others, const int32_t *index,
                                size_t depth, size_t columns) {
    for (size_t k = 0; k < depth; k++) {
        float *row = panel + k * PANEL;
        if (index[k] >= 0)
            pack_row(row, at(source, (size_t)index[k], 0), columns);
        else if (others.base)
            pack_row(row, at(others, (size_t)(-1 - index[k]), 0), columns);
        else
            memset(row, 0, PANEL * sizeof(float));
    }
}

// `vectors` * 16 columns of `rows` rows. The panel is asked for a few rows ahead, and what the next tile will be added
// to or stored in while this one is computed: in large products both come from behind the second-level cache. Left element (r, k) is left.base[r * left.stride + k * depth_stride].
INLINE void tile(const int rows, const int vectors, seq2seq_matrix result, seq2seq_matrix start, seq2seq_matrix left,
                 size_t depth_stride, const float *panel, size_t depth, size_t columns) {
    v16 sum[TILE][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            size_t lanes = columns > (size_t)v * 16 ? columns - (size_t)v * 16 : 0;
            sum[r][v] = start.base && lanes ? load_first(at(start, r, v * 16), lanes, 0.0f) : splat(0.0f);
            __builtin_prefetch(at(result, r + rows, v * 16), 1, 3);
        }
    // Rows are reached from every third one, which leaves registers for the compiler.
    const float *group[TILE / 3];
#pragma clang loop unroll(full)
    for (int g = 0; g < TILE / 3; g++) group[g] = at(left, 3 * g < rows ? 3 * g : 0, 0);
    for (size_t k = 0; k < depth; k++) {
        v16 right[2];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            right[v] = load(panel + k * PANEL + v * 16);
            __builtin_prefetch(panel + (k + AHEAD) * PANEL + v * 16, 0, 3);
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            v16 x = splat(group[r / 3][(r % 3) * left.stride + k * depth_stride]);
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sum[r][v] = fma16(x, right[v], sum[r][v]);
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            if (columns > (size_t)v * 16)
                store_first(at(result, r, v * 16), sum[r][v], columns - (size_t)v * 16);
}

#define TILE_CASE(count)                                                                          \
    case count:                                                                                   \
        tile(count, TILE_VECTORS, result, start, left, depth_stride, panel, depth, columns); \
        break;

// One tile of a constant shape per case, as wide as the registers allow.
INLINE void tile_of_rows(size_t rows, seq2seq_matrix result, seq2seq_matrix start, seq2seq_matrix left,
                         size_t depth_stride, const float *panel, size_t depth, size_t columns) {
    switch (rows) {
        TILE_CASE(1)
        TILE_CASE(2)
        TILE_CASE(3)
        TILE_CASE(4)
        TILE_CASE(5)
        TILE_CASE(6)
#if TILE_ROWS_IN_REGISTERS > 6
        TILE_CASE(7)
        TILE_CASE(8)
        TILE_CASE(9)
        TILE_CASE(10)
        TILE_CASE(11)
        TILE_CASE(12)
#endif
    }
}

// Up to 12 rows and 32 columns with a left-hand side whose rows are contiguous. Matrices come in parts: as structs they
// would be copied by vectors that wait until their halves, stored one by one, have left the processor.
static __attribute__((noinline)) void tile_of_parts(size_t rows, float *result_base, size_t result_stride,
                                                    float *start_base, size_t start_stride, float *left_base,
                                                    size_t left_stride, const float *panel, size_t depth,
                                                    size_t columns) {
    seq2seq_matrix result = {result_base, result_stride}, start = {start_base, start_stride};
    seq2seq_matrix left = {left_base, left_stride};
    for (size_t column = 0; column < columns; column += TILE_VECTORS * 16)
        for (size_t row = 0; row < rows; row += TILE_ROWS_IN_REGISTERS)
            tile_of_rows(least(TILE_ROWS_IN_REGISTERS, rows - row), from(result, row, column), from(start, row, column),
                         from(left, row, 0), 1, panel + column, depth, columns - column);
}

// Where the next tile of some rows ends: those that are left are cut into tiles about equally high, since a low one has
// too few sums to keep the processor busy.
INLINE size_t tile_end(size_t row, size_t end) {
    size_t rows = end - row, tiles = (rows + TILE - 1) / TILE;
    return row + (rows + tiles - 1) / tiles;
}

INLINE void tile_by_rows(size_t rows, seq2seq_matrix result, seq2seq_matrix start, seq2seq_matrix left,
                         const float *panel, size_t depth, size_t columns) {
    tile_of_parts(rows, result.base, result.stride, start.base, start.stride, left.base, left.stride, panel, depth,
                  columns);
}

// The same with a left-hand side packed as [depth, 12].
static __attribute__((noinline)) void tile_by_depth(size_t rows, seq2seq_matrix result, const float *left,
                                                    const float *panel, size_t depth, size_t columns) {
    for (size_t column = 0; column < columns; column += TILE_VECTORS * 16)
        for (size_t row = 0; row < rows; row += TILE_ROWS_IN_REGISTERS) {
            seq2seq_matrix corner = from(result, row, column), packed = {(float *)left + row, 1};
            tile_of_rows(least(TILE_ROWS_IN_REGISTERS, rows - row), corner, corner, packed, TILE, panel + column, depth,
                         columns - column);
        }
}

// A deep panel is read in parts that stay in the second-level cache while all rows meet them. What a tile has summed up
// waits in the result until the next part: a float in memory is the float that it was in a register.
static void product(seq2seq_matrix result, seq2seq_matrix start, seq2seq_matrix left, const float *panel, size_t rows,
                    size_t depth, size_t columns) {
    size_t part = 0;
    do {
        for (size_t row = 0, end; row < rows; row = end) {
            end = tile_end(row, rows);
            tile_by_rows(end - row, from(result, row, 0), from(part ? result : start, row, 0), from(left, row, part),
                         panel + part * PANEL, least(PRODUCT_DEPTH, depth - part), columns);
        }
        part += PRODUCT_DEPTH;
    } while (part < depth);
}

static void product_transposed(seq2seq_matrix result, seq2seq_matrix left, const float *panels, size_t rows,
                               size_t depth, size_t columns) {
    float packed[SEQ2SEQ_GRADIENT_ROWS * DEPTH_BLOCK];
    for (size_t block = 0; block < depth; block += DEPTH_BLOCK) {
        size_t block_depth = least(DEPTH_BLOCK, depth - block);
        for (size_t k = 0; k < block_depth; k++)
            for (size_t row = 0; row < rows; row += TILE) {
                const float *source = at(left, block + k, row);
                float *to = packed + row * DEPTH_BLOCK + k * TILE;
                size_t count = least(TILE, rows - row);
                // Rows may be far apart, which no processor guesses.
                __builtin_prefetch(source + 16 * left.stride, 0, 3);
                if (count == TILE)
                    memcpy(to, source, TILE * sizeof(float));
                else
                    for (size_t r = 0; r < count; r++) to[r] = source[r];
            }
        for (size_t column = 0; column < columns; column += PANEL)
            for (size_t row = 0; row < rows; row += TILE)
                tile_by_depth(least(TILE, rows - row), from(result, row, column), packed + row * DEPTH_BLOCK,
                              panels + column * depth + block * PANEL, block_depth, least(PANEL, columns - column));
    }
}
