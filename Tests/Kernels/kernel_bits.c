// Runs every kernel on fixed inputs and prints, line by line, its name and a hash of all that it wrote.
//
// Usage: kernel_bits [instruction set ...]; without any, all of this machine. The lines of two instruction sets, or of
// two machines, are equal when every bit is. `compare_arm.sh` compares this machine with a 64-bit Arm one.
#include "CKernels.h"
#include "Bounds.h"
#include "Integers.h"
#include "Search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const seq2seq_kernels *kernels;
static uint64_t state, hash;

// A number from -2 up to 2, the same on every machine (xorshift64*, Vigna 2016).
static float number(void) {
    state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
    return (float)(int32_t)((state * 0x2545F4914F6CDD1Du) >> 40) / 0x1p22f - 2.0f;
}

static void *memory(size_t bytes) {
    void *result = aligned_alloc(64, (bytes + 127) / 64 * 64);
    if (!result) abort();
    return result;
}

static float *numbers(size_t count) {
    float *result = memory(count * sizeof(float));
    for (size_t i = 0; i < count; i++) result[i] = number();
    return result;
}

// Rows a little further apart than they are wide, so that a write beside them shows.
static seq2seq_matrix matrix(size_t rows, size_t columns) {
    return (seq2seq_matrix){numbers(rows * (columns + 3) + 64), columns + 3};
}

// FNV-1a (Fowler, Noll and Vo 1991).
static void add_bytes(const void *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) hash = (hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001B3u;
}

// Machines differ in the bits of a NaN, so all are one.
static void add_floats(const float *x, size_t count) {
    for (size_t i = 0; i < count; i++) {
        float value = x[i] != x[i] ? 0x1p-149f : x[i];
        add_bytes(&value, sizeof value);
    }
}

static void add_matrix(seq2seq_matrix x, size_t rows) { add_floats(x.base, rows * x.stride); }

static const float *at(seq2seq_matrix x, size_t row) { return x.base + row * x.stride; }

static void begin(void) {
    state = 0x9E3779B97F4A7C15u;
    hash = 0xCBF29CE484222325u;
}

static void end(const char *name) { printf("%-28s %016llx\n", name, (unsigned long long)hash); }

// MARK: Products

static const size_t row_counts[] = {1, 2, 5, 6, 7, 12, 13, 29}, depths[] = {1, 2, 3, 16, 17, 63, 130, 300, 2060};
static const size_t column_counts[] = {1, 7, 16, 17, 31, 32};
#define EACH(index, list) for (size_t index = 0; index < sizeof list / sizeof *list; index++)

static void packing(void) {
    begin();
    EACH(d, depths) EACH(c, column_counts) {
        size_t depth = depths[d], columns = column_counts[c];
        float *panel = numbers(depth * 32);
        int32_t *index = memory(depth * sizeof *index);
        for (size_t k = 0; k < depth; k++) index[k] = k % 3 ? (int32_t)(k / 2) : -1 - (int32_t)(k / 2);
        seq2seq_matrix source = matrix(depth, 32), others = matrix(depth, 32);
        kernels->pack_panel(panel, source, depth, columns);
        add_floats(panel, depth * 32);
        kernels->pack_panel_transposed(panel, matrix(32, depth), depth, columns);
        add_floats(panel, depth * 32);
        kernels->pack_panel_gathered(panel, source, others, index, depth, columns);
        add_floats(panel, depth * 32);
        kernels->pack_panel_gathered(panel, source, (seq2seq_matrix){0}, index, depth, columns);
        add_floats(panel, depth * 32);
    }
    end("pack_panel");
}

static void products(void) {
    begin();
    EACH(r, row_counts) EACH(d, depths) EACH(c, column_counts) {
        size_t rows = row_counts[r], depth = depths[d], columns = column_counts[c];
        seq2seq_matrix result = matrix(rows, 32), left = matrix(rows, depth), start = matrix(rows, 32);
        const float *panel = numbers(depth * 32);
        kernels->product(result, (seq2seq_matrix){0}, left, panel, rows, depth, columns);
        kernels->product(result, result, left, panel, rows, depth, columns);
        add_matrix(result, rows);
        start.stride = 0;
        kernels->product(result, start, left, panel, rows, depth, columns);
        add_matrix(result, rows);
    }
    end("product");
    begin();
    const size_t gradient_rows[] = {1, 5, 12, 13, 95, 96};
    EACH(r, gradient_rows) EACH(d, depths) EACH(c, column_counts) {
        size_t rows = gradient_rows[r], depth = depths[d], columns = 32 + column_counts[c];
        seq2seq_matrix result = matrix(rows, columns);
        kernels->product_transposed(result, matrix(depth, rows), numbers(depth * 64), rows, depth, columns);
        add_matrix(result, rows);
    }
    end("product_transposed");
}

