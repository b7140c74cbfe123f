// Validation, EXIF orientation and the choice of the kernel.
#include "warp.h"

#include <string.h>

#include <atomic>

namespace si {
namespace {

using kernel = void (*)(const warp_job&);

std::atomic<int32_t> forced{SI_KERNEL_AUTO};

kernel kernel_of(int32_t level) {
  switch (level) {
    case SI_KERNEL_SCALAR: return warp_scalar;
#if defined(__x86_64__)
    case SI_KERNEL_AVX2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? warp_avx2 : nullptr;
#if defined(SI_WITH_AVX512)
    case SI_KERNEL_AVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
                 ? warp_avx512
                 : nullptr;
#endif
#endif
    default: return nullptr;
  }
}

int32_t best_level() {
  for (int32_t level = SI_KERNEL_AVX512; level > SI_KERNEL_SCALAR; level--)
    if (kernel_of(level)) return level;
  return SI_KERNEL_SCALAR;
}

int32_t active_level() {
  static const int32_t best = best_level();
  const int32_t level = forced.load(std::memory_order_relaxed);
  return level == SI_KERNEL_AUTO ? best : level;
}

// Rows are inside the buffer, with the tail that gathers may read.
bool plane_fits(int64_t offset, int64_t stride, int64_t row_bytes, int64_t rows, int64_t capacity) {
  return offset >= 0 && offset <= capacity && stride >= row_bytes && row_bytes > 0 && rows > 0 &&
         stride * rows <= capacity - offset - SI_TAIL_BYTES;
}

bool image_fits(const si_image& i, int64_t capacity) {
  if (i.width <= 0 || i.height <= 0 || i.orientation < 1 || i.orientation > 8) return false;
  switch (i.kind) {
    case SI_KIND_RGB: return plane_fits(i.plane[0], i.stride, 3 * int64_t(i.width), i.height, capacity);
    case SI_KIND_GRAY: return plane_fits(i.plane[0], i.stride, i.width, i.height, capacity);
    case SI_KIND_YUV:
      return i.chroma_ratio_x > 0 && i.chroma_ratio_x <= 1 && i.chroma_ratio_y > 0 && i.chroma_ratio_y <= 1 &&
             plane_fits(i.plane[0], i.stride, i.width, i.height, capacity) &&
             plane_fits(i.plane[1], i.chroma_stride, i.chroma_width, i.chroma_height, capacity) &&
             plane_fits(i.plane[2], i.chroma_stride, i.chroma_width, i.chroma_height, capacity);
    default: return false;
  }
}

bool spec_fits(const si_warp_spec& s, int64_t floats) {
  if (s.width < 0 || s.height < 0 || s.width > INT16_MAX || s.height > INT16_MAX) return false;
  if (s.order < SI_ORDER_RGB || s.order > SI_ORDER_GRAY) return false;
  if (s.border < SI_BORDER_CONSTANT || s.border > SI_BORDER_REFLECT101) return false;
  return floats == int64_t(s.order == SI_ORDER_GRAY ? 1 : 3) * s.width * s.height;
}

// Oriented (x, y) -> stored (x, y) for EXIF 1..8, as {xx, xy, x0, yx, yy, y0}; w, h: last stored column and row.
void stored_from_oriented(int32_t orientation, double w, double h, double a[6]) {
  const double table[8][6] = {
      {1, 0, 0, 0, 1, 0},  {-1, 0, w, 0, 1, 0}, {-1, 0, w, 0, -1, h}, {1, 0, 0, 0, -1, h},
      {0, 1, 0, 1, 0, 0},  {0, 1, 0, -1, 0, h}, {0, -1, w, -1, 0, h}, {0, -1, w, 1, 0, 0}};
  memcpy(a, table[orientation - 1], sizeof table[0]);
}

void compose(const double a[6], const float m[6], double r[6]) {
  for (int i = 0; i < 2; i++) {
    r[3 * i] = a[3 * i] * m[0] + a[3 * i + 1] * m[3];
    r[3 * i + 1] = a[3 * i] * m[1] + a[3 * i + 1] * m[4];
    r[3 * i + 2] = a[3 * i] * m[2] + a[3 * i + 1] * m[5] + a[3 * i + 2];
  }
}

}  // namespace
}  // namespace si

int32_t si_warp(const uint8_t* buffer, int64_t capacity, const si_image* image, const si_warp_spec* spec,
                float* destination, int64_t destination_floats) {
  using namespace si;
  if (!buffer || !image || !spec || capacity < SI_TAIL_BYTES) return SI_BAD_ARGUMENT;
  if (!image_fits(*image, capacity) || !spec_fits(*spec, destination_floats)) return SI_BAD_ARGUMENT;
  if (destination_floats == 0) return SI_OK;
  if (!destination) return SI_BAD_ARGUMENT;
  warp_job job{};
  for (int p = 0; p < (image->kind == SI_KIND_YUV ? 3 : 1); p++) job.plane[p] = buffer + image->plane[p];
  job.kind = image->kind;
  job.width = image->width;
  job.height = image->height;
  job.chroma_width = image->chroma_width;
  job.chroma_height = image->chroma_height;
  job.stride = image->stride;
  job.chroma_stride = image->chroma_stride;
  job.ratio_x = double(image->chroma_ratio_x);
  job.ratio_y = double(image->chroma_ratio_y);
  job.destination_width = spec->width;
  job.destination_height = spec->height;
  job.order = spec->order;
  job.border = spec->border;
  job.border_value = spec->border_value;
  memcpy(job.scale, spec->scale, sizeof job.scale);
  memcpy(job.offset, spec->offset, sizeof job.offset);
  job.destination = destination;
  double orientation[6];
  stored_from_oriented(image->orientation, image->width - 1, image->height - 1, orientation);
  compose(orientation, spec->map, job.map);
  kernel_of(active_level())(job);
  return SI_OK;
}

int32_t si_kernel_active(void) { return si::active_level(); }

int32_t si_kernel_supported(int32_t level) { return si::kernel_of(level) != nullptr; }

int32_t si_kernel_force(int32_t level) {
  if (level != SI_KERNEL_AUTO && !si::kernel_of(level)) return SI_BAD_ARGUMENT;
  si::forced.store(level, std::memory_order_relaxed);
  return SI_OK;
}
