// In which language the command speaks.
#include "app/command.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace pingyi::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Speaking : public ::testing::Test {
protected:
    Speaking() {
        fs::create_directories(folder_);
        std::ofstream(folder_ / "units.csv") << "unit,class,zh,en\n,a,甲局,Bureau X\n";
        for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) ::unsetenv(name);
    }
    ~Speaking() override {
        fs::remove_all(folder_);
        ::unsetenv("LC_ALL");
    }
    /// What the command says in place of a result.
    std::string run(std::vector<std::string> words) {
        words.insert(words.begin(), "pingyi");
        std::vector<char*> raw;
        for (std::string& word : words) raw.push_back(word.data());
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        status_ = run_command(static_cast<int>(raw.size()), raw.data());
        ::testing::internal::GetCapturedStdout();
        return ::testing::internal::GetCapturedStderr();
    }

    fs::path folder_ =
        fs::temp_directory_path() / ("pingyi-speaking-" + std::to_string(::getpid()));
    std::string nowhere_ = folder_ / "nowhere";
    int status_ = 0;
};

TEST_F(Speaking, ErrorsAreInTheLanguageThatIsAskedFor) {
    const std::string scheme = "schemes/bengbu-2011.yaml";
    const std::vector<std::vector<std::string>> commands{
        {"verify", nowhere_},
        {"scheme", "lint", nowhere_},
        {"score", scheme, "--data", folder_, "--out", nowhere_},
        {"what-if", scheme, "--data", folder_, "--weight", "handling"},
        {"draw", "result", "0123456789abcdef", nowhere_, "--log", nowhere_},
        {"migrate", "--config", nowhere_},
    };
    for (const std::vector<std::string>& command : commands) {
        const std::string usual = run(command);
        const int status = status_;
        EXPECT_NE(status, 0);
        EXPECT_THAT(usual, Not(HasSubstr("。"))) << command.front();
        for (const bool is_before : {true, false}) {
            std::vector<std::string> asked = command;
            const auto at = is_before ? asked.begin() : asked.end();
            asked.insert(at, {"--lang", "zh"});
            const std::string chinese = run(asked);
            EXPECT_THAT(chinese, HasSubstr("。")) << command.front();
            EXPECT_EQ(status_, status) << command.front() << ": the language changes no status";
        }
    }
}

TEST_F(Speaking, MistakesInATableAreInThatLanguageToo) {
    std::vector<std::string> words{"score", "schemes/bengbu-2011.yaml", "--data", folder_, "--out",
                                   nowhere_};
    EXPECT_THAT(run(words), HasSubstr("units.csv: row 2, unit: This is required."));
    words.insert(words.end(), {"--lang", "zh"});
    EXPECT_THAT(run(words), HasSubstr("units.csv: row 2, unit: 此项必填。"));
}

TEST_F(Speaking, TheEnvironmentSaysItWhereNobodyAsks) {
    ::setenv("LC_ALL", "zh_CN.UTF-8", 1);
    EXPECT_THAT(run({"verify", nowhere_}), HasSubstr("也不是文件夹"));
    EXPECT_THAT(run({"verify", nowhere_, "--lang", "en"}), HasSubstr("a folder"));
    ::setenv("LC_ALL", "de_DE.UTF-8", 1);
    EXPECT_THAT(run({"verify", nowhere_}), HasSubstr("a folder"));
}

TEST_F(Speaking, OtherLanguagesAreRefused) {
    EXPECT_THAT(run({"verify", nowhere_, "--lang", "fr"}), HasSubstr("--lang"));
    EXPECT_EQ(status_, 2);
}

}  // namespace
}  // namespace pingyi::app
