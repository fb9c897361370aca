// Every opening stands in the public ledger: who changes, removes or invents one is found out.
#include "modules/contacts/openings.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "modules/contacts/contacts_test.hpp"
#include "modules/ledger/module.hpp"

namespace pingyi::contacts {
namespace {

class OpeningsTest : public ContactsTest {
protected:
    static std::string fresh_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "pingyi-open-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        return name;
    }
    ~OpeningsTest() override { std::filesystem::remove_all(folder_); }

    void SetUp() override {
        ann_ = officer("ann");
        ASSERT_TRUE(pair_by(ann_, BoxPair::fresh()));
        contact_ = left();
        for (int i = 0; i < 3; ++i) ASSERT_TRUE(open_by(ann_.account, contact_));
    }
    /// What the job of the ledger does.
    void place() {
        const auto placed = ledger_.appender.run(ledger::Log::operations, now_);
        ASSERT_TRUE(placed) << code_in(placed);
    }
    OpeningsReport verified() {
        const auto report = verify_openings(database_);
        EXPECT_TRUE(report) << code_in(report);
        return report.value_or(OpeningsReport{});
    }
    /// Rows as somebody adds them who owns the database.
    void invent(std::string_view id, std::string_view facts = "") {
        ASSERT_TRUE(database_.write([&](db::Tx& tx) {
            tx.run(
                "INSERT INTO contacts_opening (id, contact, officer, at, reason_hash)"
                " VALUES ($1, $2, $3, $4, '')",
                {id, contact_, ann_.account.id, now_});
            if (!facts.empty()) {
                accounts::note(tx, now_, opened_kind, ann_.account.id, contact_.text(), facts);
            }
        }));
    }
    /// As somebody does who owns the database: no trigger stops them.
    void behind_the_triggers(std::string_view sql) {
        fresh_.behind_the_triggers(
            "-- sqlite\nDROP TRIGGER contacts_opening_no_update;\n\nDROP TRIGGER "
            "contacts_opening_no_delete;\n\nDROP TRIGGER contacts_opening_entry_no_delete;\n\n"
            "-- postgres\nDROP TRIGGER contacts_opening_append_only ON contacts_opening;\n\nDROP "
            "TRIGGER contacts_opening_entry_append_only ON contacts_opening_entry;\n",
            {std::string(sql)});
    }

    std::string folder_ = fresh_folder();
    ledger::Ledger ledger_{
        database_,
        ledger::Identity::of({"test.example/ledger", "http://127.0.0.1/ledger", "", 0},
                             std::string(32, 'k'))
            .value(),
        Zone::named("Asia/Shanghai").value(), folder_ + "/key.head"};
    Officer ann_;
    ContactId contact_;
};
INSTANTIATE_TEST_SUITE_P(Engines, OpeningsTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(OpeningsTest, EachHasOneEntryAndItsReceipt) {
    EXPECT_FALSE(openings_of(contact_).front().ledger_index) << "not placed yet";
    EXPECT_EQ(verified().outside, 0) << "what waits is not missing";
    place();
    std::optional<std::uint64_t> last;
    for (const Opening& opening : openings_of(contact_)) {
        ASSERT_TRUE(opening.ledger_index);
        EXPECT_NE(opening.ledger_index, last);
        last = opening.ledger_index;
        const auto leaf = database_.read(
            [&](db::Tx& tx) { return ledger::leaf_at(tx, ledger::Log::operations, *last); });
        ASSERT_TRUE(leaf) << code_in(leaf);
        const auto said = ledger::decoded(leaf->octets).value();
        EXPECT_EQ(said.kind, "contacts.opened");
        EXPECT_EQ(said.role, "call_back_officer");
        EXPECT_TRUE(said.facts.empty());
        EXPECT_TRUE(database_.read([&](db::Tx& tx) { return ledger::receipt(tx, leaf->id); }));
    }
    EXPECT_EQ(verified().compared, 3);
    EXPECT_FALSE(verified().first_wrong);
    EXPECT_EQ(verified().outside, 0);
}

TEST_P(OpeningsTest, ADestroyedReasonIsNoFlaw) {
    place();
    ASSERT_TRUE(database_.write([&](db::Tx& tx) { destroy(tx, contact_, now_); }));
    EXPECT_EQ(verified().compared, 3);
    EXPECT_FALSE(verified().first_wrong);
}

TEST_P(OpeningsTest, AChangedOneIsNamed) {
    place();
    const auto second = openings_of(contact_).at(1);
    behind_the_triggers("UPDATE contacts_opening SET at = at + 1 WHERE id = '" + second.id.text() +
                        "'");
    EXPECT_EQ(verified().first_wrong, second.ledger_index);
}

TEST_P(OpeningsTest, AnotherReasonIsFoundOut) {
    place();
    const auto third = openings_of(contact_).at(2);
    const std::string hash = crypto::hex(crypto::sha256(std::string(16, 's') + "另一个理由"));
    ASSERT_TRUE(database_.write([&](db::Tx& tx) {
        tx.run(
            "UPDATE contacts_opening_reason SET reason = '另一个理由', salt = $2"
            " WHERE opening = $1",
            {third.id, db::Blob{std::string(16, 's')}});
    }));
    EXPECT_EQ(verified().first_wrong, third.ledger_index) << "its hash is in the ledger";
    behind_the_triggers("UPDATE contacts_opening SET reason_hash = '" + hash + "' WHERE id = '" +
                        third.id.text() + "'");
    EXPECT_EQ(verified().first_wrong, third.ledger_index) << "also with the hash that fits";
}

TEST_P(OpeningsTest, AMissingOneIsNamed) {
    place();
    const auto last = openings_of(contact_).at(2);
    behind_the_triggers("DELETE FROM contacts_opening_entry WHERE opening = '" + last.id.text() +
                        "'");
    ASSERT_TRUE(database_.write([&](db::Tx& tx) {
        tx.run("DELETE FROM contacts_opening_reason WHERE opening = $1", {last.id});
        tx.run("DELETE FROM contacts_opening WHERE id = $1", {last.id});
    }));
    EXPECT_EQ(verified().first_wrong, last.ledger_index);
}

TEST_P(OpeningsTest, AnInventedOneIsCounted) {
    place();
    invent("0190f3a2-0000-7000-8000-000000000001");
    EXPECT_EQ(verified().outside, 1);
    EXPECT_FALSE(verified().first_wrong);
}

TEST_P(OpeningsTest, OneFromBeforeTheLedgerGetsItsEntry) {
    const std::string id = "0190f3a2-0000-7000-8000-000000000002";
    invent(id, id);  // its line held the id alone
    place();
    EXPECT_FALSE(openings_of(contact_).front().ledger_index);
    EXPECT_EQ(verified().compared, 4);
    EXPECT_EQ(verified().outside, 0);
    const auto oldest = openings_of(contact_).front();
    EXPECT_EQ(oldest.id.text(), id);
    EXPECT_TRUE(oldest.ledger_index);
}

}  // namespace
}  // namespace pingyi::contacts
