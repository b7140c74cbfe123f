// What can only be tested from C: arguments that C# never passes, exact buffers under a sanitizer, every cut and many
// flips of a file. The meaning of pixels is tested in tests/SocialInsurance.Interop.Tests against managed twins.
#include "sinative.h"

#include "pictures.h"

#include <sys/mman.h>
#include <unistd.h>

namespace {

int checks = 0, failures = 0;

void check(bool good, const char* what, int line) {
  checks++;
  if (good) return;
  failures++;
  fprintf(stderr, "line %d: %s\n", line, what);
}
#define CHECK(condition) check((condition), #condition, __LINE__)

using bytes = std::vector<uint8_t>;

const si_limits limits{32 << 20, 100000000, 512 << 20, 30000, 64};

struct decoded {
  int32_t status;
  si_header header;
  si_image image;
  si_fault fault;
  bytes buffer;  // exactly as large as asked for, on the heap: a sanitizer sees every byte beyond
};

decoded decode(const bytes& file, int32_t shortest, int32_t layout, const si_limits& l = limits) {
  decoded d{};
  // an exact copy, so that reading past the end of the file is seen as well
  const bytes exact(file);
  d.status = si_decode_size(exact.data(), int64_t(exact.size()), &l, shortest, layout, &d.header, &d.image, &d.fault);
  if (d.status != SI_OK) return d;
  d.buffer.resize(size_t(d.image.buffer_bytes));
  d.status = si_decode(exact.data(), int64_t(exact.size()), &l, shortest, layout, d.buffer.data(), int64_t(d.buffer.size()),
                       &d.header, &d.image, &d.fault);
  return d;
}

// The pixels with an unreadable page right behind them (or right before): a sanitizer does not see gathers, the MMU does.
struct guarded {
  uint8_t* map;
  uint8_t* pixels;
  size_t page, length;

