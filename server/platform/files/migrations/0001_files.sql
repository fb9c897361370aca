-- Attachments. arriving: not all chunks are there; waiting: a picture to be made anew; then ready or
-- refused (reason: the code of the error). sha256 and bytes tell of what is kept, so they change when
-- a picture is made anew. reviewed_by: the account that looked at it before it became public.
CREATE TABLE files_file (
    id TEXT PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('arriving', 'waiting', 'ready', 'refused')),
    reason TEXT NOT NULL DEFAULT '',
    day TEXT NOT NULL,
    edition INTEGER NOT NULL DEFAULT 0 CHECK (edition IN (0, 1)),
    reviewed_by TEXT,
    reviewed_at INTEGER
) STRICT;

CREATE INDEX files_file_by_owner ON files_file (owner_kind, owner_id, id);

CREATE INDEX files_file_unsettled ON files_file (day) WHERE state IN ('arriving', 'waiting');

-- edition 0: as it arrived; 1: made anew. A file's own edition is the one that is read.
CREATE TABLE files_chunk (
    file_id TEXT NOT NULL REFERENCES files_file (id) ON DELETE CASCADE,
    edition INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    bytes BLOB NOT NULL CHECK (length(bytes) <= 262144),
    PRIMARY KEY (file_id, edition, number)
) STRICT;
