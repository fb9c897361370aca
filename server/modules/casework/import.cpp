#include "modules/casework/import.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <thread>

#include "modules/accounts/api.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/import_file.hpp"
#include "modules/casework/import_past.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/steps.hpp"
#include "modules/units/api.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::casework {
namespace {

/// Letters and octets of text a write, so that it stays under 50 ms.
constexpr std::size_t chunk_letters = 50;
constexpr std::size_t chunk_bytes = 400'000;
/// Writes side by side, where that helps.
constexpr std::size_t callers_max = 8;
constexpr std::int64_t sweep_rows = 500;
constexpr std::size_t ids_a_question = 500;
constexpr std::chrono::minutes idle_after{2};
/// Numbers tried for one letter before the write gives up.
constexpr std::uint32_t numbers_max = 16;

std::size_t size_of(const StagedLetter& staged) {
    const ImportedLetter& letter = staged.letter;
    return letter.subject.size() + letter.body.size() + letter.reply.size() + letter.place.size();
}

/// How many from the front make one write.
std::size_t chunk_of(std::span<const StagedLetter> letters) {
    std::size_t bytes = 0;
    std::size_t count = 0;
    for (const StagedLetter& letter : letters) {
        bytes += size_of(letter);
        if (count > 0 && (bytes > chunk_bytes || count == chunk_letters)) break;
        ++count;
    }
    return count;
}

/// How many writes go side by side. SQLite's writer commits callers together: one wait for the disk
/// serves all of them. On PostgreSQL they would only collide.
std::size_t callers_of(const db::Database& database) {
    return database.engine() == db::Engine::sqlite ? callers_max : 1;
}

/// Chunks from the front, at most as many as are written side by side.
std::vector<std::span<const StagedLetter>> round_of(const db::Database& database,
                                                    std::span<const StagedLetter> letters) {
    std::vector<std::span<const StagedLetter>> chunks;
    while (!letters.empty() && chunks.size() < callers_of(database)) {
        chunks.push_back(letters.first(chunk_of(letters)));
        letters = letters.subspan(chunks.back().size());
    }
    return chunks;
}

/// Runs every piece of work in a thread of its own. returns   the first failure
Result<> side_by_side(std::size_t count, const std::function<Result<>(std::size_t)>& work) {
    std::vector<Result<>> results(count);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < count; ++i) {
            threads.emplace_back([&results, &work, i] { results[i] = work(i); });
        }
    }
    for (const Result<>& result : results) CHECK_OK(result);
    return {};
}

Result<ImportMapping> mapping_of(const LettersFile& file) {
    if (!file.mapping_yaml.empty()) return mapping_from_yaml(file.mapping_yaml);
    if (file.mapping_name.empty()) return mapping_for(file.content);
    for (const ShippedMapping& shipped : shipped_mappings()) {
        if (shipped.name == file.mapping_name) return mapping_from_yaml(std::string(shipped.yaml));
    }
    return fail(ErrorKind::not_found, "casework.no_such_mapping", file.mapping_name);
}

Result<ImportContext> context_of(const ImportDeps& deps, const ImportMapping& mapping) {
    TRY(zone, Zone::named(mapping.zone));
    return deps.database.read([&](db::Tx& tx) -> Result<ImportContext> {
        ImportContext context{zone, deps.clock.now(), {}, store::category_codes(tx)};
        for (const auto& [word, code] : mapping.bodies.words) {
            if (context.units.contains(code)) continue;
            if (const auto unit = units::find_by_code(tx, code)) {
                context.units.emplace(code, unit->id);
            }
        }
        return context;
    });
}

/// What the file holds that was never imported; counts the rest.
Result<std::vector<StagedLetter>> fresh_of(const ImportDeps& deps, std::string_view source,
                                           std::vector<ImportedLetter> letters,
                                           ImportOutcome& outcome) {
    std::vector<StagedLetter> fresh;
    fresh.reserve(letters.size());
    for (std::size_t from = 0; from < letters.size(); from += ids_a_question) {
        const std::size_t to = std::min(letters.size(), from + ids_a_question);
        std::vector<std::string> ids;
        for (std::size_t i = from; i < to; ++i) ids.push_back(letters[i].source_id);
        TRY(before,
            deps.database.read([&](db::Tx& tx) { return store::imported(tx, source, ids); }));
        for (std::size_t i = from; i < to; ++i) {
            std::string hash = crypto::hex(
                crypto::hmac_sha256(deps.key, "casework.import:" + letters[i].content()));
            const auto known = before.find(letters[i].source_id);
            if (known == before.end()) {
                const auto number = static_cast<std::int64_t>(fresh.size()) + 1;
                fresh.push_back({number, std::move(letters[i]), std::move(hash)});
            } else if (known->second == hash) {
                ++outcome.unchanged;
            } else {
                outcome.differing.push_back(known->first);
            }
        }
    }
    return fresh;
}

