// Every kernel once, but for the products of 8-bit integers, which differ between sets of one file. A file that
// includes this says how many registers of 16 floats a tile is wide (`TILE_VECTORS`) and how many rows of it fit
// (`TILE_ROWS_IN_REGISTERS`).
#include "CKernels.h"

#include "vector.h"

#include "elementary.h"
#include "product.h"

#include "attention.h"
#include "dropout.h"
#include "normalization.h"
#include "optimizers.h"
#include "rows.h"
#include "softmax.h"
#include "sampled-softmax.h"

#include "int8.h"
#include "int8-dots.h"

#include "recurrent.h"

#include "gru.h"
#include "lstm.h"
#include "simple_rnn.h"

// The table of an instruction set, whose product of 8-bit integers carries its name.
#define KERNELS_OF(set)                                             \
    const seq2seq_kernels seq2seq_kernels_##set = {                 \
        .name = #set,                                               \
        .pack_panel = pack_panel,                                   \
        .pack_panel_transposed = pack_panel_transposed,             \
        .pack_panel_gathered = pack_panel_gathered,                 \
        .product = product,                                         \
        .product_transposed = product_transposed,                   \
        .quantize_rows = quantize_rows_##set,                       \
        .pack_panel_int8 = pack_panel_int8,                         \
        .product_int8 = product_int8_##set,                         \
        .lstm_forward = lstm_forward,                               \
        .lstm_backward = lstm_backward,                             \
        .gru_forward = gru_forward,                                 \
        .gru_backward = gru_backward,                               \
        .simple_rnn_forward = simple_rnn_forward,                   \
        .simple_rnn_backward = simple_rnn_backward,                 \
        .cross_entropy = cross_entropy,                             \
        .softmax_block = softmax_block_##set,                       \
        .add_exponentials = add_exponentials,                       \
        .sum_exponentials = sum_exponentials,                       \
        .exponentials_in_place = exponentials_in_place,             \
        .sampled_gradient = sampled_gradient,                       \
        .log_softmax = log_softmax,                                 \
        .softmax = softmax,                                         \
        .softmax_backward = softmax_backward,                       \
        .normalize = normalize,                                     \
        .normalize_backward = normalize_backward,                   \
        .attention_dots = attention_dots,                           \
        .attention_sum = attention_sum,                             \
        .attention_spread = attention_spread,                       \
        .attention_energies = attention_energies,                   \
        .attention_energies_backward = attention_energies_backward, \
        .dropout = dropout,                                         \
        .dropout_backward = dropout_backward,                       \
        .exp = exp_forward,                                         \
        .log = log_forward,                                         \
        .sigmoid = sigmoid_forward,                                 \
        .tanh = tanh_forward,                                       \
        .tanh_backward = tanh_backward,                             \
        .add = add,                                                 \
        .gather = gather,                                           \
        .scatter_add = scatter_add,                                 \
        .column_sums = column_sums,                                 \
        .column_magnitudes = column_magnitudes,                     \
        .sum_of_squares = sum_of_squares,                           \
        .sgd_step = sgd_step,                                       \
        .adam_step = adam_step,                                     \
    }
