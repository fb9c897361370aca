#include "modules/casework/records_store.hpp"

#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

#define EXTENSION_COLUMNS                                                             \
    "id, case_id, round, unit, days, reason, asked_by, asked_at, state, decided_by, " \
    "decided_at, decision, due_before, due_after"
#define PART_COLUMNS "id, case_id, unit, task, asked_by, asked_at, answer, answered_by, answered_at"
#define APPEAL_COLUMNS \
    "id, case_id, about, grounds, opened_at, state, decided_by, decided_at, decision"

Extension extension_of(const db::Row& row) {
    return {.id = row.id<ExtensionId>(0),
            .case_id = row.id<CaseId>(1),
            .round = row.integer(2),
            .unit = row.id<UnitId>(3),
            .days = row.integer(4),
            .reason = row.text(5),
            .asked_by = row.id<AccountId>(6),
            .asked_at = row.instant(7),
            .state = from_word<ExtensionState>(row.text(8)),
            .decided_by = row.maybe_id<AccountId>(9),
            .decided_at = row.maybe_instant(10),
            .decision = row.text(11),
            .due_before = row.maybe_instant(12),
            .due_after = row.maybe_instant(13)};
}

Part part_of(const db::Row& row) {
    return {.id = row.id<PartId>(0),
            .case_id = row.id<CaseId>(1),
            .unit = row.id<UnitId>(2),
            .task = row.text(3),
            .asked_by = row.id<AccountId>(4),
            .asked_at = row.instant(5),
            .answer = row.text(6),
            .answered_by = row.maybe_id<AccountId>(7),
            .answered_at = row.maybe_instant(8)};
}

Appeal appeal_of(const db::Row& row) {
    return {.id = row.id<AppealId>(0),
            .case_id = row.id<CaseId>(1),
            .about = from_word<AppealAbout>(row.text(2)),
            .grounds = row.text(3),
            .opened_at = row.instant(4),
            .state = from_word<AppealState>(row.text(5)),
            .decided_by = row.maybe_id<AccountId>(6),
            .decided_at = row.maybe_instant(7),
            .decision = row.text(8)};
}

template <class T>
std::vector<T> all_of(const db::Rows& rows, T (*of)(const db::Row&)) {
    std::vector<T> all;
    for (const db::Row row : rows) all.push_back(of(row));
    return all;
}

/// Where a list by time and id goes on.
std::int64_t key_of(const std::optional<Cursor>& after) {
    return after ? after->number() : -1;
}
std::string id_of(const std::optional<Cursor>& after) {
    return after ? after->id : std::string{};
}

Result<> once(const db::Rows& changed) {
    if (changed.empty()) return fail(ErrorKind::conflict, "casework.decided_before");
    return {};
}

}  // namespace

void insert_extension(db::Tx& tx, const Extension& extension) {
    tx.run("INSERT INTO casework_extension (" EXTENSION_COLUMNS
           ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
           {extension.id, extension.case_id, extension.round, extension.unit, extension.days,
            extension.reason, extension.asked_by, extension.asked_at, word_of(extension.state),
            extension.decided_by, extension.decided_at, extension.decision, extension.due_before,
            extension.due_after});
}

Result<Extension> extension(db::Tx& tx, ExtensionId id) {
    const auto rows =
        tx.run("SELECT " EXTENSION_COLUMNS " FROM casework_extension WHERE id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_extension");
    return extension_of(rows[0]);
}

std::vector<Extension> extensions(db::Tx& tx, CaseId id) {
    return all_of(tx.run("SELECT " EXTENSION_COLUMNS
                         " FROM casework_extension WHERE case_id = $1 ORDER BY id",
                         {id}),
                  &extension_of);
}

std::vector<Extension> extensions_asked(db::Tx& tx, const std::optional<Cursor>& after,
                                        std::int64_t limit) {
    return all_of(
        tx.run("SELECT " EXTENSION_COLUMNS " FROM casework_extension WHERE state = 'asked' AND "
               "(asked_at, id) > ($1, $2) ORDER BY asked_at, id LIMIT $3",
               {key_of(after), id_of(after), limit}),
        &extension_of);
}

Result<> decide(db::Tx& tx, const Extension& extension) {
    return once(tx.run(
        "UPDATE casework_extension SET state = $1, decided_by = $2, decided_at = $3, "
        "decision = $4, due_before = $5, due_after = $6, days = $7 "
        "WHERE id = $8 AND state = 'asked' RETURNING id",
        {word_of(extension.state), extension.decided_by, extension.decided_at, extension.decision,
         extension.due_before, extension.due_after, extension.days, extension.id}));
}

void insert_supervision(db::Tx& tx, const Supervision& supervision) {
    tx.run(
        "INSERT INTO casework_supervision (id, case_id, reason, opened_by, opened_at, ended_by, "
        "ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {supervision.id, supervision.case_id, supervision.reason, supervision.opened_by,
         supervision.opened_at, supervision.ended_by, supervision.ended_at});
}

