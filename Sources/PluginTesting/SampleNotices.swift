import PluginKit

/// Notices that a plugin meets in its life, a hostile one among them.
public enum SampleNotices {
  public static func all(address: String?, run: String = "sample") -> [Notice] {
    Notice.Tone.allCases.map { reminder(tone: $0, address: address, run: run) }
      + [digest(address: address, run: run), hostile(address: address, run: run)]
  }

  /// - Parameter run: a word for the keys, so that one run of the suite is not taken for a repetition of another.
  public static func reminder(
    tone: Notice.Tone = .notice, address: String?, run: String = "sample"
  ) -> Notice {
    Notice(
      key: "member-assembly/branch-01/2026-Q1/T-5-\(tone)/secretary:zhang/\(run)#1",
      thread: "member-assembly/branch-01/2026-Q1-\(run)", date: "2026-03-24T08:30:00+08:00", tone: tone,
      language: "zh-Hans", recipient: .init(id: "zhang", name: "张三", address: address),
      subject: "【提醒】支部党员大会 · 第一党支部 · 2026年第一季度 — 3月31日（周二）前",
      body: [
        .paragraph("请在3月31日（周二）前召开支部党员大会，尚无记录。"), .heading("步骤"),
        .steps(["确定日期", "通知全体党员", "登记：orglifectl record member-assembly"]),
        .list(["应到半数以上方可开会", "依据：支部工作条例第十一条"]),
        .paragraph("提醒记录不作为考核依据"),
      ],
      fields: ["organisation": "branch-01", "duty": "member-assembly", "due": "2026-03-31", "rung": "T-5"])
  }

  public static func digest(address: String?, run: String = "sample") -> Notice {
    Notice(
      key: "digest/2026-03-24/li/\(run)", thread: "digest/2026-03-24/li-\(run)", date: "2026-03-24T08:30:00Z",
      tone: .notice, language: "en", recipient: .init(id: "li", name: "Li Si", address: address),
      subject: "[Digest] Three matters for you", body: [.list((1...40).map { "Matter \($0): due 31 March" })],
      fields: [:])
  }

  /// Markup, header text, long words, joined emoji, and a key with everything a file name must not have.
  public static func hostile(address: String?, run: String = "sample") -> Notice {
    Notice(
      key: "../..//etc/\u{202E}passwd/\(String(repeating: "长", count: 120))/\(run)",
      thread: "\(run)/..", date: "2028-02-29T23:59:60-03:30", tone: .urgent, language: "en",
      recipient: .init(id: "o'brien", name: "O\"Brien, <Pat>; =?utf-8?Q?x?=", address: address),
      subject: "Line\r\nBcc: everybody@example.org\r\n\r\n" + String(repeating: "👨‍👩‍👧‍👦字", count: 60),
      body: [
        .heading("<script>alert(1)</script>"), .paragraph("."),
        .paragraph("From here. .. [a](http://x) *b* `c`"),
        .paragraph(String(repeating: "x", count: 3000)), .list([]), .steps(["1. one", "- two", "# three"]),
      ],
      fields: ["organisation": "第一 支部\r\nX: y", "": "empty", "due date": "2028-02-29"])
  }
}
