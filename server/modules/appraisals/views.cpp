#include "modules/appraisals/views.hpp"

#include <algorithm>
#include <map>

#include "modules/appraisals/part.hpp"
#include "modules/appraisals/policy.hpp"
#include "modules/appraisals/store.hpp"

namespace pingyi::appraisals {
namespace {

using accounts::Account;

constexpr std::int64_t refused_shown = 20;

const Account& reader_of(const http::Call<Deps>& call) {
    return *accounts::account_of(call.caller);
}

Day today_of(const http::Call<Deps>& call) {
    return call.deps.zone.day_of(call.now);
}

std::map<AccountId, std::string> people_of(db::Tx& tx, const std::vector<Entry>& entries) {
    std::set<AccountId> people;
    for (const Entry& entry : entries) {
        people.insert(entry.entered_by);
        if (entry.decided_by) people.insert(*entry.decided_by);
    }
    return accounts::display_names(tx, {people.begin(), people.end()});
}

/// Bodies whose sheets somebody may read.
std::vector<BodyChoice> sheets_for(db::Tx& tx, const Account& reader, const Appraisal& all) {
    const bool is_shown = rounds::is_shown_to_bodies(all.round.state);
    const bool reads_all = policy::may_read_all_sheets(reader);
    const std::set<UnitId> own = own_bodies(tx, reader);
    std::vector<BodyChoice> sheets;
    for (const units::Unit& unit : all.bodies) {
        const bool may = reads_all || (own.contains(unit.id) &&
                                       policy::may_read_sheet(
                                           reader, unit.id, units::ancestors(tx, unit.id), is_shown)
                                           .has_value());
        if (may) sheets.push_back({unit.code, unit.name});
    }
    return sheets;
}

/// Parts that somebody may see.
std::vector<PartRow> parts_for(db::Tx& tx, const Account& reader, const Appraisal& all) {
    std::vector<PartRow> rows;
    for (const PartTable& part : all.parts) {
        const auto responsible = store::responsible(tx, all.round.id, part.code);
        if (!policy::may_see(reader, responsible)) continue;
        PartRow row{.part = part.code, .name = part.name};
        row.may_enter =
            takes_figures(all.round.state) && policy::may_enter(reader, responsible).has_value();
        for (auto& [id, name] : accounts::display_names(tx, responsible)) {
            row.responsible.push_back(name);
        }
        const auto counts = store::counts(tx, all.round.id, part.code, reader.id);
        row.figures = std::ssize(part.fields) * std::ssize(all.bodies);
        row.confirmed = counts.confirmed;
        row.waiting = counts.waiting;
        row.to_decide = row.may_enter ? counts.waiting_of_others : 0;
        rows.push_back(std::move(row));
    }
    return rows;
}

/// How entries are shown to a reader.
class Showing {
public:
    Showing(db::Tx& tx, const Account& reader, const Part& part, bool may_enter)
        : tx_{tx},
          reader_{reader},
          part_{part},
          may_enter_{may_enter},
          own_{own_bodies(tx, reader)} {
        for (const units::Unit& unit : part.bodies) bodies_.emplace(unit.id, &unit);
    }

    std::vector<EntryView> views(const std::vector<Entry>& entries) const {
        const auto people = people_of(tx_, entries);
        std::vector<EntryView> views;
        views.reserve(entries.size());
        for (const Entry& entry : entries) views.push_back(view(entry, people));
        return views;
    }

private:
    EntryView view(const Entry& entry, const std::map<AccountId, std::string>& people) const {
        const auto name = [&](const AccountId& id) {
            const auto found = people.find(id);
            return found == people.end() ? std::string{} : found->second;
        };
        EntryView made{.id = entry.id,
                       .field = entry.field,
                       .value = entry.value,
                       .evidence = entry.evidence,
                       .reason = entry.reason,
                       .state = entry.state,
                       .entered_by = name(entry.entered_by),
                       .entered_at = entry.entered_at,
                       .decided_at = entry.decided_at,
                       .refusal = entry.refusal,
                       .is_yours = entry.entered_by == reader_.id};
        if (entry.decided_by) made.decided_by = name(*entry.decided_by);
        made.may_decide =
            may_enter_ && entry.state == EntryState::waiting &&
            policy::may_decide(reader_, part_.responsible, entry, own_.contains(entry.unit))
                .has_value();
        if (const auto body = bodies_.find(entry.unit); body != bodies_.end()) {
            made.unit = body->second->code;
            made.unit_name = body->second->name;
        } else if (const auto other = units::find(tx_, entry.unit)) {
            made.unit = other->code;
            made.unit_name = other->name;
        }
        return made;
    }

