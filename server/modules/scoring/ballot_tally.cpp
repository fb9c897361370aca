#include "modules/scoring/ballot_tally.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "kernel/text.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

/// Adds both; false when the sum does not fit, and then `to` is as it was.
bool add_checked(Int128& to, Int128 value) {
    Int128 sum = 0;
    if (__builtin_add_overflow(to, value, &sum)) return false;
    to = sum;
    return true;
}

/// Whether sums can have more decimal places.
bool does_scale(const AnswerSums& sums, Int128 scale) {
    const Int128 most = std::numeric_limits<Int128>::max() / scale;
    const auto fits = [&](Int128 value) { return -most <= value && value <= most; };
    return fits(sums.weight) && fits(sums.points) && fits(sums.satisfied_weight);
}

/// False when a sum does not fit.
bool add_sums(AnswerSums& to, const AnswerSums& from, Int128 scale) {
    to.valid += from.valid;
    to.satisfied += from.satisfied;
    to.abstained += from.abstained;
    to.invalid += from.invalid;
    to.silent += from.silent;
    if (!does_scale(from, scale)) return false;
    return add_checked(to.weight, from.weight * scale) &&
           add_checked(to.points, from.points * scale) &&
           add_checked(to.satisfied_weight, from.satisfied_weight * scale);
}

/// What fits into 63 bits: the product of two of them fits into 127.
bool is_narrow(Int128 value) {
    constexpr Int128 end = Int128{1} << 62U;
    return -end < value && value < end;
}

constexpr std::size_t things = 3;
std::size_t at_thing(const ThingOf& of) {
    return of.column * things + static_cast<std::size_t>(of.thing);
}

Int128 ten_to(int places) {
    Int128 power = 1;
    for (int i = 0; i < places; ++i) power *= 10;
    return power;
}

int places_in(std::string_view decimal) {
    const std::size_t point = decimal.find('.');
    if (point == std::string_view::npos) return 0;
    return static_cast<int>(decimal.size() - point - 1);
}

}  // namespace

Slots::Slots(const BallotLayout& layout) {
    const auto place = [&](const std::optional<std::string>& name, int& slot) {
        if (!name) return;
        slot = static_cast<int>(names.size());
        names.push_back(*name);
    };
    names.push_back(layout.unit_column);
    place(layout.stratum_column, stratum);
    place(layout.cluster_column, cluster);
    place(layout.weight_column, weight);
    place(layout.population_column, population);
    place(layout.cluster_size_column, cluster_size);
    answers = static_cast<int>(names.size());
    for (const AnswerColumn& column : layout.answers) names.push_back(column.name);
}

Tally::Tally(const BallotLayout& layout, const Slots& slots)
    : layout_{&layout},
      slots_{&slots},
      columns_{layout.answers.size()},
      wanted_{products_of(layout)},
      units_{layout.units, "scoring_no_such_unit"},
      answers_(waiting_max * columns_),
      chosen_(waiting_max * columns_),
      things_(columns_ * things) {
    if (!layout.strata.empty()) strata_ = CodeColumn{layout.strata, "scoring_no_such_stratum"};
    for (const AnswerColumn& column : layout.answers) {
        std::vector<std::string> codes;
        for (const AnswerOption& option : column.options) codes.push_back(option.code);
        first_option_.push_back(options_);
        options_ += codes.size();
        codes_.emplace_back(std::move(codes), "scoring_no_such_option");
    }
}

void Tally::report(int slot, std::string_view code, std::string limit) {
    const bool is_row = slot == Slots::none;
    const bool is_last = code == "csv_open_quote" || code == "csv_stray_quote";
    mistakes_.push_back({place_, is_row ? "" : slots_->names[static_cast<std::size_t>(slot)], code,
                         std::move(limit), is_last});
}

std::uint64_t Tally::hash_of(const Key& key) {
    return mixed(mixed((std::uint64_t{key.unit} << 32U) | key.stratum) ^ key.cluster);
}

bool Tally::is_over() const {
    const bool is_wrong =
        !mistakes_.empty() && (mistakes_.back().is_last || mistakes_.size() >= mistakes_max);
    return is_wrong || has_too_many_cells_ || is_too_large_;
}