static void int8_products(void) {
    begin();
    EACH(r, row_counts) EACH(d, depths) for (size_t columns = 1; columns <= 16; columns += 5) {
        size_t rows = row_counts[r], depth = depths[d], quads = (depth + 3) / 4;
        seq2seq_matrix x = matrix(rows, depth), weight = matrix(16, depth), result = matrix(rows, 16);
        if (rows > 2) memset(x.base + x.stride, 0, depth * sizeof(float));
        if (rows > 5) x.base[4 * x.stride + depth / 2] = __builtin_inff();
        int32_t *left = memory(rows * (2 * quads + 1) * 4);
        int8_t *panel = memory(quads * 64);
        float *scales = numbers(rows), *panel_scales = numbers(16);
        kernels->quantize_rows(left, scales, x, rows, depth, quads);
        add_floats(scales, rows);
        kernels->pack_panel_int8(panel, panel_scales, weight, depth, columns, quads);
        add_bytes(panel, quads * 64);
        add_floats(panel_scales, 16);
        kernels->product_int8(result, result, left, scales, panel, panel_scales, rows, quads, columns);
        add_matrix(result, rows);
    }
    end("product_int8");
}

// MARK: Recurrence

enum { ROWS = 29, CONTINUED = 16 };
static const size_t hidden_sizes[] = {1, 16, 30, 32, 33, 70};

static seq2seq_states states(size_t hidden, size_t rows, int begins) {
    seq2seq_matrix none = {0};
    return (seq2seq_states){matrix(rows, hidden), rows < CONTINUED ? rows : CONTINUED,
                            begins ? matrix(rows, hidden) : none};
}

static seq2seq_row_masks masks(int masked) {
    uint64_t *keys = memory(ROWS * sizeof *keys);
    for (size_t row = 0; row < ROWS; row++) keys[row] = row * 0x9E3779B97F4A7C15u;
    return (seq2seq_row_masks){masked ? keys : NULL, 0x40000000u, 4.0f / 3.0f};
}

static seq2seq_next_step next_step(size_t hidden, size_t gates, size_t columns, int masked) {
    return (seq2seq_next_step){matrix(ROWS, columns), CONTINUED, masks(masked),
                               numbers((hidden + 31) / 32 * 32 * gates * hidden)};
}

#define EACH_RECURRENCE EACH(h, hidden_sizes) for (int variant = 0; variant < 8; variant++)
#define FOR_BLOCKS(kernel, step) \
    for (size_t block = 0; block * 32 < n; block++) kernels->kernel(&step, block, 0, ROWS)

static void lstm(void) {
    begin();
    EACH_RECURRENCE {
        size_t n = hidden_sizes[h];
        const float *panels = numbers((n + 31) / 32 * 32 * 4 * n);
        seq2seq_lstm_forward_step f = {
            matrix(ROWS, 4 * n),        matrix(ROWS, n),    matrix(ROWS, n),    states(n, ROWS, variant & 1),
            states(n, ROWS, variant & 1), matrix(ROWS, n), masks(variant & 2), variant & 4 ? NULL : panels, n};
        FOR_BLOCKS(lstm_forward, f);
        add_matrix(f.gates, ROWS), add_matrix(f.cell, ROWS), add_matrix(f.output, ROWS);
        add_matrix(f.masked_output, ROWS);
        seq2seq_matrix final_gradient = matrix(ROWS, n);
        if (variant & 4) final_gradient.base = NULL;
        seq2seq_lstm_backward_step b = {f.gates, f.cell, f.cells, matrix(ROWS, n), next_step(n, 4, 4 * n, variant & 2),
                                        final_gradient, matrix(ROWS, n), n};
        FOR_BLOCKS(lstm_backward, b);
        add_matrix(b.gates, ROWS), add_matrix(b.cell_gradient, ROWS);
    }
    end("lstm");
}

