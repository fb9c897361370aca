// Sets the two cookies of readers' preferences.
#include "platform/html/preferences.hpp"

#include <algorithm>
#include <array>

#include "platform/html/writer.hpp"

namespace pingyi::html {

bool is_language(std::string_view value) {
    return value == "zh" || value == "en";
}
bool is_text_size(std::string_view value) {
    constexpr std::array<std::string_view, 4> sizes{"standard", "elder", "elder-2", "elder-3"};
    return std::ranges::find(sizes, value) != sizes.end();
}
inline constexpr Pattern language_pattern{&is_language, "^(zh|en)$", "not_in_list"};
inline constexpr Pattern text_size_pattern{&is_text_size, "^(standard|elder(-[23])?)$",
                                           "not_in_list"};

struct PreferenceQuery {
    std::optional<Text<2, 2, &language_pattern>> language;
    std::optional<Text<5, 8, &text_size_pattern>> text;
    std::optional<Text<1, 2000>> return_;
};
BOOST_DESCRIBE_STRUCT(PreferenceQuery, (), (language, text, return_))

namespace {

using http::Call;

std::string cookie(std::string_view name, std::string_view value, bool secure) {
    std::string text{name};
    text += "=";
    text += value;
    text += "; Path=/; Max-Age=31536000; SameSite=Lax";
    if (secure) text += "; Secure";
    return text;
}

bool is_plain_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
}

Result<http::Response> set_preferences(const Call<PreferenceDeps>& call,
                                       const http::Query<PreferenceQuery>& query) {
    const std::string back = query->return_ ? query->return_->value : "/";
    if (!is_own_address(back) || !is_plain_ascii(back)) {
        return fail(ErrorKind::invalid_input, "html.foreign_return");
    }
    http::Response answer;
    answer.status = 303;
    answer.with("Location", back).with("Cache-Control", "no-store");
    if (query->language) {
        answer.with("Set-Cookie",
                    cookie("pingyi_language", query->language->value, call.request.secure));
    }
    if (query->text) {
        answer.with("Set-Cookie", cookie("pingyi_text", query->text->value, call.request.secure));
    }
    return answer;
}

constexpr http::Row<PreferenceDeps> table[] = {
    http::page<set_preferences>("/preferences", {"保存语言和字号", "Keep language and text size"}),
};

}  // namespace

http::Routes<PreferenceDeps> preference_routes() {
    return {"preferences", {"语言和字号", "Language and text size"}, table};
}

}  // namespace pingyi::html
