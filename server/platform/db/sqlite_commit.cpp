// The commit protocol, step by step; every branch stands for a failure that was seen on purpose.
#include "platform/db/sqlite_commit.hpp"

#include <span>
#include <string>

namespace pingyi::db {
namespace {

class SqliteTx final : public Tx {
public:
    explicit SqliteTx(SqliteConnection& connection) : connection_{&connection} {}
    [[nodiscard]] Engine engine() const override { return Engine::sqlite; }

private:
    Rows do_run(std::string_view sql, std::span<const Param> params) override {
        return connection_->run(sql, params);
    }
    SqliteConnection* connection_;
};

// Only the closure runs under the deadline, never our own COMMIT or ROLLBACK.
class DeadlineDuring {
public:
    DeadlineDuring(SqliteConnection& connection, Deadline deadline) : connection_{&connection} {
        connection.set_deadline(deadline);
    }
    ~DeadlineDuring() { connection_->set_deadline(no_deadline); }
    DeadlineDuring(const DeadlineDuring&) = delete;
    DeadlineDuring& operator=(const DeadlineDuring&) = delete;

private:
    SqliteConnection* connection_;
};

void fail_all(std::span<WriteJob* const> jobs, Fault fault, const std::string& why) {
    for (WriteJob* job : jobs) job->error = std::make_exception_ptr(Error(fault, why));
}

// The fault when it is storage that failed, not the closure: then nobody is innocent.
std::optional<Fault> storage_fault_of(const std::exception_ptr& error) {
    if (!error) return std::nullopt;
    try {
        std::rethrow_exception(error);
    } catch (const Error& failure) {
        const bool is_storage = failure.fault == Fault::full || failure.fault == Fault::unavailable;
        return is_storage ? std::optional{failure.fault} : std::nullopt;
    } catch (...) {
        return std::nullopt;
    }
}

// Undoes one closure; afterwards the transaction either lives without it or is gone.
void undo(SqliteConnection& connection, bool has_savepoint) {
    if (!has_savepoint || !connection.in_transaction()) return;
    try {
        connection.control("ROLLBACK TO closure");
        connection.control("RELEASE closure");
    } catch (const Error&) {
        connection.control("ROLLBACK");
    }
}

// True when the closure's rows stay in the transaction. A closure alone in its batch needs no
// savepoint: nothing of it is kept by rolling the transaction back.
bool keep_or_undo(SqliteConnection& connection, WriteJob& job, bool has_savepoint,
                  std::chrono::milliseconds limit) {
    try {
        if (has_savepoint) connection.control("SAVEPOINT closure");
        const bool keep = run_closure(connection, *job.closure, limit);
        if (!keep) {
            undo(connection, has_savepoint);
            return false;
        }
        // COMMIT would find it too late and fail for everybody.
        if (connection.deferred_keys_open()) {
            throw Error(Fault::foreign_key, "a deferred foreign key is left broken");
        }
        if (has_savepoint) connection.control("RELEASE closure");
        return true;
    } catch (...) {
        job.error = std::current_exception();
        undo(connection, has_savepoint);
        return false;
    }
}

bool commit(SqliteConnection& connection, std::span<WriteJob* const> jobs) {
    try {
        connection.control("COMMIT");
        return true;
    } catch (const Error& error) {
        const bool is_unknown = error.fault == Fault::unavailable;
        fail_all(jobs, is_unknown ? Fault::unknown : error.fault, error.what());
        if (connection.in_transaction()) connection.control("ROLLBACK");
        return !is_unknown;
    }
}

}  // namespace

bool run_closure(SqliteConnection& connection, const std::function<bool(Tx&)>& closure,
                 std::chrono::milliseconds limit) {
    const Deadline deadline = std::chrono::steady_clock::now() + limit;
    const DeadlineDuring during{connection, deadline};
    SqliteTx tx{connection};
    const bool keep = closure(tx);
    if (keep && tx.failed()) {
        throw Error(Fault::usage, "the closure went on after a failed statement");
    }
    if (keep) require_time_left(deadline);
    return keep;
}

bool commit_batch(SqliteConnection& connection, std::vector<WriteJob*> batch,
                  std::chrono::milliseconds limit) {
    while (!batch.empty()) {
        try {
            connection.control("BEGIN IMMEDIATE");
        } catch (const Error& error) {
            fail_all(batch, error.fault, error.what());
            return true;
        }
        std::size_t kept = 0;
        WriteJob* culprit = nullptr;
        for (WriteJob* job : batch) {
            if (keep_or_undo(connection, *job, batch.size() > 1, limit)) ++kept;
            if (connection.in_transaction()) continue;
            culprit = job;  // SQLite threw the whole transaction away
            break;
        }
        if (!culprit) {
            if (kept > 0) return commit(connection, batch);
            connection.control("ROLLBACK");
            return true;
        }
        if (const auto fault = storage_fault_of(culprit->error)) {
            fail_all(batch, *fault, "storage failed, nothing was written");
            return true;
        }
        // Run the innocent again: even "duplicate" may rest on a row that is gone.
        std::erase(batch, culprit);
        for (WriteJob* job : batch) job->error = nullptr;
    }
    return true;
}

}  // namespace pingyi::db
