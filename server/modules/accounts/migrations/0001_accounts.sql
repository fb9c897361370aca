-- both
-- Staff. Until the activation code is used up, `activated` is 0 and nobody can sign in.
CREATE TABLE accounts_account (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    activated INTEGER NOT NULL CHECK (activated IN (0, 1)),
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    password_hash TEXT,
    totp_sealed BLOB,
    totp_step INTEGER NOT NULL,
    activation_hash TEXT UNIQUE,
    activation_until INTEGER,
    CHECK (activated = 0 OR (password_hash IS NOT NULL AND totp_sealed IS NOT NULL))
) STRICT;

-- A role held by an account; unit '' means everywhere.
CREATE TABLE accounts_grant (
    account TEXT NOT NULL REFERENCES accounts_account (id),
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    subtree INTEGER NOT NULL CHECK (subtree IN (0, 1)),
    PRIMARY KEY (account, role, unit)
) STRICT;

CREATE INDEX accounts_grant_by_role ON accounts_grant (role);

CREATE TABLE accounts_session (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts_account (id),
    device TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) STRICT;

CREATE INDEX accounts_session_by_account ON accounts_session (account, used_at);

CREATE INDEX accounts_session_by_use ON accounts_session (used_at);

-- Attempts to sign in, by a keyed hash of the login name or of the client's address.
CREATE TABLE accounts_attempt (
    key TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;

CREATE INDEX accounts_attempt_by_time ON accounts_attempt (last_at);

CREATE TABLE accounts_key (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts_account (id),
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    may_read INTEGER NOT NULL CHECK (may_read IN (0, 1)),
    may_write INTEGER NOT NULL CHECK (may_write IN (0, 1)),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    used_on TEXT
) STRICT;

CREATE INDEX accounts_key_by_account ON accounts_key (account, id);
