import OrgLifeCore

/// The duties that come with the program. An office switches them on in `orglifed.yaml`: `catalogue: national`, and
/// `overlays` of local practice by name.
public enum Catalogue {
  public enum Base: String, CaseIterable, Sendable {
    /// What holds in the whole country.
    case national
  }

  /// The names of the overlays that ship.
  public static let overlays = shipped.keys.sorted().compactMap { path -> String? in
    let words = path.split(separator: "/")
    guard words.count == 2, words[0] == DutyEntries.overlayFolder else { return nil }
    return String(words[1].dropLast(".yaml".count))
  }

  /// By path, `catalogue/…` and `overlays/…`: what ``ProgrammeSources`` takes in beside an office's own files.
  public static let shipped: [String: [UInt8]] = [
    "catalogue/branch.yaml": PackageResources.branch_yaml,
    "catalogue/leading-bodies.yaml": PackageResources.leading_bodies_yaml,
    "catalogue/meetings.yaml": PackageResources.meetings_yaml,
    "catalogue/member-development.yaml": PackageResources.member_development_yaml,
    ladders: PackageResources.ladders_yaml,
    "overlays/committee-quarterly.yaml": PackageResources.committee_quarterly_yaml,
    "overlays/dues-publicity.yaml": PackageResources.dues_publicity_yaml,
    "overlays/education-hours.yaml": PackageResources.education_hours_yaml,
    "overlays/leading-group-review.yaml": PackageResources.leading_group_review_yaml,
    "overlays/quarterly-lecture.yaml": PackageResources.quarterly_lecture_yaml,
  ]

  private static let ladders = "catalogue/ladders.yaml"

  /// What the settings switch on, of what the sources hold.
  static func dutyFiles(_ settings: SettingsReader, _ sources: ProgrammeSources, _ findings: Findings)
    -> [String]
  {
    guard settings.catalogue != nil else { return [] }
    let overlays = settings.overlays.compactMap { overlay -> String? in
      let path = "\(DutyEntries.overlayFolder)/\(overlay.value).yaml"
      if sources.files[path] != nil { return path }
      findings.error(
        "unknown-overlay", overlay.place, "there is no overlay “\(shown(overlay.value))”",
        hint: findings.suggestion(for: overlay.value, among: Catalogue.overlays)
          ?? "there are \(Catalogue.overlays.joined(separator: ", "))")
      return nil
    }
    return sources.files(in: DutyEntries.catalogueFolder).filter { $0 != ladders } + overlays
  }

  static func ladderFiles(_ settings: SettingsReader, _ sources: ProgrammeSources) -> [String] {
    settings.catalogue == nil ? [] : [ladders]
  }
}

extension ProgrammeSources {
  /// The same with the catalogue that ships, where the settings switch it on. Kept with the rest, so that an older
  /// revision is read with the catalogue of its time.
  public func withCatalogue() -> ProgrammeSources {
    let findings = Findings()
    let document = files[SettingsReader.file].flatMap {
      YAMLDocument.read($0, file: SettingsReader.file, findings: findings)
    }
    guard SettingsReader(document, findings).catalogue != nil else { return self }
    var all = self
    all.files.merge(Catalogue.shipped) { own, _ in own }
    return all
  }
}
