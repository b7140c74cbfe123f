#ifndef SI_DECODE_H
#define SI_DECODE_H

#include "bytes.h"

namespace si {

struct decode_request {
  const uint8_t* data;
  size_t size;
  const si_limits* limits;
  const si_header* header;  // of the same bytes, probed by the decoder itself
  int32_t minimum_short_side;
  int32_t layout;
  uint8_t* buffer;   // null: plan only
  int64_t capacity;  // bytes
};

// Largest of 1, 2, 4, 8 that keeps the short side of the result >= minimum_short_side.
int32_t choose_denominator(const si_header& header, int32_t minimum_short_side);

// Both fill image->buffer_bytes before they touch the buffer, and answer SI_BUFFER_TOO_SMALL when it does not fit.
int32_t decode_jpeg(const decode_request& request, si_image* image, si_fault* fault);
int32_t decode_png(const decode_request& request, si_image* image, si_fault* fault);

}  // namespace si
#endif
