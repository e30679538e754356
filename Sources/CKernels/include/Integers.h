// Where the integers of a weight in 8 bits lie.
#ifndef SEQ2SEQ_INTEGERS_H
#define SEQ2SEQ_INTEGERS_H

#include <stddef.h>
#include <stdint.h>

// The panel [ceil(depth / 4), 16, 4] of the rows [16, depth] of a weight; missing inputs become zeros.
void seq2seq_pack_integers(int8_t *panel, const int8_t *rows, size_t depth);

#endif
