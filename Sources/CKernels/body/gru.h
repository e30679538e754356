// One time step of a GRU (Cho et al. 2014, eq. 5-8) whose reset gate comes after the recurrent product, as PyTorch,
// cuDNN and Keras 3 have it. Gate order r, z, n, and q, the recurrent half of n:
// r, z = sigmoid; q = W h' + b; n = tanh(x + r * q); h = (1 - z) * n + z * h'. The recurrent products may read h' under a
// mask; what z lets through stays whole.

static void gru_forward_cell(const seq2seq_gru_forward_step *s, size_t row, size_t unit, size_t lanes) {
    size_t h = s->hidden;
    float *gates = at(s->gates, row, unit);
    const float *bias = s->recurrent_bias + unit;
    v16 r = sigmoid16(load_first(gates, lanes, 0.0f) + load_first(bias, lanes, 0.0f));
    v16 z = sigmoid16(load_first(gates + h, lanes, 0.0f) + load_first(bias + h, lanes, 0.0f));
    v16 q = load_first(gates + 3 * h, lanes, 0.0f);
    v16 n = tanh16(fma16(r, q, load_first(gates + 2 * h, lanes, 0.0f)));
    v16 previous = previous_state(&s->states, row, unit, lanes);
    v16 output = fma16(z, previous - n, n);
    store_first(gates, r, lanes);
    store_first(gates + h, z, lanes);
    store_first(gates + 2 * h, n, lanes);
    store_first(at(s->output, row, unit), output, lanes);
    if (s->masks.keys)
        store_first(at(s->masked_output, row, unit), masked_state(output, &s->masks, row, unit), lanes);
}

// Adds the product of the states with the recurrent weights to r and z of the rows from `row` on, and writes q.
static void gru_recurrent_product(const seq2seq_gru_forward_step *s, size_t block, size_t row, size_t rows,
                                  seq2seq_matrix outputs) {
    size_t h = s->hidden, panels = (h + PANEL - 1) / PANEL, unit = block * PANEL, units = least(PANEL, h - unit);
    seq2seq_matrix left = from(outputs, row, 0), bias = {(float *)s->recurrent_bias + 2 * h + unit, 0};
    for (size_t gate = 0; gate < 2; gate++) {
        seq2seq_matrix sums = from(s->gates, row, gate * h + unit);
        tile_by_rows(rows, sums, sums, left, s->recurrent_panels + (gate * panels + block) * h * PANEL, h, units);
    }
    tile_by_rows(rows, from(s->gates, row, 3 * h + unit), bias, left,
                 s->recurrent_panels + (2 * panels + block) * h * PANEL, h, units);
}

// The recurrent half of rows that go on from the step before, then of rows that begin.
static void gru_recurrent_half(const seq2seq_gru_forward_step *s, size_t block, size_t row, size_t end) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    size_t continued = continued_end(&s->outputs, row, end);
    if (continued > row) gru_recurrent_product(s, block, row, continued - row, s->outputs.previous);
    if (end > continued && s->outputs.initial.base)
        gru_recurrent_product(s, block, continued, end - continued, s->outputs.initial);
    else
        for (size_t r = continued; r < end; r++)
            memcpy(at(s->gates, r, 3 * h + unit), s->recurrent_bias + 2 * h + unit, units * sizeof(float));
}

static void gru_forward(const seq2seq_gru_forward_step *s, size_t block, size_t first, size_t last) {
    size_t unit = block * PANEL, units = least(PANEL, s->hidden - unit);
    for (size_t row = first, end; row < last; row = end) {
        end = tile_end(row, last);
        if (s->recurrent_panels) gru_recurrent_half(s, block, row, end);
        for (size_t r = row; r < end; r++)
            for (size_t u = 0; u < units; u += 16) gru_forward_cell(s, r, unit + u, least(16, units - u));
    }
}

static void gru_backward_cell(const seq2seq_gru_backward_step *s, size_t row, size_t unit, size_t lanes,
                              const float *output_gradient) {
    const v16 one = splat(1.0f);
    size_t h = s->hidden;
    float *gates = at(s->gates, row, unit);
    v16 r = load_first(gates, lanes, 0.0f), z = load_first(gates + h, lanes, 0.0f);
    v16 n = load_first(gates + 2 * h, lanes, 0.0f), q = load_first(gates + 3 * h, lanes, 0.0f);
    float *carried = at(s->carried_gradient, row, unit);
    v16 dh = load_first(output_gradient, lanes, 0.0f) + load_first(carried, lanes, 0.0f);
    v16 previous = previous_state(&s->states, row, unit, lanes);
    v16 dn = dh * (one - z) * fma16(-n, n, one);
    store_first(gates, dn * q * (r * (one - r)), lanes);
    store_first(gates + h, dh * (previous - n) * (z * (one - z)), lanes);
    store_first(gates + 2 * h, dn, lanes);
    store_first(gates + 3 * h, dn * r, lanes);
    store_first(carried, dh * z, lanes);
}

static void gru_backward(const seq2seq_gru_backward_step *s, size_t block, size_t first, size_t last) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    const float *panel = s->next.recurrent_panels + block * 3 * h * PANEL;
    float sums[TILE * PANEL];
    for (size_t row = first, end; row < last; row = end) {
        end = tile_end(row, last);
        size_t with_next = rows_with_next(&s->next, row, end);
        seq2seq_matrix outside = from(s->output_gradient, row, unit);
        if (with_next) {
            seq2seq_matrix all = {sums, PANEL}, start = s->next.masks.keys ? (seq2seq_matrix){0} : outside;
            tile_by_rows(with_next, all, start, from(s->next.sums, row, 0), panel, 2 * h, units);
            tile_by_rows(with_next, all, all, from(s->next.sums, row, 3 * h), panel + 2 * h * PANEL, h, units);
            if (s->next.masks.keys) mask_sums(sums, &s->next.masks, outside, row, with_next, unit, units);
        }
        for (size_t r = row; r < end; r++) {
            const float *gradient = r - row < with_next ? sums + (r - row) * PANEL : at(outside, r - row, 0);
            for (size_t u = 0; u < units; u += 16)
                gru_backward_cell(s, r, unit + u, least(16, units - u), gradient + u);
        }
    }
}