static void gru(void) {
    begin();
    EACH_RECURRENCE {
        size_t n = hidden_sizes[h];
        const float *panels = numbers((n + 31) / 32 * 32 * 3 * n);
        seq2seq_gru_forward_step f = {
            matrix(ROWS, 4 * n), matrix(ROWS, n), states(n, ROWS, variant & 1), states(n, ROWS, variant & 1),
            matrix(ROWS, n), masks(variant & 2), numbers(3 * n), variant & 4 ? NULL : panels, n};
        FOR_BLOCKS(gru_forward, f);
        add_matrix(f.gates, ROWS), add_matrix(f.output, ROWS), add_matrix(f.masked_output, ROWS);
        seq2seq_gru_backward_step b = {f.gates, f.states, matrix(ROWS, n), next_step(n, 3, 4 * n, variant & 2),
                                       matrix(ROWS, n), n};
        FOR_BLOCKS(gru_backward, b);
        add_matrix(b.gates, ROWS), add_matrix(b.carried_gradient, ROWS);
    }
    end("gru");
}

static void simple_rnn(void) {
    begin();
    EACH_RECURRENCE {
        size_t n = hidden_sizes[h];
        const float *panels = numbers((n + 31) / 32 * 32 * n);
        seq2seq_simple_rnn_forward_step f = {matrix(ROWS, n), matrix(ROWS, n), states(n, ROWS, variant & 1),
                                             matrix(ROWS, n), masks(variant & 2), variant & 4 ? NULL : panels, n};
        FOR_BLOCKS(simple_rnn_forward, f);
        add_matrix(f.sums, ROWS), add_matrix(f.output, ROWS), add_matrix(f.masked_output, ROWS);
        seq2seq_matrix final_gradient = matrix(ROWS, n);
        if (variant & 4) final_gradient.base = NULL;
        seq2seq_simple_rnn_backward_step b = {f.sums, f.output, matrix(ROWS, n), next_step(n, 1, n, variant & 2),
                                              final_gradient, n};
        FOR_BLOCKS(simple_rnn_backward, b);
        add_matrix(b.sums, ROWS);
    }
    end("simple_rnn");
}

// MARK: Rows

static const size_t lengths[] = {1, 15, 16, 17, 40, 257};

static void softmaxes(void) {
    begin();
    EACH(l, lengths) for (int smoothed = 0; smoothed < 2; smoothed++) {
        size_t count = lengths[l];
        seq2seq_matrix x = matrix(ROWS, count), y = matrix(ROWS, count);
        float *losses = numbers(ROWS), *gradient = numbers(count);
        int32_t targets[ROWS];
        for (size_t row = 0; row < ROWS; row++) targets[row] = (int32_t)(row * 7 % count);
        kernels->cross_entropy(losses, x, targets, smoothed ? 0.1f : 0.0f, ROWS, count);
        add_floats(losses, ROWS), add_matrix(x, ROWS);
        kernels->log_softmax(y, ROWS, count);
        add_matrix(y, ROWS);
        kernels->softmax(y.base, count);
        kernels->softmax_backward(gradient, y.base, count);
        add_floats(y.base, count), add_floats(gradient, count);
    }
    end("softmax");
}

