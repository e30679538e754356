// Softmax along rows: the largest logit is taken off first, and the sum runs over 16 lanes and the fixed tree.

// The largest logit of a row.
INLINE float largest_of(const float *logits, size_t vocabulary) {
    const float lowest = -__builtin_inff();
    v16 largest = splat(lowest);
    for (size_t i = 0; i < vocabulary; i += 16)
        largest = max16(load_first(logits + i, vocabulary - i, lowest), largest);
    return max_lane(largest);
}

// sum(exp(logits - largest)) of a row; when `exponentials` is given, it receives the terms.
INLINE float sum_of_exponentials(const float *logits, float largest, float *exponentials, size_t vocabulary) {
    v16 total = splat(0.0f);
    for (size_t i = 0; i < vocabulary; i += 16) {
        v16 e = exp16(load_first(logits + i, vocabulary - i, -__builtin_inff()) - splat(largest));
        total = total + e;
        if (exponentials) store_first(exponentials + i, e, vocabulary - i);
    }
    return sum_lanes(total);
}

// Log probabilities are `(logit - largest) - log(sum)`: a likely token's would lose its digits in `largest + log(sum)`.

static void cross_entropy(float *losses, seq2seq_matrix logits, const int32_t *targets, float smoothing, size_t rows,
                          size_t vocabulary) {
    const float share = smoothing / (float)vocabulary;
    for (size_t row = 0; row < rows; row++) {
        float *x = at(logits, row, 0);
        const float largest = largest_of(x, vocabulary);
        const float target = x[targets[row]] - largest;
        float mean = 0.0f;
        if (smoothing > 0.0f) {
            v16 total = splat(0.0f);
            for (size_t i = 0; i < vocabulary; i += 16)
                total = total + (load_first(x + i, vocabulary - i, largest) - splat(largest));
            mean = sum_lanes(total) * share;
        }
        const float sum = sum_of_exponentials(x, largest, x, vocabulary);
        const float log_sum = log16(splat(sum))[0];
        losses[row] = smoothing > 0.0f ? log_sum - (1.0f - smoothing) * target - mean : log_sum - target;
        const float inverse = 1.0f / sum;
        for (size_t i = 0; i < vocabulary; i += 16) {
            v16 gradient = load_first(x + i, vocabulary - i, 0.0f) * splat(inverse) - splat(share);
            store_first(x + i, gradient, vocabulary - i);
        }
        x[targets[row]] -= 1.0f - smoothing;
    }
}

static void log_softmax(seq2seq_matrix logits, size_t rows, size_t vocabulary) {
    for (size_t row = 0; row < rows; row++) {
        float *x = at(logits, row, 0);
        const float largest = largest_of(x, vocabulary);
        const v16 log_sum = log16(splat(sum_of_exponentials(x, largest, NULL, vocabulary)));
        for (size_t i = 0; i < vocabulary; i += 16) {
            v16 shifted = load_first(x + i, vocabulary - i, 0.0f) - splat(largest);
            store_first(x + i, shifted - log_sum, vocabulary - i);
        }
    }
}

static void softmax(float *x, size_t count) {
    const float largest = largest_of(x, count);
    const v16 inverse = splat(1.0f / sum_of_exponentials(x, largest, x, count));
    for (size_t i = 0; i < count; i += 16) store_first(x + i, load_first(x + i, count - i, 0.0f) * inverse, count - i);
}

static void softmax_backward(float *gradient, const float *y, size_t count) {
    v16 total = splat(0.0f);
    for (size_t i = 0; i < count; i += 16)
        total = fma16(load_first(gradient + i, count - i, 0.0f), load_first(y + i, count - i, 0.0f), total);
    const v16 mean = splat(sum_lanes(total));
    for (size_t i = 0; i < count; i += 16) {
        v16 inside = load_first(y + i, count - i, 0.0f) * (load_first(gradient + i, count - i, 0.0f) - mean);
        store_first(gradient + i, inside, count - i);
    }
}
