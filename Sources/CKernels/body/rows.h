// Moving and adding whole rows.

static void add(float *result, const float *x, size_t count) {
    for (size_t i = 0; i < count; i += 16) {
        size_t lanes = least(16, count - i);
        store_first(result + i, load_first(result + i, lanes, 0.0f) + load_first(x + i, lanes, 0.0f), lanes);
    }
}

static void gather(seq2seq_matrix rows, seq2seq_matrix table, const int32_t *ids, size_t count, size_t columns) {
    for (size_t k = 0; k < count; k++) memcpy(at(rows, k, 0), at(table, (size_t)ids[k], 0), columns * sizeof(float));
}

static void scatter_add(seq2seq_matrix table, seq2seq_matrix rows, const int32_t *ids, size_t count, size_t columns) {
    for (size_t k = 0; k < count; k++) add(at(table, (size_t)ids[k], 0), at(rows, k, 0), columns);
}

static void column_magnitudes(float *sums, seq2seq_matrix x, size_t rows, size_t columns) {
    for (size_t column = 0; column < columns; column += 16) {
        size_t lanes = least(16, columns - column);
        v16 sum = load_first(sums + column, lanes, 0.0f);
        for (size_t row = 0; row < rows; row++)
            sum = sum + __builtin_elementwise_abs(load_first(at(x, row, column), lanes, 0.0f));
        store_first(sums + column, sum, lanes);
    }
}

static void column_sums(float *sums, seq2seq_matrix x, size_t rows, size_t columns) {
    for (size_t column = 0; column < columns; column += 16) {
        size_t lanes = least(16, columns - column);
        v16 sum = load_first(sums + column, lanes, 0.0f);
        for (size_t row = 0; row < rows; row++) sum = sum + load_first(at(x, row, column), lanes, 0.0f);
        store_first(sums + column, sum, lanes);
    }
}
