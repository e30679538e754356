// Matrix products on packed panels. A tile of up to 12 rows and 32 columns lives in registers while the depth runs;
// how the rows are cut into tiles does not show in the result.

enum { PANEL = SEQ2SEQ_PANEL_COLUMNS, TILE = SEQ2SEQ_TILE_ROWS, DEPTH_BLOCK = 256 };

static void pack_panel(float *panel, const float *source, size_t depth_stride, size_t column_stride, size_t depth,
                       size_t columns) {
    if (column_stride == 1 && columns == PANEL) {
        for (size_t k = 0; k < depth; k++) {
            store(panel + k * PANEL, load(source + k * depth_stride));
            store(panel + k * PANEL + 16, load(source + k * depth_stride + 16));
        }
        return;
    }
    // Sixteen steps of depth at a time, so that the lines of the panel stay in the cache while columns are read.
    for (size_t block = 0; block < depth; block += 16) {
        size_t end = least(block + 16, depth);
        for (size_t n = 0; n < PANEL; n++)
            for (size_t k = block; k < end; k++)
                panel[k * PANEL + n] = n < columns ? source[k * depth_stride + n * column_stride] : 0.0f;
    }
}

static void pack_panel_gathered(float *panel, const float *source, size_t stride, const float *others,
                                size_t others_stride, const int32_t *index, size_t depth, size_t columns) {
    for (size_t k = 0; k < depth; k++) {
        float *row = panel + k * PANEL;
        if (index[k] < 0 && !others) {
            memset(row, 0, PANEL * sizeof(float));
            continue;
        }
        const float *from =
            index[k] < 0 ? others + (size_t)(-1 - index[k]) * others_stride : source + (size_t)index[k] * stride;
        store(row, load_first(from, columns, 0.0f));
        store(row + 16, columns > 16 ? load_first(from + 16, columns - 16, 0.0f) : splat(0.0f));
    }
}

// `vectors` * 16 columns of `rows` rows. Left element (r, k) is left[r * row_stride + k * depth_stride].
INLINE void tile(const int rows, const int vectors, float *result, size_t result_stride, const float *start,
                 size_t start_stride, const float *left, size_t row_stride, size_t depth_stride, const float *panel,
                 size_t depth, size_t columns) {
    v16 sum[TILE][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            size_t lanes = columns > (size_t)v * 16 ? columns - (size_t)v * 16 : 0;
            sum[r][v] = start && lanes ? load_first(start + r * start_stride + v * 16, lanes, 0.0f) : splat(0.0f);
        }
    // Rows are reached from every third one, which leaves registers for the compiler.
    const float *group[TILE / 3];
#pragma clang loop unroll(full)
    for (int g = 0; g < TILE / 3; g++) group[g] = left + (3 * g < rows ? 3 * g * row_stride : 0);
    for (size_t k = 0; k < depth; k++) {
        v16 right[2];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) right[v] = load(panel + k * PANEL + v * 16);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            v16 x = splat(group[r / 3][(r % 3) * row_stride + k * depth_stride]);
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sum[r][v] = fma16(x, right[v], sum[r][v]);
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            if (columns > (size_t)v * 16)
                store_first(result + r * result_stride + v * 16, sum[r][v], columns - (size_t)v * 16);
}

#define TILE_CASE(count)                                                                                         \
    case count:                                                                                                  \
        tile(count, TILE_VECTORS, result, result_stride, start, start_stride, left, row_stride, depth_stride, panel, \
             depth, columns);                                                                                    \
        break;

// One tile of a constant shape per case, as wide as the registers allow.
INLINE void tile_of_rows(size_t rows, float *result, size_t result_stride, const float *start, size_t start_stride,
                         const float *left, size_t row_stride, size_t depth_stride, const float *panel, size_t depth,
                         size_t columns) {
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

// Up to 12 rows and 32 columns with a left-hand side whose rows are contiguous.
static __attribute__((noinline)) void tile_by_rows(size_t rows, float *result, size_t result_stride, const float *start,
                                                   size_t start_stride, const float *left, size_t row_stride,
                                                   const float *panel, size_t depth, size_t columns) {
    for (size_t column = 0; column < columns; column += TILE_VECTORS * 16)
        for (size_t row = 0; row < rows; row += TILE_ROWS_IN_REGISTERS)
            tile_of_rows(least(TILE_ROWS_IN_REGISTERS, rows - row), result + row * result_stride + column, result_stride,
                         start ? start + row * start_stride + column : start, start_stride, left + row * row_stride,
                         row_stride, 1, panel + column, depth, columns - column);
}

// The same with a left-hand side packed as [depth, 12].
static __attribute__((noinline)) void tile_by_depth(size_t rows, float *result, size_t result_stride, const float *left,
                                                    const float *panel, size_t depth, size_t columns) {
    for (size_t column = 0; column < columns; column += TILE_VECTORS * 16)
        for (size_t row = 0; row < rows; row += TILE_ROWS_IN_REGISTERS) {
            float *corner = result + row * result_stride + column;
            tile_of_rows(least(TILE_ROWS_IN_REGISTERS, rows - row), corner, result_stride, corner, result_stride,
                         left + row, 1, TILE, panel + column, depth, columns - column);
        }
}

static void product(float *result, size_t result_stride, const float *start, size_t start_stride, const float *left,
                    size_t left_stride, const float *panel, size_t rows, size_t depth, size_t columns) {
    for (size_t row = 0; row < rows; row += TILE)
        tile_by_rows(least(TILE, rows - row), result + row * result_stride, result_stride,
                     start ? start + row * start_stride : start, start_stride, left + row * left_stride, left_stride,
                     panel, depth, columns);
}

static void product_transposed(float *result, size_t result_stride, const float *left, size_t left_stride,
                               const float *panels, size_t rows, size_t depth, size_t columns) {
    float packed[SEQ2SEQ_GRADIENT_ROWS * DEPTH_BLOCK];
    for (size_t block = 0; block < depth; block += DEPTH_BLOCK) {
        size_t block_depth = least(DEPTH_BLOCK, depth - block);
        for (size_t k = 0; k < block_depth; k++)
            for (size_t row = 0; row < rows; row += TILE) {
                const float *from = left + (block + k) * left_stride + row;
                float *to = packed + row * DEPTH_BLOCK + k * TILE;
                size_t count = least(TILE, rows - row);
                if (count == TILE)
                    memcpy(to, from, TILE * sizeof(float));
                else
                    for (size_t r = 0; r < count; r++) to[r] = from[r];
            }
        for (size_t column = 0; column < columns; column += PANEL)
            for (size_t row = 0; row < rows; row += TILE)
                tile_by_depth(least(TILE, rows - row), result + row * result_stride + column, result_stride,
                              packed + row * DEPTH_BLOCK, panels + column * depth + block * PANEL, block_depth,
                              least(PANEL, columns - column));
    }
}
