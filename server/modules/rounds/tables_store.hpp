// Tables of draft schemes and of rounds in the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/rounds/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds::store {

/// By name.
[[nodiscard]] std::vector<Table> tables_of(db::Tx& tx, std::string_view owner);
[[nodiscard]] std::optional<Table> table(db::Tx& tx, std::string_view owner, std::string_view name);
/// Its octets; empty when there is none.
[[nodiscard]] std::string table_text(db::Tx& tx, const Table& table);
/// Shows a table whose octets are stored under `content_of(made)`; the one of this name before it
/// is dropped.
void save_table(db::Tx& tx, const Table& made);
void drop_table(db::Tx& tx, const Table& table);

/// Where the octets of a table stand; the name in it is that of the table.
[[nodiscard]] std::string content_of(const Table& table);
/// Octets of tables put before `before` that nothing shows, at most 100.
[[nodiscard]] std::vector<std::string> contents_not_shown(db::Tx& tx, Instant before);

}  // namespace pingyi::rounds::store
