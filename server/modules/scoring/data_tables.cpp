#include "modules/scoring/data_tables.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "modules/scoring/lookup.hpp"
#include "modules/scoring/value_columns.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

constexpr int value_places = 6;
constexpr std::int64_t value_one = 1'000'000;                // at 10^-6
constexpr std::int64_t value_bound = 1'000'000'000'000'000;  // at 10^-6: a thousand million
constexpr std::int64_t count_max = 1'000'000'000;
constexpr std::size_t table_rows_max = 2'000'000;
constexpr int words_max = 200;

constexpr csv::Limits limits{
    .bytes_max = small_table_bytes_max, .rows_max = table_rows_max, .errors_max = mistakes_max};

std::optional<std::size_t> unit_at(std::span<const Unit> units, std::string_view code) {
    const auto found = std::ranges::lower_bound(units, code, {}, &Unit::code);
    if (found == units.end() || found->code != code) return std::nullopt;
    return static_cast<std::size_t>(found - units.begin());
}

const Scale* scale_of(const Scheme& scheme, const Source& source) {
    if (!source.scale) return nullptr;
    return find_code(scheme.scales, *source.scale);
}

const Strata* strata_of(const Scheme& scheme, const Measure& measure) {
    for (const Source* source : sources_of(scheme, measure.code)) {
        if (!source->strata) continue;
        return find_code(scheme.strata, *source->strata);
    }
    return nullptr;
}

AnswerColumn answer_column(const Scheme& scheme, const Source& source) {
    AnswerColumn column;
    column.name = source.column;
    column.over = source.over;
    const Scale* scale = scale_of(scheme, source);
    if (scale == nullptr) {
        const bool is_on_hundred =
            !source.over && is_taken_as_it_stands(scheme, source.measure, source.column);
        column.places = value_places;
        column.blank = Answer{.is_valid = false, .is_abstention = true};  // no answer
        column.lowest = is_on_hundred ? 0 : -value_bound;
        column.highest = is_on_hundred ? score_max * value_one : value_bound;
        return column;
    }
    for (const Option& option : scale->options) {
        column.places = std::max(column.places, option.points.scale());
    }
    for (const Option& option : scale->options) {
        std::int64_t points = option.points.mantissa();
        for (int i = option.points.scale(); i < column.places; ++i) points *= 10;
        column.options.push_back({option.code,
                                  {points, option.is_satisfied, option.is_valid,
                                   option.is_abstention, option.is_silent}});
    }
    return column;
}

csv::Column needed(std::string_view name) {
    return {name, true};
}

/// One row of a table of values.
class ValueRow {
public:
    ValueRow(csv::Record record, std::span<const ValueColumn> columns)
        : record_{record}, columns_{columns} {}

    void add_to(Values& values, std::optional<std::size_t> unit) {
        std::optional<Reading> rank = Reading{};
        std::optional<Reading> of = Reading{};
        for (const ValueColumn& column : columns_) {
            const std::optional<Reading> reading = read(column);
            if (unit && reading) values.find(column.name)->second[*unit] = *reading;
            if (column.is_whole) (column.name == rank_column ? rank : of) = reading;
        }
        if (!rank || !of || rank->gap != Gap::none) return;
        if (of->gap != Gap::none) return record_.mistake(ranked_column, "required");
        if (rank->value > of->value) record_.mistake(rank_column, "too_large", of->value.text());
    }

private:
    /// The value of a cell, or why there is none; nothing where that is a mistake.
    std::optional<Reading> read(const ValueColumn& column) {
        const std::string_view cell = record_.cell(column.name);
        if (cell.empty()) return Reading{Gap::absent, {}};
        if (cell == "n/a") return Reading{Gap::not_applicable, {}};
        if (cell == "not_reported") return Reading{Gap::not_reported, {}};
        const auto value = Decimal::from(cell);
        if (!value) {
            const bool is_long = value.error().code == "decimal.overflow" &&
                                 cell.size() - std::min(cell.find('.'), cell.size()) <=
                                     static_cast<std::size_t>(Decimal::scale_max) + 1;
            record_.mistake(column.name,
                            is_long ? "scoring_too_many_digits" : "scoring_not_decimal",
                            std::to_string(Decimal::scale_max));
            return std::nullopt;
        }
        for (const FigureMistake& mistake : mistakes_in(column, *value)) {
            record_.mistake(column.name, mistake.code, mistake.limit);
        }
        return Reading{Gap::none, *value};
    }

    csv::Record record_;
    std::span<const ValueColumn> columns_;
};

/// Adds rows of `n` equal ballots to cells, without clusters and weights.
class CountTally {
public:
    CountTally(Ballots& ballots, const BallotLayout& layout) : ballots_{ballots} {
        ballots_.columns = layout.answers.size();
        ballots_.wanted = products_of(layout);
    }

