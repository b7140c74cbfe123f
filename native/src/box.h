// Reduction by averaging boxes of denominator x denominator samples, one row of the source at a time.
#ifndef SI_BOX_H
#define SI_BOX_H

#include "bytes.h"

#include <stdlib.h>
#include <string.h>

namespace si {

struct box {
  int32_t width, height;  // source pixels
  int32_t channels, denominator;
  uint32_t* sums;         // one per destination sample of the current row; at most 64 * 255 each
  int32_t rows;           // source rows in `sums`
};

inline int32_t box_width(const box& b) { return int32_t(ceil_div(b.width, b.denominator)); }

inline bool box_open(box* b) {
  b->rows = 0;
  b->sums = static_cast<uint32_t*>(calloc(size_t(box_width(*b)) * size_t(b->channels), sizeof(uint32_t)));
  return b->sums != nullptr;
}

// Adds source row `y`; writes the destination row when its box is complete (the last box may be lower or narrower).
inline void box_add(box* b, const uint8_t* row, int32_t y, uint8_t* destination, int64_t stride) {
  const int32_t n = b->channels, d = b->denominator, width = box_width(*b);
  for (int32_t x = 0; x < b->width; x++)
    for (int32_t c = 0; c < n; c++) b->sums[int64_t(x / d) * n + c] += row[int64_t(x) * n + c];
  b->rows++;
  if (b->rows < d && y + 1 < b->height) return;
  uint8_t* out = destination + int64_t(y / d) * stride;
  for (int32_t x = 0; x < width; x++) {
    const int32_t columns = x + 1 < width ? d : b->width - x * d;
    const uint32_t count = uint32_t(columns * b->rows);
    for (int32_t c = 0; c < n; c++) {
      uint32_t& sum = b->sums[int64_t(x) * n + c];
      out[int64_t(x) * n + c] = uint8_t((sum + count / 2) / count);
      sum = 0;
    }
  }
  b->rows = 0;
}

inline void box_close(box* b) {
  free(b->sums);
  b->sums = nullptr;
}

}  // namespace si
#endif
