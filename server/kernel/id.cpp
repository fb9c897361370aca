// UUIDs as text and back, and the layout of version 7.
#include "kernel/id.hpp"

namespace pingyi {

namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t text_length = 36;

constexpr bool is_dash(std::size_t place) {
    return place == 8 || place == 13 || place == 18 || place == 23;
}

std::optional<unsigned> digit_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return std::nullopt;
}

}  // namespace

std::string uuid_text(const Uuid& value) {
    std::string text;
    text.reserve(text_length);
    for (const std::uint8_t octet : value) {
        if (is_dash(text.size())) text += '-';
        text += digits[octet >> 4U];
        text += digits[octet & 0xFU];
    }
    return text;
}

std::optional<Uuid> uuid_from(std::string_view text) {
    if (text.size() != text_length) return std::nullopt;
    Uuid value{};
    std::size_t nibble = 0;
    for (std::size_t place = 0; place < text_length; ++place) {
        if (is_dash(place)) {
            if (text[place] != '-') return std::nullopt;
            continue;
        }
        const auto digit = digit_value(text[place]);
        if (!digit) return std::nullopt;
        auto& octet = value[nibble / 2];
        octet = static_cast<std::uint8_t>((octet << 4U) | *digit);
        ++nibble;
    }
    return value;
}

Uuid uuid_v7(Instant at, const std::array<std::uint8_t, 10>& random) {
    const auto milliseconds = static_cast<std::uint64_t>(at.time_since_epoch().count());
    Uuid value{};
    for (std::size_t i = 0; i < 6; ++i) {
        value[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
    }
    for (std::size_t i = 0; i < random.size(); ++i) value[6 + i] = random[i];
    value[6] = static_cast<std::uint8_t>((value[6] & 0x0FU) | 0x70U);  // version 7
    value[8] = static_cast<std::uint8_t>((value[8] & 0x3FU) | 0x80U);  // the RFC 9562 variant
    return value;
}

}  // namespace pingyi
