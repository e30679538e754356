// A softmax over so many columns that its logits are not kept: a block of them is made in the second-level cache, and
// only halves of floats leave it.

typedef uint16_t u16x16 __attribute__((ext_vector_type(16)));
typedef uint16_t u16x16_unaligned __attribute__((ext_vector_type(16), aligned(2)));
typedef uint32_t u32x16 __attribute__((ext_vector_type(16)));

// Rounded to the upper half of a float: a sign, an exponent and 7 bits (bfloat16); of two equally near to the even one.
INLINE v16 rounded_to_halves(v16 x) {
    u32x16 bits = (u32x16)x;
    return (v16)((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000);
}

INLINE void store_halves(uint16_t *p, v16 x) {
    *(u16x16_unaligned *)p = __builtin_convertvector((u32x16)x >> 16, u16x16);
}

INLINE v16 load_halves(const uint16_t *p) {
    return (v16)(__builtin_convertvector(*(const u16x16_unaligned *)p, u32x16) << 16);
}

// Rows that are a power of two apart share lines of the cache.
enum { SOFTMAX_STRIDE = SEQ2SEQ_SOFTMAX_COLUMNS + 16 };

// What a block keeps of its logits, among which those of targets become minus infinity.
static void keep_exponentials(const seq2seq_softmax_block *block, seq2seq_matrix logits, size_t rows, size_t columns) {
    for (size_t row = 0; row < rows; row++) {
        float *x = at(logits, row, 0);
        const int32_t target = block->targets[row];
        if (target >= 0 && (size_t)target < columns) x[target] = -__builtin_inff();
        float largest = largest_of(x, columns);
        // Where there is nothing but a target, so that the difference is no NaN.
        if (largest == -__builtin_inff()) largest = -0x1p127f;
        v16 sum = splat(0.0f), total = splat(0.0f);
        for (size_t i = 0; i < columns; i += 16) {
            v16 logit = load_first(x + i, columns - i, -__builtin_inff());
            v16 e = rounded_to_halves(exp16(logit - splat(largest)));
            sum = sum + e;
            total = total + choose(logit == splat(-__builtin_inff()), splat(0.0f), logit);
            store_halves(block->exponentials + row * SEQ2SEQ_SOFTMAX_COLUMNS + i, e);
        }
        block->largest[row * block->stride] = largest;
        block->sums[row * block->stride] = sum_lanes(sum);
        block->totals[row * block->stride] = sum_lanes(total);
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

static float sum_exponentials(const uint16_t *exponentials, const float *factors, const size_t *places,
                              const uint32_t *blocks, size_t count) {
    v16 sum = splat(0.0f);
    for (size_t i = 0; i < count; i += 16) {
        uint16_t halves[16] = {0};
        float factor[16] = {0};
        for (size_t j = 0; j < least(16, count - i); j++) {
            halves[j] = exponentials[places[i + j]];
            factor[j] = factors[blocks[i + j]];
        }
        sum = fma16(load_halves(halves), load(factor), sum);
    }
    return sum_lanes(sum);
}

static float exponentials_in_place(float *x, float largest, size_t count) {
    v16 sum = splat(0.0f);
    for (size_t i = 0; i < count; i += 16) {
        v16 e = exp16(load_first(x + i, count - i, -__builtin_inff()) - splat(largest));
        sum = sum + e;
        store_first(x + i, e, count - i);
    }
    return sum_lanes(sum);
}

static void sampled_gradient(float *x, float inverse, float share, const float *scales, size_t count) {
    for (size_t i = 0; i < count; i += 16) {
        v16 probability = load_first(x + i, count - i, 0.0f) * splat(inverse);
        store_first(x + i, (probability - splat(share)) * load_first(scales + i, count - i, 0.0f), count - i);
    }
}
