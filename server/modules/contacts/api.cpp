// Sealing at the edge, and what other modules ask of storage.
#include "modules/contacts/api.hpp"

#include "modules/contacts/store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::contacts {
namespace {

constexpr std::size_t data_key_bytes = 32;
/// A box tells at most in which of a few steps the length of its content lies; most take one.
constexpr std::size_t padding_block = 256;

std::string context_of(ContactId id) {
    return "pingyi contact v1 " + id.text();
}

}  // namespace

std::optional<Pair> current_key(db::Tx& tx) {
    return store::current_pair(tx);
}

bool is_open(db::Tx& tx) {
    return store::current_pair(tx).has_value();
}

Result<Sealed> seal(const Pair& key, ContactId id, std::string_view name, std::string_view contact,
                    const Places& places) {
    TRY(plain, checked(name, contact, places));
    std::string data_key = crypto::random_bytes(data_key_bytes);
    TRY(sealed_key, crypto::sealed_to(key.key.octets, data_key));
    std::string text = crypto::padded(text_of(plain), padding_block);
    Sealed sealed{key.id, crypto::sealed(data_key, text, context_of(id)), std::move(sealed_key)};
    crypto::wipe(data_key);
    crypto::wipe(text);
    return sealed;
}

void keep(db::Tx& tx, ContactId id, const Sealed& sealed, Instant now) {
    store::add_contact(tx, id, sealed, now);
}

std::optional<Contact> find(db::Tx& tx, ContactId id) {
    return store::contact(tx, id);
}

std::vector<Opening> openings(db::Tx& tx, ContactId id) {
    return store::openings(tx, id);
}

Rule rule(db::Tx& tx) {
    return store::rule(tx);
}

void set_destruction_day(db::Tx& tx, ContactId id, std::optional<Day> day) {
    store::set_destruction_day(tx, id, day);
}

void destroy(db::Tx& tx, ContactId id, Instant now) {
    store::destroy(tx, id, now);
}

std::int64_t destroy_due(db::Tx& tx, Day today, Instant now, std::int64_t limit) {
    const auto due = store::due(tx, today, limit);
    for (const ContactId id : due) store::destroy(tx, id, now);
    return static_cast<std::int64_t>(due.size());
}

}  // namespace pingyi::contacts
