-- both
-- What a body says is wrong with a number of its result, and what became of it. Files stand in
-- platform/files under the owner 'rounds.appeal'.
CREATE TABLE rounds_appeal (
    id TEXT PRIMARY KEY,
    round TEXT NOT NULL REFERENCES rounds_round (id),
    result TEXT NOT NULL REFERENCES rounds_result (id),
    unit TEXT NOT NULL,
    node TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    shown TEXT NOT NULL,
    grounds TEXT NOT NULL,
    corrected TEXT NOT NULL,
    filed_by TEXT NOT NULL,
    filed_at INTEGER NOT NULL,
    deadline TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
    decided_by TEXT,
    decided_at INTEGER,
    reason TEXT NOT NULL,
    change TEXT NOT NULL,
    table_name TEXT NOT NULL,
    before_sha256 TEXT NOT NULL,
    after_sha256 TEXT NOT NULL,
    corrected_by TEXT,
    corrected_at INTEGER
) STRICT;

CREATE UNIQUE INDEX rounds_appeal_open ON rounds_appeal (round, unit, node) WHERE state = 'open';

CREATE INDEX rounds_appeal_round ON rounds_appeal (round, filed_at, id);

CREATE INDEX rounds_appeal_state ON rounds_appeal (state, filed_at, id);
