// Interleaved benchmark: every round runs each kernel once, so that a noisy neighbour hits all alike. Medians.
#include "sinative.h"

#include "pictures.h"

#include <time.h>

#include <algorithm>

namespace {

const si_limits limits{32 << 20, 100000000, 512 << 20, 30000, 64};

double now_ms() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return double(t.tv_sec) * 1e3 + double(t.tv_nsec) * 1e-6;
}

struct sample {
  std::vector<uint8_t> buffer;
  si_image image;
};

sample decode(const std::vector<uint8_t>& file, int32_t layout, int32_t shortest = 0) {
  sample s;
  si_header header;
  si_fault fault;
  si_decode_size(file.data(), int64_t(file.size()), &limits, shortest, layout, &header, &s.image, &fault);
  s.buffer.resize(size_t(s.image.buffer_bytes));
  si_decode(file.data(), int64_t(file.size()), &limits, shortest, layout, s.buffer.data(), int64_t(s.buffer.size()), &header, &s.image, &fault);
  return s;
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

void race(const char* name, const sample& s, const si_warp_spec& spec, int rounds) {
  std::vector<float> out(size_t(spec.order == SI_ORDER_GRAY ? 1 : 3) * size_t(spec.width) * size_t(spec.height));
  std::vector<double> times[3];
  for (int r = 0; r < rounds; r++)
    for (int32_t level = 0; level <= 2; level++) {
      if (si_kernel_force(level) != SI_OK) continue;
      const double start = now_ms();
      for (int i = 0; i < 4; i++)
        si_warp(s.buffer.data(), int64_t(s.buffer.size()), &s.image, &spec, out.data(), int64_t(out.size()));
      times[level].push_back((now_ms() - start) / 4);
    }
  printf("%-44s", name);
  for (const auto& t : times) t.empty() ? printf("  %8s", "-") : printf("  %8.4f", median(t));
  printf("\n");
}

si_warp_spec spec_of(int32_t side_x, int32_t side_y, float x, float y, float width, float height, int32_t order, float turn = 0) {
  si_warp_spec s{};
  const float kx = width / float(side_x), ky = height / float(side_y);
  s.map[0] = kx * cosf(turn);
  s.map[1] = -ky * sinf(turn);
  s.map[3] = kx * sinf(turn);
  s.map[4] = ky * cosf(turn);
  s.map[2] = x + 0.5f * kx - 0.5f;
  s.map[5] = y + 0.5f * ky - 0.5f;
  s.width = side_x;
  s.height = side_y;
  s.order = order;
  s.border = SI_BORDER_REFLECT101;
  for (int c = 0; c < 3; c++) s.scale[c] = 1 / 128.0f;
  return s;
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? atoi(arguments[1]) : 300;
  const std::vector<uint8_t> frame = pictures::jpeg(1280, 720, 2, 2), photo = pictures::jpeg(4000, 3000, 2, 2);
  const sample yuv = decode(frame, SI_LAYOUT_PLANAR), rgb = decode(frame, SI_LAYOUT_RGB);
  printf("median of %d rounds, CPU ms                        scalar      avx2    avx512\n", rounds);
  race("detect 320x240 from 1280x720, YUV", yuv, spec_of(320, 240, 0, 0, 1280, 720, SI_ORDER_RGB), rounds);
  race("detect 320x240 from 1280x720, RGB", rgb, spec_of(320, 240, 0, 0, 1280, 720, SI_ORDER_RGB), rounds);
  race("template 112x112, turned 0.2 rad, YUV", yuv, spec_of(112, 112, 500, 200, 250, 250, SI_ORDER_BGR, 0.2f), rounds);
  race("template 112x112, turned 0.2 rad, RGB", rgb, spec_of(112, 112, 500, 200, 250, 250, SI_ORDER_BGR, 0.2f), rounds);
  race("pose 224x224, YUV", yuv, spec_of(224, 224, 450, 150, 300, 300, SI_ORDER_RGB), rounds);
  race("landmarks 64x64 gray, YUV", yuv, spec_of(64, 64, 450, 150, 300, 300, SI_ORDER_GRAY), rounds);

  std::vector<double> times[5];
  for (int r = 0; r < rounds / 10 + 3; r++) {
    const struct { const std::vector<uint8_t>* file; int32_t layout, shortest; } runs[5] = {
        {&frame, SI_LAYOUT_PLANAR, 0}, {&frame, SI_LAYOUT_RGB, 0}, {&photo, SI_LAYOUT_RGB, 0}, {&photo, SI_LAYOUT_PLANAR, 0}, {&photo, SI_LAYOUT_PLANAR, 720}};
    for (int i = 0; i < 5; i++) {
      const double start = now_ms();
      decode(*runs[i].file, runs[i].layout, runs[i].shortest);
      times[i].push_back(now_ms() - start);
    }
  }
  const char* names[5] = {"decode 1280x720 planar", "decode 1280x720 RGB", "decode 4000x3000 RGB", "decode 4000x3000 planar", "decode 4000x3000 planar, short side >= 720"};
  for (int i = 0; i < 5; i++) printf("%-44s  %8.2f\n", names[i], median(times[i]));
  return 0;
}
