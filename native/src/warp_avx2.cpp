// Compiled with -mavx2 -mfma; called only where the CPU has both.
#include "warp_kernel.inl"

#include <immintrin.h>

namespace si {
namespace {

struct avx2 {
  using floats = __m256;
  using ints = __m256i;
  static constexpr int lanes = 8;
  static floats all(float v) { return _mm256_set1_ps(v); }
  static ints all(int32_t v) { return _mm256_set1_epi32(v); }
  static floats ramp() { return _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7); }
  static floats sub(floats a, floats b) { return _mm256_sub_ps(a, b); }
  static floats mul(floats a, floats b) { return _mm256_mul_ps(a, b); }
  static floats fma(floats a, floats b, floats c) { return _mm256_fmadd_ps(a, b, c); }
  static floats min(floats a, floats b) { return _mm256_min_ps(a, b); }
  static floats max(floats a, floats b) { return _mm256_max_ps(a, b); }
  static floats floor(floats v) { return _mm256_floor_ps(v); }
  static ints add(ints a, ints b) { return _mm256_add_epi32(a, b); }
  static ints mul(ints a, ints b) { return _mm256_mullo_epi32(a, b); }
  static ints whole(floats v) { return _mm256_cvtps_epi32(v); }
  // 4 bytes at base + index, little endian: byte<k> is the sample k places to the right
  static ints gather(const uint8_t* base, ints index) { return _mm256_i32gather_epi32(reinterpret_cast<const int*>(base), index, 1); }
  template <int k>
  static floats byte(ints v) { return _mm256_cvtepi32_ps(_mm256_and_si256(_mm256_srli_epi32(v, 8 * k), _mm256_set1_epi32(255))); }
  static void store(float* to, floats v) { _mm256_storeu_ps(to, v); }
};

}  // namespace

void warp_avx2(const warp_job& job) { vector_rows<avx2>(job); }

}  // namespace si
