#include "modules/scoring/scheme_yaml_fields.hpp"

#include <charconv>
#include <numeric>

#include "kernel/text.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::size_t shown_max = 40;
constexpr int places_max = 9;
constexpr std::int64_t number_max = 1'000'000'000;
constexpr std::size_t names_shown_max = 30;

std::string shown(const YamlNode& node) {
    return node.kind == YamlNode::Kind::text ? text::shortened(node.text, shown_max) : "…";
}

/// Insertions, deletions and replacements that make one word of the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

std::string joined(std::span<const std::string_view> names) {
    std::string all;
    for (const std::string_view name : names.first(std::min(names.size(), names_shown_max))) {
        if (!all.empty()) all += ", ";
        all += name;
    }
    return names.size() > names_shown_max ? all + ", …" : all;
}

bool is_code(std::string_view word) {
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !word.empty() && word.size() <= TextLimits::cell && is_letter(word.front()) &&
           std::ranges::all_of(word, [&](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string_view> names) {
    if (word.size() > TextLimits::cell) return {};
    std::string_view best;
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view name : names) {
        const std::size_t steps = distance(word, name);
        if (steps < least) {
            least = steps;
            best = name;
        }
    }
    return std::string(best);
}

std::string Scalars::line(const YamlNode& node, std::size_t limit) {
    const auto normal = node.kind == YamlNode::Kind::text ? text::normalised(node.text)
                                                          : std::optional<std::string>{};
    if (normal && text::flaw_of(*normal, text::Lines::one) == text::Flaw::none) {
        std::string words{text::trimmed(*normal)};
        if (!words.empty() && text::length(words) <= limit) return words;
    }
    complain(node.mark, "scoring.not_a_line", shown(node), std::to_string(limit));
    return {};
}

std::string Scalars::code(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::text && is_code(node.text)) return node.text;
    complain(node.mark, "scoring.bad_code", shown(node));
    return {};
}

std::string Scalars::cell(const YamlNode& node) {
    std::string text = line(node, TextLimits::cell);
    if (text.find_first_of("/,\"") == std::string::npos) return text;
    complain(node.mark, "scoring.bad_cell", shown(node));
    return {};
}

Decimal Scalars::decimal(const YamlNode& node) {
    return decimal(node, -number_max, number_max);
}

Decimal Scalars::decimal(const YamlNode& node, std::int64_t low, std::int64_t high) {
    const auto value = node.kind == YamlNode::Kind::text
                           ? Decimal::from(node.text)
                           : Result<Decimal>{std::unexpected(Error{})};
    if (!value && value.error().code != "decimal.overflow") {
        complain(node.mark, "scoring.not_decimal", shown(node));
        return {};
    }
    const auto at_least = Decimal::of(low, 0);
    const auto at_most = Decimal::of(high, 0);
    if (value && value->scale() <= places_max && *value >= *at_least && *value <= *at_most) {
        return *value;
    }
    complain(node.mark, "scoring.number_out_of_range", shown(node),
             std::to_string(low) + " … " + std::to_string(high));
    return {};
}

std::int64_t Scalars::whole(const YamlNode& node, std::int64_t low, std::int64_t high) {
    std::int64_t value = 0;
    const std::string& digits = node.text;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool is_whole = node.kind == YamlNode::Kind::text && problem == std::errc{} &&
                          end == digits.data() + digits.size();
    if (is_whole && value >= low && value <= high) return value;
    complain(node.mark, "scoring.not_whole", shown(node),
             std::to_string(low) + " … " + std::to_string(high));
    return low;
}

bool Scalars::yes_no(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::text && (node.text == "yes" || node.text == "no")) {
        return node.text == "yes";
    }
    complain(node.mark, "scoring.not_yes_no", shown(node));
    return false;
}

std::size_t Scalars::word(const YamlNode& node, std::span<const std::string_view> names) {
    const auto found = node.kind == YamlNode::Kind::text
                           ? std::ranges::find(names, std::string_view{node.text})
                           : names.end();
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    complain(node.mark, "scoring.not_one_of", shown(node), joined(names));
    return 0;
}

