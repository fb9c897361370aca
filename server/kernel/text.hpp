// Text as people write it: UTF-8 in NFC, measured in code points, safe to show, comparable by
// pinyin.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pingyi::text {

enum class Lines : bool { one, many };
enum class Flaw { none, not_utf8, control_character, direction_override };

/// The input in NFC with "\r\n" and "\r" turned into "\n"; nullopt when it is not valid UTF-8.
[[nodiscard]] std::optional<std::string> normalised(std::string_view input);
/// What makes `input` unfit to store: bad UTF-8, a control character, a direction override
/// (U+202A-202E, U+2066-2069). Line feeds, tabs, U+2028 and U+2029 pass when `lines` is many.
[[nodiscard]] Flaw flaw_of(std::string_view input, Lines lines);
/// Code points of valid UTF-8. Call it on normalised text: that is what limits count.
[[nodiscard]] std::size_t length(std::string_view input);
/// At most `limit` code points, never cutting one; with "…" in place of the last when cut.
[[nodiscard]] std::string shortened(std::string_view input, std::size_t limit);
/// Without white space (Unicode White_Space) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view input);
/// Folded for look-up: NFKC, case folded, without invisible characters, trimmed, white space runs
/// to one space.
[[nodiscard]] std::string folded(std::string_view input);
/// Sort and look-up key by pinyin: "市民政局" -> "shi min zheng ju", Latin folded, one space
/// between syllables, punctuation dropped.
[[nodiscard]] std::string pinyin(std::string_view input);
/// First letters of `pinyin`, numbers whole: "市民政局" -> "smzj", "12345热线" -> "12345rx".
[[nodiscard]] std::string pinyin_initials(std::string_view input);

}  // namespace pingyi::text
