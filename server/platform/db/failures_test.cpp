// Storage that fails under a running server: nobody is told a lie, and it recovers by itself where
// it can.
#include <atomic>
#include <cstring>
#include <filesystem>
#include <gtest/gtest.h>
#include <latch>
#include <set>
#include <sqlite3.h>
#include <sys/mount.h>
#include <thread>
#include <unistd.h>

#include "platform/db/postgres_connection.hpp"
#include "platform/db/sqlite_connection.hpp"
#include "platform/db/testing.hpp"

namespace pingyi::db {
namespace {

constexpr std::string_view table = "CREATE TABLE item (id TEXT PRIMARY KEY, body TEXT) STRICT;\n";
constexpr EmbeddedFile files[] = {{"0001_items.sql", table}};
const std::vector<MigrationSet> sets{{"test", files}};

Result<> put(Database& database, const std::string& id, std::size_t bytes = 10) {
    return database.write([&](Tx& tx) {
        tx.run("INSERT INTO item (id, body) VALUES ($1, $2)", {id, std::string(bytes, 'x')});
    });
}
std::string code(const Result<>& result) {
    return result ? "ok" : result.error().code;
}
std::set<std::string> ids(Database& database) {
    const auto rows = database.read([](Tx& tx) { return tx.run("SELECT id FROM item"); });
    std::set<std::string> found;
    for (const Row row : rows.value()) found.insert(row.text(0));
    return found;
}
std::string file_of(const std::string& url) {
    return url.substr(std::string_view("sqlite:").size());
}
Options patient() {
    Options options;
    options.write_limit = std::chrono::milliseconds{2000};
    return options;
}

/// Writes rows from several threads until it is told to stop; remembers what each was told.
class Load {
public:
    Load(Database& database, int callers) : database_{&database} {
        for (int caller = 0; caller < callers; ++caller) {
            threads_.emplace_back([this, caller] { write_rows(caller); });
        }
    }
    ~Load() { stop(); }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    void stop() {
        is_stopping_ = true;
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }
    std::set<std::string> acknowledged;
    std::set<std::string> unknown;
    std::set<std::string> refused;
    [[nodiscard]] std::size_t acknowledged_now() {
        const std::lock_guard lock(mutex_);
        return acknowledged.size();
    }

private:
    void write_rows(int caller) {
        for (int round = 0; !is_stopping_; ++round) {
            const auto id = std::to_string(caller) + "/" + std::to_string(round);
            const Result<> done = put(*database_, id);
            const std::lock_guard lock(mutex_);
            (done                                ? acknowledged
             : done.error().code == "db.unknown" ? unknown
                                                 : refused)
                .insert(id);
        }
    }
    Database* database_;
    std::atomic<bool> is_stopping_{false};
    std::mutex mutex_;
    std::vector<std::thread> threads_;
};

void expect_truth(const Load& load, const std::set<std::string>& found) {
    for (const auto& id : load.acknowledged) EXPECT_TRUE(found.contains(id)) << "lost " << id;
    for (const auto& id : load.refused) EXPECT_FALSE(found.contains(id)) << "kept " << id;
}

TEST(SqliteFailures, ALockedFileRefusesWritesAndServesReads) {
    testing::Fresh fresh{Engine::sqlite, sets};
    ASSERT_EQ(code(put(fresh.database(), "a")), "ok");
    {
        SqliteConnection other{file_of(fresh.url()), SqliteConnection::Access::write, {}};
        other.exec("BEGIN IMMEDIATE");
        EXPECT_EQ(code(put(fresh.database(), "b")), "db.busy");
        EXPECT_EQ(ids(fresh.database()), (std::set<std::string>{"a"}));
        other.exec("ROLLBACK");
    }
    EXPECT_EQ(code(put(fresh.database(), "b")), "ok");
}

TEST(SqliteFailures, AFullDiskIsToldAndOverWhenThereIsRoom) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("pingyi_full_" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    if (mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=2m") != 0) {
        std::filesystem::remove(folder);
        GTEST_SKIP() << "mounting a small disk needs root";
    }
    const std::string url = "sqlite:" + (folder / "x.db").string();
    {
        ASSERT_TRUE(migrate(url, sets));
        auto database = std::move(*open(url, patient()));
        std::set<std::string> acknowledged;
        std::string last = "ok";
        for (int i = 0; i < 200 && last == "ok"; ++i) {
            const auto id = std::to_string(i);
            last = code(put(*database, id, 20'000));
            if (last == "ok") acknowledged.insert(id);
        }
        EXPECT_EQ(last, "db.full");
        EXPECT_EQ(ids(*database), acknowledged) << "reads go on";
        ASSERT_EQ(mount("tmpfs", folder.c_str(), "tmpfs", MS_REMOUNT, "size=8m"), 0);
        EXPECT_EQ(code(put(*database, "after", 20'000)), "ok") << "without a restart";
    }
    umount(folder.c_str());
    std::filesystem::remove(folder);
}

// A file system where fsync of the log fails on demand: everything else is SQLite's own.
std::atomic<bool> sync_fails{false};
const sqlite3_io_methods* real_methods = nullptr;
sqlite3_vfs* real_vfs = nullptr;
int sync_or_fail(sqlite3_file* file, int flags) {
    return sync_fails ? SQLITE_IOERR_FSYNC : real_methods->xSync(file, flags);
}
int open_with_failing_sync(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
                           int* out_flags) {
    const int code = real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
    if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0) return code;
    static sqlite3_io_methods methods = [&] {
        real_methods = file->pMethods;
        sqlite3_io_methods copy = *file->pMethods;
        copy.xSync = sync_or_fail;
        return copy;
    }();
    file->pMethods = &methods;
    return code;
}

TEST(SqliteFailures, AfterAFailedSyncNobodyIsPromisedAnything) {
    real_vfs = sqlite3_vfs_find(nullptr);
    sqlite3_vfs failing = *real_vfs;
    failing.zName = "failing";
    failing.xOpen = open_with_failing_sync;
    sqlite3_vfs_register(&failing, 1);
    std::atomic<int> stopped{0};
    {
        Options options = patient();
        options.on_writer_stopped = [&] { ++stopped; };
        testing::Fresh fresh{Engine::sqlite, sets, options};
        ASSERT_EQ(code(put(fresh.database(), "a")), "ok");
        sync_fails = true;
        EXPECT_EQ(code(put(fresh.database(), "b")), "db.unknown");
        sync_fails = false;
        EXPECT_EQ(code(put(fresh.database(), "c")), "db.unavailable") << "until a restart";
        EXPECT_FALSE(ids(fresh.database()).contains("c"));
        EXPECT_EQ(stopped, 1);
        // The restart: recovery decides about "b", and writing goes on.
        auto again = std::move(*open(fresh.url(), patient()));
        EXPECT_EQ(code(put(*again, "d")), "ok");
    }
    sqlite3_vfs_register(real_vfs, 1);
    sqlite3_vfs_unregister(&failing);
}

TEST(SqliteFailures, StoppingUnderLoadAnswersEverybodyFirst) {
    auto fresh = std::make_unique<testing::Fresh>(Engine::sqlite, sets, patient());
    Database& database = fresh->database();
    constexpr int callers = 20;
    std::latch is_running{1};
    std::latch may_go_on{1};
    std::atomic<int> answered{0};
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
        static_cast<void>(database.write([&](Tx&) {
            is_running.count_down();
            may_go_on.wait();
        }));
        ++answered;
    });
    is_running.wait();
    for (int i = 0; i < callers; ++i) {
        threads.emplace_back([&, i] {
            if (put(database, std::to_string(i))) ++answered;
        });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{100});  // until all of them wait
    may_go_on.count_down();
    fresh.reset();
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(answered, callers + 1);
}

class PostgresFailures : public ::testing::Test {
protected:
    void SetUp() override {
        const auto engines = testing::engines();
        if (engines.size() < 2) GTEST_SKIP() << "PINGYI_TEST_POSTGRES is not set";
        fresh_ = std::make_unique<testing::Fresh>(Engine::postgres, sets, patient());
    }
    std::unique_ptr<testing::Fresh> fresh_;
};

TEST_F(PostgresFailures, BackendsTerminatedUnderLoadLoseNothing) {
    PostgresConnection killer{fresh_->url(), std::chrono::milliseconds{0}};
    Load load{fresh_->database(), 8};
    for (int shot = 0; shot < 20; ++shot) {
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        killer.exec(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
    load.stop();
    EXPECT_GT(load.acknowledged.size(), 20U);
    EXPECT_TRUE(load.unknown.empty()) << load.unknown.size();
    expect_truth(load, ids(fresh_->database()));
}

TEST_F(PostgresFailures, AServerRestartedUnderLoadLosesNothing) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    const char* restart = std::getenv("PINGYI_TEST_POSTGRES_RESTART");
    if (!restart) {
        GTEST_SKIP() << "PINGYI_TEST_POSTGRES_RESTART, a command that kills and restarts a server "
                        "of its own, is not set";
    }
    Load load{fresh_->database(), 8};
    for (int round = 0; round < 2; ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1000});
        ASSERT_EQ(std::system(restart), 0);  // NOLINT(concurrency-mt-unsafe)
    }
    const std::size_t before = load.acknowledged_now();
    std::this_thread::sleep_for(std::chrono::milliseconds{1000});
    load.stop();
    EXPECT_GT(load.acknowledged.size(), before) << "writing goes on by itself";
    RecordProperty("acknowledged", static_cast<int>(load.acknowledged.size()));
    RecordProperty("unknown", static_cast<int>(load.unknown.size()));
    expect_truth(load, ids(fresh_->database()));
}

// A standby, or a primary that became one, answers reads only.
TEST_F(PostgresFailures, AServerThatTakesNoWritesIsUnavailable) {
    const auto url = fresh_->url() + "%20-cdefault_transaction_read_only%3Don";
    auto demoted = std::move(*open(url, patient()));
    EXPECT_EQ(code(put(*demoted, "a")), "db.unavailable");
    EXPECT_EQ(ids(*demoted), std::set<std::string>{});
}

TEST_F(PostgresFailures, AnUnfitDatabaseIsNotServed) {
    PostgresConnection admin{fresh_->url(), std::chrono::milliseconds{0}};
    const auto name = admin.ask("SELECT current_database()") + "_latin";
    admin.exec("CREATE DATABASE " + name +
               " TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
    auto url = fresh_->url();
    const auto own = admin.ask("SELECT current_database()");
    url.replace(url.find(own), own.size(), name);
    const auto opened = open(url);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().detail.find("UTF8"), std::string::npos);
    EXPECT_FALSE(migrate(url, sets));
    admin.exec("DROP DATABASE " + name + " WITH (FORCE)");
}

}  // namespace
}  // namespace pingyi::db
