// Softmax along rows: the largest logit is taken off first, and the sum runs over 16 lanes and the fixed tree.

// log(sum(exp(logits))) of one row; when `exponentials` is given, it receives exp(logit - largest) and `sum` their sum.
INLINE float log_sum_exp(const float *logits, float *exponentials, float *sum, size_t vocabulary) {
    const float lowest = -__builtin_inff();
    v16 largest_lanes = splat(lowest);
    for (size_t i = 0; i < vocabulary; i += 16)
        largest_lanes = max16(load_first(logits + i, vocabulary - i, lowest), largest_lanes);
    float largest = max_lane(largest_lanes);
    v16 total = splat(0.0f);
    for (size_t i = 0; i < vocabulary; i += 16) {
        v16 e = exp16(load_first(logits + i, vocabulary - i, lowest) - splat(largest));
        total = total + e;
        if (exponentials) store_first(exponentials + i, e, vocabulary - i);
    }
    *sum = sum_lanes(total);
    return largest + log16(splat(*sum))[0];
}

static void cross_entropy(float *losses, float *logits, size_t stride, const int32_t *targets, float smoothing,
                          size_t rows, size_t vocabulary) {
    const float share = smoothing / (float)vocabulary;
    for (size_t row = 0; row < rows; row++) {
        float *x = logits + row * stride;
        const float target = x[targets[row]];
        float mean = 0.0f;
        if (smoothing > 0.0f) {
            v16 total = splat(0.0f);
            for (size_t i = 0; i < vocabulary; i += 16) total = total + load_first(x + i, vocabulary - i, 0.0f);
            mean = sum_lanes(total) * share;
        }
        float sum;
        const float normalizer = log_sum_exp(x, x, &sum, vocabulary);
        losses[row] = smoothing > 0.0f ? normalizer - (1.0f - smoothing) * target - mean : normalizer - target;
        const float inverse = 1.0f / sum;
        for (size_t i = 0; i < vocabulary; i += 16) {
            v16 gradient = load_first(x + i, vocabulary - i, 0.0f) * splat(inverse) - splat(share);
            store_first(x + i, gradient, vocabulary - i);
        }
        x[targets[row]] -= 1.0f - smoothing;
    }
}

static void log_softmax(float *logits, size_t stride, size_t rows, size_t vocabulary) {
    for (size_t row = 0; row < rows; row++) {
        float *x = logits + row * stride;
        float sum;
        const v16 normalizer = splat(log_sum_exp(x, NULL, &sum, vocabulary));
        for (size_t i = 0; i < vocabulary; i += 16)
            store_first(x + i, load_first(x + i, vocabulary - i, 0.0f) - normalizer, vocabulary - i);
    }
}
