// The commit protocol: in each batch the culprit fails, the innocent are kept, and what callers are
// told is what the file holds.
#include "platform/db/sqlite_commit.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

namespace pingyi::db {
namespace {

using Closure = std::function<bool(Tx&)>;
constexpr std::chrono::milliseconds limit{100};

Closure put(const std::string& id, const std::string& parent = "root") {
    return [=](Tx& tx) {
        tx.run("INSERT INTO item (id, parent) VALUES ($1, $2)", {id, parent});
        return true;
    };
}

class CommitBatch : public ::testing::Test {
protected:
    CommitBatch() {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directory(folder_);
        connection_ = std::make_unique<SqliteConnection>(file_, SqliteConnection::Access::write,
                                                         std::chrono::milliseconds{50});
        connection_->exec(
            "CREATE TABLE item (id TEXT PRIMARY KEY, parent TEXT REFERENCES item (id) "
            "DEFERRABLE INITIALLY DEFERRED, body TEXT) STRICT;"
            "INSERT INTO item (id) VALUES ('root')");
    }
    ~CommitBatch() override {
        connection_.reset();
        std::filesystem::remove_all(folder_);
    }
    CommitBatch(const CommitBatch&) = delete;
    CommitBatch& operator=(const CommitBatch&) = delete;

    /// What each closure's caller is told: "ok" or the fault's code.
    std::vector<std::string> told(const std::vector<Closure>& closures) {
        std::vector<WriteJob> jobs(closures.size());
        std::vector<WriteJob*> batch;
        for (std::size_t i = 0; i < closures.size(); ++i) {
            jobs[i].closure = &closures[i];
            batch.push_back(&jobs[i]);
        }
        may_go_on_ = commit_batch(*connection_, batch, limit);
        std::vector<std::string> answers;
        for (const auto& job : jobs) answers.push_back(answer(job.error));
        return answers;
    }
    static std::string answer(const std::exception_ptr& error) {
        if (!error) return "ok";
        try {
            std::rethrow_exception(error);
        } catch (const Error& fault) {
            return error_of(fault).code;
        } catch (...) {
            return "another exception";
        }
    }
    std::set<std::string> ids() {
        SqliteConnection reader{file_, SqliteConnection::Access::read, limit};
        std::set<std::string> found;
        for (const Row row : reader.run("SELECT id FROM item WHERE id <> 'root'", {})) {
            found.insert(row.text(0));
        }
        return found;
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("pingyi_commit_" + std::to_string(getpid()));
    std::string file_ = (folder_ / "x.db").string();
    std::unique_ptr<SqliteConnection> connection_;
    bool may_go_on_ = false;
};

using Answers = std::vector<std::string>;
using Ids = std::set<std::string>;

TEST_F(CommitBatch, ADuplicateInTheBatchFailsAlone) {
    EXPECT_EQ(told({put("a"), put("b"), put("a"), put("c")}),
              (Answers{"ok", "ok", "db.unique", "ok"}));
    EXPECT_EQ(ids(), (Ids{"a", "b", "c"}));
    EXPECT_TRUE(may_go_on_);
}

TEST_F(CommitBatch, EveryKindOfFailureIsTheCulpritsAlone) {
    const Closure throws = [](Tx& tx) -> bool {
        tx.run("INSERT INTO item (id) VALUES ('thrown')");
        throw std::out_of_range("mine");
    };
    const Closure gives_up = [](Tx& tx) {
        tx.run("INSERT INTO item (id) VALUES ('given up')");
        return false;
    };
    const Closure is_late = [](Tx& tx) {
        tx.run("INSERT INTO item (id) VALUES ('late')");
        for (;;) tx.run("SELECT 1");
        return true;
    };
    EXPECT_EQ(
        told({put("a"), throws, put("b"), gives_up, is_late, put("c", "nobody"), put("d")}),
        (Answers{"ok", "another exception", "ok", "ok", "db.timeout", "db.foreign_key", "ok"}));
    EXPECT_EQ(ids(), (Ids{"a", "b", "d"}));
}

// An interrupted INSERT makes SQLite throw the whole transaction away.
TEST_F(CommitBatch, TheInnocentRunAgainWhenTheTransactionIsLost) {
    const Closure endless = [](Tx& tx) {
        tx.run(
            "INSERT INTO item (id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT 'n' || i FROM n");
        return true;
    };
    // The first "a" is in the lost transaction, so its duplicate is a duplicate only once.
    const Closure a_then_fails = [](Tx& tx) -> bool {
        tx.run("INSERT INTO item (id) VALUES ('a')");
        throw Error(Fault::check, "mine");
    };
    EXPECT_EQ(told({a_then_fails, put("a"), endless, put("b"), put("a")}),
              (Answers{"db.check", "ok", "db.timeout", "ok", "db.unique"}));
    EXPECT_EQ(ids(), (Ids{"a", "b"}));
}

TEST_F(CommitBatch, AloneNeedsNoSavepointAndLeavesNothing) {
    EXPECT_EQ(told({put("a")}), Answers{"ok"});
    EXPECT_EQ(told({put("a")}), Answers{"db.unique"});
    EXPECT_EQ(told({put("b", "nobody")}), Answers{"db.foreign_key"});
    EXPECT_EQ(told({[](Tx& tx) {
                  tx.run("INSERT INTO item (id) VALUES ('no')");
                  return false;
              }}),
              Answers{"ok"});
    EXPECT_EQ(told({put("b")}), Answers{"ok"});
    EXPECT_EQ(ids(), (Ids{"a", "b"}));
}

TEST_F(CommitBatch, AFullFileIsToldAndLaterWritesWork) {
    const auto pages = connection_->run("SELECT page_count FROM pragma_page_count", {});
    connection_->exec("PRAGMA max_page_count = " + std::to_string(pages[0].integer(0) + 2));
    const auto big = [](const std::string& id) -> Closure {
        return [=](Tx& tx) {
            tx.run("INSERT INTO item (id, body) VALUES ($1, $2)", {id, std::string(60'000, 'x')});
            return true;
        };
    };
    EXPECT_EQ(told({put("a"), big("b"), put("c")}), (Answers{"db.full", "db.full", "db.full"}));
    EXPECT_EQ(ids(), Ids{});
    EXPECT_TRUE(may_go_on_);
    EXPECT_EQ(told({put("d")}), Answers{"ok"});
    connection_->exec("PRAGMA max_page_count = 100000");
    EXPECT_EQ(told({big("b"), put("a")}), (Answers{"ok", "ok"}));
    EXPECT_EQ(ids(), (Ids{"a", "b", "d"}));
}

TEST_F(CommitBatch, ALockedFileIsToldAndLaterWritesWork) {
    SqliteConnection other{file_, SqliteConnection::Access::write, limit};
    other.exec("BEGIN IMMEDIATE");
    EXPECT_EQ(told({put("a"), put("b")}), (Answers{"db.busy", "db.busy"}));
    EXPECT_TRUE(may_go_on_);
    other.exec("ROLLBACK");
    EXPECT_EQ(told({put("a"), put("b")}), (Answers{"ok", "ok"}));
}

}  // namespace
}  // namespace pingyi::db
