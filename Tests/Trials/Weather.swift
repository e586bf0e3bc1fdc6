import Fixtures

/// How bad the times are in which a trial lives: each kind of trouble comes so many times less often than in a storm.
///
/// Drawn from the seed. In one trial out of four everything goes wrong every day; in the others some kinds of trouble
/// stand alone among quiet weeks, and show what a storm hides.
struct Weather {
  let kills: Int
  let reloads: Int
  let disk: Int
  let clock: Int
  let happenings: Int
  let channels: Int

  init(using chance: inout Chance) {
    let isStorm = chance.once(in: 4)
    let levels = (0..<6).map { _ in isStorm ? 1 : chance.pick([1, 4, 16, 64]) }
    kills = levels[0]
    reloads = levels[1]
    disk = levels[2]
    clock = levels[3]
    happenings = min(levels[4], 8)
    channels = levels[5]
  }
}
