#include "modules/scoring/ballot_codes.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "kernel/text.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = text.size();
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        hash = mixed(hash ^ word);
        text.remove_prefix(sizeof word);
    }
    std::uint64_t word = 0;
    for (const char c : text) word = word << 8U | static_cast<unsigned char>(c);
    return mixed(hash ^ word);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::uint32_t Codes::find(std::string_view text) const {
    return slots_[slot_of(text, hash_of(text))].number;
}

/// Where the text stands, or the free slot where it would.
std::size_t Codes::slot_of(std::string_view text, std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        const Slot& slot = slots_[i];
        if (slot.number == unknown) return i;
        if (slot.hash == hash && slot.size == text.size() &&
            std::memcmp(octets_.data() + slot.offset, text.data(), text.size()) == 0) {
            return i;
        }
    }
}

void Codes::put(std::string_view text, std::uint32_t number) {
    if (2 * used_ >= slots_.size()) grow();
    const std::uint64_t hash = hash_of(text);
    Slot& slot = slots_[slot_of(text, hash)];
    if (slot.number == unknown) {
        ++used_;
        slot = {hash, octets_.size(), static_cast<std::uint32_t>(text.size()), number};
        octets_ += text;
    }
}

void Codes::grow() {
    const auto old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    for (const Slot& slot : old) {
        if (slot.number == unknown) continue;
        const std::string_view text{octets_.data() + slot.offset, slot.size};
        slots_[slot_of(text, slot.hash)] = slot;
    }
}

CodeColumn::CodeColumn(std::vector<std::string> known, std::string_view error)
    : error_{error}, names_{std::move(known)} {
    for (std::uint32_t i = 0; i < names_.size(); ++i) numbers_.emplace(names_[i], i);
}

std::uint32_t CodeColumn::number_of_new(std::string_view cell, std::string_view& code) {
    const std::string_view plain = csv::unguarded(text::trimmed(cell));
    if (plain.empty()) {
        code = "required";
    } else if (plain.size() > code_bytes_max) {
        code = "too_long";
    } else {
        const auto normal = text::normalised(plain);
        code = normal ? csv::code_of(text::flaw_of(*normal, text::Lines::one)) : "bad_utf8";
        if (code.empty()) {
            auto found = numbers_.find(*normal);
            if (found == numbers_.end() && error_.empty()) {
                found = numbers_.emplace(*normal, static_cast<std::uint32_t>(names_.size())).first;
                names_.push_back(*normal);
            }
            if (found != numbers_.end()) {
                spellings_.put(cell, found->second);
                return found->second;
            }
            code = error_;
        }
    }
    return Codes::unknown;
}

std::string_view read_decimal(std::string_view text, int places, std::int64_t& value) {
    constexpr std::string_view malformed = "scoring_not_decimal";
    constexpr std::size_t digits_max = 18;
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    std::int64_t number = 0;
    std::size_t digits = 0;
    int behind = -1;  // the point: no digit yet
    for (const char c : text) {
        if (is_digit(c)) {
            if (++digits > digits_max) return "too_large";
            number = number * 10 + (c - '0');
            if (behind >= 0) ++behind;
        } else if (c == '.' && behind < 0 && digits > 0) {
            behind = 0;
        } else {
            return malformed;
        }
    }
    if (digits == 0 || behind == 0 || behind > places) return malformed;
    for (int i = std::max(behind, 0); i < places; ++i) {
        if (__builtin_mul_overflow(number, std::int64_t{10}, &number)) return "too_large";
    }
    value = is_negative ? -number : number;
    return {};
}

}  // namespace pingyi::scoring