void count(const PastCase& past, ImportOutcome& outcome) {
    ++outcome.created;
    if (past.item.ended_at && past.clock) {
        if (past.item.lateness != Lateness::in_time) ++outcome.late;
        if (past.item.lateness == Lateness::very_late) ++outcome.very_late;
        if (past.item.missing_year) ++outcome.without_due;
    }
    if (past.item.replied_at) ++outcome.answered;
    if (!past.item.named_unit) ++outcome.unassigned;
}

ImportRun run_of(const ImportMapping& mapping, Instant now) {
    ImportRun run;
    run.id = crypto::new_id<ImportId>(now);
    run.source = mapping.source;
    run.mapping = mapping.name;
    run.language = mapping.language;
    run.unanswered = mapping.unanswered;
    run.deadline = mapping.deadline;
    run.very_late_amount = mapping.very_late_amount;
    run.started_at = now;
    run.touched_at = now;
    return run;
}

Result<std::vector<PastCase>> past_cases(const ImportRun& run,
                                         std::span<const StagedLetter> letters,
                                         const WorkCalendar& calendar, const Zone& zone,
                                         Instant now) {
    std::vector<PastCase> cases;
    for (const StagedLetter& letter : letters) {
        TRY(past, past_case(run, letter, calendar, zone, moment(now)));
        cases.push_back(std::move(past));
    }
    return cases;
}

/// One write; `took` is raised to the time of its closure by the clock of the machine: that of the
/// program may stand still.
template <class Closure>
Result<> timed_write(const ImportDeps& deps, std::chrono::milliseconds& took, Closure closure) {
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        const Instant began = SystemClock{}.now();
        auto answer = closure(tx);
        took = std::max(took, SystemClock{}.now() - began);
        return answer;
    });
}

/// Draws on until the number is free.
Result<> insert_case(db::Tx& tx, PastCase& past) {
    const int year = [&] {
        int parsed = 0;
        std::from_chars(past.item.number.data(), past.item.number.data() + 4, parsed);
        return parsed;
    }();
    for (std::uint32_t n = 1; !store::insert(tx, past.item); ++n) {
        if (n == numbers_max) return fail(ErrorKind::conflict, "casework.import_running");
        past.item.number = case_number(year, past.chance + n);
    }
    return {};
}

Result<> insert_past(db::Tx& tx, const calendar::Calendar& calendar, const ImportRun& run,
                     PastCase& past, Instant now) {
    CHECK_OK(insert_case(tx, past));
    const Case& item = past.item;
    store::insert_original(tx, item.id, past.original);
    store::append_past(tx, item.id, past.events);
    if (past.clock) {
        const PastClock& made = *past.clock;
        calendar.keep(tx, made.id, made.deadline, now);
        if (made.very_late) calendar.keep(tx, *made.very_late_id, *made.very_late, now);
        store::insert_clock(tx, item.id, made.clock);
    }
    if (past.reply) store::insert_reply(tx, *past.reply);
    store::add_imported(tx, run.id, item, past.content_hash);
    if (item.lead_unit) {
        store::mark_stale(tx, *item.lead_unit, month_of(calendar.zone().day_of(item.submitted_at)));
    }
    return {};
}

Result<> insert_chunk(db::Tx& tx, const calendar::Calendar& calendar, const ImportRun& run,
                      std::span<const StagedLetter> chunk, std::vector<PastCase>& cases,
                      Instant now) {
    const auto letters = static_cast<std::int64_t>(chunk.size());
    const std::int64_t taken =
        store::drop_staged(tx, run.id, chunk.front().number, chunk.back().number);
    // Somebody else publishes the same import.
    if (taken != letters || !store::add_published(tx, run.id, letters, now)) {
        return fail(ErrorKind::conflict, "casework.import_running");
    }
    for (PastCase& past : cases) CHECK_OK(insert_past(tx, calendar, run, past, now));
    return {};
}

