// What the steps of LSTM, GRU and simple recurrent layers share.

// The state that a row's step starts from: the previous step's, or the initial one, or zeros.
INLINE v16 previous_state(const seq2seq_states *states, size_t row, size_t unit, size_t lanes) {
    if (row < states->continued) return load_first(at(states->previous, row, unit), lanes, 0.0f);
    return states->initial.base ? load_first(at(states->initial, row, unit), lanes, 0.0f) : splat(0.0f);
}

// Where the rows of [row, end) that go on from the step before end.
INLINE size_t continued_end(const seq2seq_states *states, size_t row, size_t end) {
    return row < states->continued ? least(end, states->continued) : row;
}

// The lanes of a row's state as the recurrent product reads them: under the row's mask, which is the same at every step.
INLINE v16 masked_state(v16 x, const seq2seq_row_masks *masks, size_t row, size_t unit) {
    return dropout_kept(x, masks->keys[row], unit, masks->threshold, masks->scale);
}

// Masks the gradients that come through the recurrent product, then adds those from outside.
static void mask_sums(float *sums, const seq2seq_row_masks *masks, seq2seq_matrix outside, size_t row, size_t rows,
                      size_t unit, size_t units) {
    for (size_t r = 0; r < rows; r++)
        for (size_t u = 0; u < units; u += 16) {
            size_t lanes = least(16, units - u);
            v16 kept = masked_state(load_first(sums + r * PANEL + u, lanes, 0.0f), masks, row + r, unit + u);
            v16 others = load_first(at(outside, r, u), lanes, 0.0f);
            store_first(sums + r * PANEL + u, others + kept, lanes);
        }
}

// How many rows of [row, end) go on to the next step.
INLINE size_t rows_with_next(const seq2seq_next_step *next, size_t row, size_t end) {
    return row < next->rows ? least(end, next->rows) - row : 0;
}

// The gradient of the outputs of up to 12 rows that go on to the next step: what comes from outside, and through the
// next step's product of so many gates. sums[12, 32].
static void sums_with_next(float *sums, const seq2seq_next_step *next, seq2seq_matrix outside, size_t block, size_t row,
                           size_t rows, size_t gates, size_t hidden) {
    size_t unit = block * PANEL, units = least(PANEL, hidden - unit);
    seq2seq_matrix start = next->masks.keys ? (seq2seq_matrix){0} : outside;
    tile_by_rows(rows, (seq2seq_matrix){sums, PANEL}, start, from(next->sums, row, 0),
                 next->recurrent_panels + block * gates * hidden * PANEL, gates * hidden, units);
    if (next->masks.keys) mask_sums(sums, &next->masks, outside, row, rows, unit, units);
}
