-- both
-- The indexes by phase (0005_public.sql) learn what tells whether a letter that waits is late: a list
-- of late ones walks past many that are not, and reads a row only where it is.
DROP INDEX casework_case_public_phase;

DROP INDEX casework_case_public_unit_phase;

CREATE INDEX casework_case_public_phase ON casework_case
    ((CASE WHEN refusal IS NOT NULL THEN 'refused' WHEN state IN ('replied', 'calling_back') THEN 'replied' WHEN state IN ('closed', 'ended') THEN 'closed' WHEN state IN ('merged', 'withdrawn') THEN state ELSE 'handling' END), submitted_at, id, due_at, very_late_at, lateness)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_case_public_unit_phase ON casework_case
    (lead_unit, (CASE WHEN refusal IS NOT NULL THEN 'refused' WHEN state IN ('replied', 'calling_back') THEN 'replied' WHEN state IN ('closed', 'ended') THEN 'closed' WHEN state IN ('merged', 'withdrawn') THEN state ELSE 'handling' END), submitted_at, id, due_at, very_late_at, lateness)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

-- A body's letters of one kind, which may be few among many.
CREATE INDEX casework_case_public_unit_kind ON casework_case (lead_unit, kind, submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;
