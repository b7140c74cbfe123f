#include "probe.h"

#include <string.h>

namespace si {
namespace {

constexpr uint8_t jpeg_signature[] = {0xFF, 0xD8, 0xFF};
constexpr uint8_t png_signature[] = {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};

// Number of leading bytes that agree.
size_t agreement(const uint8_t* data, size_t size, const uint8_t* signature, size_t length) {
  size_t i = 0;
  while (i < size && i < length && data[i] == signature[i]) i++;
  return i;
}

}  // namespace

int32_t check_dimensions(const si_limits& limits, int64_t width, int64_t height, int64_t width_at, int64_t height_at, si_fault* fault) {
  if (width <= 0) return fail(fault, SI_CORRUPT, SI_REASON_ZERO_SIDE, width_at, 1, width);
  if (height <= 0) return fail(fault, SI_CORRUPT, SI_REASON_ZERO_SIDE, height_at, 1, height);
  if (width > limits.max_side) return fail(fault, SI_TOO_LARGE, SI_REASON_SIDE, width_at, limits.max_side, width);
  if (height > limits.max_side) return fail(fault, SI_TOO_LARGE, SI_REASON_SIDE, height_at, limits.max_side, height);
  if (width * height > limits.max_pixels)
    return fail(fault, SI_TOO_LARGE, SI_REASON_PIXELS, width_at < height_at ? width_at : height_at, limits.max_pixels, width * height);
  return SI_OK;
}

}  // namespace si

int32_t si_probe(const uint8_t* data, int64_t size, const si_limits* limits, si_header* header, si_fault* fault) {
  using namespace si;
  if (!limits || !header || !fault || size < 0 || (!data && size)) return SI_BAD_ARGUMENT;
  memset(header, 0, sizeof *header);
  memset(fault, 0, sizeof *fault);
  header->orientation = 1;
  if (size == 0) return fail(fault, SI_EMPTY, SI_REASON_NO_BYTES, 0, 1, 0);
  if (size > limits->max_encoded_bytes)
    return fail(fault, SI_TOO_LARGE, SI_REASON_ENCODED_BYTES, limits->max_encoded_bytes, limits->max_encoded_bytes, size);
  const size_t length = size_t(size);
  const size_t as_jpeg = agreement(data, length, jpeg_signature, sizeof jpeg_signature);
  const size_t as_png = agreement(data, length, png_signature, sizeof png_signature);
  if (as_jpeg == sizeof jpeg_signature) return probe_jpeg(data, length, *limits, header, fault);
  if (as_png == sizeof png_signature) return probe_png(data, length, *limits, header, fault);
  const size_t agreed = as_jpeg > as_png ? as_jpeg : as_png;
  if (agreed == length) {
    const size_t needed = (as_jpeg ? sizeof jpeg_signature : sizeof png_signature) - length;
    return fail(fault, SI_TRUNCATED, SI_REASON_END_OF_DATA, size, int64_t(needed), 0);
  }
  return fail(fault, SI_UNKNOWN_FORMAT, SI_REASON_SIGNATURE, int64_t(agreed), 0, data[agreed]);
}
