// The category tree and the rules of which body answers for what, as tables that the programme
// office replaces.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/ids.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

inline constexpr std::size_t category_rows_max = 500;
inline constexpr int category_levels_max = 4;
inline constexpr std::size_t route_rows_max = 1'000;

/// Columns category, parent, name_zh, name_en, keywords (separated by "|"). The table becomes the
/// whole tree; categories that it lacks are used no more. A preview changes nothing.
/// errors   invalid_input csv.invalid with every mistake at "row 12, parent"
[[nodiscard]] Result<std::int64_t> import_categories(db::Database& database, Instant now,
                                                     const std::optional<AccountId>& by,
                                                     std::string_view csv, bool is_preview);
/// Columns category, place (beginning of a place code, empty for everywhere), unit (its code).
[[nodiscard]] Result<std::int64_t> import_body_routes(db::Database& database, Instant now,
                                                      Day today, const std::optional<AccountId>& by,
                                                      std::string_view csv, bool is_preview);
/// In the layouts that are imported.
struct ExportedTable {
    std::string csv;
    std::int64_t rows = 0;
};
[[nodiscard]] ExportedTable categories_csv(db::Tx& tx);
[[nodiscard]] ExportedTable body_routes_csv(db::Tx& tx);

}  // namespace pingyi::casework
