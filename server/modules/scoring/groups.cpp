#include "modules/scoring/groups.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <set>
#include <tuple>

#include "modules/scoring/data_tables.hpp"
#include "modules/scoring/lookup.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::size_t table_bytes_max = 200'000'000;
constexpr csv::Limits limits{.bytes_max = table_bytes_max, .rows_max = cells_max};
constexpr std::size_t digits_max = 36;  // of sums, so that they fit into 128 bits
constexpr std::int64_t count_max = 1'000'000'000'000;
constexpr std::array<std::string_view, 6> standing_words{
    "estimable", "no_ballots", "one_cluster", "lonely_cluster", "no_variance", "no_freedom"};

constexpr std::array group_columns{
    csv::Column{"indicator", true}, csv::Column{"unit", true},   csv::Column{"group", true},
    csv::Column{"merged", true},    csv::Column{"valid", true},  csv::Column{"satisfied", true},
    csv::Column{"silent", true},    csv::Column{"weight", true}, csv::Column{"points", true},
    csv::Column{"error", true},     csv::Column{"df", true},     csv::Column{"standing", true}};
constexpr std::array covariance_columns{
    csv::Column{"unit", true},        csv::Column{"indicator", true},
    csv::Column{"group", true},       csv::Column{"other_indicator", true},
    csv::Column{"other_group", true}, csv::Column{"covariance", true},
    csv::Column{"bound", true}};
constexpr std::array pair_columns{csv::Column{"unit", true}, csv::Column{"other", true},
                                  csv::Column{"variance", true}};
constexpr std::array withheld_columns{csv::Column{"unit", true}, csv::Column{"why", true},
                                      csv::Column{"ballots", true}};

/// How the rows of an indicator are written.
struct LeafShape {
    const Indicator* leaf = nullptr;
    const Measure* measure = nullptr;
    const Strata* strata = nullptr;
    bool is_rate = false;
    bool is_ratio = false;
    int weight_places = 0;         ///< as far as a table may tell weights
    int own_places = 0;            ///< more, of points
    int over_places = 0;           ///< more, of what stands below the line of a ratio
    std::optional<Int128> lowest;  ///< points of one ballot, where the scale says
    std::optional<Int128> highest;

    [[nodiscard]] bool has_error() const { return measure->basis != Basis::opt_in; }
    [[nodiscard]] std::string group_of(std::size_t stratum) const {
        return strata == nullptr ? std::string() : strata->strata[stratum].code;
    }
};

LeafShape shape_of(const Scheme& scheme, const Indicator& leaf) {
    LeafShape shape;
    shape.leaf = &leaf;
    shape.measure = find_code(scheme.measures, leaf.source->measure);
    if (leaf.source->strata) shape.strata = find_code(scheme.strata, *leaf.source->strata);
    shape.is_rate = leaf.source->statistic == Statistic::rate;
    if (shape.measure->has_weights) shape.weight_places = weight_places;
    shape.lowest = 0;
    shape.highest = 1;
    if (shape.is_rate) return shape;
    const BallotLayout layout = layout_of(scheme, *shape.measure, {}, true);
    const AnswerColumn& column = layout.answers[side_of(layout, *leaf.source).column];
    shape.is_ratio = column.over.has_value();
    shape.own_places = column.places;
    if (shape.is_ratio) shape.over_places = column.places;
    shape.lowest.reset();
    shape.highest.reset();
    for (const AnswerOption& option : column.options) {
        if (option.answer.is_abstention || !option.answer.is_valid) continue;
        const Int128 points = option.answer.points;
        shape.lowest = std::min(shape.lowest.value_or(points), points);
        shape.highest = std::max(shape.highest.value_or(points), points);
    }
    return shape;
}

std::optional<Int128> decimal_in(std::string_view text, int places) {
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string digits{text.substr(0, point)};
    if (point < text.size()) digits += text.substr(point + 1);
    const auto after = static_cast<int>(text.size() - std::min(point + 1, text.size()));
    if (after > places || point == 0) return std::nullopt;
    digits.append(static_cast<std::size_t>(places - after), '0');
    if (digits.size() > digits_max || digits.find_first_not_of("0123456789") != std::string::npos) {
        return std::nullopt;
    }
    Int128 value = 0;
    constexpr int ten = 10;
    for (const char digit : digits) value = value * ten + (digit - '0');
    return is_negative ? -value : value;
}

