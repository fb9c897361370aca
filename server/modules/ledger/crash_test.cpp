// A server that is killed in the middle of a batch, a hundred times, leaves one consistent history.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "modules/ledger/ledger_test.hpp"
#include "platform/log/log.hpp"
#include "platform/tlog/tile.hpp"

namespace pingyi::ledger {
namespace {

constexpr const char* url_variable = "PINGYI_TEST_LEDGER_URL";
constexpr const char* head_variable = "PINGYI_TEST_LEDGER_HEAD";
constexpr int kills = 100;
constexpr int entries_a_round = 300;

Identity crash_identity() {
    return Identity::of({origin, "http://127.0.0.1/ledger", "", 0}, std::string(32, 'k')).value();
}

/// Not a test but what is killed: appends until then. Ends by itself only when something is wrong.
TEST(LedgerCrash, DISABLED_Child) {
    const char* url = std::getenv(url_variable);
    if (url == nullptr) GTEST_SKIP() << "started by the test below";
    crypto::start();
    log::set_level(log::Level::error);
    auto database = db::open(url, db::testing::patient()).value();
    Ledger ledger{*database, crash_identity(), Zone::named("Asia/Shanghai").value(),
                  std::getenv(head_variable)};
    for (bool is_first = true;; is_first = false) {
        ASSERT_TRUE(database->append([&](db::Tx& tx) {
            for (int i = 0; i < entries_a_round; ++i) {
                append(tx, noon, {"test.counted", {}, "", "", {}});
            }
        }));
        const auto placed = ledger.appender.run(Log::operations, noon);
        if (!placed) std::_Exit(7);
        if (is_first && ::write(STDOUT_FILENO, "r", 1) != 1) std::_Exit(8);
    }
}

/// A child that has appended its first batch.
class Child {
public:
    Child() {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        std::string self = "/proc/self/exe";
        std::string filter = "--gtest_filter=LedgerCrash.DISABLED_Child";
        std::string also = "--gtest_also_run_disabled_tests";
        char* arguments[] = {self.data(), filter.data(), also.data(), nullptr};
        const int failed =
            ::posix_spawn(&pid_, self.c_str(), &actions, nullptr, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        output_ = ends[0];
        if (failed != 0) throw std::runtime_error("no child");
    }
    ~Child() { ::close(output_); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// GoogleTest prints first; then comes the sign that a batch is done.
    [[nodiscard]] bool wait_until_it_appends() const {
        for (char c = 0; ::read(output_, &c, 1) == 1;) {
            if (c == 'r' && ended_line_) return true;
            ended_line_ = c == '\n';
        }
        return false;
    }
    /// returns  whether it was alive until now
    [[nodiscard]] bool kill() const {
        ::kill(pid_, SIGKILL);
        int status = 0;
        ::waitpid(pid_, &status, 0);
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }

private:
    pid_t pid_ = 0;
    int output_ = -1;
    mutable bool ended_line_ = true;
};

class LedgerCrashes : public LedgerTest {};
INSTANTIATE_TEST_SUITE_P(Engines, LedgerCrashes, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(LedgerCrashes, AHundredKillsLeaveOneHistory) {
    ::setenv(url_variable, fresh_.url().c_str(), 1);
    ::setenv(head_variable, folder_.file("key.head").c_str(), 1);
    const Identity who = crash_identity();
    std::vector<Seen> history;
    for (int i = 0; i < kills; ++i) {
        const Child child;
        ASSERT_TRUE(child.wait_until_it_appends()) << "round " << i;
        std::this_thread::sleep_for(std::chrono::microseconds{(i * 7919) % 40'000});
        ASSERT_TRUE(child.kill()) << "it ended by itself in round " << i;
        const auto now = read([](db::Tx& tx) {
            const auto head = store::head(tx, Log::operations).value();
            const auto row = store::checkpoint(tx, Log::operations, head.size).value();
            return Seen{row.size, row.root};
        });
        if (!history.empty()) {
            EXPECT_GE(now.size, history.back().size);
        }
        history.push_back(now);
        if (i % 10 == 0) {
            ASSERT_EQ(verified(who), "") << "round " << i;
        }
    }
    EXPECT_EQ(verified(who), "");
    EXPECT_GT(history.back().size, history.front().size);
    // Every head that was seen between two kills is a state of the one tree.
    for (const Seen& seen : history) {
        const auto root = read([&](db::Tx& tx) {
            tlog::TileNodes nodes{history.back().size, store::tiles(tx, Log::operations)};
            return tlog::root_at(seen.size, nodes.reader()).value();
        });
        EXPECT_EQ(root, seen.root) << seen.size;
    }
    // And nothing that was committed is lost: every entry is placed once, or waits.
    const auto last = ledger(crash_identity());
    ASSERT_TRUE(last->appender.run(Log::operations, now_));
    EXPECT_EQ(verified(who), "");
    EXPECT_EQ(size() % entries_a_round, 0U);
    EXPECT_EQ(read([](db::Tx& tx) { return pending(tx, Log::operations); }), 0);
    const auto places =
        read([](db::Tx& tx) { return tx.run("SELECT count(*) FROM ledger_entry")[0].integer(0); });
    EXPECT_EQ(static_cast<std::uint64_t>(places), size());
}

}  // namespace
}  // namespace pingyi::ledger
