-- both
-- An import of letters from elsewhere: staging, then publishing (the point of no return), then
-- done. One at a time for a source.
CREATE TABLE casework_import (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    mapping TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    unanswered TEXT NOT NULL,
    clock TEXT,
    amount INTEGER,
    very_late_amount INTEGER,
    letters INTEGER NOT NULL,
    published INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    touched_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX casework_import_running ON casework_import (source) WHERE state <> 'done';

-- A letter that waits for publication, as the source tells it. Nobody reads it but the import.
CREATE TABLE casework_import_letter (
    import_id TEXT NOT NULL REFERENCES casework_import (id),
    number INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    replied_at INTEGER,
    closed_at INTEGER,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    reply TEXT NOT NULL,
    place TEXT NOT NULL,
    place_code TEXT NOT NULL,
    lat_e6 INTEGER,
    lon_e6 INTEGER,
    category TEXT,
    unit_id TEXT,
    PRIMARY KEY (import_id, number)
) STRICT;

-- What was imported, so that a second run changes nothing and can say what differs.
CREATE TABLE casework_imported (
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    import_id TEXT NOT NULL REFERENCES casework_import (id),
    PRIMARY KEY (source, source_id)
) STRICT;

-- What other systems ask for (api.hpp): by category, and replies in the order of publication.
CREATE INDEX casework_case_public_category ON casework_case (category, submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_reply_by_publication ON casework_reply (published_at, id)
    WHERE state = 'published';
