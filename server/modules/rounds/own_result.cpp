#include "modules/rounds/own_result.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pingyi::rounds {
namespace {

using scoring::Formula;

constexpr int error_places_more = 2;

Label label_of(const scoring::Words& words) {
    return {words.zh, words.en};
}

bool is_weighed(Formula formula) {
    return formula == Formula::weighed || formula == Formula::arithmetic ||
           formula == Formula::geometric || formula == Formula::harmonic;
}

/// The numbers below a score, each once, what is above before what is below. Those of other bodies
/// (behind a median of the class) are left out: they are not shown before everything is.
class Numbers {
public:
    Numbers(const scoring::Scheme& scheme, const scoring::Data& data,
            const scoring::Outcome& outcome, std::string_view unit)
        : scheme_{scheme},
          data_{data},
          outcome_{outcome},
          own_{std::string(unit) + "/"},
          seen_(outcome.nodes.size()) {}

    std::vector<OwnNumber> below(std::size_t root) {
        add(root);
        return std::move(all_);
    }

private:
    void add(std::size_t at) {
        if (seen_[at]) return;
        seen_[at] = true;
        const scoring::Node& node = outcome_.nodes[at];
        all_.push_back(number_of(at));
        for (const scoring::Input& input : node.inputs) {
            if (is_own(input)) add(input.node);
        }
    }
    [[nodiscard]] bool is_own(const scoring::Input& input) const {
        return outcome_.nodes[input.node].id.starts_with(own_);
    }

    [[nodiscard]] OwnNumber number_of(std::size_t at) const {
        const scoring::Node& node = outcome_.nodes[at];
        const int places = scheme_.rounding.places;
        OwnNumber number;
        number.id = node.id;
        number.name = label_of(node.words);
        if (node.value) number.value = scoring::shown(*node.value, places);
        number.sentence = label_of(scoring::sentence(scheme_, outcome_, at));
        if (node.error && node.doubt != scoring::Doubt::opt_in) {
            number.error = fmt::format("{:.{}f}", *node.error, places + error_places_more);
        }
        for (const scoring::Words& words : scoring::evidence_words(scheme_, data_, node)) {
            number.evidence.push_back(label_of(words));
        }
        number.parts = parts_of(node);
        return number;
    }

    [[nodiscard]] std::vector<OwnPart> parts_of(const scoring::Node& node) const {
        Rational sum;
        for (const scoring::Input& input : node.inputs) sum += input.weight;
        std::vector<OwnPart> parts;
        for (const scoring::Input& input : node.inputs) {
            if (!is_own(input)) continue;
            OwnPart part{.id = outcome_.nodes[input.node].id};
            if (node.formula == Formula::score && !parts.empty()) {
                part.effect = input.weight < 0 ? Effect::taken_off : Effect::added;
            } else if (is_weighed(node.formula) && sum != 0) {
                part.effect = Effect::weighed;
                part.percent = scoring::shown(input.weight * 100 / sum, 1);
            }
            parts.push_back(std::move(part));
        }
        return parts;
    }

    const scoring::Scheme& scheme_;
    const scoring::Data& data_;
    const scoring::Outcome& outcome_;
    std::string own_;
    std::vector<bool> seen_;
    std::vector<OwnNumber> all_;
};

OwnScore laid_out(const scoring::Scheme& scheme, const scoring::Data& data,
                  const scoring::Outcome& outcome, const scoring::UnitResult& result) {
    OwnScore own;
    const auto of = std::ranges::find(scheme.classes, data.units[result.unit].unit_class,
                                      &scoring::UnitClass::code);
    if (of != scheme.classes.end()) own.unit_class = label_of(of->words);
    const scoring::Node& score = outcome.nodes[result.score];
    own.root = outcome.nodes[scoring::telling_node(outcome, result.score)].id;
    own.ranks = label_of(scoring::rank_words(result));
    if (result.withheld != scoring::Withheld::none) {
        own.withheld = label_of(scoring::withheld_words(scheme, result));
        return own;
    }
    if (result.value) own.score = scoring::shown(*result.value, scheme.rounding.places);
    own.interval = scoring::interval_text(scheme, outcome, result);
    own.doubt = label_of(scoring::doubt_words(score.doubt));
    if (!result.band.empty()) own.band = label_of(scoring::band_words(scheme, result.band));
    for (const scoring::Words& words : scoring::band_remarks(scheme, outcome, result)) {
        own.band_remarks.push_back(label_of(words));
    }
    own.rounding = label_of(scoring::rounding_words(scheme));
    if (result.standing == scoring::Standing::ranked) own.group = result.ranks.group;
    own.ballots = result.ballots;
    for (const std::string& veto : result.vetoes) {
        own.vetoes.push_back(label_of(scoring::veto_words(scheme, veto)));
    }
    for (const scoring::Reached& reached : result.sanctions) {
        own.sanctions.push_back(label_of(scoring::sanction_words(scheme, reached)));
    }
    own.numbers = Numbers{scheme, data, outcome, data.units[result.unit].code}.below(result.score);
    return own;
}

}  // namespace

Result<OwnScore> own_score(const Loaded& loaded, std::string_view unit) {
    const scoring::UnitResult* const result = loaded.unit(unit);
    if (result == nullptr) return fail(ErrorKind::not_found, "rounds.not_in_result");
    return laid_out(loaded.scheme, loaded.data, loaded.outcome, *result);
}

const OwnNumber* number_in(const OwnScore& score, std::string_view id) {
    const auto found = std::ranges::find(score.numbers, id, &OwnNumber::id);
    return found == score.numbers.end() ? nullptr : &*found;
}

}  // namespace pingyi::rounds
