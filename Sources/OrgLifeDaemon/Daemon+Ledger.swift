import Dispatch
import OrgLifeLedger
import Systemd

extension Daemon {
  /// Looks through a ledger that was opened without, since it had been closed in order. Where it is damaged, nothing more is
  /// sent: the daemon ends as it would have refused to start, and refuses the ledger from then on.
  func lookThroughLedger(thenEnding signals: Signals) {
    guard ledger.isUnlooked else { return }
    // A thread of its own, since it takes as long as the ledger is large.
    DispatchQueue(label: "ledger.look", qos: .background).async { [ledger] in
      do throws(LedgerError) { try ledger.lookThrough() } catch {
        Task { await self.end(for: error, signals) }
      }
    }
  }

  private func end(for damage: LedgerError, _ signals: Signals) {
    self.damage = damage
    signals.finish()
  }

  /// In order, so that the next start need not look through all of it before it is ready.
  func closeLedger() {
    do { try ledger.close() } catch {
      LogEntry.note("the ledger was not closed in order: \(Ledger.sentence(for: error))").send()
    }
  }
}
