// The values of this module: members of staff, sessions, API keys and entries of the security log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/time.hpp"
#include "modules/accounts/api.hpp"

namespace pingyi::accounts {

using SessionId = Id<struct SessionEntity>;
using KeyId = Id<struct KeyEntity>;
using EntryId = Id<struct EntryEntity>;

/// Whether somebody can sign in: not yet (an activation code is out), yes, or not any more.
enum class Standing : std::uint8_t { invited, active, disabled };
BOOST_DESCRIBE_ENUM(Standing, invited, active, disabled)

struct Member {
    AccountId id;
    std::string name;
    std::string display_name;
    Standing standing = Standing::invited;
    Instant created_at;
    std::vector<Grant> grants;
};

/// What proves an account: never leaves this module.
struct Credentials {
    AccountId account;
    std::string name;
    std::string password_hash;
    std::string totp_sealed;
};

/// A one-time code that lets its bearer choose a password; only its hash is kept.
struct Activation {
    std::string hash;
    Instant until;
};

struct Session {
    SessionId id;
    AccountId account;
    std::string device;  ///< browser and system family, e.g. "Firefox, Windows"
    Instant created_at;
    Instant used_at;
};

struct Key {
    KeyId id;
    AccountId account;
    std::string name;
    std::string hash;
    bool may_read = false;
    bool may_write = false;
    Instant created_at;
    Instant expires_at;
    std::optional<Instant> revoked_at;
    std::optional<Day> used_on;
};

/// Attempts to prove an account since the last success, by account or by address.
struct Attempts {
    std::int64_t count = 0;
    Instant last_at;
};

/// One line of the security log.
struct Entry {
    EntryId id;
    Instant at;
    std::string kind;
    std::optional<AccountId> actor;
    std::string subject;
    std::string facts;
};

}  // namespace pingyi::accounts
