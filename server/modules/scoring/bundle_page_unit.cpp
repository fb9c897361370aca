// The page of one unit: its score with its doubt, what follows from it, and how it came about.
#include <algorithm>
#include <fmt/format.h>

#include "modules/scoring/bundle_pages.hpp"
#include "modules/scoring/bundle_words.hpp"
#include "modules/scoring/report.hpp"

namespace pingyi::scoring {
namespace {

using html::Writer;

class Derivation {
public:
    Derivation(Writer& out, const Site& site) : out_{out}, site_{site} {}

    void write(std::size_t at, const std::string& share, bool is_open) {
        const Node& node = site_.outcome.nodes[at];
        const int places = site_.scheme.rounding.places;
        out_.inside("details", {{"class", "node"}, {"open", "", is_open}}, [&] {
            out_.inside("summary", {}, [&] {
                out_.element("span", {{"class", "name"}}, name_of(node)).text(" ");
                out_.element("span", {{"class", "share"}}, share).text(" ");
                out_.element(
                    "span", {{"class", "value"}},
                    node.value ? shown(*node.value, places) : site_.say({"缺失", "missing"}));
            });
            out_.element("p", {{"class", "formula"}},
                         site_.say(sentence(site_.scheme, site_.outcome, at)));
            write_error(node);
            if (const auto words = range_words(site_.scheme, node)) {
                out_.element("p", {{"class", "source"}}, site_.say(*words));
            }
            write_sources(node);
            write_inputs(node);
        });
    }

private:
    const std::string& name_of(const Node& node) { return site_.say(node.words); }

    void write_error(const Node& node) {
        if (!node.error || node.doubt == Doubt::opt_in) return;
        const std::string error =
            fmt::format("{:.{}f}", *node.error, site_.scheme.rounding.places + more_places);
        out_.element("p", {{"class", "source"}},
                     site_.say({"标准误差" + error, "standard error " + error}));
    }

    void write_sources(const Node& node) {
        for (const Words& words : evidence_words(site_.scheme, site_.data, node)) {
            out_.inside("p", {{"class", "source"}}, [&] {
                out_.text(site_.say({"来源：", "Source: "})).text(site_.say(words));
            });
        }
        const auto& of_records = site_.links.of_records;
        const std::string address = of_records ? of_records(node.evidence) : "";
        if (address.empty()) return;
        out_.inside("p", {{"class", "source"}}, [&] {
            out_.element("a", {{"href", address}}, site_.say({"逐件查看", "See them one by one"}));
        });
    }

    void write_inputs(const Node& node) {
        Rational sum;
        for (const Input& input : node.inputs) sum += input.weight;
        for (const Input& input : node.inputs) write(input.node, share_of(node, input, sum), false);
    }

    std::string share_of(const Node& node, const Input& input, const Rational& sum) {
        if (node.formula == Formula::score) {
            if (&input == node.inputs.data()) return {};
            return site_.say(input.weight < 0 ? Words{"扣分", "taken off"}
                                              : Words{"加分", "added"});
        }
        const bool is_weighed =
            node.formula == Formula::weighed || node.formula == Formula::arithmetic ||
            node.formula == Formula::geometric || node.formula == Formula::harmonic;
        if (!is_weighed || sum == 0) return {};
        const std::string share = shown(input.weight * 100 / sum, 1) + "%";
        return site_.say({"占" + share, "weight " + share});
    }

