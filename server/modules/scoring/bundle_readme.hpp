// What a bundle says of itself: how to check it, and what a check tells.
#pragma once

#include <span>
#include <string>

#include "modules/scoring/bundle.hpp"

namespace pingyi::scoring {

[[nodiscard]] std::span<const Words> verifying_words(BundleKind kind);
/// README.txt, Chinese first.
[[nodiscard]] std::string readme(const Scheme& scheme, BundleKind kind);

}  // namespace pingyi::scoring