// Blocks of logits of 8-bit integers, with and without targets among them, and what is made of drawn ones.
static void sampled_softmaxes(void) {
    begin();
    const size_t columns[] = {1, 17, 500, 512};
    EACH(c, columns) EACH(d, depths) {
        size_t depth = depths[d], quads = (depth + 3) / 4, panels = (columns[c] + 15) / 16;
        enum { BLOCK_ROWS = 5 };
        int32_t *left = memory(BLOCK_ROWS * (2 * quads + 1) * 4);
        int8_t *panel = memory(panels * quads * 64);
        float *scales = numbers(BLOCK_ROWS), *panel_scales = numbers(16 * panels), *bias = numbers(columns[c]);
        kernels->quantize_rows(left, scales, matrix(BLOCK_ROWS, depth), BLOCK_ROWS, depth, quads);
        for (size_t p = 0; p < panels; p++)
            kernels->pack_panel_int8(panel + p * quads * 64, panel_scales + 16 * p, matrix(16, depth), depth,
                                     columns[c] - 16 * p < 16 ? columns[c] - 16 * p : 16, quads);
        uint16_t *halves = memory(BLOCK_ROWS * SEQ2SEQ_SOFTMAX_COLUMNS * 2);
        float *largest = numbers(BLOCK_ROWS), *sums = numbers(BLOCK_ROWS), *totals = numbers(BLOCK_ROWS);
        const int32_t targets[BLOCK_ROWS] = {0, -1, (int32_t)columns[c] - 1, (int32_t)columns[c], 0};
        const seq2seq_softmax_block block = {halves, largest, sums, totals, targets, 1};
        kernels->softmax_block(&block, bias, left, scales, panel, panel_scales, BLOCK_ROWS, quads, columns[c]);
        for (size_t row = 0; row < BLOCK_ROWS; row++)
            add_bytes(halves + row * SEQ2SEQ_SOFTMAX_COLUMNS, 2 * columns[c]);
        add_floats(largest, BLOCK_ROWS), add_floats(sums, BLOCK_ROWS), add_floats(totals, BLOCK_ROWS);
        size_t places[20];
        uint32_t blocks[20];
        for (size_t i = 0; i < 20; i++) places[i] = i * 7 % columns[c], blocks[i] = i % 3;
        float sum = kernels->sum_exponentials(halves, scales, places, blocks, 20);
        add_floats(&sum, 1);
    }
    EACH(l, lengths) {
        float *x = numbers(lengths[l]), *factors = numbers(lengths[l]);
        float sum = kernels->exponentials_in_place(x, 0.5f, lengths[l]);
        add_floats(&sum, 1), add_floats(x, lengths[l]);
        kernels->sampled_gradient(x, 0.25f, 0.01f, factors, lengths[l]);
        add_floats(x, lengths[l]);
    }
    end("sampled_softmax");
}

static void normalization(void) {
    begin();
    EACH(l, lengths) {
        size_t count = lengths[l];
        float *x = numbers(count), *y = numbers(count), *normalized = numbers(count), *x_gradient = numbers(count);
        const float *gain = numbers(count), *shift = numbers(count), *gradient = numbers(count);
        float scale = kernels->normalize(y, normalized, x, gain, shift, 1e-3f, count);
        add_floats(&scale, 1), add_floats(y, count), add_floats(normalized, count);
        kernels->normalize_backward(x_gradient, normalized, gradient, gain, scale, count);
        add_floats(x_gradient, count), add_floats(normalized, count);
    }
    end("normalization");
}

static void attention(void) {
    begin();
    const int32_t positions[] = {3, 0, 28, 17, 5};
    EACH(l, lengths) {
        size_t columns = lengths[l], count = sizeof positions / sizeof *positions;
        seq2seq_matrix rows = matrix(ROWS, columns), gradients = matrix(ROWS, columns);
        const float *query = numbers(columns), *energy = numbers(columns), *factors = numbers(count);
        float *result = numbers(count), *sum = numbers(columns), *energy_gradient = numbers(columns);
        kernels->attention_dots(result, query, rows, positions, count, columns);
        add_floats(result, count);
        kernels->attention_energies(result, query, rows, positions, energy, count, columns);
        add_floats(result, count);
        kernels->attention_sum(sum, factors, rows, positions, count, columns);
        kernels->attention_spread(gradients, positions, factors, query, count, columns);
        kernels->attention_energies_backward(sum, gradients, energy_gradient, factors, query, rows, positions, energy,
                                             count, columns);
        add_floats(sum, columns), add_matrix(gradients, ROWS), add_floats(energy_gradient, columns);
    }
    end("attention");
}

static void elementary(void) {
    begin();
    const float special[] = {0.0f, -0.0f, 1e-40f, 88.7f, 89.5f, -86.7f, -104.0f, 1e30f, __builtin_inff(), 0.625f};
    enum { COUNT = 4099 };
    float *x = numbers(COUNT), *y = numbers(COUNT), *gradient = numbers(COUNT);
    for (size_t i = 0; i < COUNT; i++) x[i] *= (float)(i % 50);
    memcpy(x, special, sizeof special);
    void (*const functions[])(float *, const float *, size_t) = {kernels->exp, kernels->log, kernels->sigmoid,
                                                                 kernels->tanh};
    EACH(f, functions) {
        functions[f](y, x, COUNT);
        add_floats(y, COUNT);
    }
    kernels->tanh_backward(gradient, y, x, COUNT);
    kernels->add(gradient, x + 16, COUNT - 16);
    kernels->dropout(y, x, 0x123456789ABCDEFu, 0x30000000u, 1.25f, COUNT);
    kernels->dropout_backward(gradient, x, 0xFEDCBA987654321u, 0x30000000u, 1.25f, COUNT);
    add_floats(y, COUNT), add_floats(gradient, COUNT);
    end("elementary");
}

