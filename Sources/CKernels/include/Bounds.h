// How far products of 8-bit integers can be from those of the floats that they are rounded from. Sums and products are
// those of real numbers; what is written is never below the bound that it stands for.
#ifndef SEQ2SEQ_BOUNDS_H
#define SEQ2SEQ_BOUNDS_H

#include <stddef.h>
#include <stdint.h>

// What the distance of a product of a row x with an output of a weight adds up from.
typedef struct {
    float by_norm;      // of the output's norm
    float by_distance;  // of the distance of the output's integers from its floats
    float by_size;      // of the magnitudes of its bias and of the product itself
} seq2seq_bound;

// Norms of an output of a weight [depth], and of what its integers times their scale are away from it. The integers are
// a column of a panel [ceil(depth / 4), 16, 4].
void seq2seq_bound_output(float *norm, float *distance, const float *output, const int8_t *integers, float scale,
                          size_t depth);

// Products [count], of integers with a bias, become what those of floats are at most. Returns the greatest of what those
// from `first` on are at least, or NaN if any of all is not finite.
float seq2seq_bound_products(float *products, const float *norms, const float *distances, const float *bias,
                             const seq2seq_bound *bound, size_t first, size_t count);

#endif
