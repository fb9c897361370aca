// The page of one body's result: what it means in words, the number with its doubt, how it came
// about, earlier rounds, the cases that were counted. And the section on the body's own page.
#include <algorithm>

#include "modules/rounds/results_pages.hpp"
#include "modules/rounds/types.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::rounds {
namespace {

using html::Writer;
using scoring::Site;
using scoring::UnitResult;

void write_link(const Sheet& sheet, const std::string& address, std::string_view key) {
    sheet.out.element("a", {{"class", "govuk-link"}, {"href", address}}, sheet.say(key));
}

std::string score_of(const Site& site, const UnitResult& result) {
    return result.value ? scoring::shown(*result.value, site.scheme.rounding.places) : "";
}

std::string interval_of(const Sheet& sheet, const Site& site, const UnitResult& result) {
    const auto text = scoring::interval_text(site.scheme, site.outcome, result);
    if (text) return *text;
    return sheet.say(scoring::doubt_words(site.outcome.nodes[result.score].doubt));
}

/// An axis that holds the points of all rounds.
scoring::Axis axis_of(const std::vector<std::pair<Site, const UnitResult*>>& points) {
    std::optional<scoring::Axis> axis;
    for (const auto& [site, result] : points) {
        const auto one = scoring::axis_of(site, site.data.units[result->unit].unit_class);
        if (!axis) axis = one;
        axis->low = std::min(axis->low, one.low);
        axis->high = std::max(axis->high, one.high);
    }
    return axis.value_or(scoring::Axis{});
}

class Trend {
public:
    Trend(const Sheet& sheet, const UnitView& view) : sheet_{sheet}, out_{sheet.out}, view_{view} {
        const std::string& code = view.loaded->data.units[view.result->unit].code;
        rounds_.push_back(&view.round);
        add(*view.loaded, view.round, view.result);
        for (const TrendPoint& point : view.earlier) {
            const UnitResult* const result = point.loaded->unit(code);
            if (result == nullptr) continue;
            rounds_.push_back(&point.round);
            add(*point.loaded, point.round, result);
        }
    }

    void write() const {
        open_section(sheet_, "trend", sheet_.say("rounds.public.trend"));
        if (points_.size() == 1) {
            out_.element("p", {{"class", "pingyi-empty"}}, sheet_.say("rounds.public.trend.none"));
            out_.close();
            return;
        }
        out_.element("p", {{"class", "govuk-body"}}, sheet_.say("rounds.public.trend.lead"));
        out_.inside("div", {{"class", "pingyi-result"}}, [&] { write_table(); });
        out_.close();
    }

private:
    void add(const Loaded& loaded, const Round& round, const UnitResult* result) {
        points_.emplace_back(site_of(loaded, round, sheet_.language), result);
    }

    void write_table() const {
        const scoring::Axis axis = axis_of(points_);
        out_.inside("table", {{"class", "results"}}, [&] {
            out_.element("caption", sheet_.say("rounds.public.trend.caption"));
            out_.inside("thead", {}, [&] {
                out_.inside("tr", {}, [&] {
                    for (const std::string_view key :
                         {"rounds.public.trend.round", "rounds.public.score"}) {
                        out_.element("th", {{"scope", "col"}}, sheet_.say(key));
                    }
                    out_.element("th", {{"scope", "col"}, {"class", "chart"}},
                                 sheet_.say("rounds.public.trend.where"));
                    for (const std::string_view key :
                         {"rounds.public.interval", "rounds.public.ranks"}) {
                        out_.element("th", {{"scope", "col"}}, sheet_.say(key));
                    }
                });
            });
            out_.inside("tbody", {}, [&] {
                for (std::size_t i = 0; i < points_.size(); ++i) write_row(i, axis);
            });
        });
    }

