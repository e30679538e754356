// The numeric kernels of the toolkit, one table of functions per instruction set.
//
// Promise: every table gives the same bits. Each element of a product is one accumulator fed in ascending depth by
// fused multiply-add; each reduction along a row uses 16 lanes and one fixed tree; exp, log, tanh and sigmoid are
// polynomials of our own. No kernel allocates, starts a thread or does I/O.
//
// Conventions: outputs first, then inputs, sizes last. Matrices are row-major; a `stride` is the distance between two
// rows in floats. A forward kernel writes its result, a backward kernel adds to the gradient unless it says otherwise.
#ifndef SEQ2SEQ_CKERNELS_H
#define SEQ2SEQ_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

enum {
    // Columns of a packed panel: [depth, 32], the right-hand side of a product.
    SEQ2SEQ_PANEL_COLUMNS = 32,
    // Most rows of the left-hand side that one pass over a panel serves.
    SEQ2SEQ_TILE_ROWS = 12,
    // Rows of a weight gradient that one call computes.
    SEQ2SEQ_GRADIENT_ROWS = 96,
    // Columns of a panel of 8-bit integers.
    SEQ2SEQ_INT8_PANEL_COLUMNS = 16,
    // The greatest depth of a product of 8-bit integers, so that its sums stay within 32 bits.
    SEQ2SEQ_INT8_DEPTH = INT32_MAX / (127 * 127),
};

// Which elements of each row are dropped, see `dropout`; without keys, none.
typedef struct {
    const uint64_t *keys;  // [rows]
    uint32_t threshold;
    float scale;
} seq2seq_row_masks;

// One time step of an LSTM over its active rows, forward. Gate order i, f, g, o.
typedef struct {
    float *gates;  // [rows, 4 hidden]: in, bias plus the input's product; out, the activated gates
    size_t gates_stride;
    float *cell;  // [rows, hidden], out
    size_t cell_stride;
    float *output;  // [rows, hidden], out
    size_t output_stride;
    const float *previous_cell;  // [previous_rows, hidden]
    size_t previous_cell_stride;
    const float *previous_output;  // [previous_rows, hidden]
    size_t previous_output_stride;
    size_t previous_rows;  // the rows from here on start from the initial state
    const float *initial_cell;  // [rows, hidden], or null for zeros
    size_t initial_cell_stride;
    const float *initial_output;  // [rows, hidden], or null for zeros
    size_t initial_output_stride;
    float *masked_output;  // [rows, hidden], out: the output under the masks; unused without masks
    size_t masked_output_stride;
    seq2seq_row_masks masks;
    // Four gates of ceil(hidden / 32) panels [hidden, 32], or null if the gates have the recurrent product already.
    const float *recurrent_panels;
    size_t hidden;
} seq2seq_lstm_forward_step;

// One time step of an LSTM over its active rows, backward. "Next" is the step that follows in the LSTM's direction.
typedef struct {
    float *gates;  // [rows, 4 hidden]: in, the activated gates; out, the gradient before activation
    size_t gates_stride;
    const float *cell;  // [rows, hidden]
    size_t cell_stride;
    const float *previous_cell;  // [previous_rows, hidden]
    size_t previous_cell_stride;
    size_t previous_rows;  // the rows from here on start from the initial state
    const float *initial_cell;  // [rows, hidden], or null for zeros
    size_t initial_cell_stride;
    const float *output_gradient;  // [rows, hidden]
    size_t output_gradient_stride;
    const float *next_gates;  // [next_rows, 4 hidden]: the next step's gradient before activation
    size_t next_gates_stride;
    size_t next_rows;  // the rows from here on end at this step
    const float *final_gradient;  // [rows, hidden]: gradient of the final output, read for rows that end here; or null
    size_t final_gradient_stride;
    float *cell_gradient;  // [rows, hidden]: carried from step to step in place
    size_t cell_gradient_stride;
    seq2seq_row_masks masks;        // of what the next step's recurrent product read
    const float *recurrent_panels;  // ceil(hidden / 32) panels [4 hidden, 32]
    size_t hidden;
} seq2seq_lstm_backward_step;

