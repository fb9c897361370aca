-- both
-- A figure of a body in a part of a round, as somebody entered it. `replaced` ones stay as history.
CREATE TABLE appraisals_entry (
    id TEXT PRIMARY KEY,
    round TEXT NOT NULL,
    part TEXT NOT NULL,
    unit TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    evidence TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'confirmed', 'refused', 'replaced')),
    entered_by TEXT NOT NULL,
    entered_at INTEGER NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    refusal TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX appraisals_entry_waiting ON appraisals_entry (round, part, unit, field)
    WHERE state = 'waiting';

CREATE UNIQUE INDEX appraisals_entry_confirmed ON appraisals_entry (round, part, unit, field)
    WHERE state = 'confirmed';

CREATE INDEX appraisals_entry_unit ON appraisals_entry (round, unit);

-- Rises with every change of the entries of a part.
CREATE TABLE appraisals_part (
    round TEXT NOT NULL,
    part TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (round, part)
) STRICT;

CREATE TABLE appraisals_responsible (
    round TEXT NOT NULL,
    part TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (round, part, account)
) STRICT;

CREATE TABLE appraisals_leader (
    round TEXT NOT NULL,
    unit TEXT NOT NULL,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (round, unit, place)
) STRICT;
