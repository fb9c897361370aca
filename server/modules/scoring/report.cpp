#include "modules/scoring/report.hpp"

#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <ranges>

#include "modules/scoring/bands.hpp"
#include "modules/scoring/data.hpp"
#include "modules/scoring/lookup.hpp"
#include "modules/scoring/numbers.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

namespace json = boost::json;

/// The arithmetic of results; a change that can change a figure raises it.
constexpr int engine_version = 2;

std::string decimal(double value, int places) {
    return fmt::format("{:.{}f}", value, places + more_places);
}

json::object words_of(const Words& words) {
    return {{"zh", words.zh}, {"en", words.en}};
}

/// Of the public only what the number itself tells: how many abstained may be a small cell.
json::object counts_of(const Outcome& outcome, const Node& node) {
    const Counts& counts = *node.counts;
    json::object object{{"valid", counts.valid}};
    if (!outcome.is_public || node.formula == Formula::share) {
        object["satisfied"] = counts.satisfied;
    }
    if (!outcome.is_public) {
        if (counts.silent > 0) object["silent"] = counts.silent;
        object["abstained"] = counts.abstained;
        object["invalid"] = counts.invalid;
    }
    return object;
}

json::object node_of(const Scheme& scheme, const Outcome& outcome, std::size_t index) {
    const Node& node = outcome.nodes[index];
    const int places = scheme.rounding.places;
    json::array inputs;
    for (const Input& input : node.inputs) {
        inputs.push_back(
            json::object{{"id", outcome.nodes[input.node].id}, {"weight", fraction(input.weight)}});
    }
    json::object parameters;
    for (const auto& [name, value] : node.parameters) parameters[name] = value;
    json::object object{{"id", node.id},
                        {"words", words_of(node.words)},
                        {"formula", formula_names[static_cast<std::size_t>(node.formula)]},
                        {"inputs", std::move(inputs)},
                        {"parameters", std::move(parameters)}};
    if (node.value) {
        object["value"] = fraction(*node.value);
        object["shown"] = shown(*node.value, places);
        object["doubt"] = doubt_names[static_cast<std::size_t>(node.doubt)];
    } else {
        object["missing"] = gap_names[static_cast<std::size_t>(node.gap)];
    }
    if (node.error) object["error"] = decimal(*node.error, places);
    if (node.interval) {
        object["interval"] =
            json::array{decimal(node.interval->low, places), decimal(node.interval->high, places)};
    }
    if (node.range) {
        object["range"] = json::array{fraction(node.range->low), fraction(node.range->high)};
    }
    if (node.counts) object["ballots"] = counts_of(outcome, node);
    if (!node.evidence.empty()) object["evidence"] = node.evidence;
    return object;
}

/// Codes of the bands that the interval does not rule out; nullopt where it tells nothing.
std::optional<std::vector<std::string>> could_be(const Scheme& scheme, const Outcome& outcome,
                                                 const UnitResult& result) {
    const auto others = other_bands(scheme, result, outcome.nodes[result.score].doubt);
    if (!others) return std::nullopt;
    std::vector<std::string> codes;
    for (const std::size_t at : *others) codes.push_back(scheme.bands[at].code);
    return codes;
}

json::object unit_of(const Scheme& scheme, const Data& data, const Outcome& outcome,
                     const UnitResult& result) {
    const Unit& unit = data.units[result.unit];
    const int places = scheme.rounding.places;
    json::object object{{"unit", unit.code},
                        {"class", unit.unit_class},
                        {"words", words_of(unit.words)},
                        {"node", outcome.nodes[result.score].id},
                        {"standing", standing_names[static_cast<std::size_t>(result.standing)]},
                        {"ballots", result.ballots}};
    if (result.withheld != Withheld::none) {
        object["withheld"] = withheld_names[static_cast<std::size_t>(result.withheld)];
    }
    if (result.value) object["score"] = shown(*result.value, places);
    if (result.interval) {
        object["interval"] = json::array{decimal(result.interval->low, places),
                                         decimal(result.interval->high, places)};
    }
    if (!result.band.empty()) object["band"] = result.band;
    if (const auto others = could_be(scheme, outcome, result)) {
        object["could_be"] = json::array(others->begin(), others->end());
    }
    if (result.standing == Standing::ranked) {
        object["ranks"] = json::object{{"rank", result.ranks.rank},
                                       {"best", result.ranks.best},
                                       {"worst", result.ranks.worst},
                                       {"group", result.ranks.group},
                                       {"of", result.of}};
    }
    if (result.false_votes) object["false_votes"] = *result.false_votes;
    object["vetoes"] = json::array(result.vetoes.begin(), result.vetoes.end());
    json::array sanctions;
    for (const Reached& reached : result.sanctions) {
        sanctions.push_back(
            json::object{{"code", reached.code}, {"needs_history", reached.needs_history}});
    }
    object["sanctions"] = std::move(sanctions);
    return object;
}

