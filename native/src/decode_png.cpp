// PNG by libpng, row by row; only an interlaced file needs the whole picture in working memory.
// No object with a destructor may live across a libpng call here: errors leave by longjmp.
#include "box.h"
#include "decode.h"

#include <setjmp.h>

#include <png.h>

namespace si {
namespace {

constexpr int interlace_passes = 7;  // Adam7
constexpr int most_cached_chunks = 16;
constexpr size_t most_chunk_bytes = size_t(8) << 20;

struct png_job {
  png_structp codec;
  png_infop info;
  jmp_buf escape;
  const decode_request* request;
  si_image* image;
  si_fault* fault;
  size_t position;  // bytes read
  int32_t status;
  int32_t source_channels;  // after expansion: gray, gray + alpha, RGB, RGB + alpha
  uint8_t* working;         // one row as libpng gives it (all rows when interlaced), then one row without alpha
  int64_t working_bytes;
  box reduction;
};

[[noreturn]] void leave(png_job* job, int32_t status, int32_t reason, int64_t expected = 0, int64_t found = 0) {
  job->status = fail(job->fault, status, reason, int64_t(job->position), expected, found);
  longjmp(job->escape, 1);
}

void on_error(png_structp codec, png_const_charp message) {
  png_job* job = static_cast<png_job*>(png_get_error_ptr(codec));
  if (strstr(message, "memory")) leave(job, SI_OUT_OF_MEMORY, SI_REASON_ALLOCATION);
  leave(job, SI_CORRUPT, SI_REASON_PIXEL_DATA);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp codec, png_bytep to, size_t count) {
  png_job* job = static_cast<png_job*>(png_get_io_ptr(codec));
  const size_t left = job->request->size - job->position;
  if (count > left) {
    job->position = job->request->size;
    leave(job, SI_TRUNCATED, SI_REASON_END_OF_DATA, int64_t(count - left), 0);
  }
  memcpy(to, job->request->data + job->position, count);
  job->position += count;
}

void open(png_job* job) {
  job->codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, job, on_error, on_warning);
  if (!job->codec) leave(job, SI_OUT_OF_MEMORY, SI_REASON_ALLOCATION);
  job->info = png_create_info_struct(job->codec);
  if (!job->info) leave(job, SI_OUT_OF_MEMORY, SI_REASON_ALLOCATION);
  png_set_read_fn(job->codec, job, on_read);
  png_set_user_limits(job->codec, png_uint_32(job->request->limits->max_side), png_uint_32(job->request->limits->max_side));
  png_set_chunk_cache_max(job->codec, most_cached_chunks);
  png_set_chunk_malloc_max(job->codec, most_chunk_bytes);
  // texts, profiles and times are skipped unread; only IHDR, PLTE, tRNS, IDAT and IEND are looked at
  png_set_keep_unknown_chunks(job->codec, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
}

void plan(png_job* job) {
  const si_header& header = *job->request->header;
  si_image& image = *job->image;
  png_read_info(job->codec, job->info);
  if (int64_t(png_get_image_width(job->codec, job->info)) != header.width ||
      int64_t(png_get_image_height(job->codec, job->info)) != header.height)
    leave(job, SI_CORRUPT, SI_REASON_HEADER_FIELD);
  png_set_expand(job->codec);  // palette -> RGB, 1/2/4 bits -> 8, tRNS -> alpha
  if (header.progressive) png_set_interlace_handling(job->codec);
  png_read_update_info(job->codec, job->info);
  job->source_channels = png_get_channels(job->codec, job->info);
  if (png_get_bit_depth(job->codec, job->info) != 8) leave(job, SI_UNSUPPORTED_DEPTH, SI_REASON_SAMPLE_BITS, 8, png_get_bit_depth(job->codec, job->info));
  const bool gray = job->source_channels < 3;
  image.kind = gray && job->request->layout == SI_LAYOUT_PLANAR ? SI_KIND_GRAY : SI_KIND_RGB;
  image.width = int32_t(ceil_div(header.width, image.scale_denominator));
  image.height = int32_t(ceil_div(header.height, image.scale_denominator));
  image.stride = image.width * (image.kind == SI_KIND_RGB ? 3 : 1);
  image.buffer_bytes = int64_t(image.stride) * image.height + SI_TAIL_BYTES;
}

int64_t kept_rows(const si_header& header) { return header.progressive ? header.height : 1; }

void allocate(png_job* job) {
  const si_header& header = *job->request->header;
  const si_image& image = *job->image;
  const int64_t row = int64_t(png_get_rowbytes(job->codec, job->info));
  job->working_bytes = kept_rows(header) * row + 3 * int64_t(header.width);
  const int64_t limit = job->request->limits->max_working_bytes;
  if (job->working_bytes > limit) leave(job, SI_TOO_LARGE, SI_REASON_WORKING_BYTES, limit, job->working_bytes);
  job->working = static_cast<uint8_t*>(malloc(size_t(job->working_bytes)));
  job->reduction = box{header.width, header.height, image.kind == SI_KIND_RGB ? 3 : 1, image.scale_denominator, nullptr, 0};
  if (!job->working || !box_open(&job->reduction)) leave(job, SI_OUT_OF_MEMORY, SI_REASON_ALLOCATION);
}

// v over white: (v a + 255 (255 - a)) / 255, rounded.
uint8_t on_white(uint32_t v, uint32_t alpha) { return uint8_t((v * alpha + 255u * (255u - alpha) + 127u) / 255u); }

// Brings a row to gray or RGB without alpha.
void flatten(const png_job& job, const uint8_t* from, uint8_t* to) {
  const int32_t in = job.source_channels, colours = in < 3 ? 1 : 3, out = job.reduction.channels;
  const bool alpha = in == 2 || in == 4;
  for (int64_t x = 0; x < job.reduction.width; x++) {
    uint8_t level[3];
    for (int32_t c = 0; c < colours; c++) level[c] = alpha ? on_white(from[x * in + c], from[x * in + in - 1]) : from[x * in + c];
    for (int32_t c = 0; c < out; c++) to[x * out + c] = level[colours == 1 ? 0 : c];
  }
}

void emit(png_job* job, const uint8_t* row, uint8_t* flat, int32_t y) {
  const bool reduce = job->image->scale_denominator > 1;
  uint8_t* direct = job->request->buffer + int64_t(y) * job->image->stride;
  flatten(*job, row, reduce ? flat : direct);
  if (reduce) box_add(&job->reduction, flat, y, job->request->buffer, job->image->stride);
}

void read_rows(png_job* job) {
  const si_header& header = *job->request->header;
  const int64_t row = int64_t(png_get_rowbytes(job->codec, job->info));
  uint8_t* flat = job->working + kept_rows(header) * row;
  if (!header.progressive) {
    for (int32_t y = 0; y < header.height; y++) {
      png_read_row(job->codec, job->working, nullptr);
      emit(job, job->working, flat, y);
    }
    return;
  }
  // every pass refines the rows that the passes before have left in place
  for (int pass = 0; pass < interlace_passes; pass++)
    for (int32_t y = 0; y < header.height; y++) png_read_row(job->codec, job->working + y * row, nullptr);
  for (int32_t y = 0; y < header.height; y++) emit(job, job->working + y * row, flat, y);
}

void close(png_job* job) {
  if (job->working) {
    memset(job->working, 0, size_t(job->working_bytes));  // it holds a face
    __asm__ __volatile__("" : : "r"(job->working) : "memory");
  }
  free(job->working);
  box_close(&job->reduction);
  png_destroy_read_struct(&job->codec, &job->info, nullptr);
}

}  // namespace

int32_t decode_png(const decode_request& request, si_image* image, si_fault* fault) {
  png_job job;
  memset(&job, 0, sizeof job);
  job.request = &request;
  job.image = image;
  job.fault = fault;
  if (setjmp(job.escape) != 0) {
    close(&job);
    return job.status;
  }
  open(&job);
  plan(&job);
  if (!request.buffer || request.capacity < image->buffer_bytes) {
    close(&job);
    return SI_BUFFER_TOO_SMALL;
  }
  allocate(&job);
  read_rows(&job);
  png_read_end(job.codec, nullptr);
  memset(request.buffer + image->buffer_bytes - SI_TAIL_BYTES, 0, SI_TAIL_BYTES);
  close(&job);
  return SI_OK;
}

}  // namespace si
