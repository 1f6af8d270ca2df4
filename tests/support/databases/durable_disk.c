/* Plays a slow disk whose power can be cut: preloaded into a process, it copies each file of the
 * folder DURABLE_FROM to the folder DURABLE_TO when the file has been synced. What is not in the
 * copies would be lost with the power. Once DURABLE_TO has a file named "cut", nothing is copied.
 *
 * Reads by the descriptor that was synced: closing another one would release the file's locks. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void copy(int from, const char *name, const char *folder) {
  char part[PATH_MAX], whole[PATH_MAX], cut[PATH_MAX], buffer[65536];
  snprintf(part, sizeof part, "%s/%s.part", folder, name);
  snprintf(whole, sizeof whole, "%s/%s", folder, name);
  snprintf(cut, sizeof cut, "%s/cut", folder);
  int to = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ssize_t length;
  for (off_t at = 0; (length = pread(from, buffer, sizeof buffer, at)) > 0; at += length) {
    if (write(to, buffer, length) != length) abort();
  }
  close(to);
  if (access(cut, F_OK) != 0) rename(part, whole);
}

static int synced(int file, const char *function) {
  int (*sync)(int) = (int (*)(int)) dlsym(RTLD_NEXT, function);
  char link[64], path[PATH_MAX];
  const char *from = getenv("DURABLE_FROM"), *to = getenv("DURABLE_TO");
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  int is_ours = from && to && length > 0 && strncmp(path, from, strlen(from)) == 0;
  /* So that an acknowledgement before the sync is over would be noticed. */
  if (is_ours) usleep(10000);
  int result = sync(file);
  if (!is_ours || result != 0) return result;
  path[length] = 0;
  copy(file, strrchr(path, '/') + 1, to);
  return result;
}

int fsync(int file) { return synced(file, "fsync"); }
int fdatasync(int file) { return synced(file, "fdatasync"); }
