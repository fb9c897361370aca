// A finding in words: what is wrong at a place of a scheme, and what to do about it.
#pragma once

#include <string>
#include <vector>

#include "kernel/language.hpp"
#include "modules/scoring/scheme.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::scoring {

[[nodiscard]] inline std::string text_of(const Texts& texts, Language language,
                                         const Finding& finding) {
    return texts.say(language, finding.code,
                     {{"detail", finding.detail}, {"other", finding.other}});
}

/// From top to bottom, at most `findings_max` and then one that says so.
[[nodiscard]] std::vector<Finding> in_order(std::vector<Finding> findings);

}  // namespace pingyi::scoring
