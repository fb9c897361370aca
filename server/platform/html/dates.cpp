// Days in both languages.
#include "platform/html/dates.hpp"

#include <array>
#include <chrono>
#include <string_view>

namespace pingyi::html {

std::string shown(Day day, Language language) {
    constexpr std::array<std::string_view, 12> months{
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    const std::chrono::year_month_day date{day};
    const std::string year = std::to_string(static_cast<int>(date.year()));
    const unsigned month = static_cast<unsigned>(date.month());
    const std::string of_month = std::to_string(static_cast<unsigned>(date.day()));
    if (language == Language::zh)
        return year + "年" + std::to_string(month) + "月" + of_month + "日";
    return of_month + " " + std::string(months[month - 1]) + " " + year;
}

void write_day(Writer& out, Day day, Language language) {
    out.element("time", {{"datetime", text_of(day)}}, shown(day, language));
}

}  // namespace pingyi::html
