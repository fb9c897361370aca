// A repeated request finds what the first one made, and only hashes are kept.
#include "platform/db/idempotency.hpp"

#include <gtest/gtest.h>
#include <thread>

#include "platform/db/testing.hpp"

namespace pingyi::db {
namespace {

class Idempotency : public ::testing::TestWithParam<Engine> {
protected:
    const Day today_ = *day_from("2026-11-23");
    /// What a creating use case does: the id of the record that answers this request.
    Result<std::string> create(const RepeatKey& key, const std::string& new_id) {
        return fresh_.database().write([&](Tx& tx) -> Result<std::string> {
            TRY(found, earlier(tx, key));
            if (found) return *found;
            remember(tx, key, new_id, today_);
            return new_id;
        });
    }
    std::int64_t forget(Day first_kept, std::int64_t most) {
        return fresh_.database()
            .write([&](Tx& tx) { return forget_repeat_keys(tx, first_kept, most); })
            .value();
    }
    testing::Fresh fresh_{GetParam(), {}};
};
INSTANTIATE_TEST_SUITE_P(Engines, Idempotency, ::testing::ValuesIn(testing::engines()),
                         testing::engine_name);

TEST_P(Idempotency, ARepeatGetsTheFirstRecord) {
    EXPECT_EQ(create({"units.create", "key-1", "body"}, "id-1").value(), "id-1");
    EXPECT_EQ(create({"units.create", "key-1", "body"}, "id-2").value(), "id-1");
    EXPECT_EQ(create({"units.create", "key-2", "body"}, "id-3").value(), "id-3");
    EXPECT_EQ(create({"accounts.create", "key-1", "body"}, "id-4").value(), "id-4");
}

TEST_P(Idempotency, AKeyWithAnotherBodyIsRefused) {
    ASSERT_TRUE(create({"units.create", "key-1", "body"}, "id-1"));
    EXPECT_EQ(create({"units.create", "key-1", "other"}, "id-2").error().code,
              "db.idempotency_key_reused");
}

TEST_P(Idempotency, TwoAtOnceMakeOneRecord) {
    for (int round = 0; round < 20; ++round) {
        const auto key = "key-" + std::to_string(round);
        std::vector<std::string> made(4);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < made.size(); ++i) {
            threads.emplace_back([&, i] {
                const auto id = create({"units.create", key, "body"}, "id-" + std::to_string(i));
                made[i] = id ? *id : id.error().code + id.error().detail;
            });
        }
        for (auto& thread : threads) thread.join();
        for (const auto& id : made) EXPECT_EQ(id, made.front());
    }
}

TEST_P(Idempotency, OldKeysAreForgottenInPortions) {
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(create({"s", "key-" + std::to_string(i), "body"}, "id"));
    }
    EXPECT_EQ(forget(today_, 10), 0);
    EXPECT_EQ(forget(today_ + std::chrono::days{1}, 3), 3);
    EXPECT_EQ(forget(today_ + std::chrono::days{1}, 3), 2);
}

TEST_P(Idempotency, NeitherKeyNorBodyHashIsKeptAsGiven) {
    ASSERT_TRUE(create({"s", "secret-key", "body-hash"}, "id"));
    const auto rows = fresh_.database().read(
        [](Tx& tx) { return tx.run("SELECT key_hash, body_hash FROM db_idempotency"); });
    EXPECT_EQ(rows.value()[0].text(0).size(), 64U);
    EXPECT_EQ(rows.value()[0].text(1).size(), 64U);
}

}  // namespace
}  // namespace pingyi::db
