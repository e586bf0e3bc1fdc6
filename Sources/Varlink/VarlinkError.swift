/// Why a call got no answer, or an error for one.
public enum VarlinkError: Error, Hashable, Sendable {
  /// No connection was made, so nothing was sent.
  case cannotConnect(path: String, reason: String)
  /// The service answered with an error.
  case fault(VarlinkFault)
  /// The connection ended before the answer.
  case connectionClosed(requestSent: Bool)
  /// The deadline passed; the connection is closed, since answers come in order.
  case timedOut(seconds: Double, requestSent: Bool)
  /// The calling task was cancelled; the connection is closed.
  case cancelled(requestSent: Bool)
  /// A request or an answer is longer than ``VarlinkLimits/frameBytes``.
  case frameTooLarge(requestSent: Bool)
  /// The answer is not what Varlink or the caller's type asks for; the connection is closed.
  case malformed(reason: String, requestSent: Bool)

  /// Whether the service may have seen the call. When false, it has certainly not: a call takes effect with its
  /// last byte, and that byte never left this process.
  public var requestSent: Bool {
    switch self {
    case .cannotConnect: false
    case .fault: true
    case .connectionClosed(let sent), .timedOut(_, let sent), .cancelled(let sent), .frameTooLarge(let sent),
      .malformed(_, let sent):
      sent
    }
  }
}

extension VarlinkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cannotConnect(let path, let reason): "cannot connect to \(path): \(reason)"
    case .fault(let fault): "\(fault)"
    case .connectionClosed(let sent): "connection closed \(Self.moment(sent))"
    case .timedOut(let seconds, let sent): "no answer within \(seconds) s, \(Self.moment(sent))"
    case .cancelled(let sent): "cancelled \(Self.moment(sent))"
    case .frameTooLarge(let sent):
      "\(sent ? "the answer" : "the request") is longer than \(VarlinkLimits.frameBytes) bytes"
    case .malformed(let reason, _): "not a Varlink answer: \(reason)"
    }
  }

  private static func moment(_ sent: Bool) -> String {
    sent ? "after the request was sent" : "before the request was sent"
  }
}
