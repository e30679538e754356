#include "Bounds.h"

#include <math.h>

// The same bits on every machine.
#pragma clang fp contract(off)

// More than what rounding takes off the sums below.
#define UPWARD 1.0001f

typedef float v16 __attribute__((ext_vector_type(16), aligned(4)));
typedef int32_t i32x16 __attribute__((ext_vector_type(16)));

void seq2seq_bound_output(float *norm, float *distance, const float *output, const int8_t *integers, float scale,
                          size_t depth) {
    double squares = 0.0, differences = 0.0;
    for (size_t k = 0; k < depth; k++) {
        // A float times 7 bits is exact.
        double rounded = (double)scale * integers[k / 4 * 64 + k % 4], difference = output[k] - rounded;
        squares += (double)output[k] * output[k];
        differences += difference * difference;
    }
    *norm = (float)sqrt(squares) * UPWARD + 0x1p-100f;
    *distance = (float)sqrt(differences) * UPWARD + 0x1p-100f;
}

// No vector crosses a function call: all that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"
#define INLINE static inline __attribute__((always_inline))

INLINE v16 magnitude(v16 x) { return (v16)((i32x16)x & 0x7FFFFFFF); }

INLINE v16 load(const float *x) { return *(const v16 *)x; }

INLINE v16 greater(v16 x, v16 y) {
    i32x16 is_less = x < y;
    return (v16)((is_less & (i32x16)y) | (~is_less & (i32x16)x));
}

// Sixteen products become what they are at most; the return value is what they are at least.
INLINE v16 bounded(v16 *products, v16 norms, v16 distances, v16 bias, const seq2seq_bound *bound) {
    v16 away = bound->by_norm * norms + bound->by_distance * distances;
    away += bound->by_size * (magnitude(bias) + magnitude(*products));
    away *= UPWARD;
    v16 lower = *products - away;
    *products += away;
    return lower;
}

float seq2seq_bound_products(float *products, const float *norms, const float *distances, const float *bias,
                             const seq2seq_bound *bound, size_t first, size_t count) {
    v16 greatest = (v16)(-INFINITY);
    i32x16 finite = (i32x16)(-1);
    for (size_t i = 0; i < count;) {
        // Those before the first, and what is left at the end, one by one.
        if (i >= first && i + 16 <= count) {
            v16 x = load(products + i);
            v16 lower = bounded(&x, load(norms + i), load(distances + i), load(bias + i), bound);
            finite &= (magnitude(lower) < INFINITY) & (magnitude(x) < INFINITY);
            greatest = greater(greatest, lower);
            *(v16 *)(products + i) = x;
            i += 16;
        } else {
            v16 x = (v16)(products[i]);
            v16 lower = bounded(&x, (v16)(norms[i]), (v16)(distances[i]), (v16)(bias[i]), bound);
            finite &= (magnitude(lower) < INFINITY) & (magnitude(x) < INFINITY);
            if (i >= first) greatest = greater(greatest, lower);
            products[i++] = x[0];
        }
    }
    return __builtin_reduce_and(finite) ? __builtin_reduce_max(greatest) : NAN;
}
