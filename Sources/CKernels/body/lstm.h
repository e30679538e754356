// One time step of an LSTM (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000), gate order i, f, g, o:
// i, f, o = sigmoid, g = tanh; c = f * c' + i * g; h = o * tanh(c). The recurrent product may read h under a mask that
// is the same at every step (Gal and Ghahramani 2016, eq. 7).

static void lstm_forward_cell(const seq2seq_lstm_forward_step *s, size_t row, size_t unit, size_t lanes) {
    size_t h = s->hidden;
    float *gates = s->gates + row * s->gates_stride + unit;
    v16 i = sigmoid16(load_first(gates, lanes, 0.0f));
    v16 f = sigmoid16(load_first(gates + h, lanes, 0.0f));
    v16 g = tanh16(load_first(gates + 2 * h, lanes, 0.0f));
    v16 o = sigmoid16(load_first(gates + 3 * h, lanes, 0.0f));
    v16 previous = previous_state(s->previous_cell, s->previous_cell_stride, s->previous_rows, s->initial_cell,
                                  s->initial_cell_stride, row, unit, lanes);
    v16 c = fma16(f, previous, i * g);
    store_first(gates, i, lanes);
    store_first(gates + h, f, lanes);
    store_first(gates + 2 * h, g, lanes);
    store_first(gates + 3 * h, o, lanes);
    store_first(s->cell + row * s->cell_stride + unit, c, lanes);
    v16 output = o * tanh16(c);
    store_first(s->output + row * s->output_stride + unit, output, lanes);
    if (s->masks.keys)
        store_first(s->masked_output + row * s->masked_output_stride + unit,
                    masked_state(output, &s->masks, row, unit), lanes);
}

// Adds the rows' recurrent product to their four gates.
static void lstm_recurrent_product(const seq2seq_lstm_forward_step *s, size_t block, size_t row, size_t rows,
                                   const float *output, size_t output_stride) {
    size_t h = s->hidden, panels = (h + PANEL - 1) / PANEL, unit = block * PANEL;
    for (size_t gate = 0; gate < 4; gate++) {
        float *gates = s->gates + row * s->gates_stride + gate * h + unit;
        tile_by_rows(rows, gates, s->gates_stride, gates, s->gates_stride, output + row * output_stride, output_stride,
                     s->recurrent_panels + (gate * panels + block) * h * PANEL, h, least(PANEL, h - unit));
    }
}

static void lstm_forward(const seq2seq_lstm_forward_step *s, size_t block, size_t first, size_t last) {
    size_t unit = block * PANEL, units = least(PANEL, s->hidden - unit);
    for (size_t row = first; row < last; row += TILE) {
        size_t end = least(row + TILE, last);
        size_t continued = row < s->previous_rows ? least(end, s->previous_rows) : row;
        if (continued > row && s->recurrent_panels)
            lstm_recurrent_product(s, block, row, continued - row, s->previous_output, s->previous_output_stride);
        if (end > continued && s->initial_output && s->recurrent_panels)
            lstm_recurrent_product(s, block, continued, end - continued, s->initial_output, s->initial_output_stride);
        for (size_t r = row; r < end; r++)
            for (size_t u = 0; u < units; u += 16) lstm_forward_cell(s, r, unit + u, least(16, units - u));
    }
}

static void lstm_backward_cell(const seq2seq_lstm_backward_step *s, size_t row, size_t unit, size_t lanes,
                               const float *output_gradient) {
    const v16 one = splat(1.0f);
    size_t h = s->hidden;
    float *gates = s->gates + row * s->gates_stride + unit;
    v16 i = load_first(gates, lanes, 0.0f), f = load_first(gates + h, lanes, 0.0f);
    v16 g = load_first(gates + 2 * h, lanes, 0.0f), o = load_first(gates + 3 * h, lanes, 0.0f);
    v16 dh = load_first(output_gradient, lanes, 0.0f);
    if (row >= s->next_rows && s->final_gradient)
        dh = dh + load_first(s->final_gradient + row * s->final_gradient_stride + unit, lanes, 0.0f);
    v16 tanh_c = tanh16(load_first(s->cell + row * s->cell_stride + unit, lanes, 0.0f));
    float *cell_gradient = s->cell_gradient + row * s->cell_gradient_stride + unit;
    v16 dc = fma16(dh * o, fma16(-tanh_c, tanh_c, one), load_first(cell_gradient, lanes, 0.0f));
    v16 previous = previous_state(s->previous_cell, s->previous_cell_stride, s->previous_rows, s->initial_cell,
                                  s->initial_cell_stride, row, unit, lanes);
    store_first(gates, dc * g * (i * (one - i)), lanes);
    store_first(gates + h, dc * previous * (f * (one - f)), lanes);
    store_first(gates + 2 * h, dc * i * fma16(-g, g, one), lanes);
    store_first(gates + 3 * h, dh * tanh_c * (o * (one - o)), lanes);
    store_first(cell_gradient, dc * f, lanes);
}

static void lstm_backward(const seq2seq_lstm_backward_step *s, size_t block, size_t first, size_t last) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    float sums[TILE * PANEL];
    for (size_t row = first; row < last; row += TILE) {
        size_t end = least(row + TILE, last);
        size_t with_next = row < s->next_rows ? least(end, s->next_rows) - row : 0;
        const float *outside = s->output_gradient + row * s->output_gradient_stride + unit;
        if (with_next)
            tile_by_rows(with_next, sums, PANEL, s->masks.keys ? NULL : outside, s->output_gradient_stride,
                         s->next_gates + row * s->next_gates_stride, s->next_gates_stride,
                         s->recurrent_panels + block * 4 * h * PANEL, 4 * h, units);
        if (with_next && s->masks.keys)
            mask_sums(sums, &s->masks, outside, s->output_gradient_stride, row, with_next, unit, units);
        for (size_t r = row; r < end; r++) {
            const float *gradient = outside + (r - row) * s->output_gradient_stride;
            if (r - row < with_next) gradient = sums + (r - row) * PANEL;
            for (size_t u = 0; u < units; u += 16)
                lstm_backward_cell(s, r, unit + u, least(16, units - u), gradient + u);
        }
    }
}
