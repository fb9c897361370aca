// The security log only grows, stands in the public ledger, and whoever goes behind the triggers is
// found out.
#include "modules/accounts/security_log.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "modules/accounts/accounts_test.hpp"
#include "modules/accounts/log_store.hpp"

namespace pingyi::accounts {
namespace {

class SecurityLogTest : public AccountsTest {
protected:
    static std::string fresh_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "pingyi-log-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        return name;
    }
    ~SecurityLogTest() override { std::filesystem::remove_all(folder_); }

    void write(int count, std::string_view facts = "") {
        const auto done = database_.write([&](db::Tx& tx) {
            for (int i = 0; i < count; ++i) {
                note(tx, now_, "test.happened", std::nullopt, std::to_string(i), facts);
            }
        });
        ASSERT_TRUE(done) << code_in(done);
    }
    /// Where the entry with this subject stands in the ledger.
    std::uint64_t index_of(std::string_view subject) {
        return database_
            .read([&](db::Tx& tx) {
                const auto row = tx.run(
                    "SELECT p.ledger FROM accounts_log_place p JOIN accounts_log l ON l.id = "
                    "p.entry WHERE l.subject = $1",
                    {subject});
                return ledger::place(tx, row[0].id<ledger::EntryId>(0)).value();
            })
            .value();
    }
    /// What the job of the ledger does.
    void place() {
        const auto placed = ledger_.appender.run(ledger::Log::operations, now_);
        ASSERT_TRUE(placed) << code_in(placed);
    }
    LogReport verified() {
        const auto report = verify_log(database_);
        EXPECT_TRUE(report) << code_in(report);
        return report.value_or(LogReport{});
    }
    ledger::Operation operation(std::uint64_t index) {
        const auto leaf = database_.read(
            [&](db::Tx& tx) { return ledger::leaf_at(tx, ledger::Log::operations, index); });
        EXPECT_TRUE(leaf) << code_in(leaf);
        return ledger::decoded(leaf->octets).value();
    }
    /// As somebody does who owns the database: no trigger stops them.
    void behind_the_triggers(std::string_view sql) {
        fresh_.behind_the_triggers(
            "-- sqlite\nDROP TRIGGER accounts_log_no_update;\n\nDROP TRIGGER "
            "accounts_log_no_delete;\n\nDROP TRIGGER accounts_log_place_no_update;\n\nDROP "
            "TRIGGER accounts_log_place_no_delete;\n\n-- postgres\nDROP TRIGGER "
            "accounts_log_append_only ON accounts_log;\n\nDROP TRIGGER "
            "accounts_log_place_append_only ON accounts_log_place;\n",
            {std::string(sql)});
    }

