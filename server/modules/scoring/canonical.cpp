// The one form of a scheme that is hashed and locked: JSON by RFC 8785. Names are ASCII, so that
// their order by octets is the order that the RFC asks for.
#include <boost/json.hpp>
#include <span>

#include "modules/scoring/scheme.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

namespace json = boost::json;

void write(const json::value& value, std::string& out) {
    if (const auto* object = value.if_object()) {
        std::map<std::string_view, const json::value*> sorted;
        for (const auto& pair : *object) {
            sorted[std::string_view(pair.key().data(), pair.key().size())] = &pair.value();
        }
        char separator = '{';
        for (const auto& [name, inner] : sorted) {
            out += separator;
            out += '"' + std::string(name) + "\":";
            write(*inner, out);
            separator = ',';
        }
        out += sorted.empty() ? "{}" : "}";
    } else if (const auto* array = value.if_array()) {
        char separator = '[';
        for (const json::value& inner : *array) {
            out += separator;
            write(inner, out);
            separator = ',';
        }
        out += array->empty() ? "[]" : "]";
    } else {
        out += json::serialize(value);  // whole numbers, words, yes and no are as the RFC has them
    }
}

/// Without zeros that say nothing: "1.50" is "1.5".
json::value number(const Decimal& value) {
    std::string text = value.text();
    if (text.find('.') == std::string::npos) return json::string(text);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return json::string(text == "-0" ? "0" : text);
}

json::array numbers(const std::vector<Decimal>& values) {
    json::array all;
    for (const Decimal& value : values) all.push_back(number(value));
    return all;
}

template <class List, class Write>
json::array list(const List& items, Write one) {
    json::array all;
    for (const auto& item : items) all.push_back(json::value(one(item)));
    return all;
}

json::object named(const std::string& code, const Words& words) {
    return {{"code", code}, {"zh", words.zh}, {"en", words.en}};
}

void put(json::object& object, std::string_view name, const std::optional<Decimal>& value) {
    if (value) object[name] = number(*value);
}

void put(json::object& object, std::string_view name, const std::optional<std::string>& value) {
    if (value) object[name] = *value;
}

template <class E>
json::string word(std::span<const std::string_view> names, E value) {
    return json::string(names[static_cast<std::size_t>(value)]);
}

json::value of(const MissingRule& rule) {
    if (rule.handling == Handling::value) return number(rule.value);
    return word(handling_names, rule.handling);
}

json::object of(const Option& option) {
    json::object one = named(option.code, option.words);
    one["satisfied"] = option.is_satisfied;
    one["valid"] = option.is_valid;
    one["abstention"] = option.is_abstention;
    if (option.is_silent) one["silent"] = true;
    if (option.is_valid) one["points"] = number(option.points);
    return one;
}

json::object of(const UnitClass& item) {
    json::object one = named(item.code, item.words);
    one["ranked"] = item.is_ranked;
    one["published"] = item.is_published;
    return one;
}

json::object of(const Strata& strata) {
    json::array weights;  // a list: names of classes need not be ASCII
    for (const auto& [name, row] : strata.weights) {
        weights.push_back(json::object{{"class", name}, {"weights", numbers(row)}});
    }
    return {{"code", strata.code},
            {"groups", list(strata.strata,
                            [](const Stratum& stratum) {
                                json::object one = named(stratum.code, stratum.words);
                                put(one, "merge_into", stratum.merge_into);
                                return one;
                            })},
            {"weights", std::move(weights)},
            {"empty", of(strata.empty)}};
}

json::object of(const Measure& measure) {
    json::object one = named(measure.code, measure.words);
    one["kind"] = word(measure_kind_names, measure.kind);
    one["basis"] = word(basis_names, measure.basis);
    one["clusters"] = measure.has_clusters;
    one["weights"] = measure.has_weights;
    one["population"] = measure.has_population;
    if (measure.has_cluster_sizes) one["cluster_sizes"] = true;
    if (measure.has_clusters) one["lonely"] = word(lonely_names, measure.lonely);
    return one;
}

void put_source(json::object& one, const Indicator& leaf) {
    const Source& source = *leaf.source;
    json::object from{{"measure", source.measure},
                      {"column", source.column},
                      {"statistic", word(statistic_names, source.statistic)}};
    put(from, "scale", source.scale);
    put(from, "strata", source.strata);
    put(from, "over", source.over);
    one["from"] = std::move(from);
    one["direction"] = leaf.direction == Direction::up ? "up" : "down";
    if (leaf.goalposts) {
        one["normalise"] = {{"low", number(leaf.goalposts->low)},
                            {"high", number(leaf.goalposts->high)}};
    }
    one["missing"] = {{"not_applicable", of(leaf.missing.not_applicable)},
                      {"not_reported", of(leaf.missing.not_reported)},
                      {"absent", of(leaf.missing.absent)}};
}

