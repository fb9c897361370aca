// Rounds of the demonstration.
#pragma once

#include "kernel/result.hpp"
#include "modules/calendar/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds {

/// A published round of last year and one of this year that is collecting, of the invented city,
/// with made ballots. Needs the bodies of units::add_demo and the accounts of accounts::make_demo.
/// Safe to repeat: where a round exists it does nothing.
[[nodiscard]] Result<> add_demo(db::Database& database, const calendar::Calendar& calendar,
                                Instant now);

}  // namespace pingyi::rounds
