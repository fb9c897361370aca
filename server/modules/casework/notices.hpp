// Notices to the resident about their case, and to those who follow it: which step is worth one,
// and what it says. They are queued in one place, called from steps.cpp, so that no area forgets
// them.
#pragma once

#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

/// Queues the notice of this step, where there is one: for the resident if they left an address,
/// for the followers as an announcement that `tell_followers` carries out. Several within five
/// minutes become one. At the end of the case the addresses of its followers are to be erased.
void announce(db::Tx& tx, const Moment& moment, const Case& item, Step step);

/// Carries out what was announced, in portions. The work of casework.tell_followers.
[[nodiscard]] Result<> tell_followers(db::Database& database, Instant now);

/// A confirmed contact follows from now on, once; its address gets notices while the case lives.
struct Following {
    CaseId case_id;
    std::string contact;  ///< keyed hash
    std::string address;  ///< id of the pending sealed address
    Language language = Language::zh;
};
void begin_following(db::Tx& tx, const Case& item, const Following& following);
/// Both addresses go: the one that confirmed, and the one that got notices.
void end_following(db::Tx& tx, const Following& following);

}  // namespace pingyi::casework
