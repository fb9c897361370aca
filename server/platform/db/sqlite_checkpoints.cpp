#include "platform/db/sqlite_checkpoints.hpp"

#include <utility>

namespace pingyi::db {
namespace {
constexpr std::chrono::milliseconds lock_patience{1000};  // for opening; a checkpoint never waits
}

SqliteCheckpoints::SqliteCheckpoints(const std::string& file)
    : connection_{file, SqliteConnection::Access::write, lock_patience},
      thread_{[this] { work(); }} {}

SqliteCheckpoints::~SqliteCheckpoints() {
    {
        const std::lock_guard lock(mutex_);
        is_closing_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

bool SqliteCheckpoints::follow(int log_pages) {
    const std::lock_guard lock(mutex_);
    // The log began anew. When one commit made it as long again it looks as if it went on, and the
    // next checkpoint comes a step late.
    if (log_pages < asked_at_pages_) asked_at_pages_ = copied_pages_ = pass_pages_ = 0;
    const bool must_end = log_pages >= log_pages_max;
    const bool was_long = pass_pages_ > 2 * rest_pages;
    const bool is_nearly_copied = log_pages - copied_pages_ <= rest_pages && !was_long;
    const bool is_too_long = log_pages >= 2 * log_pages_max;
    if (must_end && !is_running_ && (is_nearly_copied || is_too_long)) return true;
    const int step = !must_end ? step_pages : was_long ? 0 : rest_pages;
    if (is_running_ || log_pages - asked_at_pages_ < step) return false;
    asked_at_pages_ = log_pages;
    is_due_ = true;
    changed_.notify_one();
    return false;
}

void SqliteCheckpoints::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return is_due_ || is_closing_; });
        if (is_closing_) return;
        is_due_ = false;
        is_running_ = true;
        lock.unlock();
        const int copied = connection_.checkpoint();
        lock.lock();
        is_running_ = false;
        pass_pages_ = copied - copied_pages_;
        copied_pages_ = copied;
    }
}

}  // namespace pingyi::db
