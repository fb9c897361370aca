#include "modules/scoring/ballot_tally.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "kernel/text.hpp"
#include "modules/scoring/numbers.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

/// What fits into 63 bits: the product of two of them fits into 127.
bool is_narrow(Int128 value) {
    constexpr Int128 end = Int128{1} << 62U;
    return -end < value && value < end;
}

constexpr std::size_t things = 3;
std::size_t at_thing(const ThingOf& of) {
    return of.column * things + static_cast<std::size_t>(of.thing);
}

int places_in(std::string_view decimal) {
    const std::size_t point = decimal.find('.');
    if (point == std::string_view::npos) return 0;
    return static_cast<int>(decimal.size() - point - 1);
}

}  // namespace

bool add_checked(Int128& to, Int128 value) {
    Int128 sum = 0;
    if (__builtin_add_overflow(to, value, &sum)) return false;
    to = sum;
    return true;
}

Int128 scale_of(int places) {
    Int128 power = 1;
    for (int i = 0; i < places; ++i) power *= 10;
    return power;
}

bool does_scale(const AnswerSums& sums, Int128 scale) {
    const Int128 most = std::numeric_limits<Int128>::max() / scale;
    const auto fits = [&](Int128 value) { return -most <= value && value <= most; };
    return fits(sums.weight) && fits(sums.points) && fits(sums.satisfied_weight);
}

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
    const auto first = static_cast<std::ptrdiff_t>(names.size());
    const auto slot_of = [&](const std::string& name) {
        const auto found = std::find(names.begin() + first, names.end(), name);
        auto slot = static_cast<int>(found - names.begin());
        if (found == names.end()) names.push_back(name);
        return slot;
    };
    for (const AnswerColumn& column : layout.answers) {
        AnswerSlots& slots = answers.emplace_back();
        slots.own = slot_of(column.name);
        if (column.over) slots.over = slot_of(*column.over);
    }
}

Tally::Tally(const BallotLayout& layout, const Slots& slots)
    : layout_{&layout},
      slots_{&slots},
      columns_{layout.answers.size()},
      wanted_{products_of(layout)},
      sharing_{sharing_of(layout)},
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
    const std::string column = is_row ? "" : slots_->names[static_cast<std::size_t>(slot)];
    // A cell that is read for several answers is told once.
    const bool is_told = std::ranges::any_of(mistakes_, [&](const Mistake& mistake) {
        return !is_row && mistake.place == place_ && mistake.column == column;
    });
    if (!is_told) mistakes_.push_back({place_, column, code, std::move(limit), is_last});
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
    if (code.empty() && weight > Int128{weight_max} * scale_of(places)) code = "too_large";
    if (code == "too_small") limit = "0." + std::string(weight_places - 1, '0') + "1";
    if (code == "too_large") limit = std::to_string(weight_max);
    if (code == "scoring_not_decimal") limit = std::to_string(weight_places);
    if (!code.empty()) {
        report(slots_->weight, code, limit);
        return false;
    }
    if (places > weight_places_) rescale(places - weight_places_);
    const Int128 scaled = weight * scale_of(weight_places_ - places);
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
        std::string limit = code == "scoring_not_decimal" ? "0" : "";
        if (code == "too_large") limit = std::to_string(std::numeric_limits<std::int64_t>::max());
        report(slot, code, std::move(limit));
        return false;
    }
    Population& population = populations.try_emplace(of, value, place_, std::nullopt).first->second;
    if (population.value != value && !population.other) population.other = place_;
    return true;
}

bool Tally::read_answers(std::span<const std::string_view> cells) {
    bool is_good = true;
    for (std::size_t column = 0; column < columns_; ++column) {
        const auto [own, over] = slots_->answers[column];
        if (!read_answer(cells[static_cast<std::size_t>(own)], column)) is_good = false;
        if (over == Slots::none) continue;
        if (!read_over(cells[static_cast<std::size_t>(over)], column)) is_good = false;
    }
    return is_good;
}

bool Tally::read_answer(std::string_view cell, std::size_t column) {
    const AnswerColumn& layout = layout_->answers[column];
    const int slot = slots_->answers[column].own;
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
    return read_number(cell, slot, layout, layout.lowest, answer.points);
}

/// What stands below the line of a ratio; without it the row has no answer.
bool Tally::read_over(std::string_view cell, std::size_t column) {
    const AnswerColumn& layout = layout_->answers[column];
    Answer& answer = answers_[waiting_.size() * columns_ + column];
    if (layout.blank && text::trimmed(cell).empty()) {
        answer = *layout.blank;
        return true;
    }
    return read_number(cell, slots_->answers[column].over, layout, 0, answer.over);
}

/// From `lowest` to the highest of the column, at its places.
bool Tally::read_number(std::string_view cell, int slot, const AnswerColumn& layout,
                        std::int64_t lowest, std::int64_t& number) {
    const std::string_view plain = csv::unguarded(text::trimmed(cell));
    std::string_view code = plain.empty() ? "required" : read_decimal(plain, layout.places, number);
    if (code.empty() && number < lowest) code = "too_small";
    if (code.empty() && number > layout.highest) code = "too_large";
    if (code.empty()) return true;
    std::string limit;
    if (code == "too_small") limit = decimal_text(lowest, layout.places);
    if (code == "too_large") limit = decimal_text(layout.highest, layout.places);
    if (code == "scoring_not_decimal") limit = std::to_string(layout.places);
    report(slot, code, std::move(limit));
    return false;
}

void Tally::rescale(int more) {
    add_waiting();  // with the weights as they were
    const Int128 scale = scale_of(more);
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
        if (!sharing_.empty()) add_sharing(row);
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
    const bool fits = add_checked(sums.weight, Int128{weight} * answer.over) &&
                      add_checked(sums.points, Int128{weight} * answer.points);
    if (!fits) is_too_large_ = true;
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

void Tally::add_sharing(std::size_t row) {
    const auto is_counted = [&](std::size_t column) {
        const Answer& answer = answers_[row * columns_ + column];
        return answer.is_valid && !answer.is_abstention;
    };
    std::size_t at = waiting_[row].cell * sharing_.size();
    for (const Sharing& of : sharing_) {
        both_[at++] += is_counted(of.first) && is_counted(of.second) ? 1 : 0;
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
    both_.resize(cells_.size() * sharing_.size());
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

}  // namespace pingyi::scoring
