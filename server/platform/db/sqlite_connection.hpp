// One connection to an SQLite file, used by one thread at a time.
#pragma once

#include <sqlite3.h>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/db/engines.hpp"
#include "platform/db/statement.hpp"

namespace pingyi::db {

class SqliteConnection final : public Connection {
public:
    enum class Access : std::uint8_t { write, read };
    /// `lock_patience`: how long BEGIN waits while another process holds the write lock.
    SqliteConnection(const std::string& file, Access access,
                     std::chrono::milliseconds lock_patience);
    ~SqliteConnection() override;

    void exec(const std::string& sql) override;
    Rows run(std::string_view sql, std::span<const Param> params) override;
    /// BEGIN, SAVEPOINT, COMMIT and their like: prepared once, without the rules of `run`.
    void control(std::string_view sql);

    /// From now on commits run no checkpoint; their owner does, by the length of the log.
    void leave_checkpoints();
    /// Pages in the write-ahead log after the last commit; counted since `leave_checkpoints`.
    [[nodiscard]] int log_pages() const { return log_pages_; }
    /// Copies what it can of the log into the file, waiting for nobody. What failed or was in use
    /// stays in the log for the next time. returns how many pages from the beginning of the log are
    /// in the file now, 0 when it failed
    int checkpoint();

    /// Holds for `run` until it is set again; `control` is never cut short.
    void set_deadline(Deadline deadline) { deadline_ = deadline; }
    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    /// True while a deferred foreign key is broken, which would make COMMIT fail.
    [[nodiscard]] bool deferred_keys_open() const;

private:
    struct Statement {
        sqlite3_stmt* handle = nullptr;
        std::vector<int> places;  ///< SQLite's index of $1, $2, …: it counts by first appearance
    };
    using Statements = std::unordered_map<std::string, Statement, TextHash, std::equal_to<>>;

    void configure(Access access, std::chrono::milliseconds lock_patience);
    void close();
    Statement& prepared(std::string_view sql);
    [[nodiscard]] sqlite3_stmt* prepare(std::string_view sql);
    void bind(const Statement& statement, std::span<const Param> params);
    [[noreturn]] void fail_with(int code, Fault on_plain_error) const;
    static void finalize(Statements& statements);

    sqlite3* handle_ = nullptr;
    Access access_;
    Deadline deadline_ = no_deadline;
    int log_pages_ = 0;
    Statements statements_;
    Statements controls_;
};

}  // namespace pingyi::db
