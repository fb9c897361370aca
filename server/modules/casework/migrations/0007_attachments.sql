-- both
-- Which files belong to a case, and to a reply of it; the files themselves are platform/files'.
-- verdict: what intake found when it looked, absent until then.
CREATE TABLE casework_attachment (
    file TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    reply TEXT REFERENCES casework_reply (id),
    added_at INTEGER NOT NULL,
    verdict TEXT CHECK (verdict IN ('shown', 'withheld')),
    looked_by TEXT,
    looked_at INTEGER
) STRICT;

CREATE INDEX casework_attachment_by_case ON casework_attachment (case_id, file);

CREATE INDEX casework_attachment_unseen ON casework_attachment (added_at, file)
    WHERE verdict IS NULL;

-- Uploads of one address that are free of waiting, and the longest wait in seconds.
INSERT INTO casework_setting (name, value) VALUES
    ('upload.address.free', '60'),
    ('upload.address.wait_max', '300');
