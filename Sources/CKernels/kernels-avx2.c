#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define INSTRUCTION_SET avx2
#define TILE_VECTORS 1
#define TILE_ROWS_IN_REGISTERS 6
#include "body/kernels.h"
#pragma clang attribute pop
#endif
