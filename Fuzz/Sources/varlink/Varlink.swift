import Fuzzing

@testable import PluginKit
@testable import Varlink

/// What a peer sends, frame by frame, to a plugin's service and to a client; and the same bytes as JSON.
enum VarlinkTrial {
  static func run(_ input: [UInt8]) {
    let frames = input.split(separator: 0, omittingEmptySubsequences: false).map { Array($0) }
    for frame in frames.prefix(16) { checkJSON(frame) }
    let handler = PluginHandler<QuietPlugin>(
      environment: PluginEnvironment { _, _ in }, underWay: DeliveriesUnderWay())
    Conversation(input).check(PluginInterface.interface, handler)
  }

  private static func checkJSON(_ frame: [UInt8]) {
    _ = try? JSONText.value(ReplyHead.self, from: frame)
    _ = try? JSONText.value(Body<PluginInterface.OutcomeHolder>.self, from: frame)
    _ = try? JSONText.value(Body<PluginInterface.PayloadHolder>.self, from: frame)
    _ = try? JSONText.value(Body<PluginInterface.Described>.self, from: frame)
    guard let value = try? JSONText.value(JSONValue.self, from: frame) else { return }
    guard let written = try? JSONText.bytes(of: value) else {
      return hold(false, "what was read can be written: \(value)")
    }
    let again = try? JSONText.value(JSONValue.self, from: written)
    hold(again == value, "what was written is read as the same: \(value)")
    hold((try? JSONText.bytes(of: value)) == written, "the same value has the same bytes")
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  VarlinkTrial.run(bytes(start, count))
  return 0
}
