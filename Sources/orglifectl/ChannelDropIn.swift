import ArgumentParser
import Foundation

/// What a channel's unit may do, as a drop-in for orglife-plugin@CHANNEL.service.
struct ChannelDropIn {
  let text: String

  /// - Throws: where a word cannot stand in a unit's file, or there is no such plugin.
  init(
    plugin: String?, program: String?, network: Bool, credentials: [String], folders: [String], user: String?
  ) throws {
    var lines: [String]
    if let plugin {
      lines = try ChannelDropIn.shipped(plugin)
    } else {
      let program = try ChannelDropIn.path(program ?? "", "--program")
      lines = [
        "[Service]",
        "# An empty line first: what another drop-in says is replaced.",
        "ExecStart=", "ExecStart=\(program) --idle-exit=30",
      ]
      // Programs outside of /usr may not be run else.
      if !program.hasPrefix("/usr/") { lines.append("ExecPaths=\(program)") }
    }
    if network, plugin != "email" { lines += ChannelDropIn.network }
    for credential in credentials {
      let parts = credential.split(separator: ":", maxSplits: 1).map(String.init)
      guard let name = parts.first, !name.contains("/"), ChannelDropIn.isWord(name) else {
        throw ValidationError("--credential wants NAME or NAME:FILE, not “\(credential)”.")
      }
      let file = try parts.count > 1 ? ":" + ChannelDropIn.path(parts[1], "--credential") : ""
      lines.append("LoadCredential=\(name)\(file)")
    }
    for folder in folders { lines.append("ReadWritePaths=\(try ChannelDropIn.path(folder, "--write"))") }
    if let user {
      guard ChannelDropIn.isWord(user) else { throw ValidationError("“\(user)” is no login.") }
      lines += ["DynamicUser=no", "User=\(user)"]
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  private static let network = [
    "PrivateNetwork=no", "IPAddressDeny=", "RestrictAddressFamilies=",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
  ]

  /// The drop-in that came with the plugin.
  private static func shipped(_ plugin: String) throws -> [String] {
    let folder = folderOfThisProgram + "/../share/orglifed/channels"
    guard isWord(plugin), !plugin.contains("/"),
      let text = try? String(contentsOfFile: "\(folder)/\(plugin).conf", encoding: .utf8)
    else {
      throw Exit.saying(
        "no plugin \(plugin) came with this program; name your own with --program", Exit.noSuchThing)
    }
    return text.split(separator: "\n").flatMap { line in
      line.hasPrefix("ExecStart=") ? ["ExecStart=", String(line)] : [String(line)]
    }
  }

  private static var folderOfThisProgram: String {
    let path =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: path).deletingLastPathComponent().path
  }

  private static func path(_ text: String, _ option: String) throws -> String {
    guard text.hasPrefix("/"), isWord(text), !text.split(separator: "/").contains("..") else {
      throw ValidationError("\(option) wants an absolute path without spaces or “..”, not “\(text)”.")
    }
    return text
  }

  /// Nothing that means something else in a unit's file: specifiers, quotes, spaces, line ends.
  private static func isWord(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
          || "._-/+@".unicodeScalars.contains($0)
      }
  }
}