bool Tally::add(const Piece& piece, std::span<const int> columns) {
    RowReader reader{piece.bytes, columns, slots_->names.size()};
    if (piece.number == 0) (void)reader.next();  // the header
    auto status = RowReader::Status::end;
    do {
        status = reader.next();
        place_ = {piece.number, reader.row()};
        switch (status) {
            case RowReader::Status::row: add_row(reader); break;
            case RowReader::Status::cell_count:
                report(Slots::none, "csv_cell_count", std::to_string(columns.size()));
                break;
            case RowReader::Status::open_quote: report(Slots::none, "csv_open_quote"); break;
            case RowReader::Status::stray_quote: report(Slots::none, "csv_stray_quote"); break;
            case RowReader::Status::end: break;
        }
    } while (status != RowReader::Status::end && !is_over());
    add_waiting();
    rows_[piece.number] = reader.row();
    if (is_over()) return false;
    if (!piece.is_too_long) return true;
    report(Slots::none, "too_long", std::to_string(row_bytes_max));
    mistakes_.back().is_last = true;
    return false;
}

void Tally::add_row(const RowReader& reader) {
    const auto cells = reader.cells();
    Key key;
    std::int64_t weight = 1;
    // All of them, so that one answer names every mistake of the row.
    const bool has_key = read_key(cells, key);
    const bool has_weight = read_weight(cells, weight);
    const bool has_answers = read_answers(cells);
    const bool has_population =
        !has_key || read_population(cells, slots_->population, {key.stratum, 0}, populations_);
    const bool has_size = !has_key || read_population(cells, slots_->cluster_size,
                                                      {key.stratum, key.cluster}, cluster_sizes_);
    const bool is_good = has_key && has_weight && has_answers && has_population && has_size;
    if (is_good) count(key, weight);
}

bool Tally::read_key(std::span<const std::string_view> cells, Key& key) {
    bool is_good = true;
    const auto read = [&](CodeColumn& column, int slot, std::uint32_t& number) {
        if (slot == Slots::none) return;
        std::string_view code;
        number = column.number(cells[static_cast<std::size_t>(slot)], code);
        if (number != Codes::unknown) return;
        report(slot, code, code == "too_long" ? std::to_string(code_bytes_max) : "");
        is_good = false;
    };
    read(units_, 0, key.unit);
    read(strata_, slots_->stratum, key.stratum);
    read(clusters_, slots_->cluster, key.cluster);
    return is_good;
}

bool Tally::read_weight(std::span<const std::string_view> cells, std::int64_t& weight) {
    if (slots_->weight == Slots::none) return true;
    const std::string_view cell = text::trimmed(cells[static_cast<std::size_t>(slots_->weight)]);
    const int places = std::min(places_in(cell), weight_places);
    std::string_view code = cell.empty() ? "required" : read_decimal(cell, places, weight);
    std::string limit;
    if (code.empty() && weight <= 0) code = "too_small";
    if (code.empty() && weight > Int128{weight_max} * ten_to(places)) code = "too_large";
    if (code == "too_small") limit = "0." + std::string(weight_places - 1, '0') + "1";
    if (code == "too_large") limit = std::to_string(weight_max);
    if (code == "scoring_not_decimal") limit = std::to_string(weight_places);
    if (!code.empty()) {
        report(slots_->weight, code, limit);
        return false;
    }
    if (places > weight_places_) rescale(places - weight_places_);
    const Int128 scaled = weight * ten_to(weight_places_ - places);
    if (scaled > std::numeric_limits<std::int64_t>::max()) {
        is_too_large_ = true;
        return false;
    }
    weight = static_cast<std::int64_t>(scaled);
    heaviest_ = std::max(heaviest_, weight);
    return true;
}

bool Tally::read_population(std::span<const std::string_view> cells, int slot,
                            std::pair<std::uint32_t, std::uint32_t> of, Populations& populations) {
    if (slot == Slots::none) return true;
    const auto cell = text::trimmed(cells[static_cast<std::size_t>(slot)]);
    std::int64_t value = 0;
    const std::string_view code = cell.empty() ? "required" : read_decimal(cell, 0, value);
    if (!code.empty()) {
        report(slot, code, code == "scoring_not_decimal" ? "0" : "");
        return false;
    }
    Population& population = populations.try_emplace(of, value, place_, std::nullopt).first->second;
    if (population.value != value && !population.other) population.other = place_;
    return true;
}

