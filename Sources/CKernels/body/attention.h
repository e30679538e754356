// Attention of one query row over the rows of its own source. The source's rows are reached through `positions`, so
// nothing is computed for padding, and no other row of the batch can be seen.

INLINE float dot(const float *x, const float *y, size_t count) {
    v16 total = splat(0.0f);
    for (size_t i = 0; i < count; i += 16)
        total = fma16(load_first(x + i, count - i, 0.0f), load_first(y + i, count - i, 0.0f), total);
    return sum_lanes(total);
}

// result += factor * x
INLINE void add_scaled(float *result, float factor, const float *x, size_t count) {
    for (size_t i = 0; i < count; i += 16) {
        size_t lanes = least(16, count - i);
        store_first(result + i, fma16(splat(factor), load_first(x + i, lanes, 0.0f), load_first(result + i, lanes, 0.0f)),
                    lanes);
    }
}

static void attention_dots(float *result, const float *query, seq2seq_matrix rows, const int32_t *positions,
                           size_t count, size_t columns) {
    for (size_t k = 0; k < count; k++) result[k] = dot(query, at(rows, (size_t)positions[k], 0), columns);
}

static void attention_sum(float *result, const float *factors, seq2seq_matrix rows, const int32_t *positions,
                          size_t count, size_t columns) {
    for (size_t k = 0; k < count; k++) add_scaled(result, factors[k], at(rows, (size_t)positions[k], 0), columns);
}

static void attention_spread(seq2seq_matrix rows, const int32_t *positions, const float *factors, const float *x,
                             size_t count, size_t columns) {
    for (size_t k = 0; k < count; k++) add_scaled(at(rows, (size_t)positions[k], 0), factors[k], x, columns);
}

static void attention_energies(float *result, const float *query, seq2seq_matrix rows, const int32_t *positions,
                               const float *energy, size_t count, size_t columns) {
    for (size_t k = 0; k < count; k++) {
        const float *key = at(rows, (size_t)positions[k], 0);
        v16 total = splat(0.0f);
        for (size_t i = 0; i < columns; i += 16) {
            size_t lanes = least(16, columns - i);
            v16 y = tanh16(load_first(query + i, lanes, 0.0f) + load_first(key + i, lanes, 0.0f));
            total = fma16(load_first(energy + i, lanes, 0.0f), y, total);
        }
        result[k] = sum_lanes(total);
    }
}

static void attention_energies_backward(float *query_gradient, seq2seq_matrix rows_gradient, float *energy_gradient,
                                        const float *gradient, const float *query, seq2seq_matrix rows,
                                        const int32_t *positions, const float *energy, size_t count, size_t columns) {
    for (size_t k = 0; k < count; k++) {
        const float *key = at(rows, (size_t)positions[k], 0);
        float *key_gradient = at(rows_gradient, (size_t)positions[k], 0);
        const v16 g = splat(gradient[k]);
        for (size_t i = 0; i < columns; i += 16) {
            size_t lanes = least(16, columns - i);
            v16 y = tanh16(load_first(query + i, lanes, 0.0f) + load_first(key + i, lanes, 0.0f));
            v16 inside = g * load_first(energy + i, lanes, 0.0f) * fma16(-y, y, splat(1.0f));
            store_first(query_gradient + i, load_first(query_gradient + i, lanes, 0.0f) + inside, lanes);
            store_first(key_gradient + i, load_first(key_gradient + i, lanes, 0.0f) + inside, lanes);
            store_first(energy_gradient + i, fma16(g, y, load_first(energy_gradient + i, lanes, 0.0f)), lanes);
        }
    }
}
