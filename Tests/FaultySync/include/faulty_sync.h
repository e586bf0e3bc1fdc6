#pragma once

/// The environment variable that names a file: as long as it is there, nothing of a ledger can be brought onto the disk.
#define FAULTY_SYNC "FAULTY_SYNC"
