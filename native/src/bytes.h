// Byte order and faults: the few lines that the probes and the decoders share.
#ifndef SI_BYTES_H
#define SI_BYTES_H

#include "sinative.h"

#include <stddef.h>

namespace si {

inline uint32_t be16(const uint8_t* p) { return uint32_t(p[0]) << 8 | p[1]; }
inline uint32_t be32(const uint8_t* p) { return uint32_t(p[0]) << 24 | uint32_t(p[1]) << 16 | uint32_t(p[2]) << 8 | p[3]; }
inline uint32_t le16(const uint8_t* p) { return uint32_t(p[1]) << 8 | p[0]; }
inline uint32_t le32(const uint8_t* p) { return uint32_t(p[3]) << 24 | uint32_t(p[2]) << 16 | uint32_t(p[1]) << 8 | p[0]; }

inline int32_t fail(si_fault* fault, int32_t status, int32_t reason, int64_t offset, int64_t expected = 0, int64_t found = 0) {
  *fault = si_fault{status, reason, offset, expected, found};
  return status;
}

inline int64_t ceil_div(int64_t value, int64_t by) { return (value + by - 1) / by; }
inline int64_t round_up(int64_t value, int64_t to) { return ceil_div(value, to) * to; }

}  // namespace si
#endif