std::string joined(const std::vector<std::string>& codes) {
    return fmt::format("{}", fmt::join(codes, " "));
}

/// "70 × 88.10 + 30 × 82.47", and whether a weight is not 1.
std::string terms_of(const Scheme& scheme, const Outcome& outcome, const Node& node) {
    std::string text;
    for (const Input& input : node.inputs) {
        const auto& value = outcome.nodes[input.node].value;
        if (!value) continue;
        if (!text.empty()) text += " + ";
        text +=
            fmt::format("{} × {}", fraction(input.weight), shown(*value, scheme.rounding.places));
    }
    return text;
}

Rational weight_of(const Node& node) {
    Rational sum;
    for (const Input& input : node.inputs) sum += input.weight;
    return sum;
}

/// The others have no number, and their weight went to this one.
bool is_of_one_part(const Outcome& outcome, const Node& node) {
    const auto is_there = [&](const Input& input) {
        return outcome.nodes[input.node].value.has_value();
    };
    const auto part = std::ranges::find_if(node.inputs, is_there);
    return std::ranges::count_if(node.inputs, is_there) == 1 && part->weight == weight_of(node);
}

std::string value_of(const Node& node, std::string_view parameter) {
    const auto found = node.parameters.find(std::string(parameter));
    return found == node.parameters.end() ? std::string() : found->second;
}

Words sentence_of_score(const Scheme& scheme, const Outcome& outcome, const Node& node) {
    const int places = scheme.rounding.places;
    std::string text = shown(*node.value, places) + " =";
    for (const Input& input : node.inputs) {
        const auto& value = outcome.nodes[input.node].value;
        if (!value) continue;
        const bool is_first = &input == node.inputs.data();
        const std::string_view sign = input.weight < 0 ? " − " : is_first ? " " : " + ";
        text += fmt::format("{}{}", sign, shown(*value, places));
    }
    if (value_of(node, "clipped").empty()) return {text, text};
    return {text + "，按上下限取值", text + ", kept between floor and ceiling"};
}

Words sentence_of_goalposts(const Scheme& scheme, const Outcome& outcome, const Node& node) {
    const auto& raw = outcome.nodes[node.inputs.front().node].value;
    const bool is_down = value_of(node, "direction") == "down";
    const std::string low = value_of(node, is_down ? "high" : "low");
    const std::string high = value_of(node, is_down ? "low" : "high");
    const int places = scheme.rounding.places;
    const std::string text =
        fmt::format("{} = 100 × ({} − {}) ÷ ({} − {})", shown(*node.value, places),
                    shown(*raw, places), low, high, low);
    if (value_of(node, "clipped").empty()) return {text, text};
    return {text + "，取 0 至 100 之间", text + ", kept between 0 and 100"};
}

const Words* words_of(const Indicator& indicator, std::string_view code) {
    if (indicator.code == code) return &indicator.words;
    for (const Indicator& part : indicator.parts) {
        if (const Words* words = words_of(part, code)) return words;
    }
    return nullptr;
}

/// Of a part of the tree or a group of evaluators.
const Words* words_of_part(const Scheme& scheme, const Node& node, std::string_view code) {
    if (node.formula != Formula::weighed) return words_of(scheme.index, code);
    for (const Strata& strata : scheme.strata) {
        if (const Stratum* group = find_code(strata.strata, code)) return &group->words;
    }
    return nullptr;
}