    std::string folder_ = fresh_folder();
    ledger::Ledger ledger_{
        database_,
        ledger::Identity::of({"test.example/ledger", "http://127.0.0.1/ledger", "", 0},
                             std::string(32, 'k'))
            .value(),
        Zone::named("Asia/Shanghai").value(), folder_ + "/key.head"};
};
INSTANTIATE_TEST_SUITE_P(Engines, SecurityLogTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(SecurityLogTest, RefusesUpdateAndDelete) {
    write(2);
    place();
    for (const std::string_view sql :
         {"UPDATE accounts_log SET facts = 'nothing'", "DELETE FROM accounts_log",
          "UPDATE accounts_log_place SET ledger = entry", "DELETE FROM accounts_log_place"}) {
        EXPECT_FALSE(database_.write([&](db::Tx& tx) { tx.run(sql); })) << sql;
    }
    EXPECT_EQ(
        database_.read([](db::Tx& tx) { return store::entries(tx, std::nullopt, 9); })->size(), 2U);
    EXPECT_EQ(verified().flaw, Flaw::none);
}

TEST_P(SecurityLogTest, EveryEntryStandsInTheLedger) {
    write(450);
    LogReport report = verified();
    EXPECT_EQ(report.flaw, Flaw::none) << "what waits is not missing";
    EXPECT_EQ(report.compared, 0);
    place();
    report = verified();
    EXPECT_EQ(report.flaw, Flaw::none);
    EXPECT_EQ(report.compared, 450);
    EXPECT_EQ(report.index, 450U);
}

TEST_P(SecurityLogTest, AnEntryIsThereIfAndOnlyIfItsChangeIs) {
    const auto undone = database_.write([&](db::Tx& tx) -> Result<> {
        note(tx, now_, "test.happened", std::nullopt, "x", "");
        return fail(ErrorKind::conflict, "test.no");
    });
    ASSERT_FALSE(undone);
    EXPECT_EQ(
        database_.read([](db::Tx& tx) { return ledger::pending(tx, ledger::Log::operations); }), 0);
}

TEST_P(SecurityLogTest, TheLedgerTellsRoleAndDayAndNoMore) {
    const Somebody who = administrator("li.na");
    static_cast<void>(entered(who));
    place();
    std::string all;
    for (std::uint64_t i = 0; i < 3; ++i) {
        const auto said = operation(i);
        EXPECT_EQ(text_of(said.day), "2026-11-23");
        EXPECT_EQ(said.role, said.kind == "accounts.added" ? "" : "administrator") << said.kind;
        EXPECT_EQ(said.commitment.size(), 32U);
        all += ledger::encoded(said);
    }
    EXPECT_EQ(all.find("li.na"), std::string::npos);
    EXPECT_EQ(all.find(who.id.text()), std::string::npos);
}

TEST_P(SecurityLogTest, CountsOfAnImportArePublic) {
    write(1, "created=45 years=2025,2026 changed=0 who=li.na rows=x =3 secret=7 version");
    place();
    const std::vector<ledger::Fact> expected{{"created", std::uint64_t{45}},
                                             {"changed", std::uint64_t{0}}};
    EXPECT_EQ(operation(0).facts, expected);
}

TEST_P(SecurityLogTest, TheHashOfAnImportedFileIsPublic) {
    write(1, "rows=2 " + file_fact("a,b\n1,2\n") +
                 " file_sha256=00ff file_sha256=" + std::string(64, 'G'));
    place();
    const std::vector<ledger::Fact> expected{{"rows", std::uint64_t{2}},
                                             {"file_sha256", crypto::sha256("a,b\n1,2\n")}};
    EXPECT_EQ(operation(0).facts, expected);
}

TEST_P(SecurityLogTest, TheRoleByWhichAnActWasAllowedIsTold) {
    const Somebody who = administrator("li.na");
    ASSERT_TRUE(database_.write([&](db::Tx& tx) {
        note(tx, now_, "test.happened", who.id, "x", "", Role::auditor);
        note(tx, now_, "test.happened", who.id, "y", "");
        note(tx, now_, "test.happened", std::nullopt, "z", "", Role::auditor);
    }));
    place();
    EXPECT_EQ(operation(index_of("x")).role, "auditor");
    EXPECT_EQ(operation(index_of("y")).role, "administrator") << "the only one they hold";
    EXPECT_EQ(operation(index_of("z")).role, "");
}

TEST_P(SecurityLogTest, GivesOthersWhatWasNoted) {
    write(3, "fact");
    place();
    const auto told = [&](std::string_view kind) {
        return database_
            .read([&](db::Tx& tx) {
                return noted(tx, kind, ledger::leaves(tx, ledger::Log::operations, 0).value());
            })
            .value();
    };
    EXPECT_TRUE(told("test.else").empty());
    ASSERT_EQ(told("test.happened").size(), 3U);
    for (const Noted& each : told("test.happened")) {
        ASSERT_TRUE(each.act);
        EXPECT_EQ(each.act->facts, "fact");
        EXPECT_EQ(index_of(each.act->subject), each.index);
    }
    const auto index = index_of("1");
    behind_the_triggers("UPDATE accounts_log SET facts = 'other' WHERE subject = '1'");
    for (const Noted& each : told("test.happened")) {
        EXPECT_EQ(each.act.has_value(), each.index != index) << each.index;
    }
}

TEST_P(SecurityLogTest, EqualRowsDoNotLookEqual) {
    write(1, "same");
    write(1, "same");
    place();
    EXPECT_NE(operation(0).commitment, operation(1).commitment);
}

TEST_P(SecurityLogTest, FindsAnAlteredEntry) {
    write(5);
    place();
    behind_the_triggers("UPDATE accounts_log SET facts = 'nothing happened' WHERE subject = '2'");
    const LogReport report = verified();
    EXPECT_EQ(report.flaw, Flaw::entry_differs);
    EXPECT_EQ(report.index, index_of("2")) << "it is named";
}

TEST_P(SecurityLogTest, FindsAMissingEntry) {
    write(5);
    place();
    const auto index = index_of("3");
    behind_the_triggers(
        "DELETE FROM accounts_log_place WHERE entry IN (SELECT id FROM accounts_log WHERE subject "
        "= '3')");
    EXPECT_EQ(verified().flaw, Flaw::entry_missing);
    EXPECT_EQ(verified().index, index);
    ASSERT_TRUE(database_.write([&](db::Tx& tx) {
        tx.run("DELETE FROM accounts_log WHERE id NOT IN (SELECT entry FROM accounts_log_place)");
    }));
    EXPECT_EQ(verified().flaw, Flaw::entry_missing);
}

TEST_P(SecurityLogTest, FindsAnEntryPutInLater) {
    write(2);
    place();
    behind_the_triggers(
        "INSERT INTO accounts_log (id, at, kind, actor, subject, facts)"
        " VALUES ('0190f3a2-0000-7000-8000-000000000001', 1, 'test.forged', NULL, '', '')");
    EXPECT_EQ(verified().flaw, Flaw::not_in_ledger);
}

TEST_P(SecurityLogTest, MovesWhatIsOlderThanTheLedger) {
    for (int portion = 0; portion < 9; ++portion) {
        ASSERT_TRUE(database_.write([&](db::Tx& tx) {
            for (int i = 0; i < 50; ++i) {
                const auto id = crypto::new_id<EntryId>(now_);
                tx.run(
                    "INSERT INTO accounts_log (id, at, kind, actor, subject, facts)"
                    " VALUES ($1, $2, 'test.old', NULL, '', '')",
                    {id, now_});
                tx.run("INSERT INTO accounts_log_unmoved (entry) VALUES ($1)", {id});
            }
        }));
    }
    EXPECT_EQ(verified().flaw, Flaw::none);
    EXPECT_EQ(move_log(database_), 450);
    EXPECT_EQ(move_log(database_), 0);
    place();
    EXPECT_EQ(verified().compared, 450);
    EXPECT_EQ(verified().flaw, Flaw::none);
}

TEST_P(SecurityLogTest, FieldsCannotRunIntoEachOther) {
    Entry a{{}, noon, "a.b", std::nullopt, "cd", "e"};
    Entry b{{}, noon, "a.b", std::nullopt, "c", "de"};
    EXPECT_NE(row_text(a), row_text(b));
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
