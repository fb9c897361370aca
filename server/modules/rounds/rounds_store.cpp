#include "modules/rounds/rounds_store.hpp"

#include "platform/db/words.hpp"

namespace pingyi::rounds::store {
namespace {

#define ROUND_COLUMNS                                                                             \
    "id, code, name_zh, name_en, scheme, from_month, until_month, state, held, version, result, " \
    "closes_on, appeals_until, made_at, changed_at, published_at"

Round round_of(const db::Row& row) {
    Round round{.id = row.id<RoundId>(0),
                .code = row.text(1),
                .name = {row.text(2), row.text(3)},
                .scheme = row.id<SchemeId>(4),
                .from = row.text(5),
                .until = row.text(6),
                .state = from_word<State>(row.text(7)),
                .held = std::nullopt,
                .version = row.integer(9),
                .result = row.maybe_id<ResultId>(10),
                .closes_on = row.maybe_day(11),
                .appeals_until = row.maybe_day(12),
                .made_at = row.instant(13),
                .changed_at = row.instant(14),
                .published_at = row.maybe_instant(15)};
    if (const auto held = row.maybe_text(8)) round.held = from_word<State>(*held);
    return round;
}

std::optional<std::string> held_of(const Round& round) {
    if (!round.held) return std::nullopt;
    return word_of(*round.held);
}

}  // namespace

Result<Round> round(db::Tx& tx, RoundId id) {
    const auto rows = tx.run("SELECT " ROUND_COLUMNS " FROM rounds_round WHERE id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "rounds.no_such_round");
    return round_of(rows[0]);
}

Result<Round> round_by_code(db::Tx& tx, std::string_view code) {
    const auto rows = tx.run("SELECT " ROUND_COLUMNS " FROM rounds_round WHERE code = $1", {code});
    if (rows.empty()) return fail(ErrorKind::not_found, "rounds.no_such_round");
    return round_of(rows[0]);
}

std::vector<Round> rounds(db::Tx& tx, const std::optional<Cursor>& after, std::int64_t limit) {
    std::vector<Round> all;
    const auto rows = after ? tx.run("SELECT " ROUND_COLUMNS
                                     " FROM rounds_round WHERE (made_at, id) < ($1, $2) ORDER BY "
                                     "made_at DESC, id DESC LIMIT $3",
                                     {after->number(), after->id, limit})
                            : tx.run("SELECT " ROUND_COLUMNS
                                     " FROM rounds_round ORDER BY made_at DESC, id DESC LIMIT $1",
                                     {limit});
    for (const db::Row row : rows) all.push_back(round_of(row));
    return all;
}

Result<> add_round(db::Tx& tx, const Round& made) {
    const auto rows = tx.run(
        "INSERT INTO rounds_round (id, code, name_zh, name_en, scheme, from_month, until_month, "
        "state, version, closes_on, appeals_until, made_at, changed_at) VALUES ($1, $2, $3, $4, "
        "$5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (code) DO NOTHING RETURNING id",
        {made.id, made.code, made.name.zh, made.name.en, made.scheme, made.from, made.until,
         word_of(made.state), made.version, made.closes_on, made.appeals_until, made.made_at,
         made.changed_at});
    if (rows.empty()) return fail(ErrorKind::conflict, "rounds.code_taken");
    return {};
}

Result<> save_round(db::Tx& tx, const Round& changed) {
    const auto done = tx.run(
        "UPDATE rounds_round SET name_zh = $2, name_en = $3, scheme = $4, from_month = $5, "
        "until_month = $6, state = $7, held = $8, version = $9, result = $10, closes_on = $11, "
        "appeals_until = $12, changed_at = $13, published_at = $14 WHERE id = $1 AND version = $9 "
        "- 1",
        {changed.id, changed.name.zh, changed.name.en, changed.scheme, changed.from, changed.until,
         word_of(changed.state), held_of(changed), changed.version, changed.result,
         changed.closes_on, changed.appeals_until, changed.changed_at, changed.published_at});
    if (done.changed == 0) return fail(ErrorKind::conflict, "rounds.changed_meanwhile");
    return {};
}

void append_step(db::Tx& tx, const StepTaken& step) {
    tx.run(
        "INSERT INTO rounds_step (id, round, at, step, from_state, to_state, by_account, reason) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {step.id, step.round, step.at, word_of(step.step), word_of(step.from), word_of(step.to),
         step.by, step.reason});
}

std::vector<StepTaken> steps_of(db::Tx& tx, RoundId id) {
    std::vector<StepTaken> all;
    for (const db::Row row :
         tx.run("SELECT id, at, step, from_state, to_state, by_account, reason FROM rounds_step "
                "WHERE round = $1 ORDER BY at, id",
                {id})) {
        all.push_back({.id = row.id<StepId>(0),
                       .round = id,
                       .at = row.instant(1),
                       .step = from_word<Step>(row.text(2)),
                       .from = from_word<State>(row.text(3)),
                       .to = from_word<State>(row.text(4)),
                       .by = row.maybe_id<AccountId>(5),
                       .reason = row.text(6)});
    }
    return all;
}

}  // namespace pingyi::rounds::store
