// The numeric kernels of the toolkit, one table of functions per instruction set.
//
// Promise: every table gives the same bits. Each element of a product is one accumulator fed in ascending depth by
// fused multiply-add; each reduction along a row uses 16 lanes and one fixed tree; exp, log, tanh and sigmoid are
// polynomials of our own. No kernel allocates, starts a thread or does I/O.
//
// What needs no variant for an instruction set is in headers of its own: Bounds.h, Checksum.h, Integers.h, Search.h.
//
// Conventions: outputs first, then inputs, sizes last. Matrices are row-major. A forward kernel writes its result, a
// backward kernel adds to the gradient unless it says otherwise.
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
    // Most columns and rows of a block of a softmax whose logits are not kept.
    SEQ2SEQ_SOFTMAX_COLUMNS = 512,
    SEQ2SEQ_SOFTMAX_ROWS = 96,
    // Columns of a panel of 8-bit integers.
    SEQ2SEQ_INT8_PANEL_COLUMNS = 16,
    // How many instruction sets there are kernels for.
    SEQ2SEQ_INSTRUCTION_SETS = 7,
    // The greatest depth of a product of 8-bit integers, so that its sums stay within 32 bits.
    SEQ2SEQ_INT8_DEPTH = INT32_MAX / (127 * 127),
};

#define SEQ2SEQ_SWIFT_NAME(name) __attribute__((swift_name(#name)))

// Rows of floats, `stride` floats apart: the only way in which a matrix crosses this border. Without a base, none.
typedef struct {
    float *base;
    size_t stride;
} seq2seq_matrix;

// What is kept of a block of logits. Of a row's floats, those of the next row are `stride` further on.
typedef struct {
    // [rows, SEQ2SEQ_SOFTMAX_COLUMNS]: exp(logit - largest), rounded to the upper halves of the floats; zeros for
    // targets and behind the last column.
    uint16_t *exponentials;
    // Of each row, the target left out: the largest logit, the sum of what is kept, and that of the logits.
    float *largest, *sums, *totals;
    const int32_t *targets;  // [rows], counted from the block's first column
    size_t stride;
} seq2seq_softmax_block;

// Which elements of each row are dropped, see `dropout`; without keys, none.
typedef struct {
    const uint64_t *keys;  // [rows]
    uint32_t threshold;
    float scale;
} seq2seq_row_masks;

// The states [rows, hidden] that the rows of a step start from.
typedef struct {
    seq2seq_matrix previous;  // of the step before it in the layer's direction
    size_t continued;         // the rows below go on from there, those from here on start from the initial state
    seq2seq_matrix initial;   // none for zeros
} seq2seq_states;

// One time step of an LSTM over its active rows, forward. Gate order i, f, g, o.
typedef struct {
    seq2seq_matrix gates;         // [rows, 4 hidden]: in, bias plus the input's product; out, the activated gates
    seq2seq_matrix cell, output;  // [rows, hidden], out
    seq2seq_states cells;
    seq2seq_states outputs;  // as the recurrent product reads them: under the masks
    // [rows, hidden], out: the output under the masks; unused without masks
    seq2seq_matrix masked_output SEQ2SEQ_SWIFT_NAME(maskedOutput);
    seq2seq_row_masks masks;
    // Four gates of ceil(hidden / 32) panels [hidden, 32], or null if the gates have the recurrent product already.
    const float *recurrent_panels SEQ2SEQ_SWIFT_NAME(recurrentPanels);
    size_t hidden;
} seq2seq_lstm_forward_step;

// What comes from the step that follows in the layer's direction, backward.
typedef struct {
    seq2seq_matrix sums;      // [rows, gates * hidden]: its gradient before activation
    size_t rows;              // the rows from here on end at the step that it follows
    seq2seq_row_masks masks;  // of what its recurrent product read
    // ceil(hidden / 32) panels [gates * hidden, 32]
    const float *recurrent_panels SEQ2SEQ_SWIFT_NAME(recurrentPanels);
} seq2seq_next_step;

