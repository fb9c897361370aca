#!/usr/bin/env python3
"""Copies a filled SQLite database into a migrated PostgreSQL one, row by row, so that both engines
are asked for the same cases. Usage: copy.py SQLITE_FILE POSTGRES_URL"""

import sqlite3
import subprocess
import sys

FILE, URL = sys.argv[1], sys.argv[2]
source = sqlite3.connect(FILE)
SKIPPED = ("db_migration", "search_document")


def psql(sql, rows=()):
    process = subprocess.Popen(
        ["psql", "-q", "-v", "ON_ERROR_STOP=1", URL, "-c", "SET session_replication_role = replica",
         "-c", sql], stdin=subprocess.PIPE, text=True, encoding="utf-8")
    for row in rows:
        process.stdin.write(row)
    process.stdin.close()
    if process.wait() != 0:
        sys.exit(1)


def cell(value):
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return (str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
            .replace("\r", "\\r"))


def lines(select):
    return ("\t".join(map(cell, row)) + "\n" for row in source.execute(select))


tables = [name for (name,) in source.execute(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
    "AND name NOT LIKE 'search_terms%'") if name not in SKIPPED]
psql("TRUNCATE " + ", ".join(tables + ["search_document"]))
for table in tables:
    columns = ", ".join(row[1] for row in source.execute(f"PRAGMA table_info({table})"))
    psql(f"COPY {table} ({columns}) FROM STDIN", lines(f"SELECT {columns} FROM {table}"))

# The terms become an array; the index is built when all are there.
psql("DROP INDEX search_document_by_terms")
psql("COPY search_document (place, kind, id, text, terms) FROM STDIN",
     ("\t".join([*map(cell, row[:4]),
                 cell("{" + ",".join(f'"{term}"' for term in row[4].split()) + "}")]) + "\n"
      for row in source.execute("SELECT d.place, d.kind, d.id, d.text, t.terms FROM "
                                "search_document d JOIN search_terms t ON t.rowid = d.place")))
psql("CREATE INDEX search_document_by_terms ON search_document USING gin (terms) "
     "WITH (gin_pending_list_limit = 256)")
