// Strong ids: a UnitId and an AccountId are different types that never mix. Text form: RFC 9562
// UUID.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/time.hpp"

namespace pingyi {

using Uuid = std::array<std::uint8_t, 16>;

/// "0190f3a2-…" (36 characters, lower case).
[[nodiscard]] std::string uuid_text(const Uuid& value);
/// Accepts the 36-character form in either case; anything else is nullopt.
[[nodiscard]] std::optional<Uuid> uuid_from(std::string_view text);
/// UUID version 7: 48 bits of unix milliseconds, then the caller's 10 random octets (version and
/// variant set).
[[nodiscard]] Uuid uuid_v7(Instant at, const std::array<std::uint8_t, 10>& random);

/// The id of an Entity. Default-constructed it is nil (all zero), which no stored row ever has.
template <class Entity>
class Id {
public:
    constexpr Id() = default;
    constexpr explicit Id(const Uuid& value) : value_{value} {}
    [[nodiscard]] constexpr const Uuid& bytes() const { return value_; }
    [[nodiscard]] constexpr bool is_nil() const { return value_ == Uuid{}; }
    [[nodiscard]] std::string text() const { return uuid_text(value_); }
    [[nodiscard]] static std::optional<Id> from(std::string_view text) {
        if (auto value = uuid_from(text)) return Id{*value};
        return std::nullopt;
    }
    auto operator<=>(const Id&) const = default;  // no silent conversion to text or number

private:
    Uuid value_{};
};

}  // namespace pingyi
