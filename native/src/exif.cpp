// EXIF 2.32 §4.6.4: tag 0x0112 in the first image directory, type SHORT.
#include "probe.h"

namespace si {

int32_t exif_orientation(const uint8_t* tiff, size_t size) {
  constexpr uint32_t orientation_tag = 0x0112, type_short = 3;
  constexpr size_t entry_bytes = 12;
  if (size < 8) return 1;
  const bool little = tiff[0] == 'I' && tiff[1] == 'I';
  if (!little && !(tiff[0] == 'M' && tiff[1] == 'M')) return 1;
  const auto u16 = little ? le16 : be16;
  const auto u32 = little ? le32 : be32;
  if (u16(tiff + 2) != 42) return 1;
  const size_t directory = u32(tiff + 4);
  if (directory > size || size - directory < 2) return 1;
  const uint32_t count = u16(tiff + directory);
  size_t entry = directory + 2;
  for (uint32_t i = 0; i < count; i++, entry += entry_bytes) {
    if (size - entry < entry_bytes) return 1;
    if (u16(tiff + entry) != orientation_tag) continue;
    const uint32_t value = u16(tiff + entry + 8);
    return u16(tiff + entry + 2) == type_short && value >= 1 && value <= 8 ? int32_t(value) : 1;
  }
  return 1;
}

}  // namespace si
