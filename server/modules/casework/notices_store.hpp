// Followers of cases and what they are still to be told. A transaction is always the caller's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework::store {

struct Follower {
    std::string contact;  ///< keyed hash
    std::string address;  ///< id of the sealed address; empty where no notices go
    Language language = Language::zh;
};
[[nodiscard]] std::optional<Follower> follower(db::Tx& tx, CaseId id, std::string_view contact);
/// Counts the contact in, once; the version of the case stays, since nobody edits that.
void put_follower(db::Tx& tx, CaseId id, const Follower& follower);
void remove_follower(db::Tx& tx, CaseId id, std::string_view contact);
/// Those with an address, in the order of their contacts, after `told`.
[[nodiscard]] std::vector<Follower> followers(db::Tx& tx, CaseId id, std::string_view told,
                                              std::int64_t limit);
void forget_address(db::Tx& tx, CaseId id, std::string_view contact);

struct Announcement {
    CaseId case_id;
    std::int64_t version = 0;   ///< of the case when it was queued
    std::string template_name;  ///< empty: the addresses are to be erased
    std::string told;           ///< the last contact that was reached
};
void queue_announcement(db::Tx& tx, const Announcement& announcement);
[[nodiscard]] std::optional<Announcement> next_announcement(db::Tx& tx);
void save_told(db::Tx& tx, const Announcement& announcement);
void remove_announcement(db::Tx& tx, const Announcement& announcement);

}  // namespace pingyi::casework::store
