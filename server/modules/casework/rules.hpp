// Decisions of casework that need no storage: numbers, which rule of time counts, lateness, guards.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "modules/casework/types.hpp"

namespace pingyi::casework {

/// "2026" + 8 digits of chance + check digit (GB/T 17710, ISO 7064 MOD 11,10): no volume leaks, a
/// slip of the pen is found.
/// chance   32 random bits, reduced to 8 digits
[[nodiscard]] std::string case_number(int year, std::uint32_t chance);
/// 13 digits with the right check digit.
[[nodiscard]] bool is_case_number(std::string_view text);
/// "2026 1234 5678 9" as people write it down; spaces and hyphens are left out when read.
[[nodiscard]] std::string shown_number(std::string_view number);
[[nodiscard]] std::string without_gaps(std::string_view typed);
inline constexpr Pattern case_number_pattern{&is_case_number, "^[0-9]{13}$", "casework_bad_number",
                                             "2026000000011"};

/// The most specific rule of a stage: urgency weighs more than kind; nullptr when there is none.
[[nodiscard]] const TimeRule* rule_for(std::span<const TimeRule> rules, Stage stage, Kind kind,
                                       Urgency urgency);

/// How late something is at `at`; in time while no due date is known.
[[nodiscard]] Lateness lateness_at(Instant at, const std::optional<Instant>& due_at,
                                   const std::optional<Instant>& very_late_at);
/// Of the case now: while it waits for a reply by the clock, afterwards as it was answered.
[[nodiscard]] Lateness lateness_of(const Case& item, Instant now);
/// Whether the body still owes a reply.
[[nodiscard]] bool is_open(State state);

/// What a step asks besides its row in the workflow.
/// errors   conflict casework.reopened_before | casework.window_over
[[nodiscard]] Result<> check_step(const Case& item, Step step, Party who, Instant now);

/// A month as figures are kept: "2026-11".
[[nodiscard]] std::string month_of(Day day);

}  // namespace pingyi::casework
