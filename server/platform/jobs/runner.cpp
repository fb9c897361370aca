// Takes due jobs one at a time, runs them outside any transaction, and writes down how they ended.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/jobs/store.hpp"
#include "platform/log/log.hpp"

namespace pingyi::jobs {
namespace {

constexpr int threads_max = 2;  // one long job must not hold up all others
constexpr std::chrono::milliseconds look_every{1000};
constexpr std::chrono::seconds first_backoff{10};
constexpr std::chrono::seconds longest_backoff{3600};
constexpr std::chrono::hours done_kept{7 * 24};
constexpr std::int64_t forgotten_at_once = 500;

std::chrono::seconds backoff(int attempt) {
    const int doublings = std::min(attempt - 1, 10);
    return std::min(longest_backoff, first_backoff * (1 << doublings));
}

}  // namespace

struct Runner::State {
    State(db::Database& storage, const Clock& time, std::vector<Kind> what, std::string name)
        : database{storage}, clock{time}, kinds{std::move(what)}, server_name{std::move(name)} {}

    db::Database& database;
    const Clock& clock;
    std::vector<Kind> kinds;
    std::string server_name;
    std::mutex mutex;
    std::condition_variable stop_came;
    bool is_stopping = false;
    std::vector<std::thread> threads;

    [[nodiscard]] const Kind& kind_named(const std::string& name) const {
        return *std::ranges::find(kinds, name, &Kind::name);
    }
    [[nodiscard]] bool should_stop() {
        const std::lock_guard lock(mutex);
        return is_stopping;
    }
    void ensure_schedules();
    [[nodiscard]] std::optional<Job> take_next();
    [[nodiscard]] std::string run(const Job& job) const;
    [[nodiscard]] store::Ending ending_of(const Kind& kind, const Job& job,
                                          const std::string& error_code) const;
    void settle(const Job& job, const std::string& error_code);
    bool run_one();
    void work();
};

void Runner::State::ensure_schedules() {
    const Instant now = clock.now();
    const Result<> done = database.write([&](db::Tx& tx) {
        for (const auto& kind : kinds) {
            if (kind.every.count() > 0) store::ensure_schedule(tx, kind.name, now);
        }
        store::forget_done(tx, now, forgotten_at_once);
    });
    if (!done) log::warning("jobs.schedule_failed", {{"code", done.error().code}});
}

// Looking is a cheap read; only when something is due does it write.
std::optional<Job> Runner::State::take_next() {
    const Instant now = clock.now();
    const auto due = database.read([&](db::Tx& tx) { return store::due_kinds(tx, kinds, now); });
    if (!due) {
        log::warning("jobs.look_failed", {{"code", due.error().code}});
        return std::nullopt;
    }
    for (const auto& name : *due) {
        const Instant lease_end = now + kind_named(name).lease;
        auto taken = database.write(
            [&](db::Tx& tx) { return store::take(tx, name, server_name, now, lease_end); });
        if (taken && *taken) return std::move(*taken);
    }
    return std::nullopt;
}

std::string Runner::State::run(const Job& job) const {
    const Kind& kind = kind_named(job.kind);
    // A lease that ran out on the last attempt: the server died of it, or cannot finish in time.
    if (job.attempt > kind.attempts_max) return "jobs.lease_lost";
    try {
        const Result<> done = kind.work(job);
        return done ? "" : done.error().code;
    } catch (const std::exception&) {
        return "jobs.exception";
    }
}

store::Ending Runner::State::ending_of(const Kind& kind, const Job& job,
                                       const std::string& error_code) const {
    const Instant now = clock.now();
    const bool is_schedule = kind.every.count() > 0 && job.id == kind.name;
    const bool is_last = job.attempt >= kind.attempts_max;
    if (!error_code.empty() && !is_last) {
        return {store::State::waiting, now + backoff(job.attempt), job.attempt, error_code};
    }
    // A schedule never ends: given up this time, it comes round again.
    if (is_schedule) return {store::State::waiting, now + kind.every, 0, error_code};
    if (error_code.empty()) return {store::State::done, now + done_kept, job.attempt, ""};
    return {store::State::failed, now, job.attempt, error_code};
}

void Runner::State::settle(const Job& job, const std::string& error_code) {
    const store::Ending ending = ending_of(kind_named(job.kind), job, error_code);
    if (!error_code.empty()) {
        log::warning("jobs.attempt_failed", {{"kind", job.kind},
                                             {"job", job.id},
                                             {"attempt", std::int64_t{job.attempt}},
                                             {"code", error_code}});
    }
    const auto is_settled =
        database.write([&](db::Tx& tx) { return store::settle(tx, job, server_name, ending); });
    if (!is_settled || !*is_settled) {
        // Unsettled, the lease runs out and the job runs again: at least once is what we promise.
        log::warning("jobs.not_settled", {{"kind", job.kind}, {"job", job.id}});
    }
}

bool Runner::State::run_one() {
    const auto job = take_next();
    if (!job) return false;
    settle(*job, run(*job));
    return true;
}

void Runner::State::work() {
    while (!should_stop()) {
        if (run_one()) continue;
        std::unique_lock lock(mutex);
        stop_came.wait_for(lock, look_every, [this] { return is_stopping; });
    }
}

Runner::Runner(db::Database& database, const Clock& clock, std::vector<Kind> kinds,
               std::string server_name)
    : state_{std::make_unique<State>(database, clock, std::move(kinds), std::move(server_name))} {}

Runner::~Runner() {
    stop();
}

void Runner::start() {
    state_->ensure_schedules();
    const int count = std::min(threads_max, static_cast<int>(state_->kinds.size()));
    for (int i = 0; i < count; ++i) {
        state_->threads.emplace_back([this] { state_->work(); });
    }
}

void Runner::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->is_stopping = true;
        state_->stop_came.notify_all();
    }
    for (auto& thread : state_->threads) thread.join();
    state_->threads.clear();
}

int Runner::run_due() {
    state_->ensure_schedules();
    int count = 0;
    while (state_->run_one()) ++count;
    return count;
}

Result<Runner::Counts> Runner::counts() const {
    return state_->database.read([](db::Tx& tx) { return store::counts(tx); });
}

}  // namespace pingyi::jobs
