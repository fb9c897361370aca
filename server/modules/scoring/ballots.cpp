#include "modules/scoring/ballots.hpp"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

#include "kernel/stable_order.hpp"
#include "modules/scoring/ballot_tally.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

constexpr unsigned threads_max = 64;

Thing taken_by(const AnswerSide& side) {
    return side.is_rate ? Thing::satisfied_weight : Thing::points;
}

/// For each column of the file the slot that it fills.
Result<std::vector<int>> columns_of(const Piece& first, const Slots& slots, bool ignores_others) {
    TRY(header, csv::header(first.bytes));
    std::vector<FieldError> errors;
    std::vector<int> columns;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const auto found = std::ranges::find(slots.names, header[i]);
        const bool is_known = found != slots.names.end();
        const std::string place = csv::place_of(1, header[i].substr(0, 64));
        if (!is_known && !ignores_others) errors.push_back({place, "csv_unknown_column", {}});
        if (is_known && std::ranges::count(header, header[i]) > 1) {
            errors.push_back({place, "csv_double_column", {}});
        }
        columns.push_back(is_known ? static_cast<int>(found - slots.names.begin())
                                   : RowReader::unwanted);
    }
    for (const std::string& name : slots.names) {
        if (std::ranges::find(header, name) == header.end()) {
            errors.push_back({csv::place_of(1, name), "csv_missing_column", {}});
        }
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return columns;
}

/// Reads pieces until none is left or one thread says that no more should be read.
class Reading {
public:
    Reading(PieceReader& reader, std::span<const int> columns)
        : reader_{reader}, columns_{columns} {}

    void run(Tally& tally, Piece piece) {
        while (tally.add(piece, columns_)) {
            if (!next(piece)) return;
        }
        const std::scoped_lock lock{mutex_};
        is_over_ = true;
    }
    bool next(Piece& piece) {
        const std::scoped_lock lock{mutex_};
        if (is_over_) return false;
        auto more = reader_.next(piece);
        is_over_ = !more || !*more;
        if (!more) failure_ = std::move(more).error();
        return !is_over_;
    }
    [[nodiscard]] std::optional<Error>& failure() { return failure_; }

private:
    PieceReader& reader_;
    std::span<const int> columns_;
    std::mutex mutex_;
    bool is_over_ = false;
    std::optional<Error> failure_;
};

/// The first mistakes of the file with the rows that a spreadsheet shows.
std::vector<FieldError> in_order(std::vector<Mistake> mistakes, const std::vector<Tally>& tallies) {
    std::map<std::size_t, std::size_t> rows;
    for (const Tally& tally : tallies) rows.insert(tally.rows().begin(), tally.rows().end());
    std::map<std::size_t, std::size_t> before;
    std::size_t sum = 0;
    for (const auto& [piece, own] : rows) {
        before[piece] = sum;
        sum += own;
    }
    sort_stably(mistakes, [](const Mistake& mistake) { return mistake.place; });
    std::vector<FieldError> fields;
    for (Mistake& mistake : mistakes) {
        const std::size_t row = before[mistake.place.piece] + mistake.place.row;
        std::string place;
        if (mistake.place.row > 0) {
            place = mistake.column.empty() ? "row " + std::to_string(row)
                                           : csv::place_of(row, mistake.column);
        }
        fields.push_back({std::move(place), std::string(mistake.code), std::move(mistake.limit)});
        if (mistake.is_last || fields.size() == mistakes_max) break;
    }
    return fields;
}

unsigned threads_of(const BallotReading& reading) {
    const unsigned wanted =
        reading.threads > 0 ? reading.threads : std::thread::hardware_concurrency();
    return std::clamp(wanted, 1U, threads_max);
}

Result<Ballots> read_all(PieceReader reader, const BallotLayout& layout,
                         const BallotReading& reading) {
    Piece first;
    TRY(has_first, reader.next(first));
    if (!has_first) return fail_fields({{"", "csv_empty", {}}}, "csv.invalid");
    const Slots slots{layout};
    TRY(columns, columns_of(first, slots, layout.ignores_others));

    std::vector<Tally> tallies(threads_of(reading), Tally{layout, slots});
    Reading work{reader, columns};
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 1; t < tallies.size(); ++t) {
            threads.emplace_back([&work, &tally = tallies[t]] {
                Piece piece;
                if (work.next(piece)) work.run(tally, std::move(piece));
            });
        }
        work.run(tallies.front(), std::move(first));
    }
    if (work.failure()) return std::unexpected(std::move(*work.failure()));
    std::vector<Mistake> mistakes;
    for (const Tally& tally : tallies) {
        mistakes.insert(mistakes.end(), tally.mistakes().begin(), tally.mistakes().end());
    }
    Ballots ballots = Tally::merged(tallies, layout, mistakes);
    if (!mistakes.empty()) {
        return fail_fields(in_order(std::move(mistakes), tallies), "csv.invalid");
    }
    return ballots;
}

}  // namespace

