// What an import changes, which years are missing, holiday names in English.
#include "modules/calendar/rules.hpp"

#include <map>
#include <utility>

namespace pingyi::calendar {

std::vector<DayChange> changes(std::span<const NoticeYear> before,
                               std::span<const NoticeYear> after) {
    std::map<std::pair<int, Day>, DayChange> touched;
    for (const NoticeYear& notice : after) {
        for (const SpecialDay& special : notice.days) {
            touched[{notice.year, special.day}] = {notice.year, special.day, std::nullopt, special};
        }
        for (const NoticeYear& old : before) {
            if (old.year != notice.year) continue;
            for (const SpecialDay& special : old.days) {
                DayChange& change = touched[{notice.year, special.day}];
                change.notice_year = notice.year;
                change.day = special.day;
                change.before = special;
            }
        }
    }
    std::vector<DayChange> all;
    for (auto& [key, change] : touched) {
        if (change.before != change.after) all.push_back(std::move(change));
    }
    return all;
}

std::vector<int> missing_years(const std::set<int>& known, Day today) {
    using namespace std::chrono;
    const year_month_day date{today};
    std::vector<int> missing;
    const int this_year = year_of(today);
    if (!known.contains(this_year)) missing.push_back(this_year);
    if (date.month() >= October && !known.contains(this_year + 1)) missing.push_back(this_year + 1);
    return missing;
}

std::string english_name(std::string_view name) {
    constexpr std::pair<std::string_view, std::string_view> known[] = {
        {"元旦", "New Year’s Day"},
        {"春节", "Spring Festival"},
        {"清明节", "Qingming Festival"},
        {"劳动节", "Labour Day"},
        {"端午节", "Dragon Boat Festival"},
        {"中秋节", "Mid-Autumn Festival"},
        {"国庆节", "National Day"},
        {"国庆节、中秋节", "National Day and Mid-Autumn Festival"},
        {"中秋节、国庆节", "Mid-Autumn Festival and National Day"},
        {"抗日战争暨世界反法西斯战争胜利70周年纪念日", "70th anniversary of Victory Day"},
    };
    for (const auto& [zh, en] : known) {
        if (zh == name) return std::string(en);
    }
    return {};
}

}  // namespace pingyi::calendar
