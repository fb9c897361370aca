-- Which record a repeated creating request already made. Nothing of the request itself is kept.
CREATE TABLE db_idempotency (
    scope TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    record_id TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (scope, key_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX db_idempotency_by_day ON db_idempotency (day);
