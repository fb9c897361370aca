// What a change would do before anything is locked: another weight, a part less, events or ballots
// that do not count.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/scoring/result.hpp"

namespace pingyi::scoring {

/// The scheme with another weight of one indicator; those of its siblings stay.
/// errors   not_found scoring.no_such_indicator; invalid_input scoring.weight_not_positive
[[nodiscard]] Result<Scheme> with_weight(Scheme scheme, std::string_view indicator,
                                         const Decimal& weight);
/// The scheme without one indicator and all below it.
/// errors   not_found scoring.no_such_indicator (also for the root); conflict scoring.only_part
[[nodiscard]] Result<Scheme> without_indicator(Scheme scheme, std::string_view indicator);
/// The data without one event. errors   not_found scoring.no_such_record
[[nodiscard]] Result<Data> without_event(Data data, std::string_view id);
/// The data without the ballots of one group of evaluators for one unit.
/// errors   not_found scoring.no_such_record (no ballots of that group)
[[nodiscard]] Result<Data> without_ballots(Data data, std::string_view measure,
                                           std::string_view unit, std::string_view stratum);

/// A number that is not the same in both, by the id of its node; nothing where it is missing.
struct Difference {
    std::string id;
    std::optional<Rational> before;
    std::optional<Rational> after;
};
/// In the order of the nodes of `before`, then what only `after` has.
[[nodiscard]] std::vector<Difference> differences(const Outcome& before, const Outcome& after);

}  // namespace pingyi::scoring
