// The SQL of call-backs, one text for both engines.
#include "modules/casework/call_back_store.hpp"

#include "modules/casework/case_store.hpp"
#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

#define CALL_BACK_COLUMNS \
    "b.id, b.case_id, b.round, b.lot, b.state, b.solved, b.satisfied, b.opened_at, b.ended_at"
constexpr int after_call_back = 9;

std::optional<bool> maybe_flag(const db::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return row.flag(column);
}

CallBack call_back_of(const db::Row& row) {
    return {row.id<CallBackId>(0),
            row.id<CaseId>(1),
            row.integer(2),
            row.text(3),
            from_word<CallBackState>(row.text(4)),
            maybe_flag(row, 5),
            maybe_flag(row, 6),
            row.instant(7),
            row.maybe_instant(8)};
}

CallBackRule rule_of(const db::Row& row) {
    return {row.integer(0), row.day(1), row.integer(2), row.integer(3), row.text(4)};
}

}  // namespace

std::optional<CallBackRule> call_back_rule(db::Tx& tx, Day day) {
    const auto rows = tx.run(
        "SELECT version, valid_from, share, attempts, seed FROM casework_call_back_rule "
        "WHERE valid_from <= $1 ORDER BY version DESC LIMIT 1",
        {day});
    if (rows.empty()) return std::nullopt;
    return rule_of(rows[0]);
}

std::vector<CallBackRule> call_back_rules(db::Tx& tx) {
    std::vector<CallBackRule> all;
    for (const db::Row row :
         tx.run("SELECT version, valid_from, share, attempts, seed FROM casework_call_back_rule "
                "ORDER BY version DESC LIMIT 100")) {
        all.push_back(rule_of(row));
    }
    return all;
}

std::int64_t insert_call_back_rule(db::Tx& tx, const CallBackRule& rule, Instant now,
                                   AccountId by) {
    return tx
        .run(
            "INSERT INTO casework_call_back_rule "
            "(version, valid_from, share, attempts, seed, made_at, made_by) "
            "SELECT max(version) + 1, $1, $2, $3, $4, $5, $6 FROM casework_call_back_rule "
            "RETURNING version",
            {rule.valid_from, rule.share, rule.attempts, rule.seed, now, by})[0]
        .integer(0);
}

void insert_call_back(db::Tx& tx, const CallBack& call_back) {
    tx.run(
        "INSERT INTO casework_call_back (id, case_id, round, lot, state, opened_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        {call_back.id, call_back.case_id, call_back.round, call_back.lot, word_of(call_back.state),
         call_back.opened_at});
}

Result<CallBack> find_call_back(db::Tx& tx, CallBackId id) {
    const auto rows =
        tx.run("SELECT " CALL_BACK_COLUMNS " FROM casework_call_back b WHERE b.id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_call_back");
    return call_back_of(rows[0]);
}

std::vector<CallBack> call_backs(db::Tx& tx, CaseId id) {
    std::vector<CallBack> all;
    for (const db::Row row :
         tx.run("SELECT " CALL_BACK_COLUMNS " FROM casework_call_back b WHERE b.case_id = $1 "
                "ORDER BY b.round",
                {id})) {
        all.push_back(call_back_of(row));
    }
    return all;
}

void end_call_back(db::Tx& tx, const CallBack& call_back) {
    tx.run(
        "UPDATE casework_call_back SET state = $1, solved = $2, satisfied = $3, ended_at = $4 "
        "WHERE id = $5",
        {word_of(call_back.state), call_back.solved, call_back.satisfied, call_back.ended_at,
         call_back.id});
}

void insert_attempt(db::Tx& tx, CallBackId id, const CallAttempt& attempt) {
    tx.run(
        "INSERT INTO casework_call_attempt (call_back, number, at, account, outcome) "
        "VALUES ($1, $2, $3, $4, $5)",
        {id, attempt.number, attempt.at, attempt.account, word_of(attempt.outcome)});
}

std::vector<CallAttempt> attempts(db::Tx& tx, CallBackId id) {
    std::vector<CallAttempt> all;
    for (const db::Row row : tx.run("SELECT number, at, account, outcome FROM "
                                    "casework_call_attempt WHERE call_back = $1 ORDER BY number",
                                    {id})) {
        all.push_back({row.integer(0), row.instant(1), row.id<AccountId>(2),
                       from_word<CallOutcome>(row.text(3))});
    }
    return all;
}

std::vector<Waiting> waiting(db::Tx& tx, const std::optional<Cursor>& after, std::int64_t limit) {
    std::vector<Waiting> all;
    const Cursor from = after.value_or(Cursor{});
    for (const db::Row row :
         tx.run("SELECT " CASE_COLUMNS ", " CALL_BACK_COLUMNS
                ", (SELECT count(1) FROM casework_call_attempt a WHERE a.call_back = b.id), "
                "(SELECT max(a.at) FROM casework_call_attempt a WHERE a.call_back = b.id) "
                "FROM casework_call_back b JOIN casework_case c ON c.id = b.case_id "
                "WHERE b.state = 'waiting' AND c.state = 'calling_back' AND c.round = b.round "
                "AND (b.lot, b.id) > ($1, $2) ORDER BY b.lot, b.id LIMIT $3",
                {from.key, from.id, limit})) {
        Waiting& one = all.emplace_back();
        one.item = case_of(row);
        const int at = after_case;
        one.call_back.id = row.id<CallBackId>(at);
        one.call_back.case_id = row.id<CaseId>(at + 1);
        one.call_back.round = row.integer(at + 2);
        one.call_back.lot = row.text(at + 3);
        one.call_back.opened_at = row.instant(at + 7);
        one.attempts = row.integer(at + after_call_back);
        one.last_attempt = row.maybe_instant(at + after_call_back + 1);
    }
    return all;
}

}  // namespace pingyi::casework::store