    void write_row(std::size_t i, const scoring::Axis& axis) const {
        const auto& [site, result] = points_[i];
        const Round& round = *rounds_[i];
        out_.inside("tr", {}, [&] {
            out_.inside("th", {{"scope", "row"}}, [&] {
                out_.element("a",
                             {{"href", address_of(round, site.data.units[result->unit].code)},
                              {"aria-current", "page", i == 0}},
                             round.name.in(sheet_.language));
                if (site.outcome.scheme_hash != view_.loaded->outcome.scheme_hash) {
                    out_.element("span", {{"class", "label pingyi-block"}},
                                 sheet_.say("rounds.public.trend.other_rules"));
                }
            });
            if (!result->value) {
                out_.element("td", {{"colspan", "4"}},
                             sheet_.say(result->withheld == scoring::Withheld::none
                                            ? scoring::rank_words(*result)
                                            : scoring::withheld_words(site.scheme, *result)));
                return;
            }
            const auto cell = [&](std::string_view key, const std::string& text) {
                out_.element("td", {{"data-label", sheet_.say(key)}}, text);
            };
            cell("rounds.public.score", score_of(site, *result));
            out_.inside("td", {{"class", "chart"}},
                        [&] { scoring::write_bar(out_, site, *result, axis); });
            cell("rounds.public.interval", interval_of(sheet_, site, *result));
            cell("rounds.public.ranks", sheet_.say(scoring::rank_words(*result)));
        });
    }

    const Sheet& sheet_;
    Writer& out_;
    const UnitView& view_;
    std::vector<const Round*> rounds_;
    std::vector<std::pair<Site, const UnitResult*>> points_;  // this round first
};

/// What the server counted are letters, and those stand further down on the page.
std::string records_of(std::string_view evidence) {
    return evidence.starts_with(server_prefix) ? "#records" : "";
}

void write_hidden(const Sheet& sheet, const casework::Evidence& evidence) {
    for (const casework::Hidden& hidden : evidence.hidden) {
        sheet.out.element("p", {{"class", "govuk-body"}},
                          sheet.say("rounds.public.records." + hidden.reason, {{"n", hidden.n}}));
    }
}

/// Its subject leads to the letter; beneath, what the figures counted of it.
void write_record(const Sheet& sheet, const casework::Record& record) {
    Writer& out = sheet.out;
    out.element("a", {{"class", "govuk-link"}, {"href", "/cases/" + record.number}},
                record.subject.empty() ? record.number : record.subject);
    out.inside("p", {{"class", "pingyi-list__facts"}}, [&] {
        html::write_day(out, sheet.zone.day_of(record.submitted_at), sheet.language);
        out.text(sheet.say("rounds.public.between"));
        out.text(sheet.say("rounds.public.records." + record.answer));
    });
}

void write_records(const Sheet& sheet, const UnitView& view) {
    if (!view.counted) return;
    Writer& out = sheet.out;
    const casework::Evidence& evidence = view.counted->evidence;
    const std::string& code = view.loaded->data.units[view.result->unit].code;
    open_section(sheet, "records", sheet.say("rounds.public.records"));
    out.element("p", {{"class", "govuk-body"}},
                sheet.say("rounds.public.records.lead",
                          {{"from", view.round.from}, {"until", view.round.until}}));
    if (evidence.records.empty()) {
        out.element("p", {{"class", "pingyi-empty"}}, sheet.say("rounds.public.records.none"));
    }
    write_hidden(sheet, evidence);
    out.inside("ul", {{"class", "pingyi-list pingyi-records"}}, [&] {
        for (const casework::Record& record : evidence.records) {
            out.inside("li", {{"class", "pingyi-list__item"}},
                       [&] { write_record(sheet, record); });
        }
    });
    if (evidence.next || !view.counted->is_first) {
        const std::string base = address_of(view.round, code);
        out.inside(
            "nav", {{"class", "pingyi-pager"}, {"aria-label", sheet.say("rounds.public.pager")}},
            [&] {
                if (!view.counted->is_first) {
                    write_link(sheet, base + "#records", "rounds.public.pager.first");
                    out.text(" ");
                }
                if (!evidence.next) return;
                out.element("a",
                            {{"class", "govuk-link"},
                             {"rel", "next"},
                             {"href", base + "?after=" +
                                          html::url_encoded(text_of(*evidence.next)) + "#records"}},
                            sheet.say("rounds.public.pager.next"));
            });
    }
    out.close();
}

void write_more(const Sheet& sheet, const UnitView& view, const std::string& code) {
    Writer& out = sheet.out;
    open_section(sheet, "more", sheet.say("rounds.public.more"));
    out.inside("ul", {{"class", "govuk-list govuk-list--bullet"}}, [&] {
        const auto item = [&](const std::string& address, std::string_view key) {
            out.inside("li", {}, [&] { write_link(sheet, address, key); });
        };
        if (view.is_in_directory) item("/units/" + code, "rounds.public.more.body");
        item(address_of(view.round, code) + "/derivation.json", "rounds.public.more.json");
        item(address_of(view.round) + "#verify", "rounds.public.more.verify");
    });
    out.close();
}

/// What follows from the intervals, said before any number.
std::string plain_of(const Sheet& sheet, const UnitResult& result) {
    if (result.standing != scoring::Standing::ranked)
        return sheet.say("rounds.public.plain.unranked");
    const RankSet& of = result.ranks;
    if (of.best == of.worst) {
        return sheet.say("rounds.public.plain.place",
                         {{"all", std::to_string(result.of)}, {"place", std::to_string(of.best)}});
    }
    return sheet.say("rounds.public.plain.between", {{"all", std::to_string(result.of)},
                                                     {"best", std::to_string(of.best)},
                                                     {"worst", std::to_string(of.worst)}});
}

void write_meaning(const Sheet& sheet, const UnitResult& result) {
    sheet.out.inside("div", {{"class", "govuk-inset-text"}}, [&] {
        sheet.out.element("p", {{"class", "govuk-body"}}, plain_of(sheet, result));
        sheet.out.element("p", {{"class", "govuk-body"}}, sheet.say("rounds.public.read.interval"));
    });
}

}  // namespace

