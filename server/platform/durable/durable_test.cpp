#include "platform/durable/durable.hpp"

#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace pingyi::durable {
namespace {

class Durable : public ::testing::Test {
protected:
    Durable() { std::filesystem::create_directory(folder_); }
    ~Durable() override { std::filesystem::remove_all(folder_); }
    Durable(const Durable&) = delete;
    Durable& operator=(const Durable&) = delete;

    std::string folder_ = ::testing::TempDir() + "durable_" + std::to_string(getpid());
    std::string path_ = folder_ + "/head";
};

TEST_F(Durable, KeepsTheNewestContentForItsOwnerOnly) {
    ASSERT_TRUE(write(path_, "a longer first one"));
    ASSERT_TRUE(write(path_, "second"));
    EXPECT_EQ(read(path_, 6).value(), "second");
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(path_).permissions(), perms::owner_read | perms::owner_write);
    EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(Durable, TellsNothingThereFromNothingInIt) {
    EXPECT_EQ(read(path_, 10).value(), std::nullopt);
    ASSERT_TRUE(write(path_, ""));
    EXPECT_EQ(read(path_, 10).value(), "");
}

TEST_F(Durable, RefusesWhatIsTooLargeOrNoFile) {
    ASSERT_TRUE(write(path_, "seven!!"));
    EXPECT_EQ(read(path_, 6).error().code, "durable.not_read");
    EXPECT_EQ(read(folder_, 100).error().code, "durable.not_read");
}

TEST_F(Durable, LeavesTheOldContentWhereTheNewCannotBeWritten) {
    ASSERT_TRUE(write(path_, "old"));
    std::filesystem::create_directory(path_ + ".new");  // nobody can write there, not even root
    EXPECT_EQ(write(path_, "new").error().code, "durable.not_written");
    EXPECT_EQ(read(path_, 10).value(), "old");
    EXPECT_EQ(write(folder_ + "/missing/head", "new").error().code, "durable.not_written");
}

TEST_F(Durable, MakesAFileOnceWhoeverTriesAndNeverShowsAPartOfIt) {
    for (int round = 0; round < 50; ++round) {
        std::atomic<int> makers = 0;
        std::atomic<int> wrong = 0;
        std::vector<std::jthread> processes;
        for (int i = 0; i < 8; ++i) {
            processes.emplace_back([&, i] {
                const auto made = create(path_, std::string(32, static_cast<char>('a' + i)));
                makers += made && *made ? 1 : 0;
                const auto content = read(path_, 100);
                wrong += content && *content && (*content)->size() == 32 ? 0 : 1;
            });
        }
        processes.clear();
        ASSERT_EQ(makers, 1);
        ASSERT_EQ(wrong, 0);
        std::filesystem::remove(path_);
        ASSERT_TRUE(std::filesystem::is_empty(folder_));
    }
    EXPECT_EQ(create(folder_ + "/missing/key", "x").error().code, "durable.not_written");
}

}  // namespace
}  // namespace pingyi::durable
