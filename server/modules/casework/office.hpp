// What the programme office does: supervise, decide on extensions and appeals, set rules of time.
#pragma once

#include <optional>
#include <string_view>

#include "modules/casework/office_store.hpp"
#include "modules/casework/staff_case.hpp"

namespace pingyi::casework {

// errors of all   forbidden casework.not_allowed; conflict casework.changed_meanwhile

/// errors   conflict casework.supervised, casework.step_not_allowed (nobody works on it)
[[nodiscard]] Result<Stepped> supervise_case(const Deps& deps, const Acting& acting,
                                             const OnCase& on, std::string_view reason);
/// errors   conflict casework.not_supervised
[[nodiscard]] Result<Stepped> end_supervision(const Deps& deps, const Acting& acting,
                                              const OnCase& on, std::string_view reason);

/// Granted with the days asked for or fewer, or denied; the reason is public. A granted one
/// lengthens the running clock and is counted.
/// errors   not_found casework.no_such_extension; conflict casework.decided_before,
///          casework.no_clock
[[nodiscard]] Result<Stepped> decide_extension(const Deps& deps, const Acting& acting,
                                               ExtensionId id, bool is_granted,
                                               const std::optional<std::int64_t>& days,
                                               std::string_view reason);

/// An upheld appeal overturns the refusal, or reopens the case and opens a rectification at the
/// body that led it; a dismissed one says why. By somebody who took no part in the case.
/// errors   not_found casework.no_such_appeal; conflict casework.decided_before;
///          forbidden casework.decided_in_case
[[nodiscard]] Result<Stepped> decide_appeal(const Deps& deps, const Acting& acting, AppealId id,
                                            bool is_upheld, std::string_view reason);

/// errors   those of check_time_rules
[[nodiscard]] Result<TimeRules> set_time_rules(db::Tx& tx, const Acting& acting, Day today,
                                               TimeRules made);

}  // namespace pingyi::casework
