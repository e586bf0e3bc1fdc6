extension Notice {
  /// The body as an HTML page that shows the same everywhere: no script, nothing from elsewhere, one column that a phone
  /// can show. Lines stay short where the text has blanks.
  public var html: String {
    let blocks = body.map { block in
      switch block {
      case .heading(let text): "<h2>\(Self.htmlEscaped(text))</h2>\n"
      case .paragraph(let text): "<p>\(Self.htmlEscaped(text))</p>\n"
      case .list(let items): "<ul>\n\(Self.htmlItems(items))</ul>\n"
      case .steps(let items): "<ol>\n\(Self.htmlItems(items))</ol>\n"
      }
    }
    return """
      <!DOCTYPE html>
      <html lang="\(Self.htmlEscaped(language))">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Self.htmlEscaped(subject))</title>
      <style>
      body { margin: 0; padding: 16px; color: #222; background: #fff; }
      main { max-width: 40em; margin: 0 auto; font-size: 16px; line-height: 1.6;
        font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
        "Source Han Sans SC", "WenQuanYi Micro Hei", "Helvetica Neue", Arial,
        sans-serif; overflow-wrap: anywhere; }
      h2 { font-size: 18px; margin: 1.2em 0 0.4em; }
      p, ul, ol { margin: 0.6em 0; }
      ul, ol { padding-left: 1.5em; }
      main > p:first-child { font-size: 17px; font-weight: 600; }
      main > p:last-child { color: #666; font-size: 14px; }
      </style>
      </head>
      <body>
      <main>
      \(blocks.joined())</main>
      </body>
      </html>

      """
  }

  private static func htmlItems(_ items: [String]) -> String {
    items.map { "<li>\(htmlEscaped($0))</li>\n" }.joined()
  }

  private static func htmlEscaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
