#include "modules/casework/call_back.hpp"

#include <charconv>

#include "modules/casework/call_back_store.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/policy.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/steps.hpp"
#include "modules/contacts/api.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::casework {
namespace {

constexpr std::size_t lot_digits = 16;
constexpr std::size_t seed_octets = 16;
constexpr std::uint8_t call_back_id = 0;  ///< which id of the write's moment

struct Drawn {
    CaseId id;
    std::string lot;
    bool is_asked = false;
    Moment moment;
};

/// Who of the replied cases is asked; decided outside the write, from what is written down.
Result<std::vector<Drawn>> draw(db::Database& database, const calendar::Calendar& calendar,
                                Instant now, std::int64_t limit) {
    return database.read([&](db::Tx& tx) {
        std::vector<Drawn> all;
        for (const Case& item : store::in_state(tx, State::replied, limit)) {
            const Day day = calendar.zone().day_of(item.replied_at.value_or(now));
            const CallBackRule rule = store::call_back_rule(tx, day).value_or(CallBackRule{});
            Drawn drawn{item.id, lot_of(rule.seed, item.id, item.round), false, moment(now)};
            drawn.is_asked = can_be_called(tx, item) && is_drawn(drawn.lot, rule.share);
            all.push_back(std::move(drawn));
        }
        return all;
    });
}

Result<> send(db::Tx& tx, const calendar::Calendar& calendar, const Drawn& drawn) {
    TRY(item, store::find(tx, drawn.id));
    if (item.state != State::replied) return {};  // contested meanwhile
    if (!drawn.is_asked) {
        return take(tx, calendar, drawn.moment, item, {.step = Step::close, .who = Party::clock});
    }
    CHECK_OK(
        take(tx, calendar, drawn.moment, item, {.step = Step::call_back, .who = Party::clock}));
    store::insert_call_back(tx, {.id = drawn.moment.id<CallBackId>(call_back_id),
                                 .case_id = item.id,
                                 .round = item.round,
                                 .lot = drawn.lot,
                                 .state = CallBackState::waiting,
                                 .solved = {},
                                 .satisfied = {},
                                 .opened_at = drawn.moment.now,
                                 .ended_at = {}});
    return {};
}

/// errors   invalid_input: an answer is missing, or given though nobody was reached
Result<> check(const Called& called) {
    std::vector<FieldError> wrong;
    const bool is_reached = called.outcome == CallOutcome::reached;
    if (called.solved.has_value() != is_reached) {
        wrong.push_back({"#/solved", is_reached ? "required" : "casework_only_if_reached", ""});
    }
    if (called.satisfied.has_value() != is_reached) {
        wrong.push_back({"#/satisfied", is_reached ? "required" : "casework_only_if_reached", ""});
    }
    if (!wrong.empty()) return fail_fields(std::move(wrong));
    return {};
}

CallBackState state_after(const Called& called, std::int64_t attempts, const CallBackRule& rule) {
    switch (called.outcome) {
        case CallOutcome::reached: return CallBackState::done;
        case CallOutcome::declined: return CallBackState::declined;
        case CallOutcome::wrong_contact: return CallBackState::unreached;
        case CallOutcome::no_answer: break;
    }
    return attempts >= rule.attempts ? CallBackState::unreached : CallBackState::waiting;
}

}  // namespace

std::string lot_of(std::string_view seed, CaseId id, std::int64_t round) {
    std::string drawn{seed};
    drawn.append("/").append(id.text()).append("/").append(std::to_string(round));
    return crypto::hex(crypto::sha256(drawn)).substr(0, lot_digits);
}

bool is_drawn(std::string_view lot, std::int64_t share_percent) {
    std::uint32_t value = 0;
    std::from_chars(lot.data(), lot.data() + std::min<std::size_t>(lot.size(), 8), value, 16);
    return std::uint64_t{value} * 100 < (std::uint64_t{1} << 32U) * std::uint64_t(share_percent);
}