    Writer& out_;
    const Site& site_;
};

void write_row(Writer& out, const Site& site, const Words& name, const Words& value) {
    out.inside("div", {}, [&] {
        out.element("dt", site.say(name));
        out.element("dd", site.say(value));
    });
}

void write_score(Writer& out, const Site& site, const UnitResult& result) {
    const Node& node = site.outcome.nodes[result.score];
    if (!result.value) {
        out.element("p", {{"class", "figure none"}}, site.say({"没有得分", "No score"}));
        return;
    }
    out.inside("p", {{"class", "figure"}}, [&] {
        out.element("strong", shown(*result.value, site.scheme.rounding.places)).text(" ");
        if (const auto text = interval_text(site.scheme, site.outcome, result)) {
            out.element("span", {{"class", "nw"}}, site.say({"区间", "interval "}) + *text);
        }
    });
    out.element("p", {{"class", "label"}}, site.say(doubt_words(node.doubt)));
    if (const auto words = range_words(site.scheme, node)) {
        out.element("p", {{"class", "label"}}, site.say(*words));
    }
    const Axis axis = axis_of(site, site.data.units[result.unit].unit_class);
    write_bar(out, site, result, axis);
    out.inside("p", {{"class", "ends"}, {"aria-hidden", "true"}}, [&] {
        out.element("span", fmt::format("{:.0f}", axis.low));
        out.element("span", fmt::format("{:.0f}", axis.high));
    });
}

/// The band, and on lines of their own what the interval and rounding say of it.
void write_band(Writer& out, const Site& site, const UnitResult& result) {
    out.inside("div", {}, [&] {
        out.element("dt", site.say({"等次", "Band"}));
        out.inside("dd", {}, [&] {
            out.text(site.say(band_words(site.scheme, result.band)));
            for (const Words& words : band_remarks(site.scheme, site.outcome, result)) {
                out.element("p", {{"class", "remark"}}, site.say(words));
            }
        });
    });
}

void write_facts(Writer& out, const Site& site, const UnitResult& result) {
    out.inside("dl", {{"class", "facts"}}, [&] {
        if (!result.band.empty()) {
            write_band(out, site, result);
            write_row(out, site, {"几张假票能改变等次", "False votes to change the band"},
                      false_votes_words(result));
        }
        write_row(out, site, {"位次范围", "Rank range"}, rank_words(result));
        if (result.standing == Standing::ranked) {
            const int group = result.ranks.group;
            write_row(out, site, {"组", "Tie group"},
                      {fmt::format("第{}组，组内分不出先后", group),
                       fmt::format("group {}: its members cannot be separated", group)});
        }
        if (site.outcome.nodes[result.score].counts) {
            write_row(out, site, {"有效票", "Valid ballots"},
                      {fmt::format("{}张", result.ballots), std::to_string(result.ballots)});
        }
        for (const std::string& veto : result.vetoes) {
            write_row(out, site, {"一票否决", "Veto"}, veto_words(site.scheme, veto));
        }
        for (const Reached& reached : result.sanctions) {
            write_row(out, site, {"后果", "Consequence"}, sanction_words(site.scheme, reached));
        }
        if (result.vetoes.empty() && result.sanctions.empty()) {
            write_row(out, site, {"否决和后果", "Vetoes and consequences"}, {"没有", "none"});
        }
    });
    if (!result.band.empty() || result.standing == Standing::ranked) {
        out.element("p", {{"class", "label"}}, site.say(rounding_words(site.scheme)));
    }
}

/// What happened to the unit, also what only a veto reads.
void write_events(Writer& out, const Site& site, const UnitResult& result) {
    const auto is_of_unit = [&](const Incident& of) { return of.unit == result.unit; };
    if (std::ranges::none_of(site.data.incidents, is_of_unit)) return;
    out.element("h2", site.say({"事件", "Events"}));
    out.inside("ul", {}, [&] {
        for (const Incident& incident : site.data.incidents) {
            if (!is_of_unit(incident)) continue;
            const auto kind = std::ranges::find(site.scheme.events, incident.kind, &Event::code);
            const std::string& name =
                kind == site.scheme.events.end() ? incident.kind : site.say(kind->words);
            out.inside("li", {}, [&] {
                out.element("time", {{"datetime", incident.day}}, incident.day);
                out.text(site.say({"，", ", "})).text(name);
                out.text(site.say({"，", ", "})).text(incident.evidence);
            });
        }
    });
}

}  // namespace

void write_derivation(Writer& out, const Site& site, std::size_t node) {
    Derivation{out, site}.write(node, {}, true);
}

void write_unit(Writer& out, const Site& site, const UnitResult& result,
                const std::function<void()>& meaning) {
    const Unit& unit = site.data.units[result.unit];
    const auto of = std::ranges::find(site.scheme.classes, unit.unit_class, &UnitClass::code);
    out.element("h1", site.say(unit.words));
    out.inside("p", {{"class", "lead"}}, [&] {
        out.element("a", {{"href", site.links.of_class(unit.unit_class)}}, site.say(of->words));
        out.text(site.say({"，", ", "})).text(site.say(site.scheme.title));
    });
    if (result.withheld != Withheld::none) {
        out.element("p", site.say(withheld_words(site.scheme, result)));
        return;
    }
    write_score(out, site, result);
    if (meaning && result.value) meaning();
    write_facts(out, site, result);
    out.element("h2", site.say({"这个分是怎样算出来的", "How the score came about"}));
    write_derivation(out, site, telling_node(site.outcome, result.score));
    write_events(out, site, result);
}

}  // namespace pingyi::scoring
