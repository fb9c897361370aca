#include "modules/casework/rectification.hpp"

#include "kernel/stable_order.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/policy.hpp"
#include "modules/units/api.hpp"

namespace pingyi::casework {
namespace {

using accounts::has_role;
using accounts::Role;

constexpr std::uint8_t own_id = 190;
constexpr std::uint8_t deadline_id = 191;

Result<> set_deadline(db::Tx& tx, const calendar::Calendar& calendar, const Moment& drawn,
                      Rectification& item, DeadlineRule rule) {
    const auto id = drawn.id<calendar::DeadlineId>(deadline_id);
    TRY(due, calendar.open(tx, id, drawn.now, rule, drawn.now));
    item.deadline = id.text();
    item.due_at = due.due;
    item.missing_year = due.missing_year;
    return {};
}

Result<> fits(const Rectification& item, RectificationState state) {
    if (item.state == state) return {};
    return fail(ErrorKind::conflict, "casework.rectification_step");
}

Result<> may_verify(db::Tx& tx, const accounts::Account& account, const Rectification& item) {
    return policy::may_verify(account, item.unit, units::ancestors(tx, item.unit));
}

}  // namespace

Result<> policy::may_verify(const accounts::Account& account, UnitId unit,
                            std::span<const UnitId> ancestors) {
    if (!has_role(account, Role::inspector) && !has_role(account, Role::programme_office)) {
        return fail(ErrorKind::forbidden, "casework.not_allowed");
    }
    if (may_handle(account, unit, ancestors)) {
        return fail(ErrorKind::forbidden, "casework.not_independent");
    }
    return {};
}

Result<RectificationId> open_rectification(db::Tx& tx, const calendar::Calendar& calendar,
                                           const Moment& drawn, const NewRectification& made) {
    if (const auto before = store::rectification_of(tx, made.source, made.source_id)) {
        return *before;
    }
    Rectification item;
    item.id = drawn.id<RectificationId>(own_id);
    item.source = made.source;
    item.source_id = made.source_id;
    item.unit = made.unit;
    item.task = made.task;
    item.opened_at = drawn.now;
    CHECK_OK(set_deadline(tx, calendar, drawn, item, made.rule));
    if (!store::insert(tx, item)) return fail(ErrorKind::conflict, "casework.rectification_step");
    store::append(tx, item.id,
                  {.at = drawn.now, .what = RectificationStep::opened, .text = item.task});
    return item.id;
}

std::vector<ToPutRight> to_put_right(db::Tx& tx, const UnitId& unit) {
    constexpr std::int64_t shown_max = 100;
    std::vector<ToPutRight> all;
    for (const RectificationState state :
         {RectificationState::open, RectificationState::reported}) {
        for (const Rectification& item :
             store::rectifications(tx, state, std::vector<UnitId>{unit}, std::nullopt, shown_max)) {
            all.push_back({item.task, item.opened_at, item.due_at});
        }
    }
    sort_stably(all, [](const ToPutRight& item) { return item.opened_at; });
    if (all.size() > shown_max) all.resize(shown_max);
    return all;
}

Result<> report_rectification(const Deps& deps, const Acting& acting, RectificationId id,
                              std::string_view report) {
    const std::string masked = mask(report).text;
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, store::rectification(tx, id));
        if (!policy::may_handle(acting.account, item.unit, units::ancestors(tx, item.unit))) {
            return fail(ErrorKind::not_found, "casework.no_such_rectification");
        }
        CHECK_OK(fits(item, RectificationState::open));
        item.state = RectificationState::reported;
        item.report = masked;
        item.reported_by = acting.account.id;
        item.reported_at = acting.now;
        store::save(tx, item);
        store::append(tx, id,
                      {.at = acting.now,
                       .what = RectificationStep::reported,
                       .account = acting.account.id,
                       .text = masked});
        return {};
    });
}

Result<> verify_rectification(const Deps& deps, const Acting& acting, RectificationId id,
                              bool is_enough, std::string_view words) {
    const std::string masked = mask(words).text;
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, store::rectification(tx, id));
        CHECK_OK(may_verify(tx, acting.account, item));
        if (item.reported_by == acting.account.id) {
            return fail(ErrorKind::forbidden, "casework.not_independent");
        }
        CHECK_OK(fits(item, RectificationState::reported));
        item.state = is_enough ? RectificationState::verified : RectificationState::open;
        item.verified_by = acting.account.id;
        item.verified_at = acting.now;
        item.verdict = masked;
        store::save(tx, item);
        if (is_enough) {
            const auto deadline = calendar::DeadlineId::from(item.deadline);
            if (deadline) deps.calendar.close(tx, *deadline);
        }
        store::append(
            tx, id,
            {.at = acting.now,
             .what = is_enough ? RectificationStep::verified : RectificationStep::sent_back,
             .account = acting.account.id,
             .text = masked});
        return {};
    });
}

Result<> note_satisfaction(const Deps& deps, const Acting& acting, RectificationId id,
                           bool is_satisfied) {
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, store::rectification(tx, id));
        CHECK_OK(may_verify(tx, acting.account, item));
        CHECK_OK(fits(item, RectificationState::verified));
        item.satisfied = is_satisfied;
        store::save(tx, item);
        store::append(tx, id,
                      {.at = acting.now,
                       .what = RectificationStep::satisfaction,
                       .account = acting.account.id,
                       .text = is_satisfied ? "1" : "0"});
        return {};
    });
}

Result<> reopen_rectification(const Deps& deps, const Acting& acting, RectificationId id,
                              DeadlineRule rule, std::string_view reason) {
    const std::string masked = mask(reason).text;
    const Moment drawn = moment(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, store::rectification(tx, id));
        CHECK_OK(may_verify(tx, acting.account, item));
        CHECK_OK(fits(item, RectificationState::verified));
        item.state = RectificationState::open;
        item.satisfied.reset();
        item.verdict.clear();
        item.verified_by.reset();
        item.verified_at.reset();
        CHECK_OK(set_deadline(tx, deps.calendar, drawn, item, rule));
        store::save(tx, item);
        store::append(tx, id,
                      {.at = acting.now,
                       .what = RectificationStep::reopened,
                       .account = acting.account.id,
                       .text = masked});
        return {};
    });
}

}  // namespace pingyi::casework
