// Pure decisions: what an import changes, which years are missing, and what holidays are called in
// English.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/calendar/types.hpp"

namespace pingyi::calendar {

/// What `after` changes of `before` in the years that `after` has; the other years stay.
[[nodiscard]] std::vector<DayChange> changes(std::span<const NoticeYear> before,
                                             std::span<const NoticeYear> after);

/// The years the office must still publish: this one, and from 1 October the next.
[[nodiscard]] std::vector<int> missing_years(const std::set<int>& known, Day today);

/// "国庆节、中秋节" -> "National Day and Mid-Autumn Festival"; empty for a name that is not known.
[[nodiscard]] std::string english_name(std::string_view name);

}  // namespace pingyi::calendar
