// Field types that carry their own limits. Request and answer types are plain structs of these,
// described with BOOST_DESCRIBE_STRUCT; platform/http reads, checks, writes and documents them from
// that one description. Each is standard-layout with its value first and is default-constructible
// (reference: ADR on routes as data).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/time.hpp"

namespace pingyi {

/// A named rule on the characters of a text: a function that decides and a regular expression
/// printed for readers (a test compares the two on samples). `code` names the error:
/// `field.<code>`.
struct Pattern {
    bool (*matches)(std::string_view);
    std::string_view regex;
    std::string_view code;
    std::string_view sample{};  ///< a text that matches, for tests that call every row
};

/// One line of text of Min to Max code points after NFC and trimming.
template <std::int64_t Min, std::int64_t Max, const Pattern* pattern = nullptr>
struct Text {
    std::string value;
    bool operator==(const Text&) const = default;
};
/// Text that may break lines ("\n"), Min to Max code points.
template <std::int64_t Min, std::int64_t Max>
struct Prose {
    std::string value;
    bool operator==(const Prose&) const = default;
};
/// A secret (password, code, key): Min to Max code points, NFC, neither trimmed nor shown, never
/// logged.
template <std::int64_t Min, std::int64_t Max>
struct Secret {
    std::string value;
};
/// A whole number within bounds; bounds within ±(2^53 − 1).
template <std::int64_t Min, std::int64_t Max>
struct Int {
    std::int64_t value = Min;
    auto operator<=>(const Int&) const = default;
};
/// A number of things, zero or more.
using Count = Int<0, 9007199254740991>;
/// A list of Min to Max items.
template <class T, std::int64_t Max, std::int64_t Min = 0>
struct List {
    std::vector<T> value;
};
/// PATCH semantics: absent keeps, null clears, a value replaces.
template <class T>
struct Change {
    std::optional<T> value;
    bool present = false;
};

}  // namespace pingyi
