// Moves what is committed from SQLite's log into its file, beside the thread that writes.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "platform/db/sqlite_connection.hpp"

namespace pingyi::db {

/// A checkpoint copies pages out of the write-ahead log and waits for the disk; inside a commit, as
/// SQLite does it by itself, everybody who waits for that commit would wait for it too. When it
/// fails or the process dies nothing is lost: the log still has every page.
class SqliteCheckpoints {
public:
    /// Pages that the log grows by between two checkpoints.
    static constexpr int step_pages = 1000;
    /// A log of this length (32 MB) must come to an end, see `follow`.
    static constexpr int log_pages_max = 8192;
    /// What may be left to copy when the writer ends the log: everybody waits while it does. The
    /// checkpoint before it copied at most twice as much, or the disk is still busy with it.
    static constexpr int rest_pages = 250;

    explicit SqliteCheckpoints(const std::string& file);
    /// Finishes the checkpoint that runs.
    ~SqliteCheckpoints();
    SqliteCheckpoints(const SqliteCheckpoints&) = delete;
    SqliteCheckpoints& operator=(const SqliteCheckpoints&) = delete;

    /// Call it between two commits with the length of the log. Starts a checkpoint when it is due,
    /// and one after another when the log must end, so that each leaves less.
    /// returns  true when the caller has to run the last one itself, now: SQLite begins the log
    ///          anew only when all of it is copied, which beside a busy writer never happens
    [[nodiscard]] bool follow(int log_pages);

private:
    void work();

    SqliteConnection connection_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int asked_at_pages_ = 0;
    int copied_pages_ = 0;  // up to there, by the last checkpoint here
    int pass_pages_ = 0;    // by that checkpoint alone
    bool is_due_ = false;
    bool is_running_ = false;
    bool is_closing_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace pingyi::db
