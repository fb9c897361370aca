#include "modules/casework/steps.hpp"

#include <algorithm>

#include "modules/casework/case_store.hpp"
#include "modules/casework/notices.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/workflow.hpp"
#include "modules/contacts/api.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/outbox/outbox.hpp"

namespace pingyi::casework {
namespace {

constexpr std::size_t salt_octets = 16;
/// Ids of one write: deadlines take these, use cases start at `Moment::id(0)` and stay below.
constexpr std::uint8_t first_deadline_id = 200;

/// Clocks of one case within one write.
class Clocks {
public:
    Clocks(db::Tx& tx, const calendar::Calendar& calendar, const Moment& moment, Case& item)
        : tx_{tx}, calendar_{calendar}, moment_{moment}, item_{item} {}

    /// What the case will show once its clock of this stage has started then.
    Result<> foresee(Stage stage, Instant start) {
        TRY(rule, rule_of(stage, start));
        const auto days = calendar_.current(tx_);
        CaseClock clock;
        clock.stage = stage;
        TRY(due, deadline(*days, calendar_.zone(), start, rule->rule));
        clock.due_at = due.due;
        clock.missing_year = due.missing_year;
        if (rule->very_late_amount) {
            TRY(later, deadline(*days, calendar_.zone(), start,
                                {rule->rule.clock, *rule->very_late_amount}));
            clock.very_late_at = later.due;
        }
        show(clock);
        return {};
    }

    /// `start` may lie before now: a letter counts from the moment it came in.
    Result<> start(Stage stage, Instant start) {
        TRY(rule, rule_of(stage, start));
        CaseClock clock;
        clock.stage = stage;
        clock.round = item_.round;
        clock.rule_version = rule->version;
        clock.started_at = start;
        CHECK_OK(set_due(clock, start, rule->rule, rule->very_late_amount));
        store::insert_clock(tx_, item_.id, clock);
        show(clock);
        return {};
    }

    Result<> set_due(CaseClock& clock, Instant start, DeadlineRule rule,
                     std::optional<std::int64_t> very_late_amount) {
        TRY(due, open(start, rule));
        clock.deadline = due.id.text();
        clock.due_at = due.deadline.due;
        clock.missing_year = due.deadline.missing_year;
        clock.very_late.reset();
        clock.very_late_at.reset();
        if (!very_late_amount) return {};
        TRY(later, open(start, {rule.clock, *very_late_amount}));
        clock.very_late = later.id.text();
        clock.very_late_at = later.deadline.due;
        return {};
    }

    /// Counts a clock again from its start by its own rule, `more` days longer.
    Result<> recount(CaseClock& clock, std::int64_t more) {
        TRY(old, found(clock.deadline));
        std::optional<std::int64_t> very_late_amount;
        if (clock.very_late) {
            TRY(later, found(*clock.very_late));
            very_late_amount = later.rule.amount + more;
        }
        close(clock);
        CHECK_OK(
            set_due(clock, old.start, {old.rule.clock, old.rule.amount + more}, very_late_amount));
        store::save_clock(tx_, item_.id, clock);
        show(clock);
        return {};
    }

    /// Counts a clock from its start by the rule that holds for the case as it is now.
    Result<> count_anew(CaseClock& clock) {
        TRY(rule, rule_of(clock.stage, clock.started_at));
        close(clock);
        clock.rule_version = rule->version;
        CHECK_OK(set_due(clock, clock.started_at, rule->rule, rule->very_late_amount));
        store::save_clock(tx_, item_.id, clock);
        show(clock);
        return {};
    }

    /// What a merge stopped runs on as if it had never stopped.
    Result<> resume() {
        auto all = store::clocks(tx_, item_.id);
        for (auto clock = all.rbegin(); clock != all.rend(); ++clock) {
            if (!runs_in(clock->stage, item_.state) || clock->round != item_.round) continue;
            clock->stopped_at.reset();
            return recount(*clock, 0);
        }
        return {};
    }

