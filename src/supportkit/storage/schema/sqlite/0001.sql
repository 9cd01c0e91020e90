-- supportkit, SQLite, step 1: records, their index entries, the journal.
-- All tables keep their rowid: rows with a body in a table without one are many times slower to insert.

CREATE TABLE supportkit_meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- One row a record. `body IS NULL` is a tombstone; `indexes` repeats the rows of supportkit_index as JSON, so that
-- one statement answers a whole record.
CREATE TABLE supportkit_record (
    pk INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT,
    private TEXT,
    subject TEXT,
    indexes TEXT,
    UNIQUE (tenant, kind, id)
);

CREATE INDEX supportkit_record_subject ON supportkit_record (tenant, subject) WHERE private IS NOT NULL;

-- `key` is the parts of an index key with U+001F between them, which no part can hold; no key at all is ''.
-- `ord` has no type on purpose: numbers stay numbers and sort before text, text sorts by code point.
CREATE TABLE supportkit_index (
    pk INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    ord NOT NULL,
    UNIQUE (tenant, kind, id, name)
);

CREATE INDEX supportkit_index_range ON supportkit_index (tenant, kind, name, key, ord, id);

-- AUTOINCREMENT: a position is never used again, even after lines have been taken away by retention.
CREATE TABLE supportkit_journal (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    tag TEXT NOT NULL,
    record_kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    body TEXT NOT NULL,
    private TEXT,
    subject TEXT,
    UNIQUE (tenant, id)
);

CREATE INDEX supportkit_journal_order ON supportkit_journal (tenant, position);

CREATE INDEX supportkit_journal_subject ON supportkit_journal (tenant, subject) WHERE private IS NOT NULL;

INSERT INTO supportkit_meta (name, value) VALUES ('schema', '1');
