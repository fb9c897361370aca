// Cursors as text: "<bytes of key>.<bytes of id>:<key><id>" in URL-safe base64.
#include "kernel/page.hpp"

#include <array>
#include <charconv>

#include "kernel/text.hpp"

namespace pingyi {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t text_bytes_max = 4096;

std::string base64url(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<std::uint8_t>(c);
        for (held += 8; held >= 6; held -= 6) out += alphabet[(bits >> (held - 6)) & 63U];
    }
    if (held > 0) out += alphabet[(bits << (6 - held)) & 63U];
    return out;
}

std::optional<std::string> base64url_decoded(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>((bits >> held) & 0xFFU);
        }
    }
    return out;
}

/// Takes "123" and the mark after it from the front of `rest`.
std::optional<std::size_t> take_number(std::string_view& rest, char mark) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    const auto used = static_cast<std::size_t>(end - rest.data());
    if (error != std::errc{} || used == rest.size() || *end != mark) return std::nullopt;
    rest.remove_prefix(used + 1);
    return number;
}

}  // namespace

std::int64_t Cursor::number() const {
    std::int64_t value = 0;
    const char* const last = key.data() + key.size();
    const auto [end, error] = std::from_chars(key.data(), last, value);
    return error == std::errc{} && end == last ? value : -1;
}

std::string text_of(const Cursor& cursor) {
    return base64url(std::to_string(cursor.key.size()) + '.' + std::to_string(cursor.id.size()) +
                     ':' + cursor.key + cursor.id);
}

std::optional<Cursor> cursor_from(std::string_view text) {
    if (text.size() > text_bytes_max) return std::nullopt;
    const auto bytes = base64url_decoded(text);
    if (!bytes) return std::nullopt;
    std::string_view rest = *bytes;
    const auto key_bytes = take_number(rest, '.');
    const auto id_bytes = key_bytes ? take_number(rest, ':') : std::nullopt;
    if (!id_bytes || *key_bytes > rest.size() || *id_bytes != rest.size() - *key_bytes) {
        return std::nullopt;
    }
    Cursor cursor{std::string(rest.substr(0, *key_bytes)), std::string(rest.substr(*key_bytes))};
    // Both become parameters of a query, so they must be storable; and a cursor has one text only.
    const auto storable = [](std::string_view part) {
        return text::flaw_of(part, text::Lines::many) == text::Flaw::none;
    };
    if (!storable(cursor.key) || !storable(cursor.id) || text_of(cursor) != text) {
        return std::nullopt;
    }
    return cursor;
}

}  // namespace pingyi
