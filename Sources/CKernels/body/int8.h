// Products of 8-bit integers. Each row of the left-hand side and each output of the weight has a scale of its own, the
// 127th part of its largest magnitude. A sum of at most SEQ2SEQ_INT8_DEPTH products stays within 32 bits, so it is
// exact and no order shows in the result. Inputs are multiplied four at a time, so a row is filled up with zeros.

typedef int8_t i8x16 __attribute__((ext_vector_type(16)));
typedef int16_t i16x16 __attribute__((ext_vector_type(16)));
typedef int32_t i32x16_unaligned __attribute__((ext_vector_type(16), aligned(4)));

// Most chains that a row's sum is made of, and how many quads ahead a panel is asked for.
enum { INT8_PANEL = SEQ2SEQ_INT8_PANEL_COLUMNS, INT8_CHAINS = 4, INT8_AHEAD = 32 };

// The scale of a row: 0 of zeros and of magnitudes too small for an exact one, NaN if any is not finite.
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

static void pack_panel_int8(int8_t *panel, float *scales, seq2seq_matrix weight, size_t depth, size_t columns,
                            size_t quads) {
    memset(panel, 0, quads * 4 * INT8_PANEL);
    for (size_t n = 0; n < INT8_PANEL; n++) {
        scales[n] = n < columns ? int8_scale(at(weight, n, 0), depth) : 0.0f;
        for (size_t k = 0; n < columns && k < depth; k += 16) {
            i8x16 bytes = __builtin_convertvector(quantized(load_first(at(weight, n, k), depth - k, 0.0f), scales[n]),
                                                  i8x16);
            for (size_t quad = 0; quad < least(4, quads - k / 4); quad++)
                memcpy(panel + ((k / 4 + quad) * INT8_PANEL + n) * 4, (const int8_t *)&bytes + quad * 4, 4);
        }
    }
}
