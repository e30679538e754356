// Ways of multiplying 8-bit integers four at a time: each lane of `right` holds four, `left` four for all lanes, and
// their products are added to the lane's sum. All are exact.
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

typedef int16_t i16x32 __attribute__((ext_vector_type(32)));
typedef uint16_t u16x32 __attribute__((ext_vector_type(32)));
typedef int32_t i32x32 __attribute__((ext_vector_type(32)));
typedef uint32_t u32x16 __attribute__((ext_vector_type(16)));

// a[2 i] * b[2 i] + a[2 i + 1] * b[2 i + 1]
INLINE i32x16 pair_products(i16x32 a, i16x32 b) {
    i32x32 products = __builtin_convertvector(a, i32x32) * __builtin_convertvector(b, i32x32);
    return __builtin_shufflevector(products, products, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30) +
           __builtin_shufflevector(products, products, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

// As pairs of 16 bits, on every instruction set: the first and the third of the four, then the second and the fourth.
INLINE i32x16 dot_of_pairs(i32x16 sum, const int32_t *left, i32x16 right) {
    i16x32 even = (i16x32)((u16x32)right << 8) >> 8, odd = (i16x32)right >> 8;
    return sum + pair_products((i16x32)(i32x16)(left[0]), even) + pair_products((i16x32)(i32x16)(left[1]), odd);
}

// In one instruction. Those of x86 take one side without signs: there the panel is 128 larger, and the sum is put right
// at its end.
#if defined(__x86_64__)
__attribute__((always_inline, target("avx2,avxvnni"))) static inline i32x16 dot_avxvnni(i32x16 sum, const int32_t *left,
                                                                                       i32x16 right) {
    __m256i a = _mm256_set1_epi32(*left);
    sum.lo = (__typeof__(sum.lo))_mm256_dpbusd_avx_epi32((__m256i)sum.lo, (__m256i)right.lo, a);
    sum.hi = (__typeof__(sum.hi))_mm256_dpbusd_avx_epi32((__m256i)sum.hi, (__m256i)right.hi, a);
    return sum;
}

__attribute__((always_inline, target("avx512f,avx512vnni"))) static inline i32x16 dot_avx512vnni(
    i32x16 sum, const int32_t *left, i32x16 right) {
    return (i32x16)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)right, _mm512_set1_epi32(*left));
}
#elif defined(__aarch64__)
__attribute__((always_inline, target("dotprod"))) static inline i32x16 dot_neondot(i32x16 sum, const int32_t *left,
                                                                                   i32x16 right) {
    int8x16_t a = vreinterpretq_s8_s32(vdupq_n_s32(*left));
    int32x4_t lanes[4], quads[4];
    memcpy(lanes, &sum, sizeof sum);
    memcpy(quads, &right, sizeof right);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) lanes[i] = vdotq_s32(lanes[i], vreinterpretq_s8_s32(quads[i]), a);
    memcpy(&sum, lanes, sizeof sum);
    return sum;
}
#endif