    /// Stops every clock that does not run in the state of the case.
    void stop_others() {
        for (CaseClock& clock : store::clocks(tx_, item_.id)) {
            if (clock.stopped_at || runs_in(clock.stage, item_.state)) continue;
            clock.stopped_at = moment_.now;
            store::save_clock(tx_, item_.id, clock);
            close(clock);
        }
    }

    /// What the case shows as its due date.
    void show(const CaseClock& clock) {
        if (clock.stage != Stage::reply && clock.stage != Stage::redo) return;
        item_.due_at = clock.due_at;
        item_.very_late_at = clock.very_late_at;
        item_.missing_year = clock.missing_year;
    }

    void close(const CaseClock& clock) {
        for (const auto& id : {std::optional{clock.deadline}, clock.very_late}) {
            if (!id) continue;
            if (const auto deadline = calendar::DeadlineId::from(*id)) {
                calendar_.close(tx_, *deadline);
            }
        }
    }

private:
    struct Opened {
        calendar::DeadlineId id;
        Deadline deadline;
    };
    /// The rule in force on the day of `start`; the rules of one day are read once.
    Result<const TimeRule*> rule_of(Stage stage, Instant start) {
        const Day day = calendar_.zone().day_of(start);
        if (rules_.empty() || day != day_of_rules_) {
            rules_ = store::time_rules(tx_, day);
            day_of_rules_ = day;
        }
        const TimeRule* rule = rule_for(rules_, stage, item_.kind, item_.urgency);
        if (rule == nullptr) return fail(ErrorKind::internal, "casework.no_rule");
        return rule;
    }
    Result<Deadline> found(const std::string& deadline) {
        const auto id = calendar::DeadlineId::from(deadline);
        if (!id) return fail(ErrorKind::internal, "casework.no_clock");
        return calendar_.find(tx_, *id);
    }
    Result<Opened> open(Instant start, DeadlineRule rule) {
        const auto id = moment_.id<calendar::DeadlineId>(next_id_++);
        TRY(made, calendar_.open(tx_, id, start, rule, moment_.now));
        return Opened{id, made};
    }

