// The choices of residents, read from the workflow and the windows.
#include "modules/casework/resident_rules.hpp"

#include <algorithm>

#include "modules/casework/rules.hpp"
#include "modules/casework/workflow.hpp"

namespace pingyi::casework {
namespace {

bool is_over(const std::optional<Instant>& until, Instant now) {
    return until && now >= *until;
}

bool is_answered(State state) {
    return state == State::replied || state == State::calling_back || state == State::closed;
}

std::optional<ResidentOption> contest(const Case& item, const Standing& standing, Instant now) {
    const bool fits = workflow.find(item.state, Step::reopen, Party::resident) != nullptr &&
                      item.round == 1 && !standing.appeal_is_open;
    if (!fits || is_over(standing.contest_until, now)) return std::nullopt;
    return ResidentOption{ResidentAction::contest, standing.contest_until};
}

std::optional<ResidentOption> appeal(const Case& item, const Standing& standing, Instant now) {
    if (item.state == State::refused && !standing.appealed_refusal &&
        !is_over(item.window_until, now)) {
        return ResidentOption{ResidentAction::appeal, item.window_until};
    }
    if (item.state == State::closed && !standing.appealed_closing &&
        !is_over(standing.appeal_until, now)) {
        return ResidentOption{ResidentAction::appeal, standing.appeal_until};
    }
    return std::nullopt;
}

}  // namespace

std::chrono::seconds wait_before_next(const Attempts& attempts, const Allowance& allowance,
                                      Instant now) {
    using std::chrono::seconds;
    if (attempts.count < allowance.free || now - attempts.last_at >= attempts_forgotten) {
        return seconds{0};
    }
    const auto doublings = std::min<std::int64_t>(attempts.count - allowance.free, 20);
    const auto wait = std::min(seconds{std::int64_t{1} << doublings}, allowance.wait_max);
    return std::max(std::chrono::ceil<seconds>(attempts.last_at + wait - now), seconds{0});
}

Attempts with_one_more(const Attempts& attempts, Instant now) {
    if (now - attempts.last_at >= attempts_forgotten) return {1, now};
    return {attempts.count + 1, now};
}

std::vector<ResidentOption> options_of(const Case& item, const Standing& standing, Instant now) {
    std::vector<ResidentOption> options;
    const bool waits = item.state == State::replied || item.state == State::calling_back;
    if (is_open(item.state) || waits) options.push_back({ResidentAction::add, {}});
    if (is_answered(item.state) && !standing.answered) {
        options.push_back({ResidentAction::answer, {}});
    }
    if (const auto may = contest(item, standing, now)) options.push_back(*may);
    if (const auto may = appeal(item, standing, now)) options.push_back(*may);
    if (item.withdraw_at) {
        options.push_back({ResidentAction::keep, item.withdraw_at});
    } else if (workflow.find(item.state, Step::withdraw, Party::resident) != nullptr) {
        options.push_back({ResidentAction::withdraw, {}});
    }
    return options;
}

bool offers(const std::vector<ResidentOption>& options, ResidentAction action) {
    return std::ranges::find(options, action, &ResidentOption::action) != options.end();
}

}  // namespace pingyi::casework
