extension Notice {
  /// The body as plain text: headings on lines of their own, `- ` before a list's items, numbers before steps, an empty line
  /// between blocks. Ends with a line break. The subject is not in it.
  public var plainText: String {
    body.map { block in
      switch block {
      case .heading(let text), .paragraph(let text): text + "\n"
      case .list(let items): items.map { "- \($0)\n" }.joined()
      case .steps(let items): items.enumerated().map { "\($0.offset + 1). \($0.element)\n" }.joined()
      }
    }.joined(separator: "\n")
  }
}