std::vector<Supervision> supervisions(db::Tx& tx, CaseId id) {
    std::vector<Supervision> all;
    for (const db::Row row :
         tx.run("SELECT id, case_id, reason, opened_by, opened_at, ended_by, ended_at "
                "FROM casework_supervision WHERE case_id = $1 ORDER BY id",
                {id})) {
        all.push_back({row.id<SupervisionId>(0), row.id<CaseId>(1), row.text(2),
                       row.id<AccountId>(3), row.instant(4), row.maybe_id<AccountId>(5),
                       row.maybe_instant(6)});
    }
    return all;
}

void end_supervision(db::Tx& tx, const Supervision& supervision) {
    tx.run("UPDATE casework_supervision SET ended_by = $1, ended_at = $2 WHERE id = $3",
           {supervision.ended_by, supervision.ended_at, supervision.id});
}

void insert_part(db::Tx& tx, const Part& part) {
    tx.run("INSERT INTO casework_part (" PART_COLUMNS
           ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
           {part.id, part.case_id, part.unit, part.task, part.asked_by, part.asked_at, part.answer,
            part.answered_by, part.answered_at});
}

Result<Part> part(db::Tx& tx, PartId id) {
    const auto rows = tx.run("SELECT " PART_COLUMNS " FROM casework_part WHERE id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_part");
    return part_of(rows[0]);
}

std::vector<Part> parts(db::Tx& tx, CaseId id) {
    return all_of(
        tx.run("SELECT " PART_COLUMNS " FROM casework_part WHERE case_id = $1 ORDER BY id", {id}),
        &part_of);
}

std::vector<Part> parts_open(db::Tx& tx, const std::vector<UnitId>& units,
                             const std::optional<Cursor>& after, std::int64_t limit) {
    return all_of(tx.run("SELECT " PART_COLUMNS
                         " FROM casework_part WHERE answered_at IS NULL AND unit IN (SELECT value "
                         "FROM json_each($1)) AND (asked_at, id) > ($2, $3) "
                         "ORDER BY asked_at, id LIMIT $4",
                         {list_of(units), key_of(after), id_of(after), limit}),
                  &part_of);
}

Result<> answer(db::Tx& tx, const Part& part) {
    return once(
        tx.run("UPDATE casework_part SET answer = $1, answered_by = $2, answered_at = $3 "
               "WHERE id = $4 AND answered_at IS NULL RETURNING id",
               {part.answer, part.answered_by, part.answered_at, part.id}));
}

Result<Appeal> appeal(db::Tx& tx, AppealId id) {
    const auto rows = tx.run("SELECT " APPEAL_COLUMNS " FROM casework_appeal WHERE id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_appeal");
    return appeal_of(rows[0]);
}

std::vector<Appeal> appeals_of(db::Tx& tx, CaseId id) {
    return all_of(
        tx.run("SELECT " APPEAL_COLUMNS " FROM casework_appeal WHERE case_id = $1 ORDER BY id",
               {id}),
        &appeal_of);
}

std::vector<Appeal> appeals_open(db::Tx& tx, const std::optional<Cursor>& after,
                                 std::int64_t limit) {
    return all_of(tx.run("SELECT " APPEAL_COLUMNS
                         " FROM casework_appeal WHERE state = 'open' AND (opened_at, id) > "
                         "($1, $2) ORDER BY opened_at, id LIMIT $3",
                         {key_of(after), id_of(after), limit}),
                  &appeal_of);
}

Result<> decide(db::Tx& tx, const Appeal& appeal) {
    return once(tx.run(
        "UPDATE casework_appeal SET state = $1, decided_by = $2, decided_at = $3, "
        "decision = $4 WHERE id = $5 AND state = 'open' RETURNING id",
        {word_of(appeal.state), appeal.decided_by, appeal.decided_at, appeal.decision, appeal.id}));
}

std::vector<MaskedAddition> masked_additions(db::Tx& tx, CaseId id) {
    std::vector<MaskedAddition> all;
    for (const db::Row row : tx.run(
             "SELECT id, at, text FROM casework_addition WHERE case_id = $1 ORDER BY id", {id})) {
        all.push_back({row.id<AdditionId>(0), row.instant(1), row.text(2)});
    }
    return all;
}

std::vector<std::pair<AdditionId, std::string>> original_additions(db::Tx& tx, CaseId id) {
    std::vector<std::pair<AdditionId, std::string>> all;
    for (const db::Row row : tx.run(
             "SELECT id, original FROM casework_addition WHERE case_id = $1 ORDER BY id", {id})) {
        all.emplace_back(row.id<AdditionId>(0), row.text(1));
    }
    return all;
}

void mask_addition(db::Tx& tx, AdditionId id, std::string_view text) {
    tx.run("UPDATE casework_addition SET text = $1 WHERE id = $2", {text, id});
}

}  // namespace pingyi::casework::store
