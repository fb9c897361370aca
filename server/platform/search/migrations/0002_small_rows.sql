-- postgres
-- Rows stay small, texts and terms beside them: a search sorts many rows and reads few texts.
ALTER TABLE search_document SET (toast_tuple_target = 128);
