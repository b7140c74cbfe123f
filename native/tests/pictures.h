// Small pictures made with the codecs themselves; shared by the test, the benchmark and the fuzz replayer.
#ifndef SI_TEST_PICTURES_H
#define SI_TEST_PICTURES_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vector>

#include <jpeglib.h>
#include <png.h>

namespace pictures {

// A smooth pattern with some noise, width x height x 3.
inline std::vector<uint8_t> pattern(int width, int height) {
  std::vector<uint8_t> rgb(size_t(width) * size_t(height) * 3);
  uint32_t noise = 12345;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++) {
        noise = noise * 1664525u + 1013904223u;
        const double wave = 110 + 80 * sin(x * 0.03 * (c + 1)) * cos(y * 0.02 * (3 - c));
        rgb[(size_t(y) * size_t(width) + size_t(x)) * 3 + size_t(c)] = uint8_t(wave + (noise >> 24) % 16);
      }
  return rgb;
}

inline std::vector<uint8_t> jpeg(int width, int height, int horizontal, int vertical, bool progressive = false) {
  const std::vector<uint8_t> rgb = pattern(width, height);
  jpeg_compress_struct c;
  jpeg_error_mgr errors;
  c.err = jpeg_std_error(&errors);
  jpeg_create_compress(&c);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&c, &out, &size);
  c.image_width = JDIMENSION(width);
  c.image_height = JDIMENSION(height);
  c.input_components = 3;
  c.in_color_space = JCS_RGB;
  jpeg_set_defaults(&c);
  jpeg_set_quality(&c, 85, TRUE);
  if (progressive) jpeg_simple_progression(&c);
  c.comp_info[0].h_samp_factor = horizontal;
  c.comp_info[0].v_samp_factor = vertical;
  jpeg_start_compress(&c, TRUE);
  while (c.next_scanline < c.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(rgb.data() + size_t(c.next_scanline) * size_t(width) * 3);
    jpeg_write_scanlines(&c, &row, 1);
  }
  jpeg_finish_compress(&c);
  std::vector<uint8_t> bytes(out, out + size);
  jpeg_destroy_compress(&c);
  free(out);
  return bytes;
}

inline std::vector<uint8_t> png(int width, int height) {
  const std::vector<uint8_t> rgb = pattern(width, height);
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = png_uint_32(width);
  image.height = png_uint_32(height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, rgb.data(), 0, nullptr);
  std::vector<uint8_t> bytes(size);
  png_image_write_to_memory(&image, bytes.data(), &size, 0, rgb.data(), 0, nullptr);
  bytes.resize(size);
  return bytes;
}

}  // namespace pictures
#endif
