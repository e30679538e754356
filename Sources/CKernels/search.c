#include "Search.h"

#include <stdint.h>

typedef float v16 __attribute__((ext_vector_type(16), aligned(4)));
typedef int32_t i32x16 __attribute__((ext_vector_type(16)));

// Whether any of 64 is above the bound.
static inline int any_above(const float *x, float bound) {
    i32x16 above = (i32x16)(0);
    for (int i = 0; i < 4; i++) above |= *(const v16 *)(x + 16 * i) > (v16)(bound);
    return __builtin_reduce_or(above) != 0;
}

size_t seq2seq_first_above(const float *x, size_t first, size_t count, float bound) {
    while (first + 64 <= count && !any_above(x + first, bound)) first += 64;
    while (first < count && !(x[first] > bound)) first++;
    return first;
}
