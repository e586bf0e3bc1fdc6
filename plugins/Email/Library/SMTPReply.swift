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

  /// Whether the relay spoke about this message or this recipient, not about us. At MAIL it knows of the message only how
  /// large it may be (RFC 1870 section 6.3): the sender is the same for all.
  private var isAboutTheMessage: Bool {
    isBodySent || ["RCPT", "DATA"].contains(command) || (command == "MAIL" && code == 552)
  }

  /// What kept libcurl from going on, beside the relay's words.
  enum Obstacle { case login, trust, other }

  /// What a failed attempt means; `failure` is libcurl's sentence.
  func outcome(failure: String, obstacle: Obstacle) -> Outcome {
    let isTemporary = (400..<500).contains(code)
    if obstacle == .trust, !isTemporary {
      return .deferred(
        reason:
          "the relay cannot be trusted (\(failure)); nothing was sent; check its certificate, smtp.ca-file and "
          + "smtp.security", kind: .configuration)
    }
    // RFC 4954 section 6: these are about our login, at whatever command they come.
    if [432, 530, 534, 535, 538].contains(code) || (obstacle == .login && !isTemporary) {
      return .deferred(
        reason: "the relay refused the login (\(words(failure))); check smtp.user and its password",
        kind: .configuration)
    }
    switch code {
    case 400..<500:
      return .deferred(reason: "the relay said: \(words(failure))")
    case 500..<600 where isAboutTheMessage:
      return .rejected(reason: "the relay said: \(words(failure))")
    case 500..<600 where command == "MAIL":
      return .deferred(
        reason: "the relay takes no mail from us: \(words(failure)); check from and smtp.user",
        kind: .configuration)
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
