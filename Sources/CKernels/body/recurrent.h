// What the steps of LSTM, GRU and simple recurrent layers share. Rows of a step below `previous_rows` go on from the
// step before it in the layer's direction; those from there on begin at it, from the initial state.

// The state that a row's step starts from: the previous step's, or the initial one, or zeros.
INLINE v16 previous_state(const float *previous, size_t previous_stride, size_t previous_rows, const float *initial,
                          size_t initial_stride, size_t row, size_t unit, size_t lanes) {
    if (row < previous_rows) return load_first(previous + row * previous_stride + unit, lanes, 0.0f);
    return initial ? load_first(initial + row * initial_stride + unit, lanes, 0.0f) : splat(0.0f);
}

// The lanes of a row's state as the recurrent product reads them: under the row's mask, which is the same at every step.
INLINE v16 masked_state(v16 x, const seq2seq_row_masks *masks, size_t row, size_t unit) {
    return dropout_kept(x, masks->keys[row], unit, masks->threshold, masks->scale);
}

// Masks the gradients that come through the recurrent product, then adds those from outside.
static void mask_sums(float *sums, const seq2seq_row_masks *masks, const float *outside, size_t outside_stride,
                      size_t row, size_t rows, size_t unit, size_t units) {
    for (size_t r = 0; r < rows; r++)
        for (size_t u = 0; u < units; u += 16) {
            size_t lanes = least(16, units - u);
            v16 kept = masked_state(load_first(sums + r * PANEL + u, lanes, 0.0f), masks, row + r, unit + u);
            v16 others = load_first(outside + r * outside_stride + u, lanes, 0.0f);
            store_first(sums + r * PANEL + u, others + kept, lanes);
        }
}
