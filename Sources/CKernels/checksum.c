#include "Checksum.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define PRODUCTS __attribute__((target("pclmul,sse4.1")))

// 128 bits moved on past others: each half times the power of x that its factor is the remainder of.
PRODUCTS static inline __m128i folded(__m128i x, __m128i factors, __m128i next) {
    __m128i low = _mm_clmulepi64_si128(x, factors, 0x00), high = _mm_clmulepi64_si128(x, factors, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

PRODUCTS static inline __m128i loaded(const uint8_t *bytes) { return _mm_loadu_si128((const __m128i *)bytes); }

// The remainder of 128 bits: Barrett's reduction.
PRODUCTS static inline uint32_t reduced(__m128i x, __m128i by_16) {
    const __m128i word = _mm_setr_epi32(-1, 0, -1, 0), by_4 = _mm_set_epi64x(0, 0x163CD6124);
    const __m128i polynomial = _mm_set_epi64x(0x1F7011641, 0x1DB710641);
    x = _mm_xor_si128(_mm_srli_si128(x, 8), _mm_clmulepi64_si128(x, by_16, 0x10));
    x = _mm_xor_si128(_mm_srli_si128(x, 4), _mm_clmulepi64_si128(_mm_and_si128(x, word), by_4, 0x00));
    __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(x, word), polynomial, 0x10);
    quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, word), polynomial, 0x00);
    return (uint32_t)_mm_extract_epi32(_mm_xor_si128(x, quotient), 1);
}

// Four registers of 16 bytes at a time (Gopal et al. 2009, "Fast CRC Computation for Generic Polynomials Using
// PCLMULQDQ Instruction").
PRODUCTS static size_t crc32_of_products(uint32_t *crc, const uint8_t *bytes, size_t count) {
    const __m128i by_64 = _mm_set_epi64x(0x1C6E41596, 0x154442BD4), by_16 = _mm_set_epi64x(0x0CCAA009E, 0x1751997D0);
    if (count < 64) return 0;
    __m128i x[4];
    for (int i = 0; i < 4; i++) x[i] = loaded(bytes + 16 * i);
    x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128((int)*crc));
    size_t taken = 64;
    for (; taken + 64 <= count; taken += 64)
        for (int i = 0; i < 4; i++) x[i] = folded(x[i], by_64, loaded(bytes + taken + 16 * i));
    for (int i = 1; i < 4; i++) x[0] = folded(x[0], by_16, x[i]);
    for (; taken + 16 <= count; taken += 16) x[0] = folded(x[0], by_16, loaded(bytes + taken));
    *crc = reduced(x[0], by_16);
    return taken;
}

size_t seq2seq_crc32(uint32_t *crc, const uint8_t *bytes, size_t count) {
    if (!__builtin_cpu_supports("pclmul") || !__builtin_cpu_supports("sse4.1")) return 0;
    return crc32_of_products(crc, bytes, count);
}
#elif defined(__aarch64__) && (defined(__linux__) || defined(__APPLE__))
#include <arm_acle.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif

__attribute__((target("crc"))) static size_t crc32_by_instruction(uint32_t *crc, const uint8_t *bytes, size_t count) {
    size_t taken = 0;
    for (; taken + 8 <= count; taken += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + taken, 8);
        *crc = __crc32d(*crc, eight);
    }
    return taken;
}

// Every Apple processor of this kind has the instruction; Linux says so in bit 7 (HWCAP_CRC32).
size_t seq2seq_crc32(uint32_t *crc, const uint8_t *bytes, size_t count) {
#if defined(__linux__)
    if (!(getauxval(AT_HWCAP) >> 7 & 1)) return 0;
#endif
    return crc32_by_instruction(crc, bytes, count);
}
#else
size_t seq2seq_crc32(uint32_t *crc, const uint8_t *bytes, size_t count) {
    (void)crc, (void)bytes, (void)count;
    return 0;
}
#endif
