// For tests: the sample files beside the repository, found by PINGYI_SHARED (default ../shared).
#pragma once

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace pingyi::testing {

/// The bytes of a sample file; nullopt when it is not there.
[[nodiscard]] inline std::optional<std::string> shared_file(const std::string& path) {
    const char* folder = std::getenv("PINGYI_SHARED");  // NOLINT(concurrency-mt-unsafe)
    std::ifstream file((folder != nullptr ? std::string(folder) : "../shared") + "/" + path,
                       std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

[[nodiscard]] inline bool in_ci() {
    const char* ci = std::getenv("CI");  // NOLINT(concurrency-mt-unsafe)
    return ci != nullptr && std::string_view(ci) == "true";
}

}  // namespace pingyi::testing

// Declares `content`, or skips the test; under CI=true it fails instead.
// NOLINTBEGIN(bugprone-macro-parentheses): `content` names a variable
#define PINGYI_SHARED_FILE(content, path)                                                  \
    const auto content##_found = pingyi::testing::shared_file(path);                       \
    if (!content##_found && pingyi::testing::in_ci()) FAIL() << "no sample " << (path);    \
    if (!content##_found) GTEST_SKIP() << "no sample " << (path) << ": set PINGYI_SHARED"; \
    const std::string& content = *content##_found
// NOLINTEND(bugprone-macro-parentheses)
