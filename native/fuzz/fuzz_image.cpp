// libFuzzer entry point: any bytes are probed, decoded and warped. With Clang it fuzzes; elsewhere it replays files.
#include "sinative.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const si_limits limits{1 << 20, 1 << 22, 64 << 20, 4000, 16};
  // the last byte chooses, so that seeds stay valid files
  const uint8_t choice = size ? data[size - 1] : 0;
  const int32_t layout = choice & 1, shortest = (choice & 6) * 8;
  si_header header;
  si_fault fault;
  si_image image;
  if (si_decode_size(data, int64_t(size), &limits, shortest, layout, &header, &image, &fault) != SI_OK) return 0;
  std::vector<uint8_t> buffer(size_t(image.buffer_bytes));
  if (si_decode(data, int64_t(size), &limits, shortest, layout, buffer.data(), int64_t(buffer.size()), &header, &image, &fault) != SI_OK) return 0;
  si_warp_spec spec{};
  spec.width = 40;
  spec.height = 8;
  spec.order = choice % 3;
  spec.border = (choice >> 3) % 3;
  spec.map[0] = float(image.width) / 38;
  spec.map[1] = float(choice) / 300 - 0.4f;
  spec.map[4] = float(image.height) / 7;
  for (int c = 0; c < 3; c++) spec.scale[c] = 1;
  std::vector<float> out(size_t(spec.order == SI_ORDER_GRAY ? 1 : 3) * 40 * 8);
  if (si_warp(buffer.data(), int64_t(buffer.size()), &image, &spec, out.data(), int64_t(out.size())) != SI_OK) abort();
  for (float level : out)
    if (!(level >= 0 && level <= 255)) abort();
  return 0;
}

#ifdef SI_FUZZ_REPLAY
int main(int count, char** names) {
  for (int i = 1; i < count; i++) {
    FILE* file = fopen(names[i], "rb");
    if (!file) return 2;
    std::vector<uint8_t> bytes;
    uint8_t block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;) bytes.insert(bytes.end(), block, block + n);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  return 0;
}
#endif
