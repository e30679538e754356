// The fallback for every machine, and the reference that the others equal bit for bit.
#define INSTRUCTION_SET plain
#define TILE_VECTORS 1
#define TILE_ROWS_IN_REGISTERS 6
#include "body/kernels.h"
