// What the mail worker asks of the tables; what modules ask is in outbox.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/outbox/outbox.hpp"

namespace pingyi::outbox::store {

/// Channels that a worker sends to.
struct Channels {
    bool mail = false;
    bool sms = false;
};
/// Opens (or closes) the channels for addresses sealed to this key. With `replace` another key
/// gives way, and with it go the addresses that nobody can open any more. errors   conflict
/// outbox.other_key
Result<> register_key(db::Tx& tx, std::string_view public_key, Channels channels, bool replace);

/// A message that one worker holds until its lease ends.
struct Leased {
    MessageId id;
    std::string template_name;
    std::string record;
    AddressId address;
    Language language = Language::zh;
    std::string dedup_key;
    std::int64_t attempt = 1;
    Instant expires_at;
};
/// A cheap look before `take`; false while paused.
[[nodiscard]] bool is_due(db::Tx& tx, Instant now);
/// The one due longest. A lease that ran out: a mail is taken again, an SMS ends as unknown.
[[nodiscard]] std::optional<Leased> take(db::Tx& tx, std::string_view holder, Instant now,
                                         Instant lease_end);
/// Ends the leases that an earlier process of this name left behind.
void release(db::Tx& tx, std::string_view holder, Instant now);

struct Box {
    Channel channel = Channel::mail;
    std::string box;
};
/// nullopt when it was erased or is dead.
[[nodiscard]] std::optional<Box> find_box(db::Tx& tx, AddressId id);

enum class State : std::uint8_t { queued, sent, failed, unknown, suppressed };
struct Ending {
    State state = State::sent;
    Instant next_at;
    std::string code;
    bool is_dead = false;  ///< nothing more goes to this address
};
/// returns false when the lease was lost meanwhile; nothing is written then
bool settle(db::Tx& tx, const Leased& leased, std::string_view holder, const Ending& ending);

}  // namespace pingyi::outbox::store
