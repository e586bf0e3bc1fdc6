#include "faulty_disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { DISKS = 256, NAME = 128 };

/// The write-ahead log of a ledger, which outlives the connection that wrote it: a few pages for each commit are cheaper to
/// keep here than by the kernel.
typedef struct log {
  struct log *next;
  char *name;
  unsigned char *bytes;
  sqlite3_int64 size, room;
  // Whether there is such a file.
  int exists;
} log;

typedef struct {
  char name[NAME];
  faulty_manner manner;
  int64_t left;
  int64_t failures;
  int paused;
  log *logs;
} disk;

typedef struct {
  sqlite3_file base;
  disk *disk;
  log *log;
  // Where it is no log, the real file lies behind this one.
} file;

static disk disks[DISKS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *real;

/// The disk of a folder; a new one where there is none and it is wanted.
static disk *find(const char *folder, int wanted) {
  for (int i = 0; i < DISKS; i++) {
    if (strcmp(disks[i].name, folder) == 0) return &disks[i];
  }
  for (int i = 0; wanted && i < DISKS; i++) {
    if (disks[i].name[0] != 0) continue;
    strncpy(disks[i].name, folder, NAME - 1);
    return &disks[i];
  }
  return NULL;
}

/// The disk on which a file lies; NULL for a file that never fails.
static disk *under(const char *path) {
  for (int i = 0; path != NULL && i < DISKS; i++) {
    size_t length = strlen(disks[i].name);
    if (length > 0 && strncmp(path, disks[i].name, length) == 0 && path[length] == '/') return &disks[i];
  }
  return NULL;
}

static sqlite3_file *behind(sqlite3_file *f) { return (sqlite3_file *)((file *)f + 1); }
static const sqlite3_io_methods *methods(sqlite3_file *f) { return behind(f)->pMethods; }

/// The result code of the next operation on a disk.
static int fails(disk *d, int reading) {
  int code = SQLITE_OK;
  pthread_mutex_lock(&lock);
  if (d != NULL && !d->paused && d->manner != FAULTY_NONE && (d->manner == FAULTY_READ) == reading) {
    if (d->left > 0) {
      d->left--;
    } else {
      d->failures++;
      code = d->manner == FAULTY_FULL ? SQLITE_FULL : reading ? SQLITE_IOERR_READ : SQLITE_IOERR_WRITE;
    }
  }
  pthread_mutex_unlock(&lock);
  return code;
}

static int close_file(sqlite3_file *f) { return methods(f) ? methods(f)->xClose(behind(f)) : SQLITE_OK; }

static int read_log(const log *l, void *to, int count, sqlite3_int64 at) {
  sqlite3_int64 there = l->size - at < 0 ? 0 : l->size - at < count ? l->size - at : count;
  if (there > 0) memcpy(to, l->bytes + at, (size_t)there);
  if (there == count) return SQLITE_OK;
  memset((char *)to + there, 0, (size_t)(count - there));
  return SQLITE_IOERR_SHORT_READ;
}

static int write_log(log *l, const void *from, int count, sqlite3_int64 at) {
  if (at + count > l->room) {
    sqlite3_int64 room = (at + count) * 2;
    unsigned char *bytes = realloc(l->bytes, (size_t)room);
    if (bytes == NULL) return SQLITE_NOMEM;
    l->bytes = bytes;
    l->room = room;
  }
  if (at > l->size) memset(l->bytes + l->size, 0, (size_t)(at - l->size));
  memcpy(l->bytes + at, from, (size_t)count);
  if (at + count > l->size) l->size = at + count;
  return SQLITE_OK;
}

static int read_file(sqlite3_file *f, void *to, int count, sqlite3_int64 at) {
  int code = fails(((file *)f)->disk, 1);
  if (code) return code;
  log *l = ((file *)f)->log;
  return l ? read_log(l, to, count, at) : methods(f)->xRead(behind(f), to, count, at);
}

static int write_file(sqlite3_file *f, const void *from, int count, sqlite3_int64 at) {
  int code = fails(((file *)f)->disk, 0);
  if (code) return code;
  log *l = ((file *)f)->log;
  return l ? write_log(l, from, count, at) : methods(f)->xWrite(behind(f), from, count, at);
}

static int truncate_file(sqlite3_file *f, sqlite3_int64 size) {
  log *l = ((file *)f)->log;
  if (l == NULL) return methods(f)->xTruncate(behind(f), size);
  if (size < l->size) l->size = size;
  return SQLITE_OK;
}

static int sync_file(sqlite3_file *f, int flags) {
  int code = fails(((file *)f)->disk, 0);
  if (code) return code == SQLITE_IOERR_WRITE ? SQLITE_IOERR_FSYNC : code;
  return ((file *)f)->log ? SQLITE_OK : methods(f)->xSync(behind(f), flags);
}

static int size_of_file(sqlite3_file *f, sqlite3_int64 *size) {
  log *l = ((file *)f)->log;
  if (l == NULL) return methods(f)->xFileSize(behind(f), size);
  *size = l->size;
  return SQLITE_OK;
}
// A log is never locked: the ledger's file is.
static int lock_file(sqlite3_file *f, int level) {
  return ((file *)f)->log ? SQLITE_OK : methods(f)->xLock(behind(f), level);
}
static int unlock_file(sqlite3_file *f, int level) {
  return ((file *)f)->log ? SQLITE_OK : methods(f)->xUnlock(behind(f), level);
}
static int check_lock(sqlite3_file *f, int *out) {
  if (((file *)f)->log == NULL && methods(f)->xCheckReservedLock) return methods(f)->xCheckReservedLock(behind(f), out);
  *out = 0;
  return SQLITE_OK;
}
static int control(sqlite3_file *f, int op, void *arg) {
  return !((file *)f)->log && methods(f)->xFileControl ? methods(f)->xFileControl(behind(f), op, arg) : SQLITE_NOTFOUND;
}
static int sector(sqlite3_file *f) {
  return !((file *)f)->log && methods(f)->xSectorSize ? methods(f)->xSectorSize(behind(f)) : 4096;
}
static int characteristics(sqlite3_file *f) {
  return !((file *)f)->log && methods(f)->xDeviceCharacteristics ? methods(f)->xDeviceCharacteristics(behind(f)) : 0;
}
static int shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
  return methods(f)->xShmMap(behind(f), page, size, extend, out);
}
static int shm_lock(sqlite3_file *f, int at, int count, int flags) {
  return methods(f)->xShmLock(behind(f), at, count, flags);
}
static void shm_barrier(sqlite3_file *f) { methods(f)->xShmBarrier(behind(f)); }
static int shm_unmap(sqlite3_file *f, int delete) { return methods(f)->xShmUnmap(behind(f), delete); }

