// A score with all that it is made of, for programs.
#pragma once

#include <string>
#include <string_view>

#include "modules/rounds/results.hpp"

namespace pingyi::rounds {

/// The unit and the nodes below its score as they stand in `result_json`, each with its sentence in
/// both languages.
[[nodiscard]] std::string derivation_json(std::string_view round, const Loaded& loaded,
                                          const scoring::UnitResult& result,
                                          std::string_view result_json);

}  // namespace pingyi::rounds
