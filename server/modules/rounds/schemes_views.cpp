#include "modules/rounds/schemes_views.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string>

#include "modules/rounds/schemes.hpp"

namespace pingyi::rounds {
namespace {

constexpr std::size_t differences_max = 500;

const std::string& in(const scoring::Words& words, Language language) {
    return language == Language::zh ? words.zh : words.en;
}

void add_indicators(const scoring::Indicator& above, std::int64_t depth, Language language,
                    std::vector<IndicatorView>& all) {
    for (const scoring::Indicator& part : above.parts) {
        all.push_back({part.code, depth, in(part.words, language), part.weight.text()});
        add_indicators(part, depth + 1, language, all);
    }
}

/// The groups of evaluators that the ballots of a table are told apart by.
std::vector<std::string> groups_of(const scoring::Scheme& scheme, std::string_view file) {
    std::vector<std::string> codes;
    const std::string_view measure = file.substr(0, file.rfind('.'));
    for (const scoring::Source* source : scoring::sources_of(scheme, measure)) {
        if (!source->strata) continue;
        const auto found =
            std::ranges::find(scheme.strata, *source->strata, &scoring::Strata::code);
        if (found == scheme.strata.end()) continue;
        for (const scoring::Stratum& group : found->strata) codes.push_back(group.code);
        break;
    }
    return codes;
}

void tell_sound(const scoring::Scheme& scheme, Language language, CheckView& view) {
    for (const scoring::Line& line : scoring::outline(scheme)) {
        view.outline.push_back({line.depth, line.mark.line, in(line.words, language)});
    }
    add_indicators(scheme.index, 0, language, view.indicators);
    for (const TableRead& read : tables_read(scheme)) {
        view.tables.push_back({read.name, read.kind, read.words.in(language), read.is_counted,
                               read.is_needed, groups_of(scheme, read.name)});
    }
}

template <std::size_t N, class E>
std::string name_of(const std::array<std::string_view, N>& names, E value) {
    return std::string(names.at(static_cast<std::size_t>(value)));
}

std::string decimal(double value, int places) {
    return fmt::format("{:.{}f}", value, places);
}

TrialResult result_of(const scoring::Scheme& scheme, const scoring::Outcome& outcome,
                      const scoring::UnitResult& result, Language language) {
    const int places = scheme.rounding.places;
    TrialResult view;
    if (result.value) view.score = scoring::shown(*result.value, places);
    if (scoring::has_interval(outcome, result)) {
        view.low = decimal(result.interval->low, places);
        view.high = decimal(result.interval->high, places);
    }
    const auto band = std::ranges::find(scheme.bands, result.band, &scoring::Band::code);
    if (band != scheme.bands.end()) view.band = in(band->words, language);
    view.doubt = name_of(scoring::doubt_names, outcome.nodes[result.score].doubt);
    view.standing = name_of(scoring::standing_names, result.standing);
    view.withheld = name_of(scoring::withheld_names, result.withheld);
    if (result.standing == scoring::Standing::ranked) {
        view.place = {result.ranks.best, result.ranks.worst, result.of, result.ranks.group};
    }
    view.ballots = result.ballots;
    const scoring::Words sentence = scoring::sentence(scheme, outcome, result.score);
    view.sentence = sentence.zh;
    view.sentence_en = sentence.en;
    return view;
}

void tell_differences(const Trial& trial, const scoring::Outcome& after, Language language,
                      TrialView& view) {
    std::map<std::string_view, const scoring::Node*> nodes;
    for (const scoring::Outcome* outcome : {&after, &trial.loaded.outcome()}) {
        for (const scoring::Node& node : outcome->nodes) nodes[node.id] = &node;
    }
    const auto text_of = [&](const std::optional<Rational>& value) -> std::optional<std::string> {
        if (!value) return std::nullopt;
        return scoring::shown(*value, trial.scheme.rounding.places);
    };
    const auto all = scoring::differences(trial.loaded.outcome(), after);
    view.differences_count = static_cast<std::int64_t>(all.size());
    for (const scoring::Difference& one : all) {
        if (view.differences.size() == differences_max) break;
        view.differences.push_back({one.id, in(nodes.at(one.id)->words, language),
                                    text_of(one.before), text_of(one.after)});
    }
}

}  // namespace

Names names_of(db::Tx& tx, const std::vector<std::optional<AccountId>>& people) {
    std::vector<AccountId> ids;
    for (const auto& id : people) {
        if (id) ids.push_back(*id);
    }
    return accounts::display_names(tx, ids);
}

SchemeRow row_of(const StoredScheme& scheme, const Names& names, Language language) {
    SchemeRow row;
    row.id = scheme.id;
    row.code = scheme.code;
    row.version = scheme.version;
    row.title = scheme.title.in(language);
    row.revision = scheme.revision;
    row.state = scheme.state;
    if (!scheme.hash.empty()) row.hash = scheme.hash;
    row.changed_by = name_in(names, scheme.changed_by);
    row.changed_at = scheme.changed_at;
    row.issued_at = scheme.issued_at;
    if (scheme.entry) row.entry = scheme.entry->text();
    return row;
}

ShippedSchemes shipped_view(Language language) {
    ShippedSchemes view;
    for (Shipped& one : shipped_schemes()) {
        const auto parsed = scoring::parse(one.yaml);
        ShippedView item{one.name, {}, {}, std::move(one.yaml)};
        if (parsed.scheme) {
            item.title = in(parsed.scheme->title, language);
            item.source = parsed.scheme->source;
        }
        view.items.push_back(std::move(item));
    }
    return view;
}

CheckView checked_view(const Texts& texts, Language language, std::string_view yaml) {
    const scoring::Parsed checked = scoring::check(yaml);
    CheckView view;
    for (const scoring::Finding& finding : checked.findings) {
        ++(finding.is_error ? view.errors : view.warnings);
        view.findings.push_back({finding.mark.line, finding.mark.column, finding.is_error,
                                 finding.code, scoring::text_of(texts, language, finding)});
    }
    if (checked.scheme) tell_sound(*checked.scheme, language, view);
    return view;
}

TrialView trial_view(const Trial& trial, const scoring::Outcome* after, Language language) {
    TrialView view;
    const scoring::Outcome& outcome = trial.loaded.outcome();
    view.scheme_hash = outcome.scheme_hash;
    view.counted_at = trial.counted_at;
    for (std::size_t i = 0; i < outcome.units.size(); ++i) {
        const scoring::UnitResult& result = outcome.units[i];
        const scoring::Unit& unit = trial.data.units[result.unit];
        const auto of =
            std::ranges::find(trial.scheme.classes, unit.unit_class, &scoring::UnitClass::code);
        TrialUnit item;
        item.unit = unit.code;
        item.name = in(unit.words, language);
        item.class_ = of == trial.scheme.classes.end() ? unit.unit_class : in(of->words, language);
        item.result = result_of(trial.scheme, outcome, result, language);
        if (after != nullptr) {
            item.supposed = result_of(trial.scheme, *after, after->units[i], language);
        }
        view.units.push_back(std::move(item));
    }
    if (after != nullptr) tell_differences(trial, *after, language, view);
    return view;
}

}  // namespace pingyi::rounds
