#if defined(__aarch64__)
#define TILE_VECTORS 1
#define TILE_ROWS_IN_REGISTERS 6
#include "body/kernels.h"
#define INT8_SET neon
#define INT8_DOT dot_of_pairs
#define INT8_IS_WIDE 1
#define INT8_IS_SHIFTED 0
#define INT8_ROWS 4
#include "body/int8-product.h"
KERNELS_OF(neon);

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#define INT8_SET neondot
#define INT8_DOT dot_neondot
#define INT8_IS_WIDE 0
#define INT8_IS_SHIFTED 0
#define INT8_ROWS 4
#include "body/int8-product.h"
KERNELS_OF(neondot);
#pragma clang attribute pop
#endif