/// Publishes the next chunks. returns   how many letters they held
Result<std::size_t> publish_round(const ImportDeps& deps, const ImportRun& run,
                                  ImportOutcome& outcome) {
    const Instant now = deps.clock.now();
    const auto most = static_cast<std::int64_t>(chunk_letters * callers_of(deps.database));
    TRY(waiting, deps.database.read([&](db::Tx& tx) {
        return std::pair{store::staged(tx, run.id, most), deps.calendar.current(tx)};
    }));
    const auto chunks = round_of(deps.database, waiting.first);
    std::vector<std::vector<PastCase>> published(chunks.size());
    std::vector<std::chrono::milliseconds> took(chunks.size());
    CHECK_OK(side_by_side(chunks.size(), [&](std::size_t i) -> Result<> {
        TRY(cases, past_cases(run, chunks[i], *waiting.second, deps.calendar.zone(), now));
        published[i] = std::move(cases);
        return timed_write(deps, took[i], [&](db::Tx& tx) {
            return insert_chunk(tx, deps.calendar, run, chunks[i], published[i], now);
        });
    }));
    std::size_t letters = 0;
    for (const auto& cases : published) {
        for (const PastCase& past : cases) count(past, outcome);
        letters += cases.size();
    }
    for (const auto each : took) outcome.longest_write = std::max(outcome.longest_write, each);
    return letters;
}

Result<> publish(const ImportDeps& deps, ImportRun& run, ImportOutcome& outcome,
                 const LettersFile& file) {
    while (true) {
        TRY(letters, publish_round(deps, run, outcome));
        if (letters == 0) break;
        run.published += static_cast<std::int64_t>(letters);
        file.progress("publish", run.published, run.letters);
    }
    run.state = ImportState::done;
    run.touched_at = deps.clock.now();
    return deps.database.write([&](db::Tx& tx) { store::save_import(tx, run); });
}

Result<> sweep(const ImportDeps& deps, const ImportRun& run) {
    while (true) {
        TRY(swept, deps.database.write([&](db::Tx& tx) -> Result<std::int64_t> {
            const std::int64_t rows = store::sweep_staged(tx, run.id, sweep_rows);
            if (rows == 0) store::drop_import(tx, run.id);
            return rows;
        }));
        if (swept == 0) return {};
    }
}

/// What an earlier run of this source left behind.
Result<> clear_the_way(const ImportDeps& deps, std::string_view source) {
    TRY(running, deps.database.read([&](db::Tx& tx) { return store::running_import(tx, source); }));
    if (!running) return {};
    if (running->touched_at + idle_after > deps.clock.now()) {
        return fail(ErrorKind::conflict, "casework.import_running");
    }
    if (running->state == ImportState::staging) return sweep(deps, *running);
    ImportOutcome unused;
    return publish(deps, *running, unused, LettersFile{});
}

/// Stages all, and with the last of it says in the security log that the file was imported.
Result<> stage(const ImportDeps& deps, ImportRun& run, std::span<const StagedLetter> letters,
               ImportOutcome& outcome, const LettersFile& file, const std::string& facts) {
    CHECK_OK(deps.database.write([&](db::Tx& tx) -> Result<> {
        if (store::add_import(tx, run)) return {};
        return fail(ErrorKind::conflict, "casework.import_running");
    }));
    for (std::size_t done = 0; done < letters.size();) {
        const auto chunks = round_of(deps.database, letters.subspan(done));
        const Instant now = deps.clock.now();
        std::vector<std::chrono::milliseconds> took(chunks.size());
        CHECK_OK(side_by_side(chunks.size(), [&](std::size_t i) {
            return timed_write(deps, took[i], [&](db::Tx& tx) -> Result<> {
                if (!store::touch_import(tx, run.id, ImportState::staging, now)) {
                    return fail(ErrorKind::conflict, "casework.import_running");
                }
                for (const StagedLetter& letter : chunks[i]) store::stage(tx, run.id, letter);
                return {};
            });
        }));
        for (const auto& chunk : chunks) done += chunk.size();
        for (const auto each : took) outcome.longest_write = std::max(outcome.longest_write, each);
        file.progress("stage", static_cast<std::int64_t>(done),
                      static_cast<std::int64_t>(letters.size()));
    }
    // The point of no return: from here on the import is finished, by whomever.
    ImportRun after = run;
    after.state = ImportState::publishing;
    after.letters = static_cast<std::int64_t>(letters.size());
    after.touched_at = deps.clock.now();
    CHECK_OK(deps.database.write([&](db::Tx& tx) -> Result<> {
        if (!store::touch_import(tx, run.id, ImportState::staging, after.touched_at)) {
            return fail(ErrorKind::conflict, "casework.import_running");
        }
        store::save_import(tx, after);
        accounts::note(tx, after.touched_at, "casework.letters_imported", std::nullopt,
                       run.id.text(), facts);
        return {};
    }));
    run = after;
    return {};
}

