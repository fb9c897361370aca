// Accounts, grants, credentials and attempts in the database.
#include "modules/accounts/account_store.hpp"

#include "kernel/text.hpp"
#include "modules/accounts/duties.hpp"

namespace pingyi::accounts::store {
namespace {

std::string like_part(std::string_view search) {
    std::string pattern = "%";
    for (const char c : text::folded(search)) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

Standing standing_of(bool activated, bool disabled) {
    if (disabled) return Standing::disabled;
    return activated ? Standing::active : Standing::invited;
}

/// Columns: id, name, display_name, created_at, activated, disabled.
Member member_of(db::Tx& tx, const db::Row& row) {
    const auto id = row.id<AccountId>(0);
    return {id,
            row.text(1),
            row.text(2),
            standing_of(row.flag(4), row.flag(5)),
            row.instant(3),
            grants_of(tx, id)};
}

Result<Member> only_member(db::Tx& tx, const db::Rows& rows) {
    if (rows.empty()) return fail(ErrorKind::not_found, "accounts.no_such_account");
    return member_of(tx, rows[0]);
}

Role role_of(const std::string& name) {
    if (const auto role = role_from(name)) return *role;
    throw db::Error(db::Fault::value, "a stored role is not known");
}

}  // namespace

Result<> add_member(db::Tx& tx, const Member& member, std::string_view search_key,
                    const Activation& activation) {
    const db::Rows added = tx.run(
        "INSERT INTO accounts_account (id, name, display_name, search_key, created_at, activated,"
        " disabled, totp_step, activation_hash, activation_until)"
        " VALUES ($1, $2, $3, $4, $5, 0, 0, 0, $6, $7) ON CONFLICT (name) DO NOTHING RETURNING id",
        {member.id, member.name, member.display_name, search_key, member.created_at,
         activation.hash, activation.until});
    if (added.empty()) return fail(ErrorKind::conflict, "accounts.name_taken");
    replace_grants(tx, member.id, member.grants);
    return {};
}

Result<Member> member(db::Tx& tx, AccountId id) {
    return only_member(tx, tx.run("SELECT id, name, display_name, created_at, activated, disabled"
                                  " FROM accounts_account WHERE id = $1",
                                  {id}));
}

Result<Member> member_by_name(db::Tx& tx, std::string_view name) {
    return only_member(tx, tx.run("SELECT id, name, display_name, created_at, activated, disabled"
                                  " FROM accounts_account WHERE name = $1",
                                  {name}));
}

std::vector<Member> members(db::Tx& tx, std::string_view search, const std::optional<Cursor>& after,
                            std::int64_t limit) {
    const db::Rows rows = tx.run(
        "SELECT id, name, display_name, created_at, activated, disabled FROM accounts_account"
        " WHERE name > $1 AND search_key LIKE $2 ESCAPE '\\' ORDER BY name LIMIT $3",
        {after ? after->key : std::string{}, like_part(search), limit});
    std::vector<Member> found;
    found.reserve(rows.size());
    for (const db::Row row : rows) found.push_back(member_of(tx, row));
    return found;
}

namespace {
std::string list_of(const std::vector<AccountId>& ids) {
    std::string list;
    for (const AccountId id : ids) list += (list.empty() ? "[\"" : ",\"") + id.text() + "\"";
    return list + (list.empty() ? "[]" : "]");
}
}  // namespace

std::map<AccountId, std::string> names_of(db::Tx& tx, const std::vector<AccountId>& ids) {
    std::map<AccountId, std::string> names;
    const db::Rows rows = tx.run(
        "SELECT id, name FROM accounts_account WHERE id IN (SELECT value FROM json_each($1))",
        {list_of(ids)});
    for (const db::Row row : rows) names.emplace(row.id<AccountId>(0), row.text(1));
    return names;
}

std::map<AccountId, std::string> display_names(db::Tx& tx, const std::vector<AccountId>& ids) {
    std::map<AccountId, std::string> names;
    const db::Rows rows = tx.run(
        "SELECT id, display_name FROM accounts_account "
        "WHERE id IN (SELECT value FROM json_each($1))",
        {list_of(ids)});
    for (const db::Row row : rows) names.emplace(row.id<AccountId>(0), row.text(1));
    return names;
}

std::vector<Grant> grants_of(db::Tx& tx, AccountId id) {
    const db::Rows rows = tx.run(
        "SELECT role, unit, subtree FROM accounts_grant WHERE account = $1 ORDER BY role, unit",
        {id});
    std::vector<Grant> grants;
    grants.reserve(rows.size());
    for (const db::Row row : rows) {
        std::optional<UnitId> unit;
        if (!row.text(1).empty()) unit = row.id<UnitId>(1);
        grants.push_back({role_of(row.text(0)), unit, row.flag(2)});
    }
    return grants;
}

void replace_grants(db::Tx& tx, AccountId id, const std::vector<Grant>& grants) {
    tx.run("DELETE FROM accounts_grant WHERE account = $1", {id});
    for (const Grant& grant : grants) {
        tx.run("INSERT INTO accounts_grant (account, role, unit, subtree) VALUES ($1, $2, $3, $4)",
               {id, name_of(grant.role), grant.unit ? grant.unit->text() : std::string{},
                grant.subtree});
    }
}

void set_disabled(db::Tx& tx, AccountId id, bool disabled) {
    tx.run("UPDATE accounts_account SET disabled = $1 WHERE id = $2", {disabled, id});
}

std::vector<AccountId> holders(db::Tx& tx, Role role) {
    std::vector<AccountId> ids;
    for (const db::Row row :
         tx.run("SELECT a.id FROM accounts_account a WHERE a.activated = 1 AND a.disabled = 0"
                " AND EXISTS (SELECT 1 FROM accounts_grant g WHERE g.account = a.id"
                " AND g.role = $1) ORDER BY a.name",
                {name_of(role)})) {
        ids.push_back(row.id<AccountId>(0));
    }
    return ids;
}

std::vector<Role> held_roles(db::Tx& tx) {
    const db::Rows rows = tx.run(
        "SELECT DISTINCT g.role FROM accounts_grant g JOIN accounts_account a ON a.id = g.account"
        " WHERE a.activated = 1 AND a.disabled = 0");
    std::vector<Role> roles;
    for (const db::Row row : rows) roles.push_back(role_of(row.text(0)));
    return roles;
}

std::int64_t administrators_besides(db::Tx& tx, AccountId id) {
    return tx
        .run(
            "SELECT count(*) FROM accounts_grant g JOIN accounts_account a ON a.id = g.account"
            " WHERE g.role = $1 AND a.activated = 1 AND a.disabled = 0 AND a.id <> $2",
            {name_of(Role::administrator), id})[0]
        .integer(0);
}

std::optional<Credentials> credentials(db::Tx& tx, std::string_view name) {
    const db::Rows rows = tx.run(
        "SELECT id, name, password_hash, totp_sealed FROM accounts_account"
        " WHERE name = $1 AND activated = 1 AND disabled = 0",
        {name});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return Credentials{row.id<AccountId>(0), row.text(1), row.text(2), row.blob(3)};
}

void invite_again(db::Tx& tx, AccountId id, const Activation& activation) {
    tx.run(
        "UPDATE accounts_account SET activated = 0, password_hash = NULL, totp_sealed = NULL,"
        " activation_hash = $1, activation_until = $2 WHERE id = $3",
        {activation.hash, activation.until, id});
}

Result<Credentials> invited(db::Tx& tx, std::string_view code_hash, Instant now) {
    const db::Rows rows = tx.run(
        "SELECT id, name, password_hash, totp_sealed FROM accounts_account"
        " WHERE activation_hash = $1 AND activation_until > $2 AND disabled = 0",
        {code_hash, now});
    if (rows.empty()) return fail(ErrorKind::not_found, "accounts.no_such_activation");
    const db::Row row = rows[0];
    return Credentials{row.id<AccountId>(0), row.text(1), row.maybe_text(2).value_or(""),
                       row.is_null(3) ? std::string{} : row.blob(3)};
}

void keep_choice(db::Tx& tx, const Credentials& chosen) {
    tx.run("UPDATE accounts_account SET password_hash = $1, totp_sealed = $2 WHERE id = $3",
           {chosen.password_hash, db::Blob{chosen.totp_sealed}, chosen.account});
}

void activate(db::Tx& tx, AccountId id, std::int64_t totp_step) {
    tx.run(
        "UPDATE accounts_account SET activated = 1, totp_step = $1, activation_hash = NULL,"
        " activation_until = NULL WHERE id = $2",
        {totp_step, id});
}

void set_password(db::Tx& tx, AccountId id, std::string_view password_hash) {
    tx.run("UPDATE accounts_account SET password_hash = $1 WHERE id = $2", {password_hash, id});
}

bool take_step(db::Tx& tx, AccountId id, std::int64_t totp_step) {
    return !tx.run(
                  "UPDATE accounts_account SET totp_step = $1 WHERE id = $2 AND totp_step < $1"
                  " RETURNING id",
                  {totp_step, id})
                .empty();
}

Attempts attempts(db::Tx& tx, std::string_view key) {
    const db::Rows rows =
        tx.run("SELECT count, last_at FROM accounts_attempt WHERE key = $1", {key});
    if (rows.empty()) return {};
    return {rows[0].integer(0), rows[0].instant(1)};
}

void keep_attempts(db::Tx& tx, std::string_view key, const Attempts& attempts) {
    tx.run(
        "INSERT INTO accounts_attempt (key, count, last_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (key) DO UPDATE SET count = excluded.count, last_at = excluded.last_at",
        {key, attempts.count, attempts.last_at});
}

void forgive_attempt(db::Tx& tx, std::string_view key) {
    tx.run("UPDATE accounts_attempt SET count = count - 1 WHERE key = $1 AND count > 0", {key});
}

void forget_attempts(db::Tx& tx, std::string_view key) {
    tx.run("DELETE FROM accounts_attempt WHERE key = $1", {key});
}

std::int64_t sweep_attempts(db::Tx& tx, Instant before, std::int64_t limit) {
    return tx
        .run(
            "DELETE FROM accounts_attempt WHERE key IN (SELECT key FROM accounts_attempt"
            " WHERE last_at < $1 ORDER BY last_at LIMIT $2)",
            {before, limit})
        .changed;
}

}  // namespace pingyi::accounts::store
