/* sinative: image decoding and tensor preparation for SocialInsurance.Interop.
 *
 * Rules of this ABI: fixed-width types only; every structure is plain data with the same layout in C#;
 * every function returns a status; nothing throws, prints or aborts; no global state except the
 * kernel switch (atomic). All functions may be called from several threads at once on different buffers.
 */
#ifndef SINATIVE_H
#define SINATIVE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SI_API __attribute__((visibility("default")))

/* Raised with every change of a signature, a structure or the meaning of a value. */
#define SI_ABI_VERSION 1

/* 0..9 equal ImageStatus in C#. */
enum si_status {
  SI_OK = 0,
  SI_EMPTY = 1,
  SI_UNKNOWN_FORMAT = 2,
  SI_TRUNCATED = 3,
  SI_TOO_LARGE = 4,
  SI_UNSUPPORTED_COLOUR = 5,
  SI_UNSUPPORTED_DEPTH = 6,
  SI_TOO_MANY_SCANS = 7,
  SI_CORRUPT = 8,
  SI_OUT_OF_MEMORY = 9,
  SI_BUFFER_TOO_SMALL = 100, /* not a fault of the file: call again with si_image.buffer_bytes bytes */
  SI_BAD_ARGUMENT = 101      /* a broken contract of the caller */
};

/* What exactly was wrong; equals FaultReason in C#, which turns it into words. */
enum si_reason {
  SI_REASON_NONE = 0,
  SI_REASON_NO_BYTES = 1,           /* the file has no bytes */
  SI_REASON_ENCODED_BYTES = 2,      /* expected: limit in bytes; found: length of the file */
  SI_REASON_SIGNATURE = 3,          /* neither JPEG nor PNG; found: the byte that differs */
  SI_REASON_END_OF_DATA = 4,        /* the file ends where more was announced; expected: bytes still needed */
  SI_REASON_MARKER = 5,             /* JPEG: expected 0xFF; found: the byte */
  SI_REASON_SEGMENT_LENGTH = 6,     /* JPEG: expected: least length; found: length of the segment */
  SI_REASON_CODING_PROCESS = 7,     /* JPEG: not baseline, extended or progressive Huffman; found: marker */
  SI_REASON_ZERO_SIDE = 8,          /* width or height of zero */
  SI_REASON_SIDE = 9,               /* expected: limit in pixels; found: side */
  SI_REASON_PIXELS = 10,            /* expected: limit in pixels; found: width x height */
  SI_REASON_COMPONENTS = 11,        /* found: number of components (2, 4: CMYK or YCCK) */
  SI_REASON_SAMPLE_BITS = 12,       /* expected: 8; found: bits per sample */
  SI_REASON_SCANS = 13,             /* expected: limit; found: the scan that exceeded it */
  SI_REASON_HEADER_CHUNK = 14,      /* PNG: IHDR of 13 bytes must come first; found: length */
  SI_REASON_HEADER_FIELD = 15,      /* PNG: a field of IHDR outside the standard; found: its value */
  SI_REASON_PIXEL_DATA = 16,        /* the compressed pixels contradict themselves */
  SI_REASON_WORKING_BYTES = 17,     /* expected: limit in bytes of the codec's own memory */
  SI_REASON_ALLOCATION = 18,        /* the system gave no memory */
  SI_REASON_SAMPLING = 19,          /* JPEG: component sampling that cannot be converted */
  SI_REASON_PIXELS_MISSING = 20     /* the compressed pixels end too early */
};

enum si_format { SI_FORMAT_UNKNOWN = 0, SI_FORMAT_JPEG = 1, SI_FORMAT_PNG = 2 };
enum si_colour { SI_COLOUR_UNKNOWN = 0, SI_COLOUR_GRAY = 1, SI_COLOUR_YCBCR = 2, SI_COLOUR_RGB = 3, SI_COLOUR_CMYK = 4 };
enum si_layout { SI_LAYOUT_PLANAR = 0, SI_LAYOUT_RGB = 1 };
enum si_kind { SI_KIND_YUV = 0, SI_KIND_RGB = 1, SI_KIND_GRAY = 2 };
enum si_order { SI_ORDER_RGB = 0, SI_ORDER_BGR = 1, SI_ORDER_GRAY = 2 };
enum si_border { SI_BORDER_CONSTANT = 0, SI_BORDER_REPLICATE = 1, SI_BORDER_REFLECT101 = 2 };
enum si_kernel { SI_KERNEL_AUTO = -1, SI_KERNEL_SCALAR = 0, SI_KERNEL_AVX2 = 1, SI_KERNEL_AVX512 = 2 };

