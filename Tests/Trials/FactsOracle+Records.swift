import OrgLifeCore

/// What records of meetings come to.
extension FactsOracle {
  /// A record as it stands, and whether a second person said that it is right so.
  struct Standing {
    var record: MeetingRecord
    var isConfirmed: Bool
  }

  /// The records of one duty of one organisation, each as it was said last.
  func records(_ series: String, knowing last: Int64 = .max) -> [Standing] {
    var standing: [String: Standing] = [:]
    for fact in bearing[series] ?? [] where fact.id <= last {
      switch fact.statement {
      case .held(let record), .corrected(let record, _):
        standing[record.key] = Standing(record: record, isConfirmed: false)
      case .confirmed(let key, _): standing[key]?.isConfirmed = true
      case .withdrawn(let key, _): standing[key] = nil
      default: break
      }
    }
    return standing.values.sorted { $0.record.key < $1.record.key }
  }

  func counts(_ standing: Standing) -> Bool {
    (standing.isConfirmed || !isDoubted(standing.record)) && isComplete(standing.record)
  }

  func isDoubted(_ record: MeetingRecord) -> Bool {
    let words = programme.recordWords
    let title = record.title?.lowercased() ?? ""
    let agenda = (record.agenda ?? []).map { $0.lowercased() }
    let isPartyMatter = agenda.contains { point in
      words.partyMatters.contains { point.contains($0.lowercased()) }
    }
    return (record.nonMembersPresent ?? 0) > 0
      || words.doubtfulTitles.contains { title.contains($0.lowercased()) }
      || !agenda.isEmpty && !isPartyMatter
  }

  func isComplete(_ record: MeetingRecord) -> Bool {
    for part in duties[record.duty.text]?.recordNeeds ?? [] {
      switch part {
      case .title: if record.title == nil { return false }
      case .recorder: if record.recorder == nil { return false }
      case .agenda: if record.agenda?.isEmpty ?? true { return false }
      case .reference: if record.reference == nil { return false }
      }
    }
    if let excluded = record.excluded, excluded.count > 0,
      excluded.reason == nil || excluded.approvedBy == nil
    {
      return false
    }
    guard let vote = record.vote else { return true }
    return vote.inFavour != nil && vote.against != nil && vote.abstaining != nil
  }

  /// Whether a meeting of the duty, or of one whose meetings count for it too, counts for the period.
  func isFulfilled(_ duty: Duty, of unit: String, in period: Period, knowing last: Int64) -> Bool {
    ([duty.id] + duty.alsoSatisfiedBy).contains { held in
      records("\(held)/\(unit)", knowing: last).contains {
        counts($0) && belongs($0.record, to: period, of: duty, unit, knowing: last)
      }
    }
  }

  private func belongs(
    _ record: MeetingRecord, to period: Period, of duty: Duty, _ unit: String, knowing last: Int64
  ) -> Bool {
    if let named = record.makesUpFor, record.duty == duty.id || Period(named)?.cycle == period.cycle {
      return named == period.description
    }
    guard let season = duty.season else { return period.contains(record.date) }
    let isIn = { (year: Int) in
      window(duty, season, of: unit, in: year, knowing: last).contains(record.date)
    }
    if isIn(period.year) { return true }
    return record.date.year == period.year && !isIn(period.year - 1) && !isIn(period.year + 1)
  }
}

extension FactsOracle {
  /// How often the record of that key was said, as it was first or corrected.
  func versions(of key: String) -> Int {
    (bearing[Self.series(of: key)] ?? []).count { fact in
      switch fact.statement {
      case .held(let record), .corrected(let record, _): record.key == key
      default: false
      }
    }
  }
}
