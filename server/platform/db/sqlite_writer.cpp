// A queue in front of the commit protocol, bounded so that overload is refused and not stored up.
#include "platform/db/sqlite_writer.hpp"

#include "platform/log/log.hpp"

namespace pingyi::db {
namespace {
constexpr std::chrono::milliseconds lock_patience{1000};
}

SqliteWriter::SqliteWriter(const std::string& file, const Options& options)
    : options_{options},
      connection_{file, SqliteConnection::Access::write, lock_patience},
      checkpoints_{file},
      thread_{[this] { work(); }} {}

SqliteWriter::~SqliteWriter() {
    {
        const std::lock_guard lock(mutex_);
        is_closing_ = true;
        work_came_.notify_one();
    }
    thread_.join();
}

void SqliteWriter::write(const std::function<bool(Tx&)>& closure) {
    WriteJob job{&closure, nullptr};
    const auto batch = enqueue(job);
    {
        std::unique_lock lock(batch->mutex);
        batch->settled.wait(lock, [&] { return batch->is_settled; });
    }
    if (job.error) std::rethrow_exception(job.error);
}

std::shared_ptr<SqliteWriter::Batch> SqliteWriter::enqueue(WriteJob& job) {
    const std::lock_guard lock(mutex_);
    if (is_stopped_) throw Error(Fault::unavailable, "storage has stopped, restart the server");
    if (waiting_ >= static_cast<std::size_t>(options_.queue_max)) {
        throw Error(Fault::busy, "the queue of writers is full");
    }
    const auto batch_max = static_cast<std::size_t>(options_.batch_max);
    if (queue_.empty() || queue_.back()->jobs.size() >= batch_max) {
        queue_.push_back(std::make_shared<Batch>());
    }
    queue_.back()->jobs.push_back(&job);
    ++waiting_;
    if (is_idle_) work_came_.notify_one();
    return queue_.back();
}

// Waiting for more callers would bring nothing: it takes what is there.
std::shared_ptr<SqliteWriter::Batch> SqliteWriter::next_batch() {
    std::unique_lock lock(mutex_);
    is_idle_ = true;
    work_came_.wait(lock, [this] { return is_closing_ || !queue_.empty(); });
    is_idle_ = false;
    if (queue_.empty()) return nullptr;
    auto batch = std::move(queue_.front());
    queue_.pop_front();
    waiting_ -= batch->jobs.size();
    return batch;
}

void SqliteWriter::work() {
    connection_.leave_checkpoints();
    while (const auto batch = next_batch()) {
        const bool may_go_on = settle(*batch);
        if (!may_go_on) stop_storage();
        // Before the answer: the log ends sooner while the callers do not yet need the processor.
        if (may_go_on && checkpoints_.follow(connection_.log_pages())) connection_.checkpoint();
        {
            const std::lock_guard lock(batch->mutex);
            batch->is_settled = true;
        }
        batch->settled.notify_all();  // unlocked, or each woken thread sleeps again at the mutex
    }
}

bool SqliteWriter::settle(Batch& batch) {
    bool may_go_on = false;
    Fault fault = Fault::unavailable;
    if (!is_stopped_) {
        try {
            may_go_on = commit_batch(connection_, batch.jobs, options_.write_limit);
            return may_go_on;
        } catch (const std::exception&) {
            fault = Fault::unknown;  // not even ROLLBACK worked
        }
    }
    for (WriteJob* job : batch.jobs) {
        job->error = std::make_exception_ptr(Error(fault, "storage has stopped"));
    }
    return may_go_on;
}

void SqliteWriter::stop_storage() {
    {
        const std::lock_guard lock(mutex_);
        if (is_stopped_) return;
        is_stopped_ = true;
    }
    log::error("db.writer_stopped", {{"reason", std::string_view("commit outcome unknown")}});
    options_.on_writer_stopped();
}

}  // namespace pingyi::db
