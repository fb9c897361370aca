// What storage does for sealed contacts and their keys. The transaction is always the caller's.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/contacts/types.hpp"
#include "modules/ledger/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::contacts::store {

// --- Keys ---

/// Every pair, the newest first.
[[nodiscard]] std::vector<Pair> pairs(db::Tx& tx);
/// The newest pair that somebody can open.
[[nodiscard]] std::optional<Pair> current_pair(db::Tx& tx);
/// Adds a pair under the next number.
void add_pair(db::Tx& tx, const Pair& pair);
[[nodiscard]] std::optional<Pair> pair(db::Tx& tx, PairId id);

[[nodiscard]] std::vector<OfficerKey> officer_keys(db::Tx& tx);
[[nodiscard]] std::optional<OfficerKey> officer_key(db::Tx& tx, OfficerKeyId id);
[[nodiscard]] std::optional<OfficerKey> officer_key_of(db::Tx& tx, AccountId account);
void add_officer_key(db::Tx& tx, const OfficerKey& key);
/// With all its access.
void remove_officer_key(db::Tx& tx, OfficerKeyId id);

[[nodiscard]] std::vector<Access> access(db::Tx& tx);
[[nodiscard]] std::vector<Access> access_of(db::Tx& tx, OfficerKeyId key);
/// What is there already stays as it is.
void add_access(db::Tx& tx, const Access& access);
void remove_access(db::Tx& tx, OfficerKeyId key);

// --- Contacts ---

void add_contact(db::Tx& tx, ContactId id, const Sealed& sealed, Instant now);
[[nodiscard]] std::optional<Contact> contact(db::Tx& tx, ContactId id);
/// nullopt once it was destroyed.
[[nodiscard]] std::optional<Sealed> sealed(db::Tx& tx, ContactId id);
void set_destruction_day(db::Tx& tx, ContactId id, std::optional<Day> day);
[[nodiscard]] std::vector<ContactId> due(db::Tx& tx, Day today, std::int64_t limit);
void destroy(db::Tx& tx, ContactId id, Instant now);

// --- Openings ---

[[nodiscard]] Rule rule(db::Tx& tx);
struct Recent {
    std::int64_t count = 0;
    std::optional<Instant> oldest;
};
[[nodiscard]] Recent openings_since(db::Tx& tx, AccountId officer, Instant since);
/// `opening.reason` is stored apart, with its salt.
void append_opening(db::Tx& tx, const Opening& opening, std::string_view salt);
/// That this entry of the public ledger tells of the opening.
void add_entry(db::Tx& tx, OpeningId opening, ledger::EntryId entry);
/// Oldest first.
[[nodiscard]] std::vector<Opening> openings(db::Tx& tx, ContactId contact);
struct KeptOpening {
    Opening opening;
    std::string salt;  ///< empty once the reason is erased
    bool has_entry = false;
};
[[nodiscard]] std::optional<KeptOpening> opening(db::Tx& tx, OpeningId id);
/// How many there are, or were before an instant. Reads all.
[[nodiscard]] std::int64_t count_openings(db::Tx& tx, std::optional<Instant> before);

}  // namespace pingyi::contacts::store
