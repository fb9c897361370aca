// The page of a year, useful without scripts.
#include "modules/calendar/page.hpp"

#include <algorithm>
#include <array>

#include "modules/calendar/api.hpp"
#include "modules/calendar/rules.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::calendar {
namespace {

using html::Writer;
using std::chrono::days;

/// One page being written.
struct Sheet {
    Writer& out;
    Language language;
    const Texts& texts;
    const YearPage& page;

    [[nodiscard]] std::string say(std::string_view key,
                                  std::initializer_list<Argument> arguments = {}) const {
        return texts.say(language, key, arguments);
    }
    [[nodiscard]] Argument year() const { return {"year", std::to_string(page.year)}; }
    [[nodiscard]] std::string holiday(std::string_view name) const {
        return holiday_name(name, language);
    }
};

/// A holiday of the notice with the days it takes and the weekend days worked for it.
struct Holiday {
    std::string name;
    std::vector<Day> off;
    std::vector<Day> worked;
};

std::vector<Holiday> holidays_of(const NoticeYear& notice) {
    std::vector<Holiday> all;
    for (const SpecialDay& special : notice.days) {
        auto holiday = std::ranges::find(all, special.name, &Holiday::name);
        if (holiday == all.end()) holiday = all.insert(all.end(), {special.name, {}, {}});
        (special.is_off ? holiday->off : holiday->worked).push_back(special.day);
    }
    // A weekend worked for a holiday may come before another holiday: the days off decide. No day
    // belongs to two holidays, so the order is one.
    std::ranges::sort(all, {}, [](const Holiday& holiday) {
        return holiday.off.empty() ? holiday.worked.front() : holiday.off.front();
    });
    return all;
}

/// What a cell says below its number, and in full for those who cannot see the page.
struct Reason {
    std::string_view modifier;  ///< "" on an ordinary working day
    std::string shown;
    std::string spoken;
};

Reason reason_of(const Sheet& sheet, Day day) {
    const SpecialDay* special = sheet.page.calendar->special(day);
    if (special == nullptr) {
        if (!is_weekend(day)) return {};
        return {"weekend", sheet.say("calendar.cell.weekend"), sheet.say("calendar.weekend")};
    }
    const Argument name{"name", sheet.holiday(special->name)};
    if (!special->is_off) {
        return {"make-up", sheet.say("calendar.cell.make_up"),
                sheet.say("calendar.make_up_for", {name})};
    }
    return {"off", sheet.say("calendar.cell.off"), sheet.say("calendar.off_for", {name})};
}

void write_cell(const Sheet& sheet, Day day) {
    Writer& out = sheet.out;
    const Reason reason = reason_of(sheet, day);
    const std::string css =
        "pingyi-day" +
        (reason.modifier.empty() ? std::string{} : " pingyi-day--" + std::string(reason.modifier));
    const unsigned number = unsigned{std::chrono::year_month_day{day}.day()};
    out.inside("td", {{"class", css}}, [&] {
        out.element("time", {{"class", "pingyi-day__number"}, {"datetime", text_of(day)}},
                    std::to_string(number));
        if (reason.modifier.empty()) return;
        out.element("span", {{"class", "pingyi-day__reason"}, {"aria-hidden", "true"}},
                    reason.shown);
        out.element("span", {{"class", "govuk-visually-hidden"}}, reason.spoken);
    });
}

void write_weekdays(const Sheet& sheet) {
    Writer& out = sheet.out;
    out.inside("thead", {}, [&] {
        out.inside("tr", {}, [&] {
            for (int weekday = 1; weekday <= 7; ++weekday) {
                const std::string key = "calendar.weekday." + std::to_string(weekday);
                const std::string full = sheet.say(key + ".full");
                out.inside("th", {{"scope", "col"}, {"class", "pingyi-month__weekday"}},
                           [&] { out.element("abbr", {{"title", full}}, sheet.say(key)); });
            }
        });
    });
}

void write_month(const Sheet& sheet, unsigned month) {
    using namespace std::chrono;
    Writer& out = sheet.out;
    const year_month this_month{year{sheet.page.year}, std::chrono::month{month}};
    const Day first = sys_days{this_month / 1};
    const Day last = sys_days{this_month / std::chrono::last};
    const days before{weekday{first}.iso_encoding() - 1};
    out.inside("table", {{"class", "pingyi-month"}}, [&] {
        out.element("caption", {{"class", "pingyi-month__title"}},
                    sheet.say("calendar.month." + std::to_string(month)));
        write_weekdays(sheet);
        out.open("tbody");
        for (Day monday = first - before; monday <= last; monday += days{7}) {
            out.inside("tr", {}, [&] {
                for (Day day = monday; day < monday + days{7}; day += days{1}) {
                    if (day < first || day > last) {
                        out.element("td", {{"class", "pingyi-day pingyi-day--outside"}}, "");
                    } else {
                        write_cell(sheet, day);
                    }
                }
            });
        }
        out.close();
    });
}

void write_legend(const Sheet& sheet) {
    constexpr std::array<std::array<std::string_view, 2>, 4> entries{
        {{"pingyi-legend__cell", "calendar.legend.working"},
         {"pingyi-legend__cell pingyi-day--off", "calendar.legend.off"},
         {"pingyi-legend__cell pingyi-day--make-up", "calendar.legend.make_up"},
         {"pingyi-legend__cell pingyi-day--weekend", "calendar.legend.weekend"}}};
    sheet.out.inside("ul", {{"class", "pingyi-legend"}}, [&] {
        for (const auto& [css, key] : entries) {
            sheet.out.inside("li", {{"class", "pingyi-legend__item"}}, [&] {
                sheet.out.element("span", {{"class", css}, {"aria-hidden", "true"}}, "");
                sheet.out.text(sheet.say(key));
            });
        }
    });
}

/// Days as runs: "1 October 2026 – 7 October 2026 (7)".
void write_runs(const Sheet& sheet, const std::vector<Day>& all) {
    Writer& out = sheet.out;
    if (all.empty()) {
        out.text(sheet.say("calendar.none"));
        return;
    }
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = begin;
        while (end + 1 < all.size() && all[end + 1] == all[end] + days{1}) ++end;
        if (begin > 0) out.text(sheet.say("calendar.between"));
        html::write_day(out, all[begin], sheet.language);
        if (end > begin) {
            out.text(sheet.say("calendar.to"));
            html::write_day(out, all[end], sheet.language);
        }
        begin = end + 1;
    }
    if (all.size() > 1) {
        out.text(sheet.say("calendar.count", {{"n", static_cast<std::int64_t>(all.size())}}));
    }
}