    db::Tx& tx_;
    const Account& reader_;
    const Part& part_;
    bool may_enter_;
    std::set<UnitId> own_;
    std::map<UnitId, const units::Unit*> bodies_;
};

std::vector<SourceRound> sources_of(db::Tx& tx, const Part& part) {
    std::vector<SourceRound> sources;
    for (const rounds::Round& round : rounds::newest_rounds(tx)) {
        const bool is_other = round.id != part.round.id;
        if (is_other && rounds::is_published(round)) sources.push_back({round.code, round.name});
    }
    return sources;
}

Result<PartView> viewed_part(db::Tx& tx, const Account& reader, const Part& part) {
    CHECK_OK(policy::may_see(reader, part.responsible));
    PartView view{.round = part.round.code,
                  .round_name = part.round.name,
                  .state = part.round.state,
                  .part = part.table.code,
                  .name = part.table.name};
    for (const Field& field : part.table.fields) {
        view.fields.push_back({field.code, field.name, field.low, field.high, field.takes.lowest,
                               field.takes.highest, field.takes.is_whole});
    }
    view.is_open = takes_figures(part.round.state);
    view.may_enter = view.is_open && policy::may_enter(reader, part.responsible).has_value();
    view.may_run = policy::may_run(reader).has_value();
    const auto called = accounts::display_names(tx, part.responsible);
    for (const auto& [id, name] : accounts::login_names(tx, part.responsible)) {
        view.responsible.push_back({name, called.at(id)});
    }
    for (const units::Unit& unit : part.bodies) view.bodies.push_back({unit.code, unit.name});
    if (view.may_enter && part.table.fields.size() == 1) view.sources = sources_of(tx, part);
    const Showing showing{tx, reader, part, view.may_enter};
    view.entries = showing.views(store::current(tx, part.round.id, part.table.code));
    view.refused = showing.views(store::refused(tx, part.round.id, part.table.code, refused_shown));
    return view;
}

}  // namespace

Result<AppraisalRows> rows_of(const http::Call<Deps>& call) {
    return call.deps.database.read([&](db::Tx& tx) {
        const Account& reader = reader_of(call);
        const bool reads_all = policy::may_read_all_sheets(reader);
        AppraisalRows rows;
        for (const rounds::Round& round : rounds::newest_rounds(tx)) {
            const auto all = appraisal_named(tx, round.code, today_of(call));
            if (!all) continue;
            const auto parts = parts_for(tx, reader, *all);
            AppraisalRow row{.round = round.code, .name = round.name, .state = round.state};
            row.is_open = takes_figures(round.state);
            row.parts = std::ssize(parts);
            for (const PartRow& part : parts) row.to_decide += part.to_decide;
            if (!reads_all) row.own = sheets_for(tx, reader, *all);
            if (row.parts > 0 || !row.own.empty()) rows.items.push_back(std::move(row));
        }
        return rows;
    });
}

Result<AppraisalView> view_of(const http::Call<Deps>& call, std::string_view code) {
    return call.deps.database.read([&](db::Tx& tx) -> Result<AppraisalView> {
        const Account& reader = reader_of(call);
        TRY(all, appraisal_named(tx, code, today_of(call)));
        AppraisalView view{
            .round = all.round.code, .name = all.round.name, .state = all.round.state};
        view.is_open = takes_figures(all.round.state);
        view.may_run = policy::may_run(reader).has_value();
        view.parts = parts_for(tx, reader, all);
        view.sheets = sheets_for(tx, reader, all);
        if (view.parts.empty() && view.sheets.empty()) {
            return fail(ErrorKind::forbidden, "appraisals.not_allowed");
        }
        return view;
    });
}

Result<PartView> part_view(const http::Call<Deps>& call, std::string_view round,
                           std::string_view part) {
    return call.deps.database.read([&](db::Tx& tx) -> Result<PartView> {
        const OnPart on{reader_of(call), call.now, std::string(round), std::string(part)};
        TRY(found, found_part(tx, on, today_of(call)));
        return viewed_part(tx, on.account, found);
    });
}

}  // namespace pingyi::appraisals