  guarded(const bytes& from, bool behind) : page(size_t(sysconf(_SC_PAGESIZE))), length((from.size() + page - 1) / page * page) {
    map = static_cast<uint8_t*>(mmap(nullptr, length + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    pixels = behind ? map + page + length - from.size() : map + page;
    memcpy(pixels, from.data(), from.size());
    mprotect(map, page, PROT_NONE);
    mprotect(map + page + length, page, PROT_NONE);
  }
  ~guarded() { munmap(map, length + 2 * page); }
};

si_warp_spec spec_of(int32_t width, int32_t height, int32_t order, int32_t border) {
  si_warp_spec s{};
  s.map[0] = s.map[4] = 1;
  s.width = width;
  s.height = height;
  s.order = order;
  s.border = border;
  for (int c = 0; c < 3; c++) s.scale[c] = 1;
  return s;
}

int32_t warp(const decoded& d, const si_warp_spec& s, std::vector<float>* out) {
  out->assign(size_t(s.order == SI_ORDER_GRAY ? 1 : 3) * size_t(s.width) * size_t(s.height), -1.0f);
  return si_warp(d.buffer.data(), int64_t(d.buffer.size()), &d.image, &s, out->data(), int64_t(out->size()));
}

void test_arguments() {
  si_header header;
  si_fault fault;
  si_image image;
  uint8_t byte = 0;
  CHECK(si_abi_version() == SI_ABI_VERSION);
  CHECK(si_probe(nullptr, 1, &limits, &header, &fault) == SI_BAD_ARGUMENT);
  CHECK(si_probe(&byte, -1, &limits, &header, &fault) == SI_BAD_ARGUMENT);
  CHECK(si_probe(&byte, 1, nullptr, &header, &fault) == SI_BAD_ARGUMENT);
  CHECK(si_probe(nullptr, 0, &limits, &header, &fault) == SI_EMPTY);
  CHECK(si_decode(&byte, 1, &limits, -1, 0, nullptr, 0, &header, &image, &fault) == SI_BAD_ARGUMENT);
  CHECK(si_decode(&byte, 1, &limits, 0, 2, nullptr, 0, &header, &image, &fault) == SI_BAD_ARGUMENT);
  CHECK(si_decode(&byte, 1, &limits, 0, 0, nullptr, 5, &header, &image, &fault) == SI_BAD_ARGUMENT);
  CHECK(si_decode(&byte, 1, &limits, 0, 0, nullptr, 0, &header, nullptr, &fault) == SI_BAD_ARGUMENT);
  CHECK(si_kernel_force(7) == SI_BAD_ARGUMENT);
  CHECK(si_kernel_supported(SI_KERNEL_SCALAR) == 1);
}

void test_small_buffer_is_untouched() {
  for (const bytes& file : {pictures::jpeg(40, 30, 2, 2), pictures::png(40, 30)}) {
    si_header header;
    si_fault fault;
    si_image image;
    bytes buffer(100, 0xAB);
    CHECK(si_decode(file.data(), int64_t(file.size()), &limits, 0, 0, buffer.data(), 100, &header, &image, &fault) == SI_BUFFER_TOO_SMALL);
    CHECK(image.buffer_bytes > 100 && image.width == 40);
    CHECK(buffer == bytes(100, 0xAB));
  }
}

// A caller may hand over any geometry: nothing outside the buffer is read.
void test_foreign_geometry() {
  decoded d = decode(pictures::jpeg(64, 48, 2, 2), 0, SI_LAYOUT_PLANAR);
  const si_warp_spec s = spec_of(16, 16, SI_ORDER_RGB, SI_BORDER_REPLICATE);
  std::vector<float> out;
  CHECK(warp(d, s, &out) == SI_OK);
  const si_image good = d.image;
  const auto refused = [&](const char* what) {
    const bool is = warp(d, s, &out) == SI_BAD_ARGUMENT;
    if (!is) fprintf(stderr, "accepted: %s\n", what);
    d.image = good;
    return is;
  };
  d.image.kind = 3; CHECK(refused("kind"));
  d.image.width = 0; CHECK(refused("width 0"));
  d.image.height = 1 << 30; CHECK(refused("height"));
  d.image.stride = 10; CHECK(refused("stride below width"));
  d.image.stride = INT32_MAX; CHECK(refused("stride"));
  d.image.plane[2] = d.image.buffer_bytes; CHECK(refused("plane offset"));
  d.image.plane[1] = -1; CHECK(refused("negative offset"));
  d.image.chroma_width = 0; CHECK(refused("no chroma"));
  d.image.chroma_height = 1000; CHECK(refused("chroma height"));
  d.image.orientation = 9; CHECK(refused("orientation"));
  d.image.chroma_ratio_x = NAN; CHECK(refused("ratio"));
  d.image.chroma_ratio_y = 0; CHECK(refused("ratio 0"));
  CHECK(si_warp(d.buffer.data(), int64_t(d.buffer.size()), &d.image, &s, out.data(), int64_t(out.size()) - 1) == SI_BAD_ARGUMENT);
  CHECK(si_warp(d.buffer.data(), int64_t(d.buffer.size()), &d.image, &s, nullptr, int64_t(out.size())) == SI_BAD_ARGUMENT);
  const si_warp_spec none = spec_of(0, 16, SI_ORDER_RGB, SI_BORDER_REPLICATE);
  CHECK(si_warp(d.buffer.data(), int64_t(d.buffer.size()), &d.image, &none, nullptr, 0) == SI_OK);
}

void test_cuts() {
  for (const bytes& file : {pictures::jpeg(50, 34, 2, 2), pictures::jpeg(50, 34, 2, 1, true), pictures::png(50, 34)})
    for (size_t length = 0; length + 2 < file.size(); length++) {
      const int32_t status = decode(bytes(file.begin(), file.begin() + long(length)), 0, SI_LAYOUT_PLANAR).status;
      CHECK(status == (length ? SI_TRUNCATED : SI_EMPTY));
    }
}

// Every size from 1 to 20 with every sampling, reduction and kernel: planes, tails and gathers at their edges.
void test_small_sizes() {
  std::vector<float> out;
  for (int32_t level = SI_KERNEL_SCALAR; level <= SI_KERNEL_AVX512; level++) {
    if (si_kernel_force(level) != SI_OK) continue;
    for (int size = 1; size <= 20; size++)
      for (int h = 1; h <= 2; h++)
        for (int v = 1; v <= 2; v++) {
          const bytes file = pictures::jpeg(size, 21 - size, h, v);
          for (int32_t shortest = 0; shortest <= 2; shortest++)
            for (int32_t layout = 0; layout <= 1; layout++) {
              const decoded d = decode(file, shortest, layout);
              CHECK(d.status == SI_OK);
              for (int32_t border = 0; border <= 2; border++) {
                si_warp_spec s = spec_of(33, 9, border, border);
                s.map[0] = float(size) / 31.0f;
                s.map[2] = -0.6f;
                s.map[3] = 0.01f;
                CHECK(warp(d, s, &out) == SI_OK);
                const guarded g(d.buffer, border != 1);
                CHECK(si_warp(g.pixels, int64_t(d.buffer.size()), &d.image, &s, out.data(), int64_t(out.size())) == SI_OK);
                bool range = true;
                for (float f : out) range = range && f >= 0 && f <= 255;
                CHECK(range);
              }
            }
        }
  }
  si_kernel_force(SI_KERNEL_AUTO);
}

void test_flips() {
  const bytes files[] = {pictures::jpeg(90, 60, 2, 2), pictures::jpeg(90, 60, 1, 1, true), pictures::png(90, 60)};
  const si_limits small{1 << 20, 1 << 20, 16 << 20, 4000, 20};
  uint32_t random = 99;
  const auto next = [&](size_t below) { random = random * 1664525u + 1013904223u; return size_t(random >> 8) % below; };
  int sound = 0;
  std::vector<float> out;
  for (int i = 0; i < 10000; i++) {
    bytes file = files[next(3)];
    for (size_t n = 1 + next(4); n > 0; n--) file[next(next(2) ? file.size() : 640)] ^= uint8_t(1 + next(255));
    const decoded d = decode(file, int32_t(next(2) * 20), int32_t(next(2)), small);
    CHECK(d.status >= SI_OK && d.status <= SI_OUT_OF_MEMORY && d.status == d.fault.status);
    if (d.status != SI_OK) continue;
    sound++;
    CHECK(warp(d, spec_of(20, 20, SI_ORDER_BGR, int32_t(next(3))), &out) == SI_OK);
  }
  CHECK(sound > 100);
}

}  // namespace

int main() {
  test_arguments();
  test_small_buffer_is_untouched();
  test_foreign_geometry();
  test_cuts();
  test_small_sizes();
  test_flips();
  printf("%d checks, %d failures\n", checks, failures);
  return failures ? 1 : 0;
}
