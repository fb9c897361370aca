// PostgreSQL behind the interface: a bounded pool, bounded retries, and no doubt about a COMMIT
// whose answer was lost.
#include <optional>
#include <random>
#include <thread>

#include "platform/db/pool.hpp"
#include "platform/db/postgres_connection.hpp"
#include "platform/log/log.hpp"

namespace pingyi::db {
namespace {

constexpr int attempts_max = 10;
constexpr std::chrono::microseconds first_pause{200};
constexpr std::chrono::milliseconds pool_patience{5000};
// How long a lost COMMIT is asked after, which spans the crash recovery of a server that restarts.
constexpr std::chrono::seconds lookup_patience{10};
constexpr std::chrono::milliseconds lookup_pause{20};

// Conflicting closures that slept equally long would only meet again.
void pause_before_retry(int attempt) {
    thread_local std::minstd_rand chance{std::random_device{}()};
    const auto longest = first_pause * (1 << attempt);
    std::uniform_int_distribution<std::int64_t> any(longest.count() / 2, longest.count());
    std::this_thread::sleep_for(std::chrono::microseconds{any(chance)});
}

class PostgresTx final : public Tx {
public:
    explicit PostgresTx(PostgresConnection& connection) : connection_{&connection} {}
    [[nodiscard]] Engine engine() const override { return Engine::postgres; }
    /// What the server said to the statement that failed, even if the closure swallowed it.
    [[nodiscard]] const std::optional<PostgresError>& failure() const { return failure_; }

private:
    Rows do_run(std::string_view sql, std::span<const Param> params) override {
        try {
            return connection_->run(sql, params);
        } catch (const PostgresError& error) {
            failure_ = error;
            throw;
        }
    }
    PostgresConnection* connection_;
    std::optional<PostgresError> failure_;
};

using Pointer = std::unique_ptr<PostgresConnection>;

void roll_back(Pointer& connection) {
    try {
        connection->exec("ROLLBACK");
    } catch (const PostgresError&) {
        connection.reset();
    }
}

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(std::string url, const Options& options)
        : url_{std::move(url)},
          options_{options},
          pool_{options.pool_max, options.queue_max, pool_patience} {
        connect()->require_fit();
    }
    [[nodiscard]] Engine engine() const override { return Engine::postgres; }

private:
    /// Why a closure must be run again; nothing when its transaction is settled.
    using Again = std::optional<PostgresError>;

    [[nodiscard]] Pointer connect() const {
        return std::make_unique<PostgresConnection>(url_, options_.write_limit);
    }
    void do_call(Kind kind, const std::function<bool(Tx&)>& closure) override;
    [[nodiscard]] Again attempt(Kind kind, Pointer& connection,
                                const std::function<bool(Tx&)>& closure);
    [[nodiscard]] std::string begin(Kind kind, PostgresConnection& connection) const;
    [[nodiscard]] Again commit(Pointer& connection, const std::string& transaction);
    [[nodiscard]] bool was_committed(const std::string& transaction) const;

    std::string url_;
    Options options_;
    Pool<PostgresConnection> pool_;
};

void PostgresDatabase::do_call(Kind kind, const std::function<bool(Tx&)>& closure) {
    auto slot = pool_.borrow();
    for (int number = 1;; ++number) {
        // A connection that cannot be made is told at once: the server is away.
        if (!slot.item()) slot.item() = connect();
        const Again again = attempt(kind, slot.item(), closure);
        if (!again) return;
        if (number == attempts_max) throw Error(again->fault, again->what());
        pause_before_retry(number);
    }
}

// One round trip. A write learns its transaction id, by which it can be asked after later.
std::string PostgresDatabase::begin(Kind kind, PostgresConnection& connection) const {
    switch (kind) {
        case Kind::read:
            return connection.ask(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = " +
                std::to_string(options_.read_limit.count()));
        case Kind::append:
            return connection.ask(
                "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_current_xact_id()::text");
        case Kind::write: break;
    }
    return connection.ask("BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT pg_current_xact_id()::text");
}

PostgresDatabase::Again PostgresDatabase::attempt(Kind kind, Pointer& connection,
                                                  const std::function<bool(Tx&)>& closure) {
    std::string transaction;
    try {
        transaction = begin(kind, *connection);
    } catch (const PostgresError& error) {  // gone, or no longer the server that takes writes
        connection.reset();
        return PostgresError(Fault::unavailable, error.state, error.what());
    }
    PostgresTx tx{*connection};
    bool keep = false;
    std::exception_ptr thrown;
    try {
        const auto limit = kind == Kind::read ? options_.read_limit : options_.write_limit;
        const Deadline deadline = std::chrono::steady_clock::now() + limit;
        connection->set_deadline(deadline);
        keep = closure(tx);
        if (keep && tx.failed()) {
            throw Error(Fault::usage, "the closure went on after a failed statement");
        }
        if (keep) require_time_left(deadline);
    } catch (...) {
        thrown = std::current_exception();
    }
    connection->set_deadline(no_deadline);

    // The server's word decides, whatever the closure made of it.
    if (const auto& failure = tx.failure()) {
        const bool was_demoted = kind != Kind::read && failure->state == "25006";
        if (was_demoted || failure->is_lost()) {
            connection.reset();
            return PostgresError(Fault::unavailable, failure->state, failure->what());
        }
        if (failure->is_conflict()) {
            roll_back(connection);
            return failure;
        }
    }
    if (keep && !thrown && kind != Kind::read) return commit(connection, transaction);
    roll_back(connection);
    if (thrown) std::rethrow_exception(thrown);
    return std::nullopt;
}

PostgresDatabase::Again PostgresDatabase::commit(Pointer& connection,
                                                 const std::string& transaction) {
    try {
        connection->commit();
        return std::nullopt;
    } catch (const PostgresError& error) {
        if (error.is_lost()) {
            connection.reset();
            if (was_committed(transaction)) return std::nullopt;
            return error;
        }
        roll_back(connection);
        if (error.is_conflict()) return error;
        throw;
    } catch (const Error&) {
        roll_back(connection);
        throw;
    }
}

// The answer to COMMIT was lost. The server knows what became of the transaction.
bool PostgresDatabase::was_committed(const std::string& transaction) const {
    log::warning("db.commit_answer_lost");
    std::string why = "the server cannot tell what became of it";
    const auto give_up_at = std::chrono::steady_clock::now() + lookup_patience;
    while (std::chrono::steady_clock::now() < give_up_at) {
        try {
            const auto status =
                connect()->ask("SELECT pg_xact_status('" + transaction + "'::xid8)");
            if (status == "committed") return true;
            if (status == "aborted") return false;
            if (status.empty()) break;  // too long ago to be known
        } catch (const PostgresError& error) {
            why = error.what();  // not back yet
        }
        std::this_thread::sleep_for(lookup_pause);
    }
    throw Error(Fault::unknown, "the answer to COMMIT was lost: " + why);
}

}  // namespace

std::unique_ptr<Database> open_postgres(const std::string& url, const Options& options) {
    return std::make_unique<PostgresDatabase>(url, options);
}

}  // namespace pingyi::db
