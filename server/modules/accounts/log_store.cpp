// The security log in the database: its entries, and where they stand in the public ledger.
#include "modules/accounts/log_store.hpp"

#include "modules/accounts/duties.hpp"
#include "modules/accounts/security_log.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {
namespace {

constexpr std::size_t salt_octets = 16;

/// The only role that the actor holds; empty for none and for several.
std::string acting_role(db::Tx& tx, const std::optional<AccountId>& actor) {
    if (!actor) return {};
    const db::Rows roles =
        tx.run("SELECT DISTINCT role FROM accounts_grant WHERE account = $1 LIMIT 2", {*actor});
    return roles.size() == 1 ? roles[0].text(0) : std::string{};
}

ledger::EntryId place(db::Tx& tx, const Entry& entry, const std::string& salt, std::string role) {
    const auto id = ledger::append(tx, entry.at,
                                   {entry.kind,
                                    {},
                                    std::move(role),
                                    ledger::commitment(salt, row_text(entry)),
                                    public_facts_in(entry.facts)});
    tx.run("INSERT INTO accounts_log_place (entry, ledger, salt) VALUES ($1, $2, $3)",
           {entry.id, id, db::Blob{salt}});
    return id;
}

}  // namespace

ledger::EntryId note(db::Tx& tx, Instant now, std::string_view kind,
                     const std::optional<AccountId>& actor, std::string_view subject,
                     std::string_view facts, std::optional<Role> as) {
    const Entry entry{crypto::new_id<EntryId>(now),
                      now,
                      std::string(kind),
                      actor,
                      std::string(subject),
                      std::string(facts)};
    tx.run(
        "INSERT INTO accounts_log (id, at, kind, actor, subject, facts)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        {entry.id, now, kind, actor, subject, facts});
    std::string role = actor && as ? std::string(name_of(*as)) : acting_role(tx, actor);
    return place(tx, entry, crypto::random_bytes(salt_octets), std::move(role));
}

}  // namespace pingyi::accounts

namespace pingyi::accounts::store {
namespace {

Entry entry_of(const db::Row& row) {
    return {row.id<EntryId>(0),         row.instant(1), row.text(2),
            row.maybe_id<AccountId>(3), row.text(4),    row.text(5)};
}

std::vector<Entry> entries_of(const db::Rows& rows) {
    std::vector<Entry> entries;
    entries.reserve(rows.size());
    for (const db::Row row : rows) entries.push_back(entry_of(row));
    return entries;
}

}  // namespace

std::vector<Entry> entries(db::Tx& tx, const std::optional<Cursor>& after, std::int64_t limit) {
    if (!after) {
        return entries_of(
            tx.run("SELECT id, at, kind, actor, subject, facts FROM accounts_log"
                   " ORDER BY id DESC LIMIT $1",
                   {limit}));
    }
    return entries_of(
        tx.run("SELECT id, at, kind, actor, subject, facts FROM accounts_log WHERE id < $1"
               " ORDER BY id DESC LIMIT $2",
               {after->id, limit}));
}

std::map<ledger::EntryId, Placed> placed(db::Tx& tx, const std::vector<ledger::EntryId>& ids) {
    std::string list = "[";
    for (const ledger::EntryId& id : ids) {
        list += (list.size() == 1 ? "\"" : ",\"") + id.text() + "\"";
    }
    std::map<ledger::EntryId, Placed> all;
    for (const db::Row row :
         tx.run("SELECT l.id, l.at, l.kind, l.actor, l.subject, l.facts, p.ledger, p.salt"
                " FROM accounts_log_place p LEFT JOIN accounts_log l ON l.id = p.entry"
                " WHERE p.ledger IN (SELECT value FROM json_each($1))",
                {list + "]"})) {
        Placed next{row.blob(7), std::nullopt};
        if (!row.is_null(0)) next.entry = entry_of(row);
        all.emplace(row.id<ledger::EntryId>(6), std::move(next));
    }
    return all;
}

std::vector<Entry> unmoved(db::Tx& tx, std::int64_t limit) {
    return entries_of(
        tx.run("SELECT l.id, l.at, l.kind, l.actor, l.subject, l.facts FROM accounts_log_unmoved u"
               " JOIN accounts_log l ON l.id = u.entry ORDER BY u.entry LIMIT $1",
               {limit}));
}

void move(db::Tx& tx, const Entry& entry, const std::string& salt) {
    tx.run("DELETE FROM accounts_log_unmoved WHERE entry = $1", {entry.id});
    place(tx, entry, salt, {});
}

Counts counts(db::Tx& tx) {
    const db::Rows rows = tx.run(
        "SELECT count(p.entry), count(*) FILTER (WHERE p.entry IS NULL AND u.entry IS NULL)"
        " FROM accounts_log l LEFT JOIN accounts_log_place p ON p.entry = l.id"
        " LEFT JOIN accounts_log_unmoved u ON u.entry = l.id");
    return {rows[0].integer(0), rows[0].integer(1)};
}

}  // namespace pingyi::accounts::store
