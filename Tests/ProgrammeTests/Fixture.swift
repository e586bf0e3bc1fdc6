import OrgLifeProgramme

/// A small programme without a fault; each row of a table of bad inputs changes one thing in it.
enum Fixture {
  static let files: [String: String] = [
    "orglifed.yaml": """
    zone: Asia/Shanghai
    language: zh
    send-at: "08:30"
    channels:
      mail:
        plugin: email
        address: email
      log: {plugin: log}
    default-channels: [mail, log]
    operator: office
    limits: {hold-above: 10}

    """,
    "organisations.yaml": """
    organisations:
    - id: committee
      name: {zh: 机关党委, en: Committee}
      kind: committee
    - id: branch-01
      name: 第一党支部
      kind: branch
      parent: committee
      committee: {since: 2025-01-01}

    """,
    "duties.d/a.yaml": """
    duties:
    - id: assembly
      name: {zh: 支部党员大会, en: Member assembly}
      kind: quota
      cycle: quarter
      applies-to: {kinds: [branch]}
      notice-lead: 7d
      ladder: quarterly
      strength: general
      source: 第十一条
    - id: item
      name: {zh: 整改, en: Rectification}
      kind: due-date
      applies-to: {kinds: [branch]}
      ladder: items
      strength: must
      source: 方案
      steps: {zh: [一, 二], en: [one, two]}

    """,
    "ladders.d/a.yaml": """
    ladders:
    - id: quarterly
      rungs:
      - {at: T-5wd, to: [secretary], tone: notice, delivery: single}
      - {at: T+1wd, to: [parent.office], tone: overdue, delivery: digest}
    - id: items
      rungs:
      - {at: D-3d, to: [owner], tone: notice, delivery: single, channels: [log]}
      - {at: D+1d, to: [owner, secretary], tone: overdue, delivery: single, release: required}

    """,
    "people.csv": """
    id,name,name_en,language,login,email
    office,联络人,Liaison,,,office@example.org
    zhang,张三,Zhang San,zh,zhang,zhang@example.org

    """,
    "appointments.csv": """
    person,organisation,role,from,to
    office,committee,office,,
    zhang,branch-01,secretary,2025-01-01,

    """,
    "calendars/2026.csv": """
    date,kind,name
    2026-01-01,holiday,元旦
    2026-01-04,makeup_workday,元旦

    """,
  ]

  static func sources(_ changed: [String: [UInt8]?] = [:]) -> ProgrammeSources {
    var files = files.mapValues { Array($0.utf8) }
    for (path, bytes) in changed { files[path] = bytes }
    return ProgrammeSources(files: files)
  }

  /// The fixture with one piece of one file replaced.
  static func sources(_ file: String, _ old: String, _ new: String) -> ProgrammeSources {
    let text = files[file] ?? ""
    precondition(old.isEmpty || text.contains(old), "\(file) has no “\(old)”")
    let start =
      old.isEmpty ? text.endIndex..<text.endIndex : text.firstRange(of: old) ?? text.endIndex..<text.endIndex
    return sources([file: Array(text.replacingCharacters(start, with: new).utf8)])
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<String.Index>, with new: String) -> String {
    self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
