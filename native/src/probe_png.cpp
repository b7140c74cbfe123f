// IHDR and the chunks before the first IDAT (PNG, ISO/IEC 15948).
#include "probe.h"

#include <string.h>

namespace si {
namespace {

constexpr size_t signature_bytes = 8, chunk_frame_bytes = 12, header_bytes = 13;

// Field offsets from the start of the file.
enum field : int64_t { LENGTH = 8, WIDTH = 16, HEIGHT = 20, DEPTH = 24, COLOUR = 25, COMPRESSION = 26, FILTER = 27, INTERLACE = 28 };

int32_t components_of(uint32_t colour_type) {
  switch (colour_type) {
    case 0: return 1;  // gray
    case 2: return 3;  // RGB
    case 3: return 1;  // palette index
    case 4: return 2;  // gray + alpha
    case 6: return 4;  // RGB + alpha
    default: return 0;
  }
}

bool depth_allowed(uint32_t colour_type, uint32_t depth) {
  const bool narrow = depth == 1 || depth == 2 || depth == 4;
  return depth == 8 || (narrow && (colour_type == 0 || colour_type == 3));
}

int32_t read_header(const uint8_t* data, const si_limits& limits, si_header* h, si_fault* fault) {
  const uint32_t width = be32(data + WIDTH), height = be32(data + HEIGHT);
  const uint32_t depth = data[DEPTH], colour_type = data[COLOUR];
  h->width = width > INT32_MAX ? INT32_MAX : int32_t(width);
  h->height = height > INT32_MAX ? INT32_MAX : int32_t(height);
  h->bits_per_sample = int32_t(depth);
  h->components = components_of(colour_type);
  h->colour = colour_type == 0 || colour_type == 4 ? SI_COLOUR_GRAY : SI_COLOUR_RGB;
  h->progressive = data[INTERLACE] == 1;
  const int32_t status = check_dimensions(limits, width, height, WIDTH, HEIGHT, fault);
  if (status != SI_OK) return status;
  if (h->components == 0) return fail(fault, SI_CORRUPT, SI_REASON_HEADER_FIELD, COLOUR, 6, colour_type);
  if (depth == 16 && colour_type != 3) return fail(fault, SI_UNSUPPORTED_DEPTH, SI_REASON_SAMPLE_BITS, DEPTH, 8, depth);
  if (!depth_allowed(colour_type, depth)) return fail(fault, SI_CORRUPT, SI_REASON_HEADER_FIELD, DEPTH, 8, depth);
  if (data[COMPRESSION]) return fail(fault, SI_CORRUPT, SI_REASON_HEADER_FIELD, COMPRESSION, 0, data[COMPRESSION]);
  if (data[FILTER]) return fail(fault, SI_CORRUPT, SI_REASON_HEADER_FIELD, FILTER, 0, data[FILTER]);
  if (data[INTERLACE] > 1) return fail(fault, SI_CORRUPT, SI_REASON_HEADER_FIELD, INTERLACE, 1, data[INTERLACE]);
  return SI_OK;
}

}  // namespace

int32_t probe_png(const uint8_t* data, size_t size, const si_limits& limits, si_header* header, si_fault* fault) {
  header->format = SI_FORMAT_PNG;
  const size_t needed = signature_bytes + chunk_frame_bytes + header_bytes;
  if (size >= signature_bytes + 8 && (be32(data + LENGTH) != header_bytes || memcmp(data + 12, "IHDR", 4)))
    return fail(fault, SI_CORRUPT, SI_REASON_HEADER_CHUNK, LENGTH, int64_t(header_bytes), be32(data + LENGTH));
  if (size < needed) return fail(fault, SI_TRUNCATED, SI_REASON_END_OF_DATA, int64_t(size), int64_t(needed - size), 0);
  const int32_t status = read_header(data, limits, header, fault);
  if (status != SI_OK) return status;
  for (size_t at = needed;;) {
    if (size - at < 8) return fail(fault, SI_TRUNCATED, SI_REASON_END_OF_DATA, int64_t(size), int64_t(8 - (size - at)), 0);
    if (!memcmp(data + at + 4, "IDAT", 4)) return SI_OK;
    const size_t length = be32(data + at);
    if (!memcmp(data + at + 4, "IEND", 4)) return fail(fault, SI_CORRUPT, SI_REASON_PIXELS_MISSING, int64_t(at), 1, 0);
    if (size - at < chunk_frame_bytes + length)
      return fail(fault, SI_TRUNCATED, SI_REASON_END_OF_DATA, int64_t(size), int64_t(chunk_frame_bytes + length - (size - at)), 0);
    if (!memcmp(data + at + 4, "eXIf", 4)) header->orientation = exif_orientation(data + at + 8, length);
    at += chunk_frame_bytes + length;
  }
}

}  // namespace si
