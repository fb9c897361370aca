// `kill -9` of a writing process: every row it was told is durable is found afterwards.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <set>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "platform/db/testing.hpp"

extern char** environ;

namespace pingyi::db {
namespace {

constexpr std::string_view table = "CREATE TABLE item (id TEXT PRIMARY KEY) STRICT;\n";
constexpr EmbeddedFile files[] = {{"0001_items.sql", table}};
const std::vector<MigrationSet> sets{{"test", files}};
constexpr const char* url_name = "PINGYI_KILL_TEST_URL";
constexpr const char* child_filter = "--gtest_filter=KillChild.DISABLED_WritesUntilItDies";

// Not a test by itself: KillNine runs this program again with only this in it.
TEST(KillChild, DISABLED_WritesUntilItDies) {
    const char* url = std::getenv(url_name);  // NOLINT(concurrency-mt-unsafe)
    if (!url) GTEST_SKIP() << "run by KillNine";
    Options options;
    options.write_limit = std::chrono::milliseconds{2000};
    auto database = std::move(*open(url, options));
    std::vector<std::thread> threads;
    for (int caller = 0; caller < 8; ++caller) {
        threads.emplace_back([&, caller] {
            for (int round = 0;; ++round) {
                const auto id = std::to_string(getpid()) + "/" + std::to_string(caller) + "/" +
                                std::to_string(round);
                const Result<> done = database->write(
                    [&](Tx& tx) { tx.run("INSERT INTO item (id) VALUES ($1)", {id}); });
                const std::string line = "ack " + id + "\n";
                if (done && ::write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(1);
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

std::set<std::string> acknowledgements(const std::string& output) {
    std::set<std::string> found;
    for (std::size_t at = output.find("ack "); at != std::string::npos;) {
        const std::size_t end = output.find('\n', at);
        if (end == std::string::npos) break;
        found.insert(output.substr(at + 4, end - at - 4));
        at = output.find("ack ", end);
    }
    return found;
}

/// Starts the child, kills it after so many bytes of acknowledgements; returns what it had said.
std::string output_until_killed(const std::string& url, std::size_t bytes) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    setenv(url_name, url.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): no other thread runs
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    std::string program = "test";
    std::string disabled = "--gtest_also_run_disabled_tests";
    std::string filter = child_filter;
    char* arguments[] = {program.data(), disabled.data(), filter.data(), nullptr};
    pid_t child = 0;
    if (posix_spawn(&child, "/proc/self/exe", &actions, nullptr, arguments, environ) != 0) {
        throw std::runtime_error("no child");
    }
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    std::string output;
    char buffer[4096];
    bool is_killed = false;
    for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
        output.append(buffer, static_cast<std::size_t>(got));
        if (!is_killed && output.size() > bytes) is_killed = kill(child, SIGKILL) == 0;
    }
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return output;
}

class KillNine : public ::testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, KillNine, ::testing::ValuesIn(testing::engines()),
                         testing::engine_name);

TEST_P(KillNine, LosesNoAcknowledgedWrite) {
    const testing::Fresh fresh{GetParam(), sets};
    // A file that only the child has open, so that opening it afterwards is a real recovery.
    const auto url = GetParam() == Engine::sqlite ? fresh.url() + ".killed" : fresh.url();
    ASSERT_TRUE(migrate(url, sets));
    std::set<std::string> acknowledged;
    for (const std::size_t bytes : {3'000U, 20'000U, 60'000U}) {
        acknowledged.merge(acknowledgements(output_until_killed(url, bytes)));
        auto survivor = std::move(*open(url));
        const auto rows = survivor->read([](Tx& tx) { return tx.run("SELECT id FROM item"); });
        std::set<std::string> found;
        for (const Row row : rows.value()) found.insert(row.text(0));
        for (const auto& id : acknowledged) ASSERT_TRUE(found.contains(id)) << "lost " << id;
    }
    EXPECT_GT(acknowledged.size(), 500U);
}

}  // namespace
}  // namespace pingyi::db
