import Dispatch
import Fuzzing
import Glibc
import PluginKit
import Synchronization

@testable import EmailPlugin

/// What a relay says, all at once; then it hangs up.
enum SMTPTrial {
  static func run(_ input: [UInt8]) {
    guard let relay = HostileRelay.shared else { return hold(false, "there is a port on this machine") }
    relay.words = input
    guard let outcome = deliver(to: relay.port) else { return hold(false, "the channel can be set up") }
    let text: String
    switch outcome {
    case .accepted(let detail):
      text = detail
      hold(isTaken(input), "accepted only after the relay's word: \(detail)")
    case .deferred(let seconds, let reason, _):
      text = reason
      hold(seconds ?? 0 >= 0, "not before a moment that is to come")
    case .rejected(let reason): text = reason
    }
    hold(text.isOneLine, "a reason is one line: \(text)")
    hold(text.utf8.count <= 4096, "a reason is not endless: \(text.utf8.count) bytes")
  }

  /// Whether the message was asked for (3xx) and some later line takes it (2xx), read as loosely as can be.
  private static func isTaken(_ words: [UInt8]) -> Bool {
    let lines = words.split(separator: 10).map { $0.first }
    guard let asked = lines.firstIndex(of: UInt8(ascii: "3")) else { return false }
    return lines[asked...].contains(UInt8(ascii: "2"))
  }

  private static func deliver(to port: Int) -> Outcome? {
    let settings = EmailSettings.SMTP(
      host: "127.0.0.1", port: port, security: EmailSettings.SMTP.Security.none, timeout: 2)
    let answer = Answer()
    Task.detached {
      let relay = (try? RelayAddress(settings)).map { Relay($0, environment: PluginEnvironment { _, _ in }) }
      let message = Array("Subject: x\r\n\r\n.\r\n..\r\n".utf8)
      answer.give(
        await relay?.send(message, from: "a@example.org", to: "b@example.org", deadlineSeconds: 2))
    }
    return answer.take()
  }
}

/// From a task to the thread that waits for it.
private final class Answer: Sendable {
  private let outcome = Mutex<Outcome?>(nil)
  private let isThere = DispatchSemaphore(value: 0)

  func give(_ new: Outcome?) {
    outcome.withLock { $0 = new }
    isThere.signal()
  }

  func take() -> Outcome? {
    isThere.wait()
    return outcome.withLock { $0 }
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  SMTPTrial.run(bytes(start, count))
  return 0
}
