import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon

struct QuorumCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quorum",
    abstract: "Are enough there, and how many have to be in favour: before the vote, in numbers.",
    discussion: """
      With --due it needs no daemon; without it the number of members is asked of the configuration. Those \
      without voting rights are taken off with --excluded, and --present counts members with voting rights.

        orglifectl quorum --kind admission --due 15 --excluded 1 --present 7
        orglifectl quorum --kind assembly --organisation branch-01 --present 9
        orglifectl quorum --kind election --due 14 --present 12 --in-favour 7

      committee: half, to sit. assembly: half, to vote. admission, confirmation: more than half. election: four \
      fifths. democratic-life: two thirds. To pass: more than half of those due, at an election of those present. \
      Opinions in writing count as votes for admission and confirmation.

      Exit status: 0 it may go on, or with --in-favour it passed; 1 it may not, or did not pass.
      """)

  enum Tongue: String, ExpressibleByArgument, CaseIterable {
    case zh, en
  }

  @Option(help: ArgumentHelp("The kind of gathering.", valueName: "kind")) var kind: Quorum.Rule
  @Option(help: "How many came, of those entitled (实到).") var present: Int
  @Option(help: "How many should have come (应到), those not counted among them.") var due: Int?
  @Option(help: "How many of those due are not counted.") var excluded = 0
  @Option(help: "How many absent members wrote their opinion before.") var written = 0
  @Option(help: "Votes in favour, once they are known.") var inFavour: Int?
  @Option(
    help: ArgumentHelp("Whose members are due.", valueName: "organisation"), completion: .names(.organisation)
  )
  var organisation: Organisation.ID?
  @Option(help: ArgumentHelp("The language [that of your terminal].", valueName: "zh|en")) var language:
    Tongue?
  @OptionGroup var daemon: DaemonOptions

  func validate() throws {
    guard due != nil || organisation != nil else {
      throw ValidationError("Give --due, or --organisation to ask for it.")
    }
  }

  func run() async throws {
    let asked = due == nil ? try await askDue() : nil
    let total = due ?? asked?.due ?? 0
    let fault = Quorum.Count.fault(
      due: total, excluded: excluded, present: present, written: written, inFavour: inFavour)
    guard fault == nil,
      let count = Quorum.Count(
        due: total, excluded: excluded, present: present, written: written, inFavour: inFavour)
    else { throw Exit.saying(fault?[spoken] ?? "", Exit.usage) }
    let finding = Quorum.of(kind).finding(count)
    if daemon.json {
      try printJSON(schema: "quorum", ["quorum": QuorumAnswer(finding, source: asked?.source)])
    } else {
      print(QuorumPrinter(language: spoken).text(of: finding, source: asked?.source))
    }
    if !finding.mayProceed { throw Exit.no }
  }

  private func askDue() async throws -> Control.DueAnswer? {
    guard let organisation else { return nil }
    let whole = try await daemon.whole(organisation, .organisation)
    return try await daemon.call("GetDue", Control.DueQuestion(organisation: whole.text, kind: kind.rawValue))
  }

  private var spoken: Language {
    if let language { return language == .zh ? .chinese : .english }
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
    return locale?.hasPrefix("zh") == true ? .chinese : .english
  }
}

/// The numbers worked out, for programs.
struct QuorumAnswer: Encodable {
  var kind: Quorum.Rule
  var due: Int
  var excluded: Int
  var counted: Int
  var present: Int
  var written: Int
  var neededPresent: Int
  var isQuorate: Bool
  var neededInFavour: Int?
  var canPass: Bool?
  var inFavour: Int?
  var passes: Bool?
  var mayProceed: Bool
  var advice: Words
  var source: Words?

  init(_ finding: Quorum.Finding, source: Words?) {
    kind = finding.quorum.rule
    due = finding.count.due
    excluded = finding.count.excluded
    counted = finding.count.counted
    present = finding.count.present
    written = finding.count.written
    neededPresent = finding.neededPresent
    isQuorate = finding.isQuorate
    neededInFavour = finding.neededInFavour
    canPass = finding.canPass
    inFavour = finding.count.inFavour
    passes = finding.passes
    mayProceed = finding.mayProceed
    advice = finding.sentence
    self.source = source
  }
}

/// The numbers worked out, in lines of at most 80 columns.
struct QuorumPrinter {
  var language: Language

  func text(of finding: Quorum.Finding, source: Words?) -> String {
    let (count, quorum) = (finding.count, finding.quorum)
    var page = Paragraph()
    func row(_ name: Words, _ text: Words) {
      let name = name[language]
      let gap = String(repeating: " ", count: max(1, 10 - displayWidth(name)))
      page.add(name + gap + text[language], hang: 10)
    }
    page.add(finding.sentence[language], hang: 0)
    page.blank()
    let off = count.excluded
    row(
      Words(chinese: "应到", english: "Due"),
      Words(
        chinese: "\(count.counted)人\(off > 0 ? "（共\(count.due)人，扣除\(off)人）" : "")",
        english: "\(count.counted)\(off > 0 ? " (\(count.due), \(off) not counted)" : "")"))
    row(
      Words(chinese: "到会", english: "Present"),
      Words(
        chinese: "\(count.present)人，须\(finding.neededPresent)人（\(quorum.presence.reached.chinese)）",
        english: "\(count.present); needed: \(finding.neededPresent), \(quorum.presence.reached.english)"))
    if count.written > 0 {
      row(
        Words(chinese: "书面意见", english: "Written"),
        Words(
          chinese: "\(count.written)份，\(quorum.countsWritten ? "计入票数，不计入到会" : "此类会议不计入票数")",
          english:
            "\(count.written); \(quorum.countsWritten ? "counted as votes, not as present" : "not counted at such a gathering")"
        ))
    }
    if let needed = finding.neededInFavour, let agreement = quorum.agreement {
      let base = Words(
        chinese: quorum.agreementOf == .due ? "应到会人数" : "实到会人数",
        english: quorum.agreementOf == .due ? "those due" : "those present")
      let said = count.inFavour
      row(
        Words(chinese: "赞成", english: "In favour"),
        Words(
          chinese:
            "\(said.map { "\($0)人，" } ?? "")须\(needed)人（\(base.chinese)的\(agreement.words.chinese)以上，不含本数）",
          english:
            "\(said.map { "\($0); " } ?? "")needed: \(needed), \(agreement.reached.english) of \(base.english)"
        ))
    }
    if let source { row(Words(chinese: "说明", english: "Note"), source) }
    return page.text
  }
}
