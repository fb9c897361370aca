-- What can be found. `place` orders the documents: milliseconds since 1970 in the upper 44 bits, the
-- lower 20 keep documents of one moment apart. `text` is folded for the recheck of longer words.
-- sqlite
CREATE TABLE search_document (
    place INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (kind, id)
) STRICT;

-- rowid = place. FTS5 keeps its own copy of the terms: without it 3.40 cannot delete.
CREATE VIRTUAL TABLE search_terms USING fts5 (
    terms, detail = none, columnsize = 0, tokenize = "ascii tokenchars '=_.:-'"
);

-- postgres
CREATE TABLE search_document (
    place BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    terms TEXT[] NOT NULL,
    UNIQUE (kind, id)
);

-- A short list of what is not merged yet: merging 4 MB at once would outlast a write transaction.
CREATE INDEX search_document_by_terms ON search_document USING gin (terms)
    WITH (gin_pending_list_limit = 256);
