import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct CourseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "course",
    abstract: "Matters that go from step to step, such as 发展党员.",
    discussion: """
      A course is opened with what happened first, or with the last step that was taken before it came to be \
      known here. Each step that is recorded makes the next ones due.

        orglifectl course open FZ-2026-003 --organisation branch-03 \\
          --owner b03-organiser --title 陈同志 --event application \\
          --date 2026-01-05
        orglifectl course step FZ-2026-003 development-talk \\
          --date 2026-01-20 --reference 谈话记录
        orglifectl course list
      """,
    subcommands: [Open.self, Step.self, List.self])

  struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a course. Said twice, it changes nothing.",
      discussion: """
          orglifectl course open FZ-2026-003 --organisation branch-03 \\
            --owner b03-organiser --title 陈同志 \\
            --event development-assembly --date 2025-12-03
        """)

    @Argument(help: "Its number, for instance FZ-2026-003.") var number: Course.ID
    @Option(
      help: ArgumentHelp("The organisation's id.", valueName: "organisation"),
      completion: .names(.organisation))
    var organisation: Organisation.ID
    @Option(
      help: ArgumentHelp("Who looks after it, such as the contact.", valueName: "person"),
      completion: .names(.person))
    var owner: Person.ID
    @Option(help: "Whom or what it is about, as reminders name it.") var title: String
    @Option(
      help: "What happened: application, or the duty of the last step taken.", completion: .names(.duty))
    var event: Course.Event
    @Option(help: ArgumentHelp("When.", valueName: "yyyy-mm-dd")) var date: CivilDate
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.course = Course(
        number: number, organisation: try await daemon.whole(organisation, .organisation),
        owner: try await daemon.whole(owner, .person), title: title, opening: event, openedOn: date)
      try await daemon.tell("OpenCourse", statement, done: "opened")
    }
  }

  struct Step: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A step was taken: the next ones become due.",
      discussion: """
        A step before its time is refused: nobody is confirmed before the probation is full.

          orglifectl course step FZ-2026-003 development-talk \\
            --date 2026-01-20 --reference 谈话记录
        """)

    @Argument(help: "The course's number.", completion: .names(.course)) var number: Course.ID
    @Argument(help: "The duty of the step.", completion: .names(.duty)) var step: Duty.ID
    @Option(help: ArgumentHelp("When.", valueName: "yyyy-mm-dd")) var date: CivilDate
    @Option(help: "Where the papers are.") var reference = ""
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      var statement = Control.Statement(by: author.by)
      statement.number = number
      statement.step = try await daemon.whole(step, .duty)
      statement.due = date
      statement.reference = reference
      try await daemon.tell("TakeStep", statement, done: "taken")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Courses and what they wait for.",
      discussion: """
          orglifectl course list
          orglifectl course list --all --json
        """)

    @Flag(help: "Those that wait for nothing too.") var all = false
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.CoursesAnswer = try await daemon.call("ListCourses", Control.ListQuestion(all: all))
      if daemon.json { return try printJSON(schema: "courses", answer) }
      guard !answer.courses.isEmpty else { return print("No courses.") }
      var table = Table("STATE", "DUE", "NUMBER", "NEXT", "TITLE")
      for course in answer.courses {
        if course.steps.isEmpty {
          table.add("through", "\(course.on)", course.number, course.last, course.title)
        }
        for step in course.steps {
          table.add(
            step.state, "\(step.due)", course.number, step.duty, course.title,
            colour: Style.colour(ofState: step.state))
        }
      }
      print(table.text(width: outputWidth, style: .ofThisProcess))
    }
  }
}
