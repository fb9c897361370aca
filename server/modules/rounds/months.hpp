// Months as they are asked for: "2026-01".
#pragma once

#include <string_view>

#include "kernel/fields.hpp"
#include "kernel/time.hpp"

namespace pingyi::rounds {

[[nodiscard]] inline bool is_month(std::string_view text) {
    return day_from(std::string(text) + "-01").has_value();
}
inline constexpr Pattern month_pattern{&is_month, "^[0-9]{4}-(0[1-9]|1[0-2])$", "rounds_bad_month",
                                       "2026-01"};
using Month = Text<7, 7, &month_pattern>;

}  // namespace pingyi::rounds