std::vector<Decimal> Scalars::decimals(const YamlNode& node) {
    std::vector<Decimal> all;
    if (node.kind != YamlNode::Kind::list || node.items.size() > ListLimits::usual) {
        complain(node.mark, "scoring.not_a_list", shown(node));
        return all;
    }
    for (const YamlNode& item : node.items) all.push_back(decimal(item));
    return all;
}

Fields::Fields(const YamlNode& node, Scalars& scalars) : node_{&node}, scalars_{&scalars} {
    if (node.kind != YamlNode::Kind::map) {
        scalars.complain(node.mark, "scoring.not_a_map", shown(node));
    }
}

const YamlNode* Fields::find(std::string_view key) {
    asked_.push_back(key);
    for (std::size_t i = 0; i < node_->keys.size(); ++i) {
        if (node_->keys[i].text != key) continue;
        if (node_->items[i].kind != YamlNode::Kind::nothing) return &node_->items[i];
        scalars_->complain(node_->keys[i].mark, "scoring.value_missing", std::string(key));
        return nullptr;
    }
    return nullptr;
}

const YamlNode* Fields::need(std::string_view key, std::string_view code) {
    const bool is_there =
        std::ranges::any_of(node_->keys, [&](const YamlNode& have) { return have.text == key; });
    const bool is_map = node_->kind == YamlNode::Kind::map;
    if (!is_there && is_map) scalars_->complain(node_->mark, code, std::string(key));
    return find(key);
}

Mark Fields::mark_of(std::string_view key) const {
    for (const YamlNode& have : node_->keys) {
        if (have.text == key) return have.mark;
    }
    return node_->mark;
}

void Fields::finish() {
    for (const YamlNode& key : node_->keys) {
        if (scalars_->is_full()) return;
        if (std::ranges::find(asked_, std::string_view{key.text}) != asked_.end()) continue;
        const std::string near = nearest(key.text, asked_);
        scalars_->complain(key.mark, near.empty() ? "scoring.unknown_key" : "scoring.key_misspelt",
                           shown(key), near.empty() ? joined(asked_) : near);
    }
}

std::string Fields::code(std::string_view key) {
    const YamlNode* found = need(key);
    return found == nullptr ? std::string{} : scalars_->code(*found);
}

std::string Fields::cell(std::string_view key) {
    const YamlNode* found = need(key);
    return found == nullptr ? std::string{} : scalars_->cell(*found);
}

std::optional<std::string> Fields::cell_if(std::string_view key) {
    const YamlNode* found = find(key);
    if (found == nullptr) return std::nullopt;
    return scalars_->cell(*found);
}

Words Fields::words(std::size_t zh_max, std::size_t en_max) {
    Words words;
    if (const YamlNode* zh = need("zh")) words.zh = scalars_->line(*zh, zh_max);
    if (const YamlNode* en = need("en")) words.en = scalars_->line(*en, en_max);
    return words;
}

Decimal Fields::decimal(std::string_view key) {
    const YamlNode* found = need(key);
    return found == nullptr ? Decimal{} : scalars_->decimal(*found);
}

std::optional<Decimal> Fields::decimal_if(std::string_view key) {
    const YamlNode* found = find(key);
    if (found == nullptr) return std::nullopt;
    return scalars_->decimal(*found);
}

std::optional<std::int64_t> Fields::whole_if(std::string_view key, std::int64_t low,
                                             std::int64_t high) {
    const YamlNode* found = find(key);
    if (found == nullptr) return std::nullopt;
    return scalars_->whole(*found, low, high);
}

std::int64_t Fields::whole(std::string_view key, std::int64_t low, std::int64_t high) {
    const YamlNode* found = need(key);
    return found == nullptr ? low : scalars_->whole(*found, low, high);
}

bool Fields::yes_no(std::string_view key) {
    const YamlNode* found = need(key);
    return found != nullptr && scalars_->yes_no(*found);
}

bool Fields::yes_no_if(std::string_view key) {
    const YamlNode* found = find(key);
    return found != nullptr && scalars_->yes_no(*found);
}

}  // namespace pingyi::scoring