void open_section(const Sheet& sheet, std::string_view id, std::string_view title_key) {
    Writer& out = sheet.out;
    out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", id}});
    out.inside("div", {{"class", "pingyi-section__head"}}, [&] {
        out.element("h2", {{"class", "pingyi-section__title"}, {"id", id}}, sheet.say(title_key));
    });
}

void write_holidays(const Sheet& sheet) {
    Writer& out = sheet.out;
    open_section(sheet, "holidays", "calendar.holidays.title");
    out.open("table", {{"class", "govuk-table"}});
    out.element("caption", {{"class", "govuk-visually-hidden"}},
                sheet.say("calendar.holidays.title"));
    out.inside("thead", {{"class", "govuk-table__head"}}, [&] {
        out.inside("tr", {{"class", "govuk-table__row"}}, [&] {
            for (const std::string_view key :
                 {"calendar.holidays.name", "calendar.holidays.off", "calendar.holidays.worked"}) {
                out.element("th", {{"scope", "col"}, {"class", "govuk-table__header"}},
                            sheet.say(key));
            }
        });
    });
    out.open("tbody", {{"class", "govuk-table__body"}});
    for (const Holiday& holiday : holidays_of(sheet.page.notice)) {
        out.inside("tr", {{"class", "govuk-table__row"}}, [&] {
            const std::string name = sheet.holiday(holiday.name);
            out.element("th",
                        {{"scope", "row"},
                         {"class", "govuk-table__header"},
                         {"lang", "zh-CN", sheet.language == Language::en && name == holiday.name}},
                        name);
            const auto open_cell = [&](std::string_view key) {
                out.open("td", {{"class", "govuk-table__cell"}, {"data-label", sheet.say(key)}});
            };
            open_cell("calendar.holidays.off");
            write_runs(sheet, holiday.off);
            out.close();
            open_cell("calendar.holidays.worked");
            write_runs(sheet, holiday.worked);
            out.close();
        });
    }
    out.close().close().close();
}

