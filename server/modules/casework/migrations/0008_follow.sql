-- both
-- Whether the request is to follow the case, or to follow it no longer.
ALTER TABLE casework_follow_request ADD COLUMN wanted INTEGER NOT NULL DEFAULT 1;

CREATE INDEX casework_follow_request_contact ON casework_follow_request (case_id, contact);
