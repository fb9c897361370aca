// Closures that take too long, and more callers than there is room for.
#include <gtest/gtest.h>
#include <latch>
#include <thread>

#include "platform/db/testing.hpp"

namespace pingyi::db {
namespace {

constexpr std::string_view table = "CREATE TABLE item (id TEXT PRIMARY KEY) STRICT;\n";
constexpr EmbeddedFile files[] = {{"0001_items.sql", table}};
constexpr std::string_view endless =
    "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT 1 - i FROM n) "
    "SELECT count(*) FROM n";

Options short_limits() {
    Options options;
    options.write_limit = std::chrono::milliseconds{200};
    options.read_limit = std::chrono::milliseconds{300};
    options.queue_max = 4;
    options.pool_max = 1;
    return options;
}

class Limits : public ::testing::TestWithParam<Engine> {
protected:
    static void put(Tx& tx, std::string_view id) {
        tx.run("INSERT INTO item (id) VALUES ($1)", {id});
    }
    std::int64_t count() {
        return database()
            .read([](Tx& tx) { return tx.run("SELECT count(*) FROM item")[0].integer(0); })
            .value();
    }
    static std::string code(const Result<>& result) { return result ? "ok" : result.error().code; }
    Database& database() { return fresh_.database(); }
    testing::Fresh fresh_{GetParam(), {{"test", files}}, short_limits()};
};
INSTANTIATE_TEST_SUITE_P(Engines, Limits, ::testing::ValuesIn(testing::engines()),
                         testing::engine_name);

TEST_P(Limits, AStatementThatNeverEndsIsStopped) {
    EXPECT_EQ(code(database().write([](Tx& tx) {
                  put(tx, "a");
                  tx.run(endless);
              })),
              "db.timeout");
    EXPECT_EQ(code(database().read([](Tx& tx) { tx.run(endless); })), "db.timeout");
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(code(database().write([](Tx& tx) { put(tx, "b"); })), "ok");
}

TEST_P(Limits, AChangeThatNeverEndsIsStopped) {
    const auto insert = "INSERT INTO item (id) " + std::string("SELECT 'x' WHERE 0 < (") +
                        std::string(endless) + ")";
    EXPECT_EQ(code(database().write([&](Tx& tx) {
                  put(tx, "a");
                  tx.run(insert);
              })),
              "db.timeout");
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(code(database().write([](Tx& tx) { put(tx, "b"); })), "ok");
}

TEST_P(Limits, ALoopOfStatementsIsStopped) {
    const auto loop = [](Tx& tx) {
        for (;;) tx.run("SELECT 1");
    };
    EXPECT_EQ(code(database().write(loop)), "db.timeout");
    EXPECT_EQ(code(database().read(loop)), "db.timeout");
}

TEST_P(Limits, AClosureThatDawdlesIsRolledBack) {
    EXPECT_EQ(code(database().write([](Tx& tx) {
                  put(tx, "a");
                  std::this_thread::sleep_for(std::chrono::milliseconds{260});
              })),
              "db.timeout");
    EXPECT_EQ(count(), 0);
}

TEST_P(Limits, AFullQueueRefusesAtOnce) {
    std::latch is_running{1};
    std::latch may_end{1};
    std::atomic<int> done{0};
    // Busy with the first: a write on SQLite, the only connection on PostgreSQL.
    std::thread first([&] {
        static_cast<void>(database().write([&](Tx& tx) {
            put(tx, "first");
            if (done++ == 0) is_running.count_down();
            may_end.wait();
        }));
    });
    is_running.wait();
    std::vector<std::thread> waiters;
    for (int i = 0; i < 4; ++i) {
        waiters.emplace_back([&, i] {
            static_cast<void>(database().write([&](Tx& tx) { put(tx, std::to_string(i)); }));
        });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{60});
    // It comes back while the first still holds everything: it did not wait for its turn.
    const Result<> refused = database().write([](Tx& tx) { put(tx, "late"); });
    may_end.count_down();
    first.join();
    for (auto& waiter : waiters) waiter.join();

    EXPECT_EQ(code(refused), "db.busy");
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_GT(refused.error().retry_after.count(), 0);
    EXPECT_GE(count(), 4);
}

}  // namespace
}  // namespace pingyi::db
