// Products of 8-bit integers. Each row of the left-hand side and each output of the weight has a scale of its own, the
// 127th part of its largest magnitude. A sum of at most SEQ2SEQ_INT8_DEPTH products stays within 32 bits, so it is
// exact and no order shows in the result. Inputs are multiplied in pairs, so an odd row is filled up with a 0.

typedef int8_t i8x32 __attribute__((ext_vector_type(32)));
typedef int16_t i16x32 __attribute__((ext_vector_type(32)));
typedef int32_t i32x32 __attribute__((ext_vector_type(32)));
typedef int8_t i8x32_unaligned __attribute__((ext_vector_type(32), aligned(1)));

enum { INT8_PANEL = SEQ2SEQ_INT8_PANEL_COLUMNS, INT8_ROWS = 4 };

// a[2 i] * b[2 i] + a[2 i + 1] * b[2 i + 1]
INLINE i32x16 pair_products(i16x32 a, i16x32 b) {
    i32x32 products = __builtin_convertvector(a, i32x32) * __builtin_convertvector(b, i32x32);
    return __builtin_shufflevector(products, products, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30) +
           __builtin_shufflevector(products, products, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

// The scale of a row: 0 of zeros and of magnitudes too small for an exact one, not a number if any is not finite.
static float int8_scale(const float *x, size_t count) {
    v16 largest = splat(0.0f);
    i32x16 infinite = (i32x16)(0);
    for (size_t i = 0; i < count; i += 16) {
        v16 magnitude = (v16)((i32x16)load_first(x + i, count - i, 0.0f) & 0x7FFFFFFF);
        infinite |= ~(magnitude < splat(__builtin_inff()));
        largest = max16(magnitude, largest);
    }
    for (int lane = 0; lane < 16; lane++)
        if (infinite[lane]) return __builtin_nanf("");
    float scale = max_lane(largest) / 127.0f;
    return scale < 0x1p-126f ? 0.0f : scale;
}

// x / scale, rounded to the nearest integer, of two equally near ones to the even one; 0 where there is no scale.
INLINE i32x16 quantized(v16 x, float scale) {
    if (!(scale > 0.0f)) return (i32x16)(0);
    const v16 rounder = splat(12582912.0f);
    v16 quotient = x / splat(scale);
    return __builtin_convertvector((quotient + rounder) - rounder, i32x16);
}

static void quantize_rows(int16_t *result, float *scales, seq2seq_matrix x, size_t rows, size_t columns, size_t pairs) {
    for (size_t row = 0; row < rows; row++) {
        const float *source = at(x, row, 0);
        int16_t *to = result + row * pairs * 2;
        scales[row] = int8_scale(source, columns);
        for (size_t i = 0; i < columns; i += 16) {
            i32x16 values = quantized(load_first(source + i, columns - i, 0.0f), scales[row]);
            for (size_t lane = 0; lane < least(16, pairs * 2 - i); lane++) to[i + lane] = (int16_t)values[lane];
        }
    }
}

static void pack_panel_int8(int8_t *panel, float *scales, seq2seq_matrix weight, size_t depth, size_t columns,
                            size_t pairs) {
    memset(panel, 0, pairs * 2 * INT8_PANEL);
    for (size_t n = 0; n < INT8_PANEL; n++) {
        scales[n] = n < columns ? int8_scale(at(weight, n, 0), depth) : 0.0f;
        if (n >= columns) continue;
        for (size_t k = 0; k < depth; k += 16) {
            i32x16 values = quantized(load_first(at(weight, n, k), depth - k, 0.0f), scales[n]);
            for (size_t lane = 0; lane < least(16, depth - k); lane++)
                panel[((k + lane) / 2 * INT8_PANEL + n) * 2 + (k + lane) % 2] = (int8_t)values[lane];
        }
    }
}

INLINE void tile_int8(const int rows, seq2seq_matrix result, seq2seq_matrix start, const int16_t *left,
                      const float *left_scales, const int8_t *panel, v16 scales, size_t pairs, size_t columns) {
    i32x16 sum[INT8_ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) sum[r] = (i32x16)(0);
    for (size_t k = 0; k < pairs; k++) {
        i16x32 right = __builtin_convertvector(*(const i8x32_unaligned *)(panel + k * 2 * INT8_PANEL), i16x32);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            int32_t pair;
            memcpy(&pair, left + ((size_t)r * pairs + k) * 2, sizeof pair);
            sum[r] += pair_products((i16x32)(i32x16)(pair), right);
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        v16 base = start.base ? load_first(at(start, r, 0), columns, 0.0f) : splat(0.0f);
        v16 scaled = fma16(__builtin_convertvector(sum[r], v16), splat(left_scales[r]) * scales, base);
        store_first(at(result, r, 0), scaled, columns);
    }
}

static void product_int8(seq2seq_matrix result, seq2seq_matrix start, const int16_t *left, const float *left_scales,
                         const int8_t *panel, const float *panel_scales, size_t rows, size_t pairs, size_t columns) {
    v16 scales = load(panel_scales);
    size_t row = 0;
    for (; row + INT8_ROWS <= rows; row += INT8_ROWS)
        tile_int8(INT8_ROWS, from(result, row, 0), from(start, row, 0), left + row * pairs * 2, left_scales + row,
                  panel, scales, pairs, columns);
    for (; row < rows; row++)
        tile_int8(1, from(result, row, 0), from(start, row, 0), left + row * pairs * 2, left_scales + row, panel,
                  scales, pairs, columns);
}
