#include "modules/appraisals/store.hpp"

#include <boost/json.hpp>

#include "platform/db/words.hpp"

namespace pingyi::appraisals::store {
namespace {

constexpr std::int64_t of_unit_max = 10'000;

#define ENTRY_COLUMNS                                                                        \
    "id, round, part, unit, field, value, evidence, reason, state, entered_by, entered_at, " \
    "decided_by, decided_at, refusal"

Entry entry_of(const db::Row& row) {
    return {.id = row.id<EntryId>(0),
            .round = row.id<rounds::RoundId>(1),
            .part = row.text(2),
            .unit = row.id<UnitId>(3),
            .field = row.text(4),
            .value = row.text(5),
            .evidence = row.text(6),
            .reason = row.text(7),
            .state = from_word<EntryState>(row.text(8)),
            .entered_by = row.id<AccountId>(9),
            .entered_at = row.instant(10),
            .decided_by = row.maybe_id<AccountId>(11),
            .decided_at = row.maybe_instant(12),
            .refusal = row.text(13)};
}

std::vector<Entry> entries_in(const db::Rows& rows) {
    std::vector<Entry> all;
    all.reserve(rows.size());
    for (const db::Row row : rows) all.push_back(entry_of(row));
    return all;
}

}  // namespace

Result<> add(db::Tx& tx, const std::vector<Entry>& made) {
    boost::json::array rows;
    for (const Entry& entry : made) {
        rows.push_back({entry.id.text(), entry.round.text(), entry.part, entry.unit.text(),
                        entry.field, entry.value, entry.evidence, entry.reason,
                        entry.entered_by.text(), entry.entered_at.time_since_epoch().count()});
    }
    const auto added = tx.run(
        "INSERT INTO appraisals_entry (id, round, part, unit, field, value, evidence, reason, "
        "entered_by, entered_at, state, refusal) SELECT value ->> 0, value ->> 1, value ->> 2, "
        "value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, "
        "CAST(value ->> 9 AS BIGINT), 'waiting', '' FROM json_each($1) WHERE 1 = 1 "
        "ON CONFLICT (round, part, unit, field) WHERE state = 'waiting' DO NOTHING RETURNING id",
        {boost::json::serialize(rows)});
    if (added.size() != made.size()) {
        return fail(ErrorKind::conflict, "appraisals.changed_meanwhile");
    }
    return {};
}

std::vector<Entry> entries(db::Tx& tx, const std::vector<EntryId>& ids) {
    return entries_in(tx.run("SELECT " ENTRY_COLUMNS
                             " FROM appraisals_entry WHERE id IN (SELECT value FROM json_each($1))",
                             {list_of(ids)}));
}

std::vector<Entry> current(db::Tx& tx, rounds::RoundId round, std::string_view part) {
    return entries_in(tx.run("SELECT " ENTRY_COLUMNS
                             " FROM appraisals_entry WHERE round = $1 AND part = $2 AND state IN "
                             "('waiting', 'confirmed') ORDER BY unit, field, state",
                             {round, part}));
}

std::vector<Entry> refused(db::Tx& tx, rounds::RoundId round, std::string_view part,
                           std::int64_t limit) {
    return entries_in(tx.run("SELECT " ENTRY_COLUMNS
                             " FROM appraisals_entry WHERE round = $1 AND part = $2 AND state = "
                             "'refused' ORDER BY decided_at DESC, id DESC LIMIT $3",
                             {round, part, limit}));
}

std::vector<Entry> of_unit(db::Tx& tx, rounds::RoundId round, UnitId unit) {
    return entries_in(tx.run("SELECT " ENTRY_COLUMNS
                             " FROM appraisals_entry WHERE round = $1 AND unit = $2 ORDER BY "
                             "entered_at, id LIMIT $3",
                             {round, unit, of_unit_max}));
}

void confirm(db::Tx& tx, rounds::RoundId round, std::string_view part,
             const std::vector<EntryId>& ids, const Decided& decided) {
    const std::string list = list_of(ids);
    tx.run(
        "UPDATE appraisals_entry SET state = 'replaced' WHERE round = $1 AND part = $2 AND state = "
        "'confirmed' AND EXISTS (SELECT 1 FROM appraisals_entry n WHERE n.unit = "
        "appraisals_entry.unit AND n.field = appraisals_entry.field AND n.id IN (SELECT value FROM "
        "json_each($3)))",
        {round, part, list});
    tx.run(
        "UPDATE appraisals_entry SET state = 'confirmed', decided_by = $2, decided_at = $3 WHERE "
        "id IN (SELECT value FROM json_each($1)) AND state = 'waiting'",
        {list, decided.by, decided.at});
}

void refuse(db::Tx& tx, const std::vector<EntryId>& ids, const Decided& decided,
            std::string_view why) {
    tx.run(
        "UPDATE appraisals_entry SET state = 'refused', decided_by = $2, decided_at = $3, refusal "
        "= $4 WHERE id IN (SELECT value FROM json_each($1)) AND state = 'waiting'",
        {list_of(ids), decided.by, decided.at, why});
}

Counts counts(db::Tx& tx, rounds::RoundId round, std::string_view part, AccountId than) {
    const auto rows = tx.run(
        "SELECT count(*) FILTER (WHERE state = 'confirmed'), count(*) FILTER (WHERE state = "
        "'waiting'), count(*) FILTER (WHERE state = 'waiting' AND entered_by <> $3) FROM "
        "appraisals_entry WHERE round = $1 AND part = $2 AND state IN ('waiting', 'confirmed')",
        {round, part, than});
    return {rows[0].integer(0), rows[0].integer(1), rows[0].integer(2)};
}

std::int64_t revision(db::Tx& tx, rounds::RoundId round, std::string_view part) {
    const auto rows = tx.run("SELECT revision FROM appraisals_part WHERE round = $1 AND part = $2",
                             {round, part});
    return rows.empty() ? 0 : rows[0].integer(0);
}

void raise_revision(db::Tx& tx, rounds::RoundId round, std::string_view part) {
    tx.run(
        "INSERT INTO appraisals_part (round, part, revision) VALUES ($1, $2, 1) ON CONFLICT "
        "(round, part) DO UPDATE SET revision = appraisals_part.revision + 1",
        {round, part});
}

std::vector<AccountId> responsible(db::Tx& tx, rounds::RoundId round, std::string_view part) {
    std::vector<AccountId> all;
    for (const db::Row row :
         tx.run("SELECT account FROM appraisals_responsible WHERE round = $1 AND part = $2 ORDER "
                "BY account",
                {round, part})) {
        all.push_back(row.id<AccountId>(0));
    }
    return all;
}

bool is_responsible(db::Tx& tx, AccountId account) {
    return !tx.run("SELECT round FROM appraisals_responsible WHERE account = $1 LIMIT 1", {account})
                .empty();
}

void set_responsible(db::Tx& tx, rounds::RoundId round, std::string_view part,
                     const std::vector<AccountId>& accounts) {
    tx.run("DELETE FROM appraisals_responsible WHERE round = $1 AND part = $2", {round, part});
    for (const AccountId& account : accounts) {
        tx.run("INSERT INTO appraisals_responsible (round, part, account) VALUES ($1, $2, $3)",
               {round, part, account});
    }
}

std::vector<Leader> leaders(db::Tx& tx, rounds::RoundId round, UnitId unit) {
    std::vector<Leader> all;
    for (const db::Row row : tx.run("SELECT name, role FROM appraisals_leader WHERE round = $1 AND "
                                    "unit = $2 ORDER BY place",
                                    {round, unit})) {
        all.push_back({row.text(0), row.text(1)});
    }
    return all;
}

void set_leaders(db::Tx& tx, rounds::RoundId round, UnitId unit, const std::vector<Leader>& all) {
    tx.run("DELETE FROM appraisals_leader WHERE round = $1 AND unit = $2", {round, unit});
    std::int64_t place = 0;
    for (const Leader& leader : all) {
        tx.run(
            "INSERT INTO appraisals_leader (round, unit, place, name, role) VALUES ($1, $2, $3, "
            "$4, $5)",
            {round, unit, ++place, leader.name, leader.role});
    }
}

}  // namespace pingyi::appraisals::store
