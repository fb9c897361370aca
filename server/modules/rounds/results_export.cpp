#include "modules/rounds/results_export.hpp"

#include <boost/json.hpp>
#include <set>

namespace pingyi::rounds {
namespace {

namespace json = boost::json;

void gather(const scoring::Outcome& outcome, std::size_t node, std::set<std::size_t>& all) {
    if (!all.insert(node).second) return;
    for (const scoring::Input& input : outcome.nodes[node].inputs) {
        gather(outcome, input.node, all);
    }
}

}  // namespace

std::string derivation_json(std::string_view round, const Loaded& loaded,
                            const scoring::UnitResult& result, std::string_view result_json) {
    const scoring::Outcome& outcome = loaded.outcome;
    const json::value whole = json::parse(result_json);
    const std::string& code = loaded.data.units[result.unit].code;
    json::object made{{"round", round},
                      {"result", loaded.stored.public_id},
                      {"scheme_hash", outcome.scheme_hash}};
    for (const json::value& unit : whole.at("units").as_array()) {
        if (unit.at("unit").as_string() == code) made["unit"] = unit;
    }
    std::set<std::size_t>
        below;  // in the order of the result: what a number is made of comes first
    gather(outcome, result.score, below);
    json::array nodes;
    const json::array& all = whole.at("nodes").as_array();
    for (const std::size_t at : below) {
        json::object node = all.at(at).as_object();
        const scoring::Words words = scoring::sentence(loaded.scheme, outcome, at);
        node["sentence"] = json::object{{"zh", words.zh}, {"en", words.en}};
        nodes.push_back(std::move(node));
    }
    made["nodes"] = std::move(nodes);
    return json::serialize(made) + "\n";
}

}  // namespace pingyi::rounds
