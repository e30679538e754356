#if defined(__x86_64__)
#define AVX512 "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"
#pragma clang attribute push(__attribute__((target(AVX512))), apply_to = function)
#define TILE_VECTORS 2
#define TILE_ROWS_IN_REGISTERS 12
#include "body/kernels.h"
#define INT8_SET avx512
#define INT8_DOT dot_of_pairs
#define INT8_IS_WIDE 1
#define INT8_IS_SHIFTED 0
#define INT8_ROWS 8
#include "body/int8-product.h"
KERNELS_OF(avx512);
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target(AVX512 ",avx512vnni"))), apply_to = function)
#define INT8_SET avx512vnni
#define INT8_DOT dot_avx512vnni
#define INT8_IS_WIDE 0
#define INT8_IS_SHIFTED 1
#define INT8_ROWS 12
#include "body/int8-product.h"
KERNELS_OF(avx512vnni);
#pragma clang attribute pop
#endif
