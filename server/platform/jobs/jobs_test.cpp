// Jobs run at least once, one server at a time, and nothing is lost between servers.
#include "platform/jobs/jobs.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <set>
#include <thread>

#include "platform/db/testing.hpp"
#include "platform/jobs/embedded.hpp"

namespace pingyi::jobs {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class Jobs : public ::testing::TestWithParam<db::Engine> {
protected:
    Kind kind(Result<> (*outcome)() = [] { return Result<>{}; }) {
        return {"test.work", [this, outcome](const Job& job) {
                    const std::lock_guard lock(mutex_);
                    seen_.push_back(job.id + "#" + std::to_string(job.attempt));
                    return outcome();
                }};
    }
    static Result<> refuse() { return fail(ErrorKind::unavailable, "test.away"); }
    void queue(std::string_view id, Instant due) {
        const Result<> done =
            database().write([&](db::Tx& tx) { enqueue(tx, id, "test.work", "payload", due); });
        ASSERT_TRUE(done);
    }
    void pass(seconds time) { clock_.set(clock_.now() + time); }
    db::Database& database() { return fresh_.database(); }

    FixedClock clock_{Instant{std::chrono::milliseconds{1'700'000'000'000}}};
    std::mutex mutex_;
    std::vector<std::string> seen_;
    db::testing::Fresh fresh_{GetParam(), {{"jobs", embedded::migrations()}}};
};
INSTANTIATE_TEST_SUITE_P(Engines, Jobs, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

using Seen = std::vector<std::string>;

TEST_P(Jobs, RunWhenDueInTheOrderTheyBecameDue) {
    Runner runner{database(), clock_, {kind()}, "a"};
    queue("later", clock_.now() + seconds{10});
    queue("second", clock_.now());
    queue("first", clock_.now() - seconds{1});
    EXPECT_EQ(runner.run_due(), 2);
    EXPECT_EQ(seen_, (Seen{"first#1", "second#1"}));
    pass(seconds{10});
    EXPECT_EQ(runner.run_due(), 1);
    EXPECT_EQ(runner.run_due(), 0);
    EXPECT_EQ(runner.counts().value().done, 3);
}

TEST_P(Jobs, AreQueuedOnlyIfTheTransactionCommits) {
    Runner runner{database(), clock_, {kind()}, "a"};
    const Result<> refused = database().write([&](db::Tx& tx) -> Result<> {
        enqueue(tx, "j", "test.work", "", clock_.now());
        return fail(ErrorKind::conflict, "test.no");
    });
    EXPECT_FALSE(refused);
    EXPECT_EQ(runner.run_due(), 0);
}

TEST_P(Jobs, AreTriedAgainEverMoreSlowlyAndThenGivenUp) {
    auto failing = kind(refuse);
    failing.attempts_max = 3;
    Runner runner{database(), clock_, {failing}, "a"};
    queue("j", clock_.now());
    EXPECT_EQ(runner.run_due(), 1);
    pass(seconds{9});
    EXPECT_EQ(runner.run_due(), 0);
    pass(seconds{1});
    EXPECT_EQ(runner.run_due(), 1);
    EXPECT_EQ(runner.counts().value().waiting, 1);
    pass(seconds{20});
    EXPECT_EQ(runner.run_due(), 1);
    EXPECT_EQ(runner.counts().value().failed, 1);
    pass(hours{24});
    EXPECT_EQ(runner.run_due(), 0);
    EXPECT_EQ(seen_, (Seen{"j#1", "j#2", "j#3"}));
}

TEST_P(Jobs, AnExceptionIsAFailedAttempt) {
    Runner runner{database(),
                  clock_,
                  {{"test.work", [](const Job&) -> Result<> { throw std::runtime_error("x"); }}},
                  "a"};
    queue("j", clock_.now());
    EXPECT_EQ(runner.run_due(), 1);
    EXPECT_EQ(runner.counts().value().waiting, 1);
}

TEST_P(Jobs, OfADeadServerAreTakenOverWhenTheLeaseEnds) {
    Runner survivor{database(), clock_, {kind()}, "survivor"};
    // The work of the first server "dies": while it hangs, another looks for work.
    int found_at_once = -1;
    int found_after_lease = -1;
    Runner dying{database(),
                 clock_,
                 {{"test.work",
                   [&](const Job&) -> Result<> {
                       if (found_at_once == -1) {
                           found_at_once = survivor.run_due();
                           pass(seconds{60});
                           found_after_lease = survivor.run_due();
                       }
                       return refuse();
                   }}},
                 "dying"};
    queue("j", clock_.now());
    EXPECT_EQ(dying.run_due(), 1);
    EXPECT_EQ(found_at_once, 0);
    EXPECT_EQ(found_after_lease, 1);
    EXPECT_EQ(seen_, Seen{"j#2"});
    const auto counts = survivor.counts().value();
    EXPECT_EQ(counts.done, 1) << "the late failure of the dead server changed nothing";
    EXPECT_EQ(counts.waiting, 0);
}

TEST_P(Jobs, ThatKillTheirServerAreGivenUpToo) {
    auto mortal = kind();
    mortal.attempts_max = 2;
    queue("j", clock_.now());
    for (int death = 0; death < 2; ++death) {
        ASSERT_TRUE(database().write([&](db::Tx& tx) {
            tx.run("UPDATE jobs_job SET state = 'running', attempt = $1, next_at = $2",
                   {death + 1, clock_.now()});
        }));
    }
    Runner runner{database(), clock_, {mortal}, "a"};
    EXPECT_EQ(runner.run_due(), 1);
    EXPECT_EQ(seen_, Seen{});
    EXPECT_EQ(runner.counts().value().failed, 1);
}

TEST_P(Jobs, OnAScheduleComeRoundAgainForEver) {
    auto hourly = kind(refuse);
    hourly.every = hours{1};
    hourly.attempts_max = 1;
    Runner first{database(), clock_, {hourly}, "a"};
    Runner second{database(), clock_, {hourly}, "b"};
    EXPECT_EQ(first.run_due(), 1);
    EXPECT_EQ(second.run_due(), 0) << "one row, however many servers";
    pass(hours{1});
    EXPECT_EQ(second.run_due(), 1);
    pass(seconds{3599});
    EXPECT_EQ(first.run_due(), 0);
    pass(seconds{1});
    EXPECT_EQ(first.run_due(), 1);
    EXPECT_EQ(seen_, (Seen{"test.work#1", "test.work#1", "test.work#1"}));
}

TEST_P(Jobs, OfOtherKindsAreLeftAlone) {
    Runner runner{database(), clock_, {{"test.other", [](const Job&) { return Result<>{}; }}}, "a"};
    queue("j", clock_.now());
    EXPECT_EQ(runner.run_due(), 0);
    EXPECT_EQ(runner.counts().value().waiting, 1);
}

TEST_P(Jobs, DoneLongAgoAreForgotten) {
    Runner runner{database(), clock_, {kind()}, "a"};
    queue("j", clock_.now());
    EXPECT_EQ(runner.run_due(), 1);
    pass(hours{7 * 24 - 1});
    runner.run_due();
    EXPECT_EQ(runner.counts().value().done, 1);
    pass(hours{1});
    runner.run_due();
    EXPECT_EQ(runner.counts().value().done, 0);
}

// Two servers: two Databases on one URL, each with its own Runner.
TEST_P(Jobs, AreSharedByTwoServersAndNoneIsLost) {
    constexpr int count = 60;
    auto other = db::open(fresh_.url());
    ASSERT_TRUE(other);
    std::atomic<int> by_first{0};
    std::atomic<int> by_second{0};
    const auto counting = [&](std::atomic<int>& mine) {
        return Kind{"test.work", [&](const Job& job) {
                        std::this_thread::sleep_for(std::chrono::milliseconds{5});
                        const std::lock_guard lock(mutex_);
                        seen_.push_back(job.id);
                        ++mine;
                        return Result<>{};
                    }};
    };
    for (int i = 0; i < count; ++i) queue("job-" + std::to_string(i), clock_.now());
    Runner first{database(), clock_, {counting(by_first)}, "first"};
    Runner second{**other, clock_, {counting(by_second)}, "second"};
    first.start();
    second.start();
    for (int wait = 0; wait < 2000 && by_first + by_second < count; ++wait) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    first.stop();
    second.stop();
    EXPECT_EQ(first.counts().value().done, count);
    EXPECT_EQ(std::set<std::string>(seen_.begin(), seen_.end()).size(), std::size_t{count});
    EXPECT_EQ(seen_.size(), std::size_t{count}) << "no lease ran out, so none ran twice";
    EXPECT_GT(by_first, 0);
    EXPECT_GT(by_second, 0);
}

TEST_P(Jobs, InProgressAreFinishedWhenTheServerStops) {
    std::atomic<bool> is_running{false};
    Runner runner{database(),
                  clock_,
                  {{"test.work",
                    [&](const Job&) {
                        is_running = true;
                        std::this_thread::sleep_for(std::chrono::milliseconds{100});
                        return Result<>{};
                    }}},
                  "a"};
    queue("j", clock_.now());
    runner.start();
    while (!is_running) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    runner.stop();
    EXPECT_EQ(runner.counts().value().done, 1);
}

}  // namespace
}  // namespace pingyi::jobs
