// One connection to PostgreSQL through libpq, in binary, used by one thread at a time.
#pragma once

#include <libpq-fe.h>
#include <memory>
#include <string>
#include <unordered_map>

#include "platform/db/engines.hpp"
#include "platform/db/statement.hpp"

namespace pingyi::db {

/// A fault with what PostgreSQL said about it.
struct PostgresError : Error {
    std::string state;  ///< SQLSTATE, empty when no answer came
    PostgresError(Fault f, std::string sqlstate, const std::string& what)
        : Error(f, what), state(std::move(sqlstate)) {}
    /// The same closure may succeed when it is run again.
    [[nodiscard]] bool is_conflict() const { return state == "40001" || state == "40P01"; }
    /// The connection, or the server behind it, is no longer of use.
    [[nodiscard]] bool is_lost() const;
};

class PostgresConnection final : public Connection {
public:
    /// `limit` bounds each statement, and waiting for a lock; zero means no limit.
    PostgresConnection(const std::string& url, std::chrono::milliseconds limit);

    void exec(const std::string& sql) override;
    Rows run(std::string_view sql, std::span<const Param> params) override;
    /// Trusted statements without parameters; the first cell of the last answer as text, empty when
    /// there is none.
    std::string ask(const std::string& sql);
    /// COMMIT, believed only when the server says COMMIT: for a failed transaction it says ROLLBACK
    /// and calls that a success.
    void commit();
    void set_deadline(Deadline deadline) { deadline_ = deadline; }
    /// Throws unless the database keeps text in UTF-8 and sorts it by code point.
    void require_fit();

private:
    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    using Answer = std::unique_ptr<PGresult, Clear>;
    struct Statement {
        std::string name;
        int parameters;
    };

    [[noreturn]] void fail_with(const PGresult* result) const;
    Answer checked(PGresult* result) const;
    const Statement& prepared(std::string_view sql, std::span<const Param> params);

    std::unique_ptr<PGconn, Finish> handle_;
    Deadline deadline_ = no_deadline;
    std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
    int names_given_ = 0;
};

}  // namespace pingyi::db
