import Mustache
import OrgLifeCore

/// Why a template of an office cannot be used, with its place.
public struct TemplateFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path inside the programme's folder.
  public var file: String
  /// From 1.
  public var line: Int
  public var column: Int
  public var message: String

  public var description: String { "\(file):\(line):\(column): \(message)" }

  /// Every fault of the programme's own templates, in the order of the files: syntax, names that nothing fills in, and
  /// texts that come to nothing for a duty, rung and language.
  public static func all(in programme: Programme) -> [TemplateFault] {
    let own = programme.templates.sorted { $0.key < $1.key }
    let faults = own.compactMap { file, text -> TemplateFault? in
      do {
        _ = try name(of: file)
        _ = try checked(file, text)
        return nil
      } catch { return error as? TemplateFault }
    }
    guard faults.isEmpty, !own.isEmpty else { return faults }
    return SampleMatters(programme).faults()
  }

  /// `reminder.zh` of `reminder.zh.mustache`.
  static func name(of file: String) throws -> String {
    guard Texts.files.contains(file) else {
      throw TemplateFault(
        file: "templates/" + file, line: 1, column: 1,
        message:
          "there is no template “\(file)” to override; there are \(Texts.files.sorted().joined(separator: ", "))"
      )
    }
    return String(file.dropLast(".mustache".count))
  }

  /// The template, parsed, and every name in it known.
  static func checked(_ file: String, _ text: String) throws -> MustacheTemplate {
    let path = "templates/" + file
    let template: MustacheTemplate
    do { template = try MustacheTemplate(string: text) } catch let error as MustacheTemplate.ParserError {
      throw TemplateFault(
        file: path, line: error.context.lineNumber, column: error.context.columnNumber,
        message: "the template cannot be parsed: \(error.error)")
    }
    // Both languages may use what the other one does.
    let form = file.split(separator: ".").first.map(String.init) ?? ""
    let known = try Set(
      Language.allCases.flatMap { language in
        try Texts.builtIn("\(form).\(language.rawValue)").map { tags(in: $0).map(\.name) } ?? []
      })
    for tag in tags(in: text) where !known.contains(tag.name) {
      throw TemplateFault(
        file: path, line: tag.line, column: tag.column,
        message:
          "nothing fills in “\(tag.name)”; this template may use \(known.sorted().joined(separator: ", "))")
    }
    return template
  }

  private struct Tag {
    var name: String
    var line: Int
    var column: Int
  }

  /// The names between braces, but for comments, settings and the dot.
  private static func tags(in text: String) -> [Tag] {
    var tags: [Tag] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var rest = line[...]
      while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
        let inner = rest[open.upperBound..<close.lowerBound].drop { "#^/{& ".contains($0) }
        let name = inner.prefix { $0 != "}" && $0 != " " }
        let isMeta = rest[open.upperBound..<close.lowerBound].first.map { "!%".contains($0) } ?? true
        if !isMeta, !name.isEmpty, name != "." {
          tags.append(
            Tag(
              name: String(name), line: number + 1,
              column: line.distance(from: line.startIndex, to: open.lowerBound) + 1))
        }
        rest = rest[close.upperBound...]
      }
    }
    return tags
  }
}
