import CSystemd
import Glibc

/// What a plugin's process may use where the daemon starts it itself. Ample for a plugin that keeps the contract, whose
/// messages are of a megabyte at most.
struct PluginLimits: Hashable, Sendable {
  /// Bytes of memory of its own (RLIMIT_DATA).
  #if ADDRESS_SANITIZER
    // The sanitizer itself takes terabytes, of addresses only.
    var memoryBytes: UInt = .max
  #else
    var memoryBytes: UInt = 512 << 20
  #endif
  /// Bytes of one file (RLIMIT_FSIZE).
  var fileBytes: UInt = 64 << 20
  /// Open files (RLIMIT_NOFILE).
  var descriptors: UInt = 256

  /// Sets them for a process that was just started, and keeps it from writing a core. A process that is gone
  /// already needs none.
  func set(for process: Int32) {
    let limits = [
      (RLIMIT_DATA, memoryBytes), (RLIMIT_FSIZE, fileBytes), (RLIMIT_NOFILE, descriptors), (RLIMIT_CORE, 0),
    ]
    for (resource, most) in limits { _ = orglife_limit(process, Int32(resource.rawValue), most) }
  }
}
