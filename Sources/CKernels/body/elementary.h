// exp, log, tanh and sigmoid. The polynomials are those of Cephes (Moshier 1992), evaluated by fused multiply-add.
// Largest errors against Double over every float of the stated range, in units in the last place: exp 1.1, log 0.9,
// sigmoid 2.5, tanh 1.4. The tests assert them. A NaN stays one.

// e^x. Arguments below -86.6 give 0; what is too large for a float gives infinity.
INLINE v16 exp16(v16 x) {
    const v16 rounding = splat(12582912.0f);  // 1.5 * 2^23: adding it rounds to the nearest integer
    v16 n = fma16(x, splat(1.44269504088896341f), rounding) - rounding;
    n = choose(n > splat(128.0f), splat(128.0f), n);
    n = choose(n < splat(-125.0f), splat(-125.0f), n);
    v16 r = fma16(n, splat(-0.693359375f), x);
    r = fma16(n, splat(2.12194440e-4f), r);
    v16 p = splat(1.9875691500e-4f);
    p = fma16(p, r, splat(1.3981999507e-3f));
    p = fma16(p, r, splat(8.3334519073e-3f));
    p = fma16(p, r, splat(4.1665795894e-2f));
    p = fma16(p, r, splat(1.6666665459e-1f));
    p = fma16(p, r, splat(5.0000001201e-1f));
    p = fma16(p, r * r, r) + splat(1.0f);
    // 2^n in two factors, as n = 128 has no power of its own.
    i32x16 exponent = (i32x16)(n + rounding) - (i32x16)rounding;
    v16 power = (v16)((exponent + 126) << 23);
    v16 result = p * power * splat(2.0f);
    result = choose(x < splat(-86.6f), splat(0.0f), result);
    // From 88.72284 on the product overflows by itself, until n is held at 128.
    return choose(x > splat(89.0f), splat(__builtin_inff()), result);
}

// ln(x) for normal positive x; 0 gives minus infinity, a negative number or NaN a NaN.
INLINE v16 log16(v16 x) {
    i32x16 bits = (i32x16)x;
    i32x16 biased = (bits >> 23) - 126;
    v16 m = (v16)((bits & 0x007FFFFF) | 0x3F000000);  // in [0.5, 1)
    i32x16 small = m < splat(0.707106781186547524f);
    v16 n = __builtin_convertvector(biased + small, v16);  // a true comparison is -1
    m = choose(small, m + m, m) - splat(1.0f);
    v16 square = m * m;
    v16 p = splat(7.0376836292e-2f);
    p = fma16(p, m, splat(-1.1514610310e-1f));
    p = fma16(p, m, splat(1.1676998740e-1f));
    p = fma16(p, m, splat(-1.2420140846e-1f));
    p = fma16(p, m, splat(1.4249322787e-1f));
    p = fma16(p, m, splat(-1.6668057665e-1f));
    p = fma16(p, m, splat(2.0000714765e-1f));
    p = fma16(p, m, splat(-2.4999993993e-1f));
    p = fma16(p, m, splat(3.3333331174e-1f));
    p = p * m * square;
    p = fma16(n, splat(-2.12194440e-4f), p);
    p = fma16(square, splat(-0.5f), p);
    v16 result = fma16(n, splat(0.693359375f), m + p);
    result = choose(x == splat(0.0f), splat(-__builtin_inff()), result);
    result = choose(x == splat(__builtin_inff()), x, result);
    i32x16 undefined = (x < splat(0.0f)) | (x != x);
    return choose(undefined, splat(__builtin_nanf("")), result);
}

// Arguments below -88.73 give 0.
INLINE v16 sigmoid16(v16 x) { return splat(1.0f) / (splat(1.0f) + exp16(-x)); }

// An odd polynomial near zero, 1 - 2 / (e^2|x| + 1) elsewhere; both of |x|, so that tanh(-0) is -0.
INLINE v16 tanh16(v16 x) {
    v16 magnitude = (v16)((i32x16)x & 0x7FFFFFFF);
    i32x16 sign = (i32x16)x & (i32x16)(0x80000000);
    v16 large = splat(1.0f) - splat(2.0f) / (exp16(magnitude + magnitude) + splat(1.0f));
    v16 square = magnitude * magnitude;
    v16 p = splat(-5.70498872745e-3f);
    p = fma16(p, square, splat(2.06390887954e-2f));
    p = fma16(p, square, splat(-5.37397155531e-2f));
    p = fma16(p, square, splat(1.33314422036e-1f));
    p = fma16(p, square, splat(-3.33332819422e-1f));
    v16 near = fma16(p * square, magnitude, magnitude);
    return (v16)((i32x16)choose(magnitude < splat(0.625f), near, large) | sign);
}

#define ELEMENTWISE(name, function)                                                   \
    static void name(float *result, const float *x, size_t count) {                   \
        size_t i = 0;                                                                 \
        for (; i + 16 <= count; i += 16) store(result + i, function(load(x + i)));    \
        if (i < count)                                                                \
            store_first(result + i, function(load_first(x + i, count - i, 0.0f)), count - i); \
    }

ELEMENTWISE(exp_forward, exp16)
ELEMENTWISE(log_forward, log16)
ELEMENTWISE(sigmoid_forward, sigmoid16)
ELEMENTWISE(tanh_forward, tanh16)

static void tanh_backward(float *x_gradient, const float *y, const float *gradient, size_t count) {
    for (size_t i = 0; i < count; i += 16) {
        size_t lanes = least(16, count - i);
        v16 value = load_first(y + i, lanes, 0.0f);
        v16 slope = fma16(-value, value, splat(1.0f));
        v16 sum = fma16(load_first(gradient + i, lanes, 0.0f), slope, load_first(x_gradient + i, lanes, 0.0f));
        store_first(x_gradient + i, sum, lanes);
    }
}
