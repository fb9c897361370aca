// Two results side by side: what changed in the rules, and for each body which numbers changed.
#include <algorithm>

#include "modules/rounds/results_pages.hpp"

namespace pingyi::rounds {
namespace {

using html::Writer;

constexpr std::size_t units_on_a_page = 25;
constexpr std::size_t names_max = 200;

std::string side_name(const Sheet& sheet, const Side& side) {
    return sheet.say("rounds.public.compare.side",
                     {{"name", side.round.name.in(sheet.language)},
                      {"number", std::to_string(side.loaded->stored.number)}});
}

std::string number_of(const Sheet& sheet, const std::optional<Rational>& value, int places) {
    return value ? scoring::shown(*value, places) : sheet.say("rounds.public.compare.no_number");
}

void write_rules(const Sheet& sheet, const std::string& id, const std::string& title,
                 const std::vector<scoring::Words>& lines) {
    if (lines.empty()) return;
    Writer& out = sheet.out;
    out.element("h3", {{"class", "govuk-heading-s"}, {"id", id}}, title);
    out.inside("ul", {{"class", "govuk-list govuk-list--bullet"}}, [&] {
        for (const scoring::Words& line : lines) out.element("li", sheet.say(line));
    });
}

void write_scheme(const Sheet& sheet, const CompareView& view) {
    const Comparison& found = view.comparison;
    Writer& out = sheet.out;
    open_section(sheet, "rules", sheet.say("rounds.public.compare.rules"));
    if (found.rules_before.empty() && found.rules_after.empty()) {
        out.element("p", {{"class", "govuk-body"}}, sheet.say("rounds.public.compare.same_rules"));
    }
    write_rules(
        sheet, "rules-before",
        sheet.say("rounds.public.compare.rules_only", {{"side", side_name(sheet, view.before)}}),
        found.rules_before);
    write_rules(
        sheet, "rules-after",
        sheet.say("rounds.public.compare.rules_only", {{"side", side_name(sheet, view.after)}}),
        found.rules_after);
    out.close();
}

class Changes {
public:
    Changes(const Sheet& sheet, const CompareView& view)
        : sheet_{sheet}, out_{sheet.out}, view_{view} {}

    void write() const {
        open_section(sheet_, "changed", sheet_.say("rounds.public.compare.changed"));
        const auto& all = view_.comparison.changed;
        out_.element("p", {{"class", "govuk-body"}},
                     sheet_.say("rounds.public.compare.counts",
                                {{"changed", std::to_string(all.size())},
                                 {"same", std::to_string(view_.comparison.unchanged)}}));
        const auto first = std::ranges::find_if(
            all, [&](const ChangedUnit& unit) { return !view_.from || unit.code > *view_.from; });
        const auto left = static_cast<std::size_t>(all.end() - first);
        const auto last = first + static_cast<std::ptrdiff_t>(std::min(left, units_on_a_page));
        if (first != last) {
            out_.inside("div", {{"class", "pingyi-result"}}, [&] {
                out_.inside("table", {{"class", "results"}}, [&] {
                    out_.element("caption", sheet_.say("rounds.public.compare.caption"));
                    write_head();
                    out_.inside("tbody", {}, [&] {
                        for (auto unit = first; unit != last; ++unit) write_unit(*unit);
                    });
                });
            });
        }
        if (last != all.end()) write_pager((last - 1)->code);
        out_.close();
    }

private:
    void write_head() const {
        out_.inside("thead", {}, [&] {
            out_.inside("tr", {}, [&] {
                for (const std::string_view key :
                     {"rounds.public.compare.unit", "rounds.public.compare.before",
                      "rounds.public.compare.after", "rounds.public.compare.why"}) {
                    out_.element("th", {{"scope", "col"}}, sheet_.say(key));
                }
            });
        });
    }

    void write_pager(const std::string& code) const {
        const std::string address = view_.address +
                                    (view_.address.find('?') == std::string::npos ? "?" : "&") +
                                    "after=" + html::url_encoded(code) + "#changed";
        out_.inside(
            "nav", {{"class", "pingyi-pager"}, {"aria-label", sheet_.say("rounds.public.pager")}},
            [&] {
                out_.element("a", {{"class", "govuk-link"}, {"rel", "next"}, {"href", address}},
                             sheet_.say("rounds.public.pager.next"));
            });
    }

