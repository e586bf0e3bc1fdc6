import Fixtures
import OrgLifeCore
import PluginKit
import Testing

@testable import OrgLifeDaemon

@Suite struct NoticesWrittenTests {
  private func delivery(to person: String = "b01-organiser", attempts: Int = 0) -> Delivery {
    Delivery(
      key: "a", person: id(person), channel: id("mail"), form: .single,
      datedAt: Bureau.time("2026-03-16T08:30"), notBefore: Bureau.time("2026-03-16T08:30"),
      state: .claimed, attempts: attempts, lines: [])
  }

  @Test func `a notice is written once for the same delivery, matters and day, and anew for any other`() {
    let notices = NoticesWritten()
    var count = 0
    func write(_ delivery: Delivery, on day: String) -> String {
      notices.notice(from: .init(delivery, [], on: CivilDate(day)!)) {
        count += 1
        return Notice(
          key: delivery.key, thread: "", date: "", tone: .notice, language: "zh",
          recipient: Notice.Recipient(id: delivery.person.text, name: "", address: nil),
          subject: "\(count)", body: [], fields: [:])
      }.subject
    }
    #expect(write(delivery(), on: "2026-03-16") == "1")
    #expect(write(delivery(attempts: 3), on: "2026-03-16") == "1", "how often it was tried is not told")
    #expect(write(delivery(attempts: 3), on: "2026-03-17") == "2")
    #expect(write(delivery(to: "b01-secretary"), on: "2026-03-17") == "3")
  }
}
