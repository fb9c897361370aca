#include "modules/casework/measures.hpp"

#include <charconv>
#include <map>

#include "modules/casework/figures_store.hpp"
#include "modules/casework/policy.hpp"
#include "modules/units/api.hpp"
#include "platform/db/words.hpp"

namespace pingyi::casework {
namespace {

constexpr std::int64_t page_rows = 100;

/// How many of how many.
Proportion share_of(Measure measure, const Figures& it) {
    const std::int64_t due = it.in_time + it.late + it.very_late;
    switch (measure) {
        case Measure::received: return {it.received, it.received};
        case Measure::answered: return {it.answered, it.received};
        case Measure::in_time: return {it.in_time, due};
        case Measure::very_late: return {it.very_late, due};
        case Measure::returned: return {it.returned, it.received + it.returned};
        case Measure::extended: return {it.extended, it.received};
        case Measure::solved: return {it.solved, it.reached};
        case Measure::satisfied: return {it.satisfied, it.reached};
        case Measure::appeals_upheld: return {it.appeals_upheld, it.appeals};
        case Measure::rectified_and_satisfied: return {};
    }
    return {};
}

struct Span {
    Instant from{}, until{};
};
/// From the first moment of the window until the moment behind the last.
Span span_of(const Window& window, const Zone& zone) {
    using std::chrono::year_month_day;
    const auto first = day_from(window.from + "-01");
    const auto last = day_from(window.until + "-01");
    if (!first || !last) return {};
    const year_month_day date{*last};
    const Day behind{(std::chrono::year_month{date.year(), date.month()} + std::chrono::months{1}) /
                     1};
    return {zone.start_of(*first), zone.start_of(behind)};
}

std::vector<figures_store::UnitShare> shares(db::Tx& tx, Measure measure, const Window& window,
                                             const Zone& zone) {
    if (measure == Measure::rectified_and_satisfied) {
        const Span span = span_of(window, zone);
        return figures_store::rectified(tx, span.from, span.until);
    }
    std::vector<figures_store::UnitShare> all;
    for (const auto& [unit, figures] : figures_store::all_units(tx, window.from, window.until)) {
        all.push_back({unit, share_of(measure, figures)});
    }
    return all;
}

std::optional<figures_store::RecordPlace> place_of(const std::optional<Cursor>& after) {
    if (!after) return std::nullopt;
    std::int64_t at = 0;
    const auto end = after->key.data() + after->key.size();
    const auto id = CaseId::from(after->id);
    if (std::from_chars(after->key.data(), end, at).ptr != end || !id) return std::nullopt;
    return figures_store::RecordPlace{Instant{std::chrono::milliseconds{at}}, *id};
}

}  // namespace

Basis basis_of(Measure measure) {
    const bool asked = measure == Measure::solved || measure == Measure::satisfied;
    return asked ? Basis::sample : Basis::census;
}

std::vector<Cell> cells(db::Tx& tx, Measure measure, const Window& window, const Zone& zone) {
    const auto counted = shares(tx, measure, window, zone);
    std::vector<UnitId> ids;
    for (const auto& one : counted) ids.push_back(one.unit);
    std::map<UnitId, std::string> classes;
    for (const auto& unit : units::find_many(tx, ids)) classes.emplace(unit.id, unit.class_code);
    std::vector<Cell> all;
    for (const auto& [unit, share] : counted) {
        if (share.n == 0) continue;
        Cell cell;
        cell.unit = unit;
        cell.class_code = classes[unit];
        cell.n = share.n;
        cell.w = static_cast<double>(share.n);
        cell.wy = static_cast<double>(share.part);
        cell.wy2 = cell.wy;  // 0 and 1 are their own squares
        all.push_back(std::move(cell));
    }
    return all;
}

Evidence records(db::Tx& tx, UnitId unit, const Window& window, const Zone& zone,
                 const accounts::Account* viewer, const std::optional<Cursor>& after) {
    const Span span = span_of(window, zone);
    const bool sees_all =
        viewer != nullptr && policy::may_see(*viewer, unit, units::ancestors(tx, unit)).has_value();
    Evidence made;
    auto rows = figures_store::records(tx, unit, span.from, span.until, sees_all, place_of(after),
                                       page_rows + 1);
    if (rows.size() > static_cast<std::size_t>(page_rows)) {
        rows.pop_back();
        made.next = Cursor{std::to_string(rows.back().submitted_at.time_since_epoch().count()),
                           rows.back().id.text()};
    }
    for (auto& row : rows) {
        made.records.push_back({std::move(row.number), std::move(row.subject), row.submitted_at,
                                row.replied_at ? word_of(row.lateness) : "waiting"});
    }
    if (sees_all || after) return made;
    const std::int64_t hidden = figures_store::hidden_records(tx, unit, span.from, span.until);
    if (hidden >= published_from) made.hidden.push_back({"body_only", hidden});
    return made;
}

}  // namespace pingyi::casework
