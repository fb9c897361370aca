#include "modules/casework/body.hpp"

#include <algorithm>
#include <set>

#include "modules/casework/case_store.hpp"
#include "modules/casework/intake.hpp"
#include "modules/casework/intake_store.hpp"
#include "modules/casework/policy.hpp"
#include "modules/casework/records_store.hpp"
#include "modules/casework/workflow.hpp"
#include "modules/units/api.hpp"

namespace pingyi::casework {
namespace {

constexpr std::size_t portion = 10;  ///< cases of one transaction
constexpr std::string_view approval_setting = "reply_needs_approval";

/// The body that leads, if this account handles for it.
Result<UnitId> handled(db::Tx& tx, const accounts::Account& account, const Case& item) {
    if (!item.lead_unit) return fail(ErrorKind::conflict, "casework.step_not_allowed");
    CHECK_OK(policy::may_handle(account, *item.lead_unit, units::ancestors(tx, *item.lead_unit)));
    return *item.lead_unit;
}

bool needs_approval(db::Tx& tx) {
    return store::setting(tx, approval_setting) != "0";
}

/// What this body writes for this round, before publication.
std::optional<Reply> reply_of(db::Tx& tx, const Case& item) {
    for (Reply& reply : store::replies(tx, item.id)) {
        if (reply.round == item.round && reply.unit == item.lead_unit &&
            reply.state != ReplyState::published) {
            return std::move(reply);
        }
    }
    return std::nullopt;
}

/// The reply of a case that is being handled, as the caller has seen it.
struct OnReply {
    Case item;
    Reply reply;
};
Result<OnReply> found_reply(db::Tx& tx, const Acting& acting, std::string_view number,
                            std::int64_t version) {
    TRY(item, seen_case(tx, acting.account, number));
    CHECK_OK(handled(tx, acting.account, item));
    if (item.state != State::handling) {
        return fail(ErrorKind::conflict, "casework.step_not_allowed");
    }
    auto reply = reply_of(tx, item);
    if (!reply) return fail(ErrorKind::not_found, "casework.no_reply");
    if (reply->version != version) {
        return fail(ErrorKind::conflict, "casework.reply_changed_meanwhile");
    }
    return OnReply{std::move(item), std::move(*reply)};
}

Result<> may_publish(db::Tx& tx, const accounts::Account& account, const Reply& reply) {
    const auto above = units::ancestors(tx, reply.unit);
    CHECK_OK(policy::may_handle(account, reply.unit, above));
    if (!needs_approval(tx)) return {};
    if (reply.state != ReplyState::submitted) {
        return fail(ErrorKind::conflict, "casework.reply_not_submitted");
    }
    if (policy::may_approve(account, reply, above)) return {};
    return fail(ErrorKind::forbidden, "casework.needs_second_person");
}

/// One of many: an error here has changed nothing yet and stands in the way of this case only.
Result<Case> signable(db::Tx& tx, const accounts::Account& account, const std::string& number) {
    TRY(item, seen_case(tx, account, number));
    CHECK_OK(handled(tx, account, item));
    if (workflow.find(item.state, Step::sign_for, Party::body) == nullptr) {
        return fail(ErrorKind::conflict, "casework.step_not_allowed");
    }
    return item;
}

Result<std::vector<std::string>> marked_names(db::Database& database, std::string_view number) {
    return database.read([&](db::Tx& tx) -> Result<std::vector<std::string>> {
        TRY(item, store::find_by_number(tx, number));
        const auto original = store::original(tx, item.id);
        return original ? original->names : std::vector<std::string>{};
    });
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

}  // namespace

Result<std::vector<Signed>> sign_for_cases(const Deps& deps, const Acting& acting,
                                           const std::vector<std::string>& numbers) {
    std::vector<std::string> once;
    std::set<std::string_view> seen;
    for (const auto& number : numbers) {
        if (seen.insert(number).second) once.push_back(number);
    }
    std::vector<Signed> all;
    for (std::size_t begin = 0; begin < once.size(); begin += portion) {
        const std::size_t end = std::min(begin + portion, once.size());
        std::vector<Moment> moments;
        for (std::size_t i = begin; i < end; ++i) moments.push_back(moment(acting.now));
        TRY(some, deps.database.write([&](db::Tx& tx) -> Result<std::vector<Signed>> {
            std::vector<Signed> outcomes;
            for (std::size_t i = begin; i < end; ++i) {
                auto item = signable(tx, acting.account, once[i]);
                if (!item) {
                    outcomes.push_back({once[i], item.error().code});
                    continue;
                }
                CHECK_OK(take(tx, deps.calendar, moments[i - begin], *item,
                              {.step = Step::sign_for,
                               .who = Party::body,
                               .by = acting.account.id,
                               .unit = item->lead_unit}));
                outcomes.push_back({once[i], std::nullopt});
            }
            return outcomes;
        }));
        std::ranges::move(some, std::back_inserter(all));
    }
    return all;
}

Result<Stepped> return_case(const Deps& deps, const Acting& acting, const OnCase& on,
                            std::string_view reason) {
    TRY(masked, masked_for(deps.database, on.number, reason));
    const auto text = erasable(masked);
    return change_case(deps, acting, on,
                       [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
                           CHECK_OK(handled(tx, acting.account, item));
                           return take(tx, deps.calendar, drawn, item,
                                       {.step = Step::return_to_intake,
                                        .who = Party::body,
                                        .by = acting.account.id,
                                        .text = text});
                       });
}

Result<ReplyAtWork> reply_at_work(const Deps& deps, const Acting& acting, std::string_view number) {
    return deps.database.read([&](db::Tx& tx) -> Result<ReplyAtWork> {
        TRY(item, seen_case(tx, acting.account, number));
        TRY(unit, handled(tx, acting.account, item));
        ReplyAtWork work;
        work.needs_approval = needs_approval(tx);
        work.reply = reply_of(tx, item);
        if (work.reply) {
            const auto original = store::original(tx, item.id);
            work.published_as =
                mask(work.reply->text, original ? original->names : std::vector<std::string>{});
            const auto above = units::ancestors(tx, unit);
            const bool is_handling = item.state == State::handling;
            work.may_publish =
                is_handling && may_publish(tx, acting.account, *work.reply).has_value();
            work.may_send_back = is_handling && work.reply->state == ReplyState::submitted &&
                                 policy::may_approve(acting.account, *work.reply, above);
        }
        work.item = std::move(item);
        return work;
    });
}

Result<> draft_reply(const Deps& deps, const Acting& acting, std::string_view number,
                     std::string_view text, std::int64_t version) {
    const Moment drawn = moment(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, seen_case(tx, acting.account, number));
        TRY(unit, handled(tx, acting.account, item));
        if (item.state != State::handling) {
            return fail(ErrorKind::conflict, "casework.step_not_allowed");
        }
        auto reply = reply_of(tx, item);
        if (version != (reply ? reply->version : 0)) {
            return fail(ErrorKind::conflict, "casework.reply_changed_meanwhile");
        }
        const bool is_new = !reply;
        if (is_new) {
            reply.emplace();
            reply->id = drawn.id<ReplyId>(0);
            reply->case_id = item.id;
            reply->round = item.round;
            reply->unit = unit;
            reply->version = 1;
        }
        reply->state = ReplyState::draft;
        reply->text = text;
        reply->written_by = acting.account.id;
        reply->written_at = acting.now;
        if (!is_new) return store::save_reply(tx, *reply);
        store::insert_reply(tx, *reply);
        return {};
    });
}

