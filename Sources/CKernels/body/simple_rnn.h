// One time step of a simple recurrent layer (Elman 1990): h = tanh(x + W h'). The recurrent product may read h' under a
// mask.

static void simple_rnn_forward(const seq2seq_simple_rnn_forward_step *s, size_t block, size_t first, size_t last) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    const float *panel = s->recurrent_panels ? s->recurrent_panels + block * h * PANEL : NULL;
    for (size_t row = first; row < last; row += TILE) {
        size_t end = least(row + TILE, last);
        size_t continued = row < s->previous_rows ? least(end, s->previous_rows) : row;
        float *sums = s->sums + row * s->sums_stride + unit, *begun = s->sums + continued * s->sums_stride + unit;
        if (continued > row && panel)
            tile_by_rows(continued - row, sums, s->sums_stride, sums, s->sums_stride,
                         s->previous_output + row * s->previous_output_stride, s->previous_output_stride, panel, h,
                         units);
        if (end > continued && s->initial_output && panel)
            tile_by_rows(end - continued, begun, s->sums_stride, begun, s->sums_stride,
                         s->initial_output + continued * s->initial_output_stride, s->initial_output_stride, panel, h,
                         units);
        for (size_t r = row; r < end; r++)
            for (size_t u = 0; u < units; u += 16) {
                size_t lanes = least(16, units - u);
                v16 sum = load_first(s->sums + r * s->sums_stride + unit + u, lanes, 0.0f);
                v16 output = tanh16(sum);
                store_first(s->output + r * s->output_stride + unit + u, output, lanes);
                if (s->masks.keys)
                    store_first(s->masked_output + r * s->masked_output_stride + unit + u,
                                masked_state(output, &s->masks, r, unit + u), lanes);
            }
    }
}

static void simple_rnn_backward_cell(const seq2seq_simple_rnn_backward_step *s, size_t row, size_t unit, size_t lanes,
                                     const float *output_gradient) {
    v16 dh = load_first(output_gradient, lanes, 0.0f);
    if (row >= s->next_rows && s->final_gradient)
        dh = dh + load_first(s->final_gradient + row * s->final_gradient_stride + unit, lanes, 0.0f);
    v16 y = load_first(s->output + row * s->output_stride + unit, lanes, 0.0f);
    store_first(s->sums + row * s->sums_stride + unit, dh * fma16(-y, y, splat(1.0f)), lanes);
}

static void simple_rnn_backward(const seq2seq_simple_rnn_backward_step *s, size_t block, size_t first, size_t last) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    float sums[TILE * PANEL];
    for (size_t row = first; row < last; row += TILE) {
        size_t end = least(row + TILE, last);
        size_t with_next = row < s->next_rows ? least(end, s->next_rows) - row : 0;
        const float *outside = s->output_gradient + row * s->output_gradient_stride + unit;
        if (with_next)
            tile_by_rows(with_next, sums, PANEL, s->masks.keys ? NULL : outside, s->output_gradient_stride,
                         s->next_sums + row * s->next_sums_stride, s->next_sums_stride,
                         s->recurrent_panels + block * h * PANEL, h, units);
        if (with_next && s->masks.keys)
            mask_sums(sums, &s->masks, outside, s->output_gradient_stride, row, with_next, unit, units);
        for (size_t r = row; r < end; r++) {
            const float *gradient = outside + (r - row) * s->output_gradient_stride;
            if (r - row < with_next) gradient = sums + (r - row) * PANEL;
            for (size_t u = 0; u < units; u += 16)
                simple_rnn_backward_cell(s, r, unit + u, least(16, units - u), gradient + u);
        }
    }
}
