// Keys and passwords are taken only from files that nobody else can read.
#include "app/key_file.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "platform/crypto/crypto.hpp"

namespace pingyi::app {
namespace {

namespace fs = std::filesystem;

class KeyFile : public ::testing::Test {
protected:
    KeyFile() { crypto::start(); }
    ~KeyFile() override { fs::remove(path_); }
    void write(const std::string& content, fs::perms perms = fs::perms::owner_read) {
        fs::remove(path_);
        std::ofstream(path_, std::ios::binary) << content;
        fs::permissions(path_, perms);
    }
    std::string path_ =
        (fs::temp_directory_path() / ("pingyi-secret-" + std::to_string(getpid()))).string();
};

TEST_F(KeyFile, ASecretIsTheFirstLine) {
    EXPECT_EQ(load_secret("").value(), "");
    EXPECT_EQ(load_secret(path_).error().code, "app.no_secret_file");
    write("pass word\r\nmore\n");
    EXPECT_EQ(load_secret(path_).value(), "pass word");
    write(std::string(1000, 'x'));
    EXPECT_EQ(load_secret(path_)->size(), 1000U);
    for (const std::string& bad : {std::string(), std::string("\n"), std::string(1001, 'x')}) {
        write(bad);
        EXPECT_EQ(load_secret(path_).error().code, "app.bad_secret_file");
    }
    write("secret", fs::perms::owner_read | fs::perms::group_read);
    EXPECT_EQ(load_secret(path_).error().code, "app.bad_secret_file");
}

TEST_F(KeyFile, OneProcessAtATimeUsesAKey) {
    EXPECT_EQ(KeyLock::take(path_).error().code, "app.no_key_file");
    EXPECT_TRUE(make_key(path_).value());
    EXPECT_FALSE(make_key(path_).value());
    EXPECT_EQ(load_key(path_)->size(), 32U);
    {
        const auto first = KeyLock::take(path_);
        ASSERT_TRUE(first);
        EXPECT_EQ(KeyLock::take(path_).error().code, "app.key_file_in_use");
    }
    EXPECT_TRUE(KeyLock::take(path_));
}

TEST_F(KeyFile, TheMailWorkerHasItsOwnBesideSqlite) {
    config::Config config;
    config.database = "sqlite:a.db";
    EXPECT_EQ(mail_key_path(config).value(), "a.db.mail.key");
    EXPECT_NE(mail_key_path(config).value(), key_path(config).value());
    config.database = "postgresql://a/b";
    EXPECT_EQ(mail_key_path(config).error().code, "app.mail_key_file_needed");
    config.mail_key_file = "/m";
    EXPECT_EQ(mail_key_path(config).value(), "/m");
}

}  // namespace
}  // namespace pingyi::app
