// Dropout with masks that are never stored: whether an element is dropped is a hash of its row's key and its column,
// so the backward pass finds the same mask, on every instruction set.

typedef uint32_t u16x __attribute__((ext_vector_type(16)));

// Two rounds of the finalizer of MurmurHash3 (Appleby 2011), keyed before each.
INLINE u16x dropout_hash(uint64_t key, size_t column) {
    const u16x lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    u16x h = (lanes + (uint32_t)column) * 0x9E3779B9u + (uint32_t)key;
    for (int round = 0; round < 2; round++) {
        h ^= h >> 16;
        h *= 0x85EBCA6Bu;
        h ^= h >> 13;
        h *= 0xC2B2AE35u;
        h ^= h >> 16;
        h += (uint32_t)(key >> 32);
    }
    return h;
}

// The kept lanes of x, scaled; the others 0.
INLINE v16 dropout_kept(v16 x, uint64_t key, size_t column, uint32_t threshold, float scale) {
    i32x16 kept = (i32x16)(dropout_hash(key, column) >= (u16x)(threshold));
    return choose(kept, x * splat(scale), splat(0.0f));
}

static void dropout(float *result, const float *x, uint64_t key, uint32_t threshold, float scale, size_t count) {
    for (size_t i = 0; i < count; i += 16)
        store_first(result + i, dropout_kept(load_first(x + i, count - i, 0.0f), key, i, threshold, scale), count - i);
}

static void dropout_backward(float *x_gradient, const float *gradient, uint64_t key, uint32_t threshold, float scale,
                             size_t count) {
    for (size_t i = 0; i < count; i += 16) {
        v16 kept = dropout_kept(load_first(gradient + i, count - i, 0.0f), key, i, threshold, scale);
        store_first(x_gradient + i, load_first(x_gradient + i, count - i, 0.0f) + kept, count - i);
    }
}
