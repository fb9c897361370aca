// The one thread that writes to an SQLite file, committing what many callers wait for together.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/db/sqlite_checkpoints.hpp"
#include "platform/db/sqlite_commit.hpp"

namespace pingyi::db {

class SqliteWriter {
public:
    SqliteWriter(const std::string& file, const Options& options);
    /// Commits what waits, then ends.
    ~SqliteWriter();
    SqliteWriter(const SqliteWriter&) = delete;
    SqliteWriter& operator=(const SqliteWriter&) = delete;

    /// Blocks until the closure is committed and durable, or rolled back because it returned false.
    /// Throws what the closure threw, or why it could not be written.
    void write(const std::function<bool(Tx&)>& closure);

private:
    // Callers that arrive while a commit runs gather in the next batch; one wake-up serves them
    // all.
    struct Batch {
        std::vector<WriteJob*> jobs;
        std::mutex mutex;
        std::condition_variable settled;
        bool is_settled = false;
    };

    [[nodiscard]] std::shared_ptr<Batch> enqueue(WriteJob& job);
    [[nodiscard]] std::shared_ptr<Batch> next_batch();
    void work();
    [[nodiscard]] bool settle(Batch& batch);
    void stop_storage();

    Options options_;
    SqliteConnection connection_;
    SqliteCheckpoints checkpoints_;
    std::mutex mutex_;
    std::condition_variable work_came_;
    std::deque<std::shared_ptr<Batch>> queue_;
    std::size_t waiting_ = 0;
    bool is_idle_ = false;
    bool is_closing_ = false;
    bool is_stopped_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace pingyi::db
