// Migrations: applied once, in order, never silently changed, by several processes at once.
#include "platform/db/migrate.hpp"

#include <filesystem>
#include <gtest/gtest.h>

#include "platform/db/embedded.hpp"
#include "platform/db/migration_file.hpp"
#include "platform/db/testing.hpp"

namespace pingyi::db {
namespace {

using Strings = std::vector<std::string>;

TEST(MigrationFile, SectionsAndTypesFollowTheEngine) {
    constexpr std::string_view file =
        "-- A comment.\n"
        "CREATE TABLE t (a INTEGER, b REAL, c BLOB CHECK (c <> 'no INTEGER here'),\n"
        "    INTEGERS TEXT) STRICT;\n"
        "\n"
        "-- sqlite\n"
        "only sqlite INTEGER\n"
        "\n"
        "\n"
        "-- postgres\n"
        "only postgres INTEGER\n"
        "-- both\n"
        "CREATE TABLE u (a TEXT) STRICT, WITHOUT ROWID";
    EXPECT_EQ(
        statements_for(Engine::sqlite, file),
        (Strings{"CREATE TABLE t (a INTEGER, b REAL, c BLOB CHECK (c <> 'no INTEGER "
                 "here'),\n    INTEGERS TEXT) STRICT;\n",
                 "only sqlite INTEGER\n", "CREATE TABLE u (a TEXT) STRICT, WITHOUT ROWID\n"}));
    EXPECT_EQ(statements_for(Engine::postgres, file),
              (Strings{"CREATE TABLE t (a BIGINT, b DOUBLE PRECISION, c BYTEA CHECK (c <> 'no "
                       "INTEGER here'),\n    INTEGERS TEXT);\n",
                       "only postgres INTEGER\n", "CREATE TABLE u (a TEXT)\n"}));
}

TEST(MigrationFile, AppendOnlyBecomesTriggers) {
    constexpr std::string_view file = "APPEND ONLY a_log;\n";
    const Strings sqlite = statements_for(Engine::sqlite, file);
    ASSERT_EQ(sqlite.size(), 2U);
    EXPECT_TRUE(sqlite[0].starts_with("CREATE TRIGGER a_log_no_UPDATE BEFORE UPDATE ON a_log "));
    EXPECT_TRUE(sqlite[1].starts_with("CREATE TRIGGER a_log_no_DELETE BEFORE DELETE ON a_log "));
    EXPECT_EQ(statements_for(Engine::postgres, file),
              (Strings{"CREATE TRIGGER a_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "
                       "a_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"}));
}

TEST(MigrationFile, NothingGivesNothing) {
    EXPECT_EQ(statements_for(Engine::sqlite, ""), Strings{});
    EXPECT_EQ(statements_for(Engine::sqlite, "\n-- x\n\n-- postgres\nSELECT 1;\n"), Strings{});
}

constexpr EmbeddedFile first[] = {{"0001_a.sql", "CREATE TABLE a (id TEXT PRIMARY KEY) STRICT;"}};
constexpr EmbeddedFile both[] = {
    {"0002_b.sql", "ALTER TABLE a ADD COLUMN n INTEGER NOT NULL DEFAULT 7;"},
    {"0001_a.sql", "CREATE TABLE a (id TEXT PRIMARY KEY) STRICT;"}};
constexpr EmbeddedFile changed[] = {{"0001_a.sql", "CREATE TABLE a (id TEXT) STRICT;"}};
constexpr EmbeddedFile broken[] = {
    {"0001_c.sql", "CREATE TABLE c (id TEXT) STRICT;\n\nCREATE TABLE oops;"}};

class Migrations : public ::testing::TestWithParam<Engine> {
protected:
    Result<Strings> apply(EmbeddedFiles files) { return migrate(url(), {{"m", files}}); }
    const std::string& url() { return fresh_.url(); }
    testing::Fresh fresh_{GetParam(), {}};
};
INSTANTIATE_TEST_SUITE_P(Engines, Migrations, ::testing::ValuesIn(testing::engines()),
                         testing::engine_name);

TEST_P(Migrations, AreAppliedOnceInTheOrderOfTheirNames) {
    EXPECT_EQ(pending(url(), {{"m", both}}).value(), (Strings{"m/0001_a.sql", "m/0002_b.sql"}));
    EXPECT_EQ(apply(first).value(), Strings{"m/0001_a.sql"});
    EXPECT_EQ(apply(both).value(), Strings{"m/0002_b.sql"});
    EXPECT_EQ(apply(both).value(), Strings{});
    EXPECT_EQ(pending(url(), {{"m", both}}).value(), Strings{});
}

TEST_P(Migrations, AChangedFileIsRefused) {
    ASSERT_TRUE(apply(first));
    EXPECT_EQ(apply(changed).error().code, "db.migration_changed");
    EXPECT_EQ(pending(url(), {{"m", changed}}).error().code, "db.migration_changed");
    EXPECT_EQ(apply(changed).error().detail, "m/0001_a.sql");
}

TEST_P(Migrations, ANewerDatabaseIsRefused) {
    ASSERT_TRUE(apply(both));
    EXPECT_EQ(apply(first).error().code, "db.database_is_newer");
}

TEST_P(Migrations, AFileThatFailsLeavesNothing) {
    const auto failed = apply(broken);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, "db.sql");
    EXPECT_NE(failed.error().detail.find("m/0001_c.sql"), std::string::npos);
    EXPECT_EQ(pending(url(), {{"m", broken}}).value(), Strings{"m/0001_c.sql"});
    EXPECT_FALSE(fresh_.database().read([](Tx& tx) { tx.run("SELECT id FROM c"); }));
}

TEST_P(Migrations, ARebuiltParentKeepsItsChildren) {
    constexpr EmbeddedFile families[] = {
        {"0001_p.sql",
         "CREATE TABLE p (id TEXT PRIMARY KEY) STRICT;\n\n"
         "CREATE TABLE c (p TEXT REFERENCES p (id) ON DELETE CASCADE) STRICT;\n\n"
         "INSERT INTO p (id) VALUES ('1');\n\nINSERT INTO c (p) VALUES ('1');"},
        {"0002_p.sql",
         "-- sqlite\n"
         "CREATE TABLE p_new (id TEXT PRIMARY KEY, n INTEGER) STRICT;\n\n"
         "INSERT INTO p_new (id) SELECT id FROM p;\n\n"
         "DROP TABLE p;\n\nALTER TABLE p_new RENAME TO p;\n"
         "-- postgres\n"
         "ALTER TABLE p ADD COLUMN n BIGINT;"}};
    ASSERT_TRUE(apply(families)) << apply(families).error().detail;
    EXPECT_EQ(fresh_.database()
                  .read([](Tx& tx) { return tx.run("SELECT count(*) FROM c")[0].integer(0); })
                  .value(),
              1);
}

TEST(Pending, DoesNotCreateTheFile) {
    const auto file = std::filesystem::temp_directory_path() / "pingyi_pending_test.db";
    std::filesystem::remove(file);
    EXPECT_EQ(pending("sqlite:" + file.string(), {{"m", first}}).value(), Strings{"m/0001_a.sql"});
    EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace pingyi::db