Result<> submit_reply(const Deps& deps, const Acting& acting, std::string_view number,
                      std::int64_t version) {
    const Moment drawn = moment(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(on, found_reply(tx, acting, number, version));
        if (on.reply.state == ReplyState::submitted) return {};
        on.reply.state = ReplyState::submitted;
        CHECK_OK(store::save_reply(tx, on.reply));
        return note(tx, drawn, on.item,
                    {.step = Step::submit_reply,
                     .who = Party::body,
                     .by = acting.account.id,
                     .unit = on.reply.unit,
                     .is_public = false});
    });
}

Result<> send_reply_back(const Deps& deps, const Acting& acting, std::string_view number,
                         std::int64_t version, std::string_view reason) {
    TRY(masked, masked_for(deps.database, number, reason));
    const auto text = erasable(masked);
    const Moment drawn = moment(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(on, found_reply(tx, acting, number, version));
        CHECK_OK(
            policy::may_approve(acting.account, on.reply, units::ancestors(tx, on.reply.unit)));
        if (on.reply.state != ReplyState::submitted) {
            return fail(ErrorKind::conflict, "casework.reply_not_submitted");
        }
        on.reply.state = ReplyState::sent_back;
        CHECK_OK(store::save_reply(tx, on.reply));
        return note(tx, drawn, on.item,
                    {.step = Step::send_back,
                     .who = Party::body,
                     .by = acting.account.id,
                     .unit = on.reply.unit,
                     .text = text,
                     .is_public = false});
    });
}

Result<Stepped> publish_reply(const Deps& deps, const Acting& acting, std::string_view number,
                              std::int64_t version) {
    TRY(names, marked_names(deps.database, number));
    const Moment drawn = moment(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<Stepped> {
        TRY(on, found_reply(tx, acting, number, version));
        CHECK_OK(may_publish(tx, acting.account, on.reply));
        on.reply.text = mask(on.reply.text, names).text;
        on.reply.state = ReplyState::published;
        on.reply.approved_by = acting.account.id;
        on.reply.published_at = acting.now;
        CHECK_OK(store::save_reply(tx, on.reply));
        CHECK_OK(take(tx, deps.calendar, drawn, on.item,
                      {.step = Step::reply,
                       .who = Party::body,
                       .by = acting.account.id,
                       .unit = on.reply.unit}));
        return stepped_of(on.item);
    });
}

