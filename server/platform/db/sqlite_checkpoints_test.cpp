// Checkpoints beside the writer: when they run, and that the log stays within bounds.
#include "platform/db/sqlite_checkpoints.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "platform/db/database.hpp"

namespace pingyi::db {
namespace {

constexpr std::chrono::milliseconds patience{1000};
constexpr std::uintmax_t page_bytes = 4096;

class Checkpoints : public ::testing::Test {
protected:
    Checkpoints() {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directory(folder_);
        writer_ =
            std::make_unique<SqliteConnection>(file_, SqliteConnection::Access::write, patience);
        writer_->exec("CREATE TABLE item (body BLOB) STRICT");
        writer_->leave_checkpoints();
    }
    ~Checkpoints() override {
        writer_.reset();
        std::filesystem::remove_all(folder_);
    }
    Checkpoints(const Checkpoints&) = delete;
    Checkpoints& operator=(const Checkpoints&) = delete;

    void write_pages(std::uintmax_t pages) {
        writer_->run("INSERT INTO item (body) VALUES ($1)",
                     std::initializer_list<Param>{Blob{std::string(pages * page_bytes, 'x')}});
    }
    /// Waits until the file itself holds that many pages.
    [[nodiscard]] bool file_reaches(std::uintmax_t pages) const {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (std::filesystem::file_size(file_) < pages * page_bytes) {
            if (std::chrono::steady_clock::now() > until) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        return true;
    }

    std::string folder_ = ::testing::TempDir() + "checkpoints_" + std::to_string(getpid());
    std::string file_ = folder_ + "/test.db";
    std::unique_ptr<SqliteConnection> writer_;
};

TEST_F(Checkpoints, ACommitLeavesThePagesInTheLog) {
    write_pages(2 * SqliteCheckpoints::step_pages);
    EXPECT_GT(writer_->log_pages(), 2 * SqliteCheckpoints::step_pages);
    EXPECT_LT(std::filesystem::file_size(file_), SqliteCheckpoints::step_pages * page_bytes);
}

TEST_F(Checkpoints, RunBesideTheWriterWhenTheLogHasGrown) {
    SqliteCheckpoints checkpoints{file_};
    for (int commit = 0; commit < 60; ++commit) {
        write_pages(100);
        EXPECT_FALSE(checkpoints.follow(writer_->log_pages()));
    }
    // 6,000 pages were written; of the log, that may begin anew at any time, the last step or two
    // may not be due.
    EXPECT_TRUE(file_reaches(3 * SqliteCheckpoints::step_pages));
}

TEST_F(Checkpoints, ALogThatIsLongIsEndedByTheWriterWhenLittleIsLeftAndBeginsAnew) {
    SqliteCheckpoints checkpoints{file_};
    write_pages(SqliteCheckpoints::log_pages_max);
    ASSERT_FALSE(checkpoints.follow(writer_->log_pages())) << "all of it would have to be copied";
    EXPECT_TRUE(file_reaches(SqliteCheckpoints::log_pages_max - SqliteCheckpoints::rest_pages));
    bool is_mine = false;  // the checkpoint beside it may take a moment longer than its file
    for (int i = 0; i < 5000 && !is_mine; ++i) {
        is_mine = checkpoints.follow(writer_->log_pages());
        if (!is_mine) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    ASSERT_TRUE(is_mine);
    EXPECT_GE(writer_->checkpoint(), SqliteCheckpoints::log_pages_max);
    write_pages(1);
    EXPECT_LT(writer_->log_pages(), 10);
    EXPECT_FALSE(checkpoints.follow(writer_->log_pages()));

    write_pages(SqliteCheckpoints::step_pages);
    EXPECT_FALSE(checkpoints.follow(writer_->log_pages()));
    EXPECT_TRUE(file_reaches(SqliteCheckpoints::log_pages_max + SqliteCheckpoints::step_pages))
        << "counted from the new beginning";
}

TEST_F(Checkpoints, TheDatabaseKeepsItsLogShort) {
    constexpr std::size_t body_bytes = 500 * page_bytes;
    constexpr int rounds = 120;  // 60,000 pages, more than three times the longest log
    Options options;
    options.write_limit = std::chrono::milliseconds{5000};
    auto database = open("sqlite:" + file_, options);
    ASSERT_TRUE(database);
    const Blob body{std::string(body_bytes, 'x')};
    std::uintmax_t longest = 0;
    for (int round = 0; round < rounds; ++round) {
        ASSERT_TRUE((*database)->write(
            [&](Tx& tx) { tx.run("INSERT INTO item (body) VALUES ($1)", {body}); }));
        longest = std::max(longest, std::filesystem::file_size(file_ + "-wal"));
    }
    // So large commits always leave more than a little; a checkpoint that runs when the log is due
    // to end makes it end a few commits later.
    EXPECT_LT(longest, 3 * SqliteCheckpoints::log_pages_max * page_bytes);
}

}  // namespace
}  // namespace pingyi::db
