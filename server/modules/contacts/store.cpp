// Pairs, officer keys, access, contacts and openings in the database.
#include "modules/contacts/store.hpp"

namespace pingyi::contacts::store {
namespace {

Pair pair_of(const db::Row& row) {
    return {row.id<PairId>(0), row.integer(1), PublicKey{row.blob(2)}, row.instant(3)};
}

std::optional<Pair> first_pair(const db::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return pair_of(rows[0]);
}

OfficerKey key_of(const db::Row& row) {
    return {row.id<OfficerKeyId>(0),
            row.id<AccountId>(1),
            PublicKey{row.blob(2)},
            {row.blob(3), row.integer(4), row.integer(5), row.blob(6)},
            row.instant(7)};
}

std::optional<OfficerKey> first_key(const db::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return key_of(rows[0]);
}

/// id, contact, officer, at, reason, reason_hash
Opening opening_of(const db::Row& row) {
    return {row.id<OpeningId>(0), row.id<ContactId>(1), row.id<AccountId>(2),
            row.instant(3),       row.maybe_text(4),    row.text(5)};
}

std::vector<Access> access_in(const db::Rows& rows) {
    std::vector<Access> all;
    all.reserve(rows.size());
    for (const db::Row row : rows) {
        all.push_back({row.id<PairId>(0), row.id<OfficerKeyId>(1), row.blob(2)});
    }
    return all;
}

}  // namespace

std::vector<Pair> pairs(db::Tx& tx) {
    std::vector<Pair> all;
    for (const db::Row row :
         tx.run("SELECT id, number, public_key, made_at FROM contacts_pair ORDER BY number DESC")) {
        all.push_back(pair_of(row));
    }
    return all;
}

std::optional<Pair> current_pair(db::Tx& tx) {
    return first_pair(
        tx.run("SELECT p.id, p.number, p.public_key, p.made_at FROM contacts_pair p"
               " WHERE EXISTS (SELECT 1 FROM contacts_access a WHERE a.pair = p.id)"
               " ORDER BY p.number DESC LIMIT 1"));
}

void add_pair(db::Tx& tx, const Pair& pair) {
    tx.run(
        "INSERT INTO contacts_pair (id, number, public_key, made_at)"
        " SELECT $1, coalesce(max(number), 0) + 1, $2, $3 FROM contacts_pair",
        {pair.id, db::Blob{pair.key.octets}, pair.made_at});
}

std::optional<Pair> pair(db::Tx& tx, PairId id) {
    return first_pair(
        tx.run("SELECT id, number, public_key, made_at FROM contacts_pair WHERE id = $1", {id}));
}

std::vector<OfficerKey> officer_keys(db::Tx& tx) {
    std::vector<OfficerKey> all;
    for (const db::Row row :
         tx.run("SELECT id, account, public_key, salt, passes, memory_kib, box, made_at"
                " FROM contacts_officer_key ORDER BY id")) {
        all.push_back(key_of(row));
    }
    return all;
}

std::optional<OfficerKey> officer_key(db::Tx& tx, OfficerKeyId id) {
    return first_key(
        tx.run("SELECT id, account, public_key, salt, passes, memory_kib, box, made_at"
               " FROM contacts_officer_key WHERE id = $1",
               {id}));
}

std::optional<OfficerKey> officer_key_of(db::Tx& tx, AccountId account) {
    return first_key(
        tx.run("SELECT id, account, public_key, salt, passes, memory_kib, box, made_at"
               " FROM contacts_officer_key WHERE account = $1",
               {account}));
}

void add_officer_key(db::Tx& tx, const OfficerKey& key) {
    tx.run(
        "INSERT INTO contacts_officer_key"
        " (id, account, public_key, salt, passes, memory_kib, box, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {key.id, key.account, db::Blob{key.key.octets}, db::Blob{key.lock.salt}, key.lock.passes,
         key.lock.memory_kib, db::Blob{key.lock.box}, key.made_at});
}

void remove_officer_key(db::Tx& tx, OfficerKeyId id) {
    remove_access(tx, id);
    tx.run("DELETE FROM contacts_officer_key WHERE id = $1", {id});
}

std::vector<Access> access(db::Tx& tx) {
    return access_in(
        tx.run("SELECT pair, officer_key, sealed FROM contacts_access ORDER BY pair, officer_key"));
}

std::vector<Access> access_of(db::Tx& tx, OfficerKeyId key) {
    return access_in(
        tx.run("SELECT pair, officer_key, sealed FROM contacts_access WHERE officer_key = $1"
               " ORDER BY pair",
               {key}));
}

void add_access(db::Tx& tx, const Access& access) {
    tx.run(
        "INSERT INTO contacts_access (pair, officer_key, sealed) VALUES ($1, $2, $3)"
        " ON CONFLICT (pair, officer_key) DO NOTHING",
        {access.pair, access.key, db::Blob{access.sealed}});
}

void remove_access(db::Tx& tx, OfficerKeyId key) {
    tx.run("DELETE FROM contacts_access WHERE officer_key = $1", {key});
}

void add_contact(db::Tx& tx, ContactId id, const Sealed& sealed, Instant now) {
    tx.run(
        "INSERT INTO contacts_contact (id, pair, box, data_key, kept_at)"
        " VALUES ($1, $2, $3, $4, $5)",
        {id, sealed.pair, db::Blob{sealed.box}, db::Blob{sealed.data_key}, now});
}

