// A file of ballots of any size into cells: one pass on all cores, memory by the number of cells
// and not of rows, the same result whatever the threads, the pieces or the order of rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/design.hpp"
#include "kernel/result.hpp"
#include "modules/scoring/scheme.hpp"

namespace pingyi::scoring {

/// What one answer is worth.
struct Answer {
    std::int64_t points = 0;  ///< a whole number at the scale of its column
    bool is_satisfied = false;
    bool is_valid = true;  ///< else it is counted as returned only
    bool is_abstention = false;
    bool is_silent = false;  ///< was asked and gave nothing back
    std::int64_t over = 1;   ///< what stands below the line: of a ratio the other column
};
struct AnswerOption {
    std::string code;
    Answer answer;
};
/// A column of answers: option codes, or decimals where `options` is empty.
struct AnswerColumn {
    std::string name;
    std::vector<AnswerOption> options = {};
    int places = 0;  ///< decimals: at most so many decimal places; points are at 10^-places
    std::int64_t lowest = 0;  ///< and points within these, both included
    std::int64_t highest = 0;
    std::optional<Answer> blank = std::nullopt;  ///< what an empty cell is; none: a mistake
    /// A ratio: a second column, of decimals from 0 to `highest` at the same places. A row has an
    /// answer where both cells have one.
    std::optional<std::string> over = std::nullopt;
};
/// "solved", of a ratio "solved/asked": no name of a column holds a slash.
[[nodiscard]] std::string name_of(std::string_view column, const std::optional<std::string>& over);

/// What an estimate takes from a column: the points, or whether they are satisfied.
struct AnswerSide {
    std::size_t column = 0;
    bool is_rate = false;
    bool operator==(const AnswerSide&) const = default;
};
/// Decimal places that points have more than weights: the estimate is points / weight at 10^-these.
[[nodiscard]] int places_of(const AnswerColumn& column, bool is_rate);

struct BallotLayout {
    std::vector<std::string> units;  ///< codes that may occur
    std::string unit_column = "unit";
    std::optional<std::string> stratum_column;
    std::vector<std::string> strata;  ///< codes that may occur; empty: any
    std::optional<std::string> cluster_column;
    /// Decimals > 0, at most `weight_max` and with at most `weight_places`.
    std::optional<std::string> weight_column;
    std::optional<std::string> population_column;  ///< clusters of the stratum, alike in all rows
    /// Ballots there are in the cluster, alike in all its rows: then they were drawn, too.
    std::optional<std::string> cluster_size_column = std::nullopt;
    std::vector<AnswerColumn> answers;
    /// What estimates of the same ballots take: of these it is known how they go together, where
    /// ballots were drawn one by one.
    std::vector<AnswerSide> sides = {};
    bool ignores_others = false;  ///< columns that are not named here; else they are a mistake
};
inline constexpr int weight_places = 15;
inline constexpr std::int64_t weight_max = 1'000'000;
inline constexpr std::size_t cells_max = 2'000'000;
inline constexpr std::size_t mistakes_max = 20;

struct BallotReading {
    unsigned threads = 0;  ///< 0: as many as the machine has cores
    std::size_t piece_bytes = std::size_t{1} << 20U;
    /// Gets all octets of the file in their order, for a digest; may be empty.
    std::function<void(std::string_view)> seen = {};
};

/// Sums over valid answers; the others are counted.
struct AnswerSums {
    std::int64_t valid = 0;
    std::int64_t satisfied = 0;
    std::int64_t abstained = 0;
    std::int64_t invalid = 0;
    std::int64_t silent = 0;
    /// At 10^-weight_places of the ballots. Of a ratio it is the sum of weight times what stands
    /// below the line, at the places of the column more.
    Int128 weight = 0;
    Int128 points = 0;  ///< sum of weight times points
    Int128 satisfied_weight = 0;
};
/// Three things that a ballot gives to the sums of a column: its weight (of a ratio times what
/// stands below the line), its weight times points, and its weight where satisfied; nothing without
/// a valid answer.
enum class Thing : std::uint8_t { weight, points, satisfied_weight };
[[nodiscard]] Int128 thing_of(const Answer& answer, Thing thing, std::int64_t weight);
struct ThingOf {
    std::size_t column = 0;
    Thing thing = Thing::weight;
    auto operator<=>(const ThingOf&) const = default;
};
/// A sum over ballots of the product of two things; `first` is not behind `second`.
struct ProductOf {
    ThingOf first;
    ThingOf second;
    bool operator==(const ProductOf&) const = default;
};
/// Where ballots were drawn one by one: of each column weight², points², weight × points and
/// satisfied²; then of each pair of sides what both, each with the weight of the other, and both
/// weights make. None where whole clusters were drawn.
[[nodiscard]] std::vector<ProductOf> products_of(const BallotLayout& layout);
/// Two answers that read one column of the file, one of them a ratio: where one ballot counts in
/// one of them only, the sums of that column tell it by subtraction.
struct Sharing {
    std::size_t first = 0;
    std::size_t second = 0;
};
[[nodiscard]] std::vector<Sharing> sharing_of(const BallotLayout& layout);
struct BallotCell {
    std::uint32_t unit = 0;     ///< index into BallotLayout::units
    std::uint32_t stratum = 0;  ///< index into Ballots::strata
    std::uint32_t cluster = 0;  ///< 0 without clusters
    std::int64_t rows = 0;
};
/// How often each option was chosen, unweighted.
struct OptionCounts {
    std::uint32_t unit = 0;
    std::uint32_t stratum = 0;
    /// The options of all columns one after the other, in the order of the layout.
    std::vector<std::int64_t> counts;
};
struct SampledStratum {
    std::string code;  ///< "" without a column of strata
    std::int64_t rows = 0;
    std::int64_t clusters = 0;  ///< that occur in the file; without a column of clusters: rows
    std::optional<std::int64_t> population;
};

/// A cluster of which the ballots were drawn.
struct SampledCluster {
    std::uint32_t stratum = 0;
    std::uint32_t cluster = 0;
    std::int64_t rows = 0;  ///< of all units
    std::int64_t population = 0;
};

struct Ballots {
    std::int64_t rows = 0;
    bool has_clusters = false;
    bool has_cluster_sizes = false;
    bool has_weights = false;
    /// Of all sums with weights: 0 without them, else 6, or so many more as one of them has.
    int weight_places = 0;
    std::size_t columns = 0;               ///< of answers
    std::vector<SampledStratum> strata;    ///< as the layout has them, else by code
    std::vector<SampledCluster> clusters;  ///< by stratum, cluster; empty without their sizes
    std::vector<BallotCell> cells;         ///< by unit, stratum, cluster
    std::vector<AnswerSums> sums;          ///< cell * columns + column
    std::vector<ProductOf> wanted;         ///< products_of(layout)
    std::vector<Integer> products;         ///< cell * wanted + product
    std::vector<Sharing> sharing;          ///< sharing_of(layout)
    std::vector<std::int64_t> both;        ///< cell * sharing + pair: ballots that count in both
    std::vector<OptionCounts> options;     ///< by unit, stratum

