import OrgLifeCore

/// Days written short: `19970902 1003 19980101-0105` names a year once, and a span from day to day.
func dayList(_ text: String) -> [CivilDate] {
  var year = "0000"
  func day(_ word: Substring) -> CivilDate {
    if word.count == 8 { year = String(word.prefix(4)) }
    let digits = word.suffix(4)
    guard let day = CivilDate("\(year)-\(digits.prefix(2))-\(digits.suffix(2))") else {
      fatalError("“\(word)” is no day")
    }
    return day
  }
  return text.split(separator: " ").flatMap { word in
    let ends = word.split(separator: "-")
    let first = day(ends[0])
    return (first.dayNumber...day(ends[ends.count - 1]).dayNumber).map { CivilDate(dayNumber: $0) }
  }
}
