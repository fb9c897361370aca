// The SQL of rectifications.

#include "modules/casework/rectification.hpp"
#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

#define RECTIFICATION_COLUMNS                                                               \
    "id, source, source_id, unit, task, state, opened_at, deadline, due_at, missing_year, " \
    "report, reported_by, reported_at, verified_by, verified_at, verdict, satisfied"

Rectification rectification_of_row(const db::Row& row) {
    return {.id = row.id<RectificationId>(0),
            .source = row.text(1),
            .source_id = row.text(2),
            .unit = row.id<UnitId>(3),
            .task = row.text(4),
            .state = from_word<RectificationState>(row.text(5)),
            .opened_at = row.instant(6),
            .deadline = row.text(7),
            .due_at = row.maybe_instant(8),
            .missing_year = row.maybe_integer(9),
            .report = row.text(10),
            .reported_by = row.maybe_id<AccountId>(11),
            .reported_at = row.maybe_instant(12),
            .verified_by = row.maybe_id<AccountId>(13),
            .verified_at = row.maybe_instant(14),
            .verdict = row.text(15),
            .satisfied = row.is_null(16) ? std::nullopt : std::optional{row.flag(16)}};
}

std::optional<std::int64_t> flag(const std::optional<bool>& value) {
    return value ? std::optional<std::int64_t>{*value ? 1 : 0} : std::nullopt;
}

}  // namespace

bool insert(db::Tx& tx, const Rectification& made) {
    return !tx.run("INSERT INTO casework_rectification (" RECTIFICATION_COLUMNS
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
                   "$16, $17) ON CONFLICT (source, source_id) DO NOTHING RETURNING id",
                   {made.id, made.source, made.source_id, made.unit, made.task, word_of(made.state),
                    made.opened_at, made.deadline, made.due_at, made.missing_year, made.report,
                    made.reported_by, made.reported_at, made.verified_by, made.verified_at,
                    made.verdict, flag(made.satisfied)})
                .empty();
}

std::optional<RectificationId> rectification_of(db::Tx& tx, std::string_view source,
                                                std::string_view source_id) {
    const auto rows =
        tx.run("SELECT id FROM casework_rectification WHERE source = $1 AND source_id = $2",
               {source, source_id});
    return rows.empty() ? std::nullopt : std::optional{rows[0].id<RectificationId>(0)};
}

Result<Rectification> rectification(db::Tx& tx, RectificationId id) {
    const auto rows =
        tx.run("SELECT " RECTIFICATION_COLUMNS " FROM casework_rectification WHERE id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_rectification");
    return rectification_of_row(rows[0]);
}

void save(db::Tx& tx, const Rectification& changed) {
    tx.run(
        "UPDATE casework_rectification SET state = $1, deadline = $2, due_at = $3, "
        "missing_year = $4, report = $5, reported_by = $6, reported_at = $7, verified_by = $8, "
        "verified_at = $9, verdict = $10, satisfied = $11 WHERE id = $12",
        {word_of(changed.state), changed.deadline, changed.due_at, changed.missing_year,
         changed.report, changed.reported_by, changed.reported_at, changed.verified_by,
         changed.verified_at, changed.verdict, flag(changed.satisfied), changed.id});
}

std::vector<Rectification> rectifications(db::Tx& tx, RectificationState state,
                                          const std::optional<std::vector<UnitId>>& units,
                                          const std::optional<Cursor>& after, std::int64_t limit) {
    const std::int64_t key = after ? after->number() : -1;
    std::string sql = "SELECT " RECTIFICATION_COLUMNS
                      " FROM casework_rectification WHERE state = $1 AND (opened_at, id) > "
                      "($2, $3)";
    std::vector<db::Param> params{word_of(state), key, after ? after->id : std::string{}, limit};
    if (units) {
        sql += " AND unit IN (SELECT value FROM json_each($5))";
        params.emplace_back(list_of(*units));
    }
    std::vector<Rectification> all;
    for (const db::Row row : tx.run(sql + " ORDER BY opened_at, id LIMIT $4", params)) {
        all.push_back(rectification_of_row(row));
    }
    return all;
}

void append(db::Tx& tx, RectificationId id, const RectificationEvent& event) {
    const auto last = tx.run(
        "SELECT coalesce(max(number), 0) FROM casework_rectification_event "
        "WHERE rectification = $1",
        {id});
    tx.run(
        "INSERT INTO casework_rectification_event (rectification, number, at, what, account, text) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        {id, last[0].integer(0) + 1, event.at, word_of(event.what), event.account, event.text});
}

std::vector<RectificationEvent> events(db::Tx& tx, RectificationId id) {
    std::vector<RectificationEvent> all;
    for (const db::Row row : tx.run("SELECT number, at, what, account, text FROM "
                                    "casework_rectification_event WHERE rectification = $1 "
                                    "ORDER BY number",
                                    {id})) {
        all.push_back({row.integer(0), row.instant(1), from_word<RectificationStep>(row.text(2)),
                       row.maybe_id<AccountId>(3), row.text(4)});
    }
    return all;
}

}  // namespace pingyi::casework::store
