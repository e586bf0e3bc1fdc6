import Glibc
import Testing

@testable import Systemd

@Suite struct NotifyTests {
  @Test(arguments: ["/tmp/orglife-notify-\(getpid()).sock", "@orglife-notify-\(getpid())"])
  func `each word reaches the service manager's socket, by path and by abstract name`(name: String) {
    let socket = NotifySocket(name)
    let notify = Notify(path: name)
    #expect(notify.isConnected)
    #expect(notify.ready(status: "3 channels\nready"))
    #expect(socket.next() == "READY=1\nSTATUS=3 channels ready")
    notify.watchdog()
    #expect(socket.next() == "WATCHDOG=1")
    notify.extendTimeout(seconds: 1.5)
    #expect(socket.next() == "EXTEND_TIMEOUT_USEC=1500000")
    notify.reloading()
    #expect(socket.next().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
    notify.stopping()
    #expect(socket.next() == "STOPPING=1")
  }

  @Test(arguments: [nil, "", "relative", "/nowhere/at/all", "/" + String(repeating: "x", count: 200)])
  func `nobody who listens is no fault`(path: String?) {
    #expect(!Notify(path: path).ready())
  }

  @Test(
    arguments: [
      ("3000000", nil, 3.0), ("3000000", "7", 3), ("3000000", "8", nil), (nil, "7", nil), ("0", nil, nil),
      ("x", nil, nil),
    ] as [(String?, String?, Double?)])
  func `the watchdog is obeyed by the process it watches`(
    microseconds: String?, process: String?, seconds: Double?
  ) {
    #expect(
      Watchdog.intervalSeconds(microseconds: microseconds, process: process, ownProcess: 7) == seconds)
  }

  @Test(arguments: [
    ("due", "DUE"), ("due date", "DUE_DATE"), ("_x", "X"), ("2nd", "X_2ND"), ("", "X_"), ("支部", "X_"),
  ])
  func `a field has a name that the journal takes`(name: String, field: String) {
    #expect(Journal.fieldName(name) == field)
  }
}

@Suite struct EventTests {
  @Test func `the timer fires when its moment has come, and at once when it has passed`() async throws {
    let timer = try #require(RealTimeTimer())
    var events = timer.events.makeAsyncIterator()
    timer.arm(secondsSince1970: 1)
    #expect(await events.next() == .due)
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    timer.arm(secondsSince1970: Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 + 0.05)
    #expect(await events.next() == .due)
    timer.stop()
    #expect(await events.next() == nil)
  }

  @Test func `every signal is an event and ends nothing`() async throws {
    let signals = try #require(Signals())
    var stream = signals.stream.makeAsyncIterator()
    for signal in Signals.Signal.allCases + Signals.Signal.allCases {
      kill(getpid(), signal.rawValue)
      #expect(await stream.next() == signal)
    }
  }
}
