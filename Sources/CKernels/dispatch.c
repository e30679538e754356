#include "CKernels.h"

#include <string.h>

extern const seq2seq_kernels seq2seq_kernels_plain;
#if defined(__x86_64__)
extern const seq2seq_kernels seq2seq_kernels_avx512;
extern const seq2seq_kernels seq2seq_kernels_avx2;
#elif defined(__aarch64__)
extern const seq2seq_kernels seq2seq_kernels_neon;
#endif

const seq2seq_kernels *seq2seq_kernels_named(const char *name) {
#if defined(__x86_64__)
    if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return &seq2seq_kernels_avx512;
    if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &seq2seq_kernels_avx2;
#elif defined(__aarch64__)
    if (strcmp(name, "neon") == 0) return &seq2seq_kernels_neon;
#endif
    return strcmp(name, "plain") == 0 ? &seq2seq_kernels_plain : NULL;
}

const seq2seq_kernels *seq2seq_kernels_fastest(void) {
    static const char *const names[] = {"avx512", "avx2", "neon", "plain"};
    const seq2seq_kernels *found = NULL;
    for (size_t i = 0; !found; i++) found = seq2seq_kernels_named(names[i]);
    return found;
}
