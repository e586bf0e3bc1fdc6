import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule
import Varlink

extension Daemon {
  /// The fact that a method of the control interface states; nil where the method states none.
  func statement(_ method: String, _ parameters: Control.Statement) throws -> Fact.Statement? {
    let reason = parameters.reason ?? ""
    let reference = parameters.reference ?? ""
    switch method {
    case "Record": return .held(try present(parameters.meeting, "meeting"))
    case "CorrectRecord": return .corrected(try present(parameters.meeting, "meeting"), reason: reason)
    case "ConfirmRecord": return .confirmed(record: try present(parameters.record, "record"), reason: reason)
    case "Withdraw": return .withdrawn(record: try present(parameters.record, "record"), reason: reason)
    case "AddItem":
      guard case .whole(let item) = parameters.item else { throw VarlinkFault.invalidParameter("item") }
      return .entered(item)
    case "SubmitItem": return .submitted(item: try number(parameters), reference: reference)
    case "CloseItem": return .closed(item: try number(parameters), reference: reference)
    case "ExtendItem":
      return .extended(item: try number(parameters), due: try present(parameters.due, "due"), reason: reason)
    case "Waive": return .waived(obligation: try present(parameters.obligation, "obligation"), reason: reason)
    case "Adopt": return .adopted(from: try present(parameters.from, "from"))
    case "AnnounceSeason": return .announced(try present(parameters.notice, "notice"))
    case "ProlongTerm":
      return .prolonged(
        Prolongation(
          obligation: try present(parameters.obligation, "obligation"),
          until: try present(parameters.due, "due"), reference: reference))
    case "EndorseTerm":
      let waiting = desk.snapshot.facts.waitingProlongation(
        of: try present(parameters.obligation, "obligation"))
      guard let waiting else {
        throw Refusal.noSuchThing("no extension of \(parameters.obligation ?? "") waits for a second person")
      }
      return .endorsed(fact: waiting.fact, reference: reference)
    case "Delegate": return .delegated(try present(parameters.delegation, "delegation"))
    case "SetAway": return .away(try present(parameters.leave, "leave"))
    case "Recall": return .recalled(fact: try present(parameters.fact, "fact"), reason: reason)
    case "Acknowledge":
      return .acknowledged(
        Acknowledgement(
          obligation: try present(parameters.obligation, "obligation"), promised: parameters.due))
    case "OpenCourse": return .opened(try present(parameters.course, "course"))
    case "TakeStep":
      return .taken(
        course: try present(parameters.number, "number"), step: try present(parameters.step, "step"),
        on: try present(parameters.due, "due"), reference: reference)
    default: return nil
    }
  }

  private func present<Value>(_ value: Value?, _ name: String) throws -> Value {
    guard let value else { throw VarlinkFault.invalidParameter(name) }
    return value
  }

  private func number(_ parameters: Control.Statement) throws -> Item.ID {
    guard case .number(let number) = parameters.item else { throw VarlinkFault.invalidParameter("item") }
    return number
  }

  func take(_ statement: Fact.Statement, by named: String?, for peer: Peer) async throws -> Control.Taken {
    let caller = Caller(peer: peer, programme: desk.snapshot.programme)
    let author =
      switch statement {
      case .closed, .endorsed, .confirmed: try caller.authorOfClosing(by: named)
      // Whoever says so second is a person at their own login too.
      case .waived(let key, _) where desk.snapshot.facts.waiverRequests[key] != nil:
        try caller.authorOfClosing(by: named)
      default: try caller.author(by: named)
      }
    let now = clock.now
    let taken = try desk.use { desk in
      try desk.plan(at: now)
      let (meant, note) = try desk.waiving(statement, author: author, at: now)
      let isNew = try desk.take(meant, author: author, at: now).isNew
      let judgement = desk.judgement(of: meant, at: now)
      return Control.Taken(
        key: statement.key, isNew: isNew, note: note ?? desk.note(about: meant, by: author, at: now),
        judgement: judgement?.word, reasons: judgement?.reasons)
    }
    if taken.isNew { LogEntry.taken(statement, by: author, organisation: organisation(of: statement)).send() }
    await turn()
    return taken
  }

