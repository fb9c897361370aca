// Each action reads what it needs, masks outside the transaction, and checks inside it that the
// case still offers it.
#include "modules/casework/resident_tracking.hpp"

#include <algorithm>

#include "modules/casework/call_back.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/receipt.hpp"
#include "modules/casework/resident_store.hpp"
#include "modules/casework/resident_view.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/steps.hpp"
#include "modules/contacts/api.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::casework {
namespace {

constexpr std::int64_t additions_max = 20;
constexpr std::string_view addition_scope = "casework.add";

std::unexpected<Error> not_offered() {
    return fail(ErrorKind::conflict, "casework.not_offered_now");
}

/// The keys under which attempts are counted.
struct Counters {
    std::string number, address;
};

struct Seen {
    std::optional<store::Claimed> claimed;
    Attempts of_number, of_address;
    std::chrono::seconds wait{0};
};

Allowance allowance(db::Tx& tx, const std::string& who, const Allowance& otherwise) {
    const std::string name = "tracking." + who;
    return {
        store::setting(tx, name + ".free", otherwise.free),
        std::chrono::seconds{store::setting(tx, name + ".wait_max", otherwise.wait_max.count())}};
}

Seen look_up(db::Tx& tx, const std::string& number, const Counters& counters, Instant now) {
    Seen seen;
    seen.claimed = store::claimed(tx, number);
    seen.of_number = store::attempts(tx, counters.number);
    seen.of_address = store::attempts(tx, counters.address);
    const auto of_case = allowance(tx, "case", {20, std::chrono::seconds{60}});
    const auto of_address = allowance(tx, "address", {10, std::chrono::seconds{900}});
    seen.wait = std::max(wait_before_next(seen.of_number, of_case, now),
                         wait_before_next(seen.of_address, of_address, now));
    return seen;
}

void count_attempt(db::Tx& tx, const Counters& counters, Instant now) {
    for (const std::string& key : {counters.number, counters.address}) {
        store::keep_attempts(tx, key, with_one_more(store::attempts(tx, key), now));
    }
}

/// The names that the resident marked in the letter: they are masked in all that follows.
Result<std::vector<std::string>> names_of(const Deps& deps, CaseId id) {
    return deps.database.read([&](db::Tx& tx) {
        const auto original = store::original(tx, id);
        return original ? original->names : std::vector<std::string>{};
    });
}

/// What the resident writes later, masked like the letter.
Result<std::string> masked_like_letter(const Deps& deps, CaseId id, std::string_view text,
                                       const std::optional<Names>& more = {}) {
    TRY(names, names_of(deps, id));
    if (more) {
        for (const auto& name : more->value) names.push_back(name.value);
    }
    return mask(text, names).text;
}

/// Reads the case and what it offers now.
struct Offered {
    Case item;
    std::vector<ResidentOption> options;
};
Result<Offered> offered(db::Tx& tx, const Deps& deps, Instant now, CaseId id) {
    TRY(item, store::find(tx, id));
    TRY(standing, standing_of(tx, deps.calendar, item));
    auto options = options_of(item, standing, now);
    return Offered{std::move(item), std::move(options)};
}

}  // namespace

Result<CaseId> proven(const Deps& deps, const http::Context& context, const TypedNumber& number,
                      const TypedReceipt& receipt) {
    const std::string digits = without_gaps(number.value);
    const std::string code = without_gaps(receipt.value);
    std::vector<FieldError> errors;
    if (!is_case_number(digits)) errors.push_back({"#/number", "casework_bad_number", ""});
    if (!is_receipt(code)) errors.push_back({"#/receipt", "casework_bad_receipt", ""});
    if (!errors.empty()) return fail_fields(std::move(errors));

    const std::string hash = receipt_hash(deps.installation_key, code);
    const Counters counters{
        keyed_hash(deps.installation_key, "attempt_number", digits),
        keyed_hash(deps.installation_key, "attempt_address", context.request.client)};
    TRY(seen,
        deps.database.read([&](db::Tx& tx) { return look_up(tx, digits, counters, context.now); }));
    if (seen.wait.count() > 0) {
        auto refused = fail(ErrorKind::too_many, "casework.too_many_attempts");
        refused.error().retry_after = seen.wait;
        return refused;
    }
    // An unknown number, or a case without a receipt, is compared all the same.
    const std::string nothing(hash.size(), '-');
    const bool has_receipt = seen.claimed && !seen.claimed->receipt.empty();
    if (crypto::equal_in_constant_time(hash, has_receipt ? seen.claimed->receipt : nothing)) {
        return seen.claimed->id;
    }
    CHECK_OK(deps.database.write([&](db::Tx& tx) { count_attempt(tx, counters, context.now); }));
    return fail(ErrorKind::not_found, "casework.wrong_receipt");
}

