// Keys, access, sealing, opening, throttling and destruction on both engines.
#include "modules/contacts/contacts_test.hpp"

#include <algorithm>
#include <thread>

namespace pingyi::contacts {
namespace {

TEST_P(ContactsTest, ClosedUntilAnOfficerHasMadeThePair) {
    EXPECT_FALSE(current());
    const auto ann = officer("ann");
    EXPECT_FALSE(current());
    const auto pair = BoxPair::fresh();
    const auto made = pair_by(ann, pair);
    ASSERT_TRUE(made) << code_in(made);
    ASSERT_TRUE(current());
    EXPECT_EQ(current()->id, *made);
    EXPECT_EQ(current()->key.octets, pair.open);
    EXPECT_EQ(current()->number, 1);
}

TEST_P(ContactsTest, OnlyThePrivateKeyOpensWhatWasSealed) {
    const auto ann = officer("ann");
    const auto pair = BoxPair::fresh();
    ASSERT_TRUE(pair_by(ann, pair));
    const auto id = crypto::new_id<ContactId>(now_);
    const auto sealed = seal(*current(), id, " 王芳 ", "１３８００１３８０００");
    ASSERT_TRUE(sealed) << code_in(sealed);
    EXPECT_EQ(read_box(pair, id, sealed->data_key, sealed->box), "王芳\n13800138000");
    EXPECT_EQ(sealed->data_key.size(), 80U);
    EXPECT_EQ(sealed->box.size(), 24U + 256 + 16);  // tells nothing of the length

    EXPECT_EQ(read_box(BoxPair::fresh(), id, sealed->data_key, sealed->box), "");
    EXPECT_EQ(read_box(pair, crypto::new_id<ContactId>(now_), sealed->data_key, sealed->box), "")
        << "a box moved to another contact";
    for (const std::size_t at : {std::size_t{0}, std::size_t{100}, sealed->box.size() - 1}) {
        std::string tampered = sealed->box;
        tampered[at] = static_cast<char>(tampered[at] ^ 1);
        EXPECT_EQ(read_box(pair, id, sealed->data_key, tampered), "") << at;
    }
    std::string other_key = sealed->data_key;
    other_key[40] = static_cast<char>(other_key[40] ^ 1);
    EXPECT_EQ(read_box(pair, id, other_key, sealed->box), "");
}

TEST_P(ContactsTest, EachContactHasItsOwnDataKey) {
    const auto ann = officer("ann");
    const auto pair = BoxPair::fresh();
    ASSERT_TRUE(pair_by(ann, pair));
    const auto id = crypto::new_id<ContactId>(now_);
    const auto one = seal(*current(), id, "", "13800138000");
    const auto other = seal(*current(), id, "", "13800138000");
    EXPECT_NE(pair.opened(one->data_key), pair.opened(other->data_key));
    EXPECT_NE(one->box, other->box);
}

TEST_P(ContactsTest, OfTwoWhoMakeThePairAtOnceOneIsTold) {
    const auto ann = officer("ann");
    const auto ben = officer("ben");
    Result<PairId> first, second;
    std::thread other([&] { first = pair_by(ann, BoxPair::fresh()); });
    second = pair_by(ben, BoxPair::fresh());
    other.join();
    EXPECT_NE(first.has_value(), second.has_value());
    EXPECT_EQ(code_in(first) + code_in(second), "contacts.pair_changed");
    EXPECT_EQ(count("SELECT count(*) FROM contacts_pair"), 1);
}

TEST_P(ContactsTest, ThePairNeedsTheMakersOwnAccess) {
    const auto ann = officer("ann");
    const auto ben = officer("ben");
    const auto pair = BoxPair::fresh();
    EXPECT_EQ(code_in(make_pair(database_, {ann.account, now_},
                                {{pair.open}, {}, {{ben.key, sealed_for(ben.box, pair.secret)}}})),
              "contacts.own_access_missing");
    const auto keyless = account("cat", Role::call_back_officer);
    EXPECT_EQ(code_in(make_pair(database_, {keyless, now_}, {{pair.open}, {}, {}})),
              "contacts.no_own_key");
    EXPECT_EQ(code_in(make_pair(database_, {ann.account, now_},
                                {{std::string(32, '\0')}, {}, {{ann.key, "x"}}})),
              "crypto.bad_public_key");
    EXPECT_EQ(code_in(make_pair(database_, {account("dan", Role::administrator), now_},
                                {{pair.open}, {}, {}})),
              "contacts.not_allowed");
}

TEST_P(ContactsTest, ANewOfficerReadsOnlyAfterOneWithAccessGaveIt) {
    const auto ann = officer("ann");
    const auto ben = officer("ben");
    const auto pair = BoxPair::fresh();
    const auto made = pair_by(ann, pair).value();
    const auto id = left();
    EXPECT_EQ(code_in(open_by(ben.account, id)), "contacts.no_access");
    EXPECT_EQ(code_in(give(ben, ben, made, pair)), "contacts.no_access");
    EXPECT_EQ(openings_of(id).size(), 0U) << "who cannot read leaves no opening";

    ASSERT_TRUE(give(ann, ben, made, pair));
    const auto box = open_by(ben.account, id);
    ASSERT_TRUE(box) << code_in(box);
    // As ben's browser: own key -> pair -> data key -> contact.
    const auto held =
        database_.read([&](db::Tx& tx) { return store::access_of(tx, ben.key); }).value();
    ASSERT_EQ(held.size(), 1U);
    const BoxPair unwrapped{pair.open, ben.box.opened(held.front().sealed)};
    EXPECT_EQ(read_box(unwrapped, id, crypto::base64url_decoded(box->data_key).value(),
                       crypto::base64url_decoded(box->box).value()),
              "王芳\n13800138000");
}

TEST_P(ContactsTest, AccessGoesToOfficersOnly) {
    const auto ann = officer("ann");
    const auto ben = officer("ben");
    const auto pair = BoxPair::fresh();
    const auto made = pair_by(ann, pair).value();
    ASSERT_TRUE(database_.write([&](db::Tx& tx) {
        tx.run("UPDATE accounts_account SET disabled = 1 WHERE id = $1", {ben.account.id});
    }));
    EXPECT_EQ(code_in(give(ann, ben, made, pair)), "contacts.not_an_officer");
    EXPECT_EQ(code_in(give_access(database_, {ann.account, now_},
                                  crypto::new_id<OfficerKeyId>(now_), {{made, "x"}})),
              "contacts.no_such_key");
}

TEST_P(ContactsTest, AccessIsTakenAwayButNeverTheLast) {
    const auto ann = officer("ann");
    const auto ben = officer("ben");
    const auto pair = BoxPair::fresh();
    const auto made = pair_by(ann, pair).value();
    const auto id = left();
    EXPECT_EQ(code_in(take_access(database_, {ann.account, now_}, ann.key)),
              "contacts.last_access");
    ASSERT_TRUE(give(ann, ben, made, pair));
    ASSERT_TRUE(take_access(database_, {ben.account, now_}, ann.key));
    ASSERT_TRUE(take_access(database_, {ben.account, now_}, ann.key)) << "twice is once";
    EXPECT_EQ(code_in(open_by(ann.account, id)), "contacts.no_access");
    EXPECT_EQ(code_in(take_access(database_, {ann.account, now_}, ben.key)), "contacts.no_access");
    EXPECT_TRUE(open_by(ben.account, id));
}

TEST_P(ContactsTest, ANewOwnKeyCarriesItsAccessOrGivesItUpKnowingly) {
    const auto ann = officer("ann");
    const auto pair = BoxPair::fresh();
    const auto made = pair_by(ann, pair).value();
    const auto id = left();
    const auto next = BoxPair::fresh();
    NewOfficerKey wanted{{next.open}, some_lock(), std::nullopt, {}};
    const Act act{ann.account, now_};
    EXPECT_EQ(code_in(make_own_key(database_, act, wanted)), "contacts.own_key_changed");
    wanted.replaces = ann.key;
    EXPECT_EQ(code_in(make_own_key(database_, act, wanted)), "contacts.last_access");
    wanted.access = {{crypto::new_id<PairId>(now_), "x"}};
    EXPECT_EQ(code_in(make_own_key(database_, act, wanted)), "contacts.no_access");

    wanted.access = {{made, sealed_for(next, pair.secret)}};
    const auto carried = make_own_key(database_, act, wanted);
    ASSERT_TRUE(carried) << code_in(carried);
    EXPECT_TRUE(open_by(ann.account, id));

    NewOfficerKey lost{{next.open}, some_lock(), *carried, {}, true};
    ASSERT_TRUE(make_own_key(database_, act, lost));
    EXPECT_FALSE(current()) << "call-back is not offered when nobody could read";
    EXPECT_EQ(code_in(open_by(ann.account, id)), "contacts.no_access");
}

TEST_P(ContactsTest, ANewPairTakesNewContactsAndOldOnesStayReadable) {
    const auto ann = officer("ann");
    const auto ben = officer("ben");
    const auto first = BoxPair::fresh();
    const auto second = BoxPair::fresh();
    const auto made = pair_by(ann, first).value();
    const auto old = left();
    EXPECT_EQ(code_in(pair_by(ann, second)), "contacts.pair_changed");
    EXPECT_EQ(code_in(pair_by(ben, second, made)), "contacts.no_access");
    ASSERT_TRUE(pair_by(ann, second, made));
    EXPECT_EQ(current()->key.octets, second.open);
    EXPECT_EQ(current()->number, 2);
    EXPECT_EQ(open_by(ann.account, old)->pair, made);
    EXPECT_EQ(open_by(ann.account, left())->pair, current()->id);
}

TEST_P(ContactsTest, EveryOpeningIsLoggedWithItsReasonBeforeTheBoxIsAnswered) {
    const auto ann = officer("ann");
    ASSERT_TRUE(pair_by(ann, BoxPair::fresh()));
    const auto id = left();
    const auto box = open_by(ann.account, id, " 第一次回访 ");
    ASSERT_TRUE(box);
    now_ += std::chrono::minutes{1};
    ASSERT_TRUE(open_by(ann.account, id, "号码有误，再核对"));
    const auto log = openings_of(id);
    ASSERT_EQ(log.size(), 2U);
    EXPECT_EQ(log[0].id, box->opening);
    EXPECT_EQ(log[0].officer, ann.account.id);
    EXPECT_EQ(log[0].at, noon);
    EXPECT_EQ(log[0].reason, "第一次回访");
    EXPECT_EQ(log[1].reason, "号码有误，再核对");
    EXPECT_EQ(count("SELECT count(*) FROM accounts_log WHERE kind = 'contacts.opened'"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM accounts_log WHERE facts LIKE '%回访%'"), 0);
}

TEST_P(ContactsTest, ARepeatedRequestIsLoggedOnce) {
    const auto ann = officer("ann");
    ASSERT_TRUE(pair_by(ann, BoxPair::fresh()));
    const auto id = left();
    const db::RepeatKey key{"contacts.open", "abcdefghijklmnop", "body"};
    const auto one = open(database_, {ann.account, id, "第一次回访", key}, now_);
    const auto two = open(database_, {ann.account, id, "第一次回访", key}, now_);
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->opening, two->opening);
    EXPECT_EQ(one->box, two->box);
    EXPECT_EQ(openings_of(id).size(), 1U);
}

TEST_P(ContactsTest, TheLogOfOpeningsRefusesEveryChange) {
    const auto ann = officer("ann");
    ASSERT_TRUE(pair_by(ann, BoxPair::fresh()));
    const auto id = left();
    ASSERT_TRUE(open_by(ann.account, id));
    for (const std::string_view sql :
         {"UPDATE contacts_opening SET at = 0", "DELETE FROM contacts_opening"}) {
        EXPECT_FALSE(database_.write([&](db::Tx& tx) { tx.run(sql); })) << sql;
    }
    EXPECT_EQ(openings_of(id).size(), 1U);
}

TEST_P(ContactsTest, OpeningsHaveAPaceThatIsData) {
    const auto ann = officer("ann");
    const auto ben = officer("ben");
    const auto pair = BoxPair::fresh();
    const auto made = pair_by(ann, pair).value();
    ASSERT_TRUE(give(ann, ben, made, pair));
    const auto id = left();
    ASSERT_TRUE(database_.write(
        [](db::Tx& tx) { tx.run("UPDATE contacts_rule SET openings_an_hour = 2"); }));
    ASSERT_TRUE(open_by(ann.account, id));
    now_ += std::chrono::minutes{20};
    ASSERT_TRUE(open_by(ann.account, id));
    const auto refused = open_by(ann.account, id);
    EXPECT_EQ(code_in(refused), "contacts.too_many_openings");
    EXPECT_EQ(refused.error().retry_after, std::chrono::minutes{40});
    EXPECT_TRUE(open_by(ben.account, id)) << "each officer has their own";
    now_ += std::chrono::minutes{40};
    EXPECT_TRUE(open_by(ann.account, id));
    EXPECT_EQ(code_in(open_by(ann.account, id)), "contacts.too_many_openings");
}

TEST_P(ContactsTest, NobodyElseOpensAndNothingElseIsOpened) {
    const auto ann = officer("ann");
    ASSERT_TRUE(pair_by(ann, BoxPair::fresh()));
    const auto id = left();
    EXPECT_EQ(code_in(open_by(account("eve", Role::inspector), id)), "contacts.not_allowed");
    EXPECT_EQ(code_in(open_by(ann.account, crypto::new_id<ContactId>(now_))),
              "contacts.no_such_contact");
    EXPECT_EQ(code_in(open_by(ann.account, id, "看")), "request.invalid");
    EXPECT_EQ(openings_of(id).size(), 0U);
}

TEST_P(ContactsTest, WhatIsDueIsDestroyedAndStaysAsATombstone) {
    const auto ann = officer("ann");
    ASSERT_TRUE(pair_by(ann, BoxPair::fresh()));
    const auto due = left();
    const auto later = left();
    const auto never = left();
    ASSERT_TRUE(open_by(ann.account, due));
    const Day today{std::chrono::year{2026} / 11 / 23};
    const auto destroyed = database_.write([&](db::Tx& tx) {
        EXPECT_EQ(rule(tx).kept, std::chrono::days{180});
        set_destruction_day(tx, due, today);
        set_destruction_day(tx, later, today + std::chrono::days{1});
        set_destruction_day(tx, never, today);
        set_destruction_day(tx, never, std::nullopt);
        return destroy_due(tx, today, now_, 100);
    });
    EXPECT_EQ(destroyed.value(), 1);
    EXPECT_EQ(database_.write([&](db::Tx& tx) { return destroy_due(tx, today, now_, 100); }), 0);
    const auto state = [&](ContactId id) {
        return database_.read([&](db::Tx& tx) { return find(tx, id); }).value().value().state;
    };
    EXPECT_EQ(state(due), State::destroyed);
    EXPECT_EQ(state(later), State::sealed);
    EXPECT_EQ(state(never), State::sealed);
    EXPECT_EQ(code_in(open_by(ann.account, due)), "contacts.destroyed");
    ASSERT_EQ(openings_of(due).size(), 1U) << "that it was opened stays known";
    EXPECT_FALSE(openings_of(due).front().reason);
    EXPECT_EQ(count("SELECT count(*) FROM contacts_contact WHERE box IS NULL AND data_key IS NULL"),
              1);
}

TEST_P(ContactsTest, TheSweepGoesOnUntilNothingIsDue) {
    const auto ann = officer("ann");
    ASSERT_TRUE(pair_by(ann, BoxPair::fresh()));
    const auto zone = Zone::named("Asia/Shanghai").value();
    const FixedClock clock{now_};
    for (int i = 0; i < 3; ++i) {
        const auto id = left();
        ASSERT_TRUE(
            database_.write([&](db::Tx& tx) { set_destruction_day(tx, id, zone.day_of(now_)); }));
    }
    const auto kinds = job_kinds(database_, zone, clock);
    ASSERT_EQ(kinds.size(), 2U);
    for (const jobs::Kind& kind : kinds) ASSERT_TRUE(kind.work({})) << kind.name;
    EXPECT_EQ(count("SELECT count(*) FROM contacts_contact WHERE destroyed_at IS NOT NULL"), 3);
}

TEST_P(ContactsTest, NothingPlainIsStored) {
    const auto ann = officer("ann");
    ASSERT_TRUE(pair_by(ann, BoxPair::fresh()));
    const auto id = left("王芳芳芳", "13800138000");
    const auto row = database_
                         .read([&](db::Tx& tx) {
                             return tx.run(
                                 "SELECT box, data_key FROM contacts_contact"
                                 " WHERE id = $1",
                                 {id});
                         })
                         .value();
    for (int column = 0; column < 2; ++column) {
        EXPECT_EQ(row[0].blob(column).find("王芳"), std::string::npos);
        EXPECT_EQ(row[0].blob(column).find("1380"), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, ContactsTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

}  // namespace
}  // namespace pingyi::contacts
