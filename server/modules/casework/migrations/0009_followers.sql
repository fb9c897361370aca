-- both
-- The language in which a follower confirmed, and gets notices.
ALTER TABLE casework_follower ADD COLUMN language TEXT NOT NULL DEFAULT 'zh';

-- What the followers of a case are still to be told, or (template '') that their addresses are to
-- be erased. A job goes through them in the order of their contacts, so that no step of a case waits
-- for thousands; told is the last one it reached.
CREATE TABLE casework_announcement (
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    version INTEGER NOT NULL,
    template TEXT NOT NULL,
    told TEXT NOT NULL,
    PRIMARY KEY (case_id, version, template)
) STRICT;
