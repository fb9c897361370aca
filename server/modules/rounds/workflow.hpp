// The life of a round as one table. Appeals are records of their own (appeals.hpp).
#pragma once

#include "kernel/workflow.hpp"
#include "modules/rounds/types.hpp"

namespace pingyi::rounds {

using RoundTransition = Transition<State, Step, Party, Clock>;
inline constexpr RoundTransition transitions[] = {
    {State::draft, Step::consult, State::consulted, Party::office},
    {State::consulted, Step::issue, State::issued, Party::office},
    {State::issued, Step::open, State::collecting, Party::office},
    {State::collecting, Step::close, State::closed, Party::office},
    {State::closed, Step::compute, State::computed, Party::office},
    {State::closed, Step::compute, State::computed, Party::agency},
    {State::computed, Step::compute, State::computed, Party::office},
    {State::computed, Step::compute, State::computed, Party::agency},
    {State::computed, Step::verify, State::verified, Party::checker},
    {State::verified, Step::show, State::shown, Party::office},
    {State::shown, Step::open_appeals, State::appeals, Party::office},
    {State::appeals, Step::compute, State::computed, Party::office},
    {State::appeals, Step::compute, State::computed, Party::agency},
    {State::appeals, Step::close_appeals, State::shown, Party::office},
    {State::shown, Step::sign, State::signed_off, Party::office},
    {State::signed_off, Step::publish, State::published, Party::office},
    {State::published, Step::rectify, State::rectification, Party::office},
    {State::published, Step::archive, State::archived, Party::office},
    {State::rectification, Step::archive, State::archived, Party::office},
    {State::issued, Step::suspend, State::suspended, Party::office},
    {State::collecting, Step::suspend, State::suspended, Party::office},
    {State::closed, Step::suspend, State::suspended, Party::office},
    {State::computed, Step::suspend, State::suspended, Party::office},
    {State::verified, Step::suspend, State::suspended, Party::office},
    {State::shown, Step::suspend, State::suspended, Party::office},
    {State::appeals, Step::suspend, State::suspended, Party::office},
    {State::suspended, Step::resume, State::collecting, Party::office},
    {State::draft, Step::void_round, State::voided, Party::office},
    {State::consulted, Step::void_round, State::voided, Party::office},
    {State::issued, Step::void_round, State::voided, Party::office},
    {State::collecting, Step::void_round, State::voided, Party::office},
    {State::closed, Step::void_round, State::voided, Party::office},
    {State::computed, Step::void_round, State::voided, Party::office},
    {State::verified, Step::void_round, State::voided, Party::office},
    {State::shown, Step::void_round, State::voided, Party::office},
    {State::appeals, Step::void_round, State::voided, Party::office},
    {State::suspended, Step::void_round, State::voided, Party::office},
};
/// `resume` leads back to where the round was held; the row names one such state.
inline constexpr Workflow<State, Step, Party, Clock> workflow{transitions};

}  // namespace pingyi::rounds
