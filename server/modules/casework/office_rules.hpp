// Decisions of the office that need no storage: how far back working days reach, and whether a new
// version of the time rules is whole.
#pragma once

#include <span>
#include <vector>

#include "kernel/result.hpp"
#include "kernel/working_days.hpp"
#include "modules/casework/types.hpp"

namespace pingyi::casework {

/// The day that lies `days` working days before `today`. A year whose calendar is not known counts
/// by the ordinary week: the lists are for looking after cases, they promise nothing.
[[nodiscard]] Day working_days_before(const WorkCalendar& calendar, Day today, int days);

/// Every stage has a rule for all kinds and urgencies, no rule is there twice, amounts are within
/// what the clock counts, very late is later than late, and it does not begin in the past.
/// errors   invalid_input with every mistake: "#/valid_from" casework_day_past,
///          "#/rules" casework_rule_missing (limit: the stage), "#/rules/3" casework_rule_double,
///          "#/rules/3/amount" casework_amount, "#/rules/3/very_late_amount"
///          casework_very_late_sooner
[[nodiscard]] Result<> check_time_rules(std::span<const TimeRule> rules, Day valid_from, Day today);

}  // namespace pingyi::casework
