#include "modules/casework/office.hpp"

#include <algorithm>

#include "modules/casework/api.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/office_rules.hpp"
#include "modules/casework/policy.hpp"
#include "modules/casework/records_store.hpp"

namespace pingyi::casework {
namespace {

std::optional<Supervision> running(db::Tx& tx, CaseId id) {
    for (Supervision& each : store::supervisions(tx, id)) {
        if (!each.ended_at) return std::move(each);
    }
    return std::nullopt;
}

/// The number of the case that a record belongs to.
template <class Find>
Result<std::string> number_of_case(db::Database& database, Find find) {
    return database.read([&](db::Tx& tx) -> Result<std::string> {
        TRY(record, find(tx));
        TRY(item, store::find(tx, record.case_id));
        return item.number;
    });
}

/// What an upheld appeal brings about.
Result<> carry_out(db::Tx& tx, const Deps& deps, const Moment& drawn, Case& item,
                   const Appeal& appeal, const Taken& taken) {
    CHECK_OK(take(tx, deps.calendar, drawn, item, taken));
    if (appeal.about == AppealAbout::refusal || !item.lead_unit) return {};
    const auto rules = store::time_rules(tx, deps.calendar.zone().day_of(drawn.now));
    const TimeRule* rule = rule_for(rules, Stage::redo, item.kind, item.urgency);
    if (rule == nullptr) return fail(ErrorKind::internal, "casework.no_rule");
    CHECK_OK(open_rectification(tx, deps.calendar, drawn,
                                {std::string(appeal_source), appeal.id.text(), *item.lead_unit,
                                 appeal.decision, rule->rule}));
    return {};
}

}  // namespace

Result<Stepped> supervise_case(const Deps& deps, const Acting& acting, const OnCase& on,
                               std::string_view reason) {
    CHECK_OK(policy::may_supervise(acting.account));
    TRY(masked, masked_for(deps.database, on.number, reason));
    const auto text = erasable(masked);
    return change_case(deps, acting, on,
                       [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
                           if (!is_open(item.state))
                               return fail(ErrorKind::conflict, "casework.step_not_allowed");
                           if (running(tx, item.id))
                               return fail(ErrorKind::conflict, "casework.supervised");
                           store::insert_supervision(tx, {drawn.id<SupervisionId>(0),
                                                          item.id,
                                                          masked,
                                                          acting.account.id,
                                                          acting.now,
                                                          {},
                                                          {}});
                           ++item.supervisions;
                           return note(tx, drawn, item,
                                       {.step = Step::supervise,
                                        .who = Party::office,
                                        .by = acting.account.id,
                                        .text = text});
                       });
}

Result<Stepped> end_supervision(const Deps& deps, const Acting& acting, const OnCase& on,
                                std::string_view reason) {
    CHECK_OK(policy::may_supervise(acting.account));
    TRY(masked, masked_for(deps.database, on.number, reason));
    const auto text = erasable(masked);
    return change_case(deps, acting, on,
                       [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
                           auto supervision = running(tx, item.id);
                           if (!supervision)
                               return fail(ErrorKind::conflict, "casework.not_supervised");
                           supervision->ended_by = acting.account.id;
                           supervision->ended_at = acting.now;
                           store::end_supervision(tx, *supervision);
                           return note(tx, drawn, item,
                                       {.step = Step::end_supervision,
                                        .who = Party::office,
                                        .by = acting.account.id,
                                        .text = text});
                       });
}

Result<Stepped> decide_extension(const Deps& deps, const Acting& acting, ExtensionId id,
                                 bool is_granted, const std::optional<std::int64_t>& days,
                                 std::string_view reason) {
    CHECK_OK(policy::may_supervise(acting.account));
    TRY(number,
        number_of_case(deps.database, [&](db::Tx& tx) { return store::extension(tx, id); }));
    TRY(masked, masked_for(deps.database, number, reason));
    const auto text = erasable(masked);
    return change_case(
        deps, acting, {number}, [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
            TRY(asked, store::extension(tx, id));
            asked.state = is_granted ? ExtensionState::granted : ExtensionState::denied;
            asked.decided_by = acting.account.id;
            asked.decided_at = acting.now;
            asked.decision = masked;
            asked.due_before = item.due_at;
            if (is_granted) {
                asked.days = std::min(days.value_or(asked.days), asked.days);
                TRY(longer, lengthen(tx, deps.calendar, drawn, item, asked.days));
                asked.due_before = longer.before;
                asked.due_after = longer.after;
            }
            CHECK_OK(store::decide(tx, asked));
            return note(tx, drawn, item,
                        {.step = is_granted ? Step::grant_extension : Step::deny_extension,
                         .who = Party::office,
                         .by = acting.account.id,
                         .unit = asked.unit,
                         .text = text});
        });
}

Result<Stepped> decide_appeal(const Deps& deps, const Acting& acting, AppealId id, bool is_upheld,
                              std::string_view reason) {
    CHECK_OK(policy::may_supervise(acting.account));
    TRY(number, number_of_case(deps.database, [&](db::Tx& tx) { return store::appeal(tx, id); }));
    TRY(masked, masked_for(deps.database, number, reason));
    const auto text = erasable(masked);
    return change_case(deps, acting, {number},
                       [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
                           TRY(appeal, store::appeal(tx, id));
                           if (!policy::may_review(acting.account, decided_before(tx, item.id))) {
                               return fail(ErrorKind::forbidden, "casework.decided_in_case");
                           }
                           appeal.state = is_upheld ? AppealState::upheld : AppealState::dismissed;
                           appeal.decided_by = acting.account.id;
                           appeal.decided_at = acting.now;
                           appeal.decision = masked;
                           CHECK_OK(store::decide(tx, appeal));
                           const Step step = !is_upheld ? Step::dismiss_appeal
                                             : appeal.about == AppealAbout::refusal ? Step::overturn
                                                                                    : Step::reopen;
                           const Taken taken{.step = step,
                                             .who = Party::reviewer,
                                             .by = acting.account.id,
                                             .unit = item.lead_unit,
                                             .text = text};
                           if (!is_upheld) return note(tx, drawn, item, taken);
                           return carry_out(tx, deps, drawn, item, appeal, taken);
                       });
}

Result<TimeRules> set_time_rules(db::Tx& tx, const Acting& acting, Day today, TimeRules made) {
    CHECK_OK(policy::may_supervise(acting.account));
    CHECK_OK(check_time_rules(made.rules, made.valid_from, today));
    store::add_time_rules(tx, made);
    accounts::note(tx, acting.now, "casework.time_rules_added", acting.account.id, "time_rules",
                   "version=" + std::to_string(made.version), accounts::Role::programme_office);
    return made;
}

}  // namespace pingyi::casework
