import Fixtures
import OrgLifeCore
import OrgLifeDispatch
import Testing

/// A circuit that may be asked within an expectation.
private final class Fuse {
  private var circuit = Circuit()
  var state: Circuit { circuit }
  var opening: Circuit.Opening? { circuit.opening }
  var restsUntil: Timestamp? { circuit.restsUntil }
  func admits(at now: Timestamp) -> Bool { circuit.admits(at: now) }
  func withdraw() { circuit.withdraw() }
  func learn(_ sign: Circuit.Sign, at now: Timestamp) -> Circuit.Turn? { circuit.learn(sign, at: now) }
}

@Suite struct CircuitTests {
  private let start = Bureau.time("2026-03-24T08:30")
  private func at(_ seconds: Double) -> Timestamp { start.adding(seconds: seconds) }

  @Test func `after each failure it rests, longer each time, up to five minutes`() {
    let circuit = Fuse()
    var now = start
    for expected in [1.0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
      #expect(circuit.admits(at: now))
      _ = circuit.learn(.failed(reason: "it trapped"), at: now)
      #expect(!circuit.admits(at: now.adding(seconds: expected - 0.1)))
      now = now.adding(seconds: expected)
    }
  }

  @Test func `the fifth failure in ten minutes opens it, loudly and once`() {
    let circuit = Fuse()
    for second in [0.0, 1, 3, 7] { #expect(circuit.learn(.failed(reason: "no"), at: at(second)) == nil) }
    #expect(circuit.learn(.failed(reason: "the fifth"), at: at(15)) == .opened(reason: "the fifth"))
    #expect(circuit.opening?.since == at(15))
    #expect(circuit.opening?.reason == "the fifth")
    #expect(circuit.learn(.failed(reason: "the sixth"), at: at(40)) == nil)
  }

  @Test func `failures far apart do not open it`() {
    let circuit = Fuse()
    for number in 0..<20 {
      #expect(circuit.learn(.failed(reason: "no"), at: at(Double(number) * 200)) == nil, "\(number)")
    }
  }

  @Test func `an open one lets one delivery through at a time`() {
    let circuit = Fuse()
    _ = circuit.learn(.misconfigured(reason: "535"), at: start)
    #expect(!circuit.admits(at: at(899)))
    #expect(circuit.admits(at: at(901)))
    #expect(!circuit.admits(at: at(901)), "one is under way")
    circuit.withdraw()
    #expect(circuit.admits(at: at(902)))
  }

  @Test func `what somebody has to mend opens it at once and rests a quarter of an hour`() {
    let circuit = Fuse()
    #expect(circuit.learn(.misconfigured(reason: "535"), at: start) == .opened(reason: "535"))
    #expect(circuit.learn(.misconfigured(reason: "535"), at: at(900)) == nil, "told once")
    #expect(circuit.restsUntil == at(1800))
  }

  @Test func `one answer that is well closes it and forgets what was`() {
    let circuit = Fuse()
    _ = circuit.learn(.misconfigured(reason: "535"), at: start)
    #expect(circuit.learn(.well, at: at(900)) == .closed(since: start))
    #expect(circuit.state == Circuit())
    #expect(circuit.learn(.well, at: at(901)) == nil)
  }

  @Test func `after the clock was set back it does not rest until the false time`() {
    let circuit = Fuse()
    _ = circuit.learn(.failed(reason: "no"), at: at(86_400))
    #expect(circuit.admits(at: start))
  }
}
