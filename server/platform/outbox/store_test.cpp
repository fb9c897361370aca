// Messages queue with their transaction, fold, pause, end once; addresses come and go; both
// engines.
#include "platform/outbox/store.hpp"

#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/outbox/embedded.hpp"

namespace pingyi::outbox {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string installation_key(32, 'k');

class Store : public ::testing::TestWithParam<db::Engine> {
protected:
    static void SetUpTestSuite() { crypto::start(); }

    db::Database& database() { return fresh_.database(); }
    template <class F>
    auto write(F&& closure) {
        return database().write(std::forward<F>(closure));
    }
    AddressId keep(Channel channel = Channel::mail, std::optional<Instant> ends_at = {}) {
        const Address address{channel, channel == Channel::mail ? "an@example.org" : "13900001234"};
        const Sealed sealed = seal(public_key_, installation_key, address).value();
        EXPECT_TRUE(write([&](db::Tx& tx) {
            keep_address(tx, sealed, Day{}, ends_at);
            return Result<>{};
        }));
        return sealed.id;
    }
    Message message(AddressId address, const std::string& key) {
        Message made;
        made.id = crypto::random_id<MessageId>();
        made.template_name = "casework.replied";
        made.record = "r";
        made.address = address;
        made.dedup_key = key;
        made.due = now_;
        return made;
    }
    bool add(const Message& message) {
        return write([&](db::Tx& tx) { return enqueue(tx, message); }).value();
    }
    std::optional<store::Leased> take(std::string_view holder = "a") {
        return write([&](db::Tx& tx) { return store::take(tx, holder, now_, now_ + minutes{5}); })
            .value();
    }
    bool settle(const store::Leased& leased, store::State state, std::string_view holder = "a") {
        return write([&](db::Tx& tx) {
                   return store::settle(tx, leased, holder, {state, now_, "test", false});
               })
            .value();
    }
    Counts count() {
        return database().read([](db::Tx& tx) { return counts(tx); }).value();
    }
    /// "state code" of a message.
    std::string state_of(std::string_view key) {
        return database()
            .read([&](db::Tx& tx) {
                const db::Rows rows = tx.run(
                    "SELECT state, last_code FROM outbox_message WHERE dedup_key = $1", {key});
                return rows.empty() ? std::string("none") : rows[0].text(0) + " " + rows[0].text(1);
            })
            .value();
    }

