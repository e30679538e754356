#include "Integers.h"

#include <string.h>

typedef uint32_t u32x4 __attribute__((ext_vector_type(4)));

static inline u32x4 loaded(const int8_t *bytes) {
    u32x4 x;
    memcpy(&x, bytes, sizeof x);
    return x;
}

static inline void stored(int8_t *bytes, u32x4 x) { memcpy(bytes, &x, sizeof x); }

// Sixteen inputs of four rows, as fours: in registers rows become columns.
static void pack_four_rows(int8_t *panel, const int8_t *rows, size_t depth) {
    u32x4 a = loaded(rows), b = loaded(rows + depth), c = loaded(rows + 2 * depth), d = loaded(rows + 3 * depth);
    u32x4 low = __builtin_shufflevector(a, b, 0, 4, 1, 5), high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    u32x4 low2 = __builtin_shufflevector(c, d, 0, 4, 1, 5), high2 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    stored(panel, __builtin_shufflevector(low, low2, 0, 1, 4, 5));
    stored(panel + 64, __builtin_shufflevector(low, low2, 2, 3, 6, 7));
    stored(panel + 128, __builtin_shufflevector(high, high2, 0, 1, 4, 5));
    stored(panel + 192, __builtin_shufflevector(high, high2, 2, 3, 6, 7));
}

void seq2seq_pack_integers(int8_t *panel, const int8_t *rows, size_t depth) {
    size_t k = 0;
    for (; k + 16 <= depth; k += 16)
        for (size_t row = 0; row < 16; row += 4) pack_four_rows(panel + 16 * k + 4 * row, rows + row * depth + k, depth);
    for (; k < depth; k += 4)
        for (size_t row = 0; row < 16; row++)
            for (size_t i = 0; i < 4; i++)
                panel[16 * k + 4 * row + i] = k + i < depth ? rows[row * depth + k + i] : 0;
}
