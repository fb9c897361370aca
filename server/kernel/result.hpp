// Results and errors: how every expected failure travels, from a rule up to the answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pingyi {

/// What went wrong, in terms that every boundary understands. `platform/http` maps it to a status
/// once.
enum class ErrorKind : std::uint8_t {
    invalid_input,    ///< 422: well-formed, but a field breaks a rule
    unauthenticated,  ///< 401: who is asking is not known
    forbidden,        ///< 403: known, and not allowed
    not_found,        ///< 404: does not exist, or must look as if it did not
    conflict,         ///< 409: the state changed meanwhile or does not allow the step
    too_many,         ///< 429: a limit of attempts; `retry_after` says when
    unavailable,      ///< 503: storage or queue cannot answer now; nothing is known to be done
    internal,         ///< 500: a broken invariant; the caller can do nothing about it
};

/// One mistake in what a caller sent. Texts for people are looked up by `code`; the value sent is
/// never kept.
struct FieldError {
    std::string
        place;  ///< JSON pointer "#/contact/phone", parameter name, CSV "row 12, column name"
    std::string code;   ///< stable, e.g. "too_long"; its text is `field.<code>`
    std::string limit;  ///< the limit that was broken, e.g. "200" or "one of: a, b"; may be empty
    auto operator<=>(const FieldError&) const = default;
};

/// A failure: the kind decides the status, the code is stable and translated, the detail is for
/// logs and never leaves the server.
struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string code;    ///< `module.what_is_wrong`
    std::string detail;  ///< for the operator, without personal data
    std::vector<FieldError> fields;
    std::chrono::seconds retry_after{0};
    std::source_location where = std::source_location::current();
};

template <class T = void>
using Result = std::expected<T, Error>;

/// Makes the failing branch of a Result.
[[nodiscard]] inline std::unexpected<Error> fail(
    ErrorKind kind, std::string_view code, std::string detail = {},
    std::source_location where = std::source_location::current()) {
    return std::unexpected(
        Error{kind, std::string(code), std::move(detail), {}, std::chrono::seconds{0}, where});
}

/// An invalid_input failure that names the fields; `code` is "request.invalid" unless a module has
/// a better one.
[[nodiscard]] inline std::unexpected<Error> fail_fields(
    std::vector<FieldError> fields, std::string_view code = "request.invalid",
    std::source_location where = std::source_location::current()) {
    return std::unexpected(Error{ErrorKind::invalid_input,
                                 std::string(code),
                                 {},
                                 std::move(fields),
                                 std::chrono::seconds{0},
                                 where});
}

// Bind the value or return the error. `TRY(unit, find(id));` gives `unit`; `CHECK_OK(save(unit));`
// gives nothing.
#define TRY(name, ...)                                                            \
    auto name##_result = (__VA_ARGS__);                                           \
    if (!name##_result) return std::unexpected(std::move(name##_result).error()); \
    auto& name = *name##_result
#define CHECK_OK(...)                             \
    if (auto checked_ = (__VA_ARGS__); !checked_) \
    return std::unexpected(std::move(checked_).error())

}  // namespace pingyi
