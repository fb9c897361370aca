// Reads a result.json back, so that pages and tables follow from it alone.
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <stdexcept>

#include "modules/scoring/bundle.hpp"

namespace pingyi::scoring {
namespace {

namespace json = boost::json;

template <class Enum, std::size_t N>
Enum one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) throw std::invalid_argument{std::string(name)};
    return static_cast<Enum>(found - names.begin());
}

std::string text_in(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

Rational rational_in(std::string_view text) {
    constexpr std::size_t digits_max = 100'000;
    if (text.empty() || text.size() > digits_max ||
        text.find_first_not_of("-/0123456789") != std::string_view::npos || text.ends_with("/0") ||
        text.ends_with('/')) {
        throw std::invalid_argument{"no fraction"};
    }
    return Rational{std::string(text)};
}

double double_in(const json::value& value) {
    const std::string_view text = value.as_string();
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) {
        throw std::invalid_argument{"no number"};
    }
    return number;
}

Words words_in(const json::object& object) {
    const json::object& words = object.at("words").as_object();
    return {text_in(words, "zh"), text_in(words, "en")};
}

std::int64_t count_in(const json::object& object, std::string_view key) {
    const json::value* found = object.if_contains(key);
    return found == nullptr ? 0 : found->as_int64();
}

class Reader {
public:
    explicit Reader(const Data& data) : data_{data} {}

    Outcome read(const json::object& object) {
        outcome_.is_public = object.contains("public");
        outcome_.scheme_hash = text_in(object, "scheme_hash");
        for (const json::value& value : object.at("inputs").as_array()) {
            const json::object& file = value.as_object();
            outcome_.files.push_back({text_in(file, "name"), text_in(file, "sha256")});
        }
        std::size_t at = 0;
        for (const json::value& value : object.at("nodes").as_array()) {
            index_.emplace(text_in(value.as_object(), "id"), at++);
        }
        for (const json::value& value : object.at("nodes").as_array()) read_node(value.as_object());
        for (const json::value& value : object.at("units").as_array()) read_unit(value.as_object());
        return std::move(outcome_);
    }

private:
    void read_node(const json::object& object) {
        Node node;
        node.id = text_in(object, "id");
        node.words = words_in(object);
        node.formula = one_of<Formula>(formula_names, object.at("formula").as_string());
        for (const json::value& value : object.at("inputs").as_array()) {
            const json::object& input = value.as_object();
            const std::size_t at = index_.at(text_in(input, "id"));
            // Below stands before: so there is no circle.
            if (at >= outcome_.nodes.size()) throw std::invalid_argument{node.id};
            node.inputs.push_back({at, rational_in(input.at("weight").as_string())});
        }
        for (const auto& [name, value] : object.at("parameters").as_object()) {
            node.parameters[std::string(name)] = std::string(value.as_string());
        }
        if (const json::value* value = object.if_contains("value")) {
            node.value = rational_in(value->as_string());
            node.doubt = one_of<Doubt>(doubt_names, object.at("doubt").as_string());
        } else {
            node.gap = one_of<Gap>(gap_names, object.at("missing").as_string());
        }
        if (const json::value* error = object.if_contains("error")) node.error = double_in(*error);
        if (const json::value* interval = object.if_contains("interval")) {
            const json::array& ends = interval->as_array();
            node.interval = Interval{double_in(ends.at(0)), double_in(ends.at(1))};
        }
        if (const json::value* range = object.if_contains("range")) {
            const json::array& ends = range->as_array();
            node.range =
                Range{rational_in(ends.at(0).as_string()), rational_in(ends.at(1).as_string())};
        }
        if (const json::value* ballots = object.if_contains("ballots")) {
            const json::object& counts = ballots->as_object();
            node.counts = Counts{count_in(counts, "valid"), count_in(counts, "satisfied"),
                                 count_in(counts, "abstained"), count_in(counts, "invalid"),
                                 count_in(counts, "silent")};
        }
        if (object.contains("evidence")) node.evidence = text_in(object, "evidence");
        outcome_.nodes.push_back(std::move(node));
    }

    void read_unit(const json::object& object) {
        UnitResult result;
        const std::string code = text_in(object, "unit");
        const auto unit = std::ranges::find(data_.units, code, &Unit::code);
        if (unit == data_.units.end()) throw std::invalid_argument{code};
        result.unit = static_cast<std::size_t>(unit - data_.units.begin());
        result.score = index_.at(text_in(object, "node"));
        result.value = outcome_.nodes[result.score].value;
        if (const json::value* interval = object.if_contains("interval")) {
            const json::array& ends = interval->as_array();
            result.interval = Interval{double_in(ends.at(0)), double_in(ends.at(1))};
        }
        if (object.contains("band")) result.band = text_in(object, "band");
        for (const json::value& veto : object.at("vetoes").as_array()) {
            result.vetoes.emplace_back(veto.as_string());
        }
        for (const json::value& value : object.at("sanctions").as_array()) {
            const json::object& sanction = value.as_object();
            result.sanctions.push_back(
                {text_in(sanction, "code"), sanction.at("needs_history").as_bool()});
        }
        result.standing = one_of<Standing>(standing_names, object.at("standing").as_string());
        if (const json::value* value = object.if_contains("ranks")) {
            const json::object& ranks = value->as_object();
            const auto number = [&](std::string_view key) {
                return static_cast<int>(ranks.at(key).as_int64());
            };
            result.ranks.rank = number("rank");
            result.ranks.best = number("best");
            result.ranks.worst = number("worst");
            result.ranks.group = number("group");
            result.of = number("of");
        }
        result.ballots = count_in(object, "ballots");
        if (object.contains("withheld")) {
            result.withheld = one_of<Withheld>(withheld_names, object.at("withheld").as_string());
        }
        if (object.contains("false_votes")) result.false_votes = count_in(object, "false_votes");
        outcome_.units.push_back(std::move(result));
    }

    const Data& data_;
    std::map<std::string, std::size_t, std::less<>> index_;
    Outcome outcome_;
};

}  // namespace

Result<Outcome> outcome_in(std::string_view text, const Data& data) {
    boost::system::error_code failure;
    const json::value value = json::parse(text, failure);
    if (failure || !value.is_object()) {
        return fail(ErrorKind::invalid_input, "scoring.bad_result", "JSON");
    }
    try {
        return Reader{data}.read(value.as_object());
    } catch (const std::exception& mistake) {
        return fail(ErrorKind::invalid_input, "scoring.bad_result", mistake.what());
    }
}

}  // namespace pingyi::scoring
