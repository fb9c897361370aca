// Versions of the time rules in the database.
#pragma once

#include <span>
#include <vector>

#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

/// Rules of time that hold from a day until a higher version holds. Never edited, only followed.
struct TimeRules {
    std::int64_t version = 0;
    Day valid_from{};
    Label note;
    std::vector<TimeRule> rules;
};

namespace store {

/// Newest first, at most 100.
[[nodiscard]] std::vector<TimeRules> time_rule_versions(db::Tx& tx);
/// Gives it the next version, here and there.
void add_time_rules(db::Tx& tx, TimeRules& made);

}  // namespace store
}  // namespace pingyi::casework