    Instant now_{std::chrono::milliseconds{1'700'000'000'000}};
    std::string private_key_ = crypto::random_bytes(32);
    std::string public_key_ = crypto::public_key_of(private_key_);
    db::testing::Fresh fresh_{GetParam(), {{"outbox", embedded::migrations()}}};
};
INSTANTIATE_TEST_SUITE_P(Engines, Store, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(Store, AddressesAreAcceptedOnceAWorkerIsKnown) {
    const auto open = [&](Channel channel) {
        return database().read([&](db::Tx& tx) { return is_open(tx, channel); }).value();
    };
    const auto enter = [&](std::string_view key, store::Channels channels, bool replace) {
        return write([&](db::Tx& tx) { return store::register_key(tx, key, channels, replace); });
    };
    EXPECT_FALSE(open(Channel::mail));
    ASSERT_TRUE(enter(public_key_, {.mail = true}, false));
    EXPECT_TRUE(open(Channel::mail));
    EXPECT_FALSE(open(Channel::sms));
    EXPECT_EQ(database().read([](db::Tx& tx) { return public_key(tx, Channel::mail); }).value(),
              public_key_);
    const AddressId address = keep();
    ASSERT_TRUE(add(message(address, "1")));
    const std::string other = crypto::public_key_of(crypto::random_bytes(32));
    EXPECT_EQ(enter(other, {.mail = true, .sms = true}, false).error().code, "outbox.other_key");
    ASSERT_TRUE(enter(other, {.mail = true, .sms = true}, true));
    EXPECT_TRUE(open(Channel::sms));
    EXPECT_EQ(state_of("1"), "suppressed outbox.key_replaced");
    EXPECT_FALSE(add(message(address, "2"))) << "nobody can open it any more";
    ASSERT_TRUE(enter(other, {}, false));
    EXPECT_FALSE(open(Channel::mail)) << "a worker without a mail server closes the channel";
}

TEST_P(Store, AMessageExistsIfItsTransactionCommits) {
    const AddressId address = keep();
    const Result<> refused = write([&](db::Tx& tx) -> Result<> {
        enqueue(tx, message(address, "1"));
        return fail(ErrorKind::conflict, "test.no");
    });
    EXPECT_FALSE(refused);
    EXPECT_EQ(count().waiting, 0);
    EXPECT_TRUE(add(message(address, "1")));
    EXPECT_FALSE(add(message(address, "1"))) << "one key, one message";
    EXPECT_EQ(count().waiting, 1);
    EXPECT_FALSE(add(message(crypto::random_id<AddressId>(), "2"))) << "nobody to write to";
}

TEST_P(Store, ALaterNoticeTakesThePlaceOfTheOneThatWaits) {
    const AddressId address = keep();
    Message first = message(address, "1");
    first.quiet = minutes{5};
    ASSERT_TRUE(add(first));
    EXPECT_FALSE(take()) << "it is quiet";
    now_ += minutes{4};
    Message second = message(address, "2");
    second.template_name = "casework.closed";
    second.quiet = minutes{5};
    ASSERT_TRUE(add(second));
    EXPECT_EQ(state_of("1"), "suppressed outbox.folded");
    EXPECT_FALSE(add(first)) << "folded is not forgotten";
    Message elsewhere = message(address, "3");
    elsewhere.record = "other";
    elsewhere.quiet = hours{48};
    ASSERT_TRUE(add(elsewhere));
    Message code = message(address, "4");
    code.template_name = "contacts.code";
    ASSERT_TRUE(add(code));
    EXPECT_EQ(take()->dedup_key, "4") << "without a quiet time it goes at once";
    now_ += minutes{1};
    const auto taken = take();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->dedup_key, "2") << "at the time of the first";
    EXPECT_FALSE(take());
    Message late = message(address, "5");
    late.quiet = minutes{5};
    ASSERT_TRUE(add(late));
    EXPECT_TRUE(settle(*taken, store::State::sent)) << "what is being sent is left alone";
    EXPECT_EQ(count().waiting, 3);
    now_ += hours{2};
    EXPECT_EQ(take()->dedup_key, "4") << "its lease ran out first";
    EXPECT_EQ(take()->dedup_key, "5");
    EXPECT_EQ(take()->dedup_key, "3") << "two hours at most";
}

TEST_P(Store, ALeaseThatRanOutIsRepeatedForMailAndUnknownForSms) {
    ASSERT_TRUE(add(message(keep(), "mail")));
    ASSERT_TRUE(add(message(keep(Channel::sms), "sms")));
    const auto first = take("a");
    const auto second = take("a");
    ASSERT_TRUE(first && second);
    EXPECT_FALSE(take("b"));
    now_ += minutes{5};
    const auto again = take("b");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->dedup_key, "mail");
    EXPECT_EQ(again->attempt, 2);
    EXPECT_FALSE(take("b"));
    EXPECT_EQ(state_of("sms"), "unknown outbox.worker_lost");
    EXPECT_FALSE(settle(first->dedup_key == "mail" ? *first : *second, store::State::failed, "a"))
        << "its lease is lost";
    EXPECT_TRUE(settle(*again, store::State::sent, "b"));
    EXPECT_EQ(state_of("mail"), "sent test");
    EXPECT_EQ(count().unknown, 1);
}

TEST_P(Store, AWorkerThatCameBackNeedsNoLeaseToEnd) {
    ASSERT_TRUE(add(message(keep(), "1")));
    ASSERT_TRUE(take("a"));
    const auto release = [&](std::string_view holder) {
        return write([&](db::Tx& tx) { store::release(tx, holder, now_); });
    };
    ASSERT_TRUE(release("b"));
    EXPECT_FALSE(take("b"));
    ASSERT_TRUE(release("a"));
    EXPECT_TRUE(take("a"));
}

TEST_P(Store, PausedNothingIsTakenAndResumedOnlyWhatRemains) {
    const AddressId address = keep();
    for (const char* key : {"1", "2", "3"}) {
        ASSERT_TRUE(add(message(address, key)));
        now_ += seconds{1};
    }
    const auto first = take();
    ASSERT_TRUE(first);
    for (int twice = 0; twice < 2; ++twice) {
        ASSERT_TRUE(write([&](db::Tx& tx) { pause(tx, now_); }));
    }
    EXPECT_TRUE(count().paused);
    EXPECT_FALSE(take());
    EXPECT_FALSE(database().read([&](db::Tx& tx) { return store::is_due(tx, now_); }).value());
    EXPECT_TRUE(settle(*first, store::State::sent)) << "what was on its way ends";
    ASSERT_TRUE(write([](db::Tx& tx) { resume(tx); }));
    EXPECT_EQ(take()->dedup_key, "2");
    EXPECT_EQ(take()->dedup_key, "3");
    EXPECT_FALSE(take());
}