Result<Ballots> read_ballots(const std::filesystem::path& path, const BallotLayout& layout,
                             const BallotReading& reading) {
    auto reader = PieceReader::open(path, reading.piece_bytes, reading.seen);
    auto ballots = reader ? read_all(std::move(*reader), layout, reading)
                          : Result<Ballots>(std::unexpected(std::move(reader).error()));
    if (ballots) return ballots;
    return std::unexpected(csv::in_file(std::move(ballots).error(), path.filename().string()));
}

Result<Ballots> ballots_in(std::string_view text, std::string_view name, const BallotLayout& layout,
                           const BallotReading& reading) {
    auto ballots =
        read_all(PieceReader::of(text, reading.piece_bytes, reading.seen), layout, reading);
    if (ballots) return ballots;
    return std::unexpected(csv::in_file(std::move(ballots).error(), name));
}

std::string name_of(std::string_view column, const std::optional<std::string>& over) {
    std::string name{column};
    if (over) name += "/" + *over;
    return name;
}

int places_of(const AnswerColumn& column, bool is_rate) {
    return is_rate || column.over ? 0 : column.places;
}

Int128 thing_of(const Answer& answer, Thing thing, std::int64_t weight) {
    if (!answer.is_valid || answer.is_abstention) return 0;
    switch (thing) {
        case Thing::weight: return Int128{weight} * answer.over;
        case Thing::points: return Int128{weight} * answer.points;
        case Thing::satisfied_weight: return answer.is_satisfied ? weight : 0;
    }
    return 0;
}

std::vector<ProductOf> products_of(const BallotLayout& layout) {
    using enum Thing;
    std::vector<ProductOf> all;
    const auto want = [&](const ThingOf& a, const ThingOf& b) {
        const ProductOf one{std::min(a, b), std::max(a, b)};
        if (std::ranges::find(all, one) == all.end()) all.push_back(one);
    };
    if (layout.cluster_column && !layout.cluster_size_column) return all;
    for (std::size_t of = 0; of < layout.answers.size(); ++of) {
        want({of, weight}, {of, weight});
        want({of, points}, {of, points});
        want({of, weight}, {of, points});
        want({of, satisfied_weight}, {of, satisfied_weight});
    }
    if (layout.cluster_column) return all;
    for (std::size_t i = 0; i < layout.sides.size(); ++i) {
        for (std::size_t j = i + 1; j < layout.sides.size(); ++j) {
            const auto [a, b] = std::pair(layout.sides[i], layout.sides[j]);
            want({a.column, taken_by(a)}, {b.column, taken_by(b)});
            want({a.column, taken_by(a)}, {b.column, weight});
            want({a.column, weight}, {b.column, taken_by(b)});
            want({a.column, weight}, {b.column, weight});
        }
    }
    return all;
}

std::vector<Sharing> sharing_of(const BallotLayout& layout) {
    const auto& answers = layout.answers;
    std::vector<Sharing> all;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        for (std::size_t j = i + 1; j < answers.size(); ++j) {
            const AnswerColumn& a = answers[i];
            const AnswerColumn& b = answers[j];
            const bool is_shared = a.name == b.name || a.over == b.name || b.over == a.name ||
                                   (a.over && a.over == b.over);
            if (is_shared) all.push_back({i, j});
        }
    }
    return all;
}

std::int64_t Ballots::apart(std::size_t cell, std::size_t pair) const {
    const auto valid = [&](std::size_t column) { return sums[cell * columns + column].valid; };
    return valid(sharing[pair].first) + valid(sharing[pair].second) -
           2 * both[cell * sharing.size() + pair];
}

