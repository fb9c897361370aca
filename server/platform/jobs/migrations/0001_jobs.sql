-- Queued and scheduled work. next_at is the moment when the row matters next: due (waiting), end of
-- the lease (running), end of keeping (done), or when it was given up (failed).
CREATE TABLE jobs_job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    next_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    holder TEXT NOT NULL DEFAULT '',
    error_code TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX jobs_job_by_turn ON jobs_job (state, next_at, kind);
