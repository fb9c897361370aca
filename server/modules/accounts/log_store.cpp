// The security log in the database: entries, the tail that waits to be chained, and the chain.
#include "modules/accounts/log_store.hpp"

#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {

void note(db::Tx& tx, Instant now, std::string_view kind, const std::optional<AccountId>& actor,
          std::string_view subject, std::string_view facts) {
    const auto id = crypto::new_id<EntryId>(now);
    tx.run(
        "INSERT INTO accounts_log (id, at, kind, actor, subject, facts)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        {id, now, kind, actor, subject, facts});
    tx.run("INSERT INTO accounts_log_tail (entry, at) VALUES ($1, $2)", {id, now});
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

Head head(db::Tx& tx) {
    const db::Rows rows =
        tx.run("SELECT position, hash FROM accounts_log_chain ORDER BY position DESC LIMIT 1");
    if (rows.empty()) return {};
    return {rows[0].integer(0), rows[0].text(1)};
}

std::vector<Entry> unchained(db::Tx& tx, std::int64_t limit) {
    return entries_of(
        tx.run("SELECT l.id, l.at, l.kind, l.actor, l.subject, l.facts FROM accounts_log_tail t"
               " JOIN accounts_log l ON l.id = t.entry ORDER BY t.at, t.entry LIMIT $1",
               {limit}));
}

void append_links(db::Tx& tx, const std::vector<Link>& links) {
    std::string rows;
    for (const Link& link : links) {
        rows += rows.empty() ? "[" : ",";
        rows += "[" + std::to_string(link.position) + ",\"" + link.entry.text() + "\",\"" +
                link.hash + "\"]";
    }
    rows += rows.empty() ? "[]" : "]";
    tx.run(
        "INSERT INTO accounts_log_chain (position, entry, hash)"
        " SELECT CAST(value ->> 0 AS BIGINT), value ->> 1, value ->> 2 FROM json_each($1)",
        {rows});
    tx.run(
        "DELETE FROM accounts_log_tail"
        " WHERE entry IN (SELECT value ->> 1 FROM json_each($1))",
        {rows});
}

std::vector<ChainedEntry> chained(db::Tx& tx, std::int64_t after, std::int64_t limit) {
    const db::Rows rows = tx.run(
        "SELECT l.id, l.at, l.kind, l.actor, l.subject, l.facts, c.position, c.hash"
        " FROM accounts_log_chain c LEFT JOIN accounts_log l ON l.id = c.entry"
        " WHERE c.position > $1 ORDER BY c.position LIMIT $2",
        {after, limit});
    std::vector<ChainedEntry> entries;
    entries.reserve(rows.size());
    for (const db::Row row : rows) {
        ChainedEntry next{row.integer(6), row.text(7), std::nullopt};
        if (!row.is_null(0)) next.entry = entry_of(row);
        entries.push_back(std::move(next));
    }
    return entries;
}

std::int64_t outside_the_chain(db::Tx& tx) {
    return tx
        .run(
            "SELECT count(*) FROM accounts_log l"
            " LEFT JOIN accounts_log_chain c ON c.entry = l.id"
            " LEFT JOIN accounts_log_tail t ON t.entry = l.id"
            " WHERE c.entry IS NULL AND t.entry IS NULL")[0]
        .integer(0);
}

Tail tail(db::Tx& tx) {
    const db::Rows rows = tx.run("SELECT count(*), min(at) FROM accounts_log_tail");
    return {rows[0].integer(0), rows[0].maybe_instant(1)};
}

}  // namespace pingyi::accounts::store
