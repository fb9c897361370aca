-- both
-- The entry of the public ledger that tells of an opening.
CREATE TABLE contacts_opening_entry (
    opening TEXT PRIMARY KEY REFERENCES contacts_opening (id),
    ledger TEXT NOT NULL UNIQUE
) STRICT;

APPEND ONLY contacts_opening_entry;