typedef struct si_header {
  int32_t format;          /* si_format */
  int32_t width, height;   /* pixels, as stored (before EXIF orientation) */
  int32_t orientation;     /* EXIF 1..8; 1 when absent or invalid */
  int32_t components;      /* JPEG: of the frame; PNG: samples a pixel, 1 for a palette index */
  int32_t bits_per_sample;
  int32_t progressive;     /* JPEG: progressive; PNG: interlaced */
  int32_t colour;          /* si_colour */
} si_header;

typedef struct si_limits {
  int64_t max_encoded_bytes;
  int64_t max_pixels;        /* width x height as stored */
  int64_t max_working_bytes; /* the codec's own memory, without the destination */
  int32_t max_side;          /* pixels */
  int32_t max_scans;
} si_limits;

typedef struct si_fault {
  int32_t status;  /* si_status */
  int32_t reason;  /* si_reason */
  int64_t offset;  /* bytes from the start of the file */
  int64_t expected, found; /* meaning: see si_reason */
} si_fault;

/* Decoded pixels. Planes are offsets into the destination buffer, which the caller owns.
 * Geometry is as stored; orientation is applied by si_warp. */
typedef struct si_image {
  int32_t kind;                         /* si_kind */
  int32_t width, height;                /* pixels after reduction */
  int32_t chroma_width, chroma_height;  /* samples; 0 unless SI_KIND_YUV */
  int32_t stride, chroma_stride;        /* bytes */
  int32_t orientation;                  /* 1..8 */
  int32_t scale_denominator;            /* 1, 2, 4, 8 */
  float chroma_ratio_x, chroma_ratio_y; /* chroma samples per pixel; siting is centred (JFIF) */
  int32_t reserved;
  int64_t plane[3];                     /* bytes: Y Cb Cr | RGB24 | gray */
  int64_t buffer_bytes;                 /* needed for the planes and SI_TAIL_BYTES after them */
} si_image;

/* Readable bytes after the last plane: vector gathers read 4 bytes at every sample. */
#define SI_TAIL_BYTES 64

typedef struct si_warp_spec {
  /* destination pixel centre (x, y) -> oriented source pixel centre:
   * sx = map[0] x + map[1] y + map[2];  sy = map[3] x + map[4] y + map[5] */
  float map[6];
  int32_t width, height; /* destination pixels */
  int32_t order;         /* si_order: channels in destination order */
  int32_t border;        /* si_border */
  float border_value;    /* level 0..255, every channel, before scale and offset */
  float scale[3], offset[3]; /* per destination channel: out = level * scale + offset */
} si_warp_spec;

SI_API int32_t si_abi_version(void);

/* Reads the header only; allocates nothing. `fault` is written on failure, `header` as far as known. */
SI_API int32_t si_probe(const uint8_t* data, int64_t size, const si_limits* limits, si_header* header, si_fault* fault);

/* Bytes that si_decode will need, in image->buffer_bytes; image has the final geometry. */
SI_API int32_t si_decode_size(const uint8_t* data, int64_t size, const si_limits* limits, int32_t minimum_short_side,
                              int32_t layout, si_header* header, si_image* image, si_fault* fault);

/* Decodes at the largest reduction 1/1, 1/2, 1/4, 1/8 that keeps the short side >= minimum_short_side (0: full size).
 * Probes again inside. SI_BUFFER_TOO_SMALL leaves the buffer untouched and tells image->buffer_bytes.
 * On any other failure the buffer's content is undefined (and may hold part of the picture). */
SI_API int32_t si_decode(const uint8_t* data, int64_t size, const si_limits* limits, int32_t minimum_short_side,
                         int32_t layout, uint8_t* buffer, int64_t capacity, si_header* header, si_image* image,
                         si_fault* fault);

/* One pass: orientation, affine map, bilinear samples, colour, scale and offset -> float32 NCHW planes.
 * destination_floats must be channels * width * height. A coordinate that is not finite lies outside. */
SI_API int32_t si_warp(const uint8_t* buffer, int64_t capacity, const si_image* image, const si_warp_spec* spec,
                       float* destination, int64_t destination_floats);

SI_API int32_t si_kernel_active(void);            /* si_kernel that si_warp uses now */
SI_API int32_t si_kernel_supported(int32_t level); /* 1 when this build and this CPU have it */
SI_API int32_t si_kernel_force(int32_t level);    /* tests only; SI_BAD_ARGUMENT when not supported */

#ifdef __cplusplus
}
#endif
#endif
