// Optimiser steps over a run of parameters.

static float sum_of_squares(const float *x, size_t count) {
    v16 total = splat(0.0f);
    for (size_t i = 0; i < count; i += 16) {
        v16 value = load_first(x + i, count - i, 0.0f);
        total = fma16(value, value, total);
    }
    return sum_lanes(total);
}

static void sgd_step(float *parameters, const float *gradients, float step_size, size_t count) {
    for (size_t i = 0; i < count; i += 16) {
        size_t lanes = least(16, count - i);
        v16 moved = fma16(splat(-step_size), load_first(gradients + i, lanes, 0.0f),
                          load_first(parameters + i, lanes, 0.0f));
        store_first(parameters + i, moved, lanes);
    }
}

static void adam_step(float *parameters, float *first_moment, float *second_moment, const float *gradients,
                      const seq2seq_adam *adam, size_t count) {
    const v16 scale = splat(adam->gradient_scale), beta2 = splat(adam->beta2);
    const v16 rest1 = splat(adam->rest1), rest2 = splat(adam->rest2);
    for (size_t i = 0; i < count; i += 16) {
        size_t lanes = least(16, count - i);
        v16 p = load_first(parameters + i, lanes, 0.0f);
        v16 m = load_first(first_moment + i, lanes, 0.0f);
        v16 v = load_first(second_moment + i, lanes, 0.0f);
        v16 g = load_first(gradients + i, lanes, 0.0f) * scale;
        m = fma16(rest1, g - m, m);
        v = fma16(rest2 * g, g, beta2 * v);
        v16 denominator = fma16(__builtin_elementwise_sqrt(v), splat(adam->second_moment_scale), splat(adam->epsilon));
        p = fma16(splat(-adam->decay), p, p);
        p = fma16(splat(-adam->step_size), m / denominator, p);
        store_first(parameters + i, p, lanes);
        store_first(first_moment + i, m, lanes);
        store_first(second_moment + i, v, lanes);
    }
}
