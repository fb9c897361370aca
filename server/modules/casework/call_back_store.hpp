// Call-backs, attempts and the rule of who is asked, in the database.
#pragma once

#include <optional>
#include <vector>

#include "kernel/page.hpp"
#include "modules/casework/call_back.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework::store {

[[nodiscard]] std::optional<CallBackRule> call_back_rule(db::Tx& tx, Day day);
/// Newest first.
[[nodiscard]] std::vector<CallBackRule> call_back_rules(db::Tx& tx);
/// The version it got.
std::int64_t insert_call_back_rule(db::Tx& tx, const CallBackRule& rule, Instant now, AccountId by);

void insert_call_back(db::Tx& tx, const CallBack& call_back);
/// errors   not_found casework.no_such_call_back
[[nodiscard]] Result<CallBack> find_call_back(db::Tx& tx, CallBackId id);
[[nodiscard]] std::vector<CallBack> call_backs(db::Tx& tx, CaseId id);
void end_call_back(db::Tx& tx, const CallBack& call_back);
void insert_attempt(db::Tx& tx, CallBackId id, const CallAttempt& attempt);
/// Oldest first.
[[nodiscard]] std::vector<CallAttempt> attempts(db::Tx& tx, CallBackId id);

/// A waiting call-back with its case and how often it was tried.
struct Waiting {
    CallBack call_back;
    Case item;
    std::int64_t attempts = 0;
    std::optional<Instant> last_attempt;
};
/// In the drawn order, after a lot and id; only those whose case still waits for the call.
[[nodiscard]] std::vector<Waiting> waiting(db::Tx& tx, const std::optional<Cursor>& after,
                                           std::int64_t limit);

}  // namespace pingyi::casework::store