bool Tally::read_answers(std::span<const std::string_view> cells) {
    bool is_good = true;
    for (std::size_t column = 0; column < columns_; ++column) {
        const auto slot = static_cast<std::size_t>(slots_->answers) + column;
        if (!read_answer(cells[slot], column)) is_good = false;
    }
    return is_good;
}

bool Tally::read_answer(std::string_view cell, std::size_t column) {
    const AnswerColumn& layout = layout_->answers[column];
    const int slot = slots_->answers + static_cast<int>(column);
    const std::size_t index = waiting_.size() * columns_ + column;
    std::uint32_t& option = chosen_[index];
    Answer& answer = answers_[index];
    option = Codes::unknown;
    if (layout.blank && text::trimmed(cell).empty()) {
        answer = *layout.blank;
        return true;
    }
    std::string_view code;
    if (!layout.options.empty()) {
        option = codes_[column].number(cell, code);
        if (option != Codes::unknown) {
            answer = layout.options[option].answer;
            return true;
        }
        report(slot, code, code == "too_long" ? std::to_string(code_bytes_max) : "");
        return false;
    }
    answer = {};
    const std::string_view plain = csv::unguarded(text::trimmed(cell));
    std::int64_t& points = answer.points;
    code = plain.empty() ? "required" : read_decimal(plain, layout.places, points);
    if (code.empty() && points < layout.lowest) code = "too_small";
    if (code.empty() && points > layout.highest) code = "too_large";
    if (code.empty()) return true;
    report(slot, code, code == "scoring_not_decimal" ? std::to_string(layout.places) : "");
    return false;
}

void Tally::rescale(int more) {
    add_waiting();  // with the weights as they were
    const Int128 scale = ten_to(more);
    weight_places_ += more;
    const Int128 heaviest = heaviest_ * scale;
    is_too_large_ = is_too_large_ || heaviest > std::numeric_limits<std::int64_t>::max();
    if (is_too_large_) return;
    heaviest_ = static_cast<std::int64_t>(heaviest);
    for (AnswerSums& sums : sums_) {
        if (!does_scale(sums, scale)) is_too_large_ = true;
        if (is_too_large_) return;
        sums.weight *= scale;
        sums.points *= scale;
        sums.satisfied_weight *= scale;
    }
    for (auto& [at, sum] : overflowed_) sum *= Integer{scale} * Integer{scale};
    for (std::size_t at = 0; at < products_.size(); ++at) {
        if (products_[at] == 0) continue;
        if (is_narrow(products_[at]) && is_narrow(scale * scale)) {
            products_[at] *= scale * scale;
        } else {
            overflowed_[at] += Integer{products_[at]} * Integer{scale} * Integer{scale};
            products_[at] = 0;
        }
    }
}

/// The answers of the row stand behind those that wait.
void Tally::count(const Key& key, std::int64_t weight) {
    __builtin_prefetch(&index_[hash_of(key) & (index_.size() - 1)]);
    waiting_.push_back({key, weight, 0});
    if (waiting_.size() == waiting_max) add_waiting();
}

void Tally::add_waiting() {
    for (Waiting& row : waiting_) {
        row.cell = cell_of(row.key);
        if (has_too_many_cells_) return;
        __builtin_prefetch(&cells_[row.cell]);
        if (columns_ == 0) continue;
        const AnswerSums& sums = sums_[row.cell * columns_];
        __builtin_prefetch(&sums.valid);
        __builtin_prefetch(&sums.points);
    }
    for (std::size_t row = 0; row < waiting_.size(); ++row) {
        ++cells_[waiting_[row].cell].rows;
        for (std::size_t column = 0; column < columns_; ++column) add_answer(row, column);
        if (!wanted_.empty()) add_products(row);
    }
    waiting_.clear();
}

