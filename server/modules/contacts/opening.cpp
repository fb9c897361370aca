// Opening a contact: the log first, then the box.
#include "modules/contacts/api.hpp"
#include "modules/contacts/openings.hpp"
#include "modules/contacts/policy.hpp"
#include "modules/contacts/store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::contacts {
namespace {

constexpr std::chrono::hours window{1};
constexpr std::size_t salt_bytes = 16;

/// What the log keeps for ever: the reason cannot be guessed from it once the salt is erased.
struct Kept {
    Opening opening;
    std::string salt;
};

Kept kept_of(const OpenRequest& request, std::string reason, Instant now) {
    std::string salt = crypto::random_bytes(salt_bytes);
    std::string hash = crypto::hex(crypto::sha256(salt + reason));
    return {{crypto::new_id<OpeningId>(now), request.contact, request.officer.id, now,
             std::move(reason), std::move(hash)},
            std::move(salt)};
}

Result<> check_pace(db::Tx& tx, AccountId officer, Instant now) {
    const auto recent = store::openings_since(tx, officer, now - window);
    if (recent.count < store::rule(tx).openings_an_hour) return {};
    auto refused = fail(ErrorKind::too_many, "contacts.too_many_openings");
    refused.error().retry_after =
        std::chrono::ceil<std::chrono::seconds>(recent.oldest.value_or(now) + window - now);
    return refused;
}

/// What the officer may read, if they hold a key for it.
Result<Sealed> readable(db::Tx& tx, const OpenRequest& request) {
    if (!store::contact(tx, request.contact)) {
        return fail(ErrorKind::not_found, "contacts.no_such_contact");
    }
    auto sealed = store::sealed(tx, request.contact);
    if (!sealed) return fail(ErrorKind::conflict, "contacts.destroyed");
    const auto key = store::officer_key_of(tx, request.officer.id);
    if (key) {
        for (const Access& each : store::access_of(tx, key->id)) {
            if (each.pair == sealed->pair) return std::move(*sealed);
        }
    }
    return fail(ErrorKind::conflict, "contacts.no_access");
}

}  // namespace

Result<OpenedBox> open(db::Database& database, const OpenRequest& request, Instant now) {
    CHECK_OK(policy::may_open(request.officer));
    TRY(reason, checked_reason(request.reason));
    const Kept kept = kept_of(request, reason, now);
    // `write` answers when the transaction is durable: nothing is read that was not logged.
    return database.write([&](db::Tx& tx) -> Result<OpenedBox> {
        TRY(sealed, readable(tx, request));
        OpenedBox box{kept.opening.id, request.contact, sealed.pair,
                      crypto::base64url(sealed.data_key), crypto::base64url(sealed.box)};
        if (request.repeat) {
            TRY(before, db::earlier(tx, *request.repeat));
            if (before) {
                box.opening = OpeningId::from(*before).value_or(OpeningId{});
                return box;
            }
            db::remember(tx, *request.repeat, kept.opening.id.text(),
                         std::chrono::floor<std::chrono::days>(now));
        }
        CHECK_OK(check_pace(tx, request.officer.id, now));
        store::append_opening(tx, kept.opening, kept.salt);
        const auto entry =
            accounts::note(tx, now, opened_kind, request.officer.id, request.contact.text(),
                           facts_of(kept.opening), accounts::Role::call_back_officer);
        store::add_entry(tx, kept.opening.id, entry);
        return box;
    });
}

}  // namespace pingyi::contacts
