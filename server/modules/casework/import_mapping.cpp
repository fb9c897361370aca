#include "modules/casework/import_mapping.hpp"

#include <algorithm>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <charconv>
#include <yaml-cpp/yaml.h>

#include "kernel/text.hpp"
#include "modules/casework/embedded.hpp"

namespace pingyi::casework {
namespace {

constexpr std::size_t mapping_bytes_max = 262'144;
constexpr std::size_t words_max = 5'000;
constexpr std::size_t columns_max = 200;
constexpr std::size_t text_max = 200;

template <class E>
std::string words_of() {
    std::string all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto item) { all += (all.empty() ? "" : ", ") + std::string(item.name); });
    return all;
}

bool is_source(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

/// Reads one map of the file; what it did not ask for is a mistake.
class Section {
public:
    Section(const YAML::Node& node, std::vector<FieldError>& errors)
        : node_{node}, errors_{errors} {
        if (node_.IsDefined() && !node_.IsMap() && !node_.IsNull()) complain(node_, "name: value");
    }
    ~Section() = default;
    Section(const Section&) = delete;
    Section& operator=(const Section&) = delete;

    void complain(const YAML::Node& at, std::string expected,
                  std::string_view code = "mapping_bad_value") {
        const YAML::Mark mark = at.IsDefined() ? at.Mark() : YAML::Mark::null_mark();
        const int line = mark.is_null() ? 1 : mark.line + 1;
        errors_.push_back({"line " + std::to_string(line), std::string(code), std::move(expected)});
    }

    /// Undefined where the section says nothing.
    YAML::Node get(const std::string& key) {
        asked_.push_back(key);
        if (!node_.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
        for (const auto& entry : node_) {
            if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
        }
        return YAML::Node(YAML::NodeType::Undefined);
    }

    std::string text(const std::string& key, bool is_required = false) {
        const YAML::Node found = get(key);
        if (!found.IsDefined() || found.IsNull()) {
            if (is_required) complain(node_, key, "mapping_missing");
            return {};
        }
        return scalar(found);
    }
    std::string scalar(const YAML::Node& found) {
        const auto normal =
            found.IsScalar() ? text::normalised(found.Scalar()) : std::optional<std::string>{};
        if (normal && text::flaw_of(*normal, text::Lines::one) == text::Flaw::none &&
            text::length(*normal) <= text_max) {
            return std::string(text::trimmed(*normal));
        }
        complain(found, "1 to " + std::to_string(text_max) + " characters on one line");
        return {};
    }
    /// One text or a list of them.
    std::vector<std::string> list(const std::string& key, bool is_required = false) {
        const YAML::Node found = get(key);
        std::vector<std::string> all;
        if (found.IsDefined() && found.IsSequence()) {
            if (found.size() > columns_max) complain(found, "at most 200 items");
            for (std::size_t i = 0; i < std::min(found.size(), columns_max); ++i) {
                all.push_back(scalar(found[i]));
            }
        } else if (found.IsDefined() && !found.IsNull()) {
            all.push_back(scalar(found));
        }
        if (is_required && all.empty()) complain(node_, key, "mapping_missing");
        return all;
    }
    template <class E>
    E word(const std::string& key, E otherwise) {
        const std::string found = text(key);
        E value = otherwise;
        if (!found.empty() && !boost::describe::enum_from_string(found.c_str(), value)) {
            complain(get(key), words_of<E>());
        }
        return value;
    }
    std::optional<std::int64_t> number(const std::string& key) {
        const std::string found = text(key);
        if (found.empty()) return std::nullopt;
        std::int64_t value = 0;
        const auto [end, problem] =
            std::from_chars(found.data(), found.data() + found.size(), value);
        if (problem == std::errc{} && end == found.data() + found.size() && value >= 1) {
            return value;
        }
        complain(get(key), "a whole number from 1");
        return std::nullopt;
    }
    Section section(const std::string& key) { return {get(key), errors_}; }
    /// Names every key that nobody asked for.
    void finish() {
        if (!node_.IsMap()) return;
        for (const auto& entry : node_) {
            const bool known = entry.first.IsScalar() &&
                               std::ranges::find(asked_, entry.first.Scalar()) != asked_.end();
            if (!known) complain(entry.first, {}, "mapping_unknown_key");
        }
    }
    [[nodiscard]] const YAML::Node& node() const { return node_; }

private:
    YAML::Node node_;
    std::vector<FieldError>& errors_;
    std::vector<std::string> asked_;
};

WordTable table_of(Section& from, std::vector<FieldError>& errors) {
    WordTable table;
    table.columns = from.list("columns");
    table.match = from.word("match", Match::value);
    const YAML::Node words = from.get("table");
    Section checked{words, errors};
    if (words.IsDefined() && words.IsMap()) {
        if (words.size() > words_max) checked.complain(words, "at most 5000 rows");
        for (const auto& entry : words) {
            if (table.words.size() == words_max) break;
            std::string word = checked.scalar(entry.first);
            std::string meaning = checked.scalar(entry.second);
            if (word.empty() || meaning.empty()) checked.complain(entry.first, "word: code");
            table.words.emplace_back(std::move(word), std::move(meaning));
        }
    }
    return table;
}

void read_columns(Section columns, ImportMapping& mapping) {
    mapping.id = columns.text("id", true);
    mapping.submitted_at = columns.text("submitted_at", true);
    mapping.subject = columns.list("subject", true);
    mapping.body = columns.list("body", true);
    mapping.reply = columns.list("reply");
    mapping.replied_at = columns.text("replied_at");
    mapping.closed_at = columns.text("closed_at");
    mapping.place = columns.list("place");
    mapping.place_code = columns.text("place_code");
    mapping.lat = columns.text("lat");
    mapping.lon = columns.text("long");
    columns.finish();
}

void read_deadline(Section from, ImportMapping& mapping) {
    const auto amount = from.number("amount");
    mapping.very_late_amount = from.number("very_late");
    const auto clock = from.word("clock", DeadlineClock::working_days);
    from.finish();
    if (!amount) {
        if (from.node().IsDefined()) from.complain(from.node(), "amount", "mapping_missing");
        return;
    }
    const bool in_order = !mapping.very_late_amount || *mapping.very_late_amount > *amount;
    const std::int64_t most = std::max(*amount, mapping.very_late_amount.value_or(0));
    if (!in_order || most > amount_max(clock)) {
        from.complain(from.node(), "amount < very_late, at most ten years");
    }
    mapping.deadline = DeadlineRule{clock, *amount};
}

void read_tables(Section& file, ImportMapping& mapping, std::vector<FieldError>& errors) {
    Section bodies = file.section("bodies");
    mapping.bodies = table_of(bodies, errors);
    mapping.if_absent = bodies.word("if_absent", IfAbsent::error);
    bodies.finish();
    Section categories = file.section("categories");
    mapping.categories = table_of(categories, errors);
    categories.finish();
    Section kinds = file.section("kinds");
    mapping.kinds = table_of(kinds, errors);
    kinds.finish();
    for (const auto& [word, kind] : mapping.kinds.words) {
        Kind value{};
        if (!boost::describe::enum_from_string(kind.c_str(), value)) {
            kinds.complain(kinds.node(), words_of<Kind>());
        }
    }
}

ImportMapping read(Section& file, std::vector<FieldError>& errors) {
    ImportMapping mapping;
    mapping.name = file.text("name", true);
    mapping.source = file.text("source", true);
    if (!mapping.source.empty() && !is_source(mapping.source)) {
        file.complain(file.get("source"), "1 to 40 of a-z, 0-9 and -");
    }
    mapping.zone = file.text("zone", true);
    if (!mapping.zone.empty() && !Zone::named(mapping.zone)) {
        file.complain(file.get("zone"), "a zone such as Asia/Shanghai");
    }
    const std::string language = file.text("language");
    if (!language.empty() && language != "zh" && language != "en") {
        file.complain(file.get("language"), "zh, en");
    }
    mapping.language = language == "en" ? Language::en : Language::zh;
    mapping.kind = file.word("kind", Kind::letter);
    mapping.unanswered = file.word("unanswered", Unanswered::ended);
    mapping.missing = file.list("missing");
    mapping.ignored = file.list("ignored");
    read_columns(file.section("columns"), mapping);
    read_deadline(file.section("deadline"), mapping);
    read_tables(file, mapping, errors);
    file.finish();
    return mapping;
}

}  // namespace

std::vector<std::string> ImportMapping::columns() const {
    std::vector<std::string> all{id, submitted_at, replied_at, closed_at, place_code, lat, lon};
    for (const auto* list :
         {&subject, &body, &reply, &place, &bodies.columns, &categories.columns, &kinds.columns}) {
        all.insert(all.end(), list->begin(), list->end());
    }
    std::ranges::sort(all);
    const auto [first, last] = std::ranges::unique(all);
    all.erase(first, last);
    std::erase(all, "");
    return all;
}

Result<ImportMapping> mapping_from_yaml(const std::string& yaml) {
    std::vector<FieldError> errors;
    if (yaml.size() > mapping_bytes_max) {
        return fail_fields({{"line 1", "mapping_bad_value", "at most 256 kB"}},
                           "casework.import_bad_mapping");
    }
    ImportMapping mapping;
    try {
        Section file{YAML::Load(yaml), errors};
        if (!file.node().IsMap()) file.complain(file.node(), "name: value");
        mapping = read(file, errors);
    } catch (const YAML::Exception& error) {
        const int line = error.mark.is_null() ? 1 : error.mark.line + 1;
        errors.push_back({"line " + std::to_string(line), "mapping_bad_value", "YAML"});
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "casework.import_bad_mapping");
    return mapping;
}

std::vector<ShippedMapping> shipped_mappings() {
    std::vector<ShippedMapping> all;
    for (const EmbeddedFile& file : embedded::data()) {
        std::string_view name = file.name;
        if (!name.ends_with(".yaml")) continue;
        name.remove_suffix(5);
        all.push_back({name, file.content});
    }
    return all;
}

}  // namespace pingyi::casework
