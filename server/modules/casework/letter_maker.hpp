// Makes letters and replies that read like letters, as long and as late as real ones are; for the
// demonstration city and for benches that need many.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "modules/casework/types.hpp"

namespace pingyi::casework {

struct MadeLetter {
    Kind kind = Kind::letter;
    std::string_view category, unit;  ///< codes of the demonstration city
    std::string subject, body, place, reply;
    Point point;
    std::int64_t delay_minutes = 0;  ///< from letter to reply
};

/// The letter of a number: the same number makes the same letter on every machine. `body_name` is
/// put where the reply speaks of the body.
[[nodiscard]] MadeLetter made_letter(std::uint64_t number, std::string_view body_name);

}  // namespace pingyi::casework
