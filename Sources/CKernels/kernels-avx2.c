#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define TILE_VECTORS 1
#define TILE_ROWS_IN_REGISTERS 6
#include "body/kernels.h"
#define INT8_SET avx2
#define INT8_DOT dot_of_pairs
#define INT8_IS_WIDE 1
#define INT8_IS_SHIFTED 0
#define INT8_ROWS 4
#include "body/int8-product.h"
KERNELS_OF(avx2);
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)
#define INT8_SET avxvnni
#define INT8_DOT dot_avxvnni
#define INT8_IS_WIDE 0
#define INT8_IS_SHIFTED 1
#define INT8_ROWS 6
#include "body/int8-product.h"
KERNELS_OF(avxvnni);
#pragma clang attribute pop
#endif
