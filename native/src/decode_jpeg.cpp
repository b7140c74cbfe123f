// JPEG by libjpeg-turbo's classic API: planar YCbCr straight from the IDCT, no colour conversion, no upsampling.
// One file, though long: everything that a longjmp may cross stays in sight.
// No object with a destructor may live across a libjpeg call here: errors leave by longjmp.
#include "decode.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

namespace si {
namespace {

#if JPEG_LIB_VERSION >= 70
int dct_width(const jpeg_component_info& c) { return c.DCT_h_scaled_size; }
int dct_height(const jpeg_component_info& c) { return c.DCT_v_scaled_size; }
int least_dct_width(const jpeg_decompress_struct& c) { return c.min_DCT_h_scaled_size; }
int least_dct_height(const jpeg_decompress_struct& c) { return c.min_DCT_v_scaled_size; }
#else
int dct_width(const jpeg_component_info& c) { return c.DCT_scaled_size; }
int dct_height(const jpeg_component_info& c) { return c.DCT_scaled_size; }
int least_dct_width(const jpeg_decompress_struct& c) { return c.min_DCT_scaled_size; }
int least_dct_height(const jpeg_decompress_struct& c) { return c.min_DCT_scaled_size; }
#endif

constexpr int most_rows = MAX_SAMP_FACTOR * DCTSIZE;  // rows of one component in one row of MCUs
constexpr int64_t row_alignment = 32;                 // bytes

struct jpeg_job {
  jpeg_decompress_struct codec;
  jpeg_error_mgr errors;
  jpeg_source_mgr source;
  jpeg_progress_mgr progress;
  jmp_buf escape;
  const decode_request* request;
  si_image* image;
  si_fault* fault;
  int32_t status;
  bool ran_out;  // the end of the file was reached and an end-of-image marker was pretended
};

const JOCTET pretended_end[2] = {0xFF, JPEG_EOI};

jpeg_job* job_of(j_common_ptr codec) { return static_cast<jpeg_job*>(codec->client_data); }

int64_t consumed(const jpeg_job& job) {
  return int64_t(job.request->size) - (job.ran_out ? 0 : int64_t(job.source.bytes_in_buffer));
}

[[noreturn]] void leave(jpeg_job* job, int32_t status, int32_t reason, int64_t expected, int64_t found) {
  job->status = fail(job->fault, status, reason, consumed(*job), expected, found);
  longjmp(job->escape, 1);
}

[[noreturn]] void leave_by_code(jpeg_job* job, int code) {
  const bool ended = job->ran_out || job->codec.unread_marker == JPEG_EOI;
  switch (code) {
    case JERR_OUT_OF_MEMORY:
      leave(job, SI_OUT_OF_MEMORY, SI_REASON_ALLOCATION, 0, 0);
    case JERR_NO_BACKING_STORE:  // the memory manager's cap: it never goes to disk
      leave(job, SI_TOO_LARGE, SI_REASON_WORKING_BYTES, job->request->limits->max_working_bytes, 0);
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_BAD_SAMPLING:
      leave(job, SI_UNSUPPORTED_COLOUR, SI_REASON_SAMPLING, 0, 0);
    case JERR_ARITH_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
      leave(job, SI_UNKNOWN_FORMAT, SI_REASON_CODING_PROCESS, 0, 0);
    default:
      if (job->ran_out) leave(job, SI_TRUNCATED, SI_REASON_END_OF_DATA, 1, 0);
      if (code == JWRN_HIT_MARKER && ended) leave(job, SI_TRUNCATED, SI_REASON_PIXELS_MISSING, 0, 0);
      leave(job, SI_CORRUPT, SI_REASON_PIXEL_DATA, 0, code);
  }
}

void on_error(j_common_ptr codec) { leave_by_code(job_of(codec), codec->err->msg_code); }

// libjpeg repairs damaged data and only warns. Half a face is no face: the warnings that mean damage end the job.
void on_message(j_common_ptr codec, int level) {
  if (level >= 0) return;
  switch (codec->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_NOT_SEQUENTIAL:
      leave_by_code(job_of(codec), codec->err->msg_code);
    default:
      return;  // padding between segments, foreign application data: harmless
  }
}

void on_text(j_common_ptr) {}

void on_progress(j_common_ptr codec) {
  jpeg_job* job = job_of(codec);
  const int scans = job->codec.input_scan_number, limit = job->request->limits->max_scans;
  if (scans > limit) leave(job, SI_TOO_MANY_SCANS, SI_REASON_SCANS, limit, scans);
}

void source_nothing(j_decompress_ptr) {}

boolean source_fill(j_decompress_ptr codec) {
  jpeg_job* job = static_cast<jpeg_job*>(codec->client_data);
  job->ran_out = true;
  job->source.next_input_byte = pretended_end;
  job->source.bytes_in_buffer = sizeof pretended_end;
  return TRUE;
}

void source_skip(j_decompress_ptr codec, long count) {
  if (count <= 0) return;
  jpeg_source_mgr& source = static_cast<jpeg_job*>(codec->client_data)->source;
  if (size_t(count) > source.bytes_in_buffer) {
    source_fill(codec);
    return;
  }
  source.next_input_byte += count;
  source.bytes_in_buffer -= size_t(count);
}

void open(jpeg_job* job) {
  job->codec.err = jpeg_std_error(&job->errors);
  job->errors.error_exit = on_error;
  job->errors.emit_message = on_message;
  job->errors.output_message = on_text;
  job->codec.client_data = job;
  jpeg_create_decompress(&job->codec);
  job->codec.mem->max_memory_to_use = long(job->request->limits->max_working_bytes);
  job->source.next_input_byte = job->request->data;
  job->source.bytes_in_buffer = job->request->size;
  job->source.init_source = source_nothing;
  job->source.fill_input_buffer = source_fill;
  job->source.skip_input_data = source_skip;
  job->source.resync_to_restart = jpeg_resync_to_restart;
  job->source.term_source = source_nothing;
  job->codec.src = &job->source;
  job->progress.progress_monitor = on_progress;
  job->codec.progress = &job->progress;
}

// Planar YCbCr is possible when luma has every pixel and both chroma planes are alike.
bool planar_possible(const jpeg_decompress_struct& codec) {
  if (codec.jpeg_color_space != JCS_YCbCr || codec.num_components != 3) return false;
  const jpeg_component_info *y = codec.comp_info, *b = y + 1, *r = y + 2;
  return y->h_samp_factor == codec.max_h_samp_factor && y->v_samp_factor == codec.max_v_samp_factor &&
         dct_width(*y) == least_dct_width(codec) && dct_height(*y) == least_dct_height(codec) &&
         b->h_samp_factor == r->h_samp_factor && b->v_samp_factor == r->v_samp_factor &&
         dct_width(*b) == dct_width(*r) && dct_height(*b) == dct_height(*r);
}

int64_t mcu_columns(const jpeg_decompress_struct& c) { return ceil_div(c.image_width, c.max_h_samp_factor * DCTSIZE); }
int64_t mcu_rows(const jpeg_decompress_struct& c) { return ceil_div(c.image_height, c.max_v_samp_factor * DCTSIZE); }

// libjpeg writes whole blocks: a plane is as wide and high as its MCUs.
int64_t plane_stride(const jpeg_decompress_struct& codec, const jpeg_component_info& c) {
  return round_up(mcu_columns(codec) * c.h_samp_factor * dct_width(c), row_alignment);
}
int64_t plane_rows(const jpeg_decompress_struct& codec, const jpeg_component_info& c) {
  return mcu_rows(codec) * c.v_samp_factor * dct_height(c);
}

void plan_planes(jpeg_job* job) {
  jpeg_decompress_struct& codec = job->codec;
  si_image& image = *job->image;
  const jpeg_component_info &luma = codec.comp_info[0], &chroma = codec.comp_info[1];
  image.kind = SI_KIND_YUV;
  image.chroma_width = int32_t(chroma.downsampled_width);
  image.chroma_height = int32_t(chroma.downsampled_height);
  image.stride = int32_t(plane_stride(codec, luma));
  image.chroma_stride = int32_t(plane_stride(codec, chroma));
  image.chroma_ratio_x = float(chroma.h_samp_factor * dct_width(chroma)) / float(codec.max_h_samp_factor * least_dct_width(codec));
  image.chroma_ratio_y = float(chroma.v_samp_factor * dct_height(chroma)) / float(codec.max_v_samp_factor * least_dct_height(codec));
  image.plane[1] = image.stride * plane_rows(codec, luma);
  image.plane[2] = image.plane[1] + image.chroma_stride * plane_rows(codec, chroma);
  image.buffer_bytes = image.plane[2] + image.chroma_stride * plane_rows(codec, chroma) + SI_TAIL_BYTES;
  codec.raw_data_out = TRUE;
  codec.out_color_space = JCS_YCbCr;
}

void plan_interleaved(jpeg_job* job, int32_t kind) {
  si_image& image = *job->image;
  image.kind = kind;
  image.stride = image.width * (kind == SI_KIND_RGB ? 3 : 1);
  image.buffer_bytes = int64_t(image.stride) * image.height + SI_TAIL_BYTES;
  job->codec.out_color_space = kind == SI_KIND_RGB ? JCS_RGB : JCS_GRAYSCALE;
}

void plan(jpeg_job* job) {
  jpeg_decompress_struct& codec = job->codec;
  const si_header& header = *job->request->header;
  if (jpeg_read_header(&codec, TRUE) != JPEG_HEADER_OK) leave(job, SI_CORRUPT, SI_REASON_PIXELS_MISSING, 0, 0);
  if (int64_t(codec.image_width) != header.width || int64_t(codec.image_height) != header.height)
    leave(job, SI_CORRUPT, SI_REASON_PIXEL_DATA, 0, 0);
  codec.scale_num = 1;
  codec.scale_denom = unsigned(job->image->scale_denominator);
  codec.dct_method = JDCT_ISLOW;
  codec.do_block_smoothing = FALSE;
  jpeg_calc_output_dimensions(&codec);
  job->image->width = int32_t(codec.output_width);
  job->image->height = int32_t(codec.output_height);
  const bool planar = job->request->layout == SI_LAYOUT_PLANAR;
  if (planar && planar_possible(codec)) plan_planes(job);
  else if (planar && codec.num_components == 1) plan_interleaved(job, SI_KIND_GRAY);
  else plan_interleaved(job, SI_KIND_RGB);
}

void read_planes(jpeg_job* job) {
  jpeg_decompress_struct& codec = job->codec;
  const si_image& image = *job->image;
  JSAMPROW rows[3][most_rows];
  JSAMPARRAY planes[3] = {rows[0], rows[1], rows[2]};
  const JDIMENSION step = JDIMENSION(codec.max_v_samp_factor * least_dct_height(codec));
  for (int64_t mcu = 0; codec.output_scanline < codec.output_height; mcu++) {
    for (int c = 0; c < 3; c++) {
      const int64_t count = codec.comp_info[c].v_samp_factor * dct_height(codec.comp_info[c]);
      const int64_t stride = c ? image.chroma_stride : image.stride;
      for (int64_t r = 0; r < count; r++) rows[c][r] = job->request->buffer + image.plane[c] + (mcu * count + r) * stride;
    }
    if (jpeg_read_raw_data(&codec, planes, step) == 0) leave(job, SI_CORRUPT, SI_REASON_PIXEL_DATA, 0, 0);
  }
}

void read_rows(jpeg_job* job) {
  jpeg_decompress_struct& codec = job->codec;
  while (codec.output_scanline < codec.output_height) {
    JSAMPROW row = job->request->buffer + int64_t(codec.output_scanline) * job->image->stride;
    if (jpeg_read_scanlines(&codec, &row, 1) == 0) leave(job, SI_CORRUPT, SI_REASON_PIXEL_DATA, 0, 0);
  }
}

// A file of several scans is whole only when its end was reached and every component has its lowest frequency.
void require_all_scans(jpeg_job* job) {
  const jpeg_decompress_struct& codec = job->codec;
  if (job->ran_out) leave(job, SI_TRUNCATED, SI_REASON_END_OF_DATA, 1, 0);
  if (!codec.progressive_mode || !codec.coef_bits) return;
  for (int c = 0; c < codec.num_components; c++)
    if (codec.coef_bits[c][0] < 0) leave(job, SI_TRUNCATED, SI_REASON_PIXELS_MISSING, codec.num_components, c);
}

}  // namespace

int32_t decode_jpeg(const decode_request& request, si_image* image, si_fault* fault) {
  jpeg_job job;
  memset(&job, 0, sizeof job);
  job.request = &request;
  job.image = image;
  job.fault = fault;
  if (setjmp(job.escape) != 0) {
    jpeg_destroy_decompress(&job.codec);
    return job.status;
  }
  open(&job);
  plan(&job);
  if (!request.buffer || request.capacity < image->buffer_bytes) {
    jpeg_destroy_decompress(&job.codec);
    return SI_BUFFER_TOO_SMALL;
  }
  jpeg_start_decompress(&job.codec);
  if (jpeg_has_multiple_scans(&job.codec)) require_all_scans(&job);
  if (job.codec.raw_data_out) read_planes(&job);
  else read_rows(&job);
  memset(request.buffer + image->buffer_bytes - SI_TAIL_BYTES, 0, SI_TAIL_BYTES);
  jpeg_destroy_decompress(&job.codec);
  return SI_OK;
}

}  // namespace si
