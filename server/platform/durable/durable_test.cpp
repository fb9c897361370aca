#include "platform/durable/durable.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

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

}  // namespace
}  // namespace pingyi::durable
