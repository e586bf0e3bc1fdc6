extension ProgrammeSources {
  /// The line at a place, as it was read, without the blanks around it; nil where there is none.
  public func line(at place: Place) -> String? {
    guard let bytes = files[place.file] else { return nil }
    let format: SourceText.Format = place.file.hasSuffix(".csv") ? .csv : .yaml
    let text = SourceText(bytes, file: place.file, format: format, findings: Findings())?.text
    let lines = text?.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let lines, lines.indices.contains(place.line - 1) else { return nil }
    let line = lines[place.line - 1]
    guard let first = line.firstIndex(where: { !$0.isWhitespace }),
      let last = line.lastIndex(where: { !$0.isWhitespace })
    else { return nil }
    return String(line[first...last])
  }
}
