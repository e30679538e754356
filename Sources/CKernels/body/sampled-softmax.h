// A softmax over so many columns that its logits are not kept: a block of them is made in the second-level cache, and
// only halves of floats leave it.

typedef uint16_t u16x16 __attribute__((ext_vector_type(16)));
typedef uint16_t u16x16_unaligned __attribute__((ext_vector_type(16), aligned(2)));
typedef uint32_t u32x16 __attribute__((ext_vector_type(16)));

// The upper halves of floats: a sign, an exponent and 7 bits (bfloat16), cut off.
INLINE void store_halves(uint16_t *p, v16 x) {
    *(u16x16_unaligned *)p = __builtin_convertvector((u32x16)x >> 16, u16x16);
}

INLINE v16 load_halves(const uint16_t *p) {
    return (v16)(__builtin_convertvector(*(const u16x16_unaligned *)p, u32x16) << 16);
}

static void softmax_block(const seq2seq_softmax_block *block, const float *bias, seq2seq_matrix left,
                          const float *panels, size_t rows, size_t depth, size_t columns) {
    enum { STRIDE = SEQ2SEQ_SOFTMAX_COLUMNS + 16 };  // rows that are a power of two apart share lines of the cache
    float values[SEQ2SEQ_SOFTMAX_ROWS * STRIDE];
    seq2seq_matrix logits = {values, STRIDE};
    for (size_t column = 0; column < columns; column += PANEL)
        product(from(logits, 0, column), from((seq2seq_matrix){(float *)bias, 0}, 0, column), left,
                panels + column * depth, rows, depth, least(PANEL, columns - column));
    for (size_t row = 0; row < rows; row++) {
        const float *x = at(logits, row, 0);
        uint16_t *exponentials = block->exponentials + row * SEQ2SEQ_SOFTMAX_COLUMNS;
        const float largest = largest_of(x, columns);
        v16 sum = splat(0.0f), total = splat(0.0f);
        for (size_t i = 0; i < columns; i += 16) {
            v16 e = exp16(load_first(x + i, columns - i, -__builtin_inff()) - splat(largest));
            sum = sum + e;
            total = total + (load_first(x + i, columns - i, largest) - splat(largest));
            store_halves(exponentials + i, e);
        }
        block->largest[row * block->stride] = largest;
        block->sums[row * block->stride] = sum_lanes(sum);
        block->totals[row * block->stride] = sum_lanes(total);
        const int32_t target = block->targets[row];
        if (target < 0 || (size_t)target >= columns) continue;
        block->target_logits[row] = x[target];
        exponentials[target] = 0;
    }
}

static void add_exponentials(float *sums, const uint16_t *exponentials, const float *factors, size_t stride,
                             size_t rows, size_t columns) {
    for (size_t row = 0; row < rows; row++) {
        const v16 factor = splat(factors[row * stride]);
        for (size_t i = 0; i < columns; i += 16)
            store(sums + i, fma16(factor, load_halves(exponentials + row * SEQ2SEQ_SOFTMAX_COLUMNS + i), load(sums + i)));
    }
}

static void sampled_gradient(float *x, float largest, float inverse, float share, const float *scales, size_t count) {
    for (size_t i = 0; i < count; i += 16) {
        v16 e = exp16(load_first(x + i, count - i, largest) - splat(largest));
        v16 gradient = (e * splat(inverse) - splat(share)) * load_first(scales + i, count - i, 0.0f);
        store_first(x + i, gradient, count - i);
    }
}
