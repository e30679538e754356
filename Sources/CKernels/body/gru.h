// One time step of a GRU (Cho et al. 2014, eq. 5-8) whose reset gate comes after the recurrent product, as PyTorch,
// cuDNN and Keras 3 have it. Gate order r, z, n, and q, the recurrent half of n:
// r, z = sigmoid; q = W h' + b; n = tanh(x + r * q); h = (1 - z) * n + z * h'. The recurrent products may read h' under a
// mask; what z lets through stays whole.

static void gru_forward_cell(const seq2seq_gru_forward_step *s, size_t row, size_t unit, size_t lanes) {
    size_t h = s->hidden;
    float *gates = s->gates + row * s->gates_stride + unit;
    const float *bias = s->recurrent_bias + unit;
    v16 r = sigmoid16(load_first(gates, lanes, 0.0f) + load_first(bias, lanes, 0.0f));
    v16 z = sigmoid16(load_first(gates + h, lanes, 0.0f) + load_first(bias + h, lanes, 0.0f));
    v16 q = load_first(gates + 3 * h, lanes, 0.0f);
    v16 n = tanh16(fma16(r, q, load_first(gates + 2 * h, lanes, 0.0f)));
    v16 previous = previous_state(s->previous_state, s->previous_state_stride, s->previous_rows, s->initial_state,
                                  s->initial_state_stride, row, unit, lanes);
    v16 output = fma16(z, previous - n, n);
    store_first(gates, r, lanes);
    store_first(gates + h, z, lanes);
    store_first(gates + 2 * h, n, lanes);
    store_first(s->output + row * s->output_stride + unit, output, lanes);
    if (s->masks.keys)
        store_first(s->masked_output + row * s->masked_output_stride + unit,
                    masked_state(output, &s->masks, row, unit), lanes);
}

// Adds the rows' recurrent product to r and z, and writes q.
static void gru_recurrent_product(const seq2seq_gru_forward_step *s, size_t block, size_t row, size_t rows,
                                  const float *output, size_t output_stride) {
    size_t h = s->hidden, panels = (h + PANEL - 1) / PANEL, unit = block * PANEL, units = least(PANEL, h - unit);
    float *gates = s->gates + row * s->gates_stride + unit;
    const float *left = output + row * output_stride;
    for (size_t gate = 0; gate < 2; gate++)
        tile_by_rows(rows, gates + gate * h, s->gates_stride, gates + gate * h, s->gates_stride, left, output_stride,
                     s->recurrent_panels + (gate * panels + block) * h * PANEL, h, units);
    tile_by_rows(rows, gates + 3 * h, s->gates_stride, s->recurrent_bias + 2 * h + unit, 0, left, output_stride,
                 s->recurrent_panels + (2 * panels + block) * h * PANEL, h, units);
}

// The recurrent half of rows that go on from the step before, then of rows that begin.
static void gru_recurrent_half(const seq2seq_gru_forward_step *s, size_t block, size_t row, size_t end) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    size_t continued = row < s->previous_rows ? least(end, s->previous_rows) : row;
    if (continued > row)
        gru_recurrent_product(s, block, row, continued - row, s->previous_output, s->previous_output_stride);
    if (end > continued && s->initial_output)
        gru_recurrent_product(s, block, continued, end - continued, s->initial_output, s->initial_output_stride);
    else
        for (size_t r = continued; r < end; r++)
            memcpy(s->gates + r * s->gates_stride + 3 * h + unit, s->recurrent_bias + 2 * h + unit,
                   units * sizeof(float));
}

static void gru_forward(const seq2seq_gru_forward_step *s, size_t block, size_t first, size_t last) {
    size_t unit = block * PANEL, units = least(PANEL, s->hidden - unit);
    for (size_t row = first; row < last; row += TILE) {
        size_t end = least(row + TILE, last);
        if (s->recurrent_panels) gru_recurrent_half(s, block, row, end);
        for (size_t r = row; r < end; r++)
            for (size_t u = 0; u < units; u += 16) gru_forward_cell(s, r, unit + u, least(16, units - u));
    }
}

static void gru_backward_cell(const seq2seq_gru_backward_step *s, size_t row, size_t unit, size_t lanes,
                              const float *output_gradient) {
    const v16 one = splat(1.0f);
    size_t h = s->hidden;
    float *gates = s->gates + row * s->gates_stride + unit;
    v16 r = load_first(gates, lanes, 0.0f), z = load_first(gates + h, lanes, 0.0f);
    v16 n = load_first(gates + 2 * h, lanes, 0.0f), q = load_first(gates + 3 * h, lanes, 0.0f);
    float *carried = s->carried_gradient + row * s->carried_gradient_stride + unit;
    v16 dh = load_first(output_gradient, lanes, 0.0f) + load_first(carried, lanes, 0.0f);
    v16 previous = previous_state(s->previous_state, s->previous_state_stride, s->previous_rows, s->initial_state,
                                  s->initial_state_stride, row, unit, lanes);
    v16 dn = dh * (one - z) * fma16(-n, n, one);
    store_first(gates, dn * q * (r * (one - r)), lanes);
    store_first(gates + h, dh * (previous - n) * (z * (one - z)), lanes);
    store_first(gates + 2 * h, dn, lanes);
    store_first(gates + 3 * h, dn * r, lanes);
    store_first(carried, dh * z, lanes);
}

static void gru_backward(const seq2seq_gru_backward_step *s, size_t block, size_t first, size_t last) {
    size_t h = s->hidden, unit = block * PANEL, units = least(PANEL, h - unit);
    const float *panel = s->recurrent_panels + block * 3 * h * PANEL;
    float sums[TILE * PANEL];
    for (size_t row = first; row < last; row += TILE) {
        size_t end = least(row + TILE, last);
        size_t with_next = row < s->next_rows ? least(end, s->next_rows) - row : 0;
        const float *outside = s->output_gradient + row * s->output_gradient_stride + unit;
        if (with_next) {
            const float *next = s->next_gates + row * s->next_gates_stride;
            tile_by_rows(with_next, sums, PANEL, s->masks.keys ? NULL : outside, s->output_gradient_stride, next,
                         s->next_gates_stride, panel, 2 * h, units);
            tile_by_rows(with_next, sums, PANEL, sums, PANEL, next + 3 * h, s->next_gates_stride,
                         panel + 2 * h * PANEL, h, units);
            if (s->masks.keys)
                mask_sums(sums, &s->masks, outside, s->output_gradient_stride, row, with_next, unit, units);
        }
        for (size_t r = row; r < end; r++) {
            const float *gradient = outside + (r - row) * s->output_gradient_stride;
            if (r - row < with_next) gradient = sums + (r - row) * PANEL;
            for (size_t u = 0; u < units; u += 16)
                gru_backward_cell(s, r, unit + u, least(16, units - u), gradient + u);
        }
    }
}
