// Who may change what about a body.
#pragma once

#include <span>

#include "modules/accounts/api.hpp"
#include "modules/units/types.hpp"

namespace pingyi::units::policy {

/// Bodies, classes, hierarchy and imports belong to the programme office.
/// errors   forbidden units.not_allowed
[[nodiscard]] Result<> may_edit_units(const accounts::Account& account);
/// The programme office, and the head of the body or of one above it.
[[nodiscard]] Result<> may_edit_profile(const accounts::Account& account, UnitId unit,
                                        std::span<const UnitId> ancestors);
/// Those, and the body's handlers.
[[nodiscard]] Result<> may_edit_services(const accounts::Account& account, UnitId unit,
                                         std::span<const UnitId> ancestors);

}  // namespace pingyi::units::policy
