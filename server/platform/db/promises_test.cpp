// What every caller of Database may rely on, on both engines.
#include <atomic>
#include <gtest/gtest.h>
#include <latch>
#include <thread>

#include "platform/db/testing.hpp"

namespace pingyi::db {
namespace {

constexpr std::string_view tables = R"(
CREATE TABLE parent (id TEXT PRIMARY KEY) STRICT;

CREATE TABLE item (
    id TEXT PRIMARY KEY,
    name TEXT UNIQUE CHECK (length(name) < 100),
    amount INTEGER,
    share REAL,
    body BLOB,
    needed TEXT NOT NULL DEFAULT 'x',
    parent TEXT REFERENCES parent (id),
    late_parent TEXT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
)";
constexpr EmbeddedFile files[] = {{"0001_items.sql", tables}};

class Promises : public ::testing::TestWithParam<Engine> {
protected:
    static void put(Tx& tx, std::string_view id) {
        tx.run("INSERT INTO item (id) VALUES ($1)", {id});
    }
    std::int64_t count() {
        const auto found = fresh_.database().read(
            [](Tx& tx) { return tx.run("SELECT count(*) FROM item")[0].integer(0); });
        return found ? *found : -1;
    }
    std::string code(const Result<>& result) { return result ? "ok" : result.error().code; }
    /// The code of writing the statement alone.
    std::string tried(std::string_view sql, std::initializer_list<Param> params = {}) {
        return code(database().write([&](Tx& tx) { tx.run(sql, params); }));
    }
    Database& database() { return fresh_.database(); }