// Version 2: no mapping of the file, so that every read and write comes by here.
static const sqlite3_io_methods faulty_methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_lock,
    .xFileControl = control,
    .xSectorSize = sector,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

/// The log of that name on a disk; a new one where there is none and it is wanted.
static log *log_on(disk *d, const char *name, int wanted) {
  for (log *l = d->logs; l != NULL; l = l->next) {
    if (strcmp(l->name, name) == 0) return l;
  }
  log *l = wanted ? calloc(1, sizeof *l) : NULL;
  if (l == NULL || (l->name = strdup(name)) == NULL) {
    free(l);
    return NULL;
  }
  l->next = d->logs;
  d->logs = l;
  return l;
}

/// The log that lies under a path; NULL where none does.
static log *existing(const char *path) {
  pthread_mutex_lock(&lock);
  disk *d = under(path);
  log *l = d ? log_on(d, path, 0) : NULL;
  pthread_mutex_unlock(&lock);
  return l && l->exists ? l : NULL;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int sync) {
  (void)vfs;
  log *l = existing(name);
  if (l == NULL) return real->xDelete(real, name, sync);
  l->exists = 0;
  l->size = 0;
  return SQLITE_OK;
}

static int access_file(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
  (void)vfs;
  log *l = existing(name);
  if (l == NULL) return real->xAccess(real, name, flags, out);
  // As SQLite has it for files: an empty one is as good as none.
  *out = flags != SQLITE_ACCESS_EXISTS || l->size > 0;
  return SQLITE_OK;
}

static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out) {
  (void)vfs;
  memset(f, 0, sizeof(file));
  file *own = (file *)f;
  pthread_mutex_lock(&lock);
  own->disk = under(name);
  if (own->disk != NULL && (flags & SQLITE_OPEN_WAL)) own->log = log_on(own->disk, name, 1);
  pthread_mutex_unlock(&lock);
  if (own->log != NULL) {
    own->log->exists = 1;
    if (out != NULL) *out = flags;
    f->pMethods = &faulty_methods;
    return SQLITE_OK;
  }
  int code = real->xOpen(real, name, behind(f), flags, out);
  f->pMethods = code == SQLITE_OK ? &faulty_methods : NULL;
  return code;
}

int faulty_register(void) {
  static sqlite3_vfs vfs;
  // Caches that grow by single pages: a statement that makes a small table of its own is cheaper so. Where SQLite
  // runs already this is refused, and everything is as usual.
  (void)sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
  if (sqlite3_initialize() != SQLITE_OK) return SQLITE_ERROR;
  pthread_mutex_lock(&lock);
  int code = SQLITE_OK;
  if (real == NULL) {
    real = sqlite3_vfs_find(NULL);
    vfs = *real;
    vfs.pNext = NULL;
    vfs.zName = "faulty";
    vfs.szOsFile = (int)sizeof(file) + real->szOsFile;
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    vfs.xAccess = access_file;
    code = sqlite3_vfs_register(&vfs, 1);
  }
  pthread_mutex_unlock(&lock);
  return code;
}

int faulty_set(const char *folder, faulty_manner manner, int64_t after) {
  if (strlen(folder) >= NAME) return 0;
  pthread_mutex_lock(&lock);
  disk *d = find(folder, 1);
  if (d != NULL) {
    d->manner = manner;
    d->left = after;
    d->failures = 0;
  }
  pthread_mutex_unlock(&lock);
  return d != NULL;
}

void faulty_pause(const char *folder, int paused) {
  pthread_mutex_lock(&lock);
  disk *d = find(folder, 0);
  if (d != NULL) d->paused = paused;
  pthread_mutex_unlock(&lock);
}

void faulty_forget(const char *folder) {
  pthread_mutex_lock(&lock);
  disk *d = find(folder, 0);
  // Files that are still open keep pointing to it: it is well from now on, and its place may be taken.
  for (log *l = d ? d->logs : NULL; l != NULL;) {
    log *next = l->next;
    free(l->bytes);
    free(l->name);
    free(l);
    l = next;
  }
  if (d != NULL) memset(d, 0, sizeof *d);
  pthread_mutex_unlock(&lock);
}

int64_t faulty_failures(const char *folder) {
  pthread_mutex_lock(&lock);
  disk *d = find(folder, 0);
  int64_t count = d ? d->failures : 0;
  pthread_mutex_unlock(&lock);
  return count;
}
