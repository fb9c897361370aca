#include "modules/rounds/appeals_store.hpp"

#include "platform/db/words.hpp"

namespace pingyi::rounds::store {
namespace {

#define APPEAL_COLUMNS                                                                       \
    "id, round, result, unit, node, name_zh, name_en, shown, grounds, corrected, filed_by, " \
    "filed_at, deadline, state, decided_by, decided_at, reason, change, table_name, "        \
    "before_sha256, after_sha256, corrected_by, corrected_at"

Appeal appeal_of(const db::Row& row) {
    return {.id = row.id<AppealId>(0),
            .round = row.id<RoundId>(1),
            .result = row.id<ResultId>(2),
            .unit = row.id<UnitId>(3),
            .node = row.text(4),
            .name = {row.text(5), row.text(6)},
            .shown = row.text(7),
            .grounds = row.text(8),
            .corrected = row.text(9),
            .filed_by = row.id<AccountId>(10),
            .filed_at = row.instant(11),
            .deadline = row.id<calendar::DeadlineId>(12),
            .state = from_word<AppealState>(row.text(13)),
            .decided_by = row.maybe_id<AccountId>(14),
            .decided_at = row.maybe_instant(15),
            .reason = row.text(16),
            .change = row.text(17),
            .table = row.text(18),
            .before = row.text(19),
            .after = row.text(20),
            .corrected_by = row.maybe_id<AccountId>(21),
            .corrected_at = row.maybe_instant(22)};
}

std::vector<Appeal> appeals_in(const db::Rows& rows) {
    std::vector<Appeal> all;
    for (const db::Row row : rows) all.push_back(appeal_of(row));
    return all;
}

}  // namespace

Result<> add_appeal(db::Tx& tx, const Appeal& made) {
    const auto rows = tx.run(
        "INSERT INTO rounds_appeal (id, round, result, unit, node, name_zh, name_en, shown, "
        "grounds, corrected, filed_by, filed_at, deadline, state, reason, change, table_name, "
        "before_sha256, after_sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
        "$13, 'open', '', '', '', '', '') ON CONFLICT (round, unit, node) WHERE state = 'open' DO "
        "NOTHING RETURNING id",
        {made.id, made.round, made.result, made.unit, made.node, made.name.zh, made.name.en,
         made.shown, made.grounds, made.corrected, made.filed_by, made.filed_at, made.deadline});
    if (rows.empty()) return fail(ErrorKind::conflict, "rounds.appeal_open");
    return {};
}

Result<Appeal> appeal(db::Tx& tx, AppealId id) {
    const auto rows = tx.run("SELECT " APPEAL_COLUMNS " FROM rounds_appeal WHERE id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "rounds.no_such_appeal");
    return appeal_of(rows[0]);
}

void save_appeal(db::Tx& tx, const Appeal& changed) {
    tx.run(
        "UPDATE rounds_appeal SET state = $2, decided_by = $3, decided_at = $4, reason = $5, "
        "change = $6, table_name = $7, before_sha256 = $8, after_sha256 = $9, corrected_by = $10, "
        "corrected_at = $11 WHERE id = $1",
        {changed.id, word_of(changed.state), changed.decided_by, changed.decided_at, changed.reason,
         changed.change, changed.table, changed.before, changed.after, changed.corrected_by,
         changed.corrected_at});
}

std::vector<Appeal> appeals(db::Tx& tx, AppealState state, const std::optional<Cursor>& after,
                            std::int64_t limit) {
    return appeals_in(tx.run("SELECT " APPEAL_COLUMNS
                             " FROM rounds_appeal WHERE state = $1 AND (filed_at, id) > ($2, $3) "
                             "ORDER BY filed_at, id LIMIT $4",
                             {word_of(state), after ? after->number() : std::int64_t{-1},
                              after ? after->id : std::string{}, limit}));
}

std::vector<Appeal> appeals_of(db::Tx& tx, RoundId round, const std::optional<UnitId>& unit,
                               std::int64_t limit) {
    if (!unit) {
        return appeals_in(tx.run("SELECT " APPEAL_COLUMNS
                                 " FROM rounds_appeal WHERE round = $1 ORDER BY filed_at, id LIMIT "
                                 "$2",
                                 {round, limit}));
    }
    return appeals_in(tx.run("SELECT " APPEAL_COLUMNS
                             " FROM rounds_appeal WHERE round = $1 AND unit = $2 ORDER BY "
                             "filed_at, id LIMIT $3",
                             {round, *unit, limit}));
}

std::int64_t count_open(db::Tx& tx, RoundId round) {
    return tx
        .run("SELECT count(*) FROM rounds_appeal WHERE round = $1 AND state = 'open'", {round})[0]
        .integer(0);
}

std::optional<std::int64_t> recomputed(db::Tx& tx, const Appeal& appeal) {
    if (!appeal.corrected_at) return std::nullopt;
    const auto rows = tx.run(
        "SELECT number FROM rounds_result WHERE round = $1 AND is_whole = 1 AND computed_at >= $2 "
        "AND number > (SELECT number FROM rounds_result WHERE id = $3) ORDER BY number LIMIT 1",
        {appeal.round, *appeal.corrected_at, appeal.result});
    if (rows.empty()) return std::nullopt;
    return rows[0].integer(0);
}

}  // namespace pingyi::rounds::store
