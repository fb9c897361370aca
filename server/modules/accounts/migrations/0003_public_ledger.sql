-- both
-- Where an entry of the security log stands in the public ledger, and the salt of what is said of it there.
CREATE TABLE accounts_log_place (
    entry TEXT PRIMARY KEY REFERENCES accounts_log (id),
    ledger TEXT NOT NULL UNIQUE,
    salt BLOB NOT NULL
) STRICT;

APPEND ONLY accounts_log_place;

-- Entries from before the ledger, until a job has moved them.
CREATE TABLE accounts_log_unmoved (
    entry TEXT PRIMARY KEY REFERENCES accounts_log (id)
) STRICT;

INSERT INTO accounts_log_unmoved (entry) SELECT id FROM accounts_log;

DROP TABLE accounts_log_tail;

DROP TABLE accounts_log_chain;
