// Who enters, confirms and reads what of an appraisal. Pure.
#pragma once

#include <span>
#include <vector>

#include "kernel/result.hpp"
#include "modules/accounts/api.hpp"
#include "modules/appraisals/types.hpp"

namespace pingyi::appraisals::policy {

// errors of all but the last: forbidden appraisals.not_allowed

/// Says who is responsible for parts, notes leaders: the programme office, in person.
[[nodiscard]] Result<> may_run(const accounts::Account& account);
/// Enters and decides entries of a part: the office and those `responsible` for it, in person.
[[nodiscard]] Result<> may_enter(const accounts::Account& account,
                                 std::span<const AccountId> responsible);
/// Confirms or refuses an entry: as above, never its own, and never one of a body it belongs to.
/// errors   also: forbidden appraisals.entered_by_you | appraisals.own_unit
[[nodiscard]] Result<> may_decide(const accounts::Account& account,
                                  std::span<const AccountId> responsible, const Entry& entry,
                                  bool is_own_unit);
/// Sees the entries of a part: those who enter it, and auditors.
[[nodiscard]] Result<> may_see(const accounts::Account& account,
                               std::span<const AccountId> responsible);
/// Reads the sheets of all bodies at any time: the office and auditors.
[[nodiscard]] bool may_read_all_sheets(const accounts::Account& account);
/// Reads the sheet of a body: those who read all; its head once results are shown to bodies.
/// errors   forbidden appraisals.sheet_not_allowed
[[nodiscard]] Result<> may_read_sheet(const accounts::Account& account, UnitId unit,
                                      std::span<const UnitId> ancestors, bool is_shown);

}  // namespace pingyi::appraisals::policy
