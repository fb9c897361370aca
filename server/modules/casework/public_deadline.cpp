// How a due date came about: day cells from receipt to due date, and the sentence that says it all.
#include <algorithm>
#include <map>

#include "modules/calendar/api.hpp"
#include "modules/casework/public_pages.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::casework {
namespace {

using std::chrono::days;
using std::chrono::weekday;

/// Weeks shown behind the due date when an answer came late; later ones are only said.
constexpr days after_due_max{21};

/// The deadline with the days that its cells and its sentence need.
struct Walk {
    const PublicDeadline& deadline;
    Day start;
    std::optional<Day> due;
    std::optional<Day> answered;
};

void write_cell(const Sheet& sheet, const Walk& walk, Day day, const ProofDay* proof, bool& first) {
    html::Writer& out = sheet.out;
    std::string css = "pingyi-cell";
    std::string why;
    if (day == walk.start) {
        css += " pingyi-cell--start";
        why = sheet.say("casework.public.cell.received");
    } else if (proof != nullptr && proof->number > 0) {
        css += " pingyi-cell--counted";
        why = sheet.say("casework.public.cell.number", {{"n", proof->number}});
    } else if (proof != nullptr) {
        css += " pingyi-cell--skipped";
        why = proof->reason == DayReason::holiday
                  ? calendar::holiday_name(proof->name, sheet.language)
                  : sheet.say("calendar.cell.weekend");
    }
    if (day == walk.due) css += " pingyi-cell--due";
    if (day == walk.answered) {
        css += " pingyi-cell--answered";
        if (why.empty()) why = sheet.say("casework.public.cell.answered");
    }
    const std::chrono::year_month_day date{day};
    std::string number = std::to_string(static_cast<unsigned>(date.day()));
    if (first || static_cast<unsigned>(date.day()) == 1) {
        number = std::to_string(static_cast<unsigned>(date.month())) + "/" + number;
    }
    first = false;
    out.inside("span", {{"class", css}}, [&] {
        out.element("span", number);
        if (!why.empty()) out.element("span", {{"class", "pingyi-cell__why"}}, why);
    });
}

void write_cells(const Sheet& sheet, const Walk& walk) {
    html::Writer& out = sheet.out;
    std::map<Day, const ProofDay*> proofs;
    for (const ProofDay& day : walk.deadline.days) proofs.emplace(day.day, &day);
    Day last = proofs.empty() ? walk.start : proofs.rbegin()->first;
    if (walk.answered && *walk.answered <= last + after_due_max) {
        last = std::max(last, *walk.answered);
    }
    const Day monday = walk.start - days{weekday{walk.start}.iso_encoding() - 1};
    const Day sunday = last + days{7 - weekday{last}.iso_encoding()};
    out.open("div", {{"class", "pingyi-cells"}, {"aria-hidden", "true"}});
    for (int number = 1; number <= 7; ++number) {
        out.element("span", {{"class", "pingyi-cells__weekday"}},
                    sheet.say("calendar.weekday." + std::to_string(number)));
    }
    bool first = true;
    for (Day day = monday; day <= sunday; day += days{1}) {
        const auto proof = proofs.find(day);
        write_cell(sheet, walk, day, proof == proofs.end() ? nullptr : proof->second, first);
    }
    out.close();
}

void write_legend(const Sheet& sheet, const Walk& walk) {
    struct Entry {
        std::string_view css, key;
        bool shown = true;
    };
    const Entry entries[] = {
        {"pingyi-legend__cell pingyi-cell--start", "casework.public.legend.received"},
        {"pingyi-legend__cell pingyi-cell--counted", "casework.public.legend.counted"},
        {"pingyi-legend__cell pingyi-cell--skipped", "casework.public.legend.skipped"},
        {"pingyi-legend__cell pingyi-cell--answered", "casework.public.legend.answered",
         walk.answered.has_value()},
        {"pingyi-legend__cell pingyi-cell--due", "casework.public.legend.due",
         walk.due.has_value()}};
    html::Writer& out = sheet.out;
    out.inside("ul", {{"class", "pingyi-legend"}, {"aria-hidden", "true"}}, [&] {
        for (const Entry& entry : entries) {
            if (!entry.shown) continue;
            out.inside("li", {{"class", "pingyi-legend__item"}}, [&] {
                out.element("span", {{"class", entry.css}}, "");
                out.text(sheet.say(entry.key));
            });
        }
    });
}

/// "中秋节3天、国庆节7天和3个休息日".
std::string skipped(const Sheet& sheet, const std::vector<ProofDay>& all) {
    std::vector<std::pair<std::string, std::int64_t>> holidays;
    std::int64_t weekends = 0;
    for (const ProofDay& day : all) {
        if (day.reason == DayReason::weekend) ++weekends;
        if (day.reason != DayReason::holiday) continue;
        if (holidays.empty() || holidays.back().first != day.name)
            holidays.emplace_back(day.name, 0);
        ++holidays.back().second;
    }
    std::string list;
    const auto add = [&](const std::string& piece) {
        if (!list.empty()) list += sheet.say("casework.public.proof.and");
        list += piece;
    };
    for (const auto& [name, n] : holidays) {
        add(sheet.say("casework.public.proof.holiday",
                      {{"name", calendar::holiday_name(name, sheet.language)}, {"n", n}}));
    }
    if (weekends > 0) add(sheet.say("casework.public.proof.weekends", {{"n", weekends}}));
    return list;
}

std::int64_t counted(const std::vector<ProofDay>& all) {
    std::int64_t n = 0;
    for (const ProofDay& day : all) n = std::max(n, day.number);
    return n;
}

/// Everything that the cells show, in words.
std::string sentence(const Sheet& sheet, const Walk& walk, Lateness lateness) {
    const auto& all = walk.deadline.days;
    const bool english = sheet.language == Language::en;
    const auto gap = [&](const std::string& text) { return english ? " " + text : text; };
    std::string text =
        sheet.say("casework.public.proof.start",
                  {{"day", html::shown(walk.start, sheet.language)}, {"n", counted(all)}});
    const std::string left_out = skipped(sheet, all);
    if (!left_out.empty()) {
        text += gap(sheet.say("casework.public.proof.skipped", {{"list", left_out}}));
    }
    for (const ProofDay& day : all) {
        if (day.reason != DayReason::make_up) continue;
        text += gap(sheet.say("casework.public.proof.make_up",
                              {{"day", html::shown(day.day, sheet.language)}}));
    }
    if (!walk.due) {
        return text +
               gap(sheet.say("casework.public.proof.missing",
                             {{"year", std::to_string(walk.deadline.missing_year.value_or(0))}}));
    }
    text += gap(
        sheet.say("casework.public.proof.due", {{"day", html::shown(*walk.due, sheet.language)}}));
    if (walk.answered) {
        text += gap(sheet.say(*walk.answered <= *walk.due ? "casework.public.proof.answered"
                                                          : "casework.public.proof.answered_late",
                              {{"day", html::shown(*walk.answered, sheet.language)}}));
    } else if (lateness != Lateness::in_time) {
        text += gap(sheet.say("casework.public.proof.over"));
    } else {
        const std::string end = sheet.say("casework.public.proof.end");
        text += english ? " " + end : end;
    }
    return text;
}

}  // namespace

