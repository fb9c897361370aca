-- both
CREATE TABLE rounds_scheme (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    yaml TEXT NOT NULL,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'issued')),
    hash TEXT NOT NULL,
    changed_by TEXT,
    changed_at INTEGER NOT NULL,
    issued_at INTEGER,
    entry TEXT
) STRICT;

CREATE UNIQUE INDEX rounds_scheme_issued ON rounds_scheme (code, version) WHERE state = 'issued';

CREATE INDEX rounds_scheme_changed ON rounds_scheme (changed_at, id);

CREATE TABLE rounds_round (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    scheme TEXT NOT NULL REFERENCES rounds_scheme (id),
    from_month TEXT NOT NULL,
    until_month TEXT NOT NULL,
    state TEXT NOT NULL,
    held TEXT,
    version INTEGER NOT NULL,
    result TEXT,
    closes_on TEXT,
    appeals_until TEXT,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    published_at INTEGER
) STRICT;

CREATE INDEX rounds_round_made ON rounds_round (made_at, id);

CREATE TABLE rounds_step (
    id TEXT PRIMARY KEY,
    round TEXT NOT NULL REFERENCES rounds_round (id),
    at INTEGER NOT NULL,
    step TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    by_account TEXT,
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX rounds_step_round ON rounds_step (round, at, id);

APPEND ONLY rounds_step;

-- Tables and files of results, in portions.
CREATE TABLE rounds_content (
    content TEXT NOT NULL,
    name TEXT NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (content, name, part)
) STRICT;

CREATE TABLE rounds_table (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('upload', 'server')),
    evidence TEXT NOT NULL,
    added_by TEXT,
    added_at INTEGER NOT NULL,
    UNIQUE (owner, name)
) STRICT;

CREATE TABLE rounds_result (
    id TEXT PRIMARY KEY,
    round TEXT NOT NULL REFERENCES rounds_round (id),
    number INTEGER NOT NULL,
    public_id TEXT NOT NULL,
    audit_id TEXT NOT NULL,
    cause TEXT NOT NULL,
    computed_by TEXT,
    computed_at INTEGER NOT NULL,
    verified_by TEXT,
    verified_at INTEGER,
    is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
    UNIQUE (round, number)
) STRICT;

-- `bundle` is 'public' or 'audit'; the octets stand in rounds_content under 'RESULT/BUNDLE'.
CREATE TABLE rounds_result_file (
    result TEXT NOT NULL REFERENCES rounds_result (id),
    bundle TEXT NOT NULL CHECK (bundle IN ('public', 'audit')),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (result, bundle, name)
) STRICT;
