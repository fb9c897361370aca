// What intake and the office keep: merges, marked names, categories, routes, reasons, settings.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/routing.hpp"
#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

namespace store {

/// Those of `ids` that exist.
[[nodiscard]] std::vector<Case> find_many(db::Tx& tx, const std::vector<CaseId>& ids);
/// Of the cases merged into this one, at most 100, oldest first.
[[nodiscard]] std::vector<std::string> numbers_merged_into(db::Tx& tx, CaseId id);
/// Replaces the names that are masked in a case.
void set_names(db::Tx& tx, CaseId id, const std::vector<std::string>& names);

/// All in their order, those no longer in use with is_current false.
[[nodiscard]] std::vector<Category> category_tree(db::Tx& tx);
/// These are the current ones from now on; others stay for the cases that name them.
void replace_categories(db::Tx& tx, std::span<const Category> categories);
[[nodiscard]] std::vector<BodyRoute> body_routes(db::Tx& tx);
void replace_body_routes(db::Tx& tx, std::span<const BodyRoute> routes);

/// A setting, or "" when there is none.
[[nodiscard]] std::string setting(db::Tx& tx, std::string_view name);
void set_setting(db::Tx& tx, std::string_view name, std::string_view value);

}  // namespace store
}  // namespace pingyi::casework
