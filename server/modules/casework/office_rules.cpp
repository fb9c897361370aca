#include "modules/casework/office_rules.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace pingyi::casework {
namespace {

bool is_alike(const TimeRule& a, const TimeRule& b) {
    return a.stage == b.stage && a.kind == b.kind && a.urgency == b.urgency;
}

void check_amounts(const TimeRule& rule, const std::string& place,
                   std::vector<FieldError>& mistakes) {
    const std::int64_t max = amount_max(rule.rule.clock);
    if (rule.rule.amount > max) {
        mistakes.push_back({place + "/amount", "casework_amount", std::to_string(max)});
    }
    if (!rule.very_late_amount) return;
    if (*rule.very_late_amount > max) {
        mistakes.push_back({place + "/very_late_amount", "casework_amount", std::to_string(max)});
    } else if (*rule.very_late_amount <= rule.rule.amount) {
        mistakes.push_back({place + "/very_late_amount", "casework_very_late_sooner", ""});
    }
}

}  // namespace

Day working_days_before(const WorkCalendar& calendar, Day today, int days) {
    Day day = today;
    for (int left = days; left > 0;) {
        day -= std::chrono::days{1};
        if (calendar.is_working_day(day).value_or(!is_weekend(day))) --left;
    }
    return day;
}

Result<> check_time_rules(std::span<const TimeRule> rules, Day valid_from, Day today) {
    std::vector<FieldError> mistakes;
    if (valid_from < today) mistakes.push_back({"#/valid_from", "casework_day_past", ""});
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Stage>>([&](auto each) {
        const bool has_general = std::ranges::any_of(rules, [&](const TimeRule& rule) {
            return rule.stage == each.value && !rule.kind && !rule.urgency;
        });
        if (!has_general) mistakes.push_back({"#/rules", "casework_rule_missing", each.name});
    });
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const std::string place = "#/rules/" + std::to_string(i);
        const auto before = rules.first(i);
        if (std::ranges::any_of(before,
                                [&](const TimeRule& other) { return is_alike(other, rules[i]); })) {
            mistakes.push_back({place, "casework_rule_double", ""});
        }
        check_amounts(rules[i], place, mistakes);
    }
    if (mistakes.empty()) return {};
    return fail_fields(std::move(mistakes));
}

}  // namespace pingyi::casework
