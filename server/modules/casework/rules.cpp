#include "modules/casework/rules.hpp"

#include <algorithm>

#include "modules/casework/workflow.hpp"

namespace pingyi::casework {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// ISO 7064 MOD 11,10 over the digits before the check digit.
char check_digit(std::string_view digits) {
    int product = 10;
    for (const char digit : digits) {
        const int sum = (product + (digit - '0')) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return static_cast<char>('0' + (11 - product) % 10);
}

}  // namespace

std::string case_number(int year, std::uint32_t chance) {
    std::string number(12, '0');
    std::uint64_t rest = static_cast<std::uint64_t>(year) * 100'000'000U + chance % 100'000'000U;
    for (auto digit = number.rbegin(); digit != number.rend(); ++digit, rest /= 10) {
        *digit = static_cast<char>('0' + rest % 10);
    }
    number += check_digit(number);
    return number;
}

bool is_case_number(std::string_view text) {
    return text.size() == 13 && std::ranges::all_of(text, is_digit) &&
           check_digit(text.substr(0, 12)) == text[12];
}

std::string shown_number(std::string_view number) {
    if (number.size() != 13) return std::string(number);
    std::string shown;
    for (std::size_t i = 0; i < number.size(); i += 4) {
        if (i > 0) shown += ' ';
        shown += number.substr(i, 4);
    }
    return shown;
}

std::string without_gaps(std::string_view typed) {
    std::string kept;
    for (const char c : typed) {
        if (c != ' ' && c != '-' && c != '\t') kept += c;
    }
    return kept;
}

const TimeRule* rule_for(std::span<const TimeRule> rules, Stage stage, Kind kind, Urgency urgency) {
    const TimeRule* best = nullptr;
    int best_weight = -1;
    for (const TimeRule& rule : rules) {
        if (rule.stage != stage) continue;
        if (rule.kind && *rule.kind != kind) continue;
        if (rule.urgency && *rule.urgency != urgency) continue;
        const int weight = (rule.urgency ? 2 : 0) + (rule.kind ? 1 : 0);
        if (weight > best_weight) {
            best = &rule;
            best_weight = weight;
        }
    }
    return best;
}

Lateness lateness_at(Instant at, const std::optional<Instant>& due_at,
                     const std::optional<Instant>& very_late_at) {
    if (very_late_at && at >= *very_late_at) return Lateness::very_late;
    if (due_at && at >= *due_at) return Lateness::late;
    return Lateness::in_time;
}

bool is_open(State state) {
    return runs_in(Stage::reply, state);
}

Lateness lateness_of(const Case& item, Instant now) {
    if (!is_open(item.state)) return item.lateness;
    return std::max(item.lateness, lateness_at(now, item.due_at, item.very_late_at));
}

Result<> check_step(const Case& item, Step step, Party who, Instant now) {
    if (step == Step::reopen && who != Party::reviewer && item.round > 1) {
        return fail(ErrorKind::conflict, "casework.reopened_before");
    }
    if (step == Step::reopen && who == Party::resident && item.window_until &&
        now >= *item.window_until) {
        return fail(ErrorKind::conflict, "casework.window_over");
    }
    return {};
}

std::string month_of(Day day) {
    return text_of(day).substr(0, 7);
}

}  // namespace pingyi::casework
