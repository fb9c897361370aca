#include "modules/ledger/operation.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace pingyi::ledger {
namespace {

constexpr std::size_t kind_min = 3;
constexpr std::size_t kind_max = 80;
constexpr std::size_t role_max = 40;
constexpr std::size_t name_max = 40;
constexpr std::size_t octets_max = 64;
constexpr std::size_t hash_octets = 32;
constexpr std::size_t day_at = 1 + operation_label.size();
constexpr std::uint8_t number_form = 1;
constexpr std::uint8_t octets_form = 2;

bool is_word(std::string_view text, std::string_view more) {
    return std::ranges::all_of(text, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || more.contains(c);
    });
}

bool is_well_formed(const Fact& fact) {
    const auto* octets = std::get_if<std::string>(&fact.value);
    return !fact.name.empty() && fact.name.size() <= name_max && is_word(fact.name, "_") &&
           (octets == nullptr || octets->size() <= octets_max);
}

template <class Number>
void put(std::string& out, Number number) {
    for (int shift = static_cast<int>(sizeof(Number)) * 8 - 8; shift >= 0; shift -= 8) {
        out += static_cast<char>(number >> static_cast<unsigned>(shift));
    }
}

/// With its length in one octet in front.
void put_short(std::string& out, std::string_view octets) {
    put(out, static_cast<std::uint8_t>(octets.size()));
    out += octets;
}

std::string encoded_facts(const std::vector<Fact>& facts) {
    std::string out;
    for (const Fact& fact : facts) {
        put_short(out, fact.name);
        if (const auto* number = std::get_if<std::uint64_t>(&fact.value)) {
            put(out, number_form);
            put(out, *number);
        } else {
            put(out, octets_form);
            put_short(out, std::get<std::string>(fact.value));
        }
    }
    return out;
}

std::uint32_t count_of(Day day) {
    return static_cast<std::uint32_t>(day.time_since_epoch().count());
}

/// Takes values off the front; after a failure everything it gives is empty.
class Reader {
public:
    explicit Reader(std::string_view octets) : rest_{octets} {}

    std::string_view take(std::size_t count) {
        if (count > rest_.size()) {
            failed_ = true;
            rest_ = {};
            return {};
        }
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }
    template <class Number>
    Number number() {
        Number value = 0;
        for (const char c : take(sizeof(Number))) {
            value = static_cast<Number>(value << 7U << 1U) | static_cast<std::uint8_t>(c);
        }
        return value;
    }
    std::string short_text() { return std::string(take(number<std::uint8_t>())); }
    void fail() { failed_ = true; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool failed() const { return failed_; }

private:
    std::string_view rest_;
    bool failed_ = false;
};

std::vector<Fact> read_facts(Reader& in) {
    Reader facts{in.take(in.number<std::uint16_t>())};
    std::vector<Fact> all;
    while (!facts.at_end() && !facts.failed()) {
        Fact fact{facts.short_text(), {}};
        switch (facts.number<std::uint8_t>()) {
            case number_form: fact.value = facts.number<std::uint64_t>(); break;
            case octets_form: fact.value = facts.short_text(); break;
            default: facts.fail();
        }
        all.push_back(std::move(fact));
    }
    if (facts.failed()) in.fail();
    return all;
}

}  // namespace

bool is_well_formed(const Operation& operation) {
    const std::string& kind = operation.kind;
    return kind.size() >= kind_min && kind.size() <= kind_max && is_word(kind, "_.") &&
           std::ranges::count(kind, '.') >= 1 && operation.role.size() <= role_max &&
           is_word(operation.role, "_") &&
           (operation.commitment.empty() || operation.commitment.size() == hash_octets) &&
           operation.day.time_since_epoch().count() >= 0 &&
           std::ranges::all_of(operation.facts,
                               [](const Fact& fact) { return is_well_formed(fact); }) &&
           encoded_facts(operation.facts).size() <= facts_octets_max;
}

std::string encoded(const Operation& operation) {
    assert(is_well_formed(operation));
    std::string out{operation_type};
    out += operation_label;
    put(out, count_of(operation.day));
    put_short(out, operation.kind);
    put_short(out, operation.role);
    put_short(out, operation.commitment);
    const std::string facts = encoded_facts(operation.facts);
    put(out, static_cast<std::uint16_t>(facts.size()));
    return out + facts;
}

std::optional<Operation> decoded(std::string_view entry) {
    Reader in{entry};
    if (in.take(1) != std::string_view(&operation_type, 1)) return std::nullopt;
    if (in.take(operation_label.size()) != operation_label) return std::nullopt;
    const auto day = in.number<std::uint32_t>();
    if (day > std::uint32_t{std::numeric_limits<std::int32_t>::max()}) return std::nullopt;
    Operation operation;
    operation.day = Day{std::chrono::days{static_cast<std::int32_t>(day)}};
    operation.kind = in.short_text();
    operation.role = in.short_text();
    operation.commitment = in.short_text();
    operation.facts = read_facts(in);
    if (in.failed() || !in.at_end() || !is_well_formed(operation)) return std::nullopt;
    return operation;
}

void set_day(std::string& entry, Day day) {
    std::string octets;
    put(octets, count_of(day));
    entry.replace(day_at, octets.size(), octets);
}

}  // namespace pingyi::ledger
