import OrgLifeDaemon

/// Silences in lines of at most 80 columns. Each begins with its number, and what stands about it is set in, so that
/// the whole can be read as numbers again.
enum SilencePrinter {
  static func text(of silence: Control.Silence) -> String {
    var page = Paragraph()
    page.add("\(silence.silence)  \(silence.matchers)", hang: 4)
    let times = "from \(QueuePrinter.moment(silence.from)) until \(QueuePrinter.moment(silence.end))"
    page.add("\(silence.state), \(times), by \(silence.by): \(silence.reason)", indent: 4, hang: 0)
    if silence.state != "over" { page.add(waiting(silence), indent: 4, hang: 0) }
    return page.text
  }

  static func text(of taken: Control.SilenceTaken, isEnded: Bool) -> String {
    let silence = taken.silence
    var page = Paragraph()
    if !taken.isNew {
      page.add("known already, nothing changed: \(silence.silence)  \(silence.matchers)", hang: 2)
      return page.text
    }
    page.add("\(isEnded ? "ended" : "silenced"): \(silence.silence)  \(silence.matchers)", hang: 2)
    page.add(waiting(silence), indent: 2, hang: 0)
    if !isEnded, taken.leaving > 0 {
      let messages = taken.leaving == 1 ? "1 message" : "\(taken.leaving) messages"
      page.add(
        "\(messages) about it on the way already; “orglifectl queue hold” stops what must not leave",
        indent: 2,
        hang: 0)
    }
    return page.text
  }

  private static func waiting(_ silence: Control.Silence) -> String {
    let count =
      switch silence.waiting {
      case 0: "no reminder"
      case 1: "1 reminder"
      case let many: "\(many) reminders"
      }
    return "what waits goes on \(QueuePrinter.moment(silence.resumesAt)): \(count), as things stand"
  }
}
