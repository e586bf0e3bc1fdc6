import Fixtures
import OrgLifeCore

/// The bureau of the examples with duties of every kind: what the catalogue has of seasons, terms of office and courses, two
/// of the three in each trial, for three branches, with days that some weeks come to.
enum TrialProgramme {
  static let branches = ["branch-01", "branch-03", "branch-10"]
  static let steps = [
    "development-talk", "development-activist", "development-examination", "development-candidate",
  ]
  static let season = "organisational-life"
  static let term = "election"
  private static let tag = "trial"

  /// - Parameter start: the day on which the trial begins; two terms of office end soon after it.
  static func made(from usual: Programme, seed: UInt64, start: CivilDate) -> Programme {
    var programme = usual
    let added = added.filter {
      [$0.season != nil, $0.termYears != nil, $0.step != nil][Int(seed % 3)] == false
    }
    for (name, ladder) in ladders { programme.ladders[name] = ladder }
    programme.duties = usual.duties.map(demanding) + added
    for (number, branch) in branches.enumerated() {
      let endsOn = start.adding(days: [25, 95, 400][number])
      programme.organisations[id(branch)]?.tags = [tag]
      programme.organisations[id(branch)]?.electedOn = endsOn.adding(months: -36)
    }
    return programme
  }

  private static let added: [Duty] = Bureau.whole.duties.filter {
    (steps + [season, term]).contains($0.id.text)
  }.map { duty in
    var duty = duty
    duty.appliesTo.tags = [tag]
    guard var step = duty.step else { return duty }
    switch duty.id.text {
    case "development-talk": step.within = DayOffset(12, .calendar)
    case "development-activist": step.within = DayOffset(10, .working)
    case "development-examination": step.within = DayOffset(9, .calendar)
    default:
      step.within = DayOffset(20, .calendar)
      step.notBefore = DayOffset(4, .calendar)
    }
    duty.kind = .eventOffset(step)
    return duty
  }

  /// Their ladders go over one channel each, and no further than two months, so that a trial is not about them alone.
  private static let ladders: [Ladder.ID: Ladder] = {
    let wanted = Set(added.map(\.ladder))
    return Bureau.whole.ladders.filter { wanted.contains($0.key) }.mapValues { ladder in
      var ladder = ladder
      ladder.rungs = ladder.rungs.filter { $0.offset.unit != .months || $0.offset.days <= 2 }.map { rung in
        var rung = rung
        rung.channels = [id(rung.delivery == .digest ? "mail" : "drop")]
        return rung
      }
      return ladder
    }
  }()

  /// The committee's records say who took the minutes, and an organisational life meeting counts as an assembly too.
  private static func demanding(_ duty: Duty) -> Duty {
    var duty = duty
    switch duty.id.text {
    case "committee-meeting": duty.recordNeeds = [.recorder]
    case "member-assembly": duty.alsoSatisfiedBy = [id(season)]
    default: break
    }
    return duty
  }
}
