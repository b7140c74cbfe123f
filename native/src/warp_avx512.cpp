// Compiled with -mavx512f -mavx512bw -mavx512vl -mavx512dq; called only where the CPU has all four.
#include "warp_kernel.inl"

#include <immintrin.h>

namespace si {
namespace {

struct avx512 {
  using floats = __m512;
  using ints = __m512i;
  static constexpr int lanes = 16;
  static floats all(float v) { return _mm512_set1_ps(v); }
  static ints all(int32_t v) { return _mm512_set1_epi32(v); }
  static floats ramp() { return _mm512_setr_ps(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); }
  static floats sub(floats a, floats b) { return _mm512_sub_ps(a, b); }
  static floats mul(floats a, floats b) { return _mm512_mul_ps(a, b); }
  static floats fma(floats a, floats b, floats c) { return _mm512_fmadd_ps(a, b, c); }
  static floats min(floats a, floats b) { return _mm512_min_ps(a, b); }
  static floats max(floats a, floats b) { return _mm512_max_ps(a, b); }
  static floats floor(floats v) { return _mm512_roundscale_ps(v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
  static ints add(ints a, ints b) { return _mm512_add_epi32(a, b); }
  static ints mul(ints a, ints b) { return _mm512_mullo_epi32(a, b); }
  static ints whole(floats v) { return _mm512_cvtps_epi32(v); }
  static ints gather(const uint8_t* base, ints index) { return _mm512_i32gather_epi32(index, base, 1); }
  template <int k>
  static floats byte(ints v) { return _mm512_cvtepi32_ps(_mm512_and_si512(_mm512_srli_epi32(v, 8 * k), _mm512_set1_epi32(255))); }
  static void store(float* to, floats v) { _mm512_storeu_ps(to, v); }
};

}  // namespace

void warp_avx512(const warp_job& job) { vector_rows<avx512>(job); }

}  // namespace si