/// The shortest text that reads back as the same double.
std::string text_of(double value) {
    return fmt::format("{}", value);
}

/// The cells of one row, with what is wrong in them.
class Cells {
public:
    Cells(const csv::Table& table, const csv::Row& row, std::vector<FieldError>& errors)
        : record_{table, row, errors}, errors_{errors}, before_{errors.size()} {}

    [[nodiscard]] std::string_view text(std::string_view column) const {
        return record_.cell(column);
    }
    void mistake(std::string_view column, std::string_view code, std::string limit = {}) {
        record_.mistake(column, code, std::move(limit));
    }
    [[nodiscard]] bool is_right() const { return errors_.size() == before_; }

    std::size_t unit(std::string_view column, std::span<const Unit> units) {
        const auto found = std::ranges::lower_bound(units, text(column), {}, &Unit::code);
        if (found != units.end() && found->code == text(column)) {
            return static_cast<std::size_t>(found - units.begin());
        }
        mistake(column, "scoring_no_such_unit");
        return 0;
    }
    const LeafShape* leaf(std::string_view column, std::span<const LeafShape> leaves) {
        const auto found = std::ranges::find(leaves, text(column),
                                             [](const LeafShape& of) { return of.leaf->code; });
        if (found != leaves.end()) return &*found;
        mistake(column, "scoring_no_such_option");
        return nullptr;
    }
    std::size_t stratum(std::string_view column, const LeafShape& leaf) {
        return stratum_at(column, text(column), leaf);
    }
    std::vector<std::size_t> strata(std::string_view column, const LeafShape& leaf) {
        std::vector<std::size_t> all;
        std::string_view left = text(column);
        while (!left.empty()) {
            const std::size_t end = std::min(left.find(' '), left.size());
            all.push_back(stratum_at(column, left.substr(0, end), leaf));
            left.remove_prefix(std::min(end + 1, left.size()));
        }
        return all;
    }
    std::int64_t count(std::string_view column) {
        const auto value = decimal_in(text(column), 0);
        if (value && *value >= 0 && *value <= count_max) return static_cast<std::int64_t>(*value);
        mistake(column, "scoring_not_decimal", "0");
        return 0;
    }
    Int128 sum(std::string_view column, int places) {
        const auto value = decimal_in(text(column), places);
        if (!value) mistake(column, "scoring_not_decimal", std::to_string(places));
        return value.value_or(0);
    }
    double number(std::string_view column, double least) {
        const std::string_view cell = text(column);
        double value = 0;
        const auto [end, failure] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        const bool is_number = failure == std::errc{} && end == cell.data() + cell.size() &&
                               !std::isnan(value) && value >= least;
        if (!is_number) mistake(column, "scoring_no_number");
        return is_number ? value : 0;
    }
    template <class Enum, std::size_t N>
    Enum one_of(std::string_view column, const std::array<std::string_view, N>& names) {
        const auto found = std::ranges::find(names, text(column));
        if (found != names.end()) return static_cast<Enum>(found - names.begin());
        mistake(column, "scoring_no_such_option");
        return Enum{};
    }

private:
    std::size_t stratum_at(std::string_view column, std::string_view code, const LeafShape& leaf) {
        if (leaf.strata == nullptr && code.empty()) return 0;
        const auto found =
            leaf.strata == nullptr ? std::nullopt : index_of(leaf.strata->strata, code);
        if (!found) mistake(column, "scoring_no_such_stratum");
        return found.value_or(0);
    }

    csv::Record record_;
    std::vector<FieldError>& errors_;
    std::size_t before_;
};

std::vector<LeafShape> shapes_of(const Scheme& scheme) {
    std::vector<LeafShape> shapes;
    for (const Indicator* leaf : leaves_with_ballots(scheme)) {
        shapes.push_back(shape_of(scheme, *leaf));
    }
    return shapes;
}

