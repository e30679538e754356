// 16 floats as one value: a register with AVX-512, two with AVX2, four with NEON, and the same numbers in each.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma clang fp contract(off)
// No vector crosses a function call: all that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

typedef float v16 __attribute__((ext_vector_type(16)));
typedef int32_t i32x16 __attribute__((ext_vector_type(16)));
typedef float v16_unaligned __attribute__((ext_vector_type(16), aligned(4)));

INLINE v16 load(const float *p) { return *(const v16_unaligned *)p; }

INLINE void store(float *p, v16 x) { *(v16_unaligned *)p = x; }

INLINE v16 splat(float x) { return (v16)(x); }

INLINE v16 fma16(v16 a, v16 b, v16 c) { return __builtin_elementwise_fma(a, b, c); }

// The first `count` lanes, the others `fill`. Reads no byte past them.
INLINE v16 load_first(const float *p, size_t count, float fill) {
    if (count >= 16) return load(p);
    float lanes[16];
    for (int lane = 0; lane < 16; lane++) lanes[lane] = (size_t)lane < count ? p[lane] : fill;
    return load(lanes);
}

INLINE void store_first(float *p, v16 x, size_t count) {
    if (count >= 16) {
        store(p, x);
        return;
    }
    float lanes[16];
    store(lanes, x);
    for (size_t lane = 0; lane < count; lane++) p[lane] = lanes[lane];
}

// mask ? a : b by lane; a comparison's mask has all bits set where it holds.
INLINE v16 choose(i32x16 mask, v16 a, v16 b) { return (v16)(((i32x16)a & mask) | ((i32x16)b & ~mask)); }

INLINE v16 max16(v16 a, v16 b) { return choose(a > b, a, b); }

// The sum of the lanes by one fixed tree: halves are added until one lane is left.
INLINE float sum_lanes(v16 x) {
    float lanes[16];
    store(lanes, x);
    for (int half = 8; half > 0; half /= 2)
        for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
    return lanes[0];
}

INLINE float max_lane(v16 x) {
    float lanes[16];
    store(lanes, x);
    for (int half = 8; half > 0; half /= 2)
        for (int lane = 0; lane < half; lane++)
            lanes[lane] = lanes[lane] > lanes[lane + half] ? lanes[lane] : lanes[lane + half];
    return lanes[0];
}

INLINE size_t least(size_t a, size_t b) { return a < b ? a : b; }

// An element's place.
INLINE float *at(seq2seq_matrix matrix, size_t row, size_t column) {
    return matrix.base + row * matrix.stride + column;
}

// The matrix from a row and a column on; none of none.
INLINE seq2seq_matrix from(seq2seq_matrix matrix, size_t row, size_t column) {
    if (matrix.base) matrix.base = at(matrix, row, column);
    return matrix;
}