// One time step of an LSTM over its active rows, backward.
typedef struct {
    seq2seq_matrix gates;  // [rows, 4 hidden]: in, the activated gates; out, the gradient before activation
    seq2seq_matrix cell;   // [rows, hidden]
    seq2seq_states cells;
    seq2seq_matrix output_gradient SEQ2SEQ_SWIFT_NAME(outputGradient);  // [rows, hidden]
    seq2seq_next_step next;
    // [rows, hidden]: gradient of the final output, read for rows that end here; or none
    seq2seq_matrix final_gradient SEQ2SEQ_SWIFT_NAME(finalGradient);
    // [rows, hidden]: carried from step to step in place
    seq2seq_matrix cell_gradient SEQ2SEQ_SWIFT_NAME(cellGradient);
    size_t hidden;
} seq2seq_lstm_backward_step;

// One time step of a GRU over its active rows, forward. Gate order r, z, n, then q, the recurrent half of n.
typedef struct {
    // [rows, 4 hidden]: in, r, z and n: bias plus the input's product; out, r, z, n activated, and q
    seq2seq_matrix gates;
    seq2seq_matrix output;   // [rows, hidden], out
    seq2seq_states outputs;  // as the recurrent product reads them: under the masks
    seq2seq_states states;   // whole
    // [rows, hidden], out: the output under the masks; unused without masks
    seq2seq_matrix masked_output SEQ2SEQ_SWIFT_NAME(maskedOutput);
    seq2seq_row_masks masks;
    const float *recurrent_bias SEQ2SEQ_SWIFT_NAME(recurrentBias);  // [3 hidden]
    // Three gates of ceil(hidden / 32) panels [hidden, 32], or null if r, z and q have the recurrent product already, q
    // with its bias.
    const float *recurrent_panels SEQ2SEQ_SWIFT_NAME(recurrentPanels);
    size_t hidden;
} seq2seq_gru_forward_step;

// One time step of a GRU over its active rows, backward.
typedef struct {
    // [rows, 4 hidden]: in, r, z, n activated, and q; out, the gradients of r, z, n before activation and of q
    seq2seq_matrix gates;
    seq2seq_states states;                                              // whole
    seq2seq_matrix output_gradient SEQ2SEQ_SWIFT_NAME(outputGradient);  // [rows, hidden]
    seq2seq_next_step next;                                             // sums of r, z, n and q; panels of r, z and q
    // [rows, hidden]: what reaches a row's state past the gates, first that of its final state; carried from step to
    // step in place
    seq2seq_matrix carried_gradient SEQ2SEQ_SWIFT_NAME(carriedGradient);
    size_t hidden;
} seq2seq_gru_backward_step;

// One time step of a simple recurrent layer over its active rows, forward.
typedef struct {
    seq2seq_matrix sums;     // [rows, hidden]: in, bias plus the input's product; out, with the recurrent one
    seq2seq_matrix output;   // [rows, hidden], out
    seq2seq_states outputs;  // as the recurrent product reads them: under the masks
    // [rows, hidden], out: the output under the masks; unused without masks
    seq2seq_matrix masked_output SEQ2SEQ_SWIFT_NAME(maskedOutput);
    seq2seq_row_masks masks;
    // ceil(hidden / 32) panels [hidden, 32], or null if the sums have the recurrent product already.
    const float *recurrent_panels SEQ2SEQ_SWIFT_NAME(recurrentPanels);
    size_t hidden;
} seq2seq_simple_rnn_forward_step;

