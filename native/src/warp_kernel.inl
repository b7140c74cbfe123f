// The warp, once. Each translation unit includes this with its own compiler flags, so everything stays in an
// anonymous namespace and no inline function of the standard library is called (the linker would merge the
// copies, and a scalar CPU could meet AVX code).
//
// One file, though long: the scalar and the vector path must be read side by side.
//
// Meaning of a pixel (the C# twin in the tests is written from this):
//   coordinate   double; map * (x, y, 1)
//   border       replicate and reflect101 bring the coordinate into [0, last]; constant clamps it and blends the
//                border value by the share of the bilinear weight that lies outside. Not finite counts as outside.
//   sample       bilinear; chroma at (s + 0.5) * ratio - 0.5, clamped to its own plane
//   colour       JFIF full range, clamped to 0..255; gray is Y, or 0.299 R + 0.587 G + 0.114 B
//   result       level * scale + offset
#include "warp.h"

namespace si {
namespace {

// ---------------------------------------------------------------- one pixel: borders, small pictures, scalar CPUs

inline double inside(double s, double last) { return s > 0 ? (s < last ? s : last) : 0; }  // NaN -> 0

inline double reflected(double s, double last) {
  if (s >= 0 && s <= last) return s;
  if (!(last > 0)) return 0;
  const double period = 2 * last, folded = __builtin_fmod(__builtin_fabs(s), period);
  return inside(folded > last ? period - folded : folded, last);
}

// Share of the bilinear weight of one axis that lies inside.
inline float covered(double s, double last) {
  if (!(s > -1 && s < last + 1)) return 0;
  return s < 0 ? float(1 + s) : s > last ? float(last + 1 - s) : 1;
}

inline float mix(float a, float b, float t) { return a + (b - a) * t; }
inline float level_of(float v) { return v > 0 ? (v < 255 ? v : 255) : 0; }
inline float luma(float r, float g, float b) { return 0.299f * r + 0.587f * g + 0.114f * b; }

struct tap {
  int64_t index[4];  // of the four neighbours, without channel
  float fx, fy;
};

inline tap locate(double x, double y, int32_t width, int32_t height, int32_t stride, int32_t step) {
  x = inside(x, width - 1);
  y = inside(y, height - 1);
  const int32_t x0 = int32_t(x), y0 = int32_t(y);
  const int32_t x1 = x0 + 1 < width ? x0 + 1 : x0, y1 = y0 + 1 < height ? y0 + 1 : y0;
  const int64_t upper = int64_t(y0) * stride, lower = int64_t(y1) * stride;
  return tap{{upper + x0 * step, upper + x1 * step, lower + x0 * step, lower + x1 * step}, float(x - x0), float(y - y0)};
}

inline float sample(const uint8_t* p, const tap& t) {
  return mix(mix(p[t.index[0]], p[t.index[1]], t.fx), mix(p[t.index[2]], p[t.index[3]], t.fx), t.fy);
}

// Levels R, G, B (or gray in [0]) at a coordinate that is already inside.
inline void colour_at(const warp_job& j, double x, double y, float level[3]) {
  const bool gray = j.order == SI_ORDER_GRAY;
  const tap t = locate(x, y, j.width, j.height, j.stride, j.kind == SI_KIND_RGB ? 3 : 1);
  if (j.kind == SI_KIND_RGB) {
    for (int c = 0; c < 3; c++) level[c] = sample(j.plane[0] + c, t);
    if (gray) level[0] = luma(level[0], level[1], level[2]);
    return;
  }
  const float Y = sample(j.plane[0], t);
  level[0] = level[1] = level[2] = Y;
  if (gray || j.kind == SI_KIND_GRAY) return;
  const tap c = locate((x + 0.5) * j.ratio_x - 0.5, (y + 0.5) * j.ratio_y - 0.5, j.chroma_width, j.chroma_height, j.chroma_stride, 1);
  const float cb = sample(j.plane[1], c) - 128, cr = sample(j.plane[2], c) - 128;
  level[0] = level_of(Y + 1.402f * cr);
  level[1] = level_of(Y - 0.344136f * cb - 0.714136f * cr);
  level[2] = level_of(Y + 1.772f * cb);
}

inline void pixel(const warp_job& j, double x, double y, float level[3]) {
  const double right = j.width - 1, bottom = j.height - 1;
  if (j.border == SI_BORDER_REFLECT101) {
    colour_at(j, reflected(x, right), reflected(y, bottom), level);
    return;
  }
  const float share = j.border == SI_BORDER_CONSTANT ? covered(x, right) * covered(y, bottom) : 1;
  if (share > 0) colour_at(j, inside(x, right), inside(y, bottom), level);
  if (share == 1) return;
  for (int c = 0; c < 3; c++) level[c] = share > 0 ? mix(j.border_value, level[c], share) : j.border_value;
}

inline int64_t plane_size(const warp_job& j) { return int64_t(j.destination_width) * j.destination_height; }

// Pixels [from, to) of destination row y.
inline void scalar_run(const warp_job& j, int32_t y, int32_t from, int32_t to) {
  const double bx = j.map[1] * y + j.map[2], by = j.map[4] * y + j.map[5];
  for (int32_t x = from; x < to; x++) {
    float level[3];
    pixel(j, j.map[0] * x + bx, j.map[3] * x + by, level);
    float* out = j.destination + int64_t(y) * j.destination_width + x;
    if (j.order == SI_ORDER_GRAY) {
      *out = level[0] * j.scale[0] + j.offset[0];
      continue;
    }
    for (int c = 0; c < 3; c++) out[c * plane_size(j)] = level[j.order == SI_ORDER_BGR ? 2 - c : c] * j.scale[c] + j.offset[c];
  }
}

inline void scalar_rows(const warp_job& j) {
  for (int32_t y = 0; y < j.destination_height; y++) scalar_run(j, y, 0, j.destination_width);
}

// ---------------------------------------------------------------- one run of S::lanes pixels inside the picture

// Coordinates within a run are float offsets from a double base: a run may not span more than this many source
// pixels, so that the rounding of an offset stays below 2^-15 of a pixel.
constexpr double most_run_pixels = 512;
// Distance to the last sample; larger than any rounding of an offset, so no gather leaves the plane.
constexpr double margin = 1.0 / 64;

struct run {
  double x, y, dx, dy;  // source coordinate of the first pixel, step to the next
};

inline bool within(double first, double step, int lanes, double last) {
  const double end = first + step * (lanes - 1);
  return first >= margin && end >= margin && first <= last - margin && end <= last - margin;
}

inline bool plane_within(const run& r, int lanes, int32_t width, int32_t height) {
  return within(r.x, r.dx, lanes, width - 1) && within(r.y, r.dy, lanes, height - 1);
}

// Brings one axis of a run inside, when all of its pixels lie in the same fold of the reflection: the run stays straight.
inline bool unfold(double* first, double* step, int lanes, double last) {
  if (!(last > 0)) return false;
  const double fold = __builtin_floor(*first / last);
  if (!(__builtin_fabs(fold) < 1 << 20) || __builtin_floor((*first + *step * (lanes - 1)) / last) != fold) return false;
  const bool mirrored = (int32_t(fold) & 1) != 0;
  *first = mirrored ? (fold + 1) * last - *first : *first - fold * last;
  if (mirrored) *step = -*step;
  return true;
}

inline run unfolded(const run& r, int lanes, int32_t width, int32_t height) {
  run u = r;
  return unfold(&u.x, &u.dx, lanes, width - 1) && unfold(&u.y, &u.dy, lanes, height - 1) ? u : r;
}

inline run chroma_run(const warp_job& j, const run& r) {
  return run{(r.x + 0.5) * j.ratio_x - 0.5, (r.y + 0.5) * j.ratio_y - 0.5, r.dx * j.ratio_x, r.dy * j.ratio_y};
}

template <class S>
struct taps {
  const uint8_t* base;
  typename S::ints index;
  typename S::floats fx, fy;
};

template <class S>
inline taps<S> locate_run(const uint8_t* plane, const run& r, int32_t stride, int32_t step) {
  const double bx = __builtin_floor(r.x), by = __builtin_floor(r.y);
  const auto x = S::fma(S::ramp(), S::all(float(r.dx)), S::all(float(r.x - bx)));
  const auto y = S::fma(S::ramp(), S::all(float(r.dy)), S::all(float(r.y - by)));
  const auto x0 = S::floor(x), y0 = S::floor(y);
  const auto index = S::add(S::mul(S::whole(y0), S::all(stride)), S::mul(S::whole(x0), S::all(step)));
  return taps<S>{plane + int64_t(by) * stride + int64_t(bx) * step, index, S::sub(x, x0), S::sub(y, y0)};
}

template <class S>
inline typename S::floats mix_run(typename S::floats a, typename S::floats b, typename S::floats t) {
  return S::fma(S::sub(b, a), t, a);
}

// One-byte samples: a gather at x brings the neighbour x + 1 along in its second byte.
template <class S>
inline typename S::floats sample_run(const uint8_t* base, const taps<S>& t, int32_t stride) {
  const auto upper = S::gather(base, t.index), lower = S::gather(base + stride, t.index);
  return mix_run<S>(mix_run<S>(S::template byte<0>(upper), S::template byte<1>(upper), t.fx),
                    mix_run<S>(S::template byte<0>(lower), S::template byte<1>(lower), t.fx), t.fy);
}

template <class S>
struct colour {
  typename S::floats r, g, b;
};

template <class S>
inline colour<S> sample_rgb_run(const uint8_t* base, const taps<S>& t, int32_t stride) {
  const auto ul = S::gather(base, t.index), ur = S::gather(base + 3, t.index);
  const auto ll = S::gather(base + stride, t.index), lr = S::gather(base + stride + 3, t.index);
  const auto mix4 = [&](typename S::floats a, typename S::floats b, typename S::floats c, typename S::floats d) {
    return mix_run<S>(mix_run<S>(a, b, t.fx), mix_run<S>(c, d, t.fx), t.fy);
  };
  return colour<S>{
      mix4(S::template byte<0>(ul), S::template byte<0>(ur), S::template byte<0>(ll), S::template byte<0>(lr)),
      mix4(S::template byte<1>(ul), S::template byte<1>(ur), S::template byte<1>(ll), S::template byte<1>(lr)),
      mix4(S::template byte<2>(ul), S::template byte<2>(ur), S::template byte<2>(ll), S::template byte<2>(lr))};
}

template <class S>
inline typename S::floats level_run(typename S::floats v) {
  return S::min(S::max(v, S::all(0.0f)), S::all(255.0f));
}

template <class S>
inline colour<S> sample_yuv_run(const warp_job& j, const run& r, const run& c) {
  const taps<S> l = locate_run<S>(j.plane[0], r, j.stride, 1), t = locate_run<S>(j.plane[1], c, j.chroma_stride, 1);
  const auto Y = sample_run<S>(l.base, l, j.stride), centre = S::all(128.0f);
  const auto cb = S::sub(sample_run<S>(t.base, t, j.chroma_stride), centre);
  const auto cr = S::sub(sample_run<S>(t.base + (j.plane[2] - j.plane[1]), t, j.chroma_stride), centre);
  return colour<S>{level_run<S>(S::fma(cr, S::all(1.402f), Y)),
                   level_run<S>(S::fma(cr, S::all(-0.714136f), S::fma(cb, S::all(-0.344136f), Y))),
                   level_run<S>(S::fma(cb, S::all(1.772f), Y))};
}

template <class S>
inline void store_run(const warp_job& j, float* out, int c, typename S::floats v) {
  S::store(out + c * plane_size(j), S::fma(v, S::all(j.scale[c]), S::all(j.offset[c])));
}

template <class S>
inline void store_colour(const warp_job& j, float* out, const colour<S>& v) {
  if (j.order == SI_ORDER_GRAY) {
    store_run<S>(j, out, 0, S::fma(v.r, S::all(0.299f), S::fma(v.g, S::all(0.587f), S::mul(v.b, S::all(0.114f)))));
    return;
  }
  const bool swap = j.order == SI_ORDER_BGR;
  store_run<S>(j, out, 0, swap ? v.b : v.r);
  store_run<S>(j, out, 1, v.g);
  store_run<S>(j, out, 2, swap ? v.r : v.b);
}

template <class S>
inline void store_gray(const warp_job& j, float* out, typename S::floats v) {
  for (int c = 0; c < (j.order == SI_ORDER_GRAY ? 1 : 3); c++) store_run<S>(j, out, c, v);
}

// No bilinear weight of any pixel of the run lies inside.
inline bool all_outside(double first, double step, int lanes, double last) {
  const double end = first + step * (lanes - 1);
  return (first <= -1 && end <= -1) || (first >= last + 1 && end >= last + 1);
}

template <class S>
inline bool constant_run(const warp_job& j, const run& r, float* out) {
  if (j.border != SI_BORDER_CONSTANT) return false;
  if (!all_outside(r.x, r.dx, S::lanes, j.width - 1) && !all_outside(r.y, r.dy, S::lanes, j.height - 1)) return false;
  store_gray<S>(j, out, S::all(j.border_value));
  return true;
}

// False when the run touches the border: the scalar path takes it.
template <class S>
inline bool vector_run(const warp_job& j, const run& straight, float* out) {
  const run r = j.border == SI_BORDER_REFLECT101 ? unfolded(straight, S::lanes, j.width, j.height) : straight;
  if (!plane_within(r, S::lanes, j.width, j.height)) return constant_run<S>(j, r, out);
  if (j.kind == SI_KIND_RGB) {
    const taps<S> t = locate_run<S>(j.plane[0], r, j.stride, 3);
    store_colour<S>(j, out, sample_rgb_run<S>(t.base, t, j.stride));
    return true;
  }
  if (j.kind == SI_KIND_GRAY || j.order == SI_ORDER_GRAY) {
    const taps<S> t = locate_run<S>(j.plane[0], r, j.stride, 1);
    store_gray<S>(j, out, sample_run<S>(t.base, t, j.stride));
    return true;
  }
  const run c = chroma_run(j, r);
  if (!plane_within(c, S::lanes, j.chroma_width, j.chroma_height)) return false;
  store_colour<S>(j, out, sample_yuv_run<S>(j, r, c));
  return true;
}

template <class S>
inline void vector_rows(const warp_job& j) {
  const double dx = j.map[0], dy = j.map[3], most = most_run_pixels / S::lanes;
  const int32_t width = j.destination_width;
  if (width < S::lanes || !(__builtin_fabs(dx) <= most && __builtin_fabs(dy) <= most)) return scalar_rows(j);
  for (int32_t y = 0; y < j.destination_height; y++) {
    const double bx = j.map[1] * y + j.map[2], by = j.map[4] * y + j.map[5];
    for (int32_t x = 0; x < width; x += S::lanes) {
      if (x + S::lanes > width) x = width - S::lanes;  // the last run overlaps the one before
      float* out = j.destination + int64_t(y) * width + x;
      if (!vector_run<S>(j, run{dx * x + bx, dy * x + by, dx, dy}, out)) scalar_run(j, y, x, x + S::lanes);
    }
  }
}

}  // namespace
}  // namespace si
