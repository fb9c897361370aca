-- both
-- Queues of intake, bodies and the office: every list is read in the order of one of these. A due
-- date that waits for its calendar sorts last. What is open is said as NOT IN, so that no index on
-- the state alone is taken instead.
CREATE INDEX casework_case_queue ON casework_case (state, submitted_at, id)
    WHERE state IN ('submitted', 'accepted');

CREATE INDEX casework_case_inbox
    ON casework_case (lead_unit, coalesce(due_at, 9007199254740991), id)
    WHERE state IN ('assigned', 'handling');

CREATE INDEX casework_case_done ON casework_case (lead_unit, replied_at, id)
    WHERE replied_at IS NOT NULL;

CREATE INDEX casework_case_still ON casework_case (changed_at, id)
    WHERE state NOT IN ('refused', 'merged', 'replied', 'calling_back', 'closed', 'withdrawn', 'ended');

CREATE INDEX casework_case_passed ON casework_case (changed_at, id)
    WHERE state NOT IN ('refused', 'merged', 'replied', 'calling_back', 'closed', 'withdrawn', 'ended')
      AND (assignments >= 3 OR returns >= 2);

CREATE INDEX casework_case_very_late ON casework_case (very_late_at, id)
    WHERE state NOT IN ('refused', 'merged', 'replied', 'calling_back', 'closed', 'withdrawn', 'ended')
      AND very_late_at IS NOT NULL;

CREATE INDEX casework_case_calling ON casework_case (state, replied_at, id)
    WHERE state = 'calling_back';

CREATE INDEX casework_supervision_open ON casework_supervision (opened_at, case_id)
    WHERE ended_at IS NULL;

CREATE INDEX casework_event_given_back ON casework_event (unit, at, case_id)
    WHERE step = 'return_to_intake';

-- Beginnings of replies, of one body or (unit '') for all.
CREATE TABLE casework_template (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_by TEXT,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX casework_template_by_unit ON casework_template (unit, name, id);

-- What became of a rectification: its reports and verdicts, one line each.
CREATE TABLE casework_rectification_event (
    rectification TEXT NOT NULL REFERENCES casework_rectification (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    account TEXT,
    text TEXT NOT NULL,
    PRIMARY KEY (rectification, number)
) STRICT;

APPEND ONLY casework_rectification_event;

CREATE INDEX casework_rectification_due ON casework_rectification (state, opened_at, id);

CREATE INDEX casework_rectification_by_unit ON casework_rectification (unit, state, opened_at, id);

INSERT INTO casework_setting (name, value) VALUES ('reply_needs_approval', '1');
