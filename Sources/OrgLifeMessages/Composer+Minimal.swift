import OrgLifeCore
import OrgLifeSchedule
import PluginKit

/// What a channel says that must tell nothing: numbers, due dates, and where to look.
extension Composer {
  func minimal(
    for delivery: Delivery, to person: Person, in language: Language, about matters: [Matter], lookAt: Words,
    at now: Timestamp
  ) -> Notice {
    let wording = Wording(language: language)
    let today = programme.zone.date(at: now)
    let sorted = matters.sorted {
      ($0.obligation.due, $0.obligation.key) < ($1.obligation.due, $1.obligation.key)
    }
    let rows = sorted.map { line(of: $0, wording, today) }
    let overdue = sorted.count { $0.obligation.due < today }
    let document = texts.render(
      .minimal, in: language,
      [
        "tag": delivery.form == .digest ? wording.digestTag : wording.tag(sorted.first?.rung.tone ?? .notice),
        "count": sorted.count, "several": sorted.count > 1, "overdueCount": overdue,
        "overdue": overdue > 0, "lines": rows, "lookAt": lookAt[language],
      ])
    let thread = delivery.form == .single ? sorted.first?.obligation.key : nil
    var notice = unnamed(
      delivery, to: person, in: language, document, thread: thread ?? "digest/\(person.id)")
    notice.tone = tone(of: matters)
    return notice
  }

  /// A bulletin tells of the service itself, and names what it is about: here it says where to ask.
  func minimal(
    for delivery: Delivery, to person: Person, in language: Language, telling bulletin: Bulletin,
    lookAt: Words
  ) -> Notice {
    let document = texts.render(.minimalNews, in: language, ["lookAt": lookAt[language]])
    return unnamed(delivery, to: person, in: language, document, thread: bulletin.key)
  }

  private func line(of matter: Matter, _ wording: Wording, _ today: CivilDate) -> String {
    let obligation = matter.obligation
    let number = obligation.item?.number.text ?? obligation.course?.number.text
    let what = obligation.item == nil ? nil : name(of: obligation.duty, in: wording.language)
    return wording.unnamed(
      what, number: number ?? String(sealed(obligation.key).dropFirst(2).prefix(8)), due: obligation.due,
      isPast: obligation.due < today)
  }

  private func unnamed(
    _ delivery: Delivery, to person: Person, in language: Language, _ document: Document, thread: String
  ) -> Notice {
    var notice = notice(
      for: delivery, to: person, in: language, document, thread: sealed(thread), kind: "minimal")
    notice.key = name(of: delivery)
    notice.recipient.name = ""
    notice.recipient.id = sealed("person/\(person.id)")
    return notice
  }
}
