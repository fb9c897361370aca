// The example of the handbook, typed as it stands there.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sstream>

#include "app/command.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::app {
namespace {

namespace fs = std::filesystem;

/// A fenced block of a page, and the file that the line above it names: "`tables/units.csv`:".
struct Block {
    std::string language;
    std::string file;
    std::vector<std::string> lines;
};

std::vector<Block> blocks_of(const fs::path& page) {
    constexpr std::string_view fence = "```";
    std::vector<Block> blocks;
    std::ifstream stream(page);
    std::string named;
    bool is_inside = false;
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with(fence)) {
            is_inside = !is_inside;
            if (is_inside) blocks.push_back({line.substr(fence.size()), named, {}});
            named.clear();
        } else if (is_inside) {
            blocks.back().lines.push_back(line);
        } else if (line.starts_with('`') && line.ends_with("`:")) {
            named = line.substr(1, line.size() - 3);
        } else if (!line.empty()) {
            named.clear();
        }
    }
    return blocks;
}

std::string run(const std::string& line) {
    std::istringstream stream{line};
    std::vector<std::string> words{std::istream_iterator<std::string>{stream}, {}};
    std::vector<char*> raw;
    for (std::string& word : words) raw.push_back(word.data());
    ::testing::internal::CaptureStdout();
    const int status = run_command(static_cast<int>(raw.size()), raw.data());
    std::string out = ::testing::internal::GetCapturedStdout();
    EXPECT_EQ(status, 0) << line << "\n" << out;
    return out;
}

/// What stands for something longer ends the comparison.
bool is_as_told(const std::string& line, const std::string& told) {
    const std::size_t open = told.find("…");
    return open == std::string::npos ? line == told : line.starts_with(told.substr(0, open));
}

class Handbook : public ::testing::Test {
protected:
    void SetUp() override {
        crypto::start();
        before_ = fs::current_path();
        folder_ = fs::temp_directory_path() / ("pingyi-handbook-" + crypto::random_token(8));
        fs::create_directories(folder_);
    }
    void TearDown() override {
        fs::current_path(before_);
        fs::remove_all(folder_);
    }

    fs::path before_;
    fs::path folder_;
};

TEST_F(Handbook, TheFirstResultIsWhatThePageSays) {
    const std::vector<Block> blocks = blocks_of("docs/handbook/first-result.md");
    fs::current_path(folder_);
    std::string out;
    std::size_t files = 0;
    std::size_t told = 0;
    for (const Block& block : blocks) {
        if (!block.file.empty()) {
            fs::create_directories((folder_ / block.file).parent_path());
            std::ofstream file(block.file);
            for (const std::string& line : block.lines) file << line << "\n";
            ++files;
        } else if (block.language == "sh") {
            for (const std::string& line : block.lines) out += run(line);
        } else if (block.language == "text") {
            std::istringstream printed{out};
            std::string line;
            for (const std::string& expected : block.lines) {
                ASSERT_TRUE(std::getline(printed, line)) << expected << "\n" << out;
                EXPECT_TRUE(is_as_told(line, expected)) << line << "\n" << expected;
                ++told;
            }
            EXPECT_FALSE(std::getline(printed, line)) << line;
        }
    }
    EXPECT_EQ(files, 4U);
    EXPECT_GT(told, 10U);
    std::ifstream table("result/public/units.csv");
    const std::string units{std::istreambuf_iterator<char>(table), {}};
    EXPECT_NE(units.find("taxes,direct,税务局,Taxes,91.28,88.6675,93.8925,process,140,good,fair,"),
              std::string::npos)
        << units;
    std::ifstream public_page("result/public/en/class-1.html");
    const std::string shown{std::istreambuf_iterator<char>(public_page), {}};
    EXPECT_NE(shown.find("could also be: fair"), std::string::npos) << shown;
}

}  // namespace
}  // namespace pingyi::app
