// What the API of the steps of a draw reads and answers. Octets are lower-case hex.
#pragma once

#include <boost/describe/class.hpp>
#include <string>

#include "kernel/fields.hpp"

namespace pingyi::lots {

inline constexpr std::int64_t hash_digits = 64;
inline constexpr std::int64_t draw_digits = 16;
inline constexpr std::int64_t places_max = 1'000'000;

struct DrawPath {
    Text<draw_digits, draw_digits> draw;
};
BOOST_DESCRIBE_STRUCT(DrawPath, (), (draw))
struct FreezeQuery {
    Int<1, places_max> places;
};
BOOST_DESCRIBE_STRUCT(FreezeQuery, (), (places))
struct MadeDraw {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(MadeDraw, (), (id))

/// SHA-256 of the 32 octets of a secret that only its office knows.
struct CommitmentBody {
    Text<hash_digits, hash_digits> commitment;
};
BOOST_DESCRIBE_STRUCT(CommitmentBody, (), (commitment))
struct SecretBody {
    Text<hash_digits, hash_digits> secret;
};
BOOST_DESCRIBE_STRUCT(SecretBody, (), (secret))
/// The office, 1 or 2, that did not reveal.
struct FailureBody {
    Int<1, 2> office;
};
BOOST_DESCRIBE_STRUCT(FailureBody, (), (office))

}  // namespace pingyi::lots
