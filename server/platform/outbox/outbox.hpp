// Notices by e-mail and SMS: queued in the transaction they follow from, sent by `pingyi mail`, the
// only process that can open an address. Rows hold no address and no words.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/language.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"
#include "platform/db/database.hpp"

namespace pingyi::outbox {

using AddressId = Id<struct AddressEntity>;
using MessageId = Id<struct MessageEntity>;
enum class Channel : std::uint8_t { mail, sms };

// Addresses

struct Address {
    Channel channel = Channel::mail;
    std::string text;
};
/// What a person typed as an address: trimmed, the domain in small letters, a telephone number
/// without spaces and hyphens. nullopt: not name@domain of at most 254 ASCII characters, or not 6
/// to 15 digits with an optional +.
[[nodiscard]] std::optional<Address> address_from(Channel channel, std::string_view typed);

/// An address that only the mail worker can open.
struct Sealed {
    AddressId id;  ///< random: it tells nothing about when
    Channel channel = Channel::mail;
    std::string box;
};
/// Seals an address of `address_from` together with its unsubscribe token and a `secret` of at most
/// 64 octets (such as a confirmation code) that the template gets back. All boxes are of one size.
/// Call it outside the transaction.
/// errors   those of crypto::sealed_to
[[nodiscard]] Result<Sealed> seal(std::string_view public_key, std::string_view installation_key,
                                  const Address& address, std::string_view secret = {});

/// The key to seal addresses of this channel to; nullopt while no worker sends there, when forms
/// should not ask for an address.
[[nodiscard]] std::optional<std::string> public_key(db::Tx& tx, Channel channel);
[[nodiscard]] bool is_open(db::Tx& tx, Channel channel = Channel::mail);

/// `ends_at`: erased by itself after that moment (within minutes), for pending confirmations.
void keep_address(db::Tx& tx, const Sealed& sealed, Day today,
                  std::optional<Instant> ends_at = std::nullopt);
/// The person has confirmed: a pending address no longer ends by itself. returns whether it is
/// there
bool confirm_address(db::Tx& tx, AddressId id);
/// The box is gone and what waits for it is suppressed. An unknown id is as good as erased.
void erase_address(db::Tx& tx, AddressId id);
/// Whether notices still go there: neither erased nor refused by its mail server.
[[nodiscard]] bool has_address(db::Tx& tx, AddressId id);

// Messages

struct Message {
    MessageId id = {};          ///< random; crypto::random_id, outside the transaction
    std::string template_name;  ///< "casework.replied"; what stands before the dot is its group
    std::string record;         ///< id of what it is about, handed to the template
    AddressId address = {};
    Language language = Language::zh;
    std::string dedup_key;  ///< at most one message for ever; 1 to 200 characters, no personal data
    Instant due = {};
    /// Waits that long, at most 2 hours. A later one of the same group, record and address then
    /// takes the place of the one that waits, at its time. 0: every message is sent.
    std::chrono::seconds quiet{0};
    std::chrono::seconds valid{std::chrono::days{3}};  ///< after `due`; then it is given up
};
/// Call it inside `write`. returns whether it was queued: not if the key was used before, or if
/// there is no such address (any more).
bool enqueue(db::Tx& tx, const Message& message);

/// Nothing is sent until `resume`, which sends what remains; pausing twice is as good as once.
void pause(db::Tx& tx, Instant now);
void resume(db::Tx& tx);

struct Counts {
    std::int64_t waiting = 0;  ///< queued or being sent
    std::int64_t failed = 0;
    std::int64_t unknown = 0;  ///< an SMS that may or may not have gone out
    bool paused = false;
};
[[nodiscard]] Counts counts(db::Tx& tx);

/// Erases addresses whose time is over and forgets messages that ended 90 days ago, `rows_max` of
/// each. returns whether there may be more
bool sweep(db::Tx& tx, Instant now, std::int64_t rows_max);

// What a message says is written when it is sent, in a read transaction of the worker.

struct Rendering {
    std::string record;
    Language language = Language::zh;
    Channel channel = Channel::mail;
    std::string secret;        ///< as given to `seal`
    std::string base_address;  ///< "https://pingyi.example", no slash at the end
};
struct Rendered {
    std::string subject;  ///< of a mail; an SMS has none
    std::string text;     ///< lines end in "\n"; the worker adds how to unsubscribe to a mail
};
struct Template {
    std::string name;
    /// An error of kind `unavailable` is tried again, any other gives the message up.
    std::function<Result<Rendered>(db::Tx&, const Rendering&)> render;
};

// Unsubscribing without an account

/// 43 characters of base64url: the id and an HMAC under the installation key.
[[nodiscard]] std::string unsubscribe_token(std::string_view installation_key, AddressId id);
[[nodiscard]] std::optional<AddressId> check_unsubscribe(std::string_view installation_key,
                                                         std::string_view token);

}  // namespace pingyi::outbox
