#ifndef SI_WARP_H
#define SI_WARP_H

#include "bytes.h"

namespace si {

// A warp after validation: orientation is already part of the map.
struct warp_job {
  const uint8_t* plane[3];  // Y Cb Cr | RGB24 | gray
  int32_t kind, width, height, chroma_width, chroma_height, stride, chroma_stride;
  double ratio_x, ratio_y;  // chroma samples per pixel
  double map[6];            // destination pixel centre -> stored source pixel centre
  int32_t destination_width, destination_height, order, border;
  float border_value, scale[3], offset[3];
  float* destination;
};

// One translation unit per CPU family, all from warp_kernel.inl.
void warp_scalar(const warp_job& job);
#if defined(__x86_64__)
void warp_avx2(const warp_job& job);
#if defined(SI_WITH_AVX512)
void warp_avx512(const warp_job& job);
#endif
#endif

}  // namespace si
#endif
