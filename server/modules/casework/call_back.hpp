// The call-back desk: somebody independent of the body asks whether it was really solved. Who is
// asked follows from a published rule, in an order that nobody chose.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::casework {

BOOST_DEFINE_ENUM_CLASS(CallOutcome, reached, no_answer, wrong_contact, declined)

/// Whose replies are followed by a call; the highest version in force on the day of the reply.
struct CallBackRule {
    std::int64_t version = 0;
    Day valid_from;
    std::int64_t share = 100;   ///< percent of the cases that have a contact
    std::int64_t attempts = 3;  ///< tries on as many calls before it is given up
    std::string seed;           ///< published when the rule is made; empty for everybody
};

struct CallBack {
    CallBackId id;
    CaseId case_id;
    std::int64_t round = 1;
    std::string lot;  ///< its place in the drawn order
    CallBackState state = CallBackState::waiting;
    std::optional<bool> solved, satisfied;
    Instant opened_at{};
    std::optional<Instant> ended_at;
};
struct CallAttempt {
    std::int64_t number = 0;
    Instant at{};
    AccountId account;
    CallOutcome outcome = CallOutcome::no_answer;
};

/// The lot of a case and round: the first 16 hex digits of SHA-256(seed, id, round), so that who
/// knows the seed can check who had to be asked.
[[nodiscard]] std::string lot_of(std::string_view seed, CaseId id, std::int64_t round);
/// Whether a lot falls within the share. Pure.
[[nodiscard]] bool is_drawn(std::string_view lot, std::int64_t share_percent);

/// Sends replied cases to the desk or closes them, at most `limit`.
/// returns  how many were moved
[[nodiscard]] Result<std::int64_t> send_to_desk(db::Database& database,
                                                const calendar::Calendar& calendar, Instant now,
                                                std::int64_t limit);

/// What was said at one attempt. `reached` needs both answers; the others none.
struct Called {
    CallOutcome outcome = CallOutcome::no_answer;
    std::optional<bool> solved, satisfied;
    std::string unsolved;  ///< what is still open, for the body; masked here
};
/// Notes an attempt and moves the case: solved closes it; not solved reopens it, or closes it when
/// it was reopened before; given up or declined closes it.
/// errors   forbidden casework.not_allowed; not_found casework.no_such_call_back; conflict
///          casework.call_back_over; invalid_input at "#/solved", "#/satisfied"
[[nodiscard]] Result<CallBack> note_attempt(const Deps& deps, const accounts::Account& officer,
                                            Instant now, CallBackId id, const Called& called);

/// Whether the writer can still be called: a contact was left, and not withdrawn since.
[[nodiscard]] bool can_be_called(db::Tx& tx, const Case& item);
/// The contact is gone: a call that waits ends as declined, and the case is closed.
[[nodiscard]] Result<> call_no_more(db::Tx& tx, const calendar::Calendar& calendar,
                                    const Moment& moment, Case& item);

/// A new rule, from a day that is not over yet; its seed is drawn here.
/// errors   forbidden casework.not_allowed; invalid_input at "#/valid_from"
[[nodiscard]] Result<CallBackRule> add_call_back_rule(const Deps& deps,
                                                      const accounts::Account& account, Instant now,
                                                      CallBackRule rule, const db::RepeatKey& key);

}  // namespace pingyi::casework