Result<Stepped> ask_extension(const Deps& deps, const Acting& acting, const OnCase& on,
                              std::int64_t days, std::string_view reason) {
    TRY(masked, masked_for(deps.database, on.number, reason));
    const auto text = erasable(masked);
    return change_case(deps, acting, on,
                       [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
                           TRY(unit, handled(tx, acting.account, item));
                           if (item.state != State::assigned && item.state != State::handling) {
                               return fail(ErrorKind::conflict, "casework.step_not_allowed");
                           }
                           for (const Extension& each : store::extensions(tx, item.id)) {
                               if (each.state == ExtensionState::asked) {
                                   return fail(ErrorKind::conflict, "casework.extension_asked");
                               }
                           }
                           Extension asked;
                           asked.id = drawn.id<ExtensionId>(0);
                           asked.case_id = item.id;
                           asked.round = item.round;
                           asked.unit = unit;
                           asked.days = days;
                           asked.reason = masked;
                           asked.asked_by = acting.account.id;
                           asked.asked_at = acting.now;
                           store::insert_extension(tx, asked);
                           return note(tx, drawn, item,
                                       {.step = Step::ask_extension,
                                        .who = Party::body,
                                        .by = acting.account.id,
                                        .unit = unit,
                                        .text = text});
                       });
}

Result<Stepped> ask_part(const Deps& deps, const Acting& acting, const OnCase& on,
                         std::string_view unit_code, std::string_view task) {
    TRY(masked, masked_for(deps.database, on.number, task));
    const Day today = deps.calendar.zone().day_of(acting.now);
    return change_case(deps, acting, on,
                       [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
                           const bool is_intake = policy::may_screen(acting.account).has_value();
                           if (!is_intake) CHECK_OK(handled(tx, acting.account, item));
                           if (item.state != State::assigned && item.state != State::handling) {
                               return fail(ErrorKind::conflict, "casework.step_not_allowed");
                           }
                           TRY(unit, current_body(tx, unit_code, today, acting.language));
                           if (unit == item.lead_unit) {
                               return fail_fields({{"#/unit", "casework_part_of_lead", ""}});
                           }
                           for (const Part& each : store::parts(tx, item.id)) {
                               if (each.unit == unit && !each.answered_at) {
                                   return fail(ErrorKind::conflict, "casework.part_asked");
                               }
                           }
                           Part asked;
                           asked.id = drawn.id<PartId>(0);
                           asked.case_id = item.id;
                           asked.unit = unit;
                           asked.task = masked;
                           asked.asked_by = acting.account.id;
                           asked.asked_at = acting.now;
                           store::insert_part(tx, asked);
                           return note(tx, drawn, item,
                                       {.step = Step::ask_part,
                                        .who = is_intake ? Party::intake : Party::body,
                                        .by = acting.account.id,
                                        .unit = unit});
                       });
}

Result<> answer_part(const Deps& deps, const Acting& acting, PartId id, std::string_view answer) {
    TRY(number, deps.database.read([&](db::Tx& tx) -> Result<std::string> {
        TRY(asked, store::part(tx, id));
        TRY(item, store::find(tx, asked.case_id));
        return item.number;
    }));
    TRY(masked, masked_for(deps.database, number, answer));
    const Moment drawn = moment(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(asked, store::part(tx, id));
        TRY(item, store::find(tx, asked.case_id));
        if (!policy::may_handle(acting.account, asked.unit, units::ancestors(tx, asked.unit))) {
            return fail(ErrorKind::not_found, "casework.no_such_part");
        }
        asked.answer = masked;
        asked.answered_by = acting.account.id;
        asked.answered_at = acting.now;
        CHECK_OK(store::answer(tx, asked));
        return note(tx, drawn, item,
                    {.step = Step::answer_part,
                     .who = Party::body,
                     .by = acting.account.id,
                     .unit = asked.unit});
    });
}

std::string filled(std::string_view text, const Case& item) {
    std::string made{text};
    replace_all(made, "{number}", shown_number(item.number));
    replace_all(made, "{subject}", item.subject);
    return made;
}

Result<> may_edit_template(db::Tx& tx, const accounts::Account& account,
                           const std::optional<UnitId>& unit) {
    if (!unit) return policy::may_supervise(account);
    return policy::may_handle(account, *unit, units::ancestors(tx, *unit));
}

Result<std::optional<std::vector<UnitId>>> bodies_asked(db::Tx& tx,
                                                        const accounts::Account& account,
                                                        const std::optional<std::string>& code) {
    if (!code) return bodies_of(tx, account);
    const auto unit = units::find_by_code(tx, *code);
    if (!unit) return fail_fields({{"unit", "casework_no_such_unit", ""}});
    CHECK_OK(policy::may_handle(account, unit->id, units::ancestors(tx, unit->id)));
    return std::optional{std::vector{unit->id}};
}

}  // namespace pingyi::casework
