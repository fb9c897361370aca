#include "modules/casework/staff_case.hpp"

#include <algorithm>

#include "modules/casework/attachments.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/intake_store.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/policy.hpp"
#include "modules/casework/records_store.hpp"
#include "modules/casework/steps.hpp"
#include "modules/casework/workflow.hpp"
#include "modules/units/api.hpp"

namespace pingyi::casework {
namespace {

using accounts::has_role;
using accounts::Role;

constexpr double e6 = 1'000'000.0;

template <class AnyId>
std::vector<AnyId> each_once(const std::vector<std::optional<AnyId>>& ids) {
    std::vector<AnyId> all;
    for (const auto& id : ids) {
        if (id) all.push_back(*id);
    }
    std::ranges::sort(all);
    const auto repeated = std::ranges::unique(all);
    all.erase(repeated.begin(), repeated.end());
    return all;
}

CaseRow row_of(const Case& item, const Directory& directory, Instant now) {
    return {.number = item.number,
            .kind = item.kind,
            .urgency = item.urgency,
            .visibility = item.visibility,
            .state = item.state,
            .subject = item.subject,
            .place = item.place,
            .category = item.category,
            .lead = directory.unit(item.lead_unit),
            .named = directory.unit(item.named_unit),
            .submitted_at = item.submitted_at,
            .changed_at = item.changed_at,
            .due_at = item.due_at,
            .very_late_at = item.very_late_at,
            .missing_year = item.missing_year,
            .lateness = lateness_of(item, now),
            .round = item.round,
            .assignments = item.assignments,
            .returns = item.returns,
            .extensions = item.extensions,
            .supervisions = item.supervisions,
            .version = item.version};
}

/// What the reader may do by the workflow: the buttons.
std::vector<Step> steps_for(db::Tx& tx, const accounts::Account& account, const Case& item) {
    std::vector<Step> steps;
    if (policy::may_screen(account)) steps = workflow.steps(item.state, Party::intake);
    if (!item.lead_unit) return steps;
    if (policy::may_handle(account, *item.lead_unit, units::ancestors(tx, *item.lead_unit))) {
        std::ranges::copy(workflow.steps(item.state, Party::body), std::back_inserter(steps));
    }
    return steps;
}

std::vector<EventView> timeline_of(const std::vector<Event>& events, const Directory& directory) {
    std::vector<EventView> views;
    for (const Event& event : events) {
        views.push_back({event.number, event.at, event.step, event.from, event.to, event.round,
                         event.party, directory.account(event.account), directory.unit(event.unit),
                         event.is_public, event.text});
    }
    return views;
}

/// A clock with its proof; without one where the calendar does not know the deadline any more.
ClockView clock_of(db::Tx& tx, const calendar::Calendar& calendar, const CaseClock& clock,
                   Instant now) {
    ClockView view;
    view.stage = clock.stage;
    view.round = clock.round;
    view.rule_version = clock.rule_version;
    view.started_at = clock.started_at;
    view.due_at = clock.due_at;
    view.very_late_at = clock.very_late_at;
    view.stopped_at = clock.stopped_at;
    view.missing_year = clock.missing_year;
    view.lateness = lateness_at(clock.stopped_at.value_or(now), clock.due_at, clock.very_late_at);
    const auto id = calendar::DeadlineId::from(clock.deadline);
    if (!id) return view;
    const auto proof = calendar.proof(tx, *id);
    if (!proof) return view;
    view.clock = proof->deadline.rule.clock;
    view.amount = proof->deadline.rule.amount;
    view.proof = clock_days(proof->days);
    return view;
}

/// The cases that records of a list belong to.
std::map<CaseId, Case> cases_by_id(db::Tx& tx, const std::vector<CaseId>& ids) {
    std::map<CaseId, Case> cases;
    for (Case& item : store::find_many(tx, ids)) cases.emplace(item.id, std::move(item));
    return cases;
}

template <class Record>
std::map<CaseId, Case> cases_of_all(db::Tx& tx, std::span<const Record> records) {
    std::vector<CaseId> ids;
    for (const Record& record : records) ids.push_back(record.case_id);
    return cases_by_id(tx, ids);
}

/// Everybody and every body that a case speaks of.
struct Mentioned {
    std::vector<std::optional<UnitId>> units;
    std::vector<std::optional<AccountId>> accounts;
};

/// What stands beside a case.
struct Beside {
    std::vector<Event> events;
    std::vector<Reply> replies;
    std::vector<Part> parts;
    std::vector<Extension> extensions;
    std::vector<Supervision> supervisions;
    std::vector<Appeal> appeals;
};

Mentioned mentioned(const Case& item, const Beside& beside) {
    Mentioned all{{item.lead_unit, item.named_unit}, {}};
    for (const Event& event : beside.events) {
        all.units.push_back(event.unit);
        all.accounts.push_back(event.account);
    }
    for (const Reply& reply : beside.replies) {
        all.units.push_back(reply.unit);
        all.accounts.push_back(reply.written_by);
        all.accounts.push_back(reply.approved_by);
    }
    for (const Supervision& supervision : beside.supervisions) {
        all.accounts.push_back(supervision.opened_by);
        all.accounts.push_back(supervision.ended_by);
    }
    return all;
}

/// Drafts are for those who work on them; everybody else sees what is published.
std::vector<ReplyRow> replies_of(db::Tx& tx, const accounts::Account& account,
                                 const std::vector<Reply>& replies, const Directory& directory) {
    std::vector<ReplyRow> views;
    for (const Reply& reply : replies) {
        const bool is_theirs =
            policy::may_handle(account, reply.unit, units::ancestors(tx, reply.unit)).has_value();
        if (reply.state != ReplyState::published && !is_theirs) continue;
        views.push_back({reply.id, reply.round, directory.unit(reply.unit), reply.state, reply.text,
                         directory.account(reply.written_by), directory.account(reply.approved_by),
                         reply.written_at, reply.published_at, reply.version});
    }
    return views;
}

void copy_times(StaffCase& detail, const Case& item) {
    detail.published_at = item.published_at;
    detail.assigned_at = item.assigned_at;
    detail.signed_at = item.signed_at;
    detail.replied_at = item.replied_at;
    detail.closed_at = item.closed_at;
    detail.ended_at = item.ended_at;
    detail.withdraw_at = item.withdraw_at;
    detail.window_until = item.window_until;
}

}  // namespace

Directory::Directory(db::Tx& tx, const std::vector<std::optional<UnitId>>& units,
                     const std::vector<std::optional<AccountId>>& accounts) {
    for (const units::Unit& unit : units::find_many(tx, each_once(units))) {
        units_.emplace(unit.id, ref_of(unit));
    }
    const auto people = each_once(accounts);
    if (!people.empty()) accounts_ = accounts::display_names(tx, people);
}

std::optional<BodyRef> Directory::unit(const std::optional<UnitId>& id) const {
    const auto found = id ? units_.find(*id) : units_.end();
    return found == units_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<std::string> Directory::account(const std::optional<AccountId>& id) const {
    const auto found = id ? accounts_.find(*id) : accounts_.end();
    return found == accounts_.end() ? std::nullopt : std::optional{found->second};
}

Result<std::string> masked_for(db::Database& database, std::string_view number,
                               std::string_view text) {
    TRY(names, database.read([&](db::Tx& tx) -> Result<std::vector<std::string>> {
        TRY(item, store::find_by_number(tx, number));
        const auto original = store::original(tx, item.id);
        return original ? original->names : std::vector<std::string>{};
    }));
    return mask(text, names).text;
}

std::optional<std::vector<UnitId>> bodies_of(db::Tx& tx, const accounts::Account& account) {
    std::vector<UnitId> all;
    for (const accounts::Grant& grant : account.grants) {
        if (grant.role != Role::unit_handler && grant.role != Role::unit_head) continue;
        if (!grant.unit) return std::nullopt;
        if (grant.subtree) {
            std::ranges::copy(units::subtree(tx, *grant.unit), std::back_inserter(all));
        } else {
            all.push_back(*grant.unit);
        }
    }
    std::ranges::sort(all);
    const auto repeated = std::ranges::unique(all);
    all.erase(repeated.begin(), repeated.end());
    return all;
}

Result<> may_see_case(db::Tx& tx, const accounts::Account& account, const Case& item) {
    if (policy::may_see(account, std::nullopt, {})) return {};
    std::vector<UnitId> units;
    if (item.lead_unit) units.push_back(*item.lead_unit);
    for (const Part& part : store::parts(tx, item.id)) units.push_back(part.unit);
    for (const UnitId unit : units) {
        if (policy::may_see(account, unit, units::ancestors(tx, unit))) return {};
    }
    return fail(ErrorKind::not_found, "casework.no_such_case");
}

Result<Case> seen_case(db::Tx& tx, const accounts::Account& account, std::string_view number) {
    TRY(item, store::find_by_number(tx, number));
    CHECK_OK(may_see_case(tx, account, item));
    return item;
}

std::vector<CaseRow> rows_of(db::Tx& tx, std::span<const Case> cases, Instant now) {
    std::vector<std::optional<UnitId>> units;
    for (const Case& item : cases) {
        units.push_back(item.lead_unit);
        units.push_back(item.named_unit);
    }
    const Directory directory{tx, units, {}};
    std::vector<CaseRow> rows;
    for (const Case& item : cases) rows.push_back(row_of(item, directory, now));
    return rows;
}

StaffCase detail_of(db::Tx& tx, const calendar::Calendar& calendar, const Acting& acting,
                    const Case& item) {
    const Beside beside{store::events(tx, item.id),       store::replies(tx, item.id),
                        store::parts(tx, item.id),        store::extensions(tx, item.id),
                        store::supervisions(tx, item.id), store::appeals_of(tx, item.id)};
    const auto [units, people] = mentioned(item, beside);
    const Directory directory{tx, units, people};
    StaffCase detail;
    detail.row = row_of(item, directory, acting.now);
    detail.body = item.body;
    detail.place_code = item.place_code;
    detail.signature = item.signature;
    if (item.point) {
        detail.point = PointView{static_cast<double>(item.point->lat_e6) / e6,
                                 static_cast<double>(item.point->lon_e6) / e6};
    }
    detail.channel = item.channel;
    detail.language = tag_of(item.language);
    detail.refusal = item.refusal;
    if (item.merged_into) {
        if (const auto into = store::find(tx, *item.merged_into)) detail.merged_into = into->number;
    }
    detail.merged_here = store::numbers_merged_into(tx, item.id);
    detail.followers = item.followers;
    copy_times(detail, item);
    detail.steps = steps_for(tx, acting.account, item);
    detail.timeline = timeline_of(beside.events, directory);
    for (const CaseClock& clock : store::clocks(tx, item.id)) {
        detail.clocks.push_back(clock_of(tx, calendar, clock, acting.now));
    }
    detail.replies = replies_of(tx, acting.account, beside.replies, directory);
    detail.parts = views_of(tx, acting, beside.parts);
    detail.extensions = views_of(tx, beside.extensions);
    for (const Supervision& each : beside.supervisions) {
        detail.supervisions.push_back({each.id, each.reason, directory.account(each.opened_by),
                                       directory.account(each.ended_by), each.opened_at,
                                       each.ended_at});
    }
    detail.appeals = views_of(tx, calendar, acting, beside.appeals);
    for (const MaskedAddition& each : store::masked_additions(tx, item.id)) {
        detail.additions.push_back({each.id, each.at, each.text});
    }
    detail.attachments = attachments_for_staff(tx, acting.account, item);
    return detail;
}

Stepped stepped_of(const Case& item) {
    return {item.number, item.state, item.version, item.due_at};
}

std::vector<PartView> views_of(db::Tx& tx, const Acting& acting, std::span<const Part> parts) {
    const auto cases = cases_of_all(tx, parts);
    Mentioned all;
    for (const Part& part : parts) {
        all.units.push_back(part.unit);
        all.accounts.push_back(part.asked_by);
        all.accounts.push_back(part.answered_by);
    }
    const Directory directory{tx, all.units, all.accounts};
    std::vector<PartView> views;
    for (const Part& part : parts) {
        const Case& item = cases.at(part.case_id);
        const bool may_answer =
            !part.answered_at &&
            policy::may_handle(acting.account, part.unit, units::ancestors(tx, part.unit));
        views.push_back({part.id, item.number, item.subject, directory.unit(part.unit), part.task,
                         part.answer, directory.account(part.asked_by),
                         directory.account(part.answered_by), part.asked_at, part.answered_at,
                         item.due_at, may_answer});
    }
    return views;
}

std::vector<ExtensionView> views_of(db::Tx& tx, std::span<const Extension> asked) {
    const auto cases = cases_of_all(tx, asked);
    Mentioned all;
    for (const Extension& each : asked) {
        all.units.push_back(each.unit);
        all.accounts.push_back(each.asked_by);
        all.accounts.push_back(each.decided_by);
    }
    const Directory directory{tx, all.units, all.accounts};
    std::vector<ExtensionView> views;
    for (const Extension& each : asked) {
        const Case& item = cases.at(each.case_id);
        views.push_back(
            {each.id, item.number, item.subject, directory.unit(each.unit), each.round, each.days,
             each.reason, each.decision, each.state, directory.account(each.asked_by),
             directory.account(each.decided_by), each.asked_at, each.decided_at,
             each.state == ExtensionState::asked ? item.due_at : each.due_before, each.due_after});
    }
    return views;
}

std::vector<AppealView> views_of(db::Tx& tx, const calendar::Calendar& calendar,
                                 const Acting& acting, std::span<const Appeal> appeals) {
    const auto cases = cases_of_all(tx, appeals);
    std::vector<std::optional<AccountId>> people;
    for (const Appeal& each : appeals) people.push_back(each.decided_by);
    const Directory directory{tx, {}, people};
    std::vector<AppealView> views;
    for (const Appeal& each : appeals) {
        const Case& item = cases.at(each.case_id);
        AppealView view{
            each.id,        item.number,     item.subject, each.about,
            each.grounds,   each.decision,   each.state,   directory.account(each.decided_by),
            each.opened_at, each.decided_at, {},           false};
        const auto due = window_end(tx, calendar, item, Stage::review, each.opened_at);
        if (due) view.due_at = *due;
        view.may_decide =
            each.state == AppealState::open &&
            policy::may_review(acting.account, decided_before(tx, item.id)).has_value();
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<AccountId> decided_before(db::Tx& tx, CaseId id) {
    std::vector<std::optional<AccountId>> people;
    for (const Event& event : store::events(tx, id)) {
        if (event.party != Party::resident) people.push_back(event.account);
    }
    for (const Reply& reply : store::replies(tx, id)) {
        people.push_back(reply.written_by);
        people.push_back(reply.approved_by);
    }
    for (const Extension& each : store::extensions(tx, id)) people.push_back(each.decided_by);
    for (const Appeal& each : store::appeals_of(tx, id)) people.push_back(each.decided_by);
    return each_once(people);
}

}  // namespace pingyi::casework