    testing::Fresh fresh_{GetParam(), {{"test", files}}};
};
INSTANTIATE_TEST_SUITE_P(Engines, Promises, ::testing::ValuesIn(testing::engines()),
                         testing::engine_name);

TEST_P(Promises, AWriteIsSeenByTheNextRead) {
    ASSERT_EQ(code(database().write([](Tx& tx) { put(tx, "a"); })), "ok");
    EXPECT_EQ(count(), 1);
    ASSERT_EQ(code(database().append([](Tx& tx) { put(tx, "b"); })), "ok");
    EXPECT_EQ(count(), 2);
}

TEST_P(Promises, AClosureThatReturnsAnErrorLeavesNothing) {
    const Result<int> answer = database().write([](Tx& tx) -> Result<int> {
        put(tx, "a");
        return fail(ErrorKind::conflict, "test.no");
    });
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "test.no");
    EXPECT_EQ(count(), 0);
}

TEST_P(Promises, AClosureThatThrowsLeavesNothing) {
    const auto write = [&] {
        static_cast<void>(database().write([](Tx& tx) {
            put(tx, "a");
            throw std::out_of_range("mine");
        }));
    };
    EXPECT_THROW(write(), std::out_of_range);
    EXPECT_EQ(count(), 0);
}

TEST_P(Promises, ASwallowedFailureIsRolledBack) {
    const Result<> answer = database().write([](Tx& tx) {
        put(tx, "a");
        try {
            put(tx, "a");
        } catch (const Error&) {
        }
    });
    EXPECT_EQ(code(answer), "db.usage");
    EXPECT_EQ(count(), 0);
}

TEST_P(Promises, NothingRunsAfterAFailedStatement) {
    Fault fault{};
    static_cast<void>(database().write([&](Tx& tx) {
        put(tx, "a");
        try {
            put(tx, "a");
        } catch (const Error&) {
        }
        try {
            put(tx, "b");
        } catch (const Error& error) {
            fault = error.fault;
            throw;
        }
    }));
    EXPECT_EQ(fault, Fault::usage);
    EXPECT_EQ(count(), 0);
}

TEST_P(Promises, ANestedCallIsRefusedInsteadOfWaitingForItself) {
    std::vector<std::string> codes;
    const Result<> outer = database().write([&](Tx& tx) {
        put(tx, "a");
        codes = {code(database().write([](Tx& inner) { put(inner, "b"); })),
                 code(database().read([](Tx& inner) { inner.run("SELECT 1"); }))};
    });
    EXPECT_EQ(code(outer), "ok");
    EXPECT_EQ(codes, (std::vector<std::string>{"db.usage", "db.usage"}));
    EXPECT_EQ(count(), 1);
}

TEST_P(Promises, OnlyStatementsOfDataAreRun) {
    for (const char* sql : {"COMMIT", "ROLLBACK", "  begin", "PRAGMA journal_mode=DELETE",
                            "SET statement_timeout = 0", "DROP TABLE item", "", "-- x\nSELECT 1",
                            "INSERT INTO item (id) VALUES ('z'); COMMIT"}) {
        EXPECT_EQ(tried(sql), "db.usage") << sql;
    }
    EXPECT_EQ(count(), 0);
}

TEST_P(Promises, ParametersAreExactlyTheOnesNamed) {
    EXPECT_EQ(tried("SELECT $1", {"a", "b"}), "db.usage") << "one unused";
    EXPECT_EQ(tried("SELECT $1, $2", {"a"}), "db.usage") << "one missing";
    EXPECT_EQ(tried("SELECT $2", {"a", "b"}), "db.usage") << "a gap";
    EXPECT_EQ(tried("SELECT $0", {"a"}), "db.usage");
    EXPECT_EQ(tried("SELECT $1000", {"a"}), "db.usage");
    EXPECT_EQ(tried("SELECT $x", {"a"}), "db.usage");
    EXPECT_EQ(tried("SELECT '$3 -- $4 ;', $1 -- $9\n /* $7 */ , $1", {"a"}), "ok");
}

TEST_P(Promises, ParametersBindByNumberNotByAppearance) {
    const auto rows = database().read(
        [](Tx& tx) { return tx.run("SELECT $2 || 'x', $1 || 'y', $2 || 'z'", {"one", "two"}); });
    ASSERT_TRUE(rows);
    const Row row = (*rows)[0];
    EXPECT_EQ(row.text(0) + row.text(1) + row.text(2), "twoxoneytwoz");
}

TEST_P(Promises, FaultsAreNamedAlike) {
    const std::string insert = "INSERT INTO item (id, name, parent) VALUES ($1, $2, $3)";
    const Param none = Null{Type::text};
    ASSERT_EQ(tried(insert, {"a", "n", none}), "ok");
    EXPECT_EQ(tried(insert, {"a", "m", none}), "db.unique");
    EXPECT_EQ(tried(insert, {"b", "n", none}), "db.unique");
    EXPECT_EQ(tried(insert, {"b", std::string(100, 'x'), none}), "db.check");
    EXPECT_EQ(tried(insert, {"b", "m", "nobody"}), "db.foreign_key");
    EXPECT_EQ(tried("INSERT INTO item (id, needed) VALUES ($1, $2)", {"b", none}), "db.not_null");
    EXPECT_EQ(tried("INSERT INTO nowhere (id) VALUES ($1)", {"b"}), "db.sql");
    EXPECT_EQ(tried("SELECT nosuch FROM item"), "db.sql");
    EXPECT_EQ(tried("SELECT \"nosuch\" FROM item"), "db.sql") << "a quoted word is a name";
    EXPECT_EQ(tried("SELECT $1 ->> 'a'", {"{no json"}), "db.value");
    EXPECT_EQ(count(), 1);
}

TEST_P(Promises, ADeferredForeignKeyFailsItsOwnerOnly) {
    const std::string insert = "INSERT INTO item (id, late_parent) VALUES ($1, $2)";
    EXPECT_EQ(tried(insert, {"a", "nobody"}), "db.foreign_key");
    EXPECT_EQ(code(database().write([&](Tx& tx) {
                  tx.run(insert, {"b", "p"});
                  tx.run("INSERT INTO parent (id) VALUES ($1)", {"p"});
              })),
              "ok");
    EXPECT_EQ(count(), 1);
}

TEST_P(Promises, AReadCannotWrite) {
    const Result<> answer = database().read([](Tx& tx) { put(tx, "a"); });
    EXPECT_EQ(code(answer), "db.usage");
    EXPECT_EQ(count(), 0);
}

TEST_P(Promises, AReadIsOneSnapshot) {
    const auto seen = database().read([&](Tx& tx) {
        const auto before = tx.run("SELECT count(*) FROM item")[0].integer(0);
        std::thread([&] {
            static_cast<void>(database().write([](Tx& other) { put(other, "a"); }));
        }).join();
        return std::pair{before, tx.run("SELECT count(*) FROM item")[0].integer(0)};
    });
    ASSERT_TRUE(seen);
    EXPECT_EQ(*seen, (std::pair<std::int64_t, std::int64_t>{0, 0}));
    EXPECT_EQ(count(), 1);
}

TEST_P(Promises, ChangedCountsRowsWritten) {
    const auto changed = database().write([](Tx& tx) {
        put(tx, "a");
        put(tx, "b");
        return std::vector{tx.run("UPDATE item SET amount = 1").changed,
                           tx.run("UPDATE item SET amount = 2 WHERE id = 'c'").changed,
                           tx.run("SELECT id FROM item").changed,
                           tx.run("DELETE FROM item WHERE id = 'a' RETURNING id").changed};
    });
    ASSERT_TRUE(changed);
    EXPECT_EQ(*changed, (std::vector<std::int64_t>{2, 0, 0, 1}));
}

TEST_P(Promises, ListsAndJsonReadAlike) {
    const auto rows = database().write([](Tx& tx) {
        for (const char* id : {"a", "b", "c"}) put(tx, id);
        return tx.run(
            "SELECT id, $2 ->> 'k', $2 ->> 'none' FROM item "
            "WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id",
            {R"(["a","c","zzz"])", R"({"k":"值"})"});
    });
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 2U);
    EXPECT_EQ((*rows)[1].text(0), "c");
    EXPECT_EQ((*rows)[1].text(1), "值");
    EXPECT_TRUE((*rows)[1].is_null(2));
}

