#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/commands.hpp"

namespace pingyi::app {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class SchemeCommand : public ::testing::Test {
protected:
    ~SchemeCommand() override { std::filesystem::remove(file_); }

    /// What is printed, and the code of the failure behind it.
    std::string run(const std::string& step, Language language = Language::en) {
        ::testing::internal::CaptureStdout();
        const auto done = scheme({step, file_, language});
        std::fflush(stdout);
        const std::string printed = ::testing::internal::GetCapturedStdout();
        return printed + (done ? "" : done.error().code + " " + done.error().detail);
    }
    /// A shipped scheme with one piece replaced.
    void write(std::string_view old, std::string_view now) const {
        std::ifstream in("schemes/bengbu-2011.yaml", std::ios::binary);
        std::string yaml{std::istreambuf_iterator<char>(in), {}};
        if (!old.empty()) yaml.replace(yaml.find(old), old.size(), now);
        std::ofstream(file_, std::ios::binary) << yaml;
    }
    std::string file_ = std::filesystem::temp_directory_path() /
                        ("pingyi-scheme-" + std::to_string(getpid()) + ".yaml");
};

TEST_F(SchemeCommand, NamesFileLineAndColumnInBothLanguages) {
    write("from: 80, below: 90", "from: 80, to: 89");
    EXPECT_EQ(run("lint"),
              file_ +
                  ":43:5: error: There is a gap between “good … excellent”: 89.5, for example, "
                  "is in no band. End the lower one with below at the start of the higher.\n"
                  "app.scheme_has_errors 1");
    EXPECT_THAT(run("lint", Language::zh), StartsWith(file_ + ":43:5: 错误: "));
    EXPECT_THAT(run("hash"), HasSubstr("app.scheme_has_errors 1")) << "nothing wrong has a hash";
    EXPECT_THAT(run("outline"), HasSubstr("app.scheme_has_errors 1"));
}

TEST_F(SchemeCommand, TellsAGoodSchemeAndItsHash) {
    write("", "");
    EXPECT_EQ(run("lint"), "");
    EXPECT_THAT(run("outline"),
                HasSubstr("\n   29    leadership (10 % of the whole): weighted mean"));
    EXPECT_THAT(run("outline", Language::zh), HasSubstr("等次 良好：≥ 80, < 90"));
    const std::string hash = run("hash");
    EXPECT_EQ(hash.size(), 65U);
    write("weight: 80", "weight: 80.0");
    EXPECT_EQ(run("hash"), hash);
    write("version: 1", "version: 2");
    EXPECT_NE(run("hash"), hash);
}

TEST_F(SchemeCommand, AFileThatIsTooLongIsSaid) {
    write("", "");
    std::ofstream(file_, std::ios::app) << std::string(1'000'000, '#');
    EXPECT_EQ(run("lint"), "app.scheme_too_large " + file_);
}

TEST_F(SchemeCommand, AWeightThatIsNoDecimalIsSaid) {
    const auto done = what_if({"", "schemes/bengbu-2011.yaml", Language::en},
                              {"schemes/tests/bengbu-2011", {"handling=1e308"}, {}, {}, {}});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code + " " + done.error().detail, "app.bad_weight handling=1e308");
}

TEST_F(SchemeCommand, AFileThatIsNotThereIsSaid) {
    EXPECT_EQ(run("lint"), "app.no_such_file " + file_);
}

}  // namespace
}  // namespace pingyi::app