/// “，缺 民主决策、作风建设”: the parts that have no number; nothing where all have one.
Words words_without(const Scheme& scheme, const Node& node) {
    Words names;
    const std::string codes = value_of(node, "without");
    for (const auto code : std::views::split(codes, ' ')) {
        const Words* words = words_of_part(scheme, node, std::string_view{code});
        if (words == nullptr) continue;
        names.zh += (names.zh.empty() ? "，缺" : "、") + words->zh;
        names.en += (names.en.empty() ? ", without " : ", ") + words->en;
    }
    return names;
}

Words sentence_of_gap(const Scheme& scheme, const Node& node) {
    constexpr std::array<std::string_view, 5> zh{"", "没有这项职责", "没有报送", "没有数据",
                                                 "不公布"};
    constexpr std::array<std::string_view, 5> en{"", "no such duty", "not reported", "no data",
                                                 "not published"};
    const auto gap = static_cast<std::size_t>(node.gap);
    const Words without = words_without(scheme, node);
    return {std::string(zh[gap]) + without.zh, std::string(en[gap]) + without.en};
}

/// The answers that a rate counts, by the scale that its column is read with: “满意”、“基本满意”.
Words counted_answers(const Scheme& scheme, std::string_view measure, std::string_view column) {
    Words answers;
    for (const Source* source : sources_of(scheme, measure)) {
        if (source->column != column || !source->scale) continue;
        const Scale* const scale = find_code(scheme.scales, *source->scale);
        if (scale == nullptr) continue;
        for (const Option& option : scale->options) {
            if (!option.is_satisfied) continue;
            answers.zh += (answers.zh.empty() ? "“" : "、“") + option.words.zh + "”";
            answers.en += (answers.en.empty() ? "" : ", ") + option.words.en;
        }
        break;
    }
    return answers;
}

/// What a rate divides. Counts need not be of ballots, so they are called by their answers.
Words division_words(const Scheme& scheme, const Node& node) {
    const std::string_view evidence = node.evidence;
    const std::size_t hash = evidence.find(".csv#");
    const std::string_view code = evidence.substr(0, hash);
    const Measure* const measure = find_code(scheme.measures, code);
    if (measure == nullptr || measure->kind != MeasureKind::counts) {
        return {"满意票 ÷ 有效票", "satisfied / valid ballots"};
    }
    const Words of = counted_answers(scheme, code, evidence.substr(evidence.find('#', hash) + 1));
    return {of.zh + " ÷ 有效总数", of.en + " / all valid"};
}

Words sentence_of_ballots(const Scheme& scheme, const Outcome& outcome, const Node& node) {
    const std::string value = shown(*node.value, scheme.rounding.places);
    const Counts& counts = *node.counts;
    const bool is_weighted = !value_of(node, "weights").empty();
    if (node.formula == Formula::share && is_weighted) {
        return {fmt::format("{}：{} 张有效票按权数计算的满意比例", value, counts.valid),
                fmt::format("{}: share of the satisfied among {} valid ballots, by their weights",
                            value, counts.valid)};
    }
    if (node.formula == Formula::share) {
        const std::string text =
            fmt::format("{} = 100 × {} ÷ {}", value, counts.satisfied, counts.valid);
        const Words of = division_words(scheme, node);
        return {text + "（" + of.zh + "）", text + " (" + of.en + ")"};
    }
    if (outcome.is_public) {
        return {fmt::format("{}：{} 张有效票的平均分", value, counts.valid),
                fmt::format("{}: mean of {} valid ballots", value, counts.valid)};
    }
    return {fmt::format("{}：{} 张有效票的平均分，弃权 {} 张，无效 {} 张", value, counts.valid,
                        counts.abstained, counts.invalid),
            fmt::format("{}: mean of {} valid ballots; {} abstained, {} invalid", value,
                        counts.valid, counts.abstained, counts.invalid)};
}