void write_deadline(const Sheet& sheet, const PublicDeadline& deadline, Lateness lateness) {
    html::Writer& out = sheet.out;
    Walk walk{deadline, sheet.zone.day_of(deadline.started_at), {}, {}};
    if (deadline.due_at) {
        walk.due = sheet.zone.day_of(*deadline.due_at - std::chrono::milliseconds{1});
    }
    if (deadline.answered_at) walk.answered = sheet.zone.day_of(*deadline.answered_at);
    const std::string id = "due-" + std::to_string(deadline.round);
    out.open("section", {{"class", "pingyi-sheet pingyi-due-date"}, {"aria-labelledby", id}});
    out.element("h2", {{"class", "pingyi-sheet__title"}, {"id", id}},
                sheet.say(deadline.round > 1 ? "casework.public.due.title_again"
                                             : "casework.public.due.title"));
    out.element("p", {{"class", "govuk-body"}}, sentence(sheet, walk, lateness));
    if (!deadline.days.empty()) {
        write_cells(sheet, walk);
        write_legend(sheet, walk);
    }
    out.inside("p", {{"class", "govuk-body-s pingyi-quiet"}}, [&] {
        out.text(sheet.say("casework.public.due.basis",
                           {{"version", std::to_string(deadline.calendar_version)}}));
        out.text(" ");
        out.element(
            "a",
            {{"class", "govuk-link"}, {"href", "/calendar/" + std::to_string(year_of(walk.start))}},
            sheet.say("casework.public.due.check"));
    });
    out.close();
}

}  // namespace pingyi::casework