std::size_t Ballots::place_of(ThingOf a, ThingOf b) const {
    const auto found = std::ranges::find(wanted, ProductOf{std::min(a, b), std::max(a, b)});
    if (found == wanted.end()) std::abort();
    return static_cast<std::size_t>(found - wanted.begin());
}

std::size_t Ballots::cluster_of(const BallotCell& cell) const {
    const auto key_of = [](const auto& of) { return std::pair(of.stratum, of.cluster); };
    const auto found = std::ranges::lower_bound(clusters, key_of(cell), {}, key_of);
    const bool is_there = found != clusters.end() && key_of(*found) == key_of(cell);
    return is_there ? static_cast<std::size_t>(found - clusters.begin()) : clusters.size();
}

design::Design design_of(const Ballots& ballots, LonelyCluster lonely) {
    design::Design design{{}, static_cast<design::Lonely>(lonely)};
    for (const SampledStratum& stratum : ballots.strata) {
        design.strata.push_back({stratum.clusters, stratum.population});
    }
    for (const SampledCluster& cluster : ballots.clusters) {
        design.clusters.push_back({cluster.stratum, cluster.rows, cluster.population});
    }
    return design;
}

std::vector<design::Cell> cells_of(const Ballots& ballots, std::size_t column,
                                   Statistic statistic) {
    std::vector<design::Cell> cells;
    cells.reserve(ballots.cells.size());
    for (std::size_t i = 0; i < ballots.cells.size(); ++i) {
        const BallotCell& cell = ballots.cells[i];
        const AnswerSums& sums = ballots.sums[i * ballots.columns + column];
        cells.push_back({cell.unit, cell.stratum, cell.cluster, sums.valid,
                         statistic == Statistic::rate ? sums.satisfied_weight : sums.points,
                         sums.weight});
    }
    return cells;
}

std::vector<design::ElementCell> element_cells_of(const Ballots& ballots, std::size_t column,
                                                  Statistic statistic) {
    const AnswerSide side{column, statistic == Statistic::rate};
    const CrossedPlaces places = crossed_places(ballots, side, side);
    std::vector<design::ElementCell> cells;
    cells.reserve(ballots.cells.size());
    for (std::size_t i = 0; i < ballots.cells.size(); ++i) {
        const BallotCell& cell = ballots.cells[i];
        const AnswerSums& sums = ballots.sums[i * ballots.columns + column];
        Crossed own = crossed(ballots, i, places);
        cells.push_back({cell.unit, cell.stratum, sums.valid,
                         side.is_rate ? sums.satisfied_weight : sums.points, sums.weight,
                         std::move(own.both), std::move(own.first), std::move(own.weights),
                         cell.unit});
        if (!ballots.has_cluster_sizes) continue;
        cells.back().cluster = static_cast<std::uint32_t>(ballots.cluster_of(cell));
        cells.back().drawn = cell.rows;
    }
    return cells;
}

CrossedPlaces crossed_places(const Ballots& ballots, const AnswerSide& side,
                             const AnswerSide& other) {
    const ThingOf y{side.column, taken_by(side)};
    const ThingOf x{side.column, Thing::weight};
    const ThingOf other_y{other.column, taken_by(other)};
    const ThingOf other_x{other.column, Thing::weight};
    // What is satisfied has its weight: the product of both is its square.
    const bool is_own_rate = side == other && side.is_rate;
    return {ballots.place_of(y, other_y), ballots.place_of(y, is_own_rate ? y : other_x),
            ballots.place_of(is_own_rate ? y : x, other_y), ballots.place_of(x, other_x)};
}

Crossed crossed(const Ballots& ballots, std::size_t cell, const CrossedPlaces& places) {
    const auto products = ballots.products_at(cell);
    return {products[places.both], products[places.first], products[places.second],
            products[places.weights]};
}

std::vector<design::Estimate> unit_estimates(const Ballots& ballots, const BallotLayout& layout,
                                             std::size_t column, Statistic statistic,
                                             LonelyCluster lonely) {
    const auto units = static_cast<std::uint32_t>(layout.units.size());
    const int places = places_of(layout.answers[column], statistic == Statistic::rate);
    const auto design = design_of(ballots, lonely);
    if (ballots.wanted.empty()) {
        return design::ratios(design, cells_of(ballots, column, statistic), units, places);
    }
    return design::ratios(design, element_cells_of(ballots, column, statistic), units, places);
}

}  // namespace pingyi::scoring
