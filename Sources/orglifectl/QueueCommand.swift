import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct QueueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "Messages on their way: look, hold, release, try again, give up, drop.",
    discussion: """
      A delivery is named by its key, or the beginning of one where only one begins so; - reads keys from \
      standard input, and ALL, in capitals, is every delivery that the verb applies to. Every act is kept \
      with who did it, when and why.

        orglifectl queue list
        orglifectl queue list held | orglifectl queue release -
        orglifectl queue retry ALL
      """,
    subcommands: [List.self, Show.self, Hold.self, Release.self, Retry.self, Expire.self, Drop.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Deliveries that are not settled, or those in some states, oldest first.",
      discussion: """
        States: pending, claimed, deferred, held; and delivered, failed, cancelled, which are shown only when \
        asked for. What it prints can be given to another verb, whose key is -.

          orglifectl queue list
          orglifectl queue list held failed --beginning member-assembly/
        """)

    @Argument(help: "Only these states.", completion: .list(Delivery.State.allCases.map(\.rawValue)))
    var states: [String] = []
    @Option(
      help: ArgumentHelp("Only keys that begin so.", valueName: "text"), completion: .names(.delivery))
    var beginning: String?
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.QueueAnswer = try await daemon.call(
        "ListQueue", Control.QueueQuestion(states: states, beginning: beginning))
      if daemon.json { return try printJSON(schema: "queue", answer) }
      guard !answer.deliveries.isEmpty else { return print("# nothing is in the queue") }
      print(QueuePrinter.text(of: answer.deliveries))
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One delivery: to whom, its state, every attempt with its answer, every act.",
      discussion: """
        “orglifectl explain” with the same key says why it goes to this person at this time.

          orglifectl queue show digest/2026-03-30/
        """)

    @Argument(help: "Its key, or the beginning of it; - for standard input.", completion: .names(.delivery))
    var key: String
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      try await KeyArgument.each(key) { key in
        let answer: Control.ShowAnswer = try await daemon.call(
          "ShowDelivery", Control.ExplainQuestion(key: key))
        if daemon.json { return try printJSON(schema: "delivery", answer) }
        print(QueuePrinter.text(of: answer.delivery))
      }
    }
  }

  struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let deliveries wait until a person releases them.",
      discussion: """
        Applies to what is pending or deferred. What a record makes needless ends while it is held, too.

          orglifectl queue hold ALL --reason 核对通讯录
        """)

    @OptionGroup var target: QueueTarget
    @Option(help: "Why.") var reason: String?

    func run() async throws { try await target.act(.hold, reason: reason) }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let deliveries go that wait for a person.",
      discussion: """
        A delivery is held where its ladder asks for a person's release, after a long outage, and by “hold”.

          orglifectl queue release ALL
          orglifectl queue list held --beginning member-assembly/branch-01/ |
            orglifectl queue release -
        """)

    @OptionGroup var target: QueueTarget

    func run() async throws { try await target.act(.release, reason: nil) }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Try deliveries now; what was given up is tried again.",
      discussion: """
        Applies to what is deferred or failed. What failed has the whole time again before it is given up. \
        It is the same message under the same key; one whose bytes were forgotten since is refused.

          orglifectl queue retry ALL
        """)

    @OptionGroup var target: QueueTarget

    func run() async throws { try await target.act(.retry, reason: nil) }
  }

  struct Expire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give deliveries up now, visibly.",
      discussion: """
        They fail with the reason, as if their time were over; the next rung does not count them as told.

          orglifectl queue expire digest/2026-03-30/ --reason 邮箱已停用
        """)

    @OptionGroup var target: QueueTarget
    @Option(help: "Why.") var reason: String

    func run() async throws { try await target.act(.expire, reason: reason) }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Never send deliveries, for a reason.",
      discussion: """
        They are cancelled. One that is being sent, or may have arrived, is refused.

          orglifectl queue drop digest/2026-03-30/ --reason 已当面告知
        """)

    @OptionGroup var target: QueueTarget
    @Option(help: "Why.") var reason: String

    func run() async throws { try await target.act(.drop, reason: reason) }
  }
}

/// A reason may be left out where it is not needed, but one that is given says something.
///
/// - Throws: `ValidationError`, wrong usage, where it is blank.
func checkReason(_ reason: String?) throws {
  guard let reason, reason.allSatisfy(\.isWhitespace) else { return }
  throw ValidationError("--reason says nothing.")
}

/// Which deliveries a verb is for, and who says so.
struct QueueTarget: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The key of a delivery, or its beginning; - for keys on standard input; ALL for all.", valueName: "key"),
    completion: .names(.delivery))
  var key: String
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func act(_ act: QueueAct, reason: String?) async throws {
    try checkReason(reason)
    var by = author.by
    if let given = by { by = try await daemon.whole(given, .person) }
    let author = by
    if key == "ALL" { return try await self.act(act, on: nil, reason: reason, by: author) }
    try await KeyArgument.each(key) { try await self.act(act, on: $0, reason: reason, by: author) }
  }

  private func act(_ act: QueueAct, on key: String?, reason: String?, by author: String?) async throws {
    let answer: Control.ActAnswer = try await daemon.call(
      "ActOnQueue", Control.ActQuestion(act: act.rawValue, key: key, reason: reason, by: author))
    if daemon.json {
      try printJSON(schema: "queue-act", answer)
    } else {
      for acted in answer.acted { print("\(act.done): \(acted)") }
    }
    if let key, let left = answer.left.first {
      throw Exit.saying(key == left.key ? left.reason : "\(left.key): \(left.reason)", Exit.no)
    }
    for left in answer.left { StandardError.ofThisProcess.note("\(left.key): \(left.reason)") }
    guard daemon.json || !answer.acted.isEmpty else {
      let states = act.applies.map(\.rawValue).joined(separator: " or ")
      throw Exit.saying(
        answer.left.isEmpty ? "nothing is \(states)" : "nothing was \(act.done)",
        answer.left.isEmpty ? Exit.noSuchThing : Exit.no)
    }
    guard answer.left.isEmpty else {
      let left = answer.left.count == 1 ? "one stays as it is" : "\(answer.left.count) stay as they are"
      throw Exit.saying("\(answer.acted.count) \(act.done), \(left)", Exit.no)
    }
  }
}
