// The two languages of every page and message.
#pragma once

#include <cstdint>
#include <string_view>

namespace pingyi {

enum class Language : std::uint8_t { zh, en };

/// For `<html lang>` and Content-Language: "zh-CN" or "en".
[[nodiscard]] constexpr std::string_view tag_of(Language language) {
    return language == Language::zh ? "zh-CN" : "en";
}

}  // namespace pingyi
