-- both
-- What waits for its place in a log: written in the transaction of the change it tells of.
CREATE TABLE ledger_pending (
    id TEXT PRIMARY KEY,
    log TEXT NOT NULL CHECK (log IN ('operations', 'box')),
    at INTEGER NOT NULL,
    entry BLOB NOT NULL
) STRICT;

CREATE INDEX ledger_pending_by_log ON ledger_pending (log, id);

-- The newest width of each tile; level -1 holds entries. A narrower tile is its first part.
CREATE TABLE ledger_tile (
    log TEXT NOT NULL,
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    width INTEGER NOT NULL CHECK (width BETWEEN 1 AND 256),
    octets BLOB NOT NULL,
    PRIMARY KEY (log, level, position)
) STRICT;

-- Which place an entry got.
CREATE TABLE ledger_entry (
    id TEXT PRIMARY KEY,
    log TEXT NOT NULL,
    position INTEGER NOT NULL,
    UNIQUE (log, position)
) STRICT;

APPEND ONLY ledger_entry;

-- Every checkpoint that was signed, as a note without cosignatures.
CREATE TABLE ledger_checkpoint (
    log TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (log, size)
) STRICT;

APPEND ONLY ledger_checkpoint;

-- Lines that witnesses gave, by the key that signed.
CREATE TABLE ledger_cosignature (
    log TEXT NOT NULL,
    size INTEGER NOT NULL,
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (log, size, witness)
) STRICT;

APPEND ONLY ledger_cosignature;

-- How large a log is, and the size of the checkpoint that is served.
CREATE TABLE ledger_head (
    log TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    published INTEGER NOT NULL,
    CHECK (published <= size)
) STRICT;

-- The size that a witness has last signed or named.
CREATE TABLE ledger_witness (
    log TEXT NOT NULL,
    witness TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (log, witness)
) STRICT;

-- sqlite
CREATE TRIGGER ledger_tile_only_grows BEFORE UPDATE ON ledger_tile
WHEN NEW.log <> OLD.log OR NEW.level <> OLD.level OR NEW.position <> OLD.position OR NEW.width <= OLD.width
    OR substr(NEW.octets, 1, length(OLD.octets)) <> OLD.octets
BEGIN SELECT RAISE(ABORT, 'ledger_tile only grows'); END;

CREATE TRIGGER ledger_tile_no_delete BEFORE DELETE ON ledger_tile
BEGIN SELECT RAISE(ABORT, 'ledger_tile only grows'); END;

CREATE TRIGGER ledger_head_only_grows BEFORE UPDATE ON ledger_head
WHEN NEW.log <> OLD.log OR NEW.size < OLD.size OR NEW.published < OLD.published
BEGIN SELECT RAISE(ABORT, 'ledger_head only grows'); END;

CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
BEGIN SELECT RAISE(ABORT, 'ledger_head only grows'); END;

-- postgres
CREATE FUNCTION ledger_tile_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.log = OLD.log AND NEW.level = OLD.level AND NEW.position = OLD.position AND NEW.width > OLD.width
            AND substr(NEW.octets, 1, length(OLD.octets)) = OLD.octets THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'ledger_tile only grows';
END $$;

CREATE TRIGGER ledger_tile_only_grows BEFORE UPDATE OR DELETE ON ledger_tile
FOR EACH ROW EXECUTE FUNCTION ledger_tile_only_grows();

CREATE TRIGGER ledger_tile_no_truncate BEFORE TRUNCATE ON ledger_tile
FOR EACH STATEMENT EXECUTE FUNCTION ledger_tile_only_grows();

CREATE FUNCTION ledger_head_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.log = OLD.log AND NEW.size >= OLD.size AND NEW.published >= OLD.published THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'ledger_head only grows';
END $$;

CREATE TRIGGER ledger_head_only_grows BEFORE UPDATE OR DELETE ON ledger_head
FOR EACH ROW EXECUTE FUNCTION ledger_head_only_grows();

CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head
FOR EACH STATEMENT EXECUTE FUNCTION ledger_head_only_grows();
