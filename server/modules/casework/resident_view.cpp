// Puts together what the tables hold about one case.
#include "modules/casework/resident_view.hpp"

#include <algorithm>
#include <map>

#include "modules/casework/attachments.hpp"
#include "modules/casework/call_back_store.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/resident_filing.hpp"
#include "modules/casework/resident_store.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/steps.hpp"
#include "modules/contacts/api.hpp"
#include "platform/outbox/outbox.hpp"

namespace pingyi::casework {
namespace {

/// The bodies of a case by id, read in one go.
class Bodies {
public:
    Bodies(db::Tx& tx, const Case& item, const std::vector<Event>& events,
           const std::vector<Reply>& replies) {
        std::vector<UnitId> ids;
        if (item.lead_unit) ids.push_back(*item.lead_unit);
        for (const Event& event : events) {
            if (event.unit) ids.push_back(*event.unit);
        }
        for (const Reply& reply : replies) ids.push_back(reply.unit);
        for (const units::Unit& unit : units::find_many(tx, ids)) {
            refs_.emplace(unit.id, ref_of(unit));
        }
    }
    [[nodiscard]] std::optional<BodyRef> ref(const std::optional<UnitId>& id) const {
        const auto found = id ? refs_.find(*id) : refs_.end();
        if (found == refs_.end()) return std::nullopt;
        return found->second;
    }

private:
    std::map<UnitId, BodyRef> refs_;
};

std::vector<TrackedEvent> timeline_of(const std::vector<Event>& events, const Bodies& bodies) {
    std::vector<TrackedEvent> lines;
    for (const Event& event : events) {
        const bool may_read = event.is_public || event.party == Party::resident;
        lines.push_back({event.at, event.step, event.to, event.round, event.party,
                         bodies.ref(event.unit), may_read ? event.text : std::string{}});
    }
    return lines;
}

Result<std::vector<TrackedClock>> clocks_of(db::Tx& tx, const calendar::Calendar& calendar,
                                            const Case& item) {
    std::vector<TrackedClock> views;
    for (const CaseClock& clock : store::clocks(tx, item.id)) {
        TrackedClock view{clock.stage,
                          clock.round,
                          clock.started_at,
                          due_by(clock.due_at, clock.missing_year, calendar.zone()),
                          clock.very_late_at,
                          clock.stopped_at,
                          {},
                          0,
                          clock.rule_version,
                          0,
                          {}};
        if (const auto id = calendar::DeadlineId::from(clock.deadline)) {
            TRY(proof, calendar.proof(tx, *id));
            view.clock = proof.deadline.rule.clock;
            view.amount = proof.deadline.rule.amount;
            view.calendar_version = proof.deadline.calendar_version;
            view.days = clock_days(proof.days);
        }
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<TrackedReply> replies_of(const std::vector<Reply>& replies, const Bodies& bodies) {
    std::vector<TrackedReply> views;
    for (const Reply& reply : replies) {
        if (reply.state != ReplyState::published || !reply.published_at) continue;
        views.push_back({reply.round, bodies.ref(reply.unit), reply.text, *reply.published_at});
    }
    return views;
}

/// The number of the case it was merged into, where the public knows that one.
std::optional<std::string> merged_number(db::Tx& tx, const Case& item) {
    if (!item.merged_into) return std::nullopt;
    const auto other = store::find(tx, *item.merged_into);
    if (!other || !other->is_public()) return std::nullopt;
    return other->number;
}

std::vector<TrackedCallBack> call_backs_of(db::Tx& tx, const Case& item) {
    std::vector<TrackedCallBack> views;
    for (const CallBack& call : store::call_backs(tx, item.id)) {
        if (!call.ended_at) continue;
        views.push_back({call.round, *call.ended_at, call.state, call.solved, call.satisfied});
    }
    return views;
}

std::vector<ContactOpening> openings_of(db::Tx& tx, const Case& item) {
    std::vector<ContactOpening> views;
    const auto id = item.contact ? contacts::ContactId::from(*item.contact) : std::nullopt;
    if (!id) return views;
    for (const contacts::Opening& opening : contacts::openings(tx, *id)) {
        ContactOpening view{opening.at, opening.reason, std::nullopt};
        if (opening.ledger_index) {
            view.ledger_index = static_cast<std::int64_t>(*opening.ledger_index);
        }
        views.push_back(std::move(view));
    }
    return views;
}

bool has_notice_address(db::Tx& tx, const Case& item) {
    const auto id =
        item.notice_address ? outbox::AddressId::from(*item.notice_address) : std::nullopt;
    return id && outbox::has_address(tx, *id);
}

}  // namespace

Result<Standing> standing_of(db::Tx& tx, const calendar::Calendar& calendar, const Case& item) {
    Standing standing;
    const auto answers = store::answers(tx, item.id);
    standing.answered =
        std::ranges::find(answers, item.round, &TrackedAnswer::round) != answers.end();
    for (const TrackedAppeal& appeal : store::appeals(tx, item.id)) {
        const bool about_refusal = appeal.about == AppealAbout::refusal;
        (about_refusal ? standing.appealed_refusal : standing.appealed_closing) = true;
        if (appeal.state == AppealState::open) standing.appeal_is_open = true;
    }
    if (!item.closed_at) return standing;
    TRY(contest, window_end(tx, calendar, item, Stage::contest, *item.closed_at));
    TRY(appeal, window_end(tx, calendar, item, Stage::appeal, *item.closed_at));
    standing.contest_until = contest;
    standing.appeal_until = appeal;
    return standing;
}

Result<TrackedCase> tracked_case(db::Tx& tx, const calendar::Calendar& calendar, const Case& item,
                                 Instant now) {
    const auto events = store::events(tx, item.id);
    const auto replies = store::replies(tx, item.id);
    const Bodies bodies{tx, item, events, replies};
    TRY(standing, standing_of(tx, calendar, item));
    TRY(clocks, clocks_of(tx, calendar, item));
    TrackedCase view;
    view.number = item.number;
    view.shown_number = shown_number(item.number);
    view.kind = item.kind;
    view.state = item.state;
    view.visibility = item.visibility;
    view.is_public = item.is_public();
    view.round = item.round;
    view.subject = item.subject;
    view.body = item.body;
    view.place = item.place;
    view.signature = item.signature;
    view.category = item.category;
    view.unit = bodies.ref(item.lead_unit);
    if (item.refusal) view.refusal = store::refusal_reason(tx, *item.refusal);
    view.merged_into = merged_number(tx, item);
    view.submitted_at = item.submitted_at;
    view.replied_at = item.replied_at;
    view.closed_at = item.closed_at;
    view.ended_at = item.ended_at;
    view.due = due_by(item.due_at, item.missing_year, calendar.zone());
    view.lateness = lateness_of(item, now);
    view.followers = item.followers;
    view.withdraw_at = item.withdraw_at;
    view.has_contact = can_be_called(tx, item);
    view.has_notice_address = has_notice_address(tx, item);
    view.actions = options_of(item, standing, now);
    view.timeline = timeline_of(events, bodies);
    view.clocks = std::move(clocks);
    view.replies = replies_of(replies, bodies);
    view.additions = store::additions(tx, item.id);
    view.answers = store::answers(tx, item.id);
    view.appeals = store::appeals(tx, item.id);
    view.call_backs = call_backs_of(tx, item);
    view.openings = openings_of(tx, item);
    view.attachments = attachments_of_writer(tx, item);
    return view;
}

}  // namespace pingyi::casework
