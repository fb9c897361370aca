// Passwords, throttling, life of sessions and keys: no clock, no store, no chance.
#include "modules/accounts/rules.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "kernel/text.hpp"

namespace pingyi::accounts {
namespace {

bool is_login_name(std::string_view text) {
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.size() < 2 || text.size() > 40 || !is_letter(text.front())) return false;
    return std::ranges::all_of(text, [&](char c) {
        return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
    });
}

/// Twelve characters and more that appear near the top of every published list, folded.
constexpr std::array<std::string_view, 26> common_passwords{
    "123456789012",   "1234567890123", "12345678901234",   "1234567890qwe",    "0123456789abc",
    "password1234",   "password12345", "password123456",   "passwordpassword", "qwertyuiop12",
    "qwertyuiop123",  "qwertyuiopas",  "qwertyuiopasdfgh", "1qaz2wsx3edc",     "1qaz2wsx3edc4rfv",
    "q1w2e3r4t5y6",   "abcdefghijkl",  "abc123456789",     "abcd12345678",     "administrator",
    "administrator1", "admin1234567",  "woaini1314520",    "woaini5201314",    "iloveyou1234",
    "zhongguo1949"};

constexpr std::size_t different_characters_min = 5;

/// The first of `families` whose mark the text contains; order matters, since browsers imitate
/// each other.
struct Family {
    std::string_view mark;
    std::string_view name;
};
template <std::size_t N>
std::string_view family_in(std::string_view text, const std::array<Family, N>& families) {
    for (const Family& family : families) {
        if (text.find(family.mark) != std::string_view::npos) return family.name;
    }
    return {};
}

}  // namespace

const Pattern login_name_pattern{is_login_name, "^[a-z][a-z0-9._-]{1,39}$", "login_name", "li.na"};

Result<> check_password(std::string_view password, std::string_view login_name) {
    const std::string folded = text::folded(password);
    const std::set<char> different(folded.begin(), folded.end());
    if (different.size() < different_characters_min ||
        std::ranges::find(common_passwords, folded) != common_passwords.end()) {
        return fail(ErrorKind::invalid_input, "accounts.password_common");
    }
    if (folded.find(text::folded(login_name)) != std::string::npos) {
        return fail(ErrorKind::invalid_input, "accounts.password_has_name");
    }
    return {};
}

std::string search_key(const Member& member) {
    const std::string shown = text::folded(member.display_name);
    return member.name + " " + shown + " " + text::pinyin(shown) + " " +
           text::pinyin_initials(shown);
}

std::chrono::seconds wait_before_next(const Attempts& attempts, std::int64_t free, Instant now) {
    using std::chrono::seconds;
    if (attempts.count < free || now - attempts.last_at >= attempts_forgotten) return seconds{0};
    const auto doublings = std::min<std::int64_t>(attempts.count - free, 10);
    const auto delay = std::min(seconds{std::int64_t{1} << doublings}, attempt_delay_max);
    const auto left = attempts.last_at + delay - now;
    return std::max(std::chrono::ceil<seconds>(left), seconds{0});
}

Attempts with_one_more(const Attempts& attempts, Instant now) {
    if (now - attempts.last_at >= attempts_forgotten) return {1, now};
    return {attempts.count + 1, now};
}

bool is_alive(const Session& session, const Settings& settings, Instant now) {
    return now < session.used_at + settings.session_idle &&
           now < session.created_at + settings.session_absolute;
}

bool wants_touch(const Session& session, Instant now) {
    return now >= session.used_at + std::chrono::minutes{1};
}

std::string device_of(std::string_view user_agent) {
    static constexpr std::array<Family, 8> browsers{{{"MicroMessenger", "WeChat"},
                                                     {"Edg", "Edge"},
                                                     {"OPR", "Opera"},
                                                     {"QQBrowser", "QQ Browser"},
                                                     {"Firefox", "Firefox"},
                                                     {"Chrome", "Chrome"},
                                                     {"Safari", "Safari"},
                                                     {"curl", "curl"}}};
    static constexpr std::array<Family, 7> systems{{{"HarmonyOS", "HarmonyOS"},
                                                    {"Android", "Android"},
                                                    {"iPhone", "iOS"},
                                                    {"iPad", "iPadOS"},
                                                    {"Windows", "Windows"},
                                                    {"Mac OS X", "macOS"},
                                                    {"Linux", "Linux"}}};
    std::string device{family_in(user_agent, browsers)};
    const std::string_view system = family_in(user_agent, systems);
    if (!device.empty() && !system.empty()) device += ", ";
    return device.append(system);
}

Result<> check_key(const Key& key, Instant now) {
    if (!key.may_read && !key.may_write) {
        return fail(ErrorKind::invalid_input, "accounts.key_scopes_none");
    }
    if (key.expires_at <= now || key.expires_at > now + key_life_max) {
        return fail(ErrorKind::invalid_input, "accounts.key_expiry");
    }
    return {};
}

}  // namespace pingyi::accounts
