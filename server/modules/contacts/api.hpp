// What other modules may do with sealed contacts: seal one at the edge, keep it, have it opened for
// a call-back officer, show its openings, have it destroyed in time.
//
//   1. outside the write transaction:  auto key = read(current_key); none: ask for no contact
//                                      auto sealed = seal(*key, id, {name, contact});
//   2. inside it:                      contacts::keep(tx, id, *sealed, now);
//   3. when the case is final:         contacts::set_destruction_day(tx, id, day + rule(tx).kept);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "modules/accounts/api.hpp"
#include "modules/contacts/rules.hpp"
#include "modules/contacts/types.hpp"
#include "platform/db/database.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::contacts {

// --- Sealing ---

/// The pair that new contacts are sealed to: the newest that some officer can open. None until the
/// first call-back officer has made it: then call-back is not offered and no contact asked for.
[[nodiscard]] std::optional<Pair> current_key(db::Tx& tx);
[[nodiscard]] bool is_open(db::Tx& tx);
/// Checks and seals, before the write transaction; touches no database. Make `id` with
/// `crypto::new_id<ContactId>(now)`.
/// errors   those of `checked` (rules.hpp), at `places`; invalid_input crypto.bad_public_key
[[nodiscard]] Result<Sealed> seal(const Pair& key, ContactId id, std::string_view name,
                                  std::string_view contact, const Places& places = {});
/// Stores what `seal` made.
void keep(db::Tx& tx, ContactId id, const Sealed& sealed, Instant now);

// --- Looking after ---

/// State and days, never the content; nullopt for an id that does not exist.
[[nodiscard]] std::optional<Contact> find(db::Tx& tx, ContactId id);
/// Every opening, oldest first, for the resident and the auditor: say time, role (call-back
/// officer) and reason.
[[nodiscard]] std::vector<Opening> openings(db::Tx& tx, ContactId id);
[[nodiscard]] Rule rule(db::Tx& tx);
/// From the start of `day` the contact may be destroyed; nullopt puts it off again (a case that was
/// reopened).
void set_destruction_day(db::Tx& tx, ContactId id, std::optional<Day> day);
/// Destroys data key, content and the reasons of openings at once (the resident withdrew it). The
/// row stays. Safe to repeat.
void destroy(db::Tx& tx, ContactId id, Instant now);
/// Destroys what is due, at most `limit` at a time. returns how many
std::int64_t destroy_due(db::Tx& tx, Day today, Instant now, std::int64_t limit);

// --- Opening ---

/// What the officer's browser needs to read a contact; it can only be opened with their passphrase.
/// Answered as it is by the route of the call-back desk. Binary is URL-safe base64.
struct OpenedBox {
    OpeningId opening;
    ContactId contact;
    PairId pair;
    std::string data_key;
    std::string box;
};
BOOST_DESCRIBE_STRUCT(OpenedBox, (), (opening, contact, pair, data_key, box))

struct OpenRequest {
    const accounts::Account& officer;
    ContactId contact;
    std::string_view reason;
    /// So that a repeated request is logged once; scope it by officer and contact.
    std::optional<db::RepeatKey> repeat{};
};
/// Appends to the log of openings, commits, and only then answers. The caller has checked that the
/// case is on the officer's desk.
/// errors   forbidden contacts.not_allowed; invalid_input at "#/reason"; not_found
///          contacts.no_such_contact; conflict contacts.destroyed | contacts.no_access (no key for
///          this contact) | db.idempotency_key_reused; too_many contacts.too_many_openings
[[nodiscard]] Result<OpenedBox> open(db::Database& database, const OpenRequest& request,
                                     Instant now);

}  // namespace pingyi::contacts