TEST_P(Store, OptingOutReachesWhatIsQueued) {
    const AddressId address = keep();
    ASSERT_TRUE(add(message(address, "leased")));
    const auto leased = take();
    ASSERT_TRUE(leased);
    ASSERT_TRUE(add(message(address, "queued")));
    ASSERT_TRUE(write([&](db::Tx& tx) { erase_address(tx, address); }));
    EXPECT_EQ(state_of("queued"), "suppressed outbox.erased");
    EXPECT_FALSE(database().read([&](db::Tx& tx) { return store::find_box(tx, address); }).value())
        << "the worker looks again before it sends";
    EXPECT_FALSE(add(message(address, "later")));
    ASSERT_TRUE(write([&](db::Tx& tx) { erase_address(tx, address); })) << "twice is as once";
}

TEST_P(Store, ADeadAddressGetsNothingMore) {
    const AddressId address = keep();
    ASSERT_TRUE(add(message(address, "1")));
    const auto leased = take();
    ASSERT_TRUE(add(message(address, "2")));
    ASSERT_TRUE(write([&](db::Tx& tx) {
        return store::settle(tx, *leased, "a", {store::State::failed, now_, "smtp.550", true});
    }));
    EXPECT_EQ(state_of("1"), "failed smtp.550");
    EXPECT_EQ(state_of("2"), "suppressed outbox.dead");
    EXPECT_FALSE(add(message(address, "3")));
    EXPECT_EQ(count().failed, 1);
}

TEST_P(Store, WhatIsOverIsSweptAway) {
    const AddressId pending = keep(Channel::sms, now_ + hours{24});
    const AddressId lasting = keep();
    ASSERT_TRUE(add(message(lasting, "old")));
    ASSERT_TRUE(settle(*take(), store::State::sent));
    const auto swept = [&] {
        return write([&](db::Tx& tx) { return sweep(tx, now_, 10); }).value();
    };
    const auto has = [&](AddressId id) {
        return database().read([&](db::Tx& tx) { return has_address(tx, id); }).value();
    };
    now_ += hours{24} - seconds{1};
    ASSERT_TRUE(add(message(pending, "code")));
    EXPECT_FALSE(swept());
    EXPECT_TRUE(has(pending));
    now_ += seconds{1};
    swept();
    EXPECT_FALSE(has(pending));
    EXPECT_TRUE(has(lasting));
    EXPECT_EQ(state_of("code"), "suppressed outbox.erased");
    EXPECT_EQ(state_of("old"), "sent test");
    now_ += hours{24 * 90};
    swept();
    EXPECT_EQ(state_of("old"), "none");
}

// Two workers: two Databases on one URL.
TEST_P(Store, TwoWorkersNeverHoldTheSame) {
    constexpr int count = 60;
    const AddressId address = keep();
    for (int i = 0; i < count; ++i) ASSERT_TRUE(add(message(address, std::to_string(i))));
    const auto other = db::open(fresh_.url(), db::testing::patient());
    ASSERT_TRUE(other);
    std::vector<std::string> taken[2];
    const auto work = [&](db::Database& mine, std::string holder, std::vector<std::string>& seen) {
        for (;;) {
            const auto leased = mine.write(
                [&](db::Tx& tx) { return store::take(tx, holder, now_, now_ + minutes{5}); });
            if (!leased) continue;  // a collision that was not won: again
            if (!*leased) return;
            seen.push_back((*leased)->dedup_key);
        }
    };
    std::thread first{[&] { work(database(), "a", taken[0]); }};
    std::thread second{[&] { work(**other, "b", taken[1]); }};
    first.join();
    second.join();
    std::set<std::string> all{taken[0].begin(), taken[0].end()};
    all.insert(taken[1].begin(), taken[1].end());
    EXPECT_EQ(all.size(), std::size_t{count});
    EXPECT_EQ(taken[0].size() + taken[1].size(), std::size_t{count});
}

}  // namespace
}  // namespace pingyi::outbox
