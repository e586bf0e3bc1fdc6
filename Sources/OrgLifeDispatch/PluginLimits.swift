import CLinux
import Glibc

/// What a plugin's process may use where the daemon starts it itself. Ample for a plugin that keeps the contract, whose
/// messages are of a megabyte at most.
struct PluginLimits: Hashable, Sendable {
  /// Bytes of memory of its own (RLIMIT_DATA).
  #if SANITIZER
    // The sanitizer itself takes terabytes, of addresses only.
    var memoryBytes: UInt = .max
  #else
    var memoryBytes: UInt = 512 << 20
  #endif
  /// Bytes of one file (RLIMIT_FSIZE).
  var fileBytes: UInt = 64 << 20
  /// Open files (RLIMIT_NOFILE).
  var descriptors: UInt = 256

  /// As the keeper is told them. A core it never writes.
  var arguments: [String] {
    let limits = [
      (RLIMIT_DATA, memoryBytes), (RLIMIT_FSIZE, fileBytes), (RLIMIT_NOFILE, descriptors), (RLIMIT_CORE, 0),
    ]
    return limits.map { resource, most in "--limit=\(resource.rawValue):\(most)" }
  }
}
