// How a case looks to the resident who filed it.
#pragma once

#include "modules/calendar/api.hpp"
#include "modules/casework/resident_rules.hpp"
#include "modules/units/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

/// What the offers to the resident depend on besides the case itself.
[[nodiscard]] Result<Standing> standing_of(db::Tx& tx, const calendar::Calendar& calendar,
                                           const Case& item);

/// Everything that number and receipt open: public lines and the resident's own, due dates with
/// their proof, replies, and what may be done now. Never who of the staff acted.
[[nodiscard]] Result<TrackedCase> tracked_case(db::Tx& tx, const calendar::Calendar& calendar,
                                               const Case& item, Instant now);

}  // namespace pingyi::casework
