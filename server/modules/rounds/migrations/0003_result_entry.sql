-- both
-- The entry of the public ledger that tells of a computed result; absent of those computed before.
ALTER TABLE rounds_result ADD COLUMN entry TEXT;