// One time step of a GRU over its active rows, forward. Gate order r, z, n, then q, the recurrent half of n.
typedef struct {
    float *gates;  // [rows, 4 hidden]: in, r, z and n: bias plus the input's product; out, r, z, n activated, and q
    size_t gates_stride;
    float *output;  // [rows, hidden], out
    size_t output_stride;
    const float *previous_output;  // [previous_rows, hidden], as the recurrent product reads it: under the masks
    size_t previous_output_stride;
    const float *previous_state;  // [previous_rows, hidden], whole
    size_t previous_state_stride;
    size_t previous_rows;  // the rows from here on start from the initial state
    const float *initial_output;  // [rows, hidden], under the masks, or null for zeros
    size_t initial_output_stride;
    const float *initial_state;  // [rows, hidden], whole, or null for zeros
    size_t initial_state_stride;
    float *masked_output;  // [rows, hidden], out: the output under the masks; unused without masks
    size_t masked_output_stride;
    seq2seq_row_masks masks;
    const float *recurrent_bias;  // [3 hidden]
    // Three gates of ceil(hidden / 32) panels [hidden, 32], or null if r, z and q have the recurrent product already, q
    // with its bias.
    const float *recurrent_panels;
    size_t hidden;
} seq2seq_gru_forward_step;

// One time step of a GRU over its active rows, backward. "Next" is the step that follows in the GRU's direction.
typedef struct {
    float *gates;  // [rows, 4 hidden]: in, r, z, n activated, and q; out, the gradients of r, z, n before activation
                   // and of q
    size_t gates_stride;
    const float *previous_state;  // [previous_rows, hidden], whole
    size_t previous_state_stride;
    size_t previous_rows;  // the rows from here on start from the initial state
    const float *initial_state;  // [rows, hidden], whole, or null for zeros
    size_t initial_state_stride;
    const float *output_gradient;  // [rows, hidden]
    size_t output_gradient_stride;
    const float *next_gates;  // [next_rows, 4 hidden]: the next step's gradients
    size_t next_gates_stride;
    size_t next_rows;  // the rows from here on end at this step
    float *carried_gradient;  // [rows, hidden]: what reaches a row's state past the gates, first that of its final
                              // state; carried from step to step in place
    size_t carried_gradient_stride;
    seq2seq_row_masks masks;        // of what the next step's recurrent product read
    const float *recurrent_panels;  // ceil(hidden / 32) panels [3 hidden, 32]
    size_t hidden;
} seq2seq_gru_backward_step;

// One time step of a simple recurrent layer over its active rows, forward.
typedef struct {
    float *sums;  // [rows, hidden]: in, bias plus the input's product; out, with the recurrent one
    size_t sums_stride;
    float *output;  // [rows, hidden], out
    size_t output_stride;
    const float *previous_output;  // [previous_rows, hidden]
    size_t previous_output_stride;
    size_t previous_rows;  // the rows from here on start from the initial state
    const float *initial_output;  // [rows, hidden], or null for zeros
    size_t initial_output_stride;
    float *masked_output;  // [rows, hidden], out: the output under the masks; unused without masks
    size_t masked_output_stride;
    seq2seq_row_masks masks;
    // ceil(hidden / 32) panels [hidden, 32], or null if the sums have the recurrent product already.
    const float *recurrent_panels;
    size_t hidden;
} seq2seq_simple_rnn_forward_step;

// One time step of a simple recurrent layer over its active rows, backward.
typedef struct {
    float *sums;  // [rows, hidden], out: their gradient
    size_t sums_stride;
    const float *output;  // [rows, hidden]
    size_t output_stride;
    const float *output_gradient;  // [rows, hidden]
    size_t output_gradient_stride;
    const float *next_sums;  // [next_rows, hidden]: the next step's gradient
    size_t next_sums_stride;
    size_t next_rows;  // the rows from here on end at this step
    const float *final_gradient;  // [rows, hidden]: gradient of the final output, read for rows that end here; or null
    size_t final_gradient_stride;
    seq2seq_row_masks masks;        // of what the next step's recurrent product read
    const float *recurrent_panels;  // ceil(hidden / 32) panels [hidden, 32]
    size_t hidden;
} seq2seq_simple_rnn_backward_step;

