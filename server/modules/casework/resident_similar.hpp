// Public cases that are like a letter not yet filed.
#pragma once

#include <string>
#include <vector>

#include "modules/casework/module.hpp"
#include "modules/casework/resident_wire.hpp"

namespace pingyi::casework {

/// Pairs of neighbouring Chinese characters, and Latin words, of a text: what likeness is counted
/// by. Each once, at most `limit`, in the order of the text.
[[nodiscard]] std::vector<std::string> pieces_of(std::string_view text, std::size_t limit);

/// At most 5, the most alike first; closed ones too.
[[nodiscard]] Result<SimilarCases> similar_cases(const Deps& deps, const SimilarBody& body);

}  // namespace pingyi::casework
