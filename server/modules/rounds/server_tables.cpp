#include "modules/rounds/server_tables.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/enum_from_string.hpp>
#include <map>
#include <set>
#include <vector>

#include "modules/casework/api.hpp"
#include "modules/rounds/types.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::rounds {
namespace {

using scoring::Scheme;

std::string units_csv(const std::vector<units::Unit>& bodies) {
    constexpr std::array columns{csv::Column{"unit"}, csv::Column{"class"}, csv::Column{"zh"},
                                 csv::Column{"en"}};
    csv::Writer out{columns};
    for (const units::Unit& unit : bodies) {
        out.cell(unit.code).cell(unit.class_code).cell(unit.name.zh);
        out.cell(unit.name.in(Language::en)).end_row();
    }
    return out.str();
}

Result<casework::Measure> measure_named(const std::string& code) {
    std::string name = code.substr(server_prefix.size());
    std::ranges::replace(name, '-', '_');
    casework::Measure measure{};
    if (!boost::describe::enum_from_string(name.c_str(), measure)) {
        return fail(ErrorKind::invalid_input, "rounds.no_such_measure", code);
    }
    return measure;
}

/// Counts have one question: the column that the scheme reads.
std::string question_of(const Scheme& scheme, const scoring::Measure& measure) {
    const auto sources = scoring::sources_of(scheme, measure.code);
    return sources.empty() ? std::string{"answer"} : sources.front()->column;
}

std::string counts_csv(const std::vector<Cell>& cells, const std::vector<units::Unit>& bodies,
                       const std::string& question) {
    std::map<UnitId, const Cell*> by_unit;
    for (const Cell& cell : cells) by_unit.emplace(cell.unit, &cell);
    const std::array columns{csv::Column{"unit"}, csv::Column{question}, csv::Column{"n"}};
    csv::Writer out{columns};
    for (const units::Unit& unit : bodies) {
        const auto found = by_unit.find(unit.id);
        if (found == by_unit.end()) continue;
        const auto yes = static_cast<std::int64_t>(found->second->wy);
        const auto row = [&](std::string_view answer, std::int64_t n) {
            if (n > 0) out.cell(unit.code).cell(answer).cell(n).end_row();
        };
        row("yes", yes);
        row("no", found->second->n - yes);
    }
    return out.str();
}

}  // namespace

std::vector<units::Unit> bodies_of(db::Tx& tx, const Scheme& scheme, Day today) {
    std::vector<units::Unit> all;
    for (const scoring::UnitClass& of : scheme.classes) {
        for (units::Unit& unit : units::list(tx, of.code, std::nullopt, units::units_max)) {
            if (units::state_of(unit, today) == units::State::current) {
                all.push_back(std::move(unit));
            }
        }
    }
    std::ranges::sort(all, {}, &units::Unit::code);
    return all;
}

Result<store::Contents> server_tables(db::Tx& tx, const Scheme& scheme, const Counting& counting,
                                      const Zone& zone) {
    const auto bodies = bodies_of(tx, scheme, counting.today);
    store::Contents tables{{"units.csv", units_csv(bodies)}};
    for (const scoring::Measure& measure : scheme.measures) {
        if (!measure.code.starts_with(server_prefix)) continue;
        if (measure.kind != scoring::MeasureKind::counts) {
            return fail(ErrorKind::invalid_input, "rounds.measure_not_counts", measure.code);
        }
        TRY(counted, measure_named(measure.code));
        const auto cells = casework::cells(tx, counted, {counting.from, counting.until}, zone);
        tables[measure.code + ".csv"] = counts_csv(cells, bodies, question_of(scheme, measure));
    }
    return tables;
}

}  // namespace pingyi::rounds