static void rows_and_steps(void) {
    begin();
    const int32_t ids[] = {4, 28, 4, 0, 11};
    EACH(l, lengths) {
        size_t columns = lengths[l], count = sizeof ids / sizeof *ids;
        seq2seq_matrix table = matrix(ROWS, columns), rows = matrix(count, columns);
        kernels->scatter_add(table, rows, ids, count, columns);
        kernels->gather(rows, table, ids, count, columns);
        add_matrix(table, ROWS), add_matrix(rows, count);
        float *sums = numbers(columns), *p = numbers(columns), *m = numbers(columns), *v = numbers(columns);
        kernels->column_sums(sums, table, ROWS, columns);
        kernels->column_magnitudes(sums, table, ROWS, columns);
        add_floats(sums, columns);
        for (size_t i = 0; i < columns; i++) v[i] *= v[i];
        seq2seq_adam adam = {0.3f, 0.1f, 0.999f, 0.001f, 1e-8f, 0.01f, 1.5f, 0.001f};
        kernels->adam_step(p, m, v, sums, &adam, columns);
        kernels->sgd_step(p, sums, 0.1f, columns);
        add_floats(p, columns), add_floats(m, columns), add_floats(v, columns);
        float squares = kernels->sum_of_squares(p, columns);
        add_floats(&squares, 1);
    }
    end("rows and steps");
}

static void search(void) {
    begin();
    enum { COUNT = 1000 };
    float *x = numbers(COUNT);
    x[77] = __builtin_nanf(""), x[500] = __builtin_inff(), x[501] = -__builtin_inff();
    for (size_t first = 0; first < COUNT; first += 13)
        for (float bound = -2.5f; bound < 2.5f; bound += 0.125f) {
            size_t found = seq2seq_first_above(x, first, COUNT - first / 4, bound);
            add_bytes(&found, sizeof found);
        }
    end("search");
}

static void integers_and_bounds(void) {
    begin();
    EACH(d, depths) {
        size_t depth = depths[d], quads = (depth + 3) / 4;
        seq2seq_matrix weight = matrix(16, depth);
        int8_t *rows = memory(16 * depth), *panel = memory(quads * 64);
        float *scales = numbers(16), *norms = numbers(40), *distances = numbers(40), *products = numbers(40);
        for (size_t i = 0; i < 16 * depth; i++) rows[i] = (int8_t)(number() * 60);
        seq2seq_pack_integers(panel, rows, depth);
        add_bytes(panel, quads * 64);
        kernels->pack_panel_int8(panel, scales, weight, depth, 16, quads);
        for (size_t n = 0; n < 16; n++)
            seq2seq_bound_output(norms + n, distances + n, at(weight, n), panel + 4 * n, scales[n], depth);
        add_floats(norms, 16), add_floats(distances, 16);
        const seq2seq_bound bound = {0.5f, 0.25f, 0.125f};
        for (size_t first = 0; first < 40; first += 7) {
            float greatest = seq2seq_bound_products(products, norms, distances, numbers(40), &bound, first, 40);
            add_floats(&greatest, 1), add_floats(products, 40);
        }
    }
    end("integers and bounds");
}

int main(int count, char **names) {
    for (size_t i = 0; count > 1 ? names[i + 1] != NULL : seq2seq_instruction_set(i) != NULL; i++) {
        const char *set = count > 1 ? names[i + 1] : seq2seq_instruction_set(i);
        kernels = seq2seq_kernels_named(set);
        if (!kernels && count > 1) return fprintf(stderr, "This machine lacks %s.\n", set), 1;
        if (!kernels) continue;
        if (count == 1) printf("%s\n", kernels->name);
        packing(), products(), int8_products();
        lstm(), gru(), simple_rnn();
        softmaxes(), sampled_softmaxes(), normalization(), attention(), elementary(), rows_and_steps(), search();
        integers_and_bounds();
    }
}
