import Glibc
import PluginKit
import Varlink

/// The suite that every plugin passes: from a Swift test, or over the wire against any executable.
///
/// ```swift
/// let suite = PluginConformance(settings: ["folder": "/tmp/drop"])
/// for finding in await suite.check(executable: "/usr/lib/orglife/plugins/orglife-plugin-filedrop") { print(finding) }
/// ```
public struct PluginConformance: Sendable {
  /// Settings that are to be refused.
  public struct BadSettings: Sendable {
    public var settings: JSONValue
    /// The setting that the refusal has to name.
    public var names: String

    public init(_ settings: JSONValue, names: String) {
      self.settings = settings
      self.names = names
    }
  }

  public var settings: JSONValue
  public var badSettings: [BadSettings]
  /// The recipient's address in the notices; nil for a channel that needs none.
  public var address: String?
  /// Whether something may really be delivered to that address.
  public var mayDeliver: Bool
  /// Counts what arrived at the channel since it was made; without it the suite cannot see a second copy.
  public var arrivals: (@Sendable () async throws -> Int)?

  public init(
    settings: JSONValue, badSettings: [BadSettings] = [], address: String? = nil, mayDeliver: Bool = true,
    arrivals: (@Sendable () async throws -> Int)? = nil
  ) {
    self.settings = settings
    self.badSettings = badSettings
    self.address = address
    self.mayDeliver = mayDeliver
    self.arrivals = arrivals
  }

  /// Starts the executable twice, tries everything, and ends what it started.
  ///
  /// - Parameter environment: `NAME=value`, such as `CREDENTIALS_DIRECTORY=…`.
  public func check(executable: String, environment: [String] = []) async -> [Finding] {
    let first: PluginProcess
    let second: PluginProcess
    do {
      first = try await PluginProcess.start(executable, environment: environment)
    } catch { return [Finding("it serves where --varlink says", failure: "\(error)")] }
    do {
      second = try await PluginProcess.start(executable, environment: environment)
    } catch {
      _ = await first.end(SIGKILL, withinSeconds: 5)
      return [Finding("a second process serves another socket", failure: "\(error)")]
    }
    var findings = [Finding("it serves where --varlink says")]
    findings += await check(socket: first.socketPath, otherProcess: second.socketPath)
    findings.append(
      await claim("it leaves with status 0 within two seconds of SIGTERM") {
        guard let status = await first.end(SIGTERM, withinSeconds: 2) else { throw Refuted("it still ran") }
        guard status == 0 else { throw Refuted("its status was \(status)") }
      })
    findings.append(
      await claim("it leaves when its lifeline ends") {
        await second.cutLifeline()
        guard let status = await second.end(0, withinSeconds: 2) else { throw Refuted("it still ran") }
        guard status == 0 else { throw Refuted("its status was \(status)") }
      })
    return findings
  }

  /// Tries everything that a connection can show.
  ///
  /// - Parameter otherProcess: the socket of a second process of the same plugin, to compare what it renders.
  public func check(socket path: String, otherProcess: String? = nil) async -> [Finding] {
    var findings: [Finding] = []
    for (text, trial) in trials(path, otherProcess) { findings.append(await claim(text, trial)) }
    return findings
  }

  typealias Trial = @Sendable () async throws -> Void

  private func trials(_ path: String, _ other: String?) -> [(String, Trial)] {
    let introspection = Introspection(path: path)
    let configuring = Configuring(path: path, suite: self)
    let delivering = Delivering(path: path, otherPath: other, suite: self)
    let strangers = Strangers(path: path, suite: self)
    return introspection.trials + configuring.trials + delivering.trials + strangers.trials
  }

  private func claim(_ text: String, _ trial: Trial) async -> Finding {
    do {
      try await trial()
      return Finding(text)
    } catch {
      return Finding(text, failure: "\(error)")
    }
  }

  func open(_ path: String) async throws -> PluginConnection {
    try await PluginConnection.open(
      path: path, settings: settings, revision: "conformance", timeoutSeconds: 30)
  }
}
