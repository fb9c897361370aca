// Notices to the resident about their case: which step is worth one, and what it says. They are
// queued in one place, called from steps.cpp, so that no area forgets them.
#pragma once

#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

/// Queues the notice of this step, where there is one and the resident left an address. Several
/// within five minutes become one.
void announce(db::Tx& tx, const Moment& moment, const Case& item, Step step);

}  // namespace pingyi::casework