/// `read` for every row; it fills in what it returns to nobody.
template <class Read>
Result<> for_rows(std::string_view text, std::span<const csv::Column> columns, const Read& read) {
    TRY(table, csv::read(text, columns, limits));
    std::vector<FieldError> errors;
    for (const csv::Row& row : table.rows) {
        Cells cells{table, row, errors};
        read(cells);
        if (errors.size() > limits.errors_max) break;
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return {};
}

/// What ballots can give, so that nothing impossible is computed with.
void check(Cells& cells, const Group& group, const LeafShape& leaf) {
    if (group.valid < 1) cells.mistake("valid", "too_small", "1");
    // The sum below the line of a ratio may be 0: then there is no estimate.
    const bool is_less = leaf.is_ratio ? group.weight < 0 : group.weight < 1;
    if (is_less) cells.mistake("weight", "too_small", "0");
    if (group.satisfied > group.valid) cells.mistake("satisfied", "too_large");
    if (!leaf.measure->has_weights && !leaf.is_ratio && group.weight != group.valid) {
        cells.mistake("weight", "scoring_sums_differ");
    }
    const auto all_with = [&](Int128 points) { return Integer{points} * Integer{group.weight}; };
    const bool is_low = leaf.lowest && Integer{group.points} < all_with(*leaf.lowest);
    const bool is_high = leaf.highest && Integer{group.points} > all_with(*leaf.highest);
    if (is_low || is_high) cells.mistake("points", "scoring_sums_differ");
    const bool is_unweighted_rate = leaf.is_rate && !leaf.measure->has_weights;
    if (is_unweighted_rate && group.points != group.satisfied) {
        cells.mistake("points", "scoring_sums_differ");
    }
}

Group group_in(Cells& cells, const LeafShape& leaf, std::span<const Unit> units) {
    Group group;
    group.unit = cells.unit("unit", units);
    group.stratum = cells.stratum("group", leaf);
    group.merged = cells.strata("merged", leaf);
    group.valid = cells.count("valid");
    if (leaf.is_rate) group.satisfied = cells.count("satisfied");
    group.silent = cells.count("silent");
    group.weight = cells.sum("weight", leaf.weight_places + leaf.over_places);
    group.points = cells.sum("points", leaf.weight_places + leaf.own_places);
    group.weight_places = leaf.weight_places;
    group.standing = design::Standing::one_cluster;
    if (leaf.has_error()) {
        group.error = cells.number("error", 0);
        group.df = cells.count("df");
        group.standing = cells.one_of<design::Standing>("standing", standing_words);
    }
    if (cells.is_right()) check(cells, group, leaf);
    if (group.weight == 0) group.standing = design::Standing::no_ballots;
    return group;
}

std::string groups_csv(const Scheme& scheme, std::span<const Unit> units,
                       const Estimated& estimated) {
    csv::Writer writer{group_columns};
    for (const LeafShape& leaf : shapes_of(scheme)) {
        const auto groups = estimated.groups.find(leaf.leaf->code);
        if (groups == estimated.groups.end()) continue;
        for (const Group& group : groups->second) {
            std::vector<std::string> merged;
            for (const std::size_t stratum : group.merged) merged.push_back(leaf.group_of(stratum));
            writer.cell(leaf.leaf->code).cell(units[group.unit].code);
            writer.cell(leaf.group_of(group.stratum));
            writer.cell(fmt::format("{}", fmt::join(merged, " "))).cell(group.valid);
            writer.cell(leaf.is_rate ? std::to_string(group.satisfied) : std::string());
            writer.cell(group.silent);
            writer.cell(decimal_text(group.weight, group.weight_places + leaf.over_places));
            writer.cell(decimal_text(group.points, group.weight_places + leaf.own_places));
            const bool has = leaf.has_error();
            writer.cell(has ? text_of(group.error) : std::string());
            writer.cell(has ? std::to_string(group.df) : std::string());
            const auto standing = static_cast<std::size_t>(group.standing);
            writer.cell(has ? standing_words[standing] : std::string_view{}).end_row();
        }
    }
    return writer.str();
}

std::string covariances_csv(const Scheme& scheme, std::span<const Unit> units,
                            const Estimated& estimated) {
    std::map<std::string, LeafShape> leaves;
    for (LeafShape& leaf : shapes_of(scheme)) leaves[leaf.leaf->code] = leaf;
    csv::Writer writer{covariance_columns};
    for (const Covariance& of : estimated.covariances) {
        writer.cell(units[of.unit].code).cell(of.indicator);
        writer.cell(leaves.at(of.indicator).group_of(of.stratum)).cell(of.other_indicator);
        writer.cell(leaves.at(of.other_indicator).group_of(of.other_stratum));
        writer.cell(text_of(of.covariance)).cell(text_of(of.bound)).end_row();
    }
    return writer.str();
}

std::string pairs_csv(std::span<const Unit> units, const Estimated& estimated) {
    csv::Writer writer{pair_columns};
    for (const PairVariance& of : estimated.pairs) {
        writer.cell(units[of.unit].code).cell(units[of.other].code);
        writer.cell(text_of(of.variance)).end_row();
    }
    return writer.str();
}

std::string withheld_csv(std::span<const Unit> units, std::span<const NamedOnly> named) {
    csv::Writer writer{withheld_columns};
    for (const NamedOnly& of : named) {
        writer.cell(units[of.unit].code).cell(withheld_names[static_cast<std::size_t>(of.why)]);
        writer.cell(of.ballots == 0 ? std::string() : std::to_string(of.ballots)).end_row();
    }
    return writer.str();
}

}  // namespace