    /// The sums of products of one cell.
    [[nodiscard]] std::span<const Integer> products_at(std::size_t cell) const {
        return std::span{products}.subspan(cell * wanted.size(), wanted.size());
    }
    /// How many ballots of one cell count in one of two answers only.
    [[nodiscard]] std::int64_t apart(std::size_t cell, std::size_t pair) const;
    /// Its place in `wanted`. Aborts unless the product is wanted.
    [[nodiscard]] std::size_t place_of(ThingOf a, ThingOf b) const;
    /// The place in `clusters` of what a cell is of; their number when it is of none.
    [[nodiscard]] std::size_t cluster_of(const BallotCell& cell) const;
};

/// Reads a CSV with the columns of the layout, found by the names in its first row.
/// errors   invalid_input csv.invalid: file_unreadable, or the first mistakes (at most
///          `mistakes_max`) at "votes.csv: row 12, weight", in the order of the file; rows count as
///          in a spreadsheet. In the header csv_empty, csv_missing_column, csv_unknown_column,
///          csv_double_column; in rows csv_cell_count, csv_open_quote, csv_stray_quote (reading
///          ends there), required, bad_utf8, control_character, direction_override, too_long,
///          scoring_no_such_unit, scoring_no_such_stratum, scoring_no_such_option,
///          scoring_not_decimal, too_small, too_large, scoring_population_differs,
///          scoring_population_too_small (also of sizes of clusters); of the whole file
///          scoring_too_many_cells, scoring_sums_too_large
[[nodiscard]] Result<Ballots> read_ballots(const std::filesystem::path& path,
                                           const BallotLayout& layout,
                                           const BallotReading& reading = {});
/// The same of a text in memory; `name` stands for the file in errors.
[[nodiscard]] Result<Ballots> ballots_in(std::string_view text, std::string_view name,
                                         const BallotLayout& layout,
                                         const BallotReading& reading = {});

/// How the ballots were drawn, of one stage or of two.
[[nodiscard]] design::Design design_of(const Ballots& ballots, LonelyCluster lonely);
/// The means of points (`score`, of a ratio the quotients of both sums) or the shares of the
/// satisfied (`rate`) of all units, in the order of the layout. The scale of points is `places` of
/// the column.
[[nodiscard]] std::vector<design::Estimate> unit_estimates(const Ballots& ballots,
                                                           const BallotLayout& layout,
                                                           std::size_t column, Statistic statistic,
                                                           LonelyCluster lonely);
/// The cells of one column of answers, domain = unit: for domains of another make.
[[nodiscard]] std::vector<design::Cell> cells_of(const Ballots& ballots, std::size_t column,
                                                 Statistic statistic);
/// The same for ballots that were drawn one by one: where there are sums of products.
[[nodiscard]] std::vector<design::ElementCell> element_cells_of(const Ballots& ballots,
                                                                std::size_t column,
                                                                Statistic statistic);

/// Of the ballots of one cell, what two sides make of each other: y and y' are what they take, x
/// and x' the weights.
struct Crossed {
    Integer both;     ///< y y'
    Integer first;    ///< y x'
    Integer second;   ///< x y'
    Integer weights;  ///< x x'
};
/// Where they stand in `wanted`. Aborts unless the layout had both.
struct CrossedPlaces {
    std::size_t both = 0;
    std::size_t first = 0;
    std::size_t second = 0;
    std::size_t weights = 0;
};
[[nodiscard]] CrossedPlaces crossed_places(const Ballots& ballots, const AnswerSide& side,
                                           const AnswerSide& other);
[[nodiscard]] Crossed crossed(const Ballots& ballots, std::size_t cell,
                              const CrossedPlaces& places);

}  // namespace pingyi::scoring
