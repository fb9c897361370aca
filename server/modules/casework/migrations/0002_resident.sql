-- both
-- Attempts to open a case with a wrong receipt, by a keyed hash of the number or of the client's
-- address; forgotten after an hour.
CREATE TABLE casework_attempt (
    key TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;

CREATE INDEX casework_attempt_by_time ON casework_attempt (last_at);

-- Attempts that are free of waiting, and the longest wait in seconds. A number is known to
-- everybody, so that waiting by number stays short: nobody can lock a resident out.
INSERT INTO casework_setting (name, value) VALUES
    ('tracking.case.free', '20'),
    ('tracking.case.wait_max', '60'),
    ('tracking.address.free', '10'),
    ('tracking.address.wait_max', '900'),
    ('retention.days', '1095');

CREATE UNIQUE INDEX casework_appeal_once ON casework_appeal (case_id, about);

-- Somebody asked to follow a case and has not confirmed it yet: keyed hashes of the token and of
-- the address, and the id of the sealed address. Erased when used, or after 24 hours.
CREATE TABLE casework_follow_request (
    token TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    contact TEXT NOT NULL,
    address TEXT NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX casework_follow_request_end ON casework_follow_request (ends_at);

-- Who follows a case, as a keyed hash of the address: once a person. The sealed address is there
-- while notices go out.
CREATE TABLE casework_follower (
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    contact TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (case_id, contact)
) STRICT;

CREATE INDEX casework_follower_address ON casework_follower (address);
