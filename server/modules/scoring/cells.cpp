#include "modules/scoring/cells.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "kernel/stable_order.hpp"
#include "modules/scoring/data_tables.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::size_t table_bytes_max = 1'000'000'000;
constexpr csv::Limits limits{.bytes_max = table_bytes_max, .rows_max = cells_max};
constexpr std::size_t digits_max = 38;

constexpr std::array<std::string_view, 8> sums_names{
    "valid", "satisfied", "abstained", "invalid", "silent", "weight", "points", "satisfied_weight"};
constexpr std::array<std::string_view, 3> thing_names{"weight", "points", "satisfied_weight"};

std::array<Int128, 8> numbers_of(const AnswerSums& sums) {
    return {sums.valid,  sums.satisfied, sums.abstained, sums.invalid,
            sums.silent, sums.weight,    sums.points,    sums.satisfied_weight};
}

std::vector<std::string> names_of(const BallotLayout& layout, const Ballots& ballots) {
    std::vector<std::string> names{"unit", "stratum", "cluster", "rows"};
    if (ballots.has_cluster_sizes) names.emplace_back("psu_size");
    for (const AnswerColumn& column : layout.answers) {
        for (const std::string_view name : sums_names) {
            names.push_back(fmt::format("{}.{}", name_of(column.name, column.over), name));
        }
    }
    const auto name = [&](std::size_t column) {
        return name_of(layout.answers[column].name, layout.answers[column].over);
    };
    const auto thing = [&](const ThingOf& of) {
        return fmt::format("{}.{}", name(of.column),
                           thing_names[static_cast<std::size_t>(of.thing)]);
    };
    for (const Sharing& of : ballots.sharing) {
        names.push_back(name(of.first) + "*" + name(of.second) + ".both");
    }
    for (const ProductOf& of : ballots.wanted) {
        names.push_back(thing(of.first) + "*" + thing(of.second));
    }
    return names;
}

std::vector<csv::Column> columns_of(std::span<const std::string> names) {
    std::vector<csv::Column> columns;
    for (const std::string& name : names) columns.push_back({name, true});
    return columns;
}

/// Cells of numbers of a row, read one by one.
class Numbers {
public:
    Numbers(const csv::Record& record, std::span<const std::string> names,
            std::vector<FieldError>& errors, std::size_t row)
        : record_{record}, names_{names}, errors_{errors}, row_{row} {}

    Int128 next() {
        const auto [digits, is_negative] = next_digits(digits_max);
        Int128 value = 0;
        constexpr int ten = 10;
        for (const char digit : digits) value = value * ten + (digit - '0');
        return is_negative ? -value : value;
    }
    std::int64_t next_count() { return static_cast<std::int64_t>(next()); }
    Integer next_product() {
        const auto [digits, is_negative] = next_digits(2 * digits_max + 2);
        if (digits.empty()) return 0;
        // Not as octal, which a leading 0 would mean.
        const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
        const Integer value{std::string(digits.substr(first))};
        return is_negative ? Integer{-value} : value;
    }

private:
    struct Digits {
        std::string_view digits;
        bool is_negative = false;
    };
    Digits next_digits(std::size_t most) {
        const std::string& name = names_[at_++];
        const std::string_view text = record_.cell(name);
        const bool is_negative = text.starts_with('-');
        const std::string_view digits = is_negative ? text.substr(1) : text;
        if (digits.empty() || digits.size() > most ||
            digits.find_first_not_of("0123456789") != std::string_view::npos) {
            errors_.push_back({csv::place_of(row_, name), "scoring_not_decimal", "0"});
            return {};
        }
        return {digits, is_negative};
    }

    const csv::Record& record_;
    std::span<const std::string> names_;
    std::vector<FieldError>& errors_;
    std::size_t row_;
    std::size_t at_ = 0;
};

constexpr std::array strata_columns{csv::Column{"stratum", true}, csv::Column{"rows", true},
                                    csv::Column{"clusters", true}, csv::Column{"population", true},
                                    csv::Column{"weight_places", true}};

