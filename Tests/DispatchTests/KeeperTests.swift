import Foundation
import OrgLifeDispatch
import Testing

/// The program between the daemon and a plugin.
@Suite struct KeeperTests {
  private func kept(_ words: String...) throws -> (status: Int32, output: String) {
    run("/bin/sh", ["-c", "exec \"$@\" 2>&1 </dev/null", "sh", try Programs.path("orglife-keeper")] + words)
  }

  @Test func `limits are in force before the first instruction, and no right can be gained`() throws {
    let limits = try kept(
      "--limit=2:33554432", "--limit=1:8192", "--limit=7:77", "--limit=4:0", "/bin/cat", "/proc/self/limits",
      "/proc/self/status")
    #expect(limits.status == 0)
    #expect(limits.output.contains(/Max data size +33554432 +33554432/))
    #expect(limits.output.contains(/Max file size +8192 +8192/))
    #expect(limits.output.contains(/Max open files +77 +77/))
    #expect(limits.output.contains(/Max core file size +0 +0/))
    #expect(limits.output.contains(/NoNewPrivs:\s+1/))
  }

  @Test func `a limit that is higher than the inherited one leaves that`() throws {
    let keeper = try Programs.path("orglife-keeper")
    let outcome = try kept("--limit=7:50", keeper, "--limit=7:99", "/bin/sh", "-c", "ulimit -Hn")
    #expect(outcome.status == 0 && outcome.output == "50\n", "\(outcome)")
  }

  @Test(arguments: [
    (["--limit=99:1", "/bin/echo", "ran"], "cannot set the limit 99:1: Invalid argument\n"),
    (["--limit=7", "/bin/echo", "ran"], "cannot read the limit 7: Invalid argument\n"),
    (["--limit=7:x", "/bin/echo", "ran"], "cannot read the limit 7:x: Invalid argument\n"),
    (["/no/such"], "cannot run /no/such: No such file or directory\n"),
    (["/etc/passwd"], "cannot run /etc/passwd: Permission denied\n"),
    ([], "there is no program to keep\n"),
  ])
  func `where it cannot do all of it nothing runs, and it says why`(words: [String], sentence: String) throws
  {
    let keeper = try Programs.path("orglife-keeper")
    let outcome = run(
      "/bin/sh", ["-c", "exec \"$@\" 2>&1 </dev/null", "sh", keeper] + words)
    #expect(outcome.status == 126)
    #expect(outcome.output == sentence)
  }

  @Test func `it ends as its program did`() throws {
    #expect(try kept("/bin/sh", "-c", "exit 7").status == 7)
    // The shell outside tells a signal by 128 and its number.
    let keeper = try Programs.path("orglife-keeper")
    let killed = run("/bin/sh", ["-c", "\(keeper) /bin/sh -c 'kill -SEGV $$' </dev/null; echo $?"])
    #expect(killed.output == "139\n")
  }

  @Test(arguments: ["setsid", "setsid -f", "setsid -f setsid -f", "setsid -f nohup"])
  func `what its program started is gone when it is, whatever group or session it went to`(
    way: String
  ) throws {
    // Where it fails they end by themselves.
    let mark = "60.\(getpid())\(way.count)"
    let outcome = try kept(
      "/bin/sh", "-c", "trap '' TERM HUP; \(way) sleep \(mark) & \(way) sleep \(mark) & exit 5")
    #expect(outcome.status == 5)
    let left = run("/bin/sh", ["-c", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"]).output
    #expect(!left.contains("sleep \(mark)"))
  }

  @Test func `when who started it is dead, so is everything`() throws {
    let keeper = try Programs.path("orglife-keeper")
    // Its standard input ends with the first echo; the program ignores that, and SIGTERM.
    let outcome = run(
      "/bin/sh",
      [
        "-c",
        "echo | \(keeper) /bin/sh -c 'trap \"\" TERM; setsid -f sleep 57 & sleep 58; sleep 59'; echo $?",
      ])
    #expect(outcome.output == "137\n")
  }

  @Test func `when it is killed itself, so is its program`() throws {
    let mark = "60.\(getpid())9"
    let outcome = try kept("/bin/sh", "-c", "kill -KILL $PPID; exec sleep \(mark) >/dev/null 2>&1")
    #expect(outcome.status == -1)
    // Nobody tells when it is gone: a few looks, for a bounded time.
    let look = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"
    let isGone = (0..<100).contains { _ in
      if !run("/bin/sh", ["-c", look]).output.contains("sleep \(mark)") { return true }
      usleep(20_000)
      return false
    }
    #expect(isGone)
  }
}
