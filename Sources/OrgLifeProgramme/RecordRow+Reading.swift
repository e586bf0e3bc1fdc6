import OrgLifeCore

extension RecordRow {
  /// The record that the row states, and the period that it is meant for, where the row names one.
  ///
  /// Organisations and duties are named by id, or as the programme calls them. Days and numbers are read as spreadsheets
  /// write them: `2026/3/20`, `14人`.
  public func read(in programme: Programme) throws(RecordFault) -> (record: MeetingRecord, period: Period?) {
    let organisation = try named(
      .organisation, programme.organisations.values.map { ($0.id.text, $0.name) },
      Words(chinese: "组织", english: "organisation"))
    let duty = try named(
      .duty, programme.duties.map { ($0.id.text, $0.name) }, Words(chinese: "事项", english: "duty"))
    guard let organisation = Organisation.ID(organisation), let duty = Duty.ID(duty) else {
      preconditionFailure("what the programme names has an id")
    }
    var record = MeetingRecord(
      organisation: organisation, duty: duty, date: try day(try needed(.date)),
      chair: try line(.chair, needed(.chair)),
      present: try number(.present, needed(.present)), due: try number(.due, needed(.due)),
      reference: try line(.reference))
    record.title = try line(.title)
    record.recorder = try line(.recorder)
    record.attending = try number(.attending)
    record.nonMembersPresent = try number(.nonMembersPresent)
    record.written = try number(.written)
    record.agenda = self[.agenda].map { text in
      text.split { "；;|\n\r".contains($0) }.map { String($0).trimmed }.filter { !$0.isEmpty }
    }
    record.superiorConsented = try self[.superiorConsented].map { text throws(RecordFault) in
      try choice(
        text, .superiorConsented,
        [(true, ["是", "yes", "true", "1", "已同意"]), (false, ["否", "no", "false", "0"])])
    }
    if let count = try number(.excluded), count > 0 {
      record.excluded = MeetingRecord.Exclusion(
        count: count, reason: try line(.excludedReason), approvedBy: try line(.excludedApprovedBy))
    }
    let vote = MeetingRecord.Vote(
      rule: try self[.vote].map { text throws(RecordFault) in
        try choice(text, .vote, Quorum.Rule.allCases.map { ($0, [$0.rawValue, $0.cell]) })
      }, inFavour: try number(.inFavour), against: try number(.against), abstaining: try number(.abstaining))
    if vote != MeetingRecord.Vote() { record.vote = vote }
    let period = try self[.period].map { text throws(RecordFault) in try self.period(text) }
    return (record, period)
  }

  private func needed(_ column: RecordColumn) throws(RecordFault) -> String {
    guard let text = self[column] else {
      throw fault(
        "“\(column.chinese)”没有填写", "the column “\(column.rawValue)” is empty in this row")
    }
    return text
  }

  private func fault(_ chinese: String, _ english: String, namesNothing: Bool = false) -> RecordFault {
    RecordFault(line: line, Words(chinese: chinese, english: english), namesNothing: namesNothing)
  }

  private func named(_ column: RecordColumn, _ all: [(id: String, name: Words)], _ noun: Words)
    throws(RecordFault) -> String
  {
    let text = try needed(column)
    if all.contains(where: { $0.id == text }) { return text }
    let found = all.filter { [$0.name.chinese, $0.name.english].contains(text) }
    if let first = found.first, found.count == 1 { return first.id }
    throw fault(
      found.isEmpty ? "没有“\(shown(text))”这个\(noun.chinese)" : "“\(shown(text))”不止一个，请改写编号",
      found.isEmpty
        ? "there is no \(noun.english) “\(shown(text))”" : "“\(shown(text))” is more than one; write the id",
      namesNothing: true)
  }

  private func line(_ column: RecordColumn) throws(RecordFault) -> String? {
    try self[column].map { text throws(RecordFault) in try line(column, text) }
  }

  private func line(_ column: RecordColumn, _ text: String) throws(RecordFault) -> String {
    guard !text.contains(where: \.isNewline), text.utf8.count <= 1024 else {
      throw fault(
        "“\(column.chinese)”应在一行以内，不超过1024字节", "“\(column.rawValue)” is one line of at most 1024 bytes")
    }
    return text
  }

