// The checksum of model files on the processor's own instructions.
#ifndef SEQ2SEQ_CHECKSUM_H
#define SEQ2SEQ_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

// Goes on with the register of a CRC-32 (ISO 3309, reflected, polynomial 0xEDB88320) over the first bytes, and returns
// how many it has taken: none where the machine has no instructions for it.
size_t seq2seq_crc32(uint32_t *crc, const uint8_t *bytes, size_t count);

#endif
