#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define INSTRUCTION_SET avx512
#define TILE_VECTORS 2
#define TILE_ROWS_IN_REGISTERS 12
#include "body/kernels.h"
#pragma clang attribute pop
#endif
