// The commit protocol of the SQLite writer: many closures, one transaction, each told the truth.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <vector>

#include "platform/db/sqlite_connection.hpp"

namespace pingyi::db {

/// A closure waiting to be committed. It returns false to be rolled back without an error.
struct WriteJob {
    const std::function<bool(Tx&)>* closure = nullptr;
    std::exception_ptr error;
};

/// Runs a closure under its deadline, inside the transaction that the caller opened. Throws when
/// the closure throws, went on after a failed statement, or took too long.
[[nodiscard]] bool run_closure(SqliteConnection& connection,
                               const std::function<bool(Tx&)>& closure,
                               std::chrono::milliseconds limit);

/// Commits what can be committed of the batch in one transaction and fills in the errors of the
/// rest. A closure that fails is undone alone; when SQLite throws the whole transaction away, the
/// one that caused it is left out and the innocent run again. Tell callers only after it returns.
/// returns  false when the outcome of a commit is unknown: the caller must write no more, because
///          only a restart with recovery can tell
[[nodiscard]] bool commit_batch(SqliteConnection& connection, std::vector<WriteJob*> batch,
                                std::chrono::milliseconds limit);

}  // namespace pingyi::db
