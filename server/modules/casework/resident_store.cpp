// The SQL of what residents do.
#include "modules/casework/resident_store.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "modules/casework/case_store.hpp"
#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

std::optional<std::string> unless_empty(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace

std::vector<FilingCategory> categories(db::Tx& tx) {
    std::vector<FilingCategory> all;
    for (const db::Row row :
         tx.run("SELECT code, parent, name_zh, name_en FROM casework_category "
                "WHERE is_current = 1 ORDER BY parent NULLS FIRST, place, code")) {
        all.push_back({row.text(0), row.maybe_text(1), row.text(2), unless_empty(row.text(3))});
    }
    return all;
}

bool is_current_category(db::Tx& tx, std::string_view code) {
    return !tx.run("SELECT code FROM casework_category WHERE code = $1 AND is_current = 1", {code})
                .empty();
}

std::vector<FilingReason> refusal_reasons(db::Tx& tx) {
    std::vector<FilingReason> all;
    for (const db::Row row : tx.run("SELECT code, text_zh, text_en FROM casework_refusal_reason "
                                    "WHERE is_current = 1 ORDER BY place, code")) {
        all.push_back({row.text(0), row.text(1), row.text(2)});
    }
    return all;
}

std::optional<FilingReason> refusal_reason(db::Tx& tx, std::string_view code) {
    const auto rows = tx.run(
        "SELECT code, text_zh, text_en FROM casework_refusal_reason WHERE code = $1", {code});
    if (rows.empty()) return std::nullopt;
    return FilingReason{rows[0].text(0), rows[0].text(1), rows[0].text(2)};
}

std::int64_t setting(db::Tx& tx, std::string_view name, std::int64_t otherwise) {
    const auto rows = tx.run("SELECT value FROM casework_setting WHERE name = $1", {name});
    if (rows.empty()) return otherwise;
    const std::string& text = rows[0].text(0);
    std::int64_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Attempts attempts(db::Tx& tx, std::string_view key) {
    const auto rows = tx.run("SELECT count, last_at FROM casework_attempt WHERE key = $1", {key});
    if (rows.empty()) return {};
    return {rows[0].integer(0), rows[0].instant(1)};
}

void keep_attempts(db::Tx& tx, std::string_view key, const Attempts& attempts) {
    tx.run(
        "INSERT INTO casework_attempt (key, count, last_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (key) DO UPDATE SET count = excluded.count, last_at = excluded.last_at",
        {key, attempts.count, attempts.last_at});
}

std::int64_t forget_attempts(db::Tx& tx, Instant before, std::int64_t limit) {
    return tx
        .run(
            "DELETE FROM casework_attempt WHERE key IN (SELECT key FROM casework_attempt "
            "WHERE last_at < $1 ORDER BY last_at LIMIT $2)",
            {before, limit})
        .changed;
}

std::optional<Claimed> claimed(db::Tx& tx, std::string_view number) {
    const auto rows = tx.run("SELECT id, receipt FROM casework_case WHERE number = $1", {number});
    if (rows.empty()) return std::nullopt;
    return Claimed{rows[0].id<CaseId>(0), rows[0].maybe_text(1).value_or("")};
}

void insert_addition(db::Tx& tx, CaseId id, const Addition& addition) {
    tx.run(
        "INSERT INTO casework_addition (id, case_id, at, text, original) "
        "VALUES ($1, $2, $3, $4, $5)",
        {addition.id, id, addition.at, addition.text, addition.original});
}

std::vector<TrackedAddition> additions(db::Tx& tx, CaseId id) {
    std::vector<TrackedAddition> all;
    for (const db::Row row : tx.run(
             "SELECT at, text FROM casework_addition WHERE case_id = $1 ORDER BY at, id", {id})) {
        all.push_back({row.instant(0), row.text(1)});
    }
    return all;
}

bool insert_answer(db::Tx& tx, CaseId id, const TrackedAnswer& answer, Day day) {
    return !tx.run(
                  "INSERT INTO casework_answer (case_id, round, solved, satisfied, day) "
                  "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (case_id, round) DO NOTHING "
                  "RETURNING round",
                  {id, answer.round, answer.solved, answer.satisfied, day})
                .empty();
}

std::vector<TrackedAnswer> answers(db::Tx& tx, CaseId id) {
    std::vector<TrackedAnswer> all;
    for (const db::Row row : tx.run("SELECT round, solved, satisfied FROM casework_answer "
                                    "WHERE case_id = $1 ORDER BY round",
                                    {id})) {
        all.push_back({row.integer(0), row.flag(1), row.flag(2)});
    }
    return all;
}

bool insert_appeal(db::Tx& tx, CaseId id, AppealId appeal, AppealAbout about,
                   std::string_view grounds, Instant now) {
    return !tx.run(
                  "INSERT INTO casework_appeal (id, case_id, about, grounds, opened_at, state, "
                  "decision) VALUES ($1, $2, $3, $4, $5, 'open', '') "
                  "ON CONFLICT (case_id, about) DO NOTHING RETURNING id",
                  {appeal, id, word_of(about), grounds, now})
                .empty();
}

std::vector<TrackedAppeal> appeals(db::Tx& tx, CaseId id) {
    std::vector<TrackedAppeal> all;
    for (const db::Row row : tx.run("SELECT about, opened_at, state, decided_at, decision "
                                    "FROM casework_appeal WHERE case_id = $1 ORDER BY id",
                                    {id})) {
        all.push_back({from_word<AppealAbout>(row.text(0)), row.instant(1),
                       from_word<AppealState>(row.text(2)), row.maybe_instant(3), row.text(4)});
    }
    return all;
}

void insert_follow_request(db::Tx& tx, const FollowRequest& request) {
    tx.run(
        "INSERT INTO casework_follow_request (token, case_id, contact, address, ends_at, wanted) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        {request.token, request.case_id, request.contact, request.address, request.ends_at,
         request.wanted});
}

bool has_follow_request(db::Tx& tx, CaseId id, std::string_view contact, Instant now) {
    return !tx.run(
                  "SELECT token FROM casework_follow_request WHERE case_id = $1 AND contact = $2 "
                  "AND ends_at > $3 LIMIT 1",
                  {id, contact, now})
                .empty();
}

std::optional<FollowRequest> take_follow_request(db::Tx& tx, std::string_view token) {
    const auto rows = tx.run(
        "DELETE FROM casework_follow_request WHERE token = $1 "
        "RETURNING token, case_id, contact, address, ends_at, wanted",
        {token});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return FollowRequest{row.text(0), row.id<CaseId>(1), row.text(2),
                         row.text(3), row.instant(4),    row.flag(5)};
}

std::int64_t forget_follow_requests(db::Tx& tx, Instant now, std::int64_t limit) {
    return tx
        .run(
            "DELETE FROM casework_follow_request WHERE token IN (SELECT token "
            "FROM casework_follow_request WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)",
            {now, limit})
        .changed;
}

std::vector<CaseId> to_erase(db::Tx& tx, Instant ended_before, std::int64_t limit) {
    std::vector<CaseId> ids;
    for (const db::Row row :
         tx.run("SELECT c.id FROM casework_original o JOIN casework_case c ON c.id = o.case_id "
                "WHERE c.ended_at < $1 ORDER BY c.id LIMIT $2",
                {ended_before, limit})) {
        ids.push_back(row.id<CaseId>(0));
    }
    return ids;
}

void erase_written(db::Tx& tx, CaseId id) {
    tx.run("DELETE FROM casework_original WHERE case_id = $1", {id});
    tx.run("UPDATE casework_addition SET original = '' WHERE case_id = $1", {id});
    tx.run(
        "DELETE FROM casework_event_text WHERE case_id = $1 AND number IN (SELECT e.number "
        "FROM casework_event e WHERE e.case_id = $1 AND e.party = 'resident')",
        {id});
    tx.run("UPDATE casework_case SET receipt = NULL WHERE id = $1", {id});
}

std::vector<Case> public_cases(db::Tx& tx, std::span<const std::string> ids) {
    const std::string list = boost::json::serialize(boost::json::array(ids.begin(), ids.end()));
    return cases_of(tx.run("SELECT " CASE_COLUMNS
                           " FROM casework_case c WHERE c.id IN (SELECT value FROM json_each($1)) "
                           "AND c.visibility = 'everyone' AND c.published_at IS NOT NULL "
                           "ORDER BY c.id",
                           {list}));
}

}  // namespace pingyi::casework::store
