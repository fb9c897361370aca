// What a statement must look like before either engine sees it.
#pragma once

#include <functional>
#include <string_view>

namespace pingyi::db {

/// The number n of parameters of a statement that begins with select, insert, update, delete, with
/// or values, is alone, and uses exactly $1..$n; anything else throws Fault::usage.
[[nodiscard]] int parameters_of(std::string_view sql);

/// At most this many prepared statements are kept a connection.
inline constexpr std::size_t statements_kept_max = 512;

/// For statement caches: look up by string_view, keep by string.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

}  // namespace pingyi::db
