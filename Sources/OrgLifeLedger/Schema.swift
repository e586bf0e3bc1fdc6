import GRDB

/// The ledger's tables, as named migrations in order. A migration that was released is never edited.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 facts, cases, outbox") { db in try db.execute(sql: first) }
    migrator.registerMigration("2 bulletins") { db in
      try db.execute(
        sql: """
          CREATE TABLE bulletins (
            delivery TEXT NOT NULL PRIMARY KEY REFERENCES deliveries,
            body TEXT NOT NULL CHECK (json_valid(body))
          ) STRICT, WITHOUT ROWID
          """)
    }
    migrator.registerMigration("3 trying") { db in try db.execute(sql: trying) }
    migrator.registerMigration("4 acts") { db in
      try db.execute(
        sql: """
          CREATE TABLE acts (
            id INTEGER PRIMARY KEY,
            delivery TEXT NOT NULL REFERENCES deliveries,
            at INTEGER NOT NULL,
            act TEXT NOT NULL CHECK (act IN ('hold', 'release', 'retry', 'expire', 'drop')),
            author TEXT NOT NULL CHECK (author <> ''),
            reason TEXT CHECK (reason <> ''),
            CHECK (act NOT IN ('expire', 'drop') OR reason IS NOT NULL)
          ) STRICT;
          CREATE INDEX actsByDelivery ON acts (delivery);
          CREATE TRIGGER actsAreFinal BEFORE UPDATE ON acts
            BEGIN SELECT RAISE(ABORT, 'an act is final'); END;
          CREATE TRIGGER actsStay BEFORE DELETE ON acts BEGIN SELECT RAISE(ABORT, 'an act is final'); END;
          """)
    }
    migrator.registerMigration("5 chain") { db in
      try db.execute(sql: chain)
      try chainEarlierRows(db)
    }
    migrator.registerMigration("6 restorations") { db in try db.execute(sql: restorations) }
    migrator.registerMigration("7 an index that is used") { db in
      // By a condition with IN, SQLite searched for nothing, and made a table of its values at each change of state.
      try db.execute(
        sql: """
          DROP INDEX deliveriesOpen;
          CREATE INDEX deliveriesOpen ON deliveries (state)
            WHERE state = 'claimed' OR state = 'held' OR state = 'failed';
          """)
    }
    migrator.registerMigration("8 inbox") { db in try db.execute(sql: inbox) }
    return migrator
  }

  /// Instants are milliseconds since 1970 UTC; days are ISO 8601 text; bodies are JSON.
  private static let first = """
    CREATE TABLE service (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      inServiceSince INTEGER NOT NULL,
      plannedThrough INTEGER NOT NULL CHECK (plannedThrough >= inServiceSince),
      -- What keys are sealed with where they must not be read.
      seal BLOB NOT NULL DEFAULT (randomblob(32)) CHECK (length(seal) = 32)
    ) STRICT;

    CREATE TABLE programmes (
      revision TEXT PRIMARY KEY CHECK (length(revision) = 64),
      sources BLOB NOT NULL
    ) STRICT;

    CREATE TABLE joinings (
      id INTEGER PRIMARY KEY,
      revision TEXT NOT NULL REFERENCES programmes,
      joinedAt INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE facts (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      validOn TEXT NOT NULL CHECK (validOn GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
      recordedAt INTEGER NOT NULL,
      author TEXT NOT NULL CHECK (author <> ''),
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    CREATE INDEX factsBySubject ON facts (kind, subject);

    CREATE TABLE rules (
      digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;

    CREATE TABLE cases (
      key TEXT PRIMARY KEY,
      due TEXT NOT NULL,
      rule TEXT NOT NULL REFERENCES rules
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX casesByDue ON cases (due);

    CREATE TABLE rungs (
      obligation TEXT NOT NULL REFERENCES cases,
      rung TEXT NOT NULL,
      dueAt INTEGER NOT NULL,
      decidedAt INTEGER NOT NULL CHECK (decidedAt >= dueAt),
      outcome TEXT NOT NULL CHECK (outcome IN ('fired', 'superseded', 'unsent')),
      reason TEXT,
      PRIMARY KEY (obligation, rung),
      CHECK ((outcome = 'fired') = (reason IS NULL))
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX rungsByDecision ON rungs (decidedAt);

    CREATE TABLE deliveries (
      key TEXT NOT NULL PRIMARY KEY,
      person TEXT NOT NULL,
      channel TEXT NOT NULL,
      form TEXT NOT NULL CHECK (form IN ('single', 'digest')),
      datedAt INTEGER NOT NULL,
      notBefore INTEGER NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('pending', 'claimed', 'deferred', 'held', 'delivered', 'failed', 'cancelled')),
      stateSince INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      reason TEXT,
      payload BLOB,
      payloadDigest TEXT,
      CHECK (payload IS NULL OR payloadDigest IS NOT NULL),
      CHECK (state <> 'delivered' OR attempts > 0)
    ) STRICT;
    CREATE INDEX deliveriesDue ON deliveries (channel, notBefore, key) WHERE state IN ('pending', 'deferred');
    CREATE INDEX deliveriesOpen ON deliveries (state) WHERE state IN ('claimed', 'held', 'failed');
    CREATE INDEX deliveriesWithPayload ON deliveries (stateSince) WHERE payload IS NOT NULL;

    CREATE TABLE deliveryLines (
      delivery TEXT NOT NULL REFERENCES deliveries,
      obligation TEXT NOT NULL,
      rung TEXT NOT NULL,
      role TEXT NOT NULL,
      insteadOf TEXT,
      actingFor TEXT,
      PRIMARY KEY (delivery, obligation, rung),
      FOREIGN KEY (obligation, rung) REFERENCES rungs
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX linesByRung ON deliveryLines (obligation, rung);

    CREATE TABLE attempts (
      delivery TEXT NOT NULL REFERENCES deliveries,
      number INTEGER NOT NULL CHECK (number > 0),
      startedAt INTEGER NOT NULL,
      PRIMARY KEY (delivery, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE receipts (
      delivery TEXT NOT NULL,
      number INTEGER NOT NULL,
      at INTEGER NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'deferred', 'rejected', 'lost')),
      detail TEXT NOT NULL,
      PRIMARY KEY (delivery, number),
      FOREIGN KEY (delivery, number) REFERENCES attempts
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER factsAreFinal BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
    CREATE TRIGGER factsStay BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
    CREATE TRIGGER rungsAreFinal BEFORE UPDATE ON rungs BEGIN SELECT RAISE(ABORT, 'a decided rung is final'); END;
    CREATE TRIGGER rungsStay BEFORE DELETE ON rungs BEGIN SELECT RAISE(ABORT, 'a decided rung is final'); END;
    CREATE TRIGGER receiptsStay BEFORE DELETE ON receipts
      BEGIN SELECT RAISE(ABORT, 'a receipt is final'); END;
    CREATE TRIGGER attemptsAreFinal BEFORE UPDATE ON attempts
      BEGIN SELECT RAISE(ABORT, 'an attempt is final'); END;
    CREATE TRIGGER attemptsStay BEFORE DELETE ON attempts
      BEGIN SELECT RAISE(ABORT, 'an attempt is final'); END;
    CREATE TRIGGER receiptsAreFinal BEFORE UPDATE ON receipts
      BEGIN SELECT RAISE(ABORT, 'a receipt is final'); END;
    CREATE TRIGGER ruleOfCaseIsFrozen BEFORE UPDATE OF rule ON cases WHEN new.rule <> old.rule
      BEGIN SELECT RAISE(ABORT, 'the rule of a case is frozen'); END;
    CREATE TRIGGER payloadIsFrozen BEFORE UPDATE OF payload ON deliveries
      WHEN old.payload IS NOT NULL AND new.payload IS NOT NULL AND new.payload <> old.payload
      BEGIN SELECT RAISE(ABORT, 'the bytes of a delivery are frozen with its first attempt'); END;
    CREATE TRIGGER linesAreFrozen BEFORE INSERT ON deliveryLines
      WHEN EXISTS (
        SELECT 1 FROM deliveries
        WHERE key = new.delivery AND (attempts > 0 OR state NOT IN ('pending', 'held'))
      ) AND NOT EXISTS (
        SELECT 1 FROM deliveryLines
        WHERE delivery = new.delivery AND obligation = new.obligation AND rung = new.rung
      )
      BEGIN SELECT RAISE(ABORT, 'a delivery takes no lines once a worker has it'); END;
    CREATE TRIGGER plannedThroughNeverGoesBack BEFORE UPDATE OF plannedThrough ON service
      WHEN new.plannedThrough < old.plannedThrough
      BEGIN SELECT RAISE(ABORT, 'plannedThrough never goes back'); END;
    """

  /// What a worker has to know of a delivery that failed before. What waits keeps its age.
  private static let trying = """
    ALTER TABLE deliveries ADD COLUMN triedSince INTEGER;
    ALTER TABLE deliveries ADD COLUMN lastTriedAt INTEGER;
    ALTER TABLE deliveries ADD COLUMN putBacks INTEGER NOT NULL DEFAULT 0 CHECK (putBacks >= 0);
    ALTER TABLE deliveries ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0 CHECK (crashes >= 0);
    UPDATE deliveries SET
      triedSince = (SELECT min(startedAt) FROM attempts WHERE delivery = key),
      lastTriedAt = (SELECT max(startedAt) FROM attempts WHERE delivery = key)
    WHERE state IN ('claimed', 'deferred');
    CREATE INDEX deliveriesOfBulletins ON deliveries (person, channel, datedAt) WHERE key GLOB 'bulletin/*';
    """
}
