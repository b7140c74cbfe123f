#include "decode.h"

#include <string.h>

namespace si {

int32_t choose_denominator(const si_header& header, int32_t minimum_short_side) {
  if (minimum_short_side <= 0) return 1;
  const int32_t side = header.width < header.height ? header.width : header.height;
  int32_t denominator = 1;
  while (denominator < 8 && ceil_div(side, denominator * 2) >= minimum_short_side) denominator *= 2;
  return denominator;
}

namespace {

int32_t decode(const uint8_t* data, int64_t size, const si_limits* limits, int32_t minimum_short_side, int32_t layout,
               uint8_t* buffer, int64_t capacity, si_header* header, si_image* image, si_fault* fault) {
  if (!image || minimum_short_side < 0 || (layout != SI_LAYOUT_PLANAR && layout != SI_LAYOUT_RGB)) return SI_BAD_ARGUMENT;
  memset(image, 0, sizeof *image);
  const int32_t probed = si_probe(data, size, limits, header, fault);
  if (probed != SI_OK) return probed;
  const decode_request request{data, size_t(size), limits, header, minimum_short_side, layout, buffer, capacity};
  image->orientation = header->orientation;
  image->scale_denominator = choose_denominator(*header, minimum_short_side);
  return header->format == SI_FORMAT_JPEG ? decode_jpeg(request, image, fault) : decode_png(request, image, fault);
}

}  // namespace
}  // namespace si

int32_t si_decode_size(const uint8_t* data, int64_t size, const si_limits* limits, int32_t minimum_short_side,
                       int32_t layout, si_header* header, si_image* image, si_fault* fault) {
  const int32_t status = si::decode(data, size, limits, minimum_short_side, layout, nullptr, 0, header, image, fault);
  return status == SI_BUFFER_TOO_SMALL ? int32_t(SI_OK) : status;
}

int32_t si_decode(const uint8_t* data, int64_t size, const si_limits* limits, int32_t minimum_short_side,
                  int32_t layout, uint8_t* buffer, int64_t capacity, si_header* header, si_image* image,
                  si_fault* fault) {
  if (capacity < 0 || (!buffer && capacity)) return SI_BAD_ARGUMENT;
  return si::decode(data, size, limits, minimum_short_side, layout, buffer, capacity, header, image, fault);
}