void Tally::add_answer(std::size_t row, std::size_t column) {
    const auto& [key, weight, cell] = waiting_[row];
    const std::uint32_t option = chosen_[row * columns_ + column];
    if (option != Codes::unknown) {
        ++counts_[cells_[cell].group * options_ + first_option_[column] + option];
    }
    const Answer& answer = answers_[row * columns_ + column];
    AnswerSums& sums = sums_[cell * columns_ + column];
    if (answer.is_abstention || !answer.is_valid) {
        ++(answer.is_silent ? sums.silent : answer.is_abstention ? sums.abstained : sums.invalid);
        return;
    }
    ++sums.valid;
    sums.weight += weight;
    if (!add_checked(sums.points, Int128{weight} * answer.points)) is_too_large_ = true;
    if (answer.is_satisfied) {
        ++sums.satisfied;
        sums.satisfied_weight += weight;
    }
}

void Tally::add_products(std::size_t row) {
    const auto& [key, weight, cell] = waiting_[row];
    for (std::size_t column = 0; column < columns_; ++column) {
        const Answer& answer = answers_[row * columns_ + column];
        for (std::size_t thing = 0; thing < things; ++thing) {
            things_[column * things + thing] = thing_of(answer, static_cast<Thing>(thing), weight);
        }
    }
    std::size_t at = cell * wanted_.size();
    for (const ProductOf& of : wanted_) {
        const Int128 a = things_[at_thing(of.first)];
        const Int128 b = things_[at_thing(of.second)];
        if (a != 0 && b != 0) add_product(at, a, b);
        ++at;
    }
}

void Tally::add_product(std::size_t at, Int128 a, Int128 b) {
    if (!is_narrow(a) || !is_narrow(b)) {
        overflowed_[at] += Integer{a} * Integer{b};
        return;
    }
    Int128& sum = products_[at];
    if (add_checked(sum, a * b)) return;
    overflowed_[at] += Integer{sum} + Integer{a * b};
    sum = 0;
}

/// Where the key stands in the table, or the free slot where it would.
std::size_t Tally::slot_of(const Key& key) const {
    const std::size_t mask = index_.size() - 1;
    std::size_t i = hash_of(key) & mask;
    while (index_[i].cell != Codes::unknown && index_[i].key != key) i = (i + 1) & mask;
    return i;
}

/// The cell of a key; a new one at the end when it was not met.
std::size_t Tally::cell_of(const Key& key) {
    Slot& slot = index_[slot_of(key)];
    if (slot.cell != Codes::unknown) return slot.cell;
    if (cells_.size() >= cells_max) {
        has_too_many_cells_ = true;
        return 0;
    }
    slot = {key, static_cast<std::uint32_t>(cells_.size())};
    cells_.push_back({key, group_of(key), 0});
    sums_.resize(cells_.size() * columns_);
    products_.resize(cells_.size() * wanted_.size());
    if (2 * cells_.size() >= index_.size()) grow();
    return cells_.size() - 1;
}

void Tally::grow() {
    const auto old = std::exchange(index_, std::vector<Slot>(index_.size() * 2));
    for (const Slot& slot : old) {
        if (slot.cell != Codes::unknown) index_[slot_of(slot.key)] = slot;
    }
}

std::uint32_t Tally::group_of(const Key& key) {
    const auto next = static_cast<std::uint32_t>(groups_.size());
    const auto [found, is_new] = groups_.try_emplace({key.unit, key.stratum}, next);
    if (is_new) counts_.resize(counts_.size() + options_);
    return found->second;
}

/// Puts the numbers of all threads into one order.
class Tally::Merger {
public:
    Merger(const std::vector<Tally>& tallies, const BallotLayout& layout,
           std::vector<Mistake>& mistakes)
        : tallies_{tallies}, layout_{layout}, mistakes_{mistakes} {}

    Ballots run() {
        result_.has_clusters = layout_.cluster_column.has_value();
        result_.has_cluster_sizes = layout_.cluster_size_column.has_value();
        result_.has_weights = layout_.weight_column.has_value();
        result_.columns = layout_.answers.size();
        result_.wanted = products_of(layout_);
        find_scales();
        name_strata();
        clusters_ = numbers_of(&Tally::clusters_, {});
        add_cells();
        add_strata();
        add_options();
        take_populations();
        if (result_.has_cluster_sizes) take_cluster_sizes();
        return std::move(result_);
    }

private:
    /// For each thread its number -> the number in the result.
    using Numbers = std::vector<std::vector<std::uint32_t>>;
    struct Part {
        Key key;
        std::size_t tally;
        std::size_t cell;
    };