// One time step of a simple recurrent layer over its active rows, backward.
typedef struct {
    seq2seq_matrix sums;                                                // [rows, hidden], out: their gradient
    seq2seq_matrix output;                                              // [rows, hidden]
    seq2seq_matrix output_gradient SEQ2SEQ_SWIFT_NAME(outputGradient);  // [rows, hidden]
    seq2seq_next_step next;
    // [rows, hidden]: gradient of the final output, read for rows that end here; or none
    seq2seq_matrix final_gradient SEQ2SEQ_SWIFT_NAME(finalGradient);
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

    // Panel [depth, 32] of source [depth, columns <= 32]; missing columns become zeros.
    void (*pack_panel)(float *panel, seq2seq_matrix source, size_t depth, size_t columns);
    // The same of the transpose of source [columns <= 32, depth].
    void (*pack_panel_transposed)(float *panel, seq2seq_matrix source, size_t depth, size_t columns);
    // Panel [depth, 32] whose row k is row index[k] of the source; where the index is negative, row -1 - index[k] of
    // `others`, or zeros if there are none.
    void (*pack_panel_gathered)(float *panel, seq2seq_matrix source, seq2seq_matrix others, const int32_t *index,
                                size_t depth, size_t columns);
    // result[rows, columns <= 32] = start + left[rows, depth] * panel. The start is zero (none), a bias (stride 0) or
    // any matrix, the result itself included.
    void (*product)(seq2seq_matrix result, seq2seq_matrix start, seq2seq_matrix left, const float *panel, size_t rows,
                    size_t depth, size_t columns);
    // result[rows <= 96, columns] += left[depth, rows]^T * panels, the panels following one another.
    void (*product_transposed)(seq2seq_matrix result, seq2seq_matrix left, const float *panels, size_t rows,
                               size_t depth, size_t columns);

    // Products of 8-bit integers, multiplied four at a time; `quads` is a quarter of the depth, rounded up.
    // result[rows, 2 quads + 1]: round(x[rows, columns] / scale) from -127 to 127, beyond the columns 0, in the order in
    // which this table's product reads them, and at last their sum. scales[rows] are each row's largest magnitude / 127:
    // 0, and the row all 0, where that is below the normal floats; NaN, and the row all 0, where an element is
    // not finite, so that the row's products are NaN.
    void (*quantize_rows)(int32_t *result, float *scales, seq2seq_matrix x, size_t rows, size_t columns, size_t quads);
    // The rows of a weight [columns <= 16, depth] in the same way as a panel [quads, 16, 4]; missing columns become
    // zeros with the scale 0. scales[16].
    void (*pack_panel_int8)(int8_t *panel, float *scales, seq2seq_matrix weight, size_t depth, size_t columns,
                            size_t quads);
    // result[rows, columns <= 16] = start + left[rows, depth] * panel[quads, 16, 4] * (left_scales[rows] *
    // panel_scales[16]): the sum of integers is exact, rounded to a float once, and added by a fused multiply-add.
    // `start` as for `product`; at most SEQ2SEQ_INT8_DEPTH / 4 quads.
    void (*product_int8)(seq2seq_matrix result, seq2seq_matrix start, const int32_t *left, const float *left_scales,
                         const int8_t *panel, const float *panel_scales, size_t rows, size_t quads, size_t columns);

    // Units [32 block, 32 block + 32) of the rows [first, last).
    void (*lstm_forward)(const seq2seq_lstm_forward_step *step, size_t block, size_t first, size_t last);
    void (*lstm_backward)(const seq2seq_lstm_backward_step *step, size_t block, size_t first, size_t last);
    void (*gru_forward)(const seq2seq_gru_forward_step *step, size_t block, size_t first, size_t last);
    void (*gru_backward)(const seq2seq_gru_backward_step *step, size_t block, size_t first, size_t last);
    void (*simple_rnn_forward)(const seq2seq_simple_rnn_forward_step *step, size_t block, size_t first, size_t last);
    void (*simple_rnn_backward)(const seq2seq_simple_rnn_backward_step *step, size_t block, size_t first, size_t last);

    // For each row: losses[row] = cross-entropy in nats of softmax(logits) with mass 1 - smoothing on the target plus
    // smoothing / vocabulary on every token. The logits become the gradient of the loss.
    void (*cross_entropy)(float *losses, seq2seq_matrix logits, const int32_t *targets, float smoothing, size_t rows,
                          size_t vocabulary);
    // Logits `bias + left * panels` of 8-bit integers, of which only what the block keeps is written.
    void (*softmax_block)(const seq2seq_softmax_block *block, const float *bias, const int32_t *left,
                          const float *left_scales, const int8_t *panels, const float *panel_scales, size_t rows,
                          size_t quads, size_t columns);
    // sums[column] += factors[row * stride] * exponentials[row, column], in ascending row; columns up to the next 16.
    void (*add_exponentials)(float *sums, const uint16_t *exponentials, const float *factors, size_t stride,
                             size_t rows, size_t columns);
    // The sum of exponentials[places[i]] * factors[blocks[i]].
    float (*sum_exponentials)(const uint16_t *exponentials, const float *factors, const size_t *places,
                              const uint32_t *blocks, size_t count);
    // x = exp(x - largest), and their sum.
    float (*exponentials_in_place)(float *x, float largest, size_t count);
    // x = (x * inverse - share) * scales
    void (*sampled_gradient)(float *x, float inverse, float share, const float *scales, size_t count);
    // Logits become log probabilities in nats.
    void (*log_softmax)(seq2seq_matrix logits, size_t rows, size_t vocabulary);

    // x = softmax(x), in place.
    void (*softmax)(float *x, size_t count);
    // The gradient of y = softmax(x) becomes that of x, in place.
    void (*softmax_backward)(float *gradient, const float *y, size_t count);

    // normalized = (x - mean) / sqrt(variance + epsilon) of one row; result = gain * normalized + shift. Returns
    // 1 / sqrt(variance + epsilon).
    float (*normalize)(float *result, float *normalized, const float *x, const float *gain, const float *shift,
                       float epsilon, size_t count);
    // Adds to the gradient of x, if there is one, from that of the result; `normalized` becomes the gradient of the
    // gain. `scale` is what `normalize` returned.
    void (*normalize_backward)(float *x_gradient, float *normalized, const float *gradient, const float *gain,
                               float scale, size_t count);

    // Attention of one query over `count` rows, the rows positions[k] of a matrix.
    // result[k] = query * row k
    void (*attention_dots)(float *result, const float *query, seq2seq_matrix rows, const int32_t *positions,
                           size_t count, size_t columns);
    // result += sum over k, ascending, of factors[k] * row k
    void (*attention_sum)(float *result, const float *factors, seq2seq_matrix rows, const int32_t *positions,
                          size_t count, size_t columns);
    // row k += factors[k] * x
    void (*attention_spread)(seq2seq_matrix rows, const int32_t *positions, const float *factors, const float *x,
                             size_t count, size_t columns);
    // result[k] = energy * tanh(query + row k)
    void (*attention_energies)(float *result, const float *query, seq2seq_matrix rows, const int32_t *positions,
                               const float *energy, size_t count, size_t columns);
    // Adds to the gradients of the query, of the rows and of the energy from that of the result.
    void (*attention_energies_backward)(float *query_gradient, seq2seq_matrix rows_gradient, float *energy_gradient,
                                        const float *gradient, const float *query, seq2seq_matrix rows,
                                        const int32_t *positions, const float *energy, size_t count, size_t columns);

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
    void (*gather)(seq2seq_matrix rows, seq2seq_matrix table, const int32_t *ids, size_t count, size_t columns);
    // table[ids[k]] += rows[k], in ascending k.
    void (*scatter_add)(seq2seq_matrix table, seq2seq_matrix rows, const int32_t *ids, size_t count, size_t columns);
    // sums[column] += x[row, column], in ascending row.
    void (*column_sums)(float *sums, seq2seq_matrix x, size_t rows, size_t columns);
    // sums[column] += |x[row, column]|, in ascending row.
    void (*column_magnitudes)(float *sums, seq2seq_matrix x, size_t rows, size_t columns);

    float (*sum_of_squares)(const float *x, size_t count);
    // parameters -= step_size * gradients
    void (*sgd_step)(float *parameters, const float *gradients, float step_size, size_t count);
    void (*adam_step)(float *parameters, float *first_moment, float *second_moment, const float *gradients,
                      const seq2seq_adam *adam, size_t count);
} seq2seq_kernels;

// The names of all instruction sets, the fastest first; null from SEQ2SEQ_INSTRUCTION_SETS on.
const char *seq2seq_instruction_set(size_t index);

// The kernels of an instruction set; null where this machine lacks it.
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