Result<> only_count(const ImportDeps& deps, const ImportRun& run,
                    std::span<const StagedLetter> letters, ImportOutcome& outcome) {
    TRY(calendar, deps.database.read([&](db::Tx& tx) { return deps.calendar.current(tx); }));
    for (const StagedLetter& letter : letters) {
        TRY(past,
            past_case(run, letter, *calendar, deps.calendar.zone(), moment(deps.clock.now())));
        count(past, outcome);
    }
    return {};
}

}  // namespace

Result<ImportOutcome> import_letters(const ImportDeps& deps, LettersFile file) {
    const std::string file_fact = accounts::file_fact(file.content);  // as it came, also packed
    TRY(plain, unpacked(std::move(file.content)));
    file.content = std::move(plain);
    TRY(mapping, mapping_of(file));
    ImportOutcome outcome;
    outcome.mapping = mapping.name;
    outcome.source = mapping.source;
    std::vector<ImportedLetter> letters;
    {
        TRY(table, table_of(file.content, mapping));
        TRY(context, context_of(deps, mapping));
        ReadLetters read = letters_of(table, mapping, context);
        if (!read.errors.empty()) return fail_fields(std::move(read.errors), "csv.invalid");
        outcome.rows = static_cast<std::int64_t>(table.rows.size());
        outcome.repeated = read.repeated;
        letters = std::move(read.letters);
    }
    if (!file.preview) CHECK_OK(clear_the_way(deps, mapping.source));
    TRY(fresh, fresh_of(deps, mapping.source, std::move(letters), outcome));
    ImportRun run = run_of(mapping, deps.clock.now());
    if (file.preview) {
        CHECK_OK(only_count(deps, run, fresh, outcome));
    } else if (!fresh.empty()) {
        const std::string facts = "rows=" + std::to_string(outcome.rows) +
                                  " created=" + std::to_string(fresh.size()) + " " + file_fact;
        CHECK_OK(stage(deps, run, fresh, outcome, file, facts));
        CHECK_OK(publish(deps, run, outcome, file));
    }
    return outcome;
}

Result<> finish_imports(const ImportDeps& deps) {
    const Instant before = deps.clock.now() - idle_after;
    TRY(idle, deps.database.read([&](db::Tx& tx) { return store::idle_imports(tx, before); }));
    for (ImportRun& run : idle) {
        if (run.state == ImportState::staging) {
            CHECK_OK(sweep(deps, run));
        } else {
            ImportOutcome unused;
            CHECK_OK(publish(deps, run, unused, LettersFile{}));
        }
    }
    return {};
}

std::string import_errors_csv(const std::vector<FieldError>& errors, const Texts& texts,
                              Language language) {
    constexpr std::array<csv::Column, 5> columns{
        {{"row"}, {"column"}, {"code"}, {"limit"}, {"text"}}};
    csv::Writer out{columns};
    for (const FieldError& error : errors) {
        std::string_view row = error.place;
        std::string_view column;
        if (row.starts_with("row ")) row.remove_prefix(4);
        if (const std::size_t comma = row.find(", "); comma != std::string_view::npos) {
            column = row.substr(comma + 2);
            row = row.substr(0, comma);
        }
        out.cell(row).cell(column).cell(error.code).cell(error.limit);
        out.cell(texts.say(language, "field." + error.code, {{"limit", error.limit}})).end_row();
    }
    return out.str();
}

}  // namespace pingyi::casework
