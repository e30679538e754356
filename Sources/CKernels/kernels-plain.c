// The fallback for every machine, and the reference that the others equal bit for bit.
#define TILE_VECTORS 1
#define TILE_ROWS_IN_REGISTERS 6
#include "body/kernels.h"
#define INT8_SET plain
#define INT8_DOT dot_of_pairs
#define INT8_IS_WIDE 1
#define INT8_IS_SHIFTED 0
#define INT8_ROWS 4
#include "body/int8-product.h"
KERNELS_OF(plain);
