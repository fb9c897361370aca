// What the call-back desk reads and sends.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/casework/call_back.hpp"
#include "modules/casework/staff_wire.hpp"

namespace pingyi::casework {

struct CallBackPath {
    CallBackId call_back;
};
BOOST_DESCRIBE_STRUCT(CallBackPath, (), (call_back))
struct CallBackQuery {
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(CallBackQuery, (), (after, limit))

/// A case that waits for a call, in the drawn order.
struct CallBackRow {
    CallBackId id;
    std::string number;
    std::string subject;
    Kind kind{};
    std::optional<BodyRef> unit;
    std::int64_t round = 1;
    std::int64_t attempts = 0;
    std::optional<Instant> last_attempt;
    Instant opened_at{};
};
BOOST_DESCRIBE_STRUCT(CallBackRow, (),
                      (id, number, subject, kind, unit, round, attempts, last_attempt, opened_at))

struct AttemptView {
    Instant at{};
    CallOutcome outcome{};
    std::optional<std::string> account;  ///< as colleagues call them
};
BOOST_DESCRIBE_STRUCT(AttemptView, (), (at, outcome, account))
/// One call: what was written and answered, and what to ask.
struct CallBackDetail {
    CallBackRow row;
    std::string body, place;
    std::string reply;
    CallBackState state{};
    std::optional<bool> solved, satisfied;
    bool has_contact = false;
    std::int64_t attempts_max = 0;
    bool may_reopen = false;  ///< once a case
    std::vector<AttemptView> attempts;
};
BOOST_DESCRIBE_STRUCT(CallBackDetail, (),
                      (row, body, place, reply, state, solved, satisfied, has_contact, attempts_max,
                       may_reopen, attempts))

struct OpenContactBody {
    Prose<5, reason_max> reason;
};
BOOST_DESCRIBE_STRUCT(OpenContactBody, (), (reason))

struct AttemptBody {
    CallOutcome outcome{};
    std::optional<bool> solved, satisfied;
    std::optional<Prose<1, reason_max>> unsolved;
};
BOOST_DESCRIBE_STRUCT(AttemptBody, (), (outcome, solved, satisfied, unsolved))
struct AttemptNoted {
    CallBackState state{};
};
BOOST_DESCRIBE_STRUCT(AttemptNoted, (), (state))

struct CallBackRuleView {
    std::int64_t version = 0;
    Day valid_from;
    std::int64_t share = 100;
    std::int64_t attempts = 3;
    std::string seed;
};
BOOST_DESCRIBE_STRUCT(CallBackRuleView, (), (version, valid_from, share, attempts, seed))
struct CallBackRules {
    std::vector<CallBackRuleView> items;  ///< newest first
};
BOOST_DESCRIBE_STRUCT(CallBackRules, (), (items))
struct CallBackRuleBody {
    Day valid_from;
    Int<1, 100> share;
    Int<1, 10> attempts;
};
BOOST_DESCRIBE_STRUCT(CallBackRuleBody, (), (valid_from, share, attempts))

}  // namespace pingyi::casework
