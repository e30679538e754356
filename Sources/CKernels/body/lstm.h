// One time step of an LSTM (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000), gate order i, f, g, o:
// i, f, o = sigmoid, g = tanh; c = f * c' + i * g; h = o * tanh(c). The recurrent product may read h under a mask that
// is the same at every step (Gal and Ghahramani 2016, eq. 7).

static void lstm_forward_cell(const seq2seq_lstm_forward_step *s, size_t row, size_t unit, size_t lanes) {
    size_t h = s->hidden;
    float *gates = at(s->gates, row, unit);
    v16 i = sigmoid16(load_first(gates, lanes, 0.0f));
    v16 f = sigmoid16(load_first(gates + h, lanes, 0.0f));
    v16 g = tanh16(load_first(gates + 2 * h, lanes, 0.0f));
    v16 o = sigmoid16(load_first(gates + 3 * h, lanes, 0.0f));
    v16 previous = previous_state(&s->cells, row, unit, lanes);
    v16 c = fma16(f, previous, i * g);
    store_first(gates, i, lanes);
    store_first(gates + h, f, lanes);
    store_first(gates + 2 * h, g, lanes);
    store_first(gates + 3 * h, o, lanes);
    store_first(at(s->cell, row, unit), c, lanes);
    v16 output = o * tanh16(c);
    store_first(at(s->output, row, unit), output, lanes);
    if (s->masks.keys)
        store_first(at(s->masked_output, row, unit), masked_state(output, &s->masks, row, unit), lanes);
}

// Adds the product of the states with the recurrent weights to the four gates of the rows from `row` on.
static void lstm_recurrent_product(const seq2seq_lstm_forward_step *s, size_t block, size_t row, size_t rows,
                                   seq2seq_matrix outputs) {
    size_t h = s->hidden, panels = (h + PANEL - 1) / PANEL, unit = block * PANEL;
    for (size_t gate = 0; gate < 4; gate++) {
        seq2seq_matrix gates = from(s->gates, row, gate * h + unit);
        tile_by_rows(rows, gates, gates, from(outputs, row, 0),
                     s->recurrent_panels + (gate * panels + block) * h * PANEL, h, least(PANEL, h - unit));
    }
}

static void lstm_forward(const seq2seq_lstm_forward_step *s, size_t block, size_t first, size_t last) {
    size_t unit = block * PANEL, units = least(PANEL, s->hidden - unit);
    for (size_t row = first, end; row < last; row = end) {
        end = tile_end(row, last);
        size_t continued = continued_end(&s->outputs, row, end);
        if (continued > row && s->recurrent_panels)
            lstm_recurrent_product(s, block, row, continued - row, s->outputs.previous);
        if (end > continued && s->outputs.initial.base && s->recurrent_panels)
            lstm_recurrent_product(s, block, continued, end - continued, s->outputs.initial);
        for (size_t r = row; r < end; r++)
            for (size_t u = 0; u < units; u += 16) lstm_forward_cell(s, r, unit + u, least(16, units - u));
    }
}

static void lstm_backward_cell(const seq2seq_lstm_backward_step *s, size_t row, size_t unit, size_t lanes,
                               const float *output_gradient) {
    const v16 one = splat(1.0f);
    size_t h = s->hidden;
    float *gates = at(s->gates, row, unit);
    v16 i = load_first(gates, lanes, 0.0f), f = load_first(gates + h, lanes, 0.0f);
    v16 g = load_first(gates + 2 * h, lanes, 0.0f), o = load_first(gates + 3 * h, lanes, 0.0f);
    v16 dh = load_first(output_gradient, lanes, 0.0f);
    if (row >= s->next.rows && s->final_gradient.base)
        dh = dh + load_first(at(s->final_gradient, row, unit), lanes, 0.0f);
    v16 tanh_c = tanh16(load_first(at(s->cell, row, unit), lanes, 0.0f));
    float *cell_gradient = at(s->cell_gradient, row, unit);
    v16 dc = fma16(dh * o, fma16(-tanh_c, tanh_c, one), load_first(cell_gradient, lanes, 0.0f));
    v16 previous = previous_state(&s->cells, row, unit, lanes);
    store_first(gates, dc * g * (i * (one - i)), lanes);
    store_first(gates + h, dc * previous * (f * (one - f)), lanes);
    store_first(gates + 2 * h, dc * i * fma16(-g, g, one), lanes);
    store_first(gates + 3 * h, dh * tanh_c * (o * (one - o)), lanes);
    store_first(cell_gradient, dc * f, lanes);
}

static void lstm_backward(const seq2seq_lstm_backward_step *s, size_t block, size_t first, size_t last) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    float sums[TILE * PANEL];
    for (size_t row = first, end; row < last; row = end) {
        end = tile_end(row, last);
        size_t with_next = rows_with_next(&s->next, row, end);
        seq2seq_matrix outside = from(s->output_gradient, row, unit);
        if (with_next) sums_with_next(sums, &s->next, outside, block, row, with_next, 4, h);
        for (size_t r = row; r < end; r++) {
            const float *gradient = r - row < with_next ? sums + (r - row) * PANEL : at(outside, r - row, 0);
            for (size_t u = 0; u < units; u += 16)
                lstm_backward_cell(s, r, unit + u, least(16, units - u), gradient + u);
        }
    }
}
