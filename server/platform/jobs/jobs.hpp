// Work outside requests: queued rows and schedules in the database, leased by one server at a time,
// retried with backoff. A job runs at least once; its function must bear being run again.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/embedded.hpp"
#include "kernel/result.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"

namespace pingyi::jobs {

struct Job {
    std::string id;
    std::string kind;     ///< "module.what"
    std::string payload;  ///< ids only, never personal data
    int attempt = 1;
};
using Work = std::function<Result<>(const Job&)>;

/// What a kind does and how it is retried.
struct Kind {
    std::string name;
    Work work;
    std::chrono::seconds lease{60};  ///< another server may take it over afterwards
    int attempts_max = 10;           ///< then it stays as `failed`, counted in /metrics
    /// Scheduled again that long after each run, also after one that failed attempts_max times; 0:
    /// runs only when enqueued. A server that starts later keeps the schedule it finds.
    std::chrono::seconds every{0};
};

/// Queues a job in the caller's transaction: it exists if and only if the transaction commits.
void enqueue(db::Tx& tx, std::string_view id, std::string_view kind, std::string_view payload,
             Instant due);

/// Runs the kinds on threads of its own until it is destroyed; a job in progress is finished first.
/// A failed attempt is tried again after 10 s, doubling up to an hour. Done jobs are kept 7 days.
/// `server_name` must differ between processes that share a database.
class Runner {
public:
    Runner(db::Database& database, const Clock& clock, std::vector<Kind> kinds,
           std::string server_name);
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;
    void start();
    void stop();
    /// Takes and runs whatever is due now, on the caller's thread; for tests. returns the number of
    /// jobs run
    int run_due();
    struct Counts {
        std::int64_t waiting = 0, running = 0, failed = 0, done = 0;
    };
    [[nodiscard]] Result<Counts> counts() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace pingyi::jobs
