#ifndef SI_PROBE_H
#define SI_PROBE_H

#include "bytes.h"

namespace si {

// Orientation 1..8 from a TIFF block (EXIF without its "Exif\0\0" prefix); 1 when absent or damaged.
int32_t exif_orientation(const uint8_t* tiff, size_t size);

// Zero sides and the caps on side and pixel count. `width_at` and `height_at` are offsets of the fields.
int32_t check_dimensions(const si_limits& limits, int64_t width, int64_t height, int64_t width_at, int64_t height_at, si_fault* fault);

// Both expect that the signature has been recognised.
int32_t probe_jpeg(const uint8_t* data, size_t size, const si_limits& limits, si_header* header, si_fault* fault);
int32_t probe_png(const uint8_t* data, size_t size, const si_limits& limits, si_header* header, si_fault* fault);

}  // namespace si
#endif
