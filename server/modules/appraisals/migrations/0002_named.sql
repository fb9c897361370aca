-- both
-- The menu of every member of staff asks whether they are named for any part.
CREATE INDEX appraisals_responsible_account ON appraisals_responsible (account);
