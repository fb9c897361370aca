// What the scheme of a round asks people to enter, and which figures can be. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/appraisals/types.hpp"
#include "modules/scoring/api.hpp"

namespace pingyi::appraisals {

/// A column of a part, called as the indicator that reads it.
struct Field {
    std::string code{};
    Label name{};
    std::string low{}, high{};     ///< what is beyond counts as the end; empty where there are none
    scoring::ValueColumn takes{};  ///< which figures
};
/// A table of values that people enter: "leadership" is the file "leadership.csv".
struct PartTable {
    std::string code;
    Label name;
    std::vector<Field> fields;
};

/// In the order of the scheme; what the server counts itself is none of them.
[[nodiscard]] std::vector<PartTable> parts_of(const scoring::Scheme& scheme);

/// A decimal within a million either way, `no_duty` or `not_reported`.
[[nodiscard]] bool is_figure(std::string_view value);
/// A figure that the table of this field takes, so that it can be confirmed.
[[nodiscard]] bool is_taken(const Field& field, std::string_view value);
/// "0–100": what the field takes; empty where it takes any figure.
[[nodiscard]] std::string range_of(const Field& field);
/// A number as place needs a number of ranked bodies that is not below it.
[[nodiscard]] bool is_place_among(std::string_view place, std::string_view ranked);

/// Once the scheme cannot change any more, until the round is closed.
[[nodiscard]] bool takes_figures(rounds::State state);

}  // namespace pingyi::appraisals