json::object of(const Indicator& indicator) {
    json::object one = named(indicator.code, indicator.words);
    one["unit"] = indicator.unit;
    one["weight"] = number(indicator.weight);
    if (indicator.source) {
        put_source(one, indicator);
        return one;
    }
    one["combine"] = word(aggregator_names, indicator.aggregator);
    one["coverage"] = number(indicator.coverage_min);
    one["parts"] = list(indicator.parts, [](const Indicator& part) { return of(part); });
    return one;
}

json::object of(const RankBonus& bonus) {
    json::object one = named(bonus.code, bonus.words);
    one["measure"] = bonus.measure;
    one["first"] = numbers(bonus.first);
    one["last"] = numbers(bonus.last);
    return one;
}

json::object of(const Deduction& deduction) {
    json::object one = named(deduction.code, deduction.words);
    one["event"] = deduction.event;
    one["points"] = number(deduction.points);
    put(one, "cap", deduction.cap);
    put(one, "once", deduction.once);
    return one;
}

json::object of(const Veto& veto) {
    json::object one = named(veto.code, veto.words);
    one["event"] = veto.event;
    one["effect"] = veto.effect == VetoEffect::band ? "band" : "not_ranked";
    if (veto.effect == VetoEffect::band) one["band"] = veto.band;
    return one;
}

json::object of(const Band& band) {
    json::object one = named(band.code, band.words);
    put(one, band.includes_from ? "from" : "above", band.from);
    put(one, band.includes_to ? "to" : "below", band.to);
    put(one, "top_share", band.top_share);
    return one;
}

json::object of(const Sanction& sanction) {
    json::object one = named(sanction.code, sanction.words);
    put(one, "band", sanction.band);
    if (sanction.last) one["last"] = *sanction.last;
    one["rounds"] = sanction.rounds;
    one["needs_separation"] = sanction.needs_separation;
    // Left out where it is as in schemes from before there was a choice: their hashes stay.
    if (sanction.working_days != Sanction{}.working_days) {
        one["working_days"] = sanction.working_days;
    }
    return one;
}

void put_rules(json::object& all, const Scheme& scheme) {
    const auto each = [](const auto& item) { return of(item); };
    all["rank_bonuses"] = list(scheme.bonuses, each);
    all["events"] = list(scheme.events, [](const Event& e) { return named(e.code, e.words); });
    all["deductions"] = list(scheme.deductions, each);
    all["vetoes"] = list(scheme.vetoes, each);
    all["bands"] = list(scheme.bands, each);
    all["sanctions"] = list(scheme.sanctions, each);
    all["publication"] = {{"ballots_min", scheme.publication.ballots_min},
                          {"cell_min", scheme.publication.cell_min}};
    all["rounding"] = {{"places", scheme.rounding.places}};
    all["ties"] = "same_rank";
    put(all, "floor", scheme.floor);
    put(all, "ceiling", scheme.ceiling);
}

}  // namespace

std::string canonical(const Scheme& scheme) {
    const auto each = [](const auto& item) { return of(item); };
    json::object all;
    all["format"] = 1;
    all["code"] = scheme.code;
    all["version"] = scheme.version;
    all["title"] = {{"zh", scheme.title.zh}, {"en", scheme.title.en}};
    all["source"] = scheme.source;
    all["choices"] = list(scheme.choices, [](const Choice& choice) {
        return json::object{{"what", choice.what}, {"zh", choice.why.zh}, {"en", choice.why.en}};
    });
    all["scales"] = list(scheme.scales, [&](const Scale& scale) {
        return json::object{{"code", scale.code}, {"options", list(scale.options, each)}};
    });
    all["classes"] = list(scheme.classes, each);
    all["strata"] = list(scheme.strata, each);
    all["measures"] = list(scheme.measures, each);
    all["index"] = of(scheme.index);
    put_rules(all, scheme);
    std::string out;
    write(all, out);
    return out;
}

std::string scheme_hash(const Scheme& scheme) {
    return crypto::hex(crypto::sha256(canonical(scheme)));
}

}  // namespace pingyi::scoring