    db::Tx& tx_;
    const calendar::Calendar& calendar_;
    const Moment& moment_;
    Case& item_;
    std::uint8_t next_id_ = first_deadline_id;
    Day day_of_rules_{};
    std::vector<TimeRule> rules_;
};

void append(db::Tx& tx, const Moment& moment, const Case& item, std::optional<State> from,
            const Taken& taken) {
    Event event;
    event.at = moment.now;
    event.step = taken.step;
    event.from = from;
    event.to = item.state;
    event.round = item.round;
    event.party = taken.who;
    event.account = taken.by;
    event.unit = taken.unit;
    event.is_public = taken.is_public;
    store::append(tx, item.id, event, taken.text);
}

/// Figures count a case under its lead body in the month in which it came in.
void mark_stale(db::Tx& tx, const calendar::Calendar& calendar, const Case& item) {
    if (!item.lead_unit) return;
    store::mark_stale(tx, *item.lead_unit, month_of(calendar.zone().day_of(item.submitted_at)));
}

/// Closing and refusing open the windows in which the resident may contest or appeal.
Result<> open_windows(db::Tx& tx, const calendar::Calendar& calendar, Case& item, Step step,
                      Instant now) {
    if (step != Step::close && step != Step::refuse) return {};
    TRY(appeal, window_end(tx, calendar, item, Stage::appeal, now));
    item.window_until = appeal;
    if (step == Step::refuse || !appeal) return {};
    TRY(contest, window_end(tx, calendar, item, Stage::contest, now));
    item.window_until = contest ? std::optional{std::max(*appeal, *contest)} : std::nullopt;
    return {};
}

/// Times and counters that belong to a step.
void record(Case& item, const Taken& taken, Instant now) {
    switch (taken.step) {
        case Step::accept:
        case Step::overturn:
        case Step::unmerge:
            if (item.visibility == Visibility::everyone && !item.published_at) {
                item.published_at = now;
            }
            item.refusal.reset();
            item.merged_into.reset();
            item.window_until.reset();
            break;
        case Step::assign:
            item.lead_unit = taken.unit;
            item.assigned_at = now;
            item.signed_at.reset();
            ++item.assignments;
            break;
        case Step::sign_for: item.signed_at = now; break;
        case Step::return_to_intake:
            item.lead_unit.reset();
            ++item.returns;
            break;
        case Step::reply:
            item.replied_at = now;
            item.lateness =
                std::max(item.lateness, lateness_at(now, item.due_at, item.very_late_at));
            break;
        case Step::close: item.closed_at = now; break;
        case Step::reopen:
            ++item.round;
            item.closed_at.reset();
            item.window_until.reset();
            break;
        case Step::withdraw:
        case Step::finish:
            item.ended_at = now;
            item.window_until.reset();
            item.withdraw_at.reset();
            break;
        default: break;  // submit, refuse, merge, call_back; notes never come here
    }
}

/// At the end the contact gets the day of its destruction, and the notification address goes.
void let_go(db::Tx& tx, const calendar::Calendar& calendar, Case& item, Instant now) {
    if (item.contact) {
        if (const auto id = contacts::ContactId::from(*item.contact)) {
            const Day last = calendar.zone().day_of(now) + contacts::rule(tx).kept;
            contacts::set_destruction_day(tx, *id, last);
        }
    }
    if (!item.notice_address) return;
    if (const auto id = outbox::AddressId::from(*item.notice_address)) {
        outbox::erase_address(tx, *id);
    }
    item.notice_address.reset();
}

}  // namespace

std::optional<ErasableText> erasable(std::string text) {
    if (text.empty()) return std::nullopt;
    ErasableText made{.text = std::move(text),
                      .salt = crypto::base64url(crypto::random_bytes(salt_octets)),
                      .hash = {}};
    made.hash = crypto::hex(crypto::sha256(made.salt + made.text));
    return made;
}

Moment moment(Instant now) {
    Moment drawn{.now = now};
    const std::string bytes = crypto::random_bytes(drawn.chance.size());
    std::ranges::copy(bytes, drawn.chance.begin());
    return drawn;
}

Result<> open_case(db::Tx& tx, const calendar::Calendar& calendar, const Moment& moment, Case& item,
                   const Original& original, const Taken& taken) {
    item.state = State::submitted;
    item.round = 1;
    item.changed_at = moment.now;
    item.version = 1;
    Clocks clocks{tx, calendar, moment, item};
    CHECK_OK(clocks.foresee(Stage::reply, item.submitted_at));  // the case is written once
    if (!store::insert(tx, item)) return fail(ErrorKind::conflict, "casework.number_taken");
    store::insert_original(tx, item.id, original);
    append(tx, moment, item, std::nullopt, taken);
    CHECK_OK(clocks.start(Stage::screening, item.submitted_at));
    CHECK_OK(clocks.start(Stage::reply, item.submitted_at));
    announce(tx, moment, item, taken.step);
    return {};
}

Result<> take(db::Tx& tx, const calendar::Calendar& calendar, const Moment& moment, Case& item,
              const Taken& taken) {
    const CaseTransition* row = workflow.find(item.state, taken.step, taken.who);
    if (row == nullptr) return fail(ErrorKind::conflict, "casework.step_not_allowed");
    CHECK_OK(check_step(item, taken.step, taken.who, moment.now));
    if (taken.step == Step::assign && !taken.unit) {
        return fail(ErrorKind::conflict, "casework.no_lead_unit");
    }
    const State from = item.state;
    Taken line = taken;
    // Every return counts for the body that returned, whoever forgot to name it.
    if (taken.step == Step::return_to_intake) line.unit = item.lead_unit;
    mark_stale(tx, calendar, item);
    record(item, taken, moment.now);
    item.state = row->to;
    item.changed_at = moment.now;
    // A withdrawal that waits ends with the states in which the resident may withdraw.
    if (workflow.find(item.state, Step::withdraw, Party::resident) == nullptr) {
        item.withdraw_at.reset();
    }
    Clocks clocks{tx, calendar, moment, item};
    clocks.stop_others();
    if (row->clock) CHECK_OK(clocks.start(*row->clock, moment.now));
    if (taken.step == Step::unmerge) CHECK_OK(clocks.resume());
    CHECK_OK(open_windows(tx, calendar, item, taken.step, moment.now));
    append(tx, moment, item, from, line);
    mark_stale(tx, calendar, item);
    if (item.ended_at) let_go(tx, calendar, item, moment.now);
    CHECK_OK(store::save(tx, item));
    announce(tx, moment, item, taken.step);
    return {};
}

Result<> note(db::Tx& tx, const Moment& moment, Case& item, const Taken& taken) {
    item.changed_at = moment.now;
    append(tx, moment, item, item.state, taken);
    CHECK_OK(store::save(tx, item));
    announce(tx, moment, item, taken.step);
    return {};
}

Result<Lengthened> lengthen(db::Tx& tx, const calendar::Calendar& calendar, const Moment& moment,
                            Case& item, std::int64_t days) {
    auto all = store::clocks(tx, item.id);
    const auto running = std::ranges::find_if(all, [](const CaseClock& clock) {
        return !clock.stopped_at && (clock.stage == Stage::reply || clock.stage == Stage::redo);
    });
    if (running == all.end()) return fail(ErrorKind::conflict, "casework.no_clock");
    Clocks clocks{tx, calendar, moment, item};
    Lengthened result{.before = running->due_at, .after = {}};
    CHECK_OK(clocks.recount(*running, days));
    result.after = running->due_at;
    ++item.extensions;
    return result;
}

Result<> reclassify(db::Tx& tx, const calendar::Calendar& calendar, const Moment& moment,
                    Case& item, Kind kind, Urgency urgency) {
    if (item.kind == kind && item.urgency == urgency) return {};
    item.kind = kind;
    item.urgency = urgency;
    // Ids of its own, so that the step that follows in the same write finds them free.
    Moment apart = moment;
    apart.chance[8] = static_cast<std::uint8_t>(apart.chance[8] + 1);
    Clocks clocks{tx, calendar, apart, item};
    for (CaseClock& clock : store::clocks(tx, item.id)) {
        if (!clock.stopped_at && clock.stage == Stage::reply) {
            CHECK_OK(clocks.count_anew(clock));
        }
    }
    return {};
}

Result<std::optional<Instant>> window_end(db::Tx& tx, const calendar::Calendar& calendar,
                                          const Case& item, Stage stage, Instant now) {
    const auto rules = store::time_rules(tx, calendar.zone().day_of(now));
    const TimeRule* rule = rule_for(rules, stage, item.kind, item.urgency);
    if (rule == nullptr) return fail(ErrorKind::internal, "casework.no_rule");
    TRY(end, deadline(*calendar.current(tx), calendar.zone(), now, rule->rule));
    return end.due;
}

Result<std::optional<CaseId>> refresh_due_dates(db::Tx& tx, const calendar::Calendar& calendar,
                                                const std::optional<CaseId>& after,
                                                std::int64_t cases_max) {
    std::optional<CaseId> last;
    for (Case& item : store::open_cases(tx, after, cases_max)) {
        last = item.id;
        bool changed = false;
        Clocks clocks{tx, calendar, Moment{}, item};
        for (CaseClock& clock : store::clocks(tx, item.id)) {
            if (clock.stopped_at) continue;
            const CaseClock before = clock;
            const auto id = calendar::DeadlineId::from(clock.deadline);
            TRY(due, calendar.find(tx, *id));
            clock.due_at = due.due;
            clock.missing_year = due.missing_year;
            if (clock.very_late) {
                TRY(later, calendar.find(tx, *calendar::DeadlineId::from(*clock.very_late)));
                clock.very_late_at = later.due;
            }
            if (clock.due_at == before.due_at && clock.very_late_at == before.very_late_at) {
                continue;
            }
            changed = true;
            store::save_clock(tx, item.id, clock);
            clocks.show(clock);
        }
        if (changed) CHECK_OK(store::save(tx, item));
    }
    return last;
}

}  // namespace pingyi::casework
