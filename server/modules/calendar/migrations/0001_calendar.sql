-- both
-- A version of the calendar: what one file changed. Versions are only ever added.
CREATE TABLE calendar_import (
    version INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    by_account TEXT,
    source TEXT NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    removed INTEGER NOT NULL
) STRICT;

-- The notice of a year as a version has it; the highest version of a year is in force.
CREATE TABLE calendar_year (
    year INTEGER NOT NULL,
    version INTEGER NOT NULL REFERENCES calendar_import (version),
    off_days INTEGER NOT NULL,
    make_up_days INTEGER NOT NULL,
    PRIMARY KEY (year, version)
) STRICT;

CREATE INDEX calendar_year_by_version ON calendar_year (version, year);

CREATE TABLE calendar_day (
    notice_year INTEGER NOT NULL,
    version INTEGER NOT NULL,
    day TEXT NOT NULL,
    is_off INTEGER NOT NULL CHECK (is_off IN (0, 1)),
    name TEXT NOT NULL,
    PRIMARY KEY (notice_year, version, day),
    FOREIGN KEY (notice_year, version) REFERENCES calendar_year (year, version)
) STRICT;

-- A deadline of another module. No due date while a year is missing.
CREATE TABLE calendar_deadline (
    id TEXT PRIMARY KEY,
    start_at INTEGER NOT NULL,
    clock TEXT NOT NULL,
    amount INTEGER NOT NULL,
    calendar_version INTEGER NOT NULL,
    due_at INTEGER,
    missing_year INTEGER,
    is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    CHECK ((due_at IS NULL) <> (missing_year IS NULL))
) STRICT;

CREATE INDEX calendar_deadline_open ON calendar_deadline (id) WHERE is_open = 1;

-- How a deadline began and what each later calendar did to it.
CREATE TABLE calendar_deadline_event (
    deadline TEXT NOT NULL REFERENCES calendar_deadline (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    change TEXT,
    calendar_version INTEGER NOT NULL,
    due_at INTEGER,
    missing_year INTEGER,
    without_promise INTEGER,
    PRIMARY KEY (deadline, number)
) STRICT;

-- Years that the office was warned of, until their notice is in.
CREATE TABLE calendar_missing_year (
    year INTEGER PRIMARY KEY,
    since INTEGER NOT NULL,
    resolved_at INTEGER
) STRICT;

APPEND ONLY calendar_import;

APPEND ONLY calendar_year;

APPEND ONLY calendar_day;

APPEND ONLY calendar_deadline_event;
