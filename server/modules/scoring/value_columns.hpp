// The columns of a table of values, and which figures each takes: for who reads a table and for who
// lets people enter one. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/decimal.hpp"
#include "modules/scoring/scheme.hpp"

namespace pingyi::scoring {

/// Columns of bonuses: the place that somebody else gave, and among how many.
inline constexpr std::string_view rank_column = "rank";
inline constexpr std::string_view ranked_column = "of";

struct ValueColumn {
    std::string name;
    /// The ends that are allowed: where the scheme takes a figure as it stands 0 and 100, of places
    /// 1 and a million; none where ends of the scheme clip it.
    std::optional<std::int64_t> lowest{}, highest{};
    bool is_whole = false;  ///< of places: whole numbers. Also: rank is not beyond `of`
};
/// By name.
[[nodiscard]] std::vector<ValueColumn> value_columns(const Scheme& scheme, const Measure& measure);

/// What is wrong with a figure, and the end that it is beyond.
struct FigureMistake {
    std::string_view code;  ///< too_small, too_large or not_whole
    std::string limit;
};
[[nodiscard]] std::vector<FigureMistake> mistakes_in(const ValueColumn& column,
                                                     const Decimal& figure);

/// The highest figure that is taken as it stands; the lowest is 0.
inline constexpr std::int64_t score_max = 100;
/// A leaf takes the column as it stands, so that it is on 0 to `score_max` already.
[[nodiscard]] bool is_taken_as_it_stands(const Scheme& scheme, std::string_view measure,
                                         std::string_view column);

}  // namespace pingyi::scoring
