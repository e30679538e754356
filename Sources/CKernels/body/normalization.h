// Layer normalisation (Ba et al. 2016, eq. 4) of one row.

// The mean of x, and of (x - mean)^2, in two passes, so that nothing cancels.
INLINE float mean_of(const float *x, size_t count) {
    v16 total = splat(0.0f);
    for (size_t i = 0; i < count; i += 16) total = total + load_first(x + i, least(16, count - i), 0.0f);
    return sum_lanes(total) / (float)count;
}

INLINE float variance_of(const float *x, float mean, size_t count) {
    v16 total = splat(0.0f);
    for (size_t i = 0; i < count; i += 16) {
        v16 difference = load_first(x + i, least(16, count - i), mean) - splat(mean);
        total = fma16(difference, difference, total);
    }
    return sum_lanes(total) / (float)count;
}

static float normalize(float *result, float *normalized, const float *x, const float *gain, const float *shift,
                       float epsilon, size_t count) {
    float mean = mean_of(x, count);
    v16 root = __builtin_elementwise_sqrt(splat(variance_of(x, mean, count) + epsilon));
    v16 scale = splat(1.0f) / root;
    for (size_t i = 0; i < count; i += 16) {
        size_t lanes = least(16, count - i);
        v16 y = (load_first(x + i, lanes, mean) - splat(mean)) * scale;
        store_first(normalized + i, y, lanes);
        store_first(result + i, fma16(y, load_first(gain + i, lanes, 0.0f), load_first(shift + i, lanes, 0.0f)), lanes);
    }
    return scale[0];
}

static void normalize_backward(float *x_gradient, float *normalized, const float *gradient, const float *gain,
                               float scale, size_t count) {
    v16 total = splat(0.0f), products = splat(0.0f);
    for (size_t i = 0; i < count; i += 16) {
        size_t lanes = least(16, count - i);
        v16 g = load_first(gradient + i, lanes, 0.0f) * load_first(gain + i, lanes, 0.0f);
        total = total + g;
        products = fma16(g, load_first(normalized + i, lanes, 0.0f), products);
    }
    const v16 mean = splat(sum_lanes(total) / (float)count), product = splat(sum_lanes(products) / (float)count);
    for (size_t i = 0; i < count; i += 16) {
        size_t lanes = least(16, count - i);
        v16 g = load_first(gradient + i, lanes, 0.0f), y = load_first(normalized + i, lanes, 0.0f);
        v16 inside = fma16(-y, product, g * load_first(gain + i, lanes, 0.0f) - mean);
        if (x_gradient)
            store_first(x_gradient + i, fma16(splat(scale), inside, load_first(x_gradient + i, lanes, 0.0f)), lanes);
        store_first(normalized + i, g * y, lanes);
    }
}
