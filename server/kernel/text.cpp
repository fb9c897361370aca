// Text through ICU: NFC, flaws, lengths and folding.
#include "kernel/text.hpp"

#include <cstdint>
#include <cstdlib>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace pingyi::text {

namespace {

/// The code point at `at`, which moves behind it; negative when the bytes are not UTF-8.
UChar32 next(std::string_view input, std::size_t& at) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(input.data());
    auto place = static_cast<std::int64_t>(at);
    const auto size = static_cast<std::int64_t>(input.size());
    UChar32 c = 0;
    U8_NEXT(bytes, place, size, c);
    at = static_cast<std::size_t>(place);
    return c;
}

bool is_utf8(std::string_view input) {
    for (std::size_t at = 0; at < input.size();) {
        if (next(input, at) < 0) return false;
    }
    return true;
}

std::string through(const icu::Normalizer2* (*form)(UErrorCode&), std::string_view input) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = form(status);
    std::string out;
    if (U_SUCCESS(status)) {
        icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(input.size()));
        normalizer->normalizeUTF8(0, {input.data(), static_cast<std::int32_t>(input.size())}, sink,
                                  nullptr, status);
    }
    if (U_FAILURE(status)) std::abort();  // ICU's own data is missing, or memory is
    return out;
}

bool is_direction_override(UChar32 c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_control(UChar32 c, Lines lines) {
    if (lines == Lines::many && (c == '\n' || c == '\t')) return false;
    const bool breaks_line = c == 0x2028 || c == 0x2029;
    return u_charType(c) == U_CONTROL_CHAR || (breaks_line && lines == Lines::one);
}

bool is_continuation(char byte) {
    return (static_cast<std::uint8_t>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

std::optional<std::string> normalised(std::string_view input) {
    if (!is_utf8(input)) return std::nullopt;
    std::string unix_lines;
    unix_lines.reserve(input.size());
    for (std::size_t i = 0; i < input.size(); ++i) {
        if (input[i] != '\r') {
            unix_lines += input[i];
        } else if (i + 1 == input.size() || input[i + 1] != '\n') {
            unix_lines += '\n';
        }
    }
    return through(&icu::Normalizer2::getNFCInstance, unix_lines);
}

Flaw flaw_of(std::string_view input, Lines lines) {
    Flaw found = Flaw::none;
    for (std::size_t at = 0; at < input.size();) {
        const UChar32 c = next(input, at);
        if (c < 0) return Flaw::not_utf8;
        if (found != Flaw::none) continue;
        if (is_control(c, lines)) found = Flaw::control_character;
        if (is_direction_override(c)) found = Flaw::direction_override;
    }
    return found;
}

std::size_t length(std::string_view input) {
    std::size_t count = 0;
    for (const char byte : input) count += is_continuation(byte) ? 0 : 1;
    return count;
}

std::string shortened(std::string_view input, std::size_t limit) {
    std::size_t count = 0;
    std::size_t last = 0;  // where the code point number `limit` begins
    for (std::size_t at = 0; at < input.size(); ++at) {
        if (is_continuation(input[at])) continue;
        if (++count == limit) last = at;
        if (count > limit) return limit == 0 ? "" : std::string(input.substr(0, last)) + "…";
    }
    return std::string(input);
}

std::string_view trimmed(std::string_view input) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < input.size(); begin = at) {
        if (const UChar32 c = next(input, at); c < 0 || !u_isUWhiteSpace(c)) break;
    }
    std::size_t end = input.size();
    while (end > begin) {
        std::size_t start = end - 1;
        while (start > begin && is_continuation(input[start])) --start;
        std::size_t at = start;
        if (const UChar32 c = next(input, at); c < 0 || !u_isUWhiteSpace(c) || at != end) break;
        end = start;
    }
    return input.substr(begin, end - begin);
}

std::string folded(std::string_view input) {
    const std::string flat = through(&icu::Normalizer2::getNFKCCasefoldInstance, input);
    std::string out;
    bool space_due = false;
    for (std::size_t at = 0; at < flat.size();) {
        const std::size_t begin = at;
        const UChar32 c = next(flat, at);
        if (c >= 0 && u_isUWhiteSpace(c)) {
            space_due = !out.empty();
            continue;
        }
        if (space_due) out += ' ';
        space_due = false;
        if (c < 0) {
            out += "\uFFFD";
        } else {
            out.append(flat, begin, at - begin);
        }
    }
    return out;
}

}  // namespace pingyi::text
