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
    // The log began anew. When one commit made it as long again it looks as if it went on, and the
    // next checkpoint comes a step late.
    if (log_pages < asked_at_pages_) asked_at_pages_ = 0;
    if (log_pages >= log_pages_max) return true;
    if (log_pages - asked_at_pages_ < step_pages) return false;
    asked_at_pages_ = log_pages;
    {
        const std::lock_guard lock(mutex_);
        is_due_ = true;
    }
    changed_.notify_one();
    return false;
}

void SqliteCheckpoints::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return is_due_ || is_closing_; });
        if (is_closing_) return;
        is_due_ = false;
        lock.unlock();
        connection_.checkpoint();
        lock.lock();
    }
}

}  // namespace pingyi::db