/// "solved 合计 ÷ asked 合计" of "visits.csv#solved/asked".
Words quotient_words(std::string_view evidence) {
    evidence.remove_prefix(evidence.find('#') + 1);
    const std::string_view column = evidence.substr(0, evidence.find('/'));
    const std::string_view over = evidence.substr(evidence.find('/') + 1);
    return {fmt::format("{} 合计 ÷ {} 合计", column, over),
            fmt::format("sum of {} / sum of {}", column, over)};
}

Words sentence_of_ratio(const Scheme& scheme, const Node& node) {
    const std::string value = shown(*node.value, scheme.rounding.places);
    const Words of = quotient_words(node.evidence);
    const std::int64_t valid = node.counts->valid;
    if (!value_of(node, "weights").empty()) {
        return {fmt::format("{}：{} 张有效票按权数计算，{}", value, valid, of.zh),
                fmt::format("{}: {} over {} valid ballots, by their weights", value, of.en, valid)};
    }
    const std::string text =
        fmt::format("{} = {} ÷ {}", value, value_of(node, "sum"), value_of(node, "over"));
    return {fmt::format("{}（{} 张有效票，{}）", text, valid, of.zh),
            fmt::format("{} ({} over {} valid ballots)", text, of.en, valid)};
}

Words sentence_of_combination(const Scheme& scheme, const Outcome& outcome, const Node& node) {
    const std::string value = shown(*node.value, scheme.rounding.places);
    const std::string terms = terms_of(scheme, outcome, node);
    switch (node.formula) {
        case Formula::geometric:
            return {value + "：加权几何平均（" + terms + "）",
                    value + ": weighted geometric mean of " + terms};
        case Formula::harmonic:
            return {value + "：加权调和平均（" + terms + "）",
                    value + ": weighted harmonic mean of " + terms};
        case Formula::minimum:
            return {value + "：各项中的最低分", value + ": the lowest of the parts"};
        default: break;
    }
    if (is_of_one_part(outcome, node)) {
        return {value + "：只由一项得出", value + ": from one part alone"};
    }
    const std::string text = fmt::format("{} = ({}) ÷ {}", value, terms, fraction(weight_of(node)));
    return {text, text};
}

}  // namespace

std::string result_json(const Scheme& scheme, const Data& data, const Outcome& outcome) {
    json::array files;
    for (const InputFile& file : outcome.files) {
        files.push_back(json::object{{"name", file.name}, {"sha256", file.sha256}});
    }
    json::array units;
    for (const UnitResult& result : outcome.units) {
        units.push_back(unit_of(scheme, data, outcome, result));
    }
    json::array nodes;
    for (std::size_t i = 0; i < outcome.nodes.size(); ++i) {
        nodes.push_back(node_of(scheme, outcome, i));
    }
    json::object object{{"engine", engine_version},   {"scheme", scheme.code},
                        {"version", scheme.version},  {"scheme_hash", outcome.scheme_hash},
                        {"inputs", std::move(files)}, {"units", std::move(units)},
                        {"nodes", std::move(nodes)}};
    if (outcome.is_public) object["public"] = true;
    return json::serialize(object) + "\n";
}

std::string result_id(std::string_view json) {
    return crypto::hex(crypto::sha256(json));
}

