// The security log only grows, and whoever goes behind the triggers is found out.
#include "modules/accounts/security_log.hpp"

#include "modules/accounts/accounts_test.hpp"
#include "modules/accounts/log_store.hpp"

namespace pingyi::accounts {
namespace {

using std::chrono::seconds;

class SecurityLogTest : public AccountsTest {
protected:
    void write(int count) {
        const auto written = database_.write([&](db::Tx& tx) {
            for (int i = 0; i < count; ++i) {
                note(tx, now_, "test.happened", std::nullopt, std::to_string(i), "");
            }
        });
        ASSERT_TRUE(written);
    }
    ChainReport verified() {
        const auto report = verify_chain(database_, now_);
        EXPECT_TRUE(report) << code_in(report);
        return report.value_or(ChainReport{});
    }
    std::int64_t refused(std::string_view sql) {
        return database_.write([&](db::Tx& tx) { tx.run(sql); }) ? 0 : 1;
    }
    /// As somebody does who owns the database: no trigger stops them.
    void behind_the_triggers(std::string_view sql) {
        static const EmbeddedFile without[] = {
            {"0001_none.sql",
             "-- sqlite\nDROP TRIGGER accounts_log_no_update;\n\nDROP TRIGGER "
             "accounts_log_no_delete;\n\nDROP TRIGGER accounts_log_chain_no_update;\n\nDROP "
             "TRIGGER accounts_log_chain_no_delete;\n\n-- postgres\nDROP TRIGGER "
             "accounts_log_append_only ON accounts_log;\n\nDROP TRIGGER "
             "accounts_log_chain_append_only ON accounts_log_chain;\n"}};
        const auto migrated = db::migrate(fresh_.url(), {{"intruder", without}});
        ASSERT_TRUE(migrated) << migrated.error().detail;
        const auto done = database_.write([&](db::Tx& tx) { tx.run(sql); });
        ASSERT_TRUE(done) << done.error().detail;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, SecurityLogTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(SecurityLogTest, RefusesUpdateAndDelete) {
    write(2);
    ASSERT_TRUE(chain_log(database_));
    for (const std::string_view sql :
         {"UPDATE accounts_log SET facts = 'nothing'", "DELETE FROM accounts_log",
          "UPDATE accounts_log_chain SET hash = ''", "DELETE FROM accounts_log_chain"}) {
        EXPECT_EQ(refused(sql), 1) << sql;
    }
    EXPECT_EQ(
        database_.read([](db::Tx& tx) { return store::entries(tx, std::nullopt, 9); })->size(), 2U);
    EXPECT_EQ(verified().flaw, Flaw::none);
}

TEST_P(SecurityLogTest, ChainsInBatchesAndSaysHowFarBehindItIs) {
    write(450);
    now_ += seconds{3};
    ChainReport report = verified();
    EXPECT_EQ(report.waiting, 450);
    EXPECT_EQ(report.behind, seconds{3});
    EXPECT_EQ(chain_log(database_), 450);
    EXPECT_EQ(chain_log(database_), 0);
    report = verified();
    EXPECT_EQ(report.flaw, Flaw::none);
    EXPECT_EQ(report.position, 450);
    EXPECT_EQ(report.waiting, 0);
    EXPECT_EQ(report.head_hash.size(), 64U);
    write(1);
    EXPECT_EQ(chain_log(database_), 1);
    EXPECT_NE(verified().head_hash, report.head_hash);
}

TEST_P(SecurityLogTest, AnEntryIsThereIfAndOnlyIfItsChangeIs) {
    const auto undone = database_.write([&](db::Tx& tx) -> Result<> {
        note(tx, now_, "test.happened", std::nullopt, "x", "");
        return fail(ErrorKind::conflict, "test.no");
    });
    ASSERT_FALSE(undone);
    EXPECT_EQ(chain_log(database_), 0);
}

TEST_P(SecurityLogTest, FindsAnAlteredEntry) {
    write(5);
    ASSERT_TRUE(chain_log(database_));
    behind_the_triggers("UPDATE accounts_log SET facts = 'nothing happened' WHERE subject = '2'");
    const ChainReport report = verified();
    EXPECT_EQ(report.flaw, Flaw::hash_differs);
    EXPECT_GE(report.position, 1);
    EXPECT_LE(report.position, 5);
}

TEST_P(SecurityLogTest, FindsAMissingLink) {
    write(5);
    ASSERT_TRUE(chain_log(database_));
    behind_the_triggers("DELETE FROM accounts_log_chain WHERE position = 3");
    const ChainReport report = verified();
    EXPECT_EQ(report.flaw, Flaw::position_missing);
    EXPECT_EQ(report.position, 3);
}

TEST_P(SecurityLogTest, FindsAnEntryPutInLater) {
    write(2);
    ASSERT_TRUE(chain_log(database_));
    behind_the_triggers(
        "INSERT INTO accounts_log (id, at, kind, actor, subject, facts)"
        " VALUES ('0190f3a2-0000-7000-8000-000000000001', 1, 'test.forged', NULL, '', '')");
    EXPECT_EQ(verified().flaw, Flaw::unchained);
}

TEST_P(SecurityLogTest, FieldsCannotRunIntoEachOther) {
    Entry a{{}, noon, "a.b", std::nullopt, "cd", "e"};
    Entry b{{}, noon, "a.b", std::nullopt, "c", "de"};
    EXPECT_NE(link_hash("", a), link_hash("", b));
    EXPECT_NE(link_hash("", a), link_hash("x", a));
}

TEST_P(SecurityLogTest, WhatIsDoneToAccountsIsWrittenDownInIds) {
    const Somebody who = administrator("li.na");
    static_cast<void>(entered(who));
    const auto entries =
        database_.read([](db::Tx& tx) { return store::entries(tx, std::nullopt, 100); });
    ASSERT_TRUE(entries);
    std::vector<std::string> kinds;
    for (const Entry& entry : *entries) {
        kinds.push_back(entry.kind);
        EXPECT_EQ((entry.subject + entry.facts).find("li.na"), std::string::npos);
    }
    std::ranges::sort(kinds);
    EXPECT_EQ(kinds, (std::vector<std::string>{"accounts.activated", "accounts.added",
                                               "accounts.signed_in"}));
}

}  // namespace
}  // namespace pingyi::accounts
