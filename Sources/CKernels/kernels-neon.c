#if defined(__aarch64__)
#define INSTRUCTION_SET neon
#define TILE_VECTORS 1
#define TILE_ROWS_IN_REGISTERS 6
#include "body/kernels.h"
#endif
