import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct ItemCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "item", abstract: "Inspection and rectification items: add, list, submit, close, extend.",
    discussion: """
      An item is submitted by whoever did it, and closed (销号) by a second person. Until it is closed, its \
      reminders go on.
      """,
    subcommands: [Add.self, List.self, Submit.self, Close.self, Extend.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Enter an item. Said twice, it changes nothing.")

    @Argument(help: "Its number, for instance ZG-2026-012.") var number: Item.ID
    @Option(help: "The organisation's id.") var organisation: Organisation.ID
    @Option(help: "The person who answers for it.") var owner: Person.ID
    @Option(help: ArgumentHelp("The day by which it is due.", valueName: "yyyy-mm-dd")) var due: CivilDate
    @Option(help: "What it is about, in one line.") var title: String
    @Option(help: "The duty it falls under.") var duty = "rectification"
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      guard let duty = Duty.ID(duty) else { throw ValidationError("--duty: \(IdentifierRule.words)") }
      var statement = Control.Statement(by: author.by)
      statement.item = .whole(
        Item(number: number, duty: duty, organisation: organisation, owner: owner, title: title, due: due))
      try await daemon.tell("AddItem", statement, done: "entered")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Items that are not closed, by due date.")

    @Flag(help: "Closed ones too.") var all = false
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.ItemsAnswer = try await daemon.call("ListItems", Control.ListQuestion(all: all))
      if daemon.json { return try printJSON(answer.items) }
      guard !answer.items.isEmpty else { return print("No items.") }
      var table = Table("STATE", "LEFT", "DUE", "NUMBER", "OWNER", "TITLE")
      for item in answer.items {
        table.add(item.state, "\(item.workingDaysLeft)", "\(item.due)", item.number, item.owner, item.title)
      }
      print(table.text(width: outputWidth))
    }
  }

  struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "It is done, and waits for a second person.")

    @Argument(help: "Its number.") var number: Item.ID
    @Option(help: "Where the evidence is.") var reference: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.item = .number(number)
      statement.reference = reference
      try await daemon.tell("SubmitItem", statement, done: "submitted")
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "It is done indeed (销号), says somebody who neither owns nor submitted it.")

    @Argument(help: "Its number.") var number: Item.ID
    @Option(help: "What it was checked by.") var reference: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.item = .number(number)
      statement.reference = reference
      try await daemon.tell("CloseItem", statement, done: "closed")
    }
  }

  struct Extend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A decision moved its due date: its reminders start anew.")

    @Argument(help: "Its number.") var number: Item.ID
    @Option(help: ArgumentHelp("The new day.", valueName: "yyyy-mm-dd")) var due: CivilDate
    @Option(help: "Who decided it, and why.") var reason: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.item = .number(number)
      statement.due = due
      statement.reason = reason
      try await daemon.tell("ExtendItem", statement, done: "extended")
    }
  }
}
