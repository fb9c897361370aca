// What a step of a round wants before it may be taken. Pure.
#pragma once

#include <string>
#include <vector>

#include "modules/rounds/types.hpp"

namespace pingyi::rounds {

/// What is known around a round when somebody asks for a step.
struct Surroundings {
    SchemeState scheme = SchemeState::draft;
    Day today{};
    std::int64_t appeals_undecided = 0;
    std::int64_t corrections_uncomputed = 0;  ///< upheld appeals that no result contains yet
};

/// The state that a step leads to.
/// errors   conflict rounds.step_not_now (the table of steps has no such row for the party)
[[nodiscard]] Result<State> state_after(const Round& round, Step step, Party party);
/// What the table of steps cannot know.
/// errors   conflict rounds.scheme_not_issued | rounds.appeals_undecided |
///          rounds.correction_not_computed | rounds.appeals_running | rounds.appeals_day_over
[[nodiscard]] Result<> guard(const Round& round, Step step, const Surroundings& around);
/// What a party may do now, in the order of the table.
[[nodiscard]] std::vector<Step> steps_for(const Round& round, Party party);

/// Everybody reads why: signing names who signed and the number of the document.
[[nodiscard]] bool needs_reason(State from, Step step);
/// The web asks twice.
[[nodiscard]] bool is_final(Step step);
[[nodiscard]] Cause cause_of(State from);

/// Everybody sees the current result.
[[nodiscard]] bool is_published(const Round& round);
/// Heads of bodies see their own numbers in the current result.
[[nodiscard]] bool is_shown_to_bodies(State state);
/// Tables may be brought: before the round is closed.
[[nodiscard]] bool takes_tables(State state);
/// Names, days and months may still be changed; the scheme only before it is issued.
[[nodiscard]] bool may_change(State state);

/// [a-z0-9] and "-" between them, and no word that is an address of its own.
[[nodiscard]] bool is_round_code(std::string_view text);

}  // namespace pingyi::rounds
