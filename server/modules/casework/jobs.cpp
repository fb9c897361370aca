// What time alone brings to cases: replied ones go to the call-back desk or are closed, withdrawals
// take effect, windows end.
#include <functional>

#include "modules/casework/attachments.hpp"
#include "modules/casework/call_back.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/figures.hpp"
#include "modules/casework/import.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/notices.hpp"
#include "modules/casework/public_index.hpp"
#include "modules/casework/resident_store.hpp"
#include "modules/casework/steps.hpp"

namespace pingyi::casework {
namespace {

constexpr std::int64_t batch_rows = 50;  ///< cases a transaction, so that it stays under 50 ms
constexpr std::int64_t written_kept_days = 1095;
constexpr int batches_max = 200;  ///< a run; the next one goes on

using Move = std::function<Result<>(db::Tx&, const Moment&, Case&)>;
using Pick = std::function<std::vector<Case>(db::Tx&)>;

/// Moves what `pick` finds, batch by batch, until it finds nothing.
Result<> move_all(db::Database& database, Instant now, const Pick& pick, const Move& move) {
    for (int batch = 0; batch < batches_max; ++batch) {
        std::vector<Moment> moments;
        for (std::int64_t i = 0; i < batch_rows; ++i) moments.push_back(moment(now));
        TRY(moved, database.write([&](db::Tx& tx) -> Result<std::size_t> {
            auto cases = pick(tx);
            for (std::size_t i = 0; i < cases.size(); ++i) {
                CHECK_OK(move(tx, moments[i], cases[i]));
            }
            return cases.size();
        }));
        if (moved < static_cast<std::size_t>(batch_rows)) return {};
    }
    return {};
}

Result<> advance(db::Database& database, const calendar::Calendar& calendar, Instant now) {
    for (int batch = 0; batch < batches_max; ++batch) {
        TRY(moved, send_to_desk(database, calendar, now, batch_rows));
        if (moved < batch_rows) break;
    }
    CHECK_OK(move_all(
        database, now, [&](db::Tx& tx) { return store::withdrawals_due(tx, now, batch_rows); },
        [&](db::Tx& tx, const Moment& at, Case& item) -> Result<> {
            return take(tx, calendar, at, item, {.step = Step::withdraw, .who = Party::resident});
        }));
    return move_all(
        database, now, [&](db::Tx& tx) { return store::windows_over(tx, now, batch_rows); },
        [&](db::Tx& tx, const Moment& at, Case& item) -> Result<> {
            return take(tx, calendar, at, item, {.step = Step::finish, .who = Party::clock});
        });
}

Result<> refresh_all(db::Database& database, const calendar::Calendar& calendar) {
    std::optional<CaseId> after;
    do {
        TRY(last, database.write([&](db::Tx& tx) {
            return refresh_due_dates(tx, calendar, after, batch_rows);
        }));
        after = last;
    } while (after);
    return {};
}

/// Attempts and requests to follow whose time is over, and what residents wrote and sent in cases
/// that ended long ago.
Result<> forget(db::Database& database, Instant now) {
    constexpr std::int64_t rows_max = 1'000;
    CHECK_OK(database.write([&](db::Tx& tx) {
        store::forget_attempts(tx, now - attempts_forgotten, rows_max);
        store::forget_follow_requests(tx, now, rows_max);
    }));
    for (int batch = 0; batch < batches_max; ++batch) {
        TRY(erased, database.write([&](db::Tx& tx) {
            const std::chrono::days kept{store::setting(tx, "retention.days", written_kept_days)};
            const auto ids = store::to_erase(tx, now - kept, batch_rows);
            for (const CaseId id : ids) store::erase_written(tx, id);
            return std::ssize(ids);
        }));
        if (erased < batch_rows) break;
    }
    return erase_old_files(database, now);
}

}  // namespace

std::vector<jobs::Kind> job_kinds(db::Database& database, const calendar::Calendar& calendar,
                                  const Clock& clock) {
    return {
        {.name = "casework.advance",
         .work = [&](const jobs::Job&) { return advance(database, calendar, clock.now()); },
         .every = std::chrono::seconds{20}},
        {.name = "casework.refresh_due_dates",
         .work = [&](const jobs::Job&) { return refresh_all(database, calendar); },
         .every = std::chrono::minutes{1}},
        {.name = "casework.forget",
         .work = [&](const jobs::Job&) { return forget(database, clock.now()); },
         .every = std::chrono::minutes{10}},
        {.name = "casework.tell_followers",
         .work = [&](const jobs::Job&) { return tell_followers(database, clock.now()); },
         .every = std::chrono::seconds{5}},
        {.name = "casework.index",
         .work = [&](const jobs::Job&) { return index_changed(database); },
         .every = std::chrono::seconds{5}},
        {.name = "casework.count",
         .work =
             [&](const jobs::Job&) { return count_stale(database, calendar.zone(), clock.now()); },
         .every = std::chrono::seconds{10}},
        {.name = "casework.imports",
         .work = [&](const jobs::Job&) { return finish_imports({database, calendar, clock, {}}); },
         .every = std::chrono::minutes{1}},
        {.name = "casework.sweep_drafts",
         .work =
             [&](const jobs::Job&) {
                 return sweep_drafts(database, calendar.zone().day_of(clock.now()));
             },
         .every = std::chrono::hours{1}}};
}

}  // namespace pingyi::casework
