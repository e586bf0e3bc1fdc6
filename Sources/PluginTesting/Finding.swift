/// One claim of the plugin contract, tried.
public struct Finding: Hashable, Sendable {
  /// In words: `render is pure: the same notice gives the same bytes in another process`.
  public var claim: String
  /// nil when the claim holds.
  public var failure: String?

  public init(_ claim: String, failure: String? = nil) {
    self.claim = claim
    self.failure = failure
  }

  public var holds: Bool { failure == nil }
}

extension Finding: CustomStringConvertible {
  public var description: String { failure.map { "FAILED \(claim): \($0)" } ?? "ok     \(claim)" }
}

/// Why a claim does not hold.
struct Refuted: Error, CustomStringConvertible {
  var description: String
  init(_ reason: String) { description = reason }
}
