#pragma once
#include <stdint.h>

/// A disk for SQLite that fails when it is told to: a VFS over the usual one, and the default once it is registered.
///
/// A disk is a folder; files in no such folder never fail.
typedef enum { FAULTY_NONE, FAULTY_FULL, FAULTY_WRITE, FAULTY_READ } faulty_manner;

/// Registers the VFS. Called again it does nothing. Returns an SQLite result code.
int faulty_register(void);

/// From the n-th write (or read) on, of those that come after this call, the disk fails in this manner; n counts from 0.
/// FAULTY_NONE makes it well. To be told of a disk before its files are opened. Returns 0 where the name is too long or there
/// are too many disks.
int faulty_set(const char *folder, faulty_manner manner, int64_t after);

/// While it is paused the disk is well, and nothing is counted; then it goes on as it was told before.
void faulty_pause(const char *folder, int paused);

/// A disk that is not needed any more; its files are to be closed.
void faulty_forget(const char *folder);

/// How often the disk has failed since it was last told how.
int64_t faulty_failures(const char *folder);
