// The key of a cursor of lists that are ordered by time.
#pragma once

#include <charconv>
#include <cstdint>

#include "kernel/page.hpp"

namespace pingyi::rounds {

/// The key as the number it is; -1 for any other.
[[nodiscard]] inline std::int64_t number_in(const Cursor& cursor) {
    std::int64_t value = 0;
    const char* const last = cursor.key.data() + cursor.key.size();
    const auto [end, error] = std::from_chars(cursor.key.data(), last, value);
    return error == std::errc{} && end == last ? value : -1;
}

}  // namespace pingyi::rounds
