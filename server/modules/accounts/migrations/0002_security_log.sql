-- both
-- What happened to accounts, rights and settings. Only ever appended to; see docs/adr/0010.
CREATE TABLE accounts_log (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT,
    subject TEXT NOT NULL,
    facts TEXT NOT NULL
) STRICT;

-- Entries that are not chained yet: written with the entry, removed when its link is made.
CREATE TABLE accounts_log_tail (
    entry TEXT PRIMARY KEY REFERENCES accounts_log (id),
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts_log_chain (
    position INTEGER PRIMARY KEY,
    entry TEXT NOT NULL UNIQUE REFERENCES accounts_log (id),
    hash TEXT NOT NULL
) STRICT;

APPEND ONLY accounts_log;

APPEND ONLY accounts_log_chain;
