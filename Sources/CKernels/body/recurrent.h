// What the steps of LSTM, GRU and simple recurrent layers share. Rows of a step below `previous_rows` go on from the
// step before it in the layer's direction; those from there on begin at it, from the initial state.

// The state that a row's step starts from: the previous step's, or the initial one, or zeros.
INLINE v16 previous_state(const float *previous, size_t previous_stride, size_t previous_rows, const float *initial,
                          size_t initial_stride, size_t row, size_t unit, size_t lanes) {
    if (row < previous_rows) return load_first(previous + row * previous_stride + unit, lanes, 0.0f);
    return initial ? load_first(initial + row * initial_stride + unit, lanes, 0.0f) : splat(0.0f);
}
