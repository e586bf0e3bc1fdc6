/// A small programme without a fault: what an input does not replace.
public enum Base {
  public static let files = texts.mapValues { Array($0.utf8) }

  private static let texts = [
    "orglifed.yaml": """
    zone: Asia/Shanghai
    language: zh
    send-at: "08:30"
    channels:
      mail: {plugin: email, address: email}
      log: {plugin: log}
    default-channels: [mail, log]
    operator: office

    """,
    "organisations.yaml": """
    organisations:
    - {id: committee, name: {zh: 机关党委, en: Committee}, kind: committee}
    - {id: branch-01, name: 第一党支部, kind: branch, parent: committee, committee: {since: 2025-01-01}}

    """,
    "duties.d/a.yaml": """
    duties:
    - {id: assembly, name: 党员大会, kind: quota, cycle: quarter, applies-to: {kinds: [branch]},
       ladder: meetings, strength: general, source: 条例, notice-lead: 7d}
    - {id: party-day, name: 主题党日, kind: fixed-day, rule: FREQ=MONTHLY;BYDAY=1FR, applies-to: {kinds: [branch]},
       ladder: days, strength: local, source: 本单位}
    - {id: item, name: 整改, kind: due-date, applies-to: {kinds: [branch]}, ladder: items, strength: must, source: 方案}

    """,
    "ladders.d/a.yaml": """
    ladders:
    - id: meetings
      rungs:
      - {at: T-5wd, to: [secretary], tone: notice, delivery: single}
      - {at: T+1wd, to: [parent.office], tone: overdue, delivery: digest}
    - id: days
      rungs:
      - {at: D-5wd, to: [secretary], tone: notice, delivery: digest}
    - id: items
      rungs:
      - {at: D-3d, to: [owner], tone: notice, delivery: single, channels: [log]}

    """,
    "people.csv": """
    id,name,name_en,language,login,email
    office,联络人,Liaison,,,office@example.org
    secretary,书记,Secretary,zh,,secretary@example.org

    """,
    "appointments.csv": """
    person,organisation,role,from,to
    office,committee,office,,
    secretary,branch-01,secretary,2025-01-01,

    """,
    "calendars/2026.csv": """
    date,kind,name
    2026-01-01,holiday,元旦
    2026-01-04,makeup_workday,元旦

    """,
  ]
}
