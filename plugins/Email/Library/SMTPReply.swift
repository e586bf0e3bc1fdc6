import PluginKit

/// How far a message came in its conversation with the relay, and the relay's last words.
struct SMTPProgress {
  /// The last command sent: `MAIL`, `RCPT`, `DATA`, `AUTH`; empty while there was none.
  var command = ""
  /// All bytes of the message were handed over, perhaps with the dot that ends it.
  var isBodySent = false
  /// The code of the relay's last reply; 0 when it never spoke.
  var code = 0
  /// Its text, one line, shortened.
  var text = ""

  /// Whether the relay spoke about this message or this recipient, not about us.
  private var isAboutTheMessage: Bool { isBodySent || ["MAIL", "RCPT", "DATA"].contains(command) }

  /// What a failed attempt means; `failure` is libcurl's sentence.
  func outcome(failure: String, isLoginRefused: Bool, isTrustRefused: Bool) -> Outcome {
    if isTrustRefused {
      return .deferred(
        reason:
          "the relay cannot be trusted (\(failure)); nothing was sent; check its certificate, smtp.ca-file and "
          + "smtp.security", kind: .configuration)
    }
    // RFC 4954 section 6: these are about our login, whatever their first digit says.
    if isLoginRefused || [530, 534, 535, 538].contains(code) {
      return .deferred(
        reason: "the relay refused the login (\(words(failure))); check smtp.user and its password",
        kind: .configuration)
    }
    switch code {
    case 400..<500:
      return .deferred(reason: "the relay said: \(words(failure))")
    case 500..<600 where isAboutTheMessage:
      return .rejected(reason: "the relay said: \(words(failure))")
    case 500..<600:
      return .deferred(reason: "the relay refuses to talk to us: \(words(failure))", kind: .configuration)
    default:
      return isBodySent
        ? .deferred(
          reason: "ambiguous: the whole message was sent, and the relay's answer was lost (\(failure))",
          kind: .ambiguous)
        : .deferred(reason: "the relay did not take the message: \(failure)")
    }
  }

  private func words(_ failure: String) -> String { text.isEmpty ? failure : text }
}
