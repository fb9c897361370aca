// What a resident may do with a case now, and how long to wait after wrong receipts. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "modules/casework/resident_wire.hpp"

namespace pingyi::casework {

struct Attempts {
    std::int64_t count = 0;
    Instant last_at{};
};
/// Attempts count as one series while less than this lies between them.
inline constexpr std::chrono::hours attempts_forgotten{1};
struct Allowance {
    std::int64_t free = 10;  ///< attempts without waiting
    std::chrono::seconds wait_max{900};
};
/// Nothing for the free ones, then 1, 2, 4 … seconds, at most `wait_max`.
[[nodiscard]] std::chrono::seconds wait_before_next(const Attempts& attempts,
                                                    const Allowance& allowance, Instant now);
[[nodiscard]] Attempts with_one_more(const Attempts& attempts, Instant now);

/// What else the choice of a resident depends on.
struct Standing {
    bool answered = false;  ///< this round
    bool appealed_refusal = false, appealed_closing = false;
    bool appeal_is_open = false;
    std::optional<Instant> contest_until, appeal_until;  ///< of the closing
};
[[nodiscard]] std::vector<ResidentOption> options_of(const Case& item, const Standing& standing,
                                                     Instant now);
[[nodiscard]] bool offers(const std::vector<ResidentOption>& options, ResidentAction action);

}  // namespace pingyi::casework