Result<std::int64_t> send_to_desk(db::Database& database, const calendar::Calendar& calendar,
                                  Instant now, std::int64_t limit) {
    TRY(drawn, draw(database, calendar, now, limit));
    if (drawn.empty()) return 0;
    const auto sent = database.write([&](db::Tx& tx) -> Result<> {
        for (const Drawn& one : drawn) CHECK_OK(send(tx, calendar, one));
        return {};
    });
    if (!sent) return std::unexpected(sent.error());
    return static_cast<std::int64_t>(drawn.size());
}

Result<CallBack> note_attempt(const Deps& deps, const accounts::Account& officer, Instant now,
                              CallBackId id, const Called& called) {
    CHECK_OK(policy::may_call_back(officer));
    CHECK_OK(check(called));
    const Moment drawn = moment(now);
    const auto unsolved = erasable(mask(called.unsolved, {}).text);
    const Day today = deps.calendar.zone().day_of(now);
    return deps.database.write([&](db::Tx& tx) -> Result<CallBack> {
        TRY(call_back, store::find_call_back(tx, id));
        TRY(item, store::find(tx, call_back.case_id));
        if (call_back.state != CallBackState::waiting || item.state != State::calling_back ||
            item.round != call_back.round) {
            return fail(ErrorKind::conflict, "casework.call_back_over");
        }
        const auto number = static_cast<std::int64_t>(store::attempts(tx, id).size()) + 1;
        store::insert_attempt(tx, id, {number, now, officer.id, called.outcome});
        const CallBackRule rule = store::call_back_rule(tx, today).value_or(CallBackRule{});
        call_back.state = state_after(called, number, rule);
        if (call_back.state == CallBackState::waiting) return call_back;
        call_back.solved = called.solved;
        call_back.satisfied = called.satisfied;
        call_back.ended_at = now;
        store::end_call_back(tx, call_back);
        const bool reopens = called.solved == false && item.round == 1;
        CHECK_OK(take(tx, deps.calendar, drawn, item,
                      {.step = reopens ? Step::reopen : Step::close,
                       .who = Party::call_back,
                       .by = officer.id,
                       .text = reopens ? unsolved : std::nullopt,
                       .is_public = false}));
        return call_back;
    });
}

bool can_be_called(db::Tx& tx, const Case& item) {
    const auto id = item.contact ? contacts::ContactId::from(*item.contact) : std::nullopt;
    const auto contact = id ? contacts::find(tx, *id) : std::nullopt;
    return contact && contact->state == contacts::State::sealed;
}

Result<> call_no_more(db::Tx& tx, const calendar::Calendar& calendar, const Moment& moment,
                      Case& item) {
    if (item.state != State::calling_back) return {};
    for (CallBack& call_back : store::call_backs(tx, item.id)) {
        if (call_back.state != CallBackState::waiting || call_back.round != item.round) continue;
        call_back.state = CallBackState::declined;
        call_back.ended_at = moment.now;
        store::end_call_back(tx, call_back);
    }
    return take(tx, calendar, moment, item, {.step = Step::close, .who = Party::clock});
}

Result<CallBackRule> add_call_back_rule(const Deps& deps, const accounts::Account& account,
                                        Instant now, CallBackRule rule, const db::RepeatKey& key) {
    CHECK_OK(policy::may_supervise(account));
    const Day today = deps.calendar.zone().day_of(now);
    if (rule.valid_from <= today) {
        return fail_fields({{"#/valid_from", "casework_not_tomorrow", ""}});
    }
    rule.seed = crypto::hex(crypto::random_bytes(seed_octets));
    return deps.database.write([&](db::Tx& tx) -> Result<CallBackRule> {
        TRY(record, db::earlier(tx, key));
        if (record) {
            for (const CallBackRule& made : store::call_back_rules(tx)) {
                if (std::to_string(made.version) == *record) return made;
            }
        }
        CallBackRule made = rule;
        made.version = store::insert_call_back_rule(tx, made, now, account.id);
        db::remember(tx, key, std::to_string(made.version), today);
        accounts::note(tx, now, "casework.call_back_rule", account.id, std::to_string(made.version),
                       "share=" + std::to_string(made.share), accounts::Role::programme_office);
        return made;
    });
}

}  // namespace pingyi::casework
