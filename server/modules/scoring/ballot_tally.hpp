// What one thread makes of its pieces of a file of ballots, and how that becomes one result.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "modules/scoring/ballot_codes.hpp"
#include "modules/scoring/ballot_file.hpp"
#include "modules/scoring/ballots.hpp"

namespace pingyi::scoring {

/// Adds both; false when the sum does not fit, and then `to` is as it was.
[[nodiscard]] bool add_checked(Int128& to, Int128 value);
/// 10^places: from whole weights to those with so many places.
[[nodiscard]] Int128 scale_of(int places);
/// Whether sums can have more decimal places.
[[nodiscard]] bool does_scale(const AnswerSums& sums, Int128 scale);

/// Where a row stands, before it is known how many rows the pieces ahead of it have.
struct Place {
    std::size_t piece = 0;
    std::size_t row = 0;  ///< in the piece, from 1
    auto operator<=>(const Place&) const = default;
};
struct Mistake {
    Place place;
    std::string column;  ///< "": the row
    std::string_view code;
    std::string limit;
    bool is_last = false;  ///< nothing can be read behind it
};

/// Where an answer stands in the slots of a row.
struct AnswerSlots {
    int own = 0;
    int over = -1;  ///< of a ratio what stands below the line; else none
};
/// Where the columns of a layout stand in the slots of a row: unit first, answers last; several
/// answers may read one column.
struct Slots {
    explicit Slots(const BallotLayout& layout);
    static constexpr int none = -1;
    std::vector<std::string> names;  ///< of the columns, by slot
    int stratum = none;
    int cluster = none;
    int weight = none;
    int population = none;
    int cluster_size = none;
    std::vector<AnswerSlots> answers;
};

/// The part of the result that one thread saw, under numbers of its own.
class Tally {
public:
    Tally(const BallotLayout& layout, const Slots& slots);
    /// False when no more should be read: too many mistakes, or one that hides all that follows.
    [[nodiscard]] bool add(const Piece& piece, std::span<const int> columns);

    [[nodiscard]] const std::vector<Mistake>& mistakes() const { return mistakes_; }
    /// Rows of each piece that this thread read.
    [[nodiscard]] const std::map<std::size_t, std::size_t>& rows() const { return rows_; }
    /// Makes the result of all threads; adds the mistakes that only show when all is known.
    static Ballots merged(const std::vector<Tally>& tallies, const BallotLayout& layout,
                          std::vector<Mistake>& mistakes);

private:
    struct Key {
        std::uint32_t unit = 0;
        std::uint32_t stratum = 0;
        std::uint32_t cluster = 0;
        auto operator<=>(const Key&) const = default;
    };
    /// Of the table of cells.
    struct Slot {
        Key key;
        std::uint32_t cell = Codes::unknown;
    };
    /// A row that waits until its cell is near: cells are looked up in bundles, so that the memory
    /// of one is fetched while another is added up.
    struct Waiting {
        Key key;
        std::int64_t weight = 0;
        std::size_t cell = 0;
    };
    static constexpr std::size_t waiting_max = 64;
    struct Cell {
        Key key;
        std::uint32_t group = 0;  ///< unit and stratum
        std::int64_t rows = 0;
    };
    /// The population of a stratum or cluster as the first row said it, and the first row that says
    /// another.
    struct Population {
        std::int64_t value = 0;
        Place place;
        std::optional<Place> other;
    };
    /// By stratum and cluster; of strata with cluster 0.
    using Populations = std::map<std::pair<std::uint32_t, std::uint32_t>, Population>;
    class Merger;

    void add_row(const RowReader& reader);
    [[nodiscard]] bool read_key(std::span<const std::string_view> cells, Key& key);
    [[nodiscard]] bool read_weight(std::span<const std::string_view> cells, std::int64_t& weight);
    [[nodiscard]] bool read_population(std::span<const std::string_view> cells, int slot,
                                       std::pair<std::uint32_t, std::uint32_t> of,
                                       Populations& populations);
    [[nodiscard]] bool read_answers(std::span<const std::string_view> cells);
    [[nodiscard]] bool read_answer(std::string_view cell, std::size_t column);
    [[nodiscard]] bool read_over(std::string_view cell, std::size_t column);
    [[nodiscard]] bool read_number(std::string_view cell, int slot, const AnswerColumn& layout,
                                   std::int64_t lowest, std::int64_t& number);
    [[nodiscard]] static std::uint64_t hash_of(const Key& key);
    [[nodiscard]] bool is_over() const;
    void count(const Key& key, std::int64_t weight);
    void add_waiting();
    void add_answer(std::size_t row, std::size_t column);
    void add_products(std::size_t row);
    void add_sharing(std::size_t row);
    void add_product(std::size_t at, Int128 a, Int128 b);
    /// Weights get so many decimal places more.
    void rescale(int more);
    [[nodiscard]] std::size_t slot_of(const Key& key) const;
    [[nodiscard]] std::size_t cell_of(const Key& key);
    std::uint32_t group_of(const Key& key);
    void grow();
    void report(int slot, std::string_view code, std::string limit = {});

    const BallotLayout* layout_;
    const Slots* slots_;
    std::size_t columns_;            ///< of answers
    std::vector<ProductOf> wanted_;  ///< sums of products
    std::vector<Sharing> sharing_;
    std::size_t options_ = 0;                ///< of all columns
    std::vector<std::size_t> first_option_;  ///< of each column
    CodeColumn units_;
    CodeColumn strata_;
    CodeColumn clusters_;
    std::vector<CodeColumn> codes_;  ///< of each column of answers
    std::vector<Waiting> waiting_;
    std::vector<Answer> answers_;        ///< of waiting rows and the next: row * columns + column
    std::vector<std::uint32_t> chosen_;  ///< likewise the option, or Codes::unknown
    std::vector<Cell> cells_;
    std::vector<Slot> index_ = std::vector<Slot>(1024);
    std::vector<AnswerSums> sums_;
    std::vector<std::int64_t> both_;                       ///< cell * sharing + pair
    std::vector<Int128> products_;                         ///< cell * wanted + product
    std::unordered_map<std::size_t, Integer> overflowed_;  ///< to be added where they do not fit
    std::vector<Int128> things_;                           ///< of one row: column * 3 + Thing
    int weight_places_ = 6;                                ///< of all weights so far
    std::int64_t heaviest_ = 0;                            ///< at 10^-weight_places_
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> groups_;
    std::vector<std::int64_t> counts_;  ///< group * options_ + option
    Populations populations_;
    Populations cluster_sizes_;
    std::vector<Mistake> mistakes_;
    std::map<std::size_t, std::size_t> rows_;
    Place place_;
    bool is_too_large_ = false;
    bool has_too_many_cells_ = false;
};

}  // namespace pingyi::scoring