void write_unit_page(const Sheet& sheet, const UnitView& view) {
    Writer& out = sheet.out;
    Site site = site_of(*view.loaded, view.round, sheet.language);
    if (view.counted) site.links.of_records = records_of;
    const std::string& code = view.loaded->data.units[view.result->unit].code;
    out.inside("div", {{"class", "pingyi-result"}}, [&] {
        scoring::write_unit(out, site, *view.result, [&] { write_meaning(sheet, *view.result); });
    });
    Trend{sheet, view}.write();
    write_records(sheet, view);
    write_more(sheet, view, code);
}

void write_unit_part(const Sheet& sheet, const UnitView& view) {
    Writer& out = sheet.out;
    const UnitResult& result = *view.result;
    const Site site = site_of(*view.loaded, view.round, sheet.language);
    const std::string& code = view.loaded->data.units[result.unit].code;
    out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", "score"}});
    out.inside("div", {{"class", "pingyi-section__head"}}, [&] {
        out.element("h2", {{"class", "pingyi-section__title"}, {"id", "score"}},
                    sheet.say("rounds.public.part"));
        out.element(
            "a",
            {{"class", "pingyi-section__more govuk-link"}, {"href", address_of(view.round, code)}},
            sheet.say("rounds.public.part.more"));
    });
    out.inside("p", {{"class", "govuk-body"}}, [&] {
        const Language shown = view.round.name.shown_in(sheet.language);
        out.element("span", {{"lang", tag_of(shown), shown != sheet.language}},
                    view.round.name.in(sheet.language));
        out.text(sheet.say("rounds.public.between"));
        out.text(result.value ? plain_of(sheet, result)
                              : sheet.say(scoring::withheld_words(site.scheme, result)));
    });
    if (result.value) {
        out.open("dl", {{"class", "govuk-summary-list pingyi-dense"}});
        const auto row = [&](std::string_view key, const std::string& text) {
            write_fact(sheet, key, [&] { out.text(text); });
        };
        row("rounds.public.score", score_of(site, result));
        row("rounds.public.interval", interval_of(sheet, site, result));
        if (!result.band.empty()) {
            write_fact(sheet, "rounds.public.band", [&] {
                out.text(sheet.say(scoring::band_words(site.scheme, result.band)));
                for (const auto& words : scoring::band_remarks(site.scheme, site.outcome, result)) {
                    out.text(" ").element("span", {{"class", "govuk-body-s pingyi-block"}},
                                          sheet.say(words));
                }
            });
        }
        row("rounds.public.ranks", sheet.say(scoring::rank_words(result)));
        out.close();
    }
    out.close();
}

}  // namespace pingyi::rounds