    /// The numbers of names in the order of their octets, or in that of `known`.
    Numbers numbers_of(CodeColumn Tally::* column, std::vector<std::string> known) {
        if (known.empty()) {
            for (const Tally& tally : tallies_) {
                const auto& names = (tally.*column).names();
                known.insert(known.end(), names.begin(), names.end());
            }
            std::ranges::sort(known);
            known.erase(std::ranges::unique(known).begin(), known.end());
        }
        std::map<std::string, std::uint32_t> numbers;
        for (const std::string& name : known) {
            numbers.emplace(name, static_cast<std::uint32_t>(numbers.size()));
        }
        Numbers all;
        for (const Tally& tally : tallies_) {
            auto& own = all.emplace_back();
            for (const std::string& name : (tally.*column).names()) {
                own.push_back(numbers.at(name));
            }
        }
        names_ = std::move(known);
        return all;
    }

    /// All weights at the places of the finest.
    void find_scales() {
        int finest = 0;
        for (const Tally& tally : tallies_) finest = std::max(finest, tally.weight_places_);
        for (const Tally& tally : tallies_) {
            scales_.push_back(ten_to(finest - tally.weight_places_));
            const Int128 heaviest = tally.heaviest_ * scales_.back();
            if (heaviest > std::numeric_limits<std::int64_t>::max()) {
                refuse("scoring_sums_too_large");
            }
        }
    }

    void name_strata() {
        if (!layout_.stratum_column) {
            strata_.assign(tallies_.size(), {0});
            result_.strata.emplace_back();
            return;
        }
        strata_ = numbers_of(&Tally::strata_, layout_.strata);
        for (std::string& name : names_) result_.strata.push_back({std::move(name), 0, 0, {}});
    }

