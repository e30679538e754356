// One time step of a simple recurrent layer (Elman 1990): h = tanh(x + W h'). The recurrent product may read h' under a
// mask.

static void simple_rnn_forward(const seq2seq_simple_rnn_forward_step *s, size_t block, size_t first, size_t last) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    const float *panel = s->recurrent_panels ? s->recurrent_panels + block * h * PANEL : NULL;
    for (size_t row = first, end; row < last; row = end) {
        end = tile_end(row, last);
        size_t continued = continued_end(&s->outputs, row, end);
        seq2seq_matrix sums = from(s->sums, row, unit), begun = from(s->sums, continued, unit);
        if (continued > row && panel)
            tile_by_rows(continued - row, sums, sums, from(s->outputs.previous, row, 0), panel, h, units);
        if (end > continued && s->outputs.initial.base && panel)
            tile_by_rows(end - continued, begun, begun, from(s->outputs.initial, continued, 0), panel, h, units);
        for (size_t r = row; r < end; r++)
            for (size_t u = 0; u < units; u += 16) {
                size_t lanes = least(16, units - u);
                v16 sum = load_first(at(s->sums, r, unit + u), lanes, 0.0f);
                v16 output = tanh16(sum);
                store_first(at(s->output, r, unit + u), output, lanes);
                if (s->masks.keys)
                    store_first(at(s->masked_output, r, unit + u), masked_state(output, &s->masks, r, unit + u), lanes);
            }
    }
}

static void simple_rnn_backward_cell(const seq2seq_simple_rnn_backward_step *s, size_t row, size_t unit, size_t lanes,
                                     const float *output_gradient) {
    v16 dh = load_first(output_gradient, lanes, 0.0f);
    if (row >= s->next.rows && s->final_gradient.base)
        dh = dh + load_first(at(s->final_gradient, row, unit), lanes, 0.0f);
    v16 y = load_first(at(s->output, row, unit), lanes, 0.0f);
    store_first(at(s->sums, row, unit), dh * fma16(-y, y, splat(1.0f)), lanes);
}

static void simple_rnn_backward(const seq2seq_simple_rnn_backward_step *s, size_t block, size_t first, size_t last) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    float sums[TILE * PANEL];
    for (size_t row = first, end; row < last; row = end) {
        end = tile_end(row, last);
        size_t with_next = rows_with_next(&s->next, row, end);
        seq2seq_matrix outside = from(s->output_gradient, row, unit);
        if (with_next) sums_with_next(sums, &s->next, outside, block, row, with_next, 1, h);
        for (size_t r = row; r < end; r++) {
            const float *gradient = r - row < with_next ? sums + (r - row) * PANEL : at(outside, r - row, 0);
            for (size_t u = 0; u < units; u += 16)
                simple_rnn_backward_cell(s, r, unit + u, least(16, units - u), gradient + u);
        }
    }
}