  private func number(_ column: RecordColumn) throws(RecordFault) -> Int? {
    try self[column].map { text throws(RecordFault) in try number(column, text) }
  }

  private func number(_ column: RecordColumn, _ text: String) throws(RecordFault) -> Int {
    var digits = RecordRow.narrow(text)
    if let last = digits.last, "人名票份".contains(last) { digits.removeLast() }
    guard !digits.isEmpty, digits.count <= 7, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
      let number = Int(digits)
    else {
      throw fault(
        "“\(column.chinese)”应是数字，这里是“\(shown(text))”",
        "“\(column.rawValue)” is a whole number, not “\(shown(text))”")
    }
    return number
  }

  private func choice<Value>(_ text: String, _ column: RecordColumn, _ all: [(value: Value, words: [String])])
    throws(RecordFault) -> Value
  {
    if let found = all.first(where: { $0.words.contains(text.lowercased()) }) { return found.value }
    let words = all.map(\.words)
    throw fault(
      "“\(column.chinese)”不认识“\(shown(text))”，可写：\(words.compactMap { $0.first { !$0.allSatisfy(\.isASCII) } }.joined(separator: "、"))",
      "“\(column.rawValue)” is one of \(words.compactMap { $0.first(where: { $0.allSatisfy(\.isASCII) }) }.joined(separator: ", ")), not “\(shown(text))”"
    )
  }

  private func day(_ text: String) throws(RecordFault) -> CivilDate {
    let narrow = RecordRow.narrow(text)
    if let date = CivilDate(narrow) { return date }
    let parts = RecordRow.parts(of: narrow)
    guard parts.count == 3, parts[0] >= 1000,
      let date = CivilDate(year: parts[0], month: parts[1], day: parts[2])
    else {
      throw fault(
        "日期应写成 2026-03-20 的样子，这里是“\(shown(text))”", "“\(shown(text))” is not a date like 2026-03-20")
    }
    return date
  }

  /// `2026-Q1`, `2026-05`, `2026`; and what a spreadsheet makes of a month: `2026/5`, `2026年5月`, `May-26`.
  private func period(_ text: String) throws(RecordFault) -> Period {
    let narrow = RecordRow.narrow(text)
    if let period = Period(narrow.uppercased()) { return period }
    let parts = RecordRow.parts(of: narrow)
    if (2...3).contains(parts.count), parts[0] >= 1000,
      let date = CivilDate(year: parts[0], month: parts[1], day: parts.count == 3 ? parts[2] : 1)
    {
      return Period(.month, containing: date)
    }
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    let words = narrow.lowercased().split(separator: "-").map(String.init)
    if words.count == 2, let month = months.firstIndex(of: words[0]), let year = Int(words[1]),
      (0...99).contains(year),
      let date = CivilDate(year: 2000 + year, month: month + 1, day: 1)
    {
      return Period(.month, containing: date)
    }
    throw fault(
      "周期应写成 2026-Q1、2026-05 或 2026，这里是“\(shown(text))”",
      "“\(shown(text))” is not a period like 2026-Q1, 2026-05 or 2026")
  }

  private static func parts(of text: String) -> [Int] {
    let words = text.split { "-/.年月日 ".contains($0) }
    let numbers = words.compactMap { $0.count <= 4 ? Int($0) : nil }
    return numbers.count == words.count ? numbers : []
  }

  /// Full-width digits and hyphens as their ASCII forms.
  private static func narrow(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let isWide = (0xFF10...0xFF19).contains(scalar.value) || (0xFF0D...0xFF0F).contains(scalar.value)
          return isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
        }))
  }
}

extension Quorum.Rule {
  /// As a cell of a Chinese file says it.
  fileprivate var cell: String {
    switch self {
    case .committee: "委员会"
    case .assembly: "党员大会"
    case .admission: "接收预备党员"
    case .confirmation: "转正"
    case .election: "选举"
    case .democraticLife: "民主生活会"
    }
  }
}
