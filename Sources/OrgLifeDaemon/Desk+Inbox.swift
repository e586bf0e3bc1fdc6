import Foundation
import OrgLifeCore
import OrgLifeLedger
import OrgLifeProgramme

extension Desk {
  /// Takes a file of the inbox: each row once, however often the same bytes come. What was refused of them before is tried
  /// again, since what it named may be there by now.
  ///
  /// - Returns: what became of every row, of this time and before.
  mutating func take(_ bytes: [UInt8], name: String, at now: Timestamp) throws -> [RowOutcome] {
    guard let format = RecordFile.Format(name: name) else {
      return [
        RowOutcome(
          RecordFault(
            Words(chinese: "只收 .csv 和 .json 文件", english: "only files named .csv or .json are taken")))
      ]
    }
    let file = RecordFile(bytes, name: name, format: format)
    let digest = Digest(of: bytes)
    var settled: [RowOutcome] = []
    if let report = try ledger.inboxReport(digest) {
      settled = try JSONDecoder().decode([RowOutcome].self, from: Data(report.utf8))
        .filter { $0.outcome != .refused }
    }
    let lines = Set(settled.map(\.line))
    let rows = file.rows.filter { !lines.contains($0.line) }
    func whole(_ outcomes: [RowOutcome]) -> [RowOutcome] {
      (settled + file.faults.map(RowOutcome.init) + outcomes).sorted { $0.line < $1.line }
    }
    let isNews = try judging(rows, author: Fact.inboxAuthor, at: now).outcomes.contains {
      $0.outcome != .refused
    }
    let kept: (([RowOutcome]) throws -> InboxFile)? =
      isNews
      ? { outcomes in
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return InboxFile(
          digest: digest, name: name,
          report: String(decoding: try encoder.encode(whole(outcomes)), as: UTF8.self))
      } : nil
    let outcomes = whole(try take(rows, author: Fact.inboxAuthor, from: kept, at: now))
    guard outcomes.isEmpty else { return outcomes }
    return [RowOutcome(RecordFault(Words(chinese: "文件里没有记录", english: "there is no record in the file")))]
  }
}

extension [RowOutcome] {
  /// Why some of a file was not taken, for whoever dropped it, in Chinese and English; nil where all of it was.
  var reasons: String? {
    let refused = filter { $0.outcome == .refused }
    guard !refused.isEmpty else { return nil }
    let taken = count - refused.count
    func lines(_ language: Language, _ place: (Int) -> String) -> [String] {
      refused.map { outcome in
        let why = outcome.reasons.map { $0[language] }.joined(separator: language == .chinese ? "；" : "; ")
        return outcome.line > 0 ? place(outcome.line) + why : why
      }
    }
    let chinese =
      ["以下各行没有收下\(taken > 0 ? "，其余\(taken)行已收下" : "")。改好后把整个文件重新放入登记文件夹即可；已收下的行不会重复登记。", ""]
      + lines(.chinese) { "第\($0)行：" }
    let english =
      [
        "",
        "These rows were not taken\(taken > 0 ? "; the other \(taken) were" : ""). Correct them and drop the "
          + "whole file again: rows that were taken are not recorded twice.", "",
      ] + lines(.english) { "line \($0): " }
    return (chinese + english).joined(separator: "\n") + "\n"
  }
}
