import Foundation
import OrgLifeCore
import OrgLifeDispatch
import PluginKit
import Testing
import Varlink

/// Accepts everything.
private struct Agreeable: NotificationPlugin {
  struct Settings: Decodable, Sendable {}
  static let description = PluginDescription(
    name: "agreeable", version: "1", summary: "accepts everything", settings: [], longestDeliverySeconds: 5,
    neverDoubled: true)
  init(settings: Settings, environment: PluginEnvironment) {}
  func probe() {}
  func render(_ notice: Notice) -> Payload {
    Payload(bytes: Array(notice.subject.utf8), contentType: "text/plain")
  }
  func deliver(_ payload: Payload, attempt: Attempt) -> Outcome { .accepted(detail: "fine") }
}

@Suite(.serialized) struct PluginUnitTests {
  private func unit(in scratch: Scratch) throws -> PluginUnit {
    PluginUnit(channel: try #require(Channel.ID("mail")), folder: scratch.path)
  }

  private let notice = Notice(
    key: "a/b/c", thread: "thread", date: "2026-03-24T08:30:00+08:00", tone: .notice, language: "zh-Hans",
    recipient: .init(id: "b01-secretary", name: "书记"), subject: "【提醒】", body: [.paragraph("一句话")], fields: [:]
  )

  @Test func `a channel that is a unit is reached at its socket, and nothing is started`() async throws {
    let scratch = Scratch()
    let unit = try unit(in: scratch)
    let service = Agreeable.service(
      listening: try ListeningSocket(path: unit.socketPath), environment: PluginEnvironment(log: { _, _ in }))
    let running = Task { await service.run() }
    let notifier = PluginNotifier(at: .unit(unit), settings: [:], revision: "test")
    let payload = try await notifier.render(notice)
    #expect(await notifier.deliver(payload, key: "a/b/c", attempt: 1) == .accepted(detail: "fine"))
    await notifier.rest()
    service.stop()
    _ = await running.value
  }

  @Test(arguments: [false, true])
  func `a socket that is missing or refuses is a failure of the plugin that names the unit`(isThere: Bool)
    async throws
  {
    let scratch = Scratch()
    let unit = try unit(in: scratch)
    if isThere {
      // A socket's file at which nobody listens any more.
      let left = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(unit.socketPath.utf8)) }
      let size = socklen_t(MemoryLayout<sockaddr_un>.size)
      withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = bind(left, $0, size) }
      }
      close(left)
    }
    let notifier = PluginNotifier(at: .unit(unit), settings: [:], revision: "test")
    do {
      _ = try await notifier.render(notice)
      Issue.record("it was rendered")
    } catch let failure as RenderFailure {
      #expect(failure.cause == .plugin)
      #expect(failure.reason.contains("systemctl enable --now orglife-plugin@mail.socket"))
    }
  }
}
