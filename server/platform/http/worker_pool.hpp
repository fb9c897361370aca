// Threads that run blocking work, fed by one bounded queue.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace pingyi::http {

/// The thread that became idle last is woken first, so a light load stays on few warm threads
/// while many can wait for commits at once.
class WorkerPool {
public:
    using Job = std::move_only_function<void()>;

    /// Throws std::system_error when the threads cannot be made.
    WorkerPool(int threads, std::size_t stack_bytes, std::size_t queue_max);
    ~WorkerPool();  ///< stops
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Queues a job, which runs after the next `wake` at the latest; jobs must not throw. False
    /// when the queue is full; the job is then untouched.
    [[nodiscard]] bool try_queue(Job&& job);
    /// Call it once behind a row of `try_queue`: a thread that is woken for each job goes back to
    /// sleep before the next one comes, and that costs more than a short job.
    void wake();
    /// Drops what waits, finishes what runs. Later jobs are refused.
    void stop();
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t busy() const;

private:
    struct Worker;
    void work(Worker& worker);
    void wake_one();  // with the mutex held

    mutable std::mutex mutex_;
    std::deque<Job> queue_;
    std::vector<Worker*> idle_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::size_t queue_max_;
    bool is_waking_ = false;  // a woken thread has not yet looked at the queue
    bool is_stopping_ = false;
};

}  // namespace pingyi::http