std::string units_csv(const Scheme& scheme, const Data& data, const Outcome& outcome) {
    constexpr std::array columns{
        csv::Column{"unit"},   csv::Column{"class"},    csv::Column{"zh"},
        csv::Column{"en"},     csv::Column{"score"},    csv::Column{"low"},
        csv::Column{"high"},   csv::Column{"doubt"},    csv::Column{"ballots"},
        csv::Column{"band"},   csv::Column{"could_be"}, csv::Column{"standing"},
        csv::Column{"rank"},   csv::Column{"best"},     csv::Column{"worst"},
        csv::Column{"of"},     csv::Column{"group"},    csv::Column{"false_votes"},
        csv::Column{"vetoes"}, csv::Column{"sanctions"}};
    csv::Writer writer{columns};
    const int places = scheme.rounding.places;
    for (const UnitResult& result : outcome.units) {
        const Unit& unit = data.units[result.unit];
        const Node& node = outcome.nodes[result.score];
        const bool is_ranked = result.standing == Standing::ranked;
        const auto number = [&](bool is_there, std::int64_t value) {
            writer.cell(is_there ? std::to_string(value) : std::string());
        };
        writer.cell(unit.code).cell(unit.unit_class).cell(unit.words.zh).cell(unit.words.en);
        writer.cell(result.value ? shown(*result.value, places) : std::string());
        writer.cell(result.interval ? decimal(result.interval->low, places) : std::string());
        writer.cell(result.interval ? decimal(result.interval->high, places) : std::string());
        writer.cell(doubt_names[static_cast<std::size_t>(node.doubt)]);
        number(node.counts.has_value(), result.ballots);
        writer.cell(result.band);
        writer.cell(joined(could_be(scheme, outcome, result).value_or(std::vector<std::string>{})));
        writer.cell(standing_names[static_cast<std::size_t>(result.standing)]);
        number(is_ranked, result.ranks.rank);
        number(is_ranked, result.ranks.best);
        number(is_ranked, result.ranks.worst);
        number(is_ranked, result.of);
        number(is_ranked, result.ranks.group);
        number(result.false_votes.has_value(), result.false_votes.value_or(0));
        writer.cell(joined(result.vetoes));
        std::vector<std::string> sanctions;
        for (const Reached& reached : result.sanctions) sanctions.push_back(reached.code);
        writer.cell(joined(sanctions)).end_row();
    }
    return writer.str();
}

std::size_t telling_node(const Outcome& outcome, std::size_t index) {
    const Node& node = outcome.nodes[index];
    const bool is_index = node.formula == Formula::score && node.inputs.size() == 1 &&
                          value_of(node, "clipped").empty();
    return is_index ? node.inputs.front().node : index;
}

Words sentence(const Scheme& scheme, const Outcome& outcome, std::size_t index) {
    const Node& node = outcome.nodes[telling_node(outcome, index)];
    if (!node.value) return sentence_of_gap(scheme, node);
    const std::string value = shown(*node.value, scheme.rounding.places);
    switch (node.formula) {
        case Formula::given:
            return {value + "（来自数据表）", value + " (as it stands in the table)"};
        case Formula::mean:
        case Formula::share: return sentence_of_ballots(scheme, outcome, node);
        case Formula::ratio: return sentence_of_ratio(scheme, node);
        case Formula::goalposts: return sentence_of_goalposts(scheme, outcome, node);
        case Formula::filled:
            return {value + "（按缺失规则计）", value + " (by the rule for missing numbers)"};
        case Formula::median:
            return {value + "（按缺失规则取本类中位数）",
                    value + " (median of the class, by the rule for missing numbers)"};
        case Formula::rank_bonus:
            return {fmt::format("{}：在 {} 个单位中名列第 {}", value, value_of(node, "of"),
                                value_of(node, "rank")),
                    fmt::format("{}: place {} of {}", value, value_of(node, "rank"),
                                value_of(node, "of"))};
        case Formula::deduction:
            return {
                fmt::format("{} = {} 分 × {} 次{}", value, value_of(node, "points"),
                            value_of(node, "times"),
                            value_of(node, "cap").empty()
                                ? std::string()
                                : "，最多扣 " + value_of(node, "cap") + " 分"),
                fmt::format("{} = {} points × {} events{}", value, value_of(node, "points"),
                            value_of(node, "times"),
                            value_of(node, "cap").empty() ? std::string()
                                                          : ", at most " + value_of(node, "cap"))};
        case Formula::score: return sentence_of_score(scheme, outcome, node);
        case Formula::weighed:
        case Formula::arithmetic:
        case Formula::geometric:
        case Formula::harmonic:
        case Formula::minimum: {
            const Words words = sentence_of_combination(scheme, outcome, node);
            const Words without = words_without(scheme, node);
            return {words.zh + without.zh, words.en + without.en};
        }
    }
    return {};
}

}  // namespace pingyi::scoring
