// Schemes, findings and trials as the API says them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "modules/rounds/schemes_wire.hpp"
#include "modules/rounds/trial.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::rounds {

[[nodiscard]] Names names_of(db::Tx& tx, const std::vector<std::optional<AccountId>>& people);
[[nodiscard]] SchemeRow row_of(const StoredScheme& scheme, const Names& names, Language language);
[[nodiscard]] ShippedSchemes shipped_view(Language language);
/// What the linter says of a text, and what the text says.
[[nodiscard]] CheckView checked_view(const Texts& texts, Language language, std::string_view yaml);
/// `after` is what would come out of a change; null without one.
[[nodiscard]] TrialView trial_view(const Trial& trial, const scoring::Outcome* after,
                                   Language language);

}  // namespace pingyi::rounds