    void add(std::size_t unit, std::size_t stratum, std::span<const Answer> answers,
             std::int64_t n) {
        const std::size_t cell = cell_at(unit, stratum);
        ballots_.cells[cell].rows += n;
        ballots_.strata[stratum].rows += n;
        ballots_.strata[stratum].clusters += n;
        ballots_.rows += n;
        for (std::size_t column = 0; column < answers.size(); ++column) {
            add(ballots_.sums[cell * ballots_.columns + column], answers[column], n);
        }
        const auto one = [&](const ThingOf& of) {
            return Integer{thing_of(answers[of.column], of.thing, 1)};
        };
        auto at =
            ballots_.products.begin() + static_cast<std::ptrdiff_t>(cell * ballots_.wanted.size());
        for (const ProductOf& of : ballots_.wanted) *at++ += one(of.first) * one(of.second) * n;
    }

private:
    static void add(AnswerSums& sums, const Answer& answer, std::int64_t n) {
        if (answer.is_abstention) {
            sums.abstained += n;
        } else if (answer.is_silent) {
            sums.silent += n;
        } else if (!answer.is_valid) {
            sums.invalid += n;
        } else {
            sums.valid += n;
            sums.weight += n;
            sums.points += Int128{answer.points} * n;
            if (!answer.is_satisfied) return;
            sums.satisfied += n;
            sums.satisfied_weight += n;
        }
    }
    std::size_t cell_at(std::size_t unit, std::size_t stratum) {
        const auto [at, is_new] =
            cells_.try_emplace(unit * ballots_.strata.size() + stratum, cells_.size());
        if (is_new) {
            ballots_.cells.push_back(
                {static_cast<std::uint32_t>(unit), static_cast<std::uint32_t>(stratum), 0, 0});
            ballots_.sums.resize(cells_.size() * ballots_.columns);
            ballots_.products.resize(cells_.size() * ballots_.wanted.size());
        }
        return at->second;
    }

    Ballots& ballots_;
    std::map<std::size_t, std::size_t> cells_;
};

/// One row of a table of counts: `n` ballots that gave these answers.
class CountRow {
public:
    CountRow(const BallotLayout& layout, std::span<const Unit> units, csv::Record record)
        : layout_{layout}, units_{units}, record_{record} {}

    void add_to(CountTally& tally) {
        const auto unit = unit_at(units_, record_.cell("unit"));
        if (!unit) record_.mistake("unit", "scoring_no_such_unit");
        const auto stratum = stratum_index();
        if (!stratum) record_.mistake("stratum", "scoring_no_such_stratum");
        Int<0, count_max> n;
        record_.set("n", n);
        std::vector<Answer> answers;
        for (const AnswerColumn& column : layout_.answers) {
            const Answer* answer = answer_in(column);
            if (answer == nullptr) {
                record_.mistake(column.name, "scoring_no_such_option");
            } else {
                answers.push_back(*answer);
            }
        }
        const bool is_whole = answers.size() == layout_.answers.size();
        if (is_whole && unit && stratum && n.value > 0) {
            tally.add(*unit, *stratum, answers, n.value);
        }
    }

private:
    [[nodiscard]] std::optional<std::size_t> stratum_index() const {
        if (!layout_.stratum_column) return 0;
        const auto found = std::ranges::find(layout_.strata, record_.cell("stratum"));
        if (found == layout_.strata.end()) return std::nullopt;
        return static_cast<std::size_t>(found - layout_.strata.begin());
    }
    [[nodiscard]] const Answer* answer_in(const AnswerColumn& column) const {
        const auto found =
            std::ranges::find(column.options, record_.cell(column.name), &AnswerOption::code);
        return found == column.options.end() ? nullptr : &found->answer;
    }

    const BallotLayout& layout_;
    std::span<const Unit> units_;
    csv::Record record_;
};

}  // namespace

AnswerSide side_of(const BallotLayout& layout, const Source& source) {
    const auto column = std::ranges::find_if(layout.answers, [&](const AnswerColumn& of) {
        return of.name == source.column && of.over == source.over;
    });
    return {static_cast<std::size_t>(column - layout.answers.begin()),
            source.statistic == Statistic::rate};
}

BallotLayout layout_of(const Scheme& scheme, const Measure& measure, std::span<const Unit> units,
                       bool has_stratum) {
    BallotLayout layout;
    for (const Unit& unit : units) layout.units.push_back(unit.code);
    if (const Strata* strata = strata_of(scheme, measure)) {
        layout.stratum_column = "stratum";
        for (const Stratum& stratum : strata->strata) layout.strata.push_back(stratum.code);
    } else if (has_stratum) {
        layout.stratum_column = "stratum";
    }
    if (measure.has_clusters) layout.cluster_column = "psu";
    if (measure.has_weights) layout.weight_column = "weight";
    if (measure.has_population) layout.population_column = "population";
    if (measure.has_cluster_sizes) layout.cluster_size_column = "psu_size";
    std::set<std::string> seen;
    for (const Source* source : sources_of(scheme, measure.code)) {
        if (seen.insert(name_of(source->column, source->over)).second) {
            layout.answers.push_back(answer_column(scheme, *source));
        }
        const AnswerSide side = side_of(layout, *source);
        if (std::ranges::find(layout.sides, side) == layout.sides.end()) {
            layout.sides.push_back(side);
        }
    }
    return layout;
}

