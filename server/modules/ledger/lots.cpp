#include "modules/ledger/lots.hpp"

#include <algorithm>
#include <set>

#include "platform/crypto/crypto.hpp"

namespace pingyi::ledger {
namespace {

template <class Value>
std::optional<Value> fact(const Operation& operation, std::string_view name) {
    for (const Fact& each : operation.facts) {
        const auto* value = std::get_if<Value>(&each.value);
        if (each.name == name && value != nullptr) return *value;
    }
    return std::nullopt;
}

/// Octets of this length, or none.
std::optional<std::string> octets(const Operation& operation, std::string_view name,
                                  std::size_t size) {
    auto value = fact<std::string>(operation, name);
    return value && value->size() == size ? value : std::nullopt;
}

/// 0 or 1: the place of office 1 or 2.
std::optional<std::size_t> office(const Operation& operation) {
    const auto number = fact<std::uint64_t>(operation, "office");
    if (!number || *number < 1 || *number > offices) return std::nullopt;
    return static_cast<std::size_t>(*number) - 1;
}

bool freeze(Draw& draw, std::uint64_t index, const Operation& operation) {
    auto list = octets(operation, "list", secret_octets);
    const auto items = fact<std::uint64_t>(operation, "items");
    const auto places = fact<std::uint64_t>(operation, "places");
    if (draw.list || !list || !items || !places || *places < 1 || *places > *items) return false;
    draw.list = Told{index, std::move(*list)};
    draw.items = *items;
    draw.places = *places;
    return true;
}

bool commit(Draw& draw, std::uint64_t index, const Operation& operation) {
    const auto which = office(operation);
    auto commitment = octets(operation, "commitment", secret_octets);
    if (!draw.list || !which || !commitment || draw.commitments.at(*which)) return false;
    draw.commitments.at(*which) = Told{index, std::move(*commitment)};
    return true;
}

bool seed(Draw& draw, std::uint64_t index, const Operation& operation) {
    const auto size = fact<std::uint64_t>(operation, "size");
    auto root = octets(operation, "root", secret_octets);
    const auto& [one, two] = draw.commitments;
    if (draw.seed || !one || !two || !size || !root) return false;
    if (*size <= std::max(one->index, two->index) || *size > index) return false;
    draw.seed = DrawSeed{index, *size, std::move(*root)};
    return true;
}

bool reveal(Draw& draw, std::uint64_t index, const Operation& operation) {
    const auto which = office(operation);
    auto secret = octets(operation, "secret", secret_octets);
    if (!draw.seed || draw.failed || !which || !secret || draw.secrets.at(*which)) return false;
    if (crypto::sha256(*secret) != draw.commitments.at(*which)->octets) return false;
    draw.secrets.at(*which) = Told{index, std::move(*secret)};
    return true;
}

bool give_up(Draw& draw, const Operation& operation) {
    const auto which = office(operation);
    if (!draw.seed || draw.failed || !which || draw.secrets.at(*which)) return false;
    draw.failed = *which + 1;
    return true;
}

/// Whether the step fits, and so took effect.
bool take(Draw& draw, std::uint64_t index, const Operation& operation) {
    if (operation.kind == draw_frozen) return freeze(draw, index, operation);
    if (operation.kind == draw_committed) return commit(draw, index, operation);
    if (operation.kind == draw_seeded) return seed(draw, index, operation);
    if (operation.kind == draw_revealed) return reveal(draw, index, operation);
    return operation.kind == draw_failed && give_up(draw, operation);
}

}  // namespace

void Draw::tell(std::uint64_t index, const Operation& operation) {
    if (octets(operation, "draw", draw_id_octets) != id) return;
    if (take(*this, index, operation)) steps.push_back({index, operation});
}

DrawState Draw::state() const {
    if (failed) return DrawState::failed;
    if (is_decided()) return DrawState::decided;
    if (seed) return DrawState::revealing;
    return commitments[0] && commitments[1] ? DrawState::committed : DrawState::frozen;
}

std::vector<std::uint64_t> Draw::awaited() const {
    std::vector<std::uint64_t> some;
    if (failed) return some;
    const auto& awaited_of = state() == DrawState::frozen ? commitments : secrets;
    for (std::size_t i = 0; i < offices; ++i) {
        if (!awaited_of.at(i)) some.push_back(i + 1);
    }
    return some;
}

void Draws::tell(std::uint64_t index, const Operation& operation) {
    const auto id = octets(operation, "draw", draw_id_octets);
    if (!id) return;
    const auto known = place_of_.find(*id);
    if (known != place_of_.end()) return draws_[known->second].tell(index, operation);
    Draw fresh;
    fresh.id = *id;
    fresh.tell(index, operation);
    if (!fresh.list) return;
    place_of_.emplace(*id, draws_.size());
    draws_.push_back(std::move(fresh));
}

const Draw* Draws::find(std::string_view id) const {
    const auto known = place_of_.find(id);
    return known == place_of_.end() ? nullptr : &draws_[known->second];
}

Result<std::vector<std::string>> lots_of(std::string_view file) {
    std::vector<std::string> lines;
    std::set<std::string_view> seen;
    while (!file.empty()) {
        std::string_view line = file.substr(0, file.find('\n'));
        file.remove_prefix(std::min(line.size() + 1, file.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::string place = "row " + std::to_string(lines.size() + 1);
        if (line.empty() || !seen.insert(line).second || lines.size() == lots_max) {
            return fail(ErrorKind::invalid_input, "ledger.bad_list", place);
        }
        lines.emplace_back(line);
    }
    if (lines.empty()) return fail(ErrorKind::invalid_input, "ledger.bad_list", "row 1");
    return lines;
}

Result<std::vector<std::string>> drawn(const Draw& draw, std::string_view file,
                                       std::string_view checkpoint_text) {
    if (draw.failed) return fail(ErrorKind::conflict, "ledger.draw_failed");
    if (!draw.is_decided()) return fail(ErrorKind::conflict, "ledger.draw_not_decided");
    TRY(lines, lots_of(file));
    if (crypto::sha256(file) != draw.list->octets || lines.size() != draw.items) {
        return fail(ErrorKind::invalid_input, "ledger.other_list");
    }
    const std::string seed = crypto::sha256(draw.secrets[0]->octets + draw.secrets[1]->octets +
                                            std::string(checkpoint_text));
    std::vector<std::pair<std::string, std::string>> keyed;
    keyed.reserve(lines.size());
    for (std::string& line : lines) {
        std::string key = crypto::sha256(seed + line);
        keyed.emplace_back(std::move(key), std::move(line));
    }
    std::ranges::sort(keyed);
    std::vector<std::string> order;
    order.reserve(keyed.size());
    for (auto& [key, line] : keyed) order.push_back(std::move(line));
    return order;
}

}  // namespace pingyi::ledger
