// Rounds of the demonstration.
#pragma once

#include <string_view>

#include "kernel/result.hpp"
#include "modules/calendar/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds {

/// A published round of last year and one of this year that is collecting, of the invented city,
/// with made ballots. Needs the bodies of units::add_demo and the accounts of accounts::make_demo.
/// Safe to repeat: where a round exists it does nothing.
[[nodiscard]] Result<> add_demo(db::Database& database, const calendar::Calendar& calendar,
                                Instant now);

/// The appraisal of leading bodies of a year, "appraisal-2025", which is collecting.
/// errors   those of make_round
[[nodiscard]] Result<> begin_demo_appraisal(db::Database& database,
                                            const calendar::Calendar& calendar, int year,
                                            Instant at);
/// Takes a collecting round of the demonstration, whose tables are there, as far as its signing.
/// errors   those of take_step
[[nodiscard]] Result<> finish_demo_round(db::Database& database, const calendar::Calendar& calendar,
                                         std::string_view code, Instant at);

}  // namespace pingyi::rounds