// What Adam does to a run of parameters (Kingma and Ba 2015, algorithm 1; weight decay as in Loshchilov and Hutter
// 2019).
typedef struct {
    float gradient_scale;
    float rest1;  // 1 - beta1, which from a rounded beta1 would be 1e-5 off
    float beta2;
    float rest2;  // 1 - beta2
    float epsilon;
    float step_size;            // learning rate / (1 - beta1^t)
    float second_moment_scale;  // 1 / sqrt(1 - beta2^t)
    float decay;                // learning rate * weight decay, taken off the parameter first
} seq2seq_adam;

typedef struct {
    const char *name;

    // Panel [depth, 32] of a matrix whose element (k, n) is source[k * depth_stride + n * column_stride]; missing
    // columns become zeros.
    void (*pack_panel)(float *panel, const float *source, size_t depth_stride, size_t column_stride, size_t depth,
                       size_t columns);
    // Panel [depth, 32] whose row k is row index[k] of the source; where the index is negative, row -1 - index[k] of
    // `others`, or zeros if there are none.
    void (*pack_panel_gathered)(float *panel, const float *source, size_t stride, const float *others,
                                size_t others_stride, const int32_t *index, size_t depth, size_t columns);
    // result[rows, columns <= 32] = start + left[rows, depth] * panel. The start is zero (null), a bias (stride 0) or
    // any matrix, the result itself included.
    void (*product)(float *result, size_t result_stride, const float *start, size_t start_stride, const float *left,
                    size_t left_stride, const float *panel, size_t rows, size_t depth, size_t columns);
    // result[rows <= 96, columns] += left[depth, rows]^T * panels, the panels following one another.
    void (*product_transposed)(float *result, size_t result_stride, const float *left, size_t left_stride,
                               const float *panels, size_t rows, size_t depth, size_t columns);

    // Products of 8-bit integers; `pairs` is half of the depth, an odd one rounded up.
    // result[rows, 2 pairs] = round(x[rows, columns] / scale), from -127 to 127, what is beyond the columns 0.
    // scales[rows] are each row's largest magnitude / 127: 0, and the row all 0, where that is below the normal floats;
    // not a number, and the row all 0, where an element is not finite, so that the row's products are not numbers.
    void (*quantize_rows)(int16_t *result, float *scales, const float *x, size_t stride, size_t rows, size_t columns,
                          size_t pairs);
    // The rows of a weight [columns <= 16, depth] in the same way as a panel [pairs, 16, 2]; missing columns become
    // zeros with the scale 0. scales[16].
    void (*pack_panel_int8)(int8_t *panel, float *scales, const float *weight, size_t stride, size_t depth,
                            size_t columns, size_t pairs);
    // result[rows, columns <= 16] = start + left[rows, 2 pairs] * panel[pairs, 16, 2] * (left_scales[rows] *
    // panel_scales[16]): the sum of integers is exact, rounded to a float once, and added by a fused multiply-add.
    // `start` as for `product`; at most SEQ2SEQ_INT8_DEPTH / 2 pairs.
    void (*product_int8)(float *result, size_t result_stride, const float *start, size_t start_stride,
                         const int16_t *left, const float *left_scales, const int8_t *panel, const float *panel_scales,
                         size_t rows, size_t pairs, size_t columns);

    // Units [32 block, 32 block + 32) of the rows [first, last).
    void (*lstm_forward)(const seq2seq_lstm_forward_step *step, size_t block, size_t first, size_t last);
    void (*lstm_backward)(const seq2seq_lstm_backward_step *step, size_t block, size_t first, size_t last);
    void (*gru_forward)(const seq2seq_gru_forward_step *step, size_t block, size_t first, size_t last);
    void (*gru_backward)(const seq2seq_gru_backward_step *step, size_t block, size_t first, size_t last);
    void (*simple_rnn_forward)(const seq2seq_simple_rnn_forward_step *step, size_t block, size_t first, size_t last);
    void (*simple_rnn_backward)(const seq2seq_simple_rnn_backward_step *step, size_t block, size_t first, size_t last);

    // For each row: losses[row] = cross-entropy in nats of softmax(logits) with mass 1 - smoothing on the target plus
    // smoothing / vocabulary on every token. The logits become the gradient of the loss.
    void (*cross_entropy)(float *losses, float *logits, size_t stride, const int32_t *targets, float smoothing,
                          size_t rows, size_t vocabulary);
    // Logits become log probabilities in nats.
    void (*log_softmax)(float *logits, size_t stride, size_t rows, size_t vocabulary);

    // x = softmax(x), in place.
    void (*softmax)(float *x, size_t count);
    // The gradient of y = softmax(x) becomes that of x, in place.
    void (*softmax_backward)(float *gradient, const float *y, size_t count);

    // Attention of one query over `count` rows, the rows positions[k] of a matrix.
    // result[k] = query * row k
    void (*attention_dots)(float *result, const float *query, const float *rows, size_t stride,
                           const int32_t *positions, size_t count, size_t columns);
    // result += sum over k, ascending, of factors[k] * row k
    void (*attention_sum)(float *result, const float *factors, const float *rows, size_t stride,
                          const int32_t *positions, size_t count, size_t columns);
    // row k += factors[k] * x
    void (*attention_spread)(float *rows, size_t stride, const int32_t *positions, const float *factors, const float *x,
                             size_t count, size_t columns);
    // result[k] = energy * tanh(query + row k)
    void (*attention_energies)(float *result, const float *query, const float *rows, size_t stride,
                               const int32_t *positions, const float *energy, size_t count, size_t columns);
    // Adds to the gradients of the query, of the rows and of the energy from that of the result.
    void (*attention_energies_backward)(float *query_gradient, float *rows_gradient, size_t gradient_stride,
                                        float *energy_gradient, const float *gradient, const float *query,
                                        const float *rows, size_t stride, const int32_t *positions,
                                        const float *energy, size_t count, size_t columns);

    // Inverted dropout (Srivastava et al. 2014, section 10) of one row: an element is dropped if its hash, made of the
    // row's key and its column, is below the threshold, and scaled otherwise.
    void (*dropout)(float *result, const float *x, uint64_t key, uint32_t threshold, float scale, size_t count);
    void (*dropout_backward)(float *x_gradient, const float *gradient, uint64_t key, uint32_t threshold, float scale,
                             size_t count);

    void (*exp)(float *result, const float *x, size_t count);
    void (*log)(float *result, const float *x, size_t count);
    void (*sigmoid)(float *result, const float *x, size_t count);
    void (*tanh)(float *result, const float *x, size_t count);
    // x_gradient += gradient * (1 - y * y), with y = tanh(x).
    void (*tanh_backward)(float *x_gradient, const float *y, const float *gradient, size_t count);
    void (*add)(float *result, const float *x, size_t count);

    // rows[k] = table[ids[k]]
    void (*gather)(float *rows, size_t rows_stride, const float *table, size_t table_stride, const int32_t *ids,
                   size_t count, size_t columns);
    // table[ids[k]] += rows[k], in ascending k.
    void (*scatter_add)(float *table, size_t table_stride, const float *rows, size_t rows_stride, const int32_t *ids,
                        size_t count, size_t columns);
    // sums[column] += x[row, column], in ascending row.
    void (*column_sums)(float *sums, const float *x, size_t stride, size_t rows, size_t columns);

    float (*sum_of_squares)(const float *x, size_t count);
    // parameters -= step_size * gradients
    void (*sgd_step)(float *parameters, const float *gradients, float step_size, size_t count);
    void (*adam_step)(float *parameters, float *first_moment, float *second_moment, const float *gradients,
                      const seq2seq_adam *adam, size_t count);
} seq2seq_kernels;

// The kernels of an instruction set, "avx512", "avx2", "neon" or "plain"; null where this machine lacks it.
const seq2seq_kernels *seq2seq_kernels_named(const char *name);

// The fastest kernels that this machine can run.
const seq2seq_kernels *seq2seq_kernels_fastest(void);

// Tells the processor that a loop is waiting for another core.
static inline void seq2seq_relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
