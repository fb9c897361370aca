// Forward-only migrations: each module brings its own files, recorded with their SHA-256.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/embedded.hpp"
#include "kernel/result.hpp"

namespace pingyi::db {

/// The migrations of one module, in the order of their names. Modules are applied in the order
/// given.
struct MigrationSet {
    std::string_view module;
    EmbeddedFiles files;
};

/// Brings the database at `url` up to date, one transaction a file; safe to run from several
/// processes at once. File format: statements separated by an empty line; a line `-- sqlite`, `--
/// postgres` or `-- both` says for which engine what follows is. Column types are INTEGER TEXT BLOB
/// REAL and tables end in STRICT; for PostgreSQL they become BIGINT TEXT BYTEA DOUBLE PRECISION.
/// returns  names of the migrations applied now, "module/0001_name.sql"
/// errors   conflict db.migration_changed (an applied file differs from ours) |
/// db.database_is_newer; unavailable db.*
[[nodiscard]] Result<std::vector<std::string>> migrate(const std::string& url,
                                                       const std::vector<MigrationSet>& sets);

/// Migrations not yet applied; empty when the database is current.
[[nodiscard]] Result<std::vector<std::string>> pending(const std::string& url,
                                                       const std::vector<MigrationSet>& sets);

}  // namespace pingyi::db
