// An operations entry in octets (README.md has the format). Pure; one way to write each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modules/ledger/types.hpp"

namespace pingyi::ledger {

inline constexpr char operation_type = 1;
inline constexpr std::string_view operation_label{"pingyi/operation/v1\0", 20};
inline constexpr std::size_t facts_octets_max = 4096;
/// Tells that the log goes on under another name (`pingyi ledger begin-again`).
inline constexpr std::string_view begun_again = "ledger.begun_again";

/// Whether kind, role, commitment and facts have the form that types.hpp says.
[[nodiscard]] bool is_well_formed(const Operation& operation);
/// `operation` must be well formed.
[[nodiscard]] std::string encoded(const Operation& operation);
/// nullopt unless `entry` is exactly what `encoded` makes.
[[nodiscard]] std::optional<Operation> decoded(std::string_view entry);
/// Puts another day into an encoded operation.
void set_day(std::string& entry, Day day);

}  // namespace pingyi::ledger