void write_versions(const Sheet& sheet, const Zone& zone) {
    Writer& out = sheet.out;
    open_section(sheet, "versions", "calendar.versions.title");
    out.element("p", {{"class", "govuk-body"}}, sheet.say("calendar.versions.lead"));
    out.inside("ul", {{"class", "pingyi-list"}}, [&] {
        for (const YearState& version : sheet.page.versions) {
            const std::string source =
                sheet.say(version.source == Source::shipped ? "calendar.source.shipped"
                                                            : "calendar.source.office");
            out.element("li", {{"class", "pingyi-list__item"}},
                        sheet.say("calendar.version",
                                  {{"version", std::to_string(version.version)},
                                   {"day", html::shown(zone.day_of(version.at), sheet.language)},
                                   {"source", source}}));
        }
    });
    out.close();
}

void write_neighbours(const Sheet& sheet) {
    Writer& out = sheet.out;
    const auto& years = sheet.page.calendar->years();
    out.open("nav", {{"class", "pingyi-years"}, {"aria-label", sheet.say("calendar.years")}});
    const auto link = [&](int year, html::Name rel) {
        const std::string number = std::to_string(year);
        out.element("a",
                    {{"class", "govuk-link pingyi-years__link"},
                     {"rel", rel.text()},
                     {"href", "/calendar/" + number}},
                    sheet.say("calendar.year_link", {{"year", number}}));
    };
    const auto later = years.upper_bound(sheet.page.year);
    const auto here = years.lower_bound(sheet.page.year);
    if (here != years.begin()) link(*std::prev(here), "prev");
    if (later != years.end()) link(*later, "next");
    out.close();
}

void write_head(const Sheet& sheet) {
    Writer& out = sheet.out;
    const YearPage& page = sheet.page;
    out.element("h1", {{"class", "govuk-heading-l pingyi-title"}},
                sheet.say("calendar.year.title", {sheet.year()}));
    if (page.versions.empty()) {
        out.element("p", {{"class", "pingyi-lead"}},
                    sheet.say("calendar.year.none", {sheet.year()}));
    } else {
        out.element("p", {{"class", "pingyi-lead"}},
                    sheet.say("calendar.year.lead", {{"off", off_days(page.notice)},
                                                     {"make_up", make_up_days(page.notice)}}));
    }
    for (const int year : page.missing) {
        if (year == page.year && page.versions.empty()) continue;  // said already
        out.element("div", {{"class", "govuk-inset-text"}},
                    sheet.say("calendar.year.missing", {{"year", std::to_string(year)}}));
    }
    out.inside("p", {{"class", "govuk-body"}}, [&] {
        out.element("a", {{"class", "govuk-link"}, {"href", "/calendar/deadline"}},
                    sheet.say("calendar.deadline.link"));
    });
    write_neighbours(sheet);
}

}  // namespace

html::Writer year_main(const http::Context& context, const Texts& texts, const YearPage& page,
                       const Zone& zone) {
    Writer out;
    const Sheet sheet{out, context.language(), texts, page};
    write_head(sheet);
    if (page.versions.empty()) return out;
    out.inside("div", {{"class", "pingyi-year"}}, [&] {
        for (unsigned month = 1; month <= 12; ++month) write_month(sheet, month);
    });
    write_legend(sheet);
    write_holidays(sheet);
    write_versions(sheet, zone);
    return out;
}

}  // namespace pingyi::calendar