TEST_P(Promises, ManyWritersAreEachToldTheTruth) {
    constexpr int callers = 32;
    constexpr int rounds = 10;
    std::atomic<int> acknowledged{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (int caller = 0; caller < callers; ++caller) {
        threads.emplace_back([&, caller] {
            for (int round = 0; round < rounds; ++round) {
                // Every second row is wanted by two callers: one gets it.
                const int owner = round % 2 == 0 ? caller : caller / 2 * 2;
                const auto id = std::to_string(owner) + "/" + std::to_string(round);
                const Result<> done = database().write([&](Tx& tx) { put(tx, id); });
                done ? ++acknowledged : ++refused;
                if (!done) {
                    EXPECT_EQ(done.error().code, "db.unique") << done.error().detail;
                }
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(refused, callers * rounds / 4);
    EXPECT_EQ(count(), acknowledged);
}

TEST_P(Promises, SerializableWritersDoNotLoseUpdates) {
    ASSERT_EQ(tried("INSERT INTO item (id, amount) VALUES ('n', 0)"), "ok");
    constexpr int callers = 4;
    constexpr int rounds = 10;
    std::atomic<int> done{0};
    std::vector<std::thread> threads;
    for (int caller = 0; caller < callers; ++caller) {
        threads.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                const Result<> answer = database().write([](Tx& tx) {
                    const auto now = tx.run("SELECT amount FROM item WHERE id = 'n'")[0].integer(0);
                    tx.run("UPDATE item SET amount = $1 WHERE id = 'n'", {now + 1});
                });
                if (answer) ++done;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    const auto amount = database().read(
        [](Tx& tx) { return tx.run("SELECT amount FROM item WHERE id = 'n'")[0].integer(0); });
    EXPECT_EQ(amount.value(), done);
    EXPECT_GE(done, callers * rounds / 2);
}

TEST_P(Promises, OpeningWhatIsNotThereFails) {
    for (const char* url : {"", "sqlite:", "mysql://x", "test.db"}) {
        EXPECT_EQ(open(url).error().code, "db.bad_url") << url;
    }
    const auto url = GetParam() == Engine::sqlite ? "sqlite:/no/such/folder/x.db"
                                                  : "postgresql://nobody@127.0.0.1:1/none";
    EXPECT_EQ(open(url).error().code, "db.unavailable");
}

}  // namespace
}  // namespace pingyi::db
