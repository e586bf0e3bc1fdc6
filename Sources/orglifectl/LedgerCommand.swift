import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeLedger
import PluginKit

struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "Look through the ledger, copy it, put a copy back, erase a person.",
    discussion: """
        orglifectl ledger check
      """,
    subcommands: [Check.self, Verify.self, Backup.self, Restore.self, LedgerEraseCommand.self])

  /// Which ledger.
  struct Place: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The daemon's state folder [$STATE_DIRECTORY, or /var/lib/orglifed].", valueName: "dir"),
      completion: .directory)
    var state: String?
    @Flag(help: "Print JSON.") var json = false

    var folder: String {
      state ?? ProcessInfo.processInfo.environment["STATE_DIRECTORY"] ?? "/var/lib/orglifed"
    }

    func file(_ copy: String?) -> LedgerFile {
      copy.map(LedgerFile.init(path:)) ?? LedgerFile(folder: folder)
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Whether a ledger or a copy of one is whole.",
      discussion: """
        Reads every page, every reference and the whole chain. Nothing is written; a daemon goes on meanwhile.

          orglifectl ledger check
          orglifectl ledger check backup.sqlite --json

        Exit status: 0 it is whole; 1 it is not, and the first fault is printed; 66 it cannot be read.
        """)

    @Argument(help: "A copy to check [the ledger].", completion: .file()) var file: String?
    @OptionGroup var place: Place

    func run() throws {
      let file = place.file(file)
      try Answer(file.asked(damaged: Exit.no) { try $0.look() }, of: file.path).say(
        schema: "ledger-check", json: place.json)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Whether what was written is as it was written.",
      discussion: """
        Walks the chain of facts, decisions, attempts and receipts and says the first entry that does not hold. \
        With a head that the daemon wrote to the journal, it also finds that the end was cut off:

          journalctl -o cat --output-fields=ORGLIFE_HEAD \\
            MESSAGE_ID=6f0c5c1de0c3453c8ad64a9b1d5b4c20
          orglifectl ledger verify --head 5f2c…

        Exit status: 0 it holds; 1 it does not; 66 it cannot be read.
        """)

    @Argument(help: "A copy to verify [the ledger].", completion: .file()) var file: String?
    @Option(help: ArgumentHelp("A head that was told earlier, 64 digits.", valueName: "hex")) var head:
      String?
    @OptionGroup var place: Place

    func validate() throws {
      guard let head, head.count != 64 || !head.allSatisfy(\.isHexDigit) else { return }
      throw ValidationError("--head “\(head)” is none: it has 64 hexadecimal digits.")
    }

    func run() throws {
      let file = place.file(file)
      try Answer(file.asked { try $0.look(known: head) }, of: file.path).say(
        schema: "ledger-verify", json: place.json)
    }
  }

  struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Copy the ledger while the daemon runs.",
      discussion: """
        The copy is one moment of the ledger in one file. It is checked before it gets its name, and a file of \
        that name stays unless --overwrite is said.

          orglifectl ledger backup /srv/backup/ledger.sqlite

        Exit status: 0 it is made and whole; 1 it is made and the chain in it does not hold; 66 the ledger \
        cannot be read; 73 it cannot be written.
        """)

    @Argument(help: "The file to make.", completion: .file()) var file: String
    @Flag(help: "Replace a file of this name.") var overwrite = false
    @OptionGroup var place: Place

    func run() throws {
      let finding = try place.file(nil).asked {
        try $0.backUp(to: file, replacing: overwrite)
      }
      try Answer(finding, of: file).say(schema: "ledger-backup", json: place.json)
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a copy in place of the ledger, with the daemon stopped.",
      discussion: """
        The ledger that was there is kept beside it under a dated name. Nothing goes out by itself afterwards: \
        what was open in the copy, and what came due since it was made, is held until a person releases it. What \
        has an accepted receipt is not sent again.

          orglifectl ledger restore /srv/backup/ledger.sqlite

        Exit status: 0 restored; 66 the copy is not whole; 73 it cannot be written; 75 a daemon runs.
        """)

    @Argument(help: "The copy.", completion: .file()) var file: String
    @OptionGroup var place: Place

    func run() throws {
      let now = Wallclock().now
      let stamp = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000).formatted(
        .verbatim(
          "\(year: .defaultDigits)\(month: .twoDigits)\(day: .twoDigits)T\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\(second: .twoDigits)Z",
          timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
      let done = try LedgerFile(path: file).asked {
        try $0.restore(into: place.folder, stamp: stamp, at: now) { stage in
          switch stage {
          case .copied: CrashPoint.restoreCopied.pass()
          case .kept: CrashPoint.restoreKept.pass()
          case .cleared: CrashPoint.restoreCleared.pass()
          case .placed: CrashPoint.restorePlaced.pass()
          }
        }
      }
      if place.json {
        return try printJSON(schema: "ledger-restore", Restored(kept: done.aside, held: done.held))
      }
      print("restored: \(done.held) deliveries are held, and so is what came due since the copy was made")
      if let aside = done.aside { print("kept: \(aside)") }
      print("start the daemon, look with “orglifectl queue list held”, then “orglifectl queue release ALL”")
    }

    private struct Restored: Encodable {
      var kept: String?
      var held: Int
    }
  }

  /// What was found, for people and for programs.
  private struct Answer: Encodable {
    var file: String
    var whole: Bool
    var fault: String?
    var entries: Int64?
    var erased: Int?
    var head: String?
    var erasures: [Erasure]?

    init(_ finding: LedgerFile.Finding, of path: String) {
      file = path
      fault = finding.fault
      whole = fault == nil
      entries = finding.chain?.head.sequence
      erased = finding.chain?.erased
      head = finding.chain?.head.hex
      erasures = finding.chain?.erasures
    }

    /// - Throws: ``Exit/no`` where something is wrong, which is said first.
    func say(schema: String, json: Bool) throws {
      if json {
        try printJSON(schema: schema, self)
      } else {
        print(wrapped(fault.map { "\(file) does not hold: \($0)" } ?? "\(file) is whole", to: outputWidth))
        if let entries, let head {
          for erasure in erasures ?? [] {
            print(wrapped("\(erasure)", to: outputWidth, indent: 2))
          }
          print(
            "\(entries) entries\((erased ?? 0) > 0 ? ", \(erased ?? 0) of them erased" : "")\nhead \(head)")
        } else {
          print("it has no chain yet; the daemon makes one at its next start")
        }
      }
      if !whole { throw Exit.no }
    }
  }
}

extension LedgerFile {
  /// Turns errors into sentences and exit statuses.
  ///
  /// - Parameter damaged: the status where it is damaged: an answer for who asks just that.
  fileprivate func asked<Value>(
    damaged: ExitCode = Exit.cannotRead, _ body: (LedgerFile) throws -> Value
  ) throws -> Value {
    do { return try body(self) } catch let error as LedgerError {
      switch error {
      case .inUse: throw Exit.saying("\(error)", Exit.inUse)
      case .damaged: throw Exit.saying("\(error)", damaged)
      case .exists, .cannotWrite: throw Exit.saying("\(error)", Exit.cannotWrite)
      case .cannotOpen(let path, _) where path != self.path: throw Exit.saying("\(error)", Exit.cannotWrite)
      default: throw Exit.saying("\(error)", Exit.cannotRead)
      }
    }
  }
}
