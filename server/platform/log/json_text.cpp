#include "platform/log/json_text.hpp"

#include <cstddef>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <iterator>

namespace pingyi::log {
namespace {

constexpr std::size_t bytes_max = 2000;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Octets of the well-formed UTF-8 sequence at the front (Unicode table 3-7); 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    const auto at = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto is_tail = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80U; };
    const unsigned first = at(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return is_tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool is_overlong = first == 0xE0 && at(1) < 0xA0;
        const bool is_surrogate = first == 0xED && at(1) > 0x9F;
        return is_tail(1) && is_tail(2) && !is_overlong && !is_surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool is_overlong = first == 0xF0 && at(1) < 0x90;
        const bool is_beyond = first == 0xF4 && at(1) > 0x8F;
        return is_tail(1) && is_tail(2) && is_tail(3) && !is_overlong && !is_beyond ? 4 : 0;
    }
    return 0;
}

void add_character(std::string& out, std::string_view character) {
    if (character == "\"") {
        out += "\\\"";
    } else if (character == "\\") {
        out += "\\\\";
    } else if (character == "\n") {
        out += "\\n";
    } else if (character == "\xE2\x80\xA8") {
        out += "\\u2028";
    } else if (character == "\xE2\x80\xA9") {
        out += "\\u2029";
    } else if (static_cast<unsigned char>(character[0]) < 0x20 || character[0] == 0x7F) {
        fmt::format_to(std::back_inserter(out), FMT_COMPILE("\\u{:04x}"),
                       static_cast<unsigned>(character[0]));
    } else {
        out += character;
    }
}

}  // namespace

void add_json_text(std::string& out, std::string_view text) {
    const std::size_t limit = out.size() + bytes_max;
    out += '"';
    while (!text.empty()) {
        if (out.size() > limit) {
            out += "…";
            break;
        }
        const std::size_t length = sequence_length(text);
        if (length == 0) {
            out += replacement;
            text.remove_prefix(1);
        } else {
            add_character(out, text.substr(0, length));
            text.remove_prefix(length);
        }
    }
    out += '"';
}

}  // namespace pingyi::log
