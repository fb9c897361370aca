// Lots: the order follows from what the log tells, nobody can choose it, and who fails is named.
#include "modules/ledger/draws.hpp"

#include <algorithm>

#include "modules/ledger/ledger_test.hpp"

namespace pingyi::ledger {
namespace {

const std::string list = "王芳\n李强\n张敏\n刘洋\n陈静\n";
const std::string secret_one(32, '1');
const std::string secret_two(32, '2');

class DrawTest : public LedgerTest {
protected:
    void place() {
        now_ += std::chrono::seconds{1};
        const auto done = ledger_->appender.run(Log::operations, now_);
        ASSERT_TRUE(done) << code_in(done);
    }
    std::string frozen(std::uint64_t places = 2) {
        const auto id = freeze_list(deps_, now_, list, places);
        EXPECT_TRUE(id) << code_in(id);
        place();
        return id.value_or("");
    }
    void committed(const std::string& id) {
        ASSERT_TRUE(commit_office(deps_, now_, id, 1, crypto::sha256(secret_one)));
        place();
        ASSERT_TRUE(commit_office(deps_, now_, id, 2, crypto::sha256(secret_two)));
        place();
    }

    std::unique_ptr<Ledger> ledger_ = ledger(identity());
    DrawDeps deps_{database_, ledger_->identity};
};
INSTANTIATE_TEST_SUITE_P(Engines, DrawTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(DrawTest, EverybodyComesToTheSameOrder) {
    const std::string id = frozen();
    committed(id);
    EXPECT_EQ(code_in(order_of(deps_, id, list)), "ledger.draw_not_decided");
    ASSERT_TRUE(reveal_secret(deps_, now_, id, 1, secret_one));
    place();
    EXPECT_EQ(code_in(order_of(deps_, id, list)), "ledger.draw_not_decided");
    ASSERT_TRUE(reveal_secret(deps_, now_, id, 2, secret_two));
    place();
    const auto order = order_of(deps_, id, list);
    ASSERT_TRUE(order) << code_in(order);
    // By hand, from what the log tells.
    const Draw draw = draw_of(database_, id).value();
    const auto row = read([&](db::Tx& tx) {
        return store::checkpoint(tx, Log::operations, draw.seed->size).value();
    });
    EXPECT_GT(draw.seed->size, draw.commitments[1]->index);
    const std::string seed =
        crypto::sha256(secret_one + secret_two + tlog::Note::parsed(row.note).value().text);
    auto by_hand = lots_of(list).value();
    std::ranges::sort(by_hand, {},
                      [&](const std::string& line) { return crypto::sha256(seed + line); });
    EXPECT_EQ(*order, by_hand);
    EXPECT_EQ(code_in(order_of(deps_, id, list + "赵磊\n")), "ledger.other_list");
}

TEST_P(DrawTest, TellsHowFarItIsAndWhoIsAwaited) {
    using Offices = std::vector<std::uint64_t>;
    DrawBook book{database_};
    EXPECT_TRUE(book.all()->empty());
    const std::string id = frozen();
    const auto now = [&] { return book.find(id).value(); };
    EXPECT_EQ(now().state(), DrawState::frozen);
    EXPECT_EQ(now().awaited(), (Offices{1, 2}));
    ASSERT_TRUE(commit_office(deps_, now_, id, 2, crypto::sha256(secret_two)));
    place();
    EXPECT_EQ(now().awaited(), Offices{1});
    ASSERT_TRUE(commit_office({database_, ledger_->identity, "programme_office"}, now_, id, 1,
                              crypto::sha256(secret_one)));
    place();
    EXPECT_EQ(now().state(), DrawState::committed);
    EXPECT_EQ(now().awaited(), (Offices{1, 2}));
    EXPECT_EQ(now().steps.back().operation.role, "programme_office");
    ASSERT_TRUE(reveal_secret(deps_, now_, id, 2, secret_two));
    place();
    EXPECT_EQ(now().state(), DrawState::revealing);
    EXPECT_EQ(now().awaited(), Offices{1});
    ASSERT_TRUE(reveal_secret(deps_, now_, id, 1, secret_one));
    place();
    EXPECT_EQ(now().state(), DrawState::decided);
    EXPECT_TRUE(now().awaited().empty());
    EXPECT_EQ(now().steps.size(), 6U) << "the checkpoint was named by the first reveal";
    const std::string other = frozen(1);
    ASSERT_EQ(book.all()->size(), 2U);
    EXPECT_EQ(book.all()->back().id, other);
}

TEST_P(DrawTest, AListFrozenAgainUnderTheSameKeyMakesNoSecondDraw) {
    const Repeat repeat{{"test", "one key of the client", "hash"}, Day{}};
    const auto first = freeze_list(deps_, now_, list, 2, repeat);
    ASSERT_TRUE(first) << code_in(first);
    EXPECT_EQ(freeze_list(deps_, now_, list, 2, repeat), *first);
    const Repeat other{{"test", "one key of the client", "another hash"}, Day{}};
    EXPECT_EQ(code_in(freeze_list(deps_, now_, list, 2, other)), "db.idempotency_key_reused");
    place();
    EXPECT_EQ(DrawBook{database_}.all()->size(), 1U);
}

TEST_P(DrawTest, TheOrderStaysWhenTheLogGoesOnUnderAnotherName) {
    const std::string id = frozen();
    committed(id);
    ASSERT_TRUE(reveal_secret(deps_, now_, id, 1, secret_one));
    ASSERT_TRUE(reveal_secret(deps_, now_, id, 2, secret_two));
    place();
    const auto order = order_of(deps_, id, list);
    ASSERT_TRUE(order) << code_in(order);
    const Identity renamed = identity("", 'k', "qinghe.example/ledger2");
    ASSERT_TRUE(begin_again(database_, renamed, folder_.file("key.head"), now_));
    EXPECT_EQ(order_of({database_, renamed}, id, list), *order);
}

TEST_P(DrawTest, StepsComeInTheirOrderAndOnce) {
    const std::string id = frozen();
    EXPECT_EQ(code_in(reveal_secret(deps_, now_, id, 1, secret_one)), "ledger.draw_step");
    EXPECT_EQ(code_in(name_failed(deps_, now_, id, 1)), "ledger.draw_step");
    EXPECT_EQ(code_in(commit_office(deps_, now_, id, 3, secret_one)), "ledger.draw_step");
    EXPECT_EQ(code_in(commit_office(deps_, now_, "12345678", 1, secret_one)),
              "ledger.no_such_draw");
    committed(id);
    EXPECT_EQ(code_in(commit_office(deps_, now_, id, 1, crypto::sha256("another"))),
              "ledger.draw_step");
    EXPECT_EQ(code_in(reveal_secret(deps_, now_, id, 1, secret_two)), "ledger.other_secret");
    EXPECT_EQ(code_in(freeze_list(deps_, now_, list, 6)), "ledger.bad_places");
    for (const std::string_view bad : {"", "a\n\nb", "a\nb\na"}) {
        EXPECT_EQ(code_in(freeze_list(deps_, now_, bad, 1)), "ledger.bad_list") << bad;
    }
}

TEST_P(DrawTest, WhoDoesNotRevealIsNamedAndTheDrawIsVoid) {
    const std::string id = frozen();
    committed(id);
    ASSERT_TRUE(reveal_secret(deps_, now_, id, 1, secret_one));
    place();
    EXPECT_EQ(code_in(name_failed(deps_, now_, id, 1)), "ledger.draw_step") << "it has revealed";
    ASSERT_TRUE(name_failed(deps_, now_, id, 2));
    place();
    EXPECT_EQ(draw_of(database_, id)->failed, 2U);
    EXPECT_EQ(code_in(reveal_secret(deps_, now_, id, 2, secret_two)), "ledger.draw_step");
    EXPECT_EQ(code_in(order_of(deps_, id, list)), "ledger.draw_failed");
}

TEST_P(DrawTest, StepsThatDoNotFitChangeNothing) {
    const std::string id = frozen();
    committed(id);
    const auto tell = [&](std::string_view kind, std::vector<Fact> facts) {
        facts.push_back({"draw", id});
        ASSERT_TRUE(database_.append(
            [&](db::Tx& tx) { append(tx, now_, {std::string(kind), {}, "", "", facts}); }));
        place();
    };
    // A checkpoint from before the second commitment could have been waited for.
    tell(draw_seeded, {{"size", std::uint64_t{2}}, {"root", std::string(32, 'r')}});
    EXPECT_FALSE(draw_of(database_, id)->seed);
    tell(draw_committed, {{"office", std::uint64_t{1}}, {"commitment", crypto::sha256("x")}});
    EXPECT_EQ(draw_of(database_, id)->commitments[0]->octets, crypto::sha256(secret_one));
    tell(draw_revealed, {{"office", std::uint64_t{1}}, {"secret", secret_one}});
    EXPECT_FALSE(draw_of(database_, id)->secrets[0]) << "no checkpoint was named yet";
    // One that no tree of this log ever had.
    tell(draw_seeded, {{"size", std::uint64_t{4}}, {"root", std::string(32, 'r')}});
    ASSERT_TRUE(reveal_secret(deps_, now_, id, 1, secret_one));
    place();
    ASSERT_TRUE(reveal_secret(deps_, now_, id, 2, secret_two));
    place();
    EXPECT_EQ(code_in(order_of(deps_, id, list)), "ledger.other_root");
}

}  // namespace
}  // namespace pingyi::ledger
