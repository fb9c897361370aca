#include "modules/rounds/rules.hpp"

#include <algorithm>

#include "modules/rounds/workflow.hpp"

namespace pingyi::rounds {
namespace {

std::unexpected<Error> not_now(std::string_view code) {
    return fail(ErrorKind::conflict, code);
}

}  // namespace

Result<State> state_after(const Round& round, Step step, Party party) {
    const auto* const row = workflow.find(round.state, step, party);
    if (row == nullptr) return not_now("rounds.step_not_now");
    if (step == Step::resume) return round.held.value_or(row->to);
    return row->to;
}

Result<> guard(const Round& round, Step step, const Surroundings& around) {
    if (step == Step::issue && around.scheme != SchemeState::issued) {
        return not_now("rounds.scheme_not_issued");
    }
    if (step == Step::open_appeals && round.appeals_until && *round.appeals_until < around.today) {
        return not_now("rounds.appeals_day_over");
    }
    if (step == Step::close_appeals || step == Step::sign) {
        if (around.appeals_undecided > 0) return not_now("rounds.appeals_undecided");
        if (around.corrections_uncomputed > 0) return not_now("rounds.correction_not_computed");
    }
    const bool is_early =
        step == Step::close_appeals && round.appeals_until && around.today <= *round.appeals_until;
    if (is_early) return not_now("rounds.appeals_running");
    return {};
}

std::vector<Step> steps_for(const Round& round, Party party) {
    return workflow.steps(round.state, party);
}

bool needs_reason(State from, Step step) {
    switch (step) {
        case Step::sign:
        case Step::suspend:
        case Step::void_round: return true;
        case Step::compute: return from != State::closed;
        default: return false;
    }
}

bool is_final(Step step) {
    switch (step) {
        case Step::issue:
        case Step::close:
        case Step::sign:
        case Step::publish:
        case Step::rectify:
        case Step::archive:
        case Step::void_round: return true;
        default: return false;
    }
}

Cause cause_of(State from) {
    switch (from) {
        case State::closed: return Cause::closing;
        case State::appeals: return Cause::appeal;
        default: return Cause::correction;
    }
}

bool is_published(const Round& round) {
    const bool is_out = round.state == State::published || round.state == State::rectification ||
                        round.state == State::archived;
    return is_out && round.result && round.published_at;
}

bool is_shown_to_bodies(State state) {
    return state == State::shown || state == State::appeals || state == State::signed_off ||
           state == State::published || state == State::rectification || state == State::archived;
}

bool takes_tables(State state) {
    return state == State::draft || state == State::consulted || state == State::issued ||
           state == State::collecting;
}

bool may_change(State state) {
    return takes_tables(state);
}

bool is_round_code(std::string_view text) {
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (text == "new" || text == "public") return false;  // addresses of their own
    return !text.empty() && is_plain(text.front()) && is_plain(text.back()) &&
           std::ranges::all_of(text, [&](char c) { return is_plain(c) || c == '-'; });
}

}  // namespace pingyi::rounds
