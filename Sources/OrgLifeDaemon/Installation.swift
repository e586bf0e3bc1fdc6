import Foundation
import OrgLifeCore
import OrgLifeDispatch
import PluginKit
import Varlink

/// Where things are: the folders that a daemon was started with.
public struct Installation: Sendable {
  public var config: String
  public var state: String
  public var runtime: String
  public var plugins: String
  /// Where the channels' sockets are, whose units the service manager starts; nil where the daemon starts its plugins.
  public var sockets: String?

  /// Below here each channel that is a unit has a folder of its own.
  static let stateOfUnits = "/var/lib/orglife-plugins"

  public init(
    config: String, state: String, runtime: String? = nil, plugins: String? = nil, sockets: String? = nil
  ) {
    self.config = Installation.absolute(config)
    self.state = Installation.absolute(state)
    self.runtime = Installation.absolute(runtime ?? state + "/run")
    self.plugins = Installation.absolute(plugins ?? Installation.folderOfThisProgram)
    self.sockets = sockets.map(Installation.absolute)
  }

  public var controlSocket: String { runtime + "/control" }

  /// The channel's plugin as a unit; nil where the daemon starts it.
  func unit(of channel: Channel.ID) -> PluginUnit? {
    sockets.map { PluginUnit(channel: channel, folder: $0) }
  }

  func executable(of channel: Channel) -> String { plugins + "/orglife-plugin-" + channel.plugin }

  /// The program that limits plugins and cleans up after them: beside the plugins, or beside this program.
  var keeper: String {
    let name = "/orglife-keeper"
    return FileManager.default.isExecutableFile(atPath: plugins + name)
      ? plugins + name : Installation.folderOfThisProgram + name
  }

  /// - Parameter number: 1 for the first program of this channel; another one after a reload has a socket of its own.
  func socket(of channel: Channel, number: Int = 1) -> String {
    runtime + "/plugin-\(channel.id)\(number == 1 ? "" : "~\(number)").sock"
  }

  /// What a plugin sees of the environment: where it is, nothing of the daemon's own.
  func environment(of channel: Channel) -> [String: String] {
    let usual = [
      "PATH", "HOME", "TZ", "LANG", "LD_LIBRARY_PATH", "CREDENTIALS_DIRECTORY", "SWIFT_BACKTRACE",
    ]
    #if DEBUG
      let inherited = usual + [CrashPoint.variable]
    #else
      let inherited = usual
    #endif
    let own = ProcessInfo.processInfo.environment
    var environment = Dictionary(
      uniqueKeysWithValues: inherited.compactMap { key in own[key].map { (key, $0) } })
    environment["ORGLIFE_CHANNEL"] = channel.id.text
    return environment
  }

  /// The channel's settings with `${state}` replaced: by the daemon's state folder, or by the channel's own where it is a
  /// unit, which can write nowhere else.
  func settings(of channel: Channel) throws -> JSONValue {
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(channel.settings.utf8))
    let folder = sockets == nil ? state : "\(Installation.stateOfUnits)/\(channel.id)"
    return Installation.replacing("${state}", with: folder, in: value)
  }

  private static func replacing(_ word: String, with folder: String, in value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(text.replacingOccurrences(of: word, with: folder))
    case .array(let values): .array(values.map { replacing(word, with: folder, in: $0) })
    case .object(let members): .object(members.mapValues { replacing(word, with: folder, in: $0) })
    case .null, .bool, .integer, .number: value
    }
  }

  private static var folderOfThisProgram: String {
    let path =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: path).deletingLastPathComponent().path
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }
}
