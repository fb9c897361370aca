-- The public key of the mail worker and what it sends; no row, or 0: addresses are not accepted.
CREATE TABLE outbox_key (
    public_key BLOB NOT NULL,
    mail INTEGER NOT NULL CHECK (mail IN (0, 1)),
    sms INTEGER NOT NULL CHECK (sms IN (0, 1)),
    place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1)
) STRICT, WITHOUT ROWID;

-- An address under the key of the mail worker. Random ids, no order of arrival, no time finer than
-- the day but of those that end by themselves. dead: its mail server said that nobody is there.
CREATE TABLE outbox_address (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('mail', 'sms')),
    box BLOB NOT NULL,
    day TEXT NOT NULL,
    ends_at INTEGER,
    dead INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_address_by_end ON outbox_address (ends_at) WHERE ends_at IS NOT NULL;

-- What is to be said to whom, never the words nor the address. next_at: due (queued), end of the
-- lease (leased), else about when it ended. debounce: '' where every message counts.
CREATE TABLE outbox_message (
    id TEXT NOT NULL PRIMARY KEY,
    template TEXT NOT NULL,
    record TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    dedup_key TEXT NOT NULL UNIQUE,
    debounce TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'sent', 'failed', 'unknown', 'suppressed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    holder TEXT NOT NULL DEFAULT '',
    last_code TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_message_by_turn ON outbox_message (state, next_at);

CREATE INDEX outbox_message_by_address ON outbox_message (address, state);

CREATE INDEX outbox_message_by_debounce ON outbox_message (debounce) WHERE state = 'queued';

-- One row while nothing may be sent.
CREATE TABLE outbox_pause (
    place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
