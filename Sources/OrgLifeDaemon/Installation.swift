import Foundation
import OrgLifeCore
import PluginKit
import Varlink

/// Where things are: the folders that a daemon was started with.
public struct Installation: Sendable {
  public var config: String
  public var state: String
  public var runtime: String
  public var plugins: String

  public init(config: String, state: String, runtime: String? = nil, plugins: String? = nil) {
    self.config = Installation.absolute(config)
    self.state = Installation.absolute(state)
    self.runtime = Installation.absolute(runtime ?? state + "/run")
    self.plugins = Installation.absolute(plugins ?? Installation.folderOfThisProgram)
  }

  public var controlSocket: String { runtime + "/control" }

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

  /// The channel's settings with `${state}` replaced.
  func settings(of channel: Channel) throws -> JSONValue {
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(channel.settings.utf8))
    return replacing(value)
  }

  private func replacing(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(text.replacingOccurrences(of: "${state}", with: state))
    case .array(let values): .array(values.map(replacing))
    case .object(let members): .object(members.mapValues(replacing))
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
