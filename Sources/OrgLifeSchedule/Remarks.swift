import OrgLifeCore

extension Planner {
  /// What the roster lacks, and what the office may want to consider, on a day: advice and no demand. By organisation.
  public func remarks(on date: CivilDate, facts: Facts, knownAt moment: Timestamp) -> [Bulletin.Remark] {
    let unknown = Set(agenda.withoutElection(facts: facts, knownAt: moment))
    return agenda.organisations.filter { $0.life.contains(date) }.flatMap { organisation in
      (unknown.contains(organisation.id) ? [.electionUnknown(organisation.id)] : [])
        + advice(organisation, on: date)
    }
  }

  /// 《中国共产党支部工作条例（试行）》第二章: three full members make a branch, a joint branch has generally at most five
  /// units and a branch at most fifty members, and seven full members make a committee.
  private func advice(_ organisation: Organisation, on date: CivilDate) -> [Bulletin.Remark] {
    var remarks: [Bulletin.Remark] = []
    let id = organisation.id
    if organisation.kind == .jointBranch {
      let units = Dictionary(
        organisation.units.filter { $0.from.map { $0 <= date } ?? true }.map { ($0.name, $0.formal) },
        uniquingKeysWith: { _, later in later })
      remarks += units.filter { $0.value >= 3 }.sorted { $0.key < $1.key }.map {
        .unitCouldBeBranch(id, unit: $0.key, formal: $0.value)
      }
      if units.count > 5 { remarks.append(.manyUnits(id, count: units.count)) }
    }
    let isBranch = [.branch, .jointBranch, .mobileBranch].contains(organisation.kind)
    if isBranch, let members = organisation.members(on: date), members > 50 {
      remarks.append(.manyMembers(id, count: members))
    }
    if isBranch, let formal = organisation.count(on: date)?.formal, formal >= 7,
      organisation.committee?.contains(date) != true
    {
      remarks.append(.noCommittee(id, formal: formal))
    }
    return remarks
  }

  /// The month's remarks, due after `through` and up to `now`, on the first working day of each month that has any.
  public func remarks(after through: Timestamp, upTo now: Timestamp, facts: Facts) -> [Bulletin] {
    let month = Period(.month, containing: programme.zone.date(at: now))
    let moment = firstMorning(of: month)
    guard through < moment, moment <= now else { return [] }
    let remarks = remarks(on: programme.zone.date(at: moment), facts: facts, knownAt: now)
    guard !remarks.isEmpty else { return [] }
    return [Bulletin(key: "bulletin/remarks/\(month)", matter: .remarks(remarks))]
  }

  /// The next first working morning of a month.
  func nextRemarks(after moment: Timestamp) -> Timestamp? {
    let month = Period(.month, containing: programme.zone.date(at: moment))
    return [month, month.next].map(firstMorning).first { $0 > moment }
  }

  func firstMorning(of month: Period) -> Timestamp {
    programme.zone.timestamp(of: agenda.days.next(from: month.firstDay), at: programme.sendAt)
  }
}