    void add_cells() {
        std::vector<Part> parts;
        for (std::size_t t = 0; t < tallies_.size(); ++t) {
            for (std::size_t i = 0; i < tallies_[t].cells_.size(); ++i) {
                Key key = tallies_[t].cells_[i].key;
                key.stratum = strata_[t][key.stratum];
                if (result_.has_clusters) key.cluster = clusters_[t][key.cluster];
                parts.push_back({key, t, i});
            }
            if (tallies_[t].is_too_large_) refuse("scoring_sums_too_large");
            if (tallies_[t].has_too_many_cells_) refuse("scoring_too_many_cells");
        }
        std::ranges::sort(parts, {}, &Part::key);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            add_part(parts[i], i > 0 && parts[i].key == parts[i - 1].key);
        }
        if (result_.cells.size() > cells_max) refuse("scoring_too_many_cells");
    }

    void add_part(const Part& part, bool is_known) {
        const Tally& tally = tallies_[part.tally];
        const Int128 scale = scales_[part.tally];
        const std::size_t columns = result_.columns;
        const std::size_t width = result_.wanted.size();
        if (!is_known) {
            result_.cells.push_back({part.key.unit, part.key.stratum, part.key.cluster, 0});
            result_.sums.resize(result_.sums.size() + columns);
            result_.products.resize(result_.products.size() + width);
        }
        const std::int64_t rows = tally.cells_[part.cell].rows;
        result_.cells.back().rows += rows;
        result_.rows += rows;
        AnswerSums* sums = result_.sums.data() + (result_.sums.size() - columns);
        for (std::size_t i = 0; i < columns; ++i) {
            if (!add_sums(sums[i], tally.sums_[part.cell * columns + i], scale)) {
                refuse("scoring_sums_too_large");
            }
        }
        Integer* products = result_.products.data() + (result_.products.size() - width);
        for (std::size_t i = 0; i < width; ++i) {
            const std::size_t at = part.cell * width + i;
            Integer product{tally.products_[at]};
            const auto more = tally.overflowed_.find(at);
            if (more != tally.overflowed_.end()) product += more->second;
            if (scale != 1) product *= Integer{scale} * Integer{scale};
            products[i] += product;
        }
    }

    void add_strata() {
        std::vector<std::pair<std::uint32_t, std::uint32_t>> met;
        for (const BallotCell& cell : result_.cells) {
            result_.strata[cell.stratum].rows += cell.rows;
            met.emplace_back(cell.stratum, cell.cluster);
        }
        std::ranges::sort(met);
        met.erase(std::ranges::unique(met).begin(), met.end());
        for (const auto& [stratum, cluster] : met) ++result_.strata[stratum].clusters;
        if (result_.has_clusters) return;
        for (SampledStratum& stratum : result_.strata) stratum.clusters = stratum.rows;
    }

    void add_options() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::int64_t>> all;
        for (std::size_t t = 0; t < tallies_.size(); ++t) {
            const Tally& tally = tallies_[t];
            if (tally.options_ == 0) continue;
            for (const auto& [key, group] : tally.groups_) {
                auto& counts = all[{key.first, strata_[t][key.second]}];
                counts.resize(tally.options_);
                for (std::size_t i = 0; i < tally.options_; ++i) {
                    counts[i] += tally.counts_[group * tally.options_ + i];
                }
            }
        }
        for (auto& [key, counts] : all) {
            result_.options.push_back({key.first, key.second, std::move(counts)});
        }
    }

    /// The first row of all says the population; the first row that says another is wrong.
    static Population together(const Population& a, const Population& b) {
        const bool is_in_order = a.place < b.place;
        Population first = is_in_order ? a : b;
        const Population& later = is_in_order ? b : a;
        const auto other = later.value == first.value ? later.other : std::optional(later.place);
        if (other && (!first.other || *other < *first.other)) first.other = other;
        return first;
    }

    void take_populations() {
        std::map<std::uint32_t, Population> all;
        for (std::size_t t = 0; t < tallies_.size(); ++t) {
            for (const auto& [key, own] : tallies_[t].populations_) {
                const auto [at, is_new] = all.try_emplace(strata_[t][key.first], own);
                if (!is_new) at->second = together(at->second, own);
            }
        }
        for (const auto& [number, population] : all) {
            SampledStratum& stratum = result_.strata[number];
            stratum.population = population.value;
            check(population, *layout_.population_column, stratum.clusters);
        }
    }

    void take_cluster_sizes() {
        Populations all;
        for (std::size_t t = 0; t < tallies_.size(); ++t) {
            for (const auto& [key, own] : tallies_[t].cluster_sizes_) {
                const auto [at, is_new] =
                    all.try_emplace({strata_[t][key.first], clusters_[t][key.second]}, own);
                if (!is_new) at->second = together(at->second, own);
            }
        }
        for (const auto& [key, size] : all) {
            result_.clusters.push_back({key.first, key.second, 0, size.value});
        }
        for (const BallotCell& cell : result_.cells) {
            result_.clusters[result_.cluster_of(cell)].rows += cell.rows;
        }
        for (const SampledCluster& cluster : result_.clusters) {
            check(all.at({cluster.stratum, cluster.cluster}), *layout_.cluster_size_column,
                  cluster.rows);
        }
    }

    void check(const Population& population, const std::string& column, std::int64_t met) {
        if (population.other) {
            mistakes_.push_back({*population.other, column, "scoring_population_differs",
                                 std::to_string(population.value)});
        } else if (population.value < met) {
            mistakes_.push_back(
                {population.place, column, "scoring_population_too_small", std::to_string(met)});
        }
    }

    /// Of the whole file: before all rows.
    void refuse(std::string_view code) {
        const bool is_known = std::ranges::any_of(
            mistakes_, [&](const Mistake& mistake) { return mistake.code == code; });
        if (!is_known) mistakes_.push_back({{}, "", code, ""});
    }

    const std::vector<Tally>& tallies_;
    const BallotLayout& layout_;
    std::vector<Mistake>& mistakes_;
    Ballots result_;
    std::vector<std::string> names_;
    std::vector<Int128> scales_;  ///< of each thread
    Numbers strata_;
    Numbers clusters_;
};

Ballots Tally::merged(const std::vector<Tally>& tallies, const BallotLayout& layout,
                      std::vector<Mistake>& mistakes) {
    return Merger{tallies, layout, mistakes}.run();
}

}  // namespace pingyi::scoring
