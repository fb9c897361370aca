// Reads one map of a scheme's YAML key by key; what nobody asked for, and what is no value of its
// kind, becomes a finding with its place.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/scoring/scheme_yaml_tree.hpp"

namespace pingyi::scoring {

/// Code points.
struct TextLimits {
    static constexpr std::size_t zh = 200;
    static constexpr std::size_t en = 400;
    static constexpr std::size_t note = 1'000;
    static constexpr std::size_t cell = 60;
};

/// Items of a list.
struct ListLimits {
    static constexpr std::size_t usual = 500;
    static constexpr std::size_t small = 100;  ///< options, classes, groups: they multiply
};
/// Further findings are not even kept.
inline constexpr std::size_t findings_kept_max = 10 * findings_max;

/// The name in `names` that `word` most likely means; empty when none is near.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string_view> names);

/// Scalars of their kinds; a default after a finding.
class Scalars {
public:
    explicit Scalars(std::vector<Finding>& findings) : findings_{&findings} {}

    void complain(const Mark& mark, std::string_view code, std::string detail = {},
                  std::string other = {}) {
        if (is_full()) return;
        findings_->push_back({true, std::string(code), std::move(detail), mark, std::move(other)});
    }
    [[nodiscard]] bool is_full() const { return findings_->size() >= findings_kept_max; }
    /// One line of 1 to `limit` code points, NFC, trimmed.
    std::string line(const YamlNode& node, std::size_t limit);
    /// a-z, 0-9, - and _, beginning with a letter: a name that also is one of a file.
    std::string code(const YamlNode& node);
    /// A short text that stands in cells of tables and in addresses of figures: no / , or ".
    std::string cell(const YamlNode& node);
    Decimal decimal(const YamlNode& node);
    Decimal decimal(const YamlNode& node, std::int64_t low, std::int64_t high);
    std::int64_t whole(const YamlNode& node, std::int64_t low, std::int64_t high);
    bool yes_no(const YamlNode& node);
    /// Index in `names`.
    std::size_t word(const YamlNode& node, std::span<const std::string_view> names);
    std::vector<Decimal> decimals(const YamlNode& node);

private:
    std::vector<Finding>* findings_;
};

/// A map, key by key. Call `finish` when all was asked for.
class Fields {
public:
    Fields(const YamlNode& node, Scalars& scalars);

    [[nodiscard]] Mark mark() const { return node_->mark; }
    /// nullptr where the map does not have it.
    const YamlNode* find(std::string_view key);
    /// The same with a finding, `scoring.key_missing` or a better one.
    const YamlNode* need(std::string_view key, std::string_view code = "scoring.key_missing");
    /// Where `key` stands; the map itself when it does not.
    [[nodiscard]] Mark mark_of(std::string_view key) const;
    /// Keys that may stand here although nobody reads them.
    void allow(std::span<const std::string_view> keys) {
        asked_.insert(asked_.end(), keys.begin(), keys.end());
    }
    void finish();

    std::string code(std::string_view key = "code");
    std::string cell(std::string_view key);
    std::optional<std::string> cell_if(std::string_view key);
    Words words(std::size_t zh_max = TextLimits::zh, std::size_t en_max = TextLimits::en);
    Decimal decimal(std::string_view key);
    std::optional<Decimal> decimal_if(std::string_view key);
    std::optional<std::int64_t> whole_if(std::string_view key, std::int64_t low, std::int64_t high);
    std::int64_t whole(std::string_view key, std::int64_t low, std::int64_t high);
    bool yes_no(std::string_view key);
    bool yes_no_if(std::string_view key);
    template <class E>
    E word(std::string_view key, std::span<const std::string_view> names) {
        const YamlNode* found = need(key);
        return found == nullptr ? E{} : static_cast<E>(scalars_->word(*found, names));
    }
    /// Every item of a list, as a map.
    template <class Read>
    void each(std::string_view key, Read read, std::size_t limit = ListLimits::usual) {
        each_of(find(key), key, read, limit);
    }
    template <class Read>
    void each_needed(std::string_view key, Read read, std::size_t limit = ListLimits::usual) {
        each_of(need(key), key, read, limit);
    }
    [[nodiscard]] Scalars& scalars() const { return *scalars_; }

private:
    template <class Read>
    void each_of(const YamlNode* found, std::string_view key, Read read, std::size_t limit) {
        if (found == nullptr) return;
        if (found->items.size() > limit) {
            scalars_->complain(found->mark, "scoring.list_too_long", std::string(key),
                               std::to_string(limit));
            return;
        }
        if (found->kind != YamlNode::Kind::list) {
            scalars_->complain(found->mark, "scoring.not_a_list", std::string(key));
            return;
        }
        for (const YamlNode& item : found->items) {
            Fields fields{item, *scalars_};
            read(fields);
            fields.finish();
        }
    }

    const YamlNode* node_;
    Scalars* scalars_;
    std::vector<std::string_view> asked_;
};

}  // namespace pingyi::scoring