    void write_side(std::string_view key, const Side& side,
                    const scoring::UnitResult& result) const {
        const scoring::Site site = site_of(*side.loaded, side.round, sheet_.language);
        out_.inside("td", {{"data-label", sheet_.say(key)}}, [&] {
            if (result.withheld != scoring::Withheld::none) {
                out_.text(sheet_.say(scoring::withheld_words(site.scheme, result)));
                return;
            }
            out_.element("strong", number_of(sheet_, result.value, site.scheme.rounding.places));
            const auto interval = scoring::interval_text(site.scheme, site.outcome, result);
            if (interval) out_.text(" (" + *interval + ")");
            out_.text(sheet_.say("rounds.public.between"));
            if (!result.band.empty()) {
                out_.text(sheet_.say(scoring::band_words(site.scheme, result.band)));
                out_.text(sheet_.say("rounds.public.between"));
            }
            out_.text(sheet_.say(scoring::rank_words(result)));
        });
    }

    void write_unit(const ChangedUnit& unit) const {
        out_.inside("tr", {}, [&] {
            out_.inside("th", {{"scope", "row"}}, [&] {
                out_.element("a", {{"href", address_of(view_.after.round, unit.code)}},
                             sheet_.say(unit.words));
            });
            if (unit.is_hidden) {
                out_.element("td", {{"colspan", "3"}}, sheet_.say("rounds.public.compare.too_few"));
                return;
            }
            write_side("rounds.public.compare.before", view_.before, *unit.before);
            write_side("rounds.public.compare.after", view_.after, *unit.after);
            out_.inside("td", {{"data-label", sheet_.say("rounds.public.compare.why")}},
                        [&] { write_nodes(unit); });
        });
    }

    void write_nodes(const ChangedUnit& unit) const {
        if (unit.nodes.empty()) {
            out_.text(sheet_.say("rounds.public.compare.others"));
            return;
        }
        const int before = view_.before.loaded->scheme.rounding.places;
        const int after = view_.after.loaded->scheme.rounding.places;
        out_.inside("ul", {{"class", "changes"}}, [&] {
            for (const ChangedNode& node : unit.nodes) {
                out_.element("li", sheet_.say("rounds.public.compare.node",
                                              {{"name", sheet_.say(node.words)},
                                               {"before", number_of(sheet_, node.before, before)},
                                               {"after", number_of(sheet_, node.after, after)}}));
            }
            if (unit.more_nodes > 0) {
                out_.element("li", sheet_.say("rounds.public.compare.more_nodes",
                                              {{"n", static_cast<std::int64_t>(unit.more_nodes)}}));
            }
        });
    }

    const Sheet& sheet_;
    Writer& out_;
    const CompareView& view_;
};

void write_only(const Sheet& sheet, std::string_view id, const Side& side,
                const std::vector<OnlyIn>& units) {
    if (units.empty()) return;
    Writer& out = sheet.out;
    open_section(sheet, id,
                 sheet.say("rounds.public.compare.units_only", {{"side", side_name(sheet, side)}}));
    out.inside("ul", {{"class", "govuk-list govuk-list--bullet"}}, [&] {
        for (std::size_t i = 0; i < std::min(units.size(), names_max); ++i) {
            out.inside("li", {}, [&] {
                out.element(
                    "a", {{"class", "govuk-link"}, {"href", address_of(side.round, units[i].code)}},
                    sheet.say(units[i].words));
            });
        }
        if (units.size() > names_max) {
            out.element("li",
                        sheet.say("rounds.public.compare.more_units",
                                  {{"n", static_cast<std::int64_t>(units.size() - names_max)}}));
        }
    });
    out.close();
}

}  // namespace

void write_comparison(const Sheet& sheet, const CompareView& view) {
    Writer& out = sheet.out;
    out.element("h1", {{"class", "govuk-heading-l pingyi-title"}},
                sheet.say("rounds.public.compare.title"));
    out.element("p", {{"class", "pingyi-lead"}},
                sheet.say("rounds.public.compare.lead", {{"before", side_name(sheet, view.before)},
                                                         {"after", side_name(sheet, view.after)}}));
    write_scheme(sheet, view);
    Changes{sheet, view}.write();
    write_only(sheet, "only-before", view.before, view.comparison.only_before);
    write_only(sheet, "only-after", view.after, view.comparison.only_after);
}

}  // namespace pingyi::rounds
