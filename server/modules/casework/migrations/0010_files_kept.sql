-- both
-- What became of a file long after the case was final; absent until then. The row of an erased file
-- stays and says when there was one.
ALTER TABLE casework_attachment ADD COLUMN retention TEXT CHECK (retention IN ('kept', 'erased'));

CREATE INDEX casework_attachment_retention ON casework_attachment (case_id)
    WHERE retention IS NULL;

-- Days after the end of a case until the files of it that not everybody may see are erased.
INSERT INTO casework_setting (name, value) VALUES ('retention.files.days', '180');
