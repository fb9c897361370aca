#include "platform/outbox/mime.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "platform/crypto/crypto.hpp"

namespace pingyi::outbox {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t plain_max = 60;
constexpr std::size_t word_octets = 39;  // 52 in base64: "Subject: =?UTF-8?B?…?=" stays below 76
constexpr std::size_t base64_line = 76;

bool is_plain(std::string_view text) {
    return text.size() <= plain_max && !text.contains("=?") &&
           std::ranges::all_of(text, [](char c) {
               return c >= ' ' && c < '\x7F' && !std::string_view("\"\\<>()[]:;@,.").contains(c);
           });
}

/// The longest beginning of at most `octets` that cuts no character.
std::string_view beginning(std::string_view text, std::size_t octets) {
    std::size_t size = std::min(octets, text.size());
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) >> 6U) == 2) {
        --size;
    }
    return text.substr(0, size == 0 ? std::min(octets, text.size()) : size);
}

/// Words of RFC 2047 where the text is not plain.
std::string header_text(std::string_view text) {
    if (is_plain(text)) return std::string(text);
    std::string out;
    while (!text.empty()) {
        const std::string_view part = beginning(text, word_octets);
        text.remove_prefix(part.size());
        if (!out.empty()) out.append(line_end).append(" ");
        out += "=?UTF-8?B?" + crypto::base64(part) + "?=";
    }
    return out;
}

std::string base64_lines(std::string_view text) {
    std::string with_line_ends;
    for (const char c : text) {
        if (c == '\n') with_line_ends += '\r';
        with_line_ends += c;
    }
    const std::string encoded = crypto::base64(with_line_ends);
    std::string out;
    for (std::size_t i = 0; i < encoded.size(); i += base64_line) {
        out.append(encoded, i, base64_line).append(line_end);
    }
    return out;
}

}  // namespace

std::string mail_date(Instant at) {
    constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Day day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - day)};
    return fmt::format(
        "{}, {} {} {} {:02}:{:02}:{:02} +0000", weekdays.at(std::chrono::weekday{day}.c_encoding()),
        static_cast<unsigned>(date.day()), months.at(static_cast<unsigned>(date.month()) - 1),
        static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
        time.seconds().count());
}

std::string mime_of(const Mail& mail) {
    std::string from = "<" + mail.from + ">";
    if (!mail.from_name.empty()) from = header_text(mail.from_name) + "\r\n " + from;
    const std::array<std::pair<std::string_view, std::string>, 12> headers{{
        {"Date", mail_date(mail.at)},
        {"From", std::move(from)},
        {"To", "<" + mail.to + ">"},
        {"Subject", header_text(mail.subject)},
        {"Message-ID", "<" + mail.message_id + ">"},
        {"Auto-Submitted", "auto-generated"},
        {"List-Unsubscribe", "<" + mail.post_link + ">"},
        {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
        {"MIME-Version", "1.0"},
        {"Content-Language", mail.language},
        {"Content-Type", "text/plain; charset=UTF-8"},
        {"Content-Transfer-Encoding", "base64"},
    }};
    std::string out;
    for (const auto& [name, value] : headers)
        out.append(name).append(": ").append(value).append(line_end);
    return out.append(line_end).append(base64_lines(mail.text));
}

}  // namespace pingyi::outbox
