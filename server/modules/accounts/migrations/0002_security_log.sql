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

-- sqlite
CREATE TRIGGER accounts_log_no_update BEFORE UPDATE ON accounts_log
BEGIN SELECT RAISE(ABORT, 'accounts_log is append-only'); END;

CREATE TRIGGER accounts_log_no_delete BEFORE DELETE ON accounts_log
BEGIN SELECT RAISE(ABORT, 'accounts_log is append-only'); END;

CREATE TRIGGER accounts_log_chain_no_update BEFORE UPDATE ON accounts_log_chain
BEGIN SELECT RAISE(ABORT, 'accounts_log_chain is append-only'); END;

CREATE TRIGGER accounts_log_chain_no_delete BEFORE DELETE ON accounts_log_chain
BEGIN SELECT RAISE(ABORT, 'accounts_log_chain is append-only'); END;

-- postgres
CREATE FUNCTION accounts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514'; END $$;

CREATE TRIGGER accounts_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_log
FOR EACH STATEMENT EXECUTE FUNCTION accounts_append_only();

CREATE TRIGGER accounts_log_chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_log_chain
FOR EACH STATEMENT EXECUTE FUNCTION accounts_append_only();
