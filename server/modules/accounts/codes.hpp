// The shapes of activation codes and API keys, as people and scanners meet them. Chance is an
// argument.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modules/accounts/types.hpp"

namespace pingyi::accounts {

/// An activation code as people read and type it: 24 characters of base32 in groups of four.
[[nodiscard]] std::string activation_code(std::string_view chance15);
/// Upper case without blanks and hyphens, so that a code may be typed carelessly.
[[nodiscard]] std::string normalised_code(std::string_view typed);

/// "pingyi_key_<32 hex of the id>_<32 base32 of the secret><6 of a check sum>": recognisable to
/// secret scanners, and a typing error is told from a wrong key without asking the database.
[[nodiscard]] std::string key_text(KeyId id, std::string_view chance20);
[[nodiscard]] std::optional<KeyId> key_id_from(std::string_view text);

}  // namespace pingyi::accounts
