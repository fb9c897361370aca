// Imports, revisions and warnings.
#include "modules/calendar/use_cases.hpp"

#include <algorithm>

#include "modules/accounts/api.hpp"
#include "modules/calendar/embedded.hpp"
#include "modules/calendar/module.hpp"
#include "modules/calendar/rules.hpp"
#include "modules/calendar/store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::calendar {
namespace {

constexpr std::int64_t batch_rows = 100;

std::vector<int> years_of(std::span<const NoticeYear> notices) {
    std::vector<int> years;
    for (const NoticeYear& notice : notices) years.push_back(notice.year);
    return years;
}

std::string facts_of(const Import& import) {
    std::string facts = "version=" + std::to_string(import.version) + " years=";
    for (const int year : import.years) {
        facts += (year == import.years.front() ? "" : ",") + std::to_string(year);
    }
    return facts;
}

/// The shipped years that may be loaded: unknown ones, and those whose newest version was shipped
/// too and says something else. What the office imported stays.
std::vector<NoticeYear> loadable(db::Tx& tx, const std::vector<NoticeYear>& shipped) {
    const std::vector<YearState> states = store::year_states(tx);
    const std::vector<NoticeYear> known = store::notices(tx, years_of(shipped));
    std::vector<NoticeYear> chosen;
    for (const NoticeYear& notice : shipped) {
        const auto state = std::ranges::find(states, notice.year, &YearState::year);
        const bool is_ours = state == states.end() || state->source == Source::shipped;
        if (is_ours && std::ranges::find(known, notice) == known.end()) chosen.push_back(notice);
    }
    return chosen;
}

struct Revised {
    std::int64_t changed = 0;
    std::optional<DeadlineId> last;  ///< absent when nothing was left
};

Revised revise_batch(db::Tx& tx, const Calendar& calendar, DeadlineId after, Instant now) {
    const auto current = calendar.current(tx);
    Revised result;
    for (const auto& [id, old] : store::outdated(tx, current->version(), after, batch_rows)) {
        const DeadlineRevision revision = revised(old, *current, calendar.zone());
        store::save_deadline(tx, id, revision.deadline);
        result.last = id;
        if (revision.change == DeadlineChange::unchanged) continue;
        ++result.changed;
        store::add_event(tx, id,
                         {now, revision.change, current->version(), revision.deadline.due,
                          revision.deadline.missing_year, revision.without_promise});
    }
    return result;
}

}  // namespace

Preview preview(db::Tx& tx, const Notice& notice) {
    const std::vector<NoticeYear> before = store::notices(tx, years_of(notice.years));
    Preview seen{notice.source, notice.years, {}, changes(before, notice.years)};
    for (const NoticeYear& year : notice.years) {
        if (std::ranges::find(before, year.year, &NoticeYear::year) == before.end()) {
            seen.new_years.push_back(year.year);
        }
    }
    return seen;
}

Result<Import> import_notice(db::Tx& tx, const Notice& notice, const Edit& edit) {
    const Preview seen = preview(tx, notice);
    if (seen.changes.empty()) return fail(ErrorKind::conflict, "calendar.nothing_new");
    Import import{.id = edit.id,
                  .version = store::newest(tx).version + 1,
                  .source = notice.source,
                  .at = edit.now,
                  .by = edit.by,
                  .years = years_of(notice.years)};
    for (const DayChange& change : seen.changes) {
        ++(!change.before ? import.added : !change.after ? import.removed : import.changed);
    }
    store::add_import(tx, import, notice.years);
    store::resolve_missing_years(tx, edit.now);
    accounts::note(tx, edit.now, "calendar.imported", edit.by, import.id.text(),
                   facts_of(import) + (edit.file.empty() ? "" : " " + edit.file), edit.as);
    jobs::enqueue(tx, import.id.text(), "calendar.revise", import.id.text(), edit.now);
    return import;
}

Result<std::int64_t> revise_deadlines(db::Database& database, const Calendar& calendar,
                                      Instant now) {
    std::int64_t changed = 0;
    for (DeadlineId after;;) {
        TRY(batch, database.write(
                       [&, after](db::Tx& tx) { return revise_batch(tx, calendar, after, now); }));
        changed += batch.changed;
        if (!batch.last) return changed;
        after = *batch.last;
    }
}

Result<> watch_years(db::Database& database, const Zone& zone, Instant now) {
    return database.write([&](db::Tx& tx) {
        store::resolve_missing_years(tx, now);
        for (const int year : missing_years(store::known_years(tx), zone.day_of(now))) {
            store::add_missing_year(tx, year, now);
        }
    });
}

Result<int> load_shipped(db::Database& database, Instant now) {
    std::vector<NoticeYear> shipped;
    for (const EmbeddedFile& file : embedded::data()) {
        TRY(years, read_shipped(file.content));
        shipped.insert(shipped.end(), years.begin(), years.end());
    }
    const auto id = crypto::new_id<ImportId>(now);
    return database.write([&](db::Tx& tx) -> Result<int> {
        const std::vector<NoticeYear> chosen = loadable(tx, shipped);
        if (chosen.empty()) return 0;
        CHECK_OK(import_notice(tx, {Source::shipped, chosen}, {id, now, std::nullopt}));
        return static_cast<int>(chosen.size());
    });
}

Result<Preview> import_file(db::Database& database, Instant now, std::string_view file,
                            const FileImport& how) {
    TRY(notice, read_notice(file, how.options));
    if (how.preview) {
        return database.read([&](db::Tx& tx) { return preview(tx, notice); });
    }
    const Edit edit{crypto::new_id<ImportId>(now), now, std::nullopt, accounts::file_fact(file)};
    return database.write([&](db::Tx& tx) -> Result<Preview> {
        Preview seen = preview(tx, notice);
        CHECK_OK(import_notice(tx, notice, edit));
        return seen;
    });
}

std::vector<jobs::Kind> job_kinds(db::Database& database, const Calendar& calendar,
                                  const Clock& clock) {
    const auto revise = [&database, &calendar, &clock](const jobs::Job&) -> Result<> {
        CHECK_OK(revise_deadlines(database, calendar, clock.now()));
        return {};
    };
    // The hourly look also catches a deadline that was opened while its calendar was replaced.
    const auto watch = [&database, &calendar, &clock, revise](const jobs::Job& job) -> Result<> {
        CHECK_OK(watch_years(database, calendar.zone(), clock.now()));
        return revise(job);
    };
    return {{.name = "calendar.revise", .work = revise},
            {.name = "calendar.watch", .work = watch, .every = std::chrono::hours{1}}};
}

EmbeddedFiles migrations() {
    return embedded::migrations();
}
EmbeddedFiles texts() {
    return embedded::texts();
}

}  // namespace pingyi::calendar
