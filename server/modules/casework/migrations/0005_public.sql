-- both
-- Published cases whose text, body or state changed since the search last saw them: written by
-- whatever stores a case, emptied by casework.index.
CREATE TABLE casework_index_queue (
    case_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT;

INSERT INTO casework_index_queue (case_id, version)
    SELECT id, version FROM casework_case WHERE published_at IS NOT NULL;

-- Lists of the public by what they call the state (public_store.cpp has the same expression).
CREATE INDEX casework_case_public_phase ON casework_case
    ((CASE WHEN refusal IS NOT NULL THEN 'refused' WHEN state IN ('replied', 'calling_back') THEN 'replied' WHEN state IN ('closed', 'ended') THEN 'closed' WHEN state IN ('merged', 'withdrawn') THEN state ELSE 'handling' END), submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_case_public_unit_phase ON casework_case
    (lead_unit, (CASE WHEN refusal IS NOT NULL THEN 'refused' WHEN state IN ('replied', 'calling_back') THEN 'replied' WHEN state IN ('closed', 'ended') THEN 'closed' WHEN state IN ('merged', 'withdrawn') THEN state ELSE 'handling' END), submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_case_public_late ON casework_case (lateness, submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_case_public_unit_late ON casework_case
    (lead_unit, lateness, submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_case_public_replied ON casework_case (replied_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL AND replied_at IS NOT NULL;

-- Figures of a body and a month, counted by casework.count from the cases that came in then.
-- Private cases have a row of their own, so that the public sees them only in large numbers.
CREATE TABLE casework_figure (
    unit TEXT NOT NULL,
    month TEXT NOT NULL,
    visibility TEXT NOT NULL,
    received INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    in_time INTEGER NOT NULL,
    late INTEGER NOT NULL,
    very_late INTEGER NOT NULL,
    extended INTEGER NOT NULL,
    returned INTEGER NOT NULL,
    days_to_reply TEXT NOT NULL,
    asked INTEGER NOT NULL,
    reached INTEGER NOT NULL,
    solved INTEGER NOT NULL,
    satisfied INTEGER NOT NULL,
    self_answered INTEGER NOT NULL,
    self_solved INTEGER NOT NULL,
    self_satisfied INTEGER NOT NULL,
    appeals INTEGER NOT NULL,
    appeals_upheld INTEGER NOT NULL,
    PRIMARY KEY (unit, month, visibility)
) STRICT;

CREATE INDEX casework_figure_month ON casework_figure (month, unit);

-- What the count of one body and month reads.
CREATE INDEX casework_case_unit_month ON casework_case (lead_unit, submitted_at, id);

CREATE INDEX casework_event_returned ON casework_event (unit, case_id)
    WHERE step = 'return_to_intake';
