import OrgLifeCore
import OrgLifeLedger
import Varlink

/// Answers `org.orglife.Control` for one connection.
struct ControlHandler: VarlinkHandler {
  let daemon: Daemon
  /// Shared by all connections.
  var rate = CallRate()

  static let interface = VarlinkInterface(
    String(decoding: PackageResources.org_orglife_Control_varlink, as: UTF8.self))

  func answer(_ call: VarlinkCall) async throws -> VarlinkReply {
    do {
      try await admit(call)
      return try await reply(to: call)
    } catch let refusal as Refusal {
      if case .notPermitted(let reason) = refusal {
        LogEntry.refused(call.name, of: call.peer, reason: reason).send()
      }
      throw VarlinkFault(
        "\(Control.interface).\(refusal.errorName)", ["reason": .string(refusal.description)])
    } catch let error where Ledger.isFault(error) {
      throw VarlinkFault(
        "\(Control.interface).Unavailable", ["reason": .string(Ledger.sentence(for: error))])
    } catch let refused as ReloadRefused {
      throw VarlinkFault(
        "\(Control.interface).ReloadRefused",
        ["diagnostics": .array(refused.diagnostics.map { .string($0) })])
    }
  }

  /// What a method does, for those whom `access` in orglifed.yaml names. Reload is for administrators alone.
  private static func right(for method: String) -> Access.Right {
    switch method {
    case "GetStatus", "List", "ListItems", "ListAway", "ListCourses", "Reach", "Explain", "Preview",
      "ListNames", "ListQueue", "ShowDelivery", "ListRecords", "GetDue",
      "ListSilences", "ListSources", "Compare", "ListChannels", "DescribeChannel", "ProbeChannel",
      "ProbeChannels":
      .view
    case "CloseItem", "ConfirmRecord", "EndorseTerm", "Waive": .close
    default: .operate
    }
  }

  private func admit(_ call: VarlinkCall) async throws {
    if call.peer.userID != 0,
      case .tooMany(let isNews) = rate.count(call.peer.userID, at: Wallclock.elapsedSeconds)
    {
      if isNews { LogEntry.tooManyCalls(of: call.peer).send() }
      throw VarlinkFault(
        "\(Control.interface).Unavailable",
        [
          "reason": .string(
            "you ask too often; at most \(Int(CallRate.perSecond)) calls a second are answered")
        ])
    }
    try Caller(peer: call.peer, programme: daemon.desk.snapshot.programme).check(
      ControlHandler.right(for: call.name))
  }

  private func reply(to call: VarlinkCall) async throws -> VarlinkReply {
    switch call.name {
    case "GetStatus": return try VarlinkReply(Control.StatusAnswer(status: try await daemon.status()))
    case "List":
      return try VarlinkReply(
        Control.ListAnswer(owed: try await daemon.list(try call.parameters(Control.ListQuestion.self))))
    case "ListItems":
      let question = try call.parameters(Control.ListQuestion.self)
      return try VarlinkReply(Control.ItemsAnswer(items: await daemon.items(all: question.all ?? false)))
    case "ListAway":
      return try VarlinkReply(Control.SpellsAnswer(spells: await daemon.spells()))
    case "Reach":
      return try VarlinkReply(Control.ReachAnswer(gaps: try await daemon.reach()))
    case "ListCourses":
      let question = try call.parameters(Control.ListQuestion.self)
      return try VarlinkReply(
        Control.CoursesAnswer(courses: await daemon.courses(all: question.all ?? false)))
    case "Explain":
      let question = try call.parameters(Control.ExplainQuestion.self)
      return try VarlinkReply(Control.ExplainAnswer(explanation: try daemon.explain(question.key)))
    case "Preview":
      let question = try call.parameters(Control.PreviewQuestion.self)
      return try VarlinkReply(Control.PreviewAnswer(preview: try await daemon.preview(question)))
    case "ListNames":
      let question = try call.parameters(Control.NamesQuestion.self)
      return try VarlinkReply(Control.NamesAnswer(names: try await daemon.names(question)))
    case "ListQueue":
      let question = try call.parameters(Control.QueueQuestion.self)
      return try VarlinkReply(Control.QueueAnswer(deliveries: try await daemon.queue(question)))
    case "ShowDelivery":
      let question = try call.parameters(Control.ExplainQuestion.self)
      return try VarlinkReply(Control.ShowAnswer(delivery: try await daemon.show(question.key)))
    case "ActOnQueue":
      let question = try call.parameters(Control.ActQuestion.self)
      return try VarlinkReply(try await daemon.act(question, for: call.peer))
    case "ListSilences":
      let question = try call.parameters(Control.SilencesQuestion.self)
      return try VarlinkReply(
        Control.SilencesAnswer(silences: try await daemon.silences(all: question.all ?? false)))
    case "AddSilence":
      let question = try call.parameters(Control.NewSilence.self)
      return try VarlinkReply(try await daemon.add(question, for: call.peer))
    case "ExpireSilence":
      let question = try call.parameters(Control.SilenceEnding.self)
      return try VarlinkReply(try await daemon.expire(question, for: call.peer))
    case "ListRecords":
      let question = try call.parameters(Control.RecordsQuestion.self)
      return try VarlinkReply(Control.RecordsAnswer(records: try await daemon.records(question)))
    case "TakeRows":
      let question = try call.parameters(Control.RowsQuestion.self)
      return try VarlinkReply(
        Control.RowsAnswer(outcomes: try await daemon.take(question, for: call.peer)))
    case "GetDue":
      let question = try call.parameters(Control.DueQuestion.self)
      return try VarlinkReply(try await daemon.due(question))
    case "ListSources":
      return try VarlinkReply(Control.SourcesAnswer(files: try daemon.sourceDigests()))
    case "Compare":
      let question = try call.parameters(Control.CompareQuestion.self)
      return try VarlinkReply(Control.CompareAnswer(comparison: try daemon.compare(question)))
    case "AcceptClock":
      let question = try call.parameters(Control.ClockQuestion.self)
      return try VarlinkReply(try await daemon.acceptClock(by: question.by, for: call.peer))
    case "ListChannels": return try VarlinkReply(Control.ChannelsAnswer(channels: await daemon.channels()))
    case "DescribeChannel":
      let question = try call.parameters(Control.ChannelQuestion.self)
      return try VarlinkReply(
        Control.DescribedChannel(description: try await daemon.describe(question.channel)))
    case "ProbeChannel":
      let question = try call.parameters(Control.ChannelQuestion.self)
      return try VarlinkReply(try await daemon.probe(question.channel))
    case "Erase":
      let question = try call.parameters(Control.EraseQuestion.self)
      return try VarlinkReply(try await daemon.erase(question, for: call.peer))
    case "ProbeChannels":
      return try VarlinkReply(Control.ProbeAnswer(channels: await daemon.probeChannels()))
    case "Reload": return try VarlinkReply(try await daemon.reload(for: call.peer))
    default:
      let parameters = try call.parameters(Control.Statement.self)
      guard let statement = try await daemon.statement(call.name, parameters) else {
        throw VarlinkFault.methodNotImplemented(call.method)
      }
      return try VarlinkReply(try await daemon.take(statement, by: parameters.by, for: call.peer))
    }
  }
}

extension Refusal {
  var errorName: String {
    switch self {
    case .noSuchThing: "NoSuchThing"
    case .refused: "Refused"
    case .notPermitted: "NotPermitted"
    }
  }
}
