// Several processes: `kill -9` of one that writes loses no row it was told is durable, and those
// that migrate at once apply each file once.
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
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
constexpr const char* url_name = "PINGYI_CHILD_URL";

// Not tests by themselves: the tests below run this program again with only one of these in it.
TEST(Child, DISABLED_Migrates) {
    const char* url = std::getenv(url_name);  // NOLINT(concurrency-mt-unsafe)
    if (!url) GTEST_SKIP() << "run by another test";
    ASSERT_TRUE(migrate(url, sets));
}
TEST(Child, DISABLED_WritesUntilItDies) {
    const char* url = std::getenv(url_name);  // NOLINT(concurrency-mt-unsafe)
    if (!url) GTEST_SKIP() << "run by another test";
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

struct Child {
    pid_t id = 0;
    int output = -1;
};

/// This program again, with the one test named.
Child start_child(const std::string& url, const std::string& test) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    setenv(url_name, url.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): no other thread runs
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string program = "test";
    std::string disabled = "--gtest_also_run_disabled_tests";
    std::string filter = "--gtest_filter=Child.DISABLED_" + test;
    char* arguments[] = {program.data(), disabled.data(), filter.data(), nullptr};
    Child child;
    child.output = ends[0];
    if (posix_spawn(&child.id, "/proc/self/exe", &actions, nullptr, arguments, environ) != 0) {
        throw std::runtime_error("no child");
    }
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    return child;
}

/// What the child said until it ended; killed after so many bytes.
std::string output_of(const Child& child, std::size_t bytes_until_killed, int& status) {
    std::string output;
    char buffer[4096];
    bool is_killed = false;
    for (ssize_t got = 0; (got = read(child.output, buffer, sizeof buffer)) > 0;) {
        output.append(buffer, static_cast<std::size_t>(got));
        if (!is_killed && output.size() > bytes_until_killed) {
            is_killed = kill(child.id, SIGKILL) == 0;
        }
    }
    close(child.output);
    waitpid(child.id, &status, 0);
    return output;
}

std::string output_until_killed(const std::string& url, std::size_t bytes) {
    int status = 0;
    return output_of(start_child(url, "WritesUntilItDies"), bytes, status);
}

class MigratingProcesses : public ::testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, MigratingProcesses, ::testing::ValuesIn(testing::engines()),
                         testing::engine_name);

TEST_P(MigratingProcesses, ApplyEachFileOnce) {
    const testing::Fresh fresh{GetParam(), {}};
    std::vector<Child> children;
    for (int i = 0; i < 3; ++i) children.push_back(start_child(fresh.url(), "Migrates"));
    for (const Child& child : children) {
        int status = 0;
        const auto output = output_of(child, 1'000'000, status);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << output;
    }
    EXPECT_EQ(pending(fresh.url(), sets).value(), std::vector<std::string>{});
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
