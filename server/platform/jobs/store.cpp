// The SQL of the jobs. A lease is a row whose next_at lies ahead: nobody else finds it due.
#include "platform/jobs/store.hpp"

#include <array>

namespace pingyi::jobs {

void enqueue(db::Tx& tx, std::string_view id, std::string_view kind, std::string_view payload,
             Instant due) {
    tx.run(
        "INSERT INTO jobs_job (id, kind, payload, state, next_at) "
        "VALUES ($1, $2, $3, 'waiting', $4)",
        {id, kind, payload, due});
}

namespace store {

void ensure_schedule(db::Tx& tx, std::string_view kind, Instant due) {
    tx.run(
        "INSERT INTO jobs_job (id, kind, payload, state, next_at) "
        "VALUES ($1, $1, '', 'waiting', $2) ON CONFLICT (id) DO NOTHING",
        {kind, due});
}

std::vector<std::string> due_kinds(db::Tx& tx, const std::vector<Kind>& kinds, Instant now) {
    const db::Rows rows = tx.run(
        "SELECT DISTINCT kind FROM jobs_job "
        "WHERE state IN ('waiting', 'running') AND next_at <= $1",
        {now});
    std::vector<std::string> due;
    for (const auto& kind : kinds) {
        for (const db::Row row : rows) {
            if (row.text(0) == kind.name) due.push_back(kind.name);
        }
    }
    return due;
}

std::optional<Job> take(db::Tx& tx, std::string_view kind, std::string_view holder, Instant now,
                        Instant lease_end) {
    const db::Rows rows = tx.run(
        "UPDATE jobs_job SET state = 'running', holder = $1, next_at = $2, "
        "attempt = jobs_job.attempt + 1 "
        "WHERE id IN (SELECT id FROM jobs_job WHERE state IN ('waiting', 'running') "
        "AND kind = $3 AND next_at <= $4 ORDER BY next_at, id LIMIT 1) "
        "RETURNING id, kind, payload, attempt",
        {holder, lease_end, kind, now});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return Job{row.text(0), row.text(1), row.text(2), static_cast<int>(row.integer(3))};
}

bool settle(db::Tx& tx, const Job& job, std::string_view holder, const Ending& ending) {
    constexpr std::array<std::string_view, 3> names{"waiting", "done", "failed"};
    const auto changed =
        tx.run(
              "UPDATE jobs_job SET state = $1, next_at = $2, attempt = $3, error_code = $4, "
              "holder = '' WHERE id = $5 AND state = 'running' AND holder = $6 AND attempt = $7",
              {names.at(static_cast<std::size_t>(ending.state)), ending.next_at, ending.attempt,
               ending.error_code, job.id, holder, job.attempt})
            .changed;
    return changed == 1;
}

void forget_done(db::Tx& tx, Instant now, std::int64_t rows_max) {
    tx.run(
        "DELETE FROM jobs_job WHERE id IN (SELECT id FROM jobs_job "
        "WHERE state = 'done' AND next_at <= $1 ORDER BY next_at LIMIT $2)",
        {now, rows_max});
}

Runner::Counts counts(db::Tx& tx) {
    Runner::Counts found;
    for (const db::Row row : tx.run("SELECT state, count(*) FROM jobs_job GROUP BY state")) {
        if (row.text(0) == "waiting") found.waiting = row.integer(1);
        if (row.text(0) == "running") found.running = row.integer(1);
        if (row.text(0) == "failed") found.failed = row.integer(1);
        if (row.text(0) == "done") found.done = row.integer(1);
    }
    return found;
}

}  // namespace store
}  // namespace pingyi::jobs
