// Sessions and API keys in the database.
#include "modules/accounts/session_store.hpp"

namespace pingyi::accounts::store {
namespace {

/// Columns: id, account, device, created_at, used_at.
Session session_of(const db::Row& row) {
    return {row.id<SessionId>(0), row.id<AccountId>(1), row.text(2), row.instant(3),
            row.instant(4)};
}

/// Columns: id, account, name, hash, may_read, may_write, created_at, expires_at, revoked_at,
/// used_on.
Key key_of(const db::Row& row) {
    return {row.id<KeyId>(0),     row.id<AccountId>(1), row.text(2),    row.text(3),
            row.flag(4),          row.flag(5),          row.instant(6), row.instant(7),
            row.maybe_instant(8), row.maybe_day(9)};
}

}  // namespace

void add_session(db::Tx& tx, const Session& session, std::string_view token_hash) {
    tx.run(
        "DELETE FROM accounts_session WHERE id IN (SELECT id FROM accounts_session"
        " WHERE account = $1 ORDER BY used_at DESC, id DESC LIMIT 1000 OFFSET $2)",
        {session.account, sessions_max - 1});
    tx.run(
        "INSERT INTO accounts_session (id, token_hash, account, device, created_at, used_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        {session.id, token_hash, session.account, session.device, session.created_at,
         session.used_at});
}

std::optional<Session> session(db::Tx& tx, std::string_view token_hash) {
    const db::Rows rows = tx.run(
        "SELECT s.id, s.account, s.device, s.created_at, s.used_at FROM accounts_session s"
        " JOIN accounts_account a ON a.id = s.account"
        " WHERE s.token_hash = $1 AND a.activated = 1 AND a.disabled = 0",
        {token_hash});
    if (rows.empty()) return std::nullopt;
    return session_of(rows[0]);
}

std::vector<Session> sessions(db::Tx& tx, AccountId account) {
    const db::Rows rows = tx.run(
        "SELECT id, account, device, created_at, used_at FROM accounts_session"
        " WHERE account = $1 ORDER BY used_at DESC, id DESC LIMIT $2",
        {account, sessions_max});
    std::vector<Session> found;
    found.reserve(rows.size());
    for (const db::Row row : rows) found.push_back(session_of(row));
    return found;
}

void touch_session(db::Tx& tx, SessionId id, Instant now) {
    tx.run("UPDATE accounts_session SET used_at = $1 WHERE id = $2 AND used_at < $1", {now, id});
}

bool end_session(db::Tx& tx, AccountId account, SessionId id) {
    return !tx.run("DELETE FROM accounts_session WHERE id = $1 AND account = $2 RETURNING id",
                   {id, account})
                .empty();
}

void end_sessions(db::Tx& tx, AccountId account, const std::optional<SessionId>& kept) {
    tx.run("DELETE FROM accounts_session WHERE account = $1 AND id <> $2",
           {account, kept ? kept->text() : std::string{}});
}

std::int64_t sweep_sessions(db::Tx& tx, Instant idle_before, Instant begun_before,
                            std::int64_t limit) {
    return tx
        .run(
            "DELETE FROM accounts_session WHERE id IN (SELECT id FROM accounts_session"
            " WHERE used_at < $1 OR created_at < $2 LIMIT $3)",
            {idle_before, begun_before, limit})
        .changed;
}

void add_key(db::Tx& tx, const Key& key) {
    tx.run(
        "INSERT INTO accounts_key (id, account, name, hash, may_read, may_write, created_at,"
        " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {key.id, key.account, key.name, key.hash, key.may_read, key.may_write, key.created_at,
         key.expires_at});
}

std::optional<Key> key(db::Tx& tx, KeyId id) {
    const db::Rows rows = tx.run(
        "SELECT k.id, k.account, k.name, k.hash, k.may_read, k.may_write, k.created_at,"
        " k.expires_at, k.revoked_at, k.used_on FROM accounts_key k"
        " JOIN accounts_account a ON a.id = k.account"
        " WHERE k.id = $1 AND a.activated = 1 AND a.disabled = 0",
        {id});
    if (rows.empty()) return std::nullopt;
    return key_of(rows[0]);
}

std::vector<OwnedKey> keys(db::Tx& tx, const std::optional<AccountId>& account,
                           const std::optional<Cursor>& after, std::int64_t limit) {
    std::string where;
    std::vector<db::Param> params;
    const auto add = [&](std::string_view condition, db::Param value) {
        params.push_back(std::move(value));
        where.append(where.empty() ? " WHERE " : " AND ").append(condition);
        where += std::to_string(params.size());
    };
    if (account) add("k.account = $", *account);
    if (after) add("k.id < $", after->id);
    params.emplace_back(limit);
    const db::Rows rows = tx.run(
        "SELECT k.id, k.account, k.name, k.hash, k.may_read, k.may_write, k.created_at,"
        " k.expires_at, k.revoked_at, k.used_on, a.name FROM accounts_key k"
        " JOIN accounts_account a ON a.id = k.account" +
            where + " ORDER BY k.id DESC LIMIT $" + std::to_string(params.size()),
        std::span<const db::Param>(params));
    std::vector<OwnedKey> found;
    found.reserve(rows.size());
    for (const db::Row row : rows) found.push_back({key_of(row), row.text(10)});
    return found;
}

std::int64_t keys_alive(db::Tx& tx, AccountId account, Instant now) {
    return tx
        .run(
            "SELECT count(*) FROM accounts_key"
            " WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2",
            {account, now})[0]
        .integer(0);
}

void revoke_key(db::Tx& tx, KeyId id, Instant now) {
    tx.run("UPDATE accounts_key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL",
           {now, id});
}

void revoke_keys(db::Tx& tx, AccountId account, Instant now) {
    tx.run("UPDATE accounts_key SET revoked_at = $1 WHERE account = $2 AND revoked_at IS NULL",
           {now, account});
}

void keep_use(db::Tx& tx, KeyId id, Day day) {
    tx.run("UPDATE accounts_key SET used_on = $1 WHERE id = $2", {day, id});
}

}  // namespace pingyi::accounts::store