Result<std::vector<Unit>> units_in(std::string_view text, const Scheme& scheme) {
    constexpr std::array columns{csv::Column{"unit", true}, csv::Column{"class", true},
                                 csv::Column{"zh", true}, csv::Column{"en", true}};
    csv::Limits few = limits;
    few.rows_max = units_max;
    TRY(table, csv::read(text, columns, few));
    std::vector<FieldError> errors;
    std::vector<Unit> units;
    std::set<std::string> seen;
    for (const csv::Row& row : table.rows) {
        if (errors.size() >= mistakes_max) break;
        csv::Record record{table, row, errors};
        Text<1, words_max> zh;
        Text<1, words_max> en;
        record.set("zh", zh);
        record.set("en", en);
        const std::string code{record.cell("unit")};
        if (code.empty()) record.mistake("unit", "required");
        if (code.contains('/')) record.mistake("unit", "scoring_no_slash");  // parts node ids
        if (!seen.insert(code).second) record.mistake("unit", "scoring_given_twice");
        if (find_code(scheme.classes, record.cell("class")) == nullptr) {
            record.mistake("class", "scoring_no_such_class");
        }
        units.push_back({code, std::string(record.cell("class")), {zh.value, en.value}});
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    std::ranges::sort(units, {}, &Unit::code);
    return units;
}

Result<Values> values_in(std::string_view text, const Scheme& scheme, const Measure& measure,
                         std::span<const Unit> units) {
    const std::vector<ValueColumn> known = value_columns(scheme, measure);
    std::vector<csv::Column> columns{needed("unit")};
    for (const ValueColumn& column : known) columns.push_back(needed(column.name));
    TRY(table, csv::read(text, columns, limits));
    Values values;
    for (const ValueColumn& column : known) values[column.name].resize(units.size());
    std::vector<FieldError> errors;
    std::set<std::size_t> seen;
    for (const csv::Row& row : table.rows) {
        if (errors.size() >= mistakes_max) break;
        csv::Record record{table, row, errors};
        const auto unit = unit_at(units, record.cell("unit"));
        if (!unit) record.mistake("unit", "scoring_no_such_unit");
        if (unit && !seen.insert(*unit).second) record.mistake("unit", "scoring_given_twice");
        ValueRow{record, known}.add_to(values, unit);
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return values;
}

Result<Answers> counts_in(std::string_view text, const Scheme& scheme, const Measure& measure,
                          std::span<const Unit> units) {
    Answers answers;
    answers.layout = layout_of(scheme, measure, units, false);
    std::vector<csv::Column> columns{needed("unit"), needed("n")};
    if (answers.layout.stratum_column) columns.push_back(needed("stratum"));
    for (const AnswerColumn& column : answers.layout.answers)
        columns.push_back(needed(column.name));
    TRY(table, csv::read(text, columns, limits));
    Ballots& ballots = answers.ballots;
    if (!answers.layout.stratum_column) ballots.strata.resize(1);
    for (const std::string& code : answers.layout.strata) ballots.strata.emplace_back().code = code;
    CountTally tally{ballots, answers.layout};
    std::vector<FieldError> errors;
    for (const csv::Row& row : table.rows) {
        if (errors.size() >= mistakes_max) break;
        CountRow{answers.layout, units, csv::Record{table, row, errors}}.add_to(tally);
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return answers;
}

Result<std::vector<Incident>> incidents_in(std::string_view text, const Scheme& scheme,
                                           std::span<const Unit> units) {
    constexpr std::array columns{csv::Column{"id", true}, csv::Column{"unit", true},
                                 csv::Column{"event", true}, csv::Column{"day", true},
                                 csv::Column{"evidence", true}};
    TRY(table, csv::read(text, columns, limits));
    std::vector<FieldError> errors;
    std::vector<Incident> events;
    std::set<std::string> seen;
    for (const csv::Row& row : table.rows) {
        if (errors.size() >= mistakes_max) break;
        csv::Record record{table, row, errors};
        Incident event;
        event.id = record.cell("id");
        event.kind = record.cell("event");
        const auto unit = unit_at(units, record.cell("unit"));
        Day day{};
        Text<1, words_max> evidence;
        record.set("day", day);
        record.set("evidence", evidence);
        if (!unit) record.mistake("unit", "scoring_no_such_unit");
        if (find_code(scheme.events, event.kind) == nullptr)
            record.mistake("event", "scoring_no_such_event");
        if (event.id.empty()) record.mistake("id", "required");
        if (!seen.insert(event.id).second) record.mistake("id", "scoring_given_twice");
        event.unit = unit.value_or(0);
        event.day = record.cell("day");
        event.evidence = evidence.value;
        events.push_back(std::move(event));
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    std::ranges::sort(events, [](const Incident& a, const Incident& b) {
        return std::tie(a.unit, a.id) < std::tie(b.unit, b.id);
    });
    return events;
}

}  // namespace pingyi::scoring
