// A migration file as statements for one engine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"

namespace pingyi::db {

/// The statements meant for `engine`, in order. Statements are separated by empty lines; the lines
/// `-- sqlite`, `-- postgres` and `-- both` switch sections; other comment lines are dropped.
/// Common statements for PostgreSQL get BIGINT, BYTEA and DOUBLE PRECISION for INTEGER, BLOB and
/// REAL, and lose STRICT and WITHOUT ROWID. Words inside '…' stay as they are. `APPEND ONLY table;`
/// becomes the triggers that refuse UPDATE and DELETE (and TRUNCATE) on it.
[[nodiscard]] std::vector<std::string> statements_for(Engine engine, std::string_view file);

}  // namespace pingyi::db
