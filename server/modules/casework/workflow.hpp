// The life of a case as one table. Co-bodies' parts, extensions, supervision and appeals are
// records of their own, never states of this one.
#pragma once

#include "kernel/workflow.hpp"
#include "modules/casework/types.hpp"

namespace pingyi::casework {

using CaseTransition = Transition<State, Step, Party, Stage>;
inline constexpr CaseTransition transitions[] = {
    {State::submitted, Step::accept, State::accepted, Party::intake},
    {State::submitted, Step::refuse, State::refused, Party::intake},
    {State::submitted, Step::merge, State::merged, Party::intake},
    {State::accepted, Step::assign, State::assigned, Party::intake, Stage::signing},
    {State::accepted, Step::refuse, State::refused, Party::intake},
    {State::accepted, Step::merge, State::merged, Party::intake},
    {State::merged, Step::unmerge, State::accepted, Party::intake},
    {State::assigned, Step::assign, State::assigned, Party::intake, Stage::signing},
    {State::assigned, Step::sign_for, State::handling, Party::body},
    {State::assigned, Step::return_to_intake, State::accepted, Party::body},
    {State::handling, Step::return_to_intake, State::accepted, Party::body},
    {State::handling, Step::reply, State::replied, Party::body},
    {State::replied, Step::call_back, State::calling_back, Party::clock, Stage::call_back},
    {State::replied, Step::close, State::closed, Party::clock},
    {State::replied, Step::reopen, State::handling, Party::resident, Stage::redo},
    {State::calling_back, Step::close, State::closed, Party::call_back},
    {State::calling_back, Step::close, State::closed, Party::clock},
    {State::calling_back, Step::reopen, State::handling, Party::call_back, Stage::redo},
    {State::calling_back, Step::reopen, State::handling, Party::resident, Stage::redo},
    {State::closed, Step::reopen, State::handling, Party::resident, Stage::redo},
    {State::closed, Step::reopen, State::handling, Party::reviewer, Stage::redo},
    {State::refused, Step::overturn, State::accepted, Party::reviewer, Stage::reply},
    {State::submitted, Step::withdraw, State::withdrawn, Party::resident},
    {State::accepted, Step::withdraw, State::withdrawn, Party::resident},
    {State::assigned, Step::withdraw, State::withdrawn, Party::resident},
    {State::handling, Step::withdraw, State::withdrawn, Party::resident},
    {State::refused, Step::finish, State::ended, Party::clock},
    {State::closed, Step::finish, State::ended, Party::clock},
};
inline constexpr Workflow<State, Step, Party, Stage> workflow{transitions};

/// Whether a clock of this stage goes on running in a state; the one that does not is stopped by
/// the step that leads there. Passing a case from body to body stops no reply clock.
[[nodiscard]] constexpr bool runs_in(Stage stage, State state) {
    const bool is_open =
        state == State::accepted || state == State::assigned || state == State::handling;
    switch (stage) {
        case Stage::screening: return state == State::submitted;
        case Stage::signing: return state == State::assigned;
        case Stage::reply: return is_open || state == State::submitted;
        case Stage::redo: return is_open;
        case Stage::call_back: return state == State::calling_back;
        case Stage::review:
        case Stage::contest:
        case Stage::appeal:
        case Stage::cooling_off: return false;
    }
    return false;
}

}  // namespace pingyi::casework
