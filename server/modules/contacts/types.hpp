// The values of sealed contacts: what is sealed, the keys that open it, and every opening.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/ids.hpp"
#include "kernel/time.hpp"

namespace pingyi::contacts {

using ContactId = Id<struct ContactEntity>;
using PairId = Id<struct CallBackPairEntity>;
using OfficerKeyId = Id<struct OfficerKeyEntity>;
using OpeningId = Id<struct OpeningEntity>;

/// An X25519 public key: 32 octets.
struct PublicKey {
    std::string octets;
    bool operator==(const PublicKey&) const = default;
};

/// What a resident leaves for call-back. Lives in memory only, never in a row or a log.
struct Plain {
    std::string name;     ///< at most 60 characters; may be empty
    std::string contact;  ///< telephone number or e-mail address, at most 100 characters
    bool operator==(const Plain&) const = default;
};

/// The key pair that new contacts are sealed to. Its private key exists only sealed to the keys of
/// call-back officers (`Access`).
struct Pair {
    PairId id;
    std::int64_t number = 0;  ///< 1, 2, 3 … in the order in which they were made
    PublicKey key;
    Instant made_at{};
    bool operator==(const Pair&) const = default;
};

/// A contact as it is stored: `box` under a data key of its own (XChaCha20-Poly1305, nonce in
/// front), `data_key` sealed to the pair.
struct Sealed {
    PairId pair;
    std::string box;
    std::string data_key;  ///< 80 octets
};

BOOST_DEFINE_ENUM_CLASS(State, sealed, destroyed)

/// What may be known of a contact without opening it.
struct Contact {
    ContactId id;
    PairId pair;
    State state = State::sealed;
    Instant kept_at{};
    std::optional<Day> destroy_on;
};

/// The private key of an officer under a key that argon2id makes of the passphrase, in the browser.
struct Lock {
    std::string salt;  ///< 16 octets
    std::int64_t passes = 0;
    std::int64_t memory_kib = 0;
    std::string box;  ///< 72 octets: nonce, private key, tag
};

/// The key pair of one call-back officer.
struct OfficerKey {
    OfficerKeyId id;
    AccountId account;
    PublicKey key;
    Lock lock;
    Instant made_at{};
};

/// The private key of a pair, sealed to the key of one officer.
struct Access {
    PairId pair;
    OfficerKeyId key;
    std::string sealed;  ///< 80 octets
};

/// One time that somebody asked to read a contact. The reason is absent once it was erased.
struct Opening {
    OpeningId id;
    ContactId contact;
    AccountId officer;
    Instant at{};
    std::optional<std::string> reason;
    std::string reason_hash;  ///< SHA-256 of salt and reason, hex; stays when the reason goes
    /// Of its entry in the operations log, once its receipt can be had.
    std::optional<std::uint64_t> ledger_index{};
};

/// How often an officer may open contacts, and how long they are kept: data, in contacts_rule.
struct Rule {
    std::int64_t openings_an_hour = 60;
    std::chrono::days kept{180};  ///< after the case is final
};

}  // namespace pingyi::contacts
