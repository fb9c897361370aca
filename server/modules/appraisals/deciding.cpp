// Waiting entries that somebody else confirms or refuses; the table of a part is what is confirmed.
#include <algorithm>
#include <map>

#include "modules/appraisals/policy.hpp"
#include "modules/appraisals/store.hpp"
#include "modules/appraisals/use_cases.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::appraisals {
namespace {

/// Waiting entries that one decision is about.
Result<std::vector<Entry>> decidable(db::Tx& tx, const OnPart& on, const Part& part,
                                     const std::vector<EntryId>& ids) {
    const std::set<UnitId> own = own_bodies(tx, on.account);
    auto entries = store::entries(tx, ids);
    if (entries.size() != std::set<EntryId>(ids.begin(), ids.end()).size()) {
        return fail(ErrorKind::not_found, "appraisals.no_such_entry");
    }
    for (const Entry& entry : entries) {
        if (entry.round != part.round.id || entry.part != part.table.code) {
            return fail(ErrorKind::not_found, "appraisals.no_such_entry");
        }
        CHECK_OK(policy::may_decide(on.account, part.responsible, entry, own.contains(entry.unit)));
        if (entry.state != EntryState::waiting) {
            return fail(ErrorKind::conflict, "appraisals.already_decided");
        }
    }
    return entries;
}

/// body and field -> figure
using Figures = std::map<std::pair<UnitId, std::string>, std::string>;

/// Confirmed figures of a part, with those of `more` in their place.
Figures figures_with(db::Tx& tx, const Part& part, const std::vector<Entry>& more) {
    Figures confirmed;
    for (const Entry& entry : store::current(tx, part.round.id, part.table.code)) {
        if (entry.state == EntryState::confirmed)
            confirmed[{entry.unit, entry.field}] = entry.value;
    }
    for (const Entry& entry : more) confirmed[{entry.unit, entry.field}] = entry.value;
    return confirmed;
}

/// Place and number of ranked bodies may be entered one by one, but they count together.
Result<> check_places(const Part& part, const Figures& figures) {
    for (const auto& [at, place] : figures) {
        const auto& [unit, code] = at;
        const auto field = std::ranges::find(part.table.fields, code, &Field::code);
        const bool is_place = code == scoring::rank_column && field != part.table.fields.end() &&
                              field->takes.is_whole;
        if (!is_place) continue;
        const auto ranked = figures.find({unit, std::string(scoring::ranked_column)});
        if (!is_place_among(place, ranked == figures.end() ? "" : ranked->second)) {
            return fail(ErrorKind::conflict, "appraisals.places_do_not_fit");
        }
    }
    return {};
}

/// The table of a part.
std::string table_of(const Part& part, const Figures& figures) {
    std::vector<csv::Column> columns{{"unit", true}};
    for (const Field& field : part.table.fields) columns.push_back({field.code});
    csv::Writer out{columns};
    for (const units::Unit& unit : part.bodies) {
        const auto first = figures.lower_bound({unit.id, {}});
        if (first == figures.end() || first->first.first != unit.id) continue;
        out.cell(unit.code);
        for (const Field& field : part.table.fields) {
            const auto found = figures.find({unit.id, field.code});
            out.cell(found == figures.end() ? std::string_view{} : found->second);
        }
        out.end_row();
    }
    return out.str();
}

}  // namespace

Result<> confirm(const Records& deps, const OnPart& on, const std::vector<EntryId>& ids) {
    struct Seen {
        Part part;
        std::string text;
    };
    TRY(seen, deps.database.read([&](db::Tx& tx) -> Result<Seen> {
        TRY(part, open_part(tx, on, deps.zone.day_of(on.now)));
        TRY(entries, decidable(tx, on, part, ids));
        const Figures figures = figures_with(tx, part, entries);
        CHECK_OK(check_places(part, figures));
        std::string text = table_of(part, figures);
        return Seen{std::move(part), std::move(text)};
    }));
    const std::string evidence =
        "领导班子考核：录入并由另一人确认，第" + std::to_string(seen.part.revision + 1) + "次变更";
    const auto also = [&](db::Tx& tx, const rounds::Table& made) -> Result<> {
        Part part = seen.part;
        CHECK_OK(look_again(tx, on, part));
        if (part.revision != seen.part.revision) {
            return fail(ErrorKind::conflict, "appraisals.changed_meanwhile");
        }
        TRY(entries, decidable(tx, on, part, ids));
        store::confirm(tx, part.round.id, on.part, ids, {on.account.id, on.now});
        store::raise_revision(tx, part.round.id, on.part);
        // As in rounds: where few tables are possible, a hash that everybody reads gives them away.
        accounts::note(tx, on.now, "appraisals.confirmed", on.account.id, part.round.id.text(),
                       facts_of(on, entries.size()) + " table_sha256=" + made.sha256);
        return {};
    };
    CHECK_OK(rounds::bring_table(deps.database, deps.zone,
                                 {seen.part.round.id.text(), seen.part.scheme, on.part + ".csv",
                                  seen.text, evidence, on.account.id, on.now},
                                 also));
    return {};
}

Result<> refuse(const Records& deps, const OnPart& on, const std::vector<EntryId>& ids,
                std::string_view why) {
    TRY(seen, deps.database.read(
                  [&](db::Tx& tx) { return open_part(tx, on, deps.zone.day_of(on.now)); }));
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        Part part = seen;
        CHECK_OK(look_again(tx, on, part));
        TRY(entries, decidable(tx, on, part, ids));
        store::refuse(tx, ids, {on.account.id, on.now}, why);
        store::raise_revision(tx, part.round.id, on.part);
        accounts::note(tx, on.now, "appraisals.refused", on.account.id, part.round.id.text(),
                       facts_of(on, entries.size()));
        return {};
    });
}

}  // namespace pingyi::appraisals
