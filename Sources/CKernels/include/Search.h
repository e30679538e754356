// A search through many floats, of which hardly any is what is looked for.
#ifndef SEQ2SEQ_SEARCH_H
#define SEQ2SEQ_SEARCH_H

#include <stddef.h>

// The index of the first float from `first` on that is above a bound, which NaN is not; `count` if there is none.
size_t seq2seq_first_above(const float *x, size_t first, size_t count, float bound);

#endif
