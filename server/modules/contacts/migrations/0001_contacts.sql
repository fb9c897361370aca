-- both
-- How often an officer may open contacts, and how many days they are kept after a case is final.
CREATE TABLE contacts_rule (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    openings_an_hour INTEGER NOT NULL CHECK (openings_an_hour BETWEEN 1 AND 10000),
    kept_days INTEGER NOT NULL CHECK (kept_days BETWEEN 0 AND 36500)
) STRICT;

INSERT INTO contacts_rule (id, openings_an_hour, kept_days) VALUES (1, 60, 180);

-- Key pairs of call-back officers; the private key only under the passphrase of its owner.
CREATE TABLE contacts_officer_key (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    salt BLOB NOT NULL,
    passes INTEGER NOT NULL,
    memory_kib INTEGER NOT NULL,
    box BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- The call-back pairs: new contacts are sealed to the newest that somebody can open.
CREATE TABLE contacts_pair (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- The private key of a pair, sealed to the key of an officer.
CREATE TABLE contacts_access (
    pair TEXT NOT NULL REFERENCES contacts_pair (id),
    officer_key TEXT NOT NULL REFERENCES contacts_officer_key (id),
    sealed BLOB NOT NULL,
    PRIMARY KEY (pair, officer_key)
) STRICT;

CREATE INDEX contacts_access_by_key ON contacts_access (officer_key);

-- A destroyed contact stays as a row without box and key.
CREATE TABLE contacts_contact (
    id TEXT PRIMARY KEY,
    pair TEXT NOT NULL REFERENCES contacts_pair (id),
    box BLOB,
    data_key BLOB,
    kept_at INTEGER NOT NULL,
    destroy_on TEXT,
    destroyed_at INTEGER,
    CHECK ((box IS NULL) = (destroyed_at IS NOT NULL) AND (data_key IS NULL) = (box IS NULL))
) STRICT;

CREATE INDEX contacts_contact_to_destroy ON contacts_contact (destroy_on, id) WHERE destroyed_at IS NULL;

-- Who asked to read which contact. Only ever appended to; the reason stands apart, so that it can be erased.
CREATE TABLE contacts_opening (
    id TEXT PRIMARY KEY,
    contact TEXT NOT NULL REFERENCES contacts_contact (id),
    officer TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason_hash TEXT NOT NULL
) STRICT;

CREATE INDEX contacts_opening_by_contact ON contacts_opening (contact, id);

CREATE INDEX contacts_opening_by_officer ON contacts_opening (officer, at);

APPEND ONLY contacts_opening;

CREATE TABLE contacts_opening_reason (
    opening TEXT PRIMARY KEY REFERENCES contacts_opening (id),
    salt BLOB NOT NULL,
    reason TEXT NOT NULL
) STRICT;
