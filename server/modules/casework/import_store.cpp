// The SQL of imports, one text for both engines.
#include "modules/casework/import_store.hpp"

#include <boost/json.hpp>

#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

#define IMPORT_COLUMNS                                                  \
    "id, source, mapping, language, state, unanswered, clock, amount, " \
    "very_late_amount, letters, published, started_at, touched_at"

ImportRun run_of(const db::Row& row) {
    ImportRun run{.id = row.id<ImportId>(0),
                  .source = row.text(1),
                  .mapping = row.text(2),
                  .language = row.text(3) == "en" ? Language::en : Language::zh,
                  .state = from_word<ImportState>(row.text(4)),
                  .unanswered = from_word<Unanswered>(row.text(5)),
                  .deadline = {},
                  .very_late_amount = row.maybe_integer(8),
                  .letters = row.integer(9),
                  .published = row.integer(10),
                  .started_at = row.instant(11),
                  .touched_at = row.instant(12)};
    if (!row.is_null(6)) {
        run.deadline = DeadlineRule{from_word<DeadlineClock>(row.text(6)), row.integer(7)};
    }
    return run;
}

std::optional<std::string> clock_of(const ImportRun& run) {
    if (!run.deadline) return std::nullopt;
    return word_of(run.deadline->clock);
}

std::optional<std::int64_t> amount_of(const ImportRun& run) {
    return run.deadline ? std::optional{run.deadline->amount} : std::nullopt;
}

std::optional<std::int64_t> lat(const ImportedLetter& letter) {
    return letter.point ? std::optional{letter.point->lat_e6} : std::nullopt;
}

std::optional<std::int64_t> lon(const ImportedLetter& letter) {
    return letter.point ? std::optional{letter.point->lon_e6} : std::nullopt;
}

std::string list_of(std::span<const std::string> items) {
    return boost::json::serialize(boost::json::array(items.begin(), items.end()));
}

}  // namespace

bool add_import(db::Tx& tx, const ImportRun& run) {
    return !tx.run("INSERT INTO casework_import (" IMPORT_COLUMNS
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
                   "ON CONFLICT DO NOTHING RETURNING id",
                   {run.id, run.source, run.mapping, run.language == Language::en ? "en" : "zh",
                    word_of(run.state), word_of(run.unanswered), clock_of(run), amount_of(run),
                    run.very_late_amount, run.letters, run.published, run.started_at,
                    run.touched_at})
                .empty();
}

std::optional<ImportRun> running_import(db::Tx& tx, std::string_view source) {
    const auto rows = tx.run("SELECT " IMPORT_COLUMNS
                             " FROM casework_import WHERE source = $1 AND state <> 'done'",
                             {source});
    if (rows.empty()) return std::nullopt;
    return run_of(rows[0]);
}

std::vector<ImportRun> idle_imports(db::Tx& tx, Instant before) {
    std::vector<ImportRun> runs;
    for (const db::Row row :
         tx.run("SELECT " IMPORT_COLUMNS
                " FROM casework_import WHERE state <> 'done' AND touched_at < $1 "
                "ORDER BY touched_at, id LIMIT 10",
                {before})) {
        runs.push_back(run_of(row));
    }
    return runs;
}

bool touch_import(db::Tx& tx, ImportId id, ImportState state, Instant now) {
    return !tx.run(
                  "UPDATE casework_import SET touched_at = $1 WHERE id = $2 AND state = $3 "
                  "RETURNING id",
                  {now, id, word_of(state)})
                .empty();
}

bool add_published(db::Tx& tx, ImportId id, std::int64_t letters, Instant now) {
    return !tx.run(
                  "UPDATE casework_import SET published = published + $1, touched_at = $2 "
                  "WHERE id = $3 AND state = 'publishing' RETURNING id",
                  {letters, now, id})
                .empty();
}

void save_import(db::Tx& tx, const ImportRun& run) {
    tx.run(
        "UPDATE casework_import SET state = $1, letters = $2, published = $3, touched_at = $4 "
        "WHERE id = $5",
        {word_of(run.state), run.letters, run.published, run.touched_at, run.id});
}

void drop_import(db::Tx& tx, ImportId id) {
    tx.run("DELETE FROM casework_import WHERE id = $1", {id});
}

