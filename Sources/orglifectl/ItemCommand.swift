import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct ItemCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "item", abstract: "Inspection and rectification items: add, list, submit, close, extend.",
    discussion: """
      An item is submitted by whoever did it, and closed (销号) by a second person. Until it is closed, its \
      reminders go on.

        orglifectl item add ZG-2026-012 --organisation branch-03 \\
          --owner b03-accountant --due 2026-08-31 --title 固定资产盘点
        orglifectl item submit ZG-2026-012 --reference 清理报告
        orglifectl item close ZG-2026-012 --reference 复核意见单
      """,
    subcommands: [Add.self, List.self, Submit.self, Close.self, Extend.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Enter an item. Said twice, it changes nothing.",
      discussion: """
        Its ladder starts at once: the owner is reminded as the due date comes near, others after it.

          orglifectl item add ZG-2026-012 --organisation branch-03 \\
            --owner b03-accountant --due 2026-08-31 --title 固定资产盘点
        """)

    @Argument(help: "Its number, for instance ZG-2026-012.") var number: Item.ID
    @Option(
      help: ArgumentHelp("The organisation's id.", valueName: "organisation"),
      completion: .names(.organisation))
    var organisation: Organisation.ID
    @Option(
      help: ArgumentHelp("The person who answers for it.", valueName: "person"), completion: .names(.person))
    var owner: Person.ID
    @Option(help: ArgumentHelp("The day by which it is due.", valueName: "yyyy-mm-dd")) var due: CivilDate
    @Option(help: "What it is about, in one line.") var title: String
    @Option(help: "The duty it falls under.", completion: .names(.duty)) var duty = "rectification"
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      guard let duty = Duty.ID(duty) else { throw ValidationError("--duty: \(IdentifierRule.words)") }
      var statement = Control.Statement(by: author.by)
      statement.item = .whole(
        Item(
          number: number, duty: try await daemon.whole(duty, .duty),
          organisation: try await daemon.whole(organisation, .organisation),
          owner: try await daemon.whole(owner, .person), title: title, due: due))
      try await daemon.tell("AddItem", statement, done: "entered")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Items that are not closed, by due date.",
      discussion: """
        LEFT counts working days until the due date, negative when overdue.

          orglifectl item list
          orglifectl item list --all --json
        """)

    @Flag(help: "Closed ones too.") var all = false
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.ItemsAnswer = try await daemon.call("ListItems", Control.ListQuestion(all: all))
      if daemon.json { return try printJSON(schema: "items", answer) }
      guard !answer.items.isEmpty else { return print("No items.") }
      var table = Table("STATE", "LEFT", "DUE", "NUMBER", "OWNER", "TITLE")
      for item in answer.items {
        table.add(
          item.state, "\(item.workingDaysLeft)", "\(item.due)", item.number, item.owner, item.title,
          colour: Style.colour(ofState: item.state))
      }
      print(table.text(width: outputWidth, style: .ofThisProcess))
    }
  }

  struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "It is done, and waits for a second person.",
      discussion: """
        Its reminders go on and say that a second person is to look, until it is closed.

          orglifectl item submit ZG-2026-012 --reference 清理报告
        """)

    @Argument(help: "Its number, or the beginning of it.", completion: .names(.item)) var number: Item.ID
    @Option(help: "Where the evidence is.") var reference: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.item = .number(try await daemon.whole(number, .item))
      statement.reference = reference
      try await daemon.tell("SubmitItem", statement, done: "submitted")
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "It is done indeed (销号), says somebody who neither owns nor submitted it.",
      discussion: """
        Its reminders end. An item that nobody submitted is not closed.

          orglifectl item close ZG-2026-012 --reference 复核意见单

        Exit status: 0 closed; 1 nobody submitted it; 77 you own or submitted it.
        """)

    @Argument(help: "Its number, or the beginning of it.", completion: .names(.item)) var number: Item.ID
    @Option(help: "What it was checked by.") var reference: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.item = .number(try await daemon.whole(number, .item))
      statement.reference = reference
      try await daemon.tell("CloseItem", statement, done: "closed")
    }
  }

  struct Extend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A decision moved its due date: its reminders start anew.",
      discussion: """
        What was sent about the day before stays sent, and both days are kept.

          orglifectl item extend ZG-2026-012 --due 2026-09-30 \\
            --reason 机关党委会议同意延期
        """)

    @Argument(help: "Its number, or the beginning of it.", completion: .names(.item)) var number: Item.ID
    @Option(help: ArgumentHelp("The new day.", valueName: "yyyy-mm-dd")) var due: CivilDate
    @Option(help: "Who decided it, and why.") var reason: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.item = .number(try await daemon.whole(number, .item))
      statement.due = due
      statement.reason = reason
      try await daemon.tell("ExtendItem", statement, done: "extended")
    }
  }
}
