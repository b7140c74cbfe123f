// Walk over the marker segments up to the first scan (ITU-T T.81 annex B).
#include "probe.h"

#include <string.h>

namespace si {
namespace {

enum marker : uint32_t {
  TEM = 0x01, SOF0 = 0xC0, SOF2 = 0xC2, DHT = 0xC4, JPG = 0xC8, DAC = 0xCC, SOF15 = 0xCF,
  RST0 = 0xD0, SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, APP0 = 0xE0, APP1 = 0xE1, APP14 = 0xEE
};

struct jpeg_walk {
  const uint8_t* data;
  size_t size;
  const si_limits& limits;
  si_header* header;
  si_fault* fault;
  bool frame = false, exif = false, jfif = false, adobe = false;
  uint32_t adobe_transform = 0;
  uint8_t ids[3] = {0, 0, 0};
};

bool is_frame(uint32_t code) { return code >= SOF0 && code <= SOF15 && code != DHT && code != JPG && code != DAC; }
bool stands_alone(uint32_t code) { return code == TEM || (code >= RST0 && code <= EOI); }

// Start of frame: precision, height, width, number of components, then 3 bytes each. `at` is the length field.
int32_t read_frame(jpeg_walk& w, size_t at, size_t length, uint32_t code) {
  if (w.frame) return fail(w.fault, SI_CORRUPT, SI_REASON_MARKER, int64_t(at) - 1, SOS, code);
  if (code > SOF2) return fail(w.fault, SI_UNKNOWN_FORMAT, SI_REASON_CODING_PROCESS, int64_t(at) - 1, SOF2, code);
  if (length < 8) return fail(w.fault, SI_CORRUPT, SI_REASON_SEGMENT_LENGTH, int64_t(at), 8, int64_t(length));
  const uint8_t* p = w.data + at + 2;
  si_header& h = *w.header;
  h.bits_per_sample = p[0];
  h.height = int32_t(be16(p + 1));
  h.width = int32_t(be16(p + 3));
  h.components = p[5];
  h.progressive = code == SOF2;
  w.frame = true;
  if (h.components == 4) h.colour = SI_COLOUR_CMYK;
  const int32_t status = check_dimensions(w.limits, h.width, h.height, int64_t(at) + 5, int64_t(at) + 3, w.fault);
  if (status != SI_OK) return status;
  if (h.bits_per_sample != 8) return fail(w.fault, SI_UNSUPPORTED_DEPTH, SI_REASON_SAMPLE_BITS, int64_t(at) + 2, 8, h.bits_per_sample);
  if (h.components != 1 && h.components != 3)
    return fail(w.fault, SI_UNSUPPORTED_COLOUR, SI_REASON_COMPONENTS, int64_t(at) + 7, 3, h.components);
  const size_t needed = 8 + 3 * size_t(h.components);
  if (length != needed) return fail(w.fault, SI_CORRUPT, SI_REASON_SEGMENT_LENGTH, int64_t(at), int64_t(needed), int64_t(length));
  for (int i = 0; i < h.components; i++) w.ids[i] = p[6 + 3 * i];
  return SI_OK;
}

void read_application(jpeg_walk& w, uint32_t code, const uint8_t* payload, size_t length) {
  if (code == APP0 && length >= 5 && !memcmp(payload, "JFIF", 5)) w.jfif = true;
  if (code == APP1 && !w.exif && length >= 6 && !memcmp(payload, "Exif\0", 6)) {
    w.exif = true;
    w.header->orientation = exif_orientation(payload + 6, length - 6);
  }
  if (code == APP14 && length >= 12 && !memcmp(payload, "Adobe", 5)) {
    w.adobe = true;
    w.adobe_transform = payload[11];
  }
}

// The same decision as libjpeg's default_decompress_parms.
int32_t colour_of(const jpeg_walk& w) {
  if (w.header->components == 1) return SI_COLOUR_GRAY;
  if (w.jfif) return SI_COLOUR_YCBCR;
  if (w.adobe) return w.adobe_transform == 0 ? SI_COLOUR_RGB : SI_COLOUR_YCBCR;
  return w.ids[0] == 'R' && w.ids[1] == 'G' && w.ids[2] == 'B' ? SI_COLOUR_RGB : SI_COLOUR_YCBCR;
}

int32_t ended(const jpeg_walk& w, size_t needed) {
  return fail(w.fault, SI_TRUNCATED, SI_REASON_END_OF_DATA, int64_t(w.size), int64_t(needed), 0);
}

}  // namespace

int32_t probe_jpeg(const uint8_t* data, size_t size, const si_limits& limits, si_header* header, si_fault* fault) {
  jpeg_walk w{data, size, limits, header, fault};
  header->format = SI_FORMAT_JPEG;
  size_t at = 2;
  for (;;) {
    if (at >= size) return ended(w, 2);
    if (data[at] != 0xFF) return fail(fault, SI_CORRUPT, SI_REASON_MARKER, int64_t(at), 0xFF, data[at]);
    while (at < size && data[at] == 0xFF) at++;  // fill bytes before a marker are allowed
    if (at >= size) return ended(w, 1);
    const uint32_t code = data[at++];
    if (code == EOI || code == 0) return fail(fault, SI_CORRUPT, SI_REASON_MARKER, int64_t(at) - 1, SOS, code);
    if (stands_alone(code)) continue;
    if (size - at < 2) return ended(w, 2 - (size - at));
    const size_t length = be16(data + at);
    if (length < 2) return fail(fault, SI_CORRUPT, SI_REASON_SEGMENT_LENGTH, int64_t(at), 2, int64_t(length));
    if (size - at < length) return ended(w, length - (size - at));
    if (code == SOS) {
      if (!w.frame) return fail(fault, SI_CORRUPT, SI_REASON_MARKER, int64_t(at) - 1, SOF0, SOS);
      header->colour = colour_of(w);
      return SI_OK;
    }
    if (is_frame(code)) {
      const int32_t status = read_frame(w, at, length, code);
      if (status != SI_OK) return status;
    } else {
      read_application(w, code, data + at + 2, length - 2);
    }
    at += length;
  }
}

}  // namespace si
