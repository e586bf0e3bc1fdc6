import FoundationEssentials
import Glibc

/// Where a plugin finds what its settings only name, and where its words go.
public struct PluginEnvironment: Sendable {
  /// Secrets, one a file; systemd's `LoadCredential=`.
  public var credentialsDirectory: String?
  public var stateDirectory: String?
  public var runtimeDirectory: String?
  private let write: @Sendable (Priority, String) -> Void

  /// As syslog counts.
  public enum Priority: Int, Sendable {
    case error = 3
    case warning, notice, info, debug
  }

  /// - Parameter log: where lines go; nil for standard error.
  public init(
    credentialsDirectory: String? = nil, stateDirectory: String? = nil, runtimeDirectory: String? = nil,
    log: (@Sendable (Priority, String) -> Void)? = nil
  ) {
    self.credentialsDirectory = credentialsDirectory
    self.stateDirectory = stateDirectory
    self.runtimeDirectory = runtimeDirectory
    write = log ?? StandardError.line
  }

  /// What systemd gave this process: `$CREDENTIALS_DIRECTORY`, `$STATE_DIRECTORY`, `$RUNTIME_DIRECTORY`.
  public static var ofThisProcess: PluginEnvironment {
    func directory(_ name: String) -> String? {
      // Several directories are separated by colons; the first is ours.
      getenv(name).flatMap { String(cString: $0).split(separator: ":").first.map(String.init) }
    }
    return PluginEnvironment(
      credentialsDirectory: directory("CREDENTIALS_DIRECTORY"), stateDirectory: directory("STATE_DIRECTORY"),
      runtimeDirectory: directory("RUNTIME_DIRECTORY"))
  }

  /// Writes one line for the operator. Never a secret, never a message's text.
  public func log(_ priority: Priority, _ text: String) { write(priority, text) }

  /// The text of a credential, without the line break at its end.
  ///
  /// Owner and mode of the file are systemd's affair and differ between its versions.
  ///
  /// - Throws: ``ChannelUnusable`` with what to do when it is not there.
  public func credential(_ name: String) throws(ChannelUnusable) -> String {
    guard let folder = credentialsDirectory else {
      throw ChannelUnusable(
        "the credential \(name) is not there, since this service was given none: add LoadCredential=\(name) to the "
          + "channel's unit")
    }
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
      throw ChannelUnusable("\(name) is no name of a credential")
    }
    return try Self.secret(at: "\(folder)/\(name)")
  }

  /// The text of a secret's file, without the line break at its end; at most 64 KiB.
  public static func secret(at path: String) throws(ChannelUnusable) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      throw ChannelUnusable("cannot read the secret in \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = read(file, &bytes, bytes.count)
    guard count > 0 else { throw ChannelUnusable("the secret in \(path) is empty or cannot be read") }
    var text = bytes[..<count]
    while let last = text.last, last == 10 || last == 13 { text.removeLast() }
    guard let secret = String(validating: text, as: UTF8.self), !secret.contains("\0") else {
      throw ChannelUnusable("the secret in \(path) is not UTF-8 text")
    }
    return secret
  }
}

/// Lines on standard error, which systemd takes into its journal.
enum StandardError {
  private static let isTerminal = isatty(2) == 1

  /// `<4>text`, or the text alone when a person is looking. One write, so that lines of several threads stay whole.
  static func line(_ priority: PluginEnvironment.Priority, _ text: String) {
    let flat = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let bytes = Array((isTerminal ? "\(flat)\n" : "<\(priority.rawValue)>\(flat)\n").utf8)
    _ = write(2, bytes, bytes.count)
  }
}
