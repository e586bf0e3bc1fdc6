import Glibc
import PluginKit
import Varlink

/// Probing, rendering, delivering.
struct Delivering {
  var path: String
  var otherPath: String?
  var suite: PluginConformance
  /// A word for this run's keys.
  private let run = "run\(getpid())-\(UInt32.random(in: 0 ... .max))"

  init(path: String, otherPath: String?, suite: PluginConformance) {
    self.path = path
    self.otherPath = otherPath
    self.suite = suite
  }

  var trials: [(String, PluginConformance.Trial)] {
    var trials: [(String, PluginConformance.Trial)] = [
      ("Probe answers and sends nothing", { try await sendingNothing { try await $0.probe() } }),
      (
        "rendering sends nothing",
        {
          try await sendingNothing { _ = try await $0.render(SampleNotices.reminder(address: suite.address)) }
        }
      ),
      ("render is pure: the same notice gives the same bytes, in every connection and process", purity),
      ("what is rendered survives the wire, and fits into it", survival),
    ]
    if suite.mayDeliver {
      trials += [
        ("a rendered notice is accepted, and arrives once", arrival),
        ("every sample, the hostile one too, is delivered or refused with a sentence", samples),
        ("a plugin that claims neverDoubled makes no second copy on a repeated attempt", repetition),
      ]
    }
    return trials
  }

  private func count() async throws -> Int { try await suite.arrivals?() ?? 0 }

  private func sendingNothing(_ body: (PluginConnection) async throws -> Void) async throws {
    let before = try await count()
    let plugin = try await suite.open(path)
    defer { plugin.close() }
    try await body(plugin)
    guard try await count() == before else { throw Refuted("something arrived") }
  }

  private func rendered(_ path: String) async throws -> [Payload] {
    let plugin = try await suite.open(path)
    defer { plugin.close() }
    var payloads: [Payload] = []
    for notice in SampleNotices.all(address: suite.address, run: "pure") {
      payloads.append(try await plugin.render(notice))
    }
    return payloads
  }

  private func purity() async throws {
    let first = try await rendered(path)
    guard first == (try await rendered(path)) else { throw Refuted("it differs in a second connection") }
    if let otherPath, first != (try await rendered(otherPath)) {
      throw Refuted("it differs in a second process")
    }
  }

  private func survival() async throws {
    for payload in try await rendered(path) {
      let bytes = try JSONText.bytes(of: payload)
      guard try JSONText.value(Payload.self, from: bytes) == payload else { throw Refuted("it changes") }
      guard bytes.count < VarlinkLimits.frameBytes - 4096 else {
        throw Refuted("it has \(bytes.count) bytes")
      }
      guard payload.contentType.contains("/") else {
        throw Refuted("\(payload.contentType) is no media type")
      }
    }
  }

  private func arrival() async throws {
    let before = try await count()
    let plugin = try await suite.open(path)
    defer { plugin.close() }
    let notice = SampleNotices.reminder(address: suite.address, run: "\(run)-once")
    try await accepted(plugin, try await plugin.render(notice), key: notice.key, number: 1)
    let arrived = try await count() - before
    guard suite.arrivals == nil || arrived == 1 else { throw Refuted("\(arrived) arrived") }
  }

  private func samples() async throws {
    let plugin = try await suite.open(path)
    defer { plugin.close() }
    for notice in SampleNotices.all(address: suite.address, run: "\(run)-all") {
      let payload = try await plugin.render(notice)
      switch try await plugin.deliver(payload, attempt: attempt(plugin, notice.key, 1)) {
      case .accepted: continue
      case .deferred(_, let reason, _), .rejected(let reason):
        guard reason.contains(" ") else { throw Refuted("“\(reason)” is no sentence") }
      }
    }
  }

  private func repetition() async throws {
    let plugin = try await suite.open(path)
    defer { plugin.close() }
    guard plugin.description.neverDoubled else { return }
    let before = try await count()
    let notice = SampleNotices.reminder(address: suite.address, run: "\(run)-twice")
    let payload = try await plugin.render(notice)
    for number in 1...3 { try await accepted(plugin, payload, key: notice.key, number: number) }
    if let otherPath {
      let other = try await suite.open(otherPath)
      defer { other.close() }
      try await accepted(other, payload, key: notice.key, number: 4)
    }
    let arrived = try await count() - before
    guard suite.arrivals == nil || arrived == 1 else { throw Refuted("\(arrived) arrived") }
  }

  private func attempt(_ plugin: PluginConnection, _ key: String, _ number: Int) -> Attempt {
    Attempt(
      key: key, number: number, deadlineSeconds: min(60, Double(plugin.description.longestDeliverySeconds)))
  }

  private func accepted(
    _ plugin: PluginConnection, _ payload: Payload, key: String, number: Int
  ) async throws {
    let outcome = try await plugin.deliver(payload, attempt: attempt(plugin, key, number))
    guard case .accepted = outcome else { throw Refuted("attempt \(number) gave \(outcome)") }
  }
}
