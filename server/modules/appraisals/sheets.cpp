#include "modules/appraisals/sheets.hpp"

#include <algorithm>

#include "modules/appraisals/part.hpp"
#include "modules/appraisals/policy.hpp"
#include "modules/appraisals/store.hpp"
#include "modules/casework/api.hpp"

namespace pingyi::appraisals {
namespace {

/// What the closure of `read_sheet` brings out of the transaction.
struct Found {
    SheetView view;
    std::optional<rounds::StoredResult> result;  ///< the current one
    std::vector<std::pair<rounds::Round, rounds::StoredResult>> earlier;
};

void add_figures(db::Tx& tx, const Appraisal& appraisal, UnitId unit, SheetView& view) {
    const auto entries = store::of_unit(tx, appraisal.round.id, unit);
    for (const PartTable& part : appraisal.parts) {
        for (const Field& field : part.fields) {
            const auto is_of = [&](const Entry& entry, EntryState state) {
                return entry.state == state && entry.part == part.code && entry.field == field.code;
            };
            const auto found = std::ranges::find_if(
                entries, [&](const Entry& entry) { return is_of(entry, EntryState::confirmed); });
            if (found == entries.end()) continue;
            view.figures.push_back(
                {.part = part.name,
                 .field = field.name,
                 .value = found->value,
                 .evidence = found->evidence,
                 .confirmed_at = found->decided_at.value_or(found->entered_at),
                 .was_changed = std::ranges::any_of(entries, [&](const Entry& entry) {
                     return is_of(entry, EntryState::replaced);
                 })});
        }
    }
}

Label class_of(const scoring::Scheme& scheme, std::string_view code) {
    const auto found = std::ranges::find(scheme.classes, code, &scoring::UnitClass::code);
    return found == scheme.classes.end() ? Label{} : Label{found->words.zh, found->words.en};
}

Result<Found> found_sheet(db::Tx& tx, const http::Call<Deps>& call, std::string_view round,
                          std::string_view code) {
    const accounts::Account& reader = *accounts::account_of(call.caller);
    TRY(all, appraisal_named(tx, round, call.deps.zone.day_of(call.now)));
    TRY(unit, units::find_by_code(tx, code));
    const bool is_shown = rounds::is_shown_to_bodies(all.round.state);
    CHECK_OK(policy::may_read_sheet(reader, unit.id, units::ancestors(tx, unit.id), is_shown));
    if (class_of(all.scheme, unit.class_code).zh.empty()) {
        return fail(ErrorKind::not_found, "appraisals.takes_no_part");
    }
    Found found{.view = {.round = all.round.code,
                         .round_name = all.round.name,
                         .state = all.round.state,
                         .unit = unit.code,
                         .unit_name = unit.name,
                         .unit_class = class_of(all.scheme, unit.class_code),
                         .leaders = store::leaders(tx, all.round.id, unit.id),
                         .is_shown = is_shown,
                         .may_run = policy::may_run(reader).has_value()},
                .result = std::nullopt,
                .earlier = {}};
    if (auto current = rounds::current_result(tx, all.round)) found.result = std::move(*current);
    for (rounds::Round& other : rounds::shown_before(tx, all.round)) {
        auto result = rounds::current_result(tx, other);
        if (result) found.earlier.emplace_back(std::move(other), std::move(*result));
    }
    add_figures(tx, all, unit.id, found.view);
    for (const casework::ToPutRight& item : casework::to_put_right(tx, unit.id)) {
        found.view.open_rectifications.push_back({item.task, item.opened_at, item.due_at});
    }
    return found;
}

/// The score of a body in a stored result; none where the result does not name it.
Result<std::optional<rounds::OwnScore>> score_in(const Records& deps,
                                                 const rounds::StoredResult& stored,
                                                 std::string_view unit) {
    TRY(loaded, deps.results->get(deps.database, stored));
    auto own = rounds::own_score(*loaded, unit);
    return own ? std::optional{std::move(*own)} : std::nullopt;
}

}  // namespace

Result<SheetView> read_sheet(const http::Call<Deps>& call, std::string_view round,
                             std::string_view unit) {
    TRY(found, call.deps.database.write([&](db::Tx& tx) -> Result<Found> {
        TRY(sheet, found_sheet(tx, call, round, unit));
        TRY(body, units::find_by_code(tx, unit));
        accounts::note(tx, call.now, "appraisals.sheet_read", accounts::account_of(call.caller)->id,
                       body.id.text(), "round=" + sheet.view.round);
        return std::move(sheet);
    }));
    SheetView& view = found.view;
    if (found.result) {
        TRY(own, score_in(call.deps, *found.result, unit));
        view.own = std::move(own);
        view.number = found.result->number;
        view.result_id = found.result->public_id;
    }
    for (const auto& [other, stored] : found.earlier) {
        TRY(own, score_in(call.deps, stored, unit));
        if (!own) continue;
        view.trend.push_back({.round = other.code,
                              .name = other.name,
                              .score = own->score,
                              .interval = own->interval,
                              .band = own->band,
                              .result_id = stored.public_id});
    }
    return std::move(view);
}

}  // namespace pingyi::appraisals