void stage(db::Tx& tx, ImportId id, const StagedLetter& staged) {
    const ImportedLetter& letter = staged.letter;
    tx.run(
        "INSERT INTO casework_import_letter (import_id, number, source_id, content_hash, kind, "
        "submitted_at, replied_at, closed_at, subject, body, reply, place, place_code, lat_e6, "
        "lon_e6, category, unit_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
        "$13, $14, $15, $16, $17)",
        {id, staged.number, letter.source_id, staged.content_hash, word_of(letter.kind),
         letter.submitted_at, letter.replied_at, letter.closed_at, letter.subject, letter.body,
         letter.reply, letter.place, letter.place_code, lat(letter), lon(letter), letter.category,
         letter.unit});
}

std::vector<StagedLetter> staged(db::Tx& tx, ImportId id, std::int64_t limit) {
    std::vector<StagedLetter> all;
    for (const db::Row row :
         tx.run("SELECT number, source_id, content_hash, kind, submitted_at, replied_at, "
                "closed_at, subject, body, reply, place, place_code, lat_e6, lon_e6, category, "
                "unit_id FROM casework_import_letter WHERE import_id = $1 "
                "ORDER BY number LIMIT $2",
                {id, limit})) {
        ImportedLetter letter;
        letter.source_id = row.text(1);
        letter.kind = from_word<Kind>(row.text(3));
        letter.submitted_at = row.instant(4);
        letter.replied_at = row.maybe_instant(5);
        letter.closed_at = row.maybe_instant(6);
        letter.subject = row.text(7);
        letter.body = row.text(8);
        letter.reply = row.text(9);
        letter.place = row.text(10);
        letter.place_code = row.text(11);
        if (!row.is_null(12)) letter.point = Point{row.integer(12), row.integer(13)};
        letter.category = row.maybe_text(14);
        letter.unit = row.maybe_id<UnitId>(15);
        all.push_back({row.integer(0), std::move(letter), row.text(2)});
    }
    return all;
}

std::int64_t drop_staged(db::Tx& tx, ImportId id, std::int64_t first, std::int64_t last) {
    return tx
        .run(
            "DELETE FROM casework_import_letter WHERE import_id = $1 AND number >= $2 AND "
            "number <= $3",
            {id, first, last})
        .changed;
}

std::int64_t sweep_staged(db::Tx& tx, ImportId id, std::int64_t limit) {
    return tx
        .run(
            "DELETE FROM casework_import_letter WHERE import_id = $1 AND number IN (SELECT number "
            "FROM casework_import_letter WHERE import_id = $2 ORDER BY number LIMIT $3)",
            {id, id, limit})
        .changed;
}

std::map<std::string, std::string> imported(db::Tx& tx, std::string_view source,
                                            std::span<const std::string> ids) {
    std::map<std::string, std::string> hashes;
    for (const db::Row row :
         tx.run("SELECT source_id, content_hash FROM casework_imported WHERE source = $1 "
                "AND source_id IN (SELECT value FROM json_each($2))",
                {source, list_of(ids)})) {
        hashes.emplace(row.text(0), row.text(1));
    }
    return hashes;
}

void add_imported(db::Tx& tx, ImportId id, const Case& item, std::string_view content_hash) {
    tx.run(
        "INSERT INTO casework_imported (source, source_id, content_hash, import_id) "
        "VALUES ($1, $2, $3, $4)",
        {item.source, item.source_id, content_hash, id});
}

void append_past(db::Tx& tx, CaseId id, std::span<const Event> events) {
    std::int64_t number = 0;
    for (const Event& event : events) {
        const auto from = event.from ? std::optional{word_of(*event.from)} : std::nullopt;
        tx.run(
            "INSERT INTO casework_event (case_id, number, at, step, from_state, to_state, round, "
            "party, unit, is_public) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            {id, ++number, event.at, word_of(event.step), from, word_of(event.to), event.round,
             word_of(event.party), event.unit, event.is_public});
    }
}

std::set<std::string, std::less<>> category_codes(db::Tx& tx) {
    std::set<std::string, std::less<>> codes;
    for (const db::Row row : tx.run("SELECT code FROM casework_category")) {
        codes.insert(row.text(0));
    }
    return codes;
}

}  // namespace pingyi::casework::store