  /// Where its key does not tell.
  func organisation(of statement: Fact.Statement) -> String? {
    switch statement {
    case .entered(let item): item.organisation.text
    case .submitted(let item, _), .closed(let item, _), .extended(let item, _, _):
      desk.snapshot.facts.items[item]?.item.organisation.text
    case .silenced(let silence): (silence.matchers.organisation ?? silence.matchers.under)?.text
    case .unsilenced(_, let matchers, _): (matchers.organisation ?? matchers.under)?.text
    case .opened(let course): course.organisation.text
    case .taken(let course, _, _, _): desk.snapshot.facts.courses[course]?.course.organisation.text
    case .delegated(let delegation): delegation.organisation.text
    case .announced(let notice): notice.organisation.text
    case .prolonged(let prolongation):
      prolongation.obligation.split(separator: "/").dropFirst().first.map(String.init)
    case .waiverAsked(let key, _), .waived(let key, _):
      key.split(separator: "/").dropFirst().first.map(String.init)
    case .acknowledged(let seen): seen.obligation.split(separator: "/").dropFirst().first.map(String.init)
    case .held, .corrected, .confirmed, .withdrawn, .adopted, .endorsed, .away, .recalled: nil
    }
  }

  func acceptClock(by named: String?, for peer: Peer) async throws -> Control.ClockAnswer {
    let author = try Caller(peer: peer, programme: desk.snapshot.programme).author(by: named)
    let held = try ledger.acceptClock(author: author, at: clock.now)
    await turn()
    return Control.ClockAnswer(held: held)
  }

  func reload(for peer: Peer) async throws -> Control.ReloadAnswer {
    guard Caller(peer: peer, programme: desk.snapshot.programme).isAdministrator else {
      throw Refusal.notPermitted("only root and the daemon's own user may reload")
    }
    return try await reload()
  }

  func list(_ question: Control.ListQuestion) throws -> [Owed] {
    let desk = desk.snapshot
    if let name = question.organisation {
      guard let id = Organisation.ID(name), desk.programme.organisations[id] != nil else {
        throw Refusal.noSuchThing("there is no organisation \(name)")
      }
    }
    let isOpen: Set<String> = ["open", "overdue", "submitted"]
    return try desk.inventory(at: clock.now).filter {
      (question.organisation == nil || $0.organisation == question.organisation)
        && (question.all == true || isOpen.contains($0.state))
    }
  }

  func items(all: Bool) -> [Control.Item] {
    let desk = desk.snapshot
    let now = clock.now
    let today = desk.programme.zone.date(at: now)
    let days = WorkingDays(desk.programme.calendar)
    return desk.facts.items.values.filter { all || $0.closing == nil }
      .map { history in
        let item = history.item
        let due = history.extensions.last?.due ?? item.due
        let state =
          history.closing != nil
          ? "closed" : !history.submissions.isEmpty ? "submitted" : due < today ? "overdue" : "open"
        return Control.Item(
          number: item.number.text, duty: item.duty.text, organisation: item.organisation.text,
          owner: item.owner.text, title: item.title, due: due, state: state,
          workingDaysLeft: days.count(from: today, to: due))
      }
      .sorted { ($0.due, $0.number) < ($1.due, $1.number) }
  }
}

extension Fact.Statement {
  /// One word for the log.
  var kind: String {
    switch self {
    case .held: "meeting"
    case .withdrawn: "withdrawn"
    case .entered: "item"
    case .submitted: "submitted"
    case .closed: "closed"
    case .extended: "extended"
    case .waived: "waived"
    case .waiverAsked: "waiver asked"
    case .silenced: "silenced"
    case .unsilenced: "silence ended"
    case .adopted: "adopted from"
    case .corrected: "meeting corrected"
    case .confirmed: "meeting confirmed"
    case .announced: "season"
    case .prolonged: "term extended"
    case .endorsed: "extension endorsed"
    case .opened: "course"
    case .taken: "step"
    case .delegated: "delegated"
    case .away: "away"
    case .recalled: "back"
    case .acknowledged: "seen"
    }
  }

  /// What the statement is about, as people name it.
  var key: String {
    switch self {
    case .held(let record), .corrected(let record, _): record.key
    case .withdrawn(let record, _), .confirmed(let record, _): record
    case .entered(let item): item.number.text
    case .submitted(let item, _), .closed(let item, _), .extended(let item, _, _): item.text
    case .waived(let obligation, _), .waiverAsked(let obligation, _): obligation
    case .silenced(let silence): silence.matchers.description
    case .unsilenced(_, let matchers, _): matchers.description
    case .adopted(let from): from.description
    case .delegated(let delegation):
      "\(delegation.role) of \(delegation.organisation) to \(delegation.to)"
    case .away(let leave): leave.person.text
    case .recalled(let fact, _): "\(fact)"
    case .acknowledged(let seen): seen.obligation
    case .announced(let notice): "\(notice.duty)/\(notice.organisation)/\(notice.year)"
    case .prolonged(let prolongation): prolongation.obligation
    case .endorsed(let fact, _): "\(fact)"
    case .opened(let course): course.number.text
    case .taken(let course, let step, _, _): "\(step) of \(course)"
    }
  }
}
