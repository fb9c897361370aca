#include "modules/casework/intake.hpp"

#include <algorithm>

#include "modules/casework/case_store.hpp"
#include "modules/casework/intake_store.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/policy.hpp"
#include "modules/casework/records_store.hpp"
#include "modules/casework/resident_store.hpp"
#include "modules/units/api.hpp"

namespace pingyi::casework {
namespace {

std::unexpected<Error> field(std::string_view place, std::string_view code,
                             std::string limit = {}) {
    return fail_fields({{std::string(place), std::string(code), std::move(limit)}});
}

Result<> set_category(db::Tx& tx, Case& item, const std::optional<std::string>& category) {
    if (!category) return {};
    if (!store::is_current_category(tx, *category)) {
        return field("#/category", "casework_no_such_category");
    }
    item.category = category;
    return {};
}

Result<> may_merge(db::Tx& tx, const Case& item, const Case& into) {
    if (into.id == item.id) return field("#/into", "casework_not_itself");
    if (!is_open(into.state) || into.state == State::submitted) {
        return field("#/into", "casework_merge_into_open");
    }
    if (!into.is_public() && into.visibility != item.visibility) {
        return field("#/into", "casework_merge_hidden");
    }
    if (!store::numbers_merged_into(tx, item.id).empty()) {
        return field("#/into", "casework_merge_chain");
    }
    return {};
}

/// What is masked again when more names are marked.
struct Remasked {
    std::vector<std::string> names;
    std::int64_t version = 0;
    std::string subject, body, place;
    std::vector<std::pair<AdditionId, std::string>> additions;
};

Result<Remasked> mask_again(db::Database& database, std::string_view number,
                            const std::vector<std::string>& names) {
    struct Read {
        std::int64_t version;
        Original letter;
        std::vector<std::pair<AdditionId, std::string>> additions;
    };
    TRY(read, database.read([&](db::Tx& tx) -> Result<Read> {
        TRY(item, store::find_by_number(tx, number));
        const auto letter = store::original(tx, item.id);
        if (!letter) return fail(ErrorKind::conflict, "casework.no_original");
        return Read{item.version, *letter, store::original_additions(tx, item.id)};
    }));
    Remasked made{std::move(read.letter.names), read.version, {}, {}, {},
                  std::move(read.additions)};
    for (const auto& name : names) {
        if (std::ranges::find(made.names, name) == made.names.end()) made.names.push_back(name);
    }
    made.subject = mask(read.letter.subject, made.names).text;
    made.body = mask(read.letter.body, made.names).text;
    made.place = mask(read.letter.place, made.names).text;
    for (auto& [id, text] : made.additions) text = mask(text, made.names).text;
    return made;
}

/// Replies and the timeline, which staff wrote.
Result<> mask_staff_texts(db::Tx& tx, CaseId id, const std::vector<std::string>& names) {
    for (Reply& reply : store::replies(tx, id)) {
        std::string masked = mask(reply.text, names).text;
        if (masked == reply.text) continue;
        reply.text = std::move(masked);
        CHECK_OK(store::save_reply(tx, reply));
    }
    for (const Event& event : store::events(tx, id)) {
        if (mask(event.text, names).text != event.text) store::erase_text(tx, id, event.number);
    }
    return {};
}

}  // namespace

Result<UnitId> current_body(db::Tx& tx, std::string_view code, Day today, Language language) {
    const auto unit = units::find_by_code(tx, code);
    if (!unit) return field("#/unit", "casework_no_such_unit");
    switch (units::state_of(*unit, today)) {
        case units::State::current: return unit->id;
        case units::State::planned: return field("#/unit", "casework_unit_planned");
        case units::State::ended: break;
    }
    const Label successor = unit->successor ? units::name_of(tx, *unit->successor) : Label{};
    if (successor.zh.empty()) return field("#/unit", "casework_unit_ended_alone");
    return field("#/unit", "casework_unit_ended", successor.in(language));
}

Result<Stepped> accept_case(const Deps& deps, const Acting& acting, const OnCase& on,
                            const Screening& screening) {
    CHECK_OK(policy::may_screen(acting.account));
    return change_case(
        deps, acting, on, [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
            CHECK_OK(set_category(tx, item, screening.category));
            CHECK_OK(reclassify(tx, deps.calendar, drawn, item, screening.kind.value_or(item.kind),
                                screening.urgency.value_or(item.urgency)));
            return take(tx, deps.calendar, drawn, item,
                        {.step = Step::accept, .who = Party::intake, .by = acting.account.id});
        });
}

Result<Stepped> refuse_case(const Deps& deps, const Acting& acting, const OnCase& on,
                            std::string_view reason, std::string_view words) {
    CHECK_OK(policy::may_screen(acting.account));
    TRY(masked, masked_for(deps.database, on.number, words));
    const auto text = erasable(masked);
    return change_case(
        deps, acting, on, [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
            const auto reasons = store::refusal_reasons(tx);
            if (std::ranges::find(reasons, reason, &FilingReason::code) == reasons.end()) {
                return field("#/reason", "casework_no_such_reason");
            }
            item.refusal = reason;
            return take(tx, deps.calendar, drawn, item,
                        {.step = Step::refuse,
                         .who = Party::intake,
                         .by = acting.account.id,
                         .text = text});
        });
}

Result<Stepped> merge_case(const Deps& deps, const Acting& acting, const OnCase& on,
                           std::string_view into) {
    CHECK_OK(policy::may_screen(acting.account));
    const auto of_source = erasable(std::string(into));
    const auto of_target = erasable(std::string(on.number));
    return change_case(deps, acting, on,
                       [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
                           TRY(target, store::find_by_number(tx, into));
                           CHECK_OK(may_merge(tx, item, target));
                           item.merged_into = target.id;
                           CHECK_OK(take(tx, deps.calendar, drawn, item,
                                         {.step = Step::merge,
                                          .who = Party::intake,
                                          .by = acting.account.id,
                                          .text = of_source,
                                          .is_public = target.is_public()}));
                           return note(tx, drawn, target,
                                       {.step = Step::take_in,
                                        .who = Party::intake,
                                        .by = acting.account.id,
                                        .text = of_target,
                                        .is_public = item.is_public()});
                       });
}

Result<Stepped> unmerge_case(const Deps& deps, const Acting& acting, const OnCase& on) {
    CHECK_OK(policy::may_screen(acting.account));
    const auto of_target = erasable(std::string(on.number));
    return change_case(
        deps, acting, on, [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
            if (!item.merged_into) return fail(ErrorKind::conflict, "casework.step_not_allowed");
            TRY(target, store::find(tx, *item.merged_into));
            const bool was_told = item.is_public();
            CHECK_OK(take(tx, deps.calendar, drawn, item,
                          {.step = Step::unmerge, .who = Party::intake, .by = acting.account.id}));
            return note(tx, drawn, target,
                        {.step = Step::let_out,
                         .who = Party::intake,
                         .by = acting.account.id,
                         .text = of_target,
                         .is_public = was_told});
        });
}

Result<Stepped> assign_case(const Deps& deps, const Acting& acting, const OnCase& on,
                            std::string_view unit_code, const std::optional<std::string>& category,
                            std::string_view words) {
    CHECK_OK(policy::may_screen(acting.account));
    TRY(masked, masked_for(deps.database, on.number, words));
    const auto text = erasable(masked);
    const Day today = deps.calendar.zone().day_of(acting.now);
    return change_case(deps, acting, on,
                       [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
                           TRY(unit, current_body(tx, unit_code, today, acting.language));
                           CHECK_OK(set_category(tx, item, category));
                           return take(tx, deps.calendar, drawn, item,
                                       {.step = Step::assign,
                                        .who = Party::intake,
                                        .by = acting.account.id,
                                        .unit = unit,
                                        .text = text,
                                        .is_public = false});
                       });
}

Result<std::vector<Guess>> guess_body(const Deps& deps, const Acting& acting,
                                      std::string_view number) {
    CHECK_OK(policy::may_screen(acting.account));
    return deps.database.read([&](db::Tx& tx) -> Result<std::vector<Guess>> {
        TRY(item, store::find_by_number(tx, number));
        return guesses(item, store::category_tree(tx), store::body_routes(tx));
    });
}

Result<FullOriginal> read_original(const Deps& deps, const Acting& acting,
                                   std::string_view number) {
    CHECK_OK(policy::may_screen(acting.account));
    return deps.database.write([&](db::Tx& tx) -> Result<FullOriginal> {
        TRY(item, store::find_by_number(tx, number));
        accounts::note(tx, acting.now, "casework.original_read", acting.account.id, item.id.text(),
                       "", accounts::Role::intake_officer);
        const auto letter = store::original(tx, item.id);
        if (!letter) return fail(ErrorKind::conflict, "casework.no_original");
        FullOriginal full{*letter, {}};
        for (auto& [id, text] : store::original_additions(tx, item.id)) {
            full.additions.push_back(std::move(text));
        }
        return full;
    });
}

Result<Stepped> mark_names(const Deps& deps, const Acting& acting, const OnCase& on,
                           const std::vector<std::string>& names) {
    CHECK_OK(policy::may_screen(acting.account));
    TRY(masked, mask_again(deps.database, on.number, names));
    const OnCase as_read{on.number, masked.version};
    if (on.version && *on.version != masked.version) {
        return fail(ErrorKind::conflict, "casework.changed_meanwhile");
    }
    return change_case(deps, acting, as_read,
                       [&](db::Tx& tx, const Moment& drawn, Case& item) -> Result<> {
                           item.subject = masked.subject;
                           item.body = masked.body;
                           item.place = masked.place;
                           store::set_names(tx, item.id, masked.names);
                           for (const auto& [id, text] : masked.additions)
                               store::mask_addition(tx, id, text);
                           CHECK_OK(mask_staff_texts(tx, item.id, masked.names));
                           return note(tx, drawn, item,
                                       {.step = Step::mask_more,
                                        .who = Party::intake,
                                        .by = acting.account.id,
                                        .is_public = false});
                       });
}

}  // namespace pingyi::casework
