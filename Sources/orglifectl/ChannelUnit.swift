import ArgumentParser
import Foundation
import OrgLifeCore

/// The units of one channel.
struct ChannelUnit {
  let channel: String

  /// - Throws: where that is no name of a channel: it becomes part of a path and of a command.
  init(_ channel: String) throws {
    guard Channel.ID(channel) != nil else {
      throw ValidationError("“\(channel)” is no name of a channel: letters, digits, “.”, “_” and “-”.")
    }
    self.channel = channel
  }

  var socket: String { "orglife-plugin@\(channel).socket" }
  var service: String { "orglife-plugin@\(channel).service" }
  var dropIn: String { "/etc/systemd/system/\(service).d/50-channel.conf" }

  /// Replaces the one that is there.
  func write(_ dropIn: ChannelDropIn) throws {
    let file = URL(fileURLWithPath: self.dropIn)
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(dropIn.text.utf8).write(to: file, options: .atomic)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    } catch {
      throw Exit.saying("cannot write \(file.path): \(error.localizedDescription)", Exit.cannotWrite)
    }
  }

  /// Asks the service manager; what it says is on standard error.
  ///
  /// - Throws: where it says no.
  static func manage(_ words: String...) throws {
    let texts = ["systemctl"] + words
    var arguments: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let started = posix_spawnp(&child, texts[0], nil, nil, &arguments, environ)
    guard started == 0 else {
      throw Exit.saying("cannot run systemctl: \(String(cString: strerror(started)))", Exit.no)
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else { throw Exit.saying("“\(texts.joined(separator: " "))” failed", Exit.no) }
  }

  /// For programs.
  struct Told: Encodable {
    var channel: String
    var socket: String
    var dropIn: String
    /// What the drop-in says; nil where it was not asked for.
    var text: String?
  }

  func told(_ text: String? = nil) -> Told {
    Told(channel: channel, socket: socket, dropIn: dropIn, text: text)
  }
}