Tables tables_of(const Scheme& scheme, std::span<const Unit> units, const Estimated& estimated,
                 std::span<const NamedOnly> named) {
    return {{std::string(groups_file), groups_csv(scheme, units, estimated)},
            {std::string(covariances_file), covariances_csv(scheme, units, estimated)},
            {std::string(pairs_file), pairs_csv(units, estimated)},
            {std::string(withheld_file), withheld_csv(units, named)}};
}

Result<GroupsOfLeaves> groups_in(std::string_view text, const Scheme& scheme,
                                 std::span<const Unit> units) {
    const std::vector<LeafShape> leaves = shapes_of(scheme);
    GroupsOfLeaves groups;
    std::set<std::tuple<const LeafShape*, std::size_t, std::size_t>> seen;
    const auto read = [&](Cells& cells) {
        const LeafShape* leaf = cells.leaf("indicator", leaves);
        if (leaf == nullptr) return;
        Group group = group_in(cells, *leaf, units);
        std::vector<std::size_t> strata = group.merged;
        strata.push_back(group.stratum);
        for (const std::size_t stratum : strata) {
            if (seen.insert({leaf, group.unit, stratum}).second) continue;
            cells.mistake("group", "scoring_given_twice");
        }
        groups[leaf->leaf->code].push_back(std::move(group));
    };
    CHECK_OK(for_rows(text, group_columns, read));
    return groups;
}

Result<std::vector<Covariance>> covariances_in(std::string_view text, const Scheme& scheme,
                                               std::span<const Unit> units) {
    const std::vector<LeafShape> leaves = shapes_of(scheme);
    constexpr double least = -std::numeric_limits<double>::max();
    std::vector<Covariance> all;
    const auto read = [&](Cells& cells) {
        const LeafShape* leaf = cells.leaf("indicator", leaves);
        const LeafShape* other = cells.leaf("other_indicator", leaves);
        if (leaf == nullptr || other == nullptr) return;
        all.push_back({cells.unit("unit", units), leaf->leaf->code, cells.stratum("group", *leaf),
                       other->leaf->code, cells.stratum("other_group", *other),
                       cells.number("covariance", least), cells.number("bound", 0)});
    };
    CHECK_OK(for_rows(text, covariance_columns, read));
    return all;
}

Result<std::vector<PairVariance>> pairs_in(std::string_view text, std::span<const Unit> units) {
    std::vector<PairVariance> all;
    const auto read = [&](Cells& cells) {
        all.push_back(
            {cells.unit("unit", units), cells.unit("other", units), cells.number("variance", 0)});
        if (cells.is_right() && all.back().unit >= all.back().other) {
            cells.mistake("other", "scoring_given_twice");
        }
    };
    CHECK_OK(for_rows(text, pair_columns, read));
    return all;
}

Result<std::vector<NamedOnly>> withheld_in(std::string_view text, std::span<const Unit> units) {
    std::vector<NamedOnly> all;
    const auto read = [&](Cells& cells) {
        NamedOnly of;
        of.unit = cells.unit("unit", units);
        of.why = cells.one_of<Withheld>("why", withheld_names);
        if (!cells.text("ballots").empty()) of.ballots = cells.count("ballots");
        if (of.why == Withheld::none) cells.mistake("why", "scoring_no_such_option");
        all.push_back(of);
    };
    CHECK_OK(for_rows(text, withheld_columns, read));
    std::ranges::sort(all, {}, &NamedOnly::unit);
    return all;
}

}  // namespace pingyi::scoring