/// Strata, and the scale of weights.
Result<> read_strata(std::string_view text, Ballots& ballots) {
    const std::vector<std::string> names{"rows", "clusters", "weight_places"};
    const std::vector<std::string> population{"population"};
    TRY(table, csv::read(text, strata_columns, limits));
    std::vector<FieldError> errors;
    for (const csv::Row& row : table.rows) {
        csv::Record record{table, row, errors};
        Numbers numbers{record, names, errors, row.number};
        SampledStratum& stratum = ballots.strata.emplace_back();
        stratum.code = record.cell("stratum");
        stratum.rows = numbers.next_count();
        stratum.clusters = numbers.next_count();
        const std::int64_t places = numbers.next_count();
        const bool is_first = ballots.strata.size() == 1;
        if (is_first && places <= weight_places) ballots.weight_places = static_cast<int>(places);
        if (places != ballots.weight_places) record.mistake("weight_places", "scoring_sums_differ");
        if (record.has("population")) {
            stratum.population = Numbers{record, population, errors, row.number}.next_count();
        }
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return {};
}

/// One row of cells into ballots.
class CellRow {
public:
    CellRow(Answers& answers, std::span<const Unit> units) : answers_{answers}, units_{units} {}

    void add(csv::Record& record, Numbers numbers) {
        Ballots& ballots = answers_.ballots;
        BallotCell cell;
        const auto unit = std::ranges::find(units_, record.cell("unit"), &Unit::code);
        if (unit == units_.end()) record.mistake("unit", "scoring_no_such_unit");
        cell.unit = static_cast<std::uint32_t>(unit - units_.begin());
        const auto stratum =
            std::ranges::find(ballots.strata, record.cell("stratum"), &SampledStratum::code);
        if (stratum == ballots.strata.end()) record.mistake("stratum", "scoring_no_such_stratum");
        cell.stratum = static_cast<std::uint32_t>(stratum - ballots.strata.begin());
        cell.cluster = static_cast<std::uint32_t>(numbers.next());
        cell.rows = numbers.next_count();
        ballots.cells.push_back(cell);
        if (ballots.has_cluster_sizes) {
            ballots.clusters.push_back(
                {cell.stratum, cell.cluster, cell.rows, numbers.next_count()});
        }
        for (std::size_t column = 0; column < ballots.columns; ++column) {
            AnswerSums& sums = ballots.sums.emplace_back();
            for (std::int64_t* count :
                 {&sums.valid, &sums.satisfied, &sums.abstained, &sums.invalid, &sums.silent}) {
                *count = numbers.next_count();
            }
            for (Int128* sum : {&sums.weight, &sums.points, &sums.satisfied_weight}) {
                *sum = numbers.next();
            }
        }
        for (std::size_t i = 0; i < ballots.sharing.size(); ++i) {
            ballots.both.push_back(numbers.next_count());
        }
        for (std::size_t i = 0; i < ballots.wanted.size(); ++i) {
            ballots.products.push_back(numbers.next_product());
        }
    }

private:
    Answers& answers_;
    std::span<const Unit> units_;
};

/// One entry for each cluster instead of one for each cell; false when those of one differ.
bool put_together(std::vector<SampledCluster>& clusters) {
    const auto key_of = [](const SampledCluster& of) { return std::pair(of.stratum, of.cluster); };
    sort_stably(clusters, key_of);
    std::vector<SampledCluster> all;
    for (const SampledCluster& cluster : clusters) {
        if (all.empty() || key_of(all.back()) != key_of(cluster)) {
            all.push_back(cluster);
            continue;
        }
        if (all.back().population != cluster.population) return false;
        all.back().rows += cluster.rows;
    }
    clusters = std::move(all);
    return std::ranges::all_of(clusters,
                               [](const SampledCluster& of) { return of.rows <= of.population; });
}

/// Every ballot is counted once for every question, in its stratum and in one of its clusters.
bool do_fit(const BallotLayout& layout, const Ballots& ballots) {
    std::vector<std::int64_t> rows(ballots.strata.size());
    std::vector<std::set<std::uint32_t>> clusters(ballots.strata.size());
    for (std::size_t i = 0; i < ballots.cells.size(); ++i) {
        const BallotCell& cell = ballots.cells[i];
        rows[cell.stratum] += cell.rows;
        clusters[cell.stratum].insert(cell.cluster);
        for (std::size_t column = 0; column < ballots.columns; ++column) {
            const AnswerSums& sums = ballots.sums[i * ballots.columns + column];
            const bool has_negative = sums.valid < 0 || sums.satisfied < 0 || sums.abstained < 0 ||
                                      sums.invalid < 0 || sums.weight < 0;
            const bool is_all =
                sums.valid + sums.abstained + sums.invalid + sums.silent == cell.rows;
            if (has_negative || !is_all || sums.satisfied > sums.valid) return false;
            const bool is_ratio = layout.answers[column].over.has_value();
            const bool is_weighed_right =
                ballots.has_weights || ((is_ratio || sums.weight == sums.valid) &&
                                        sums.satisfied_weight == sums.satisfied);
            if (!is_weighed_right) return false;
        }
    }
    for (std::size_t pair = 0; pair < ballots.sharing.size(); ++pair) {
        for (std::size_t i = 0; i < ballots.cells.size(); ++i) {
            const std::int64_t both = ballots.both[i * ballots.sharing.size() + pair];
            const auto valid = [&](std::size_t column) {
                return ballots.sums[i * ballots.columns + column].valid;
            };
            const auto [first, second] = ballots.sharing[pair];
            if (both < 0 || both > std::min(valid(first), valid(second))) return false;
        }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const SampledStratum& stratum = ballots.strata[i];
        const auto met =
            ballots.has_clusters ? static_cast<std::int64_t>(clusters[i].size()) : stratum.rows;
        const bool is_alone = ballots.has_clusters || clusters[i].empty() ||
                              *clusters[i].rbegin() == 0;  // 0 stands for none
        const bool is_enough = !stratum.population || *stratum.population >= met;
        if (rows[i] != stratum.rows || met != stratum.clusters || !is_alone || !is_enough) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::string cells_file(const Measure& measure) {
    return measure.code + ".cells.csv";
}

std::string strata_file(const Measure& measure) {
    return measure.code + ".strata.csv";
}

bool is_of_ballots(const Scheme& scheme, std::string_view file) {
    return std::ranges::any_of(scheme.measures, [&](const Measure& measure) {
        return measure.kind == MeasureKind::ballots && file == measure.code + ".csv";
    });
}

std::string cells_csv(const Answers& answers) {
    const Ballots& ballots = answers.ballots;
    const std::vector<std::string> names = names_of(answers.layout, ballots);
    const std::vector<csv::Column> columns = columns_of(names);
    csv::Writer writer{columns};
    const auto put = [&](Int128 number) { writer.cell(Integer{number}.str()); };
    for (std::size_t i = 0; i < ballots.cells.size(); ++i) {
        const BallotCell& cell = ballots.cells[i];
        writer.cell(answers.layout.units[cell.unit]).cell(ballots.strata[cell.stratum].code);
        put(cell.cluster);
        put(cell.rows);
        if (ballots.has_cluster_sizes) put(ballots.clusters[ballots.cluster_of(cell)].population);
        for (std::size_t column = 0; column < ballots.columns; ++column) {
            const std::size_t at = i * ballots.columns + column;
            for (const Int128 number : numbers_of(ballots.sums[at])) put(number);
        }
        for (std::size_t pair = 0; pair < ballots.sharing.size(); ++pair) {
            put(ballots.both[i * ballots.sharing.size() + pair]);
        }
        for (const Integer& product : ballots.products_at(i)) writer.cell(product.str());
        writer.end_row();
    }
    return writer.str();
}

std::string strata_csv(const Answers& answers) {
    csv::Writer writer{strata_columns};
    for (const SampledStratum& stratum : answers.ballots.strata) {
        writer.cell(stratum.code).cell(stratum.rows).cell(stratum.clusters);
        writer.cell(stratum.population ? std::to_string(*stratum.population) : std::string());
        writer.cell(answers.ballots.weight_places).end_row();
    }
    return writer.str();
}

Result<Answers> answers_in(std::string_view strata_text, std::string_view cells_text,
                           const Scheme& scheme, const Measure& measure,
                           std::span<const Unit> units) {
    Answers answers;
    Ballots& ballots = answers.ballots;
    CHECK_OK(read_strata(strata_text, ballots));
    const bool has_stratum = std::ranges::any_of(
        ballots.strata, [](const SampledStratum& of) { return !of.code.empty(); });
    answers.layout = layout_of(scheme, measure, units, has_stratum);
    for (const SampledStratum& stratum : ballots.strata) ballots.rows += stratum.rows;
    ballots.has_clusters = measure.has_clusters;
    ballots.has_cluster_sizes = measure.has_cluster_sizes;
    ballots.has_weights = measure.has_weights;
    ballots.columns = answers.layout.answers.size();
    ballots.wanted = products_of(answers.layout);
    ballots.sharing = sharing_of(answers.layout);
    const std::vector<std::string> names = names_of(answers.layout, ballots);
    const std::vector<csv::Column> columns = columns_of(names);
    TRY(table, csv::read(cells_text, columns, limits));
    constexpr std::size_t words = 2;  // unit and stratum come before the numbers
    const std::span<const std::string> numbers = std::span{names}.subspan(words);
    std::vector<FieldError> errors;
    CellRow cells{answers, units};
    for (const csv::Row& row : table.rows) {
        csv::Record record{table, row, errors};
        cells.add(record, Numbers{record, numbers, errors, row.number});
        if (errors.size() > limits.errors_max) break;
    }
    const bool is_right =
        errors.empty() && put_together(ballots.clusters) && do_fit(answers.layout, ballots);
    if (errors.empty() && !is_right) errors.push_back({"", "scoring_sums_differ", {}});
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return answers;
}

}  // namespace pingyi::scoring
