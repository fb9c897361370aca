-- both
-- Who is called back, as versioned data: everybody with a contact, or a share of them that follows
-- from a seed published beforehand. Attempts: how often somebody is tried before it is given up.
CREATE TABLE casework_call_back_rule (
    version INTEGER PRIMARY KEY,
    valid_from TEXT NOT NULL,
    share INTEGER NOT NULL CHECK (share BETWEEN 1 AND 100),
    attempts INTEGER NOT NULL CHECK (attempts BETWEEN 1 AND 10),
    seed TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    made_by TEXT
) STRICT;

APPEND ONLY casework_call_back_rule;

INSERT INTO casework_call_back_rule
    (version, valid_from, share, attempts, seed, made_at, made_by) VALUES
    (1, '2007-01-01', 100, 3, '', 0, NULL);

CREATE INDEX casework_call_back_by_case ON casework_call_back (case_id, round);