std::optional<Contact> contact(db::Tx& tx, ContactId id) {
    const db::Rows rows = tx.run(
        "SELECT id, pair, destroyed_at, kept_at, destroy_on FROM contacts_contact WHERE id = $1",
        {id});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return Contact{row.id<ContactId>(0), row.id<PairId>(1),
                   row.is_null(2) ? State::sealed : State::destroyed, row.instant(3),
                   row.maybe_day(4)};
}

std::optional<Sealed> sealed(db::Tx& tx, ContactId id) {
    const db::Rows rows = tx.run(
        "SELECT pair, box, data_key FROM contacts_contact"
        " WHERE id = $1 AND destroyed_at IS NULL",
        {id});
    if (rows.empty()) return std::nullopt;
    return Sealed{rows[0].id<PairId>(0), rows[0].blob(1), rows[0].blob(2)};
}

void set_destruction_day(db::Tx& tx, ContactId id, std::optional<Day> day) {
    tx.run("UPDATE contacts_contact SET destroy_on = $1 WHERE id = $2 AND destroyed_at IS NULL",
           {day, id});
}

std::vector<ContactId> due(db::Tx& tx, Day today, std::int64_t limit) {
    std::vector<ContactId> ids;
    for (const db::Row row :
         tx.run("SELECT id FROM contacts_contact WHERE destroyed_at IS NULL AND destroy_on <= $1"
                " ORDER BY destroy_on, id LIMIT $2",
                {today, limit})) {
        ids.push_back(row.id<ContactId>(0));
    }
    return ids;
}

void destroy(db::Tx& tx, ContactId id, Instant now) {
    tx.run(
        "UPDATE contacts_contact SET box = NULL, data_key = NULL, destroyed_at = $1"
        " WHERE id = $2 AND destroyed_at IS NULL",
        {now, id});
    tx.run(
        "DELETE FROM contacts_opening_reason"
        " WHERE opening IN (SELECT id FROM contacts_opening WHERE contact = $1)",
        {id});
}

Rule rule(db::Tx& tx) {
    const db::Rows rows =
        tx.run("SELECT openings_an_hour, kept_days FROM contacts_rule WHERE id = 1");
    if (rows.empty()) return {};
    return {rows[0].integer(0), std::chrono::days{rows[0].integer(1)}};
}

Recent openings_since(db::Tx& tx, AccountId officer, Instant since) {
    const db::Rows rows =
        tx.run("SELECT count(*), min(at) FROM contacts_opening WHERE officer = $1 AND at > $2",
               {officer, since});
    return {rows[0].integer(0), rows[0].maybe_instant(1)};
}

void append_opening(db::Tx& tx, const Opening& opening, std::string_view salt) {
    tx.run(
        "INSERT INTO contacts_opening (id, contact, officer, at, reason_hash)"
        " VALUES ($1, $2, $3, $4, $5)",
        {opening.id, opening.contact, opening.officer, opening.at, opening.reason_hash});
    tx.run("INSERT INTO contacts_opening_reason (opening, salt, reason) VALUES ($1, $2, $3)",
           {opening.id, db::Blob{std::string(salt)}, opening.reason});
}

void add_entry(db::Tx& tx, OpeningId opening, ledger::EntryId entry) {
    tx.run(
        "INSERT INTO contacts_opening_entry (opening, ledger) VALUES ($1, $2)"
        " ON CONFLICT (opening) DO NOTHING",
        {opening, entry});
}

std::vector<Opening> openings(db::Tx& tx, ContactId contact) {
    std::vector<Opening> all;
    for (const db::Row row :
         tx.run("SELECT o.id, o.contact, o.officer, o.at, r.reason, o.reason_hash, e.ledger"
                " FROM contacts_opening o"
                " LEFT JOIN contacts_opening_reason r ON r.opening = o.id"
                " LEFT JOIN contacts_opening_entry e ON e.opening = o.id"
                " WHERE o.contact = $1 ORDER BY o.id",
                {contact})) {
        Opening next = opening_of(row);
        const auto entry = row.maybe_id<ledger::EntryId>(6);
        if (entry) next.ledger_index = ledger::receipt_place(tx, *entry);
        all.push_back(std::move(next));
    }
    return all;
}

std::optional<KeptOpening> opening(db::Tx& tx, OpeningId id) {
    const db::Rows rows = tx.run(
        "SELECT o.id, o.contact, o.officer, o.at, r.reason, o.reason_hash, r.salt, e.ledger"
        " FROM contacts_opening o"
        " LEFT JOIN contacts_opening_reason r ON r.opening = o.id"
        " LEFT JOIN contacts_opening_entry e ON e.opening = o.id"
        " WHERE o.id = $1",
        {id});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return KeptOpening{opening_of(row), row.is_null(6) ? std::string{} : row.blob(6),
                       !row.is_null(7)};
}

std::int64_t count_openings(db::Tx& tx, std::optional<Instant> before) {
    const db::Rows rows =
        before ? tx.run("SELECT count(*) FROM contacts_opening WHERE at < $1", {*before})
               : tx.run("SELECT count(*) FROM contacts_opening");
    return rows[0].integer(0);
}

}  // namespace pingyi::contacts::store
