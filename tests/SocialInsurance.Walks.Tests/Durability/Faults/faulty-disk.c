/* Stands between a process and the C library: while the file named by FAULTY_DISK_SWITCH exists, writes (its content "enospc") or
 * flushes ("eio") to files under FAULTY_DISK_FOLDER fail as a full or a failing disk lets them fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_under_folder(int fd) {
  const char *folder = getenv("FAULTY_DISK_FOLDER");
  char link[64], path[4096];
  ssize_t length;
  if (!folder) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

static int fault(int fd, const char *kind, int number) {
  const char *name = getenv("FAULTY_DISK_SWITCH");
  char found[16] = {0};
  int before = errno, control;
  if (!name || (control = open(name, O_RDONLY | O_CLOEXEC)) < 0) { errno = before; return 0; }
  ssize_t length = read(control, found, sizeof found - 1);
  close(control);
  if (length <= 0 || strncmp(found, kind, strlen(kind)) != 0 || !is_under_folder(fd)) { errno = before; return 0; }
  errno = number;
  return 1;
}

#define NEXT(name, type) ((type)dlsym(RTLD_NEXT, name))

ssize_t pwrite(int fd, const void *buffer, size_t size, off_t at) {
  return fault(fd, "enospc", ENOSPC) ? -1 : NEXT("pwrite", ssize_t (*)(int, const void *, size_t, off_t))(fd, buffer, size, at);
}

ssize_t pwrite64(int fd, const void *buffer, size_t size, off64_t at) {
  return fault(fd, "enospc", ENOSPC) ? -1 : NEXT("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(fd, buffer, size, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  return fault(fd, "enospc", ENOSPC) ? -1 : NEXT("pwritev", ssize_t (*)(int, const struct iovec *, int, off_t))(fd, parts, count, at);
}

ssize_t write(int fd, const void *buffer, size_t size) {
  return fault(fd, "enospc", ENOSPC) ? -1 : NEXT("write", ssize_t (*)(int, const void *, size_t))(fd, buffer, size);
}

int fsync(int fd) { return fault(fd, "eio", EIO) ? -1 : NEXT("fsync", int (*)(int))(fd); }

int fdatasync(int fd) { return fault(fd, "eio", EIO) ? -1 : NEXT("fdatasync", int (*)(int))(fd); }
