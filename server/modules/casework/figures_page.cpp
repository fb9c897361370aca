// The section on a body's page: what came in, how much of it was answered in time, and what those
// say who were called back. Every share with n and interval; no body is compared with another.
#include <array>
#include <fmt/format.h>

#include "modules/casework/figures.hpp"
#include "platform/html/writer.hpp"

namespace pingyi::casework {
namespace {

using html::Writer;

constexpr double target = 0.8;
/// Below so many answers a mark is hollow: for reference only.
constexpr std::int64_t solid_from = 30;

struct Sheet {
    Writer& out;
    Language language;
    const Texts& texts;
    const PublishedFigures& figures;

    [[nodiscard]] std::string say(std::string_view key,
                                  std::initializer_list<Argument> arguments = {}) const {
        return texts.say(language, key, arguments);
    }
};

/// "71.7".
std::string percent(double share) {
    return fmt::format("{:.1f}", share * 100);
}

/// Where a share stands on a chart, as the browser reads it.
std::string place(double share) {
    return fmt::format("{:.2f}%", share * 100);
}

/// A scale with the interval as a bar and the estimate as a dot; the numbers stand beside it.
void write_bar(const Sheet& sheet, const Proportion& share) {
    Writer& out = sheet.out;
    const Interval interval = wilson_95(share);
    const std::string low = place(interval.low);
    const std::string high = place(interval.high);
    out.open("svg",
             {{"class", "pingyi-interval"}, {"aria-hidden", "true"}, {"focusable", "false"}});
    out.element("line",
                {{"class", "pingyi-interval__scale"},
                 {"x1", "0%"},
                 {"x2", "100%"},
                 {"y1", "50%"},
                 {"y2", "50%"}},
                "");
    out.element("line",
                {{"class", "pingyi-interval__target"},
                 {"x1", place(target)},
                 {"x2", place(target)},
                 {"y1", "0%"},
                 {"y2", "100%"}},
                "");
    out.element("line",
                {{"class", "pingyi-interval__bar"},
                 {"x1", low},
                 {"x2", high},
                 {"y1", "50%"},
                 {"y2", "50%"}},
                "");
    out.element(
        "circle",
        {{"class", share.n < solid_from ? "pingyi-interval__dot pingyi-interval__dot--hollow"
                                        : "pingyi-interval__dot"},
         {"cx", place(share_of(share))},
         {"cy", "50%"},
         {"r", "5"}},
        "");
    out.close();
}

void write_number(const Sheet& sheet, std::string_view number, std::string_view unit) {
    sheet.out.inside("p", {{"class", "pingyi-figure__number"}}, [&] {
        sheet.out.text(number);
        sheet.out.element("span", {{"class", "pingyi-figure__unit"}}, unit);
    });
}

void write_received(const Sheet& sheet) {
    Writer& out = sheet.out;
    const PublishedFigures& figures = sheet.figures;
    out.inside("div", {{"class", "pingyi-figure"}}, [&] {
        out.element("h3", {{"class", "pingyi-figure__name"}},
                    sheet.say("casework.figures.received"));
        write_number(sheet, std::to_string(figures.total.received),
                     sheet.say("casework.figures.cases"));
        out.element("p", {{"class", "pingyi-figure__note"}},
                    figures.private_cases > 0
                        ? sheet.say("casework.figures.private", {{"n", figures.private_cases}})
                        : sheet.say("casework.figures.public_only"));
    });
}

void write_in_time(const Sheet& sheet) {
    Writer& out = sheet.out;
    const Figures& total = sheet.figures.total;
    const std::int64_t due = total.in_time + total.late + total.very_late;
    out.inside("div", {{"class", "pingyi-figure"}}, [&] {
        out.element("h3", {{"class", "pingyi-figure__name"}},
                    sheet.say("casework.figures.in_time"));
        if (due == 0) {
            out.element("p", {{"class", "pingyi-figure__note"}},
                        sheet.say("casework.figures.none_due"));
            return;
        }
        write_number(sheet, percent(share_of({total.in_time, due})), "%");
        out.element("p", {{"class", "pingyi-figure__note"}},
                    sheet.say("casework.figures.census",
                              {{"n", due}, {"part", std::to_string(total.in_time)}}));
    });
}

/// A share of those who answered in a call-back, or why it is not shown.
void write_share(const Sheet& sheet, std::string_view name_key, std::int64_t part) {
    Writer& out = sheet.out;
    const Figures& total = sheet.figures.total;
    const Proportion share{part, total.reached};
    out.open("div", {{"class", "pingyi-figure"}});
    out.element("h3", {{"class", "pingyi-figure__name"}}, sheet.say(name_key));
    if (share.n < published_from) {
        out.element("p", {{"class", "pingyi-figure__note"}},
                    sheet.say("casework.figures.too_few", {{"n", published_from}}));
        out.close();
        return;
    }
    const Interval interval = wilson_95(share);
    write_number(sheet, percent(share_of(share)), "%");
    write_bar(sheet, share);
    out.element("p", {{"class", "pingyi-figure__note"}},
                sheet.say("casework.figures.interval", {{"low", percent(interval.low)},
                                                        {"high", percent(interval.high)},
                                                        {"n", share.n},
                                                        {"part", std::to_string(part)}}));
    out.element("p", {{"class", "pingyi-figure__note"}},
                sheet.say("casework.figures.asked",
                          {{"asked", std::to_string(total.asked)},
                           {"unreached", std::to_string(total.asked - total.reached)}}));
    constexpr std::array<std::string_view, 3> verdicts{"casework.figures.verdict.meets",
                                                       "casework.figures.verdict.below",
                                                       "casework.figures.verdict.cannot_tell"};
    out.element("p", {{"class", "pingyi-figure__verdict"}},
                sheet.say(verdicts.at(static_cast<std::size_t>(verdict_on(interval, target)))));
    out.close();
}

void write_more(const Sheet& sheet) {
    Writer& out = sheet.out;
    const Figures& total = sheet.figures.total;
    const auto fact = [&](std::string_view key, const std::string& value) {
        out.inside("div", {{"class", "govuk-summary-list__row"}}, [&] {
            out.element("dt", {{"class", "govuk-summary-list__key"}}, sheet.say(key));
            out.element("dd", {{"class", "govuk-summary-list__value"}}, value);
        });
    };
    const auto cases = [&](std::int64_t n) {
        return sheet.say("casework.figures.count", {{"n", n}});
    };
    out.open("dl", {{"class", "govuk-summary-list pingyi-dense pingyi-figure-facts"}});
    fact("casework.figures.answered", cases(total.answered));
    fact("casework.figures.late", cases(total.late));
    fact("casework.figures.very_late", cases(total.very_late));
    const auto median = median_days(total);
    fact("casework.figures.median",
         median ? sheet.say("casework.figures.days", {{"n", fmt::format("{:g}", *median)}})
                : sheet.say("casework.figures.no_reply"));
    fact("casework.figures.extended", cases(total.extended));
    fact("casework.figures.returned", sheet.say("casework.figures.times", {{"n", total.returned}}));
    if (total.self_answered < published_from) {
        fact("casework.figures.self",
             sheet.say("casework.figures.too_few_self", {{"n", published_from}}));
    } else {
        fact("casework.figures.self",
             sheet.say("casework.figures.self_answers",
                       {{"n", total.self_answered},
                        {"solved", std::to_string(total.self_solved)},
                        {"satisfied", std::to_string(total.self_satisfied)}}));
    }
    out.close();
}

/// One mark a month: bar = interval, dot = estimate, no line from month to month.
void write_marks(const Sheet& sheet) {
    Writer& out = sheet.out;
    const auto& trend = sheet.figures.trend;
    out.open("svg",
             {{"class", "pingyi-trend__plot"}, {"aria-hidden", "true"}, {"focusable", "false"}});
    const auto across = [&](std::string_view css, double share) {
        out.element("line",
                    {{"class", css},
                     {"x1", "0%"},
                     {"x2", "100%"},
                     {"y1", place(1 - share)},
                     {"y2", place(1 - share)}},
                    "");
    };
    for (const double share : {0.0, 0.2, 0.4, 0.6, 1.0}) across("pingyi-interval__scale", share);
    across("pingyi-trend__target", target);
    for (std::size_t i = 0; i < trend.size(); ++i) {
        if (!trend[i].is_shown) continue;
        const Proportion& share = trend[i].solved;
        const Interval interval = wilson_95(share);
        const std::string x =
            place((static_cast<double>(i) + 0.5) / static_cast<double>(trend.size()));
        out.element("line",
                    {{"class", "pingyi-interval__bar"},
                     {"x1", x},
                     {"x2", x},
                     {"y1", place(1 - interval.high)},
                     {"y2", place(1 - interval.low)}},
                    "");
        out.element(
            "circle",
            {{"class", share.n < solid_from ? "pingyi-interval__dot pingyi-interval__dot--hollow"
                                            : "pingyi-interval__dot"},
             {"cx", x},
             {"cy", place(1 - share_of(share))},
             {"r", "5"}},
            "");
    }
    out.close();
}

std::string month_name(const Sheet& sheet, const std::string& month) {
    const int number = std::stoi(month.substr(5));
    return sheet.say("calendar.month." + std::to_string(number));
}

void write_axis(const Sheet& sheet) {
    Writer& out = sheet.out;
    out.open("ol", {{"class", "pingyi-trend__months"}, {"aria-hidden", "true"}});
    for (const TrendPoint& point : sheet.figures.trend) {
        out.inside("li", {}, [&] {
            out.element("span", {{"class", "pingyi-block"}}, month_name(sheet, point.month));
            out.element("span", {{"class", "pingyi-block"}},
                        point.is_shown ? "n " + std::to_string(point.solved.n) : "–");
        });
    }
    out.close();
}

void write_table(const Sheet& sheet) {
    Writer& out = sheet.out;
    out.open("details", {{"class", "govuk-details"}});
    out.inside("summary", {{"class", "govuk-details__summary"}}, [&] {
        out.element("span", {{"class", "govuk-details__summary-text"}},
                    sheet.say("casework.figures.trend.table"));
    });
    out.open("div", {{"class", "govuk-details__text pingyi-wide"}});
    out.open("table", {{"class", "govuk-table"}});
    out.element("caption", {{"class", "govuk-visually-hidden"}},
                sheet.say("casework.figures.trend.title"));
    out.inside("thead", {{"class", "govuk-table__head"}}, [&] {
        out.inside("tr", {{"class", "govuk-table__row"}}, [&] {
            for (const std::string_view key :
                 {"casework.figures.trend.month", "casework.figures.trend.share",
                  "casework.figures.trend.interval", "casework.figures.trend.n"}) {
                out.element("th", {{"scope", "col"}, {"class", "govuk-table__header"}},
                            sheet.say(key));
            }
        });
    });
    out.open("tbody", {{"class", "govuk-table__body"}});
    for (const TrendPoint& point : sheet.figures.trend) {
        out.inside("tr", {{"class", "govuk-table__row"}}, [&] {
            out.element("th", {{"scope", "row"}, {"class", "govuk-table__header nw"}}, point.month);
            const auto cell = [&](const std::string& text) {
                out.element("td", {{"class", "govuk-table__cell"}}, text);
            };
            if (!point.is_shown) {
                out.element("td", {{"class", "govuk-table__cell"}, {"colspan", "3"}},
                            sheet.say("casework.figures.trend.hidden"));
                return;
            }
            const Interval interval = wilson_95(point.solved);
            cell(percent(share_of(point.solved)) + "%");
            cell(percent(interval.low) + "–" + percent(interval.high));
            cell(std::to_string(point.solved.n));
        });
    }
    out.close().close().close().close();
}

void write_trend(const Sheet& sheet) {
    Writer& out = sheet.out;
    out.element("h3", {{"class", "govuk-heading-s pingyi-after"}},
                sheet.say("casework.figures.trend.title"));
    bool any = false;
    for (const TrendPoint& point : sheet.figures.trend) any |= point.is_shown;
    if (!any) {
        out.element("p", {{"class", "pingyi-empty"}},
                    sheet.say("casework.figures.trend.none", {{"n", published_from}}));
        return;
    }
    out.inside("div", {{"class", "pingyi-trend"}}, [&] {
        out.inside("div", {{"class", "pingyi-trend__scale"}, {"aria-hidden", "true"}}, [&] {
            out.element("span", "100%");
            out.element("span", {{"class", "pingyi-trend__named"}},
                        sheet.say("casework.figures.trend.target"));
            for (const std::string_view mark : {"60%", "40%", "20%", "0%"}) {
                out.element("span", mark);
            }
        });
        write_marks(sheet);
        write_axis(sheet);
    });
    out.element("p", {{"class", "govuk-body-s pingyi-quiet"}},
                sheet.say("casework.figures.trend.note", {{"n", solid_from}}));
    write_table(sheet);
}

}  // namespace

void write_figures(const http::Context& context, const Texts& texts, const std::string& unit_code,
                   const PublishedFigures& figures, Writer& out) {
    if (figures.total.received == 0 && figures.total.returned == 0) return;
    const Sheet sheet{out, context.language(), texts, figures};
    out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", "letters"}});
    out.inside("div", {{"class", "pingyi-section__head"}}, [&] {
        out.element("h2", {{"class", "pingyi-section__title"}, {"id", "letters"}},
                    sheet.say("casework.figures.title"));
        out.element("a",
                    {{"class", "pingyi-section__more govuk-link"},
                     {"href", "/cases?unit=" + html::url_encoded(unit_code)}},
                    sheet.say("casework.figures.all"));
    });
    out.element("p", {{"class", "govuk-body"}},
                sheet.say("casework.figures.lead", {{"from", figures.trend.front().month},
                                                    {"until", figures.trend.back().month}}));
    out.inside("div", {{"class", "pingyi-sheet pingyi-figures"}}, [&] {
        write_received(sheet);
        write_in_time(sheet);
        write_share(sheet, "casework.figures.solved", figures.total.solved);
        write_share(sheet, "casework.figures.satisfied", figures.total.satisfied);
    });
    write_more(sheet);
    write_trend(sheet);
    out.close();
}

}  // namespace pingyi::casework