Result<TrackedCase> track(const Deps& deps, Instant now, CaseId id) {
    return deps.database.read([&](db::Tx& tx) -> Result<TrackedCase> {
        TRY(item, store::find(tx, id));
        return tracked_case(tx, deps.calendar, item, now);
    });
}

Result<> add_to_case(const Deps& deps, const http::Context& context, CaseId id,
                     const AdditionBody& body) {
    TRY(text, masked_like_letter(deps, id, body.text.value, body.names));
    const Moment drawn = moment(context.now);
    const db::RepeatKey repeat{addition_scope, context.key->value, context.key->body_hash};
    const Day today = deps.calendar.zone().day_of(context.now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(before, db::earlier(tx, repeat));
        if (before) return {};
        TRY(now_offered, offered(tx, deps, context.now, id));
        if (!offers(now_offered.options, ResidentAction::add)) return not_offered();
        if (std::ssize(store::additions(tx, id)) >= additions_max) {
            return fail(ErrorKind::conflict, "casework.too_many_additions");
        }
        const store::Addition addition{drawn.id<AdditionId>(0), context.now, text, body.text.value};
        store::insert_addition(tx, id, addition);
        db::remember(tx, repeat, addition.id.text(), today);
        return note(tx, drawn, now_offered.item, {.step = Step::add, .who = Party::resident});
    });
}

Result<> contest(const Deps& deps, Instant now, CaseId id, std::string_view reason) {
    TRY(text, masked_like_letter(deps, id, reason));
    const Moment drawn = moment(now);
    const auto said = erasable(text);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(now_offered, offered(tx, deps, now, id));
        Case& item = now_offered.item;
        if (!offers(now_offered.options, ResidentAction::contest)) {
            // The rules know best why not.
            CHECK_OK(check_step(item, Step::reopen, Party::resident, now));
            return not_offered();
        }
        return take(tx, deps.calendar, drawn, item,
                    {.step = Step::reopen, .who = Party::resident, .text = said});
    });
}

Result<> answer(const Deps& deps, Instant now, CaseId id, bool solved, bool satisfied) {
    const Zone& zone = deps.calendar.zone();
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(now_offered, offered(tx, deps, now, id));
        const Case& item = now_offered.item;
        if (!offers(now_offered.options, ResidentAction::answer)) return not_offered();
        if (!store::insert_answer(tx, id, {item.round, solved, satisfied}, zone.day_of(now))) {
            return not_offered();
        }
        if (item.lead_unit) {
            store::mark_stale(tx, *item.lead_unit, month_of(zone.day_of(item.submitted_at)));
        }
        return {};
    });
}

Result<> set_withdrawal(const Deps& deps, Instant now, CaseId id, bool wanted) {
    const Moment drawn = moment(now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(now_offered, offered(tx, deps, now, id));
        Case& item = now_offered.item;
        if (wanted == item.withdraw_at.has_value()) return {};
        if (!wanted) {
            item.withdraw_at.reset();
            return note(tx, drawn, item, {.step = Step::keep, .who = Party::resident});
        }
        if (!offers(now_offered.options, ResidentAction::withdraw)) return not_offered();
        TRY(end, window_end(tx, deps.calendar, item, Stage::cooling_off, now));
        if (!end) return fail(ErrorKind::internal, "casework.no_rule");
        item.withdraw_at = end;
        return note(tx, drawn, item, {.step = Step::ask_to_withdraw, .who = Party::resident});
    });
}

Result<> withdraw_contact(const Deps& deps, Instant now, CaseId id) {
    const Moment drawn = moment(now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, store::find(tx, id));
        if (!can_be_called(tx, item)) return {};
        contacts::destroy(tx, *contacts::ContactId::from(*item.contact), now);
        CHECK_OK(note(tx, drawn, item, {.step = Step::withdraw_contact, .who = Party::resident}));
        return call_no_more(tx, deps.calendar, drawn, item);
    });
}

Result<> appeal(const Deps& deps, Instant now, CaseId id, AppealAbout about,
                std::string_view grounds) {
    TRY(text, masked_like_letter(deps, id, grounds));
    const Moment drawn = moment(now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(now_offered, offered(tx, deps, now, id));
        Case& item = now_offered.item;
        const bool fits = (item.state == State::refused) == (about == AppealAbout::refusal);
        if (!fits || !offers(now_offered.options, ResidentAction::appeal)) return not_offered();
        if (!store::insert_appeal(tx, id, drawn.id<AppealId>(0), about, text, now)) {
            return not_offered();
        }
        return note(tx, drawn, item, {.step = Step::appeal, .who = Party::resident});
    });
}

}  // namespace pingyi::casework
