#include "CKernels.h"

#include <string.h>
#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

const char *seq2seq_instruction_set(size_t index) {
    static const char *const names[SEQ2SEQ_INSTRUCTION_SETS] = {"avx512vnni", "avx512", "avxvnni", "avx2",
                                                                "neondot",    "neon",   "plain"};
    return index < SEQ2SEQ_INSTRUCTION_SETS ? names[index] : NULL;
}

extern const seq2seq_kernels seq2seq_kernels_plain;
#if defined(__x86_64__)
extern const seq2seq_kernels seq2seq_kernels_avx512vnni, seq2seq_kernels_avx512;
extern const seq2seq_kernels seq2seq_kernels_avxvnni, seq2seq_kernels_avx2;

static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#elif defined(__aarch64__)
extern const seq2seq_kernels seq2seq_kernels_neondot, seq2seq_kernels_neon;

// Every Apple processor of this kind has dot products; Linux says so in bit 20 (HWCAP_ASIMDDP).
static int has_dot_products(void) {
#if defined(__linux__)
    return getauxval(AT_HWCAP) >> 20 & 1;
#elif defined(__APPLE__)
    return 1;
#else
    return 0;
#endif
}
#endif

const seq2seq_kernels *seq2seq_kernels_named(const char *name) {
#if defined(__x86_64__)
    if (strcmp(name, "avx512vnni") == 0 && has_avx512() && __builtin_cpu_supports("avx512vnni"))
        return &seq2seq_kernels_avx512vnni;
    if (strcmp(name, "avx512") == 0 && has_avx512()) return &seq2seq_kernels_avx512;
    if (strcmp(name, "avxvnni") == 0 && has_avx2() && __builtin_cpu_supports("avxvnni"))
        return &seq2seq_kernels_avxvnni;
    if (strcmp(name, "avx2") == 0 && has_avx2()) return &seq2seq_kernels_avx2;
#elif defined(__aarch64__)
    if (strcmp(name, "neondot") == 0 && has_dot_products()) return &seq2seq_kernels_neondot;
    if (strcmp(name, "neon") == 0) return &seq2seq_kernels_neon;
#endif
    return strcmp(name, "plain") == 0 ? &seq2seq_kernels_plain : NULL;
}

const seq2seq_kernels *seq2seq_kernels_fastest(void) {
    const seq2seq_kernels *found = NULL;
    for (size_t i = 0; !found; i++) found = seq2seq_kernels_named(seq2seq_instruction_set(i));
    return found;
}
