// What the API of sealing keys reads and answers. Binary is URL-safe base64 without padding, of
// exactly the length that its octets need.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "modules/contacts/use_cases.hpp"

namespace pingyi::contacts {

/// `Octets` octets in base64.
template <std::int64_t Octets>
using Binary = Text<(Octets * 4 + 2) / 3, (Octets * 4 + 2) / 3>;

/// Anyone may see whether call-back is offered, and which key contacts are sealed to.
struct KeyState {
    bool open = false;
    std::optional<PairId> pair;
    std::optional<std::string> public_key;
};
BOOST_DESCRIBE_STRUCT(KeyState, (), (open, pair, public_key))

struct LockView {
    std::string salt;
    std::int64_t passes = 0;
    std::int64_t memory_kib = 0;
    std::string box;
};
BOOST_DESCRIBE_STRUCT(LockView, (), (salt, passes, memory_kib, box))

struct AccessView {
    PairId pair;
    std::string public_key;  ///< of the pair
    std::string sealed;
};
BOOST_DESCRIBE_STRUCT(AccessView, (), (pair, public_key, sealed))

struct OwnKey {
    OfficerKeyId id;
    std::string public_key;
    LockView lock;
    std::vector<AccessView> access;
};
BOOST_DESCRIBE_STRUCT(OwnKey, (), (id, public_key, lock, access))
struct OwnKeyView {
    std::optional<OwnKey> key;
};
BOOST_DESCRIBE_STRUCT(OwnKeyView, (), (key))

struct LockBody {
    Binary<16> salt;
    Int<passes_min, passes_max> passes;
    Int<memory_kib_min, memory_kib_max> memory_kib;
    Binary<72> box;
};
BOOST_DESCRIBE_STRUCT(LockBody, (), (salt, passes, memory_kib, box))

struct PairAccessBody {
    PairId pair;
    Binary<80> sealed;
};
BOOST_DESCRIBE_STRUCT(PairAccessBody, (), (pair, sealed))

struct OwnKeyBody {
    Binary<32> public_key;
    LockBody lock;
    std::optional<OfficerKeyId> replaces;
    List<PairAccessBody, access_max> access;
    bool give_up = false;
};
BOOST_DESCRIBE_STRUCT(OwnKeyBody, (), (public_key, lock, replaces, access, give_up))
struct MadeKey {
    OfficerKeyId id;
};
BOOST_DESCRIBE_STRUCT(MadeKey, (), (id))

struct KeyAccessBody {
    OfficerKeyId key;
    Binary<80> sealed;
};
BOOST_DESCRIBE_STRUCT(KeyAccessBody, (), (key, sealed))
struct PairBody {
    Binary<32> public_key;
    std::optional<PairId> replaces;
    List<KeyAccessBody, access_max, 1> access;
};
BOOST_DESCRIBE_STRUCT(PairBody, (), (public_key, replaces, access))
struct MadePair {
    PairId id;
};
BOOST_DESCRIBE_STRUCT(MadePair, (), (id))

struct GiveBody {
    List<PairAccessBody, access_max, 1> access;
};
BOOST_DESCRIBE_STRUCT(GiveBody, (), (access))
struct KeyPath {
    OfficerKeyId key;
};
BOOST_DESCRIBE_STRUCT(KeyPath, (), (key))

struct PairView {
    PairId id;
    std::int64_t number = 0;
    std::string public_key;
    Instant made_at;
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(PairView, (), (id, number, public_key, made_at, current))
struct OfficerKeyView {
    OfficerKeyId id;
    std::string public_key;
    Instant made_at;
    std::vector<PairId> opens;
};
BOOST_DESCRIBE_STRUCT(OfficerKeyView, (), (id, public_key, made_at, opens))
struct OfficerView {
    AccountId account;
    std::string display_name;
    bool is_officer = false;  ///< holds the role and can sign in
    std::optional<OfficerKeyView> key;
};
BOOST_DESCRIBE_STRUCT(OfficerView, (), (account, display_name, is_officer, key))
struct OverviewView {
    std::vector<PairView> pairs;
    std::vector<OfficerView> officers;
};
BOOST_DESCRIBE_STRUCT(OverviewView, (), (pairs, officers))

}  // namespace pingyi::contacts
