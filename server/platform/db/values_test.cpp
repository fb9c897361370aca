// Every value comes back as it was given, on both engines; what an engine would change is refused.
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck.h>

#include "kernel/testing.hpp"
#include "platform/db/sqlite_connection.hpp"
#include "platform/db/testing.hpp"

namespace pingyi::db {
namespace {

constexpr std::string_view table = R"(
CREATE TABLE kept (
    id TEXT PRIMARY KEY,
    n INTEGER,
    r REAL,
    t TEXT,
    b BLOB
) STRICT;
)";
constexpr EmbeddedFile files[] = {{"0001_kept.sql", table}};

class Values : public ::testing::TestWithParam<Engine> {
protected:
    Rows kept(const std::vector<Param>& values) {
        auto rows = fresh_.database().write([&](Tx& tx) {
            tx.run("DELETE FROM kept");
            tx.run("INSERT INTO kept (id, n, r, t, b) VALUES ('k', $1, $2, $3, $4)", values);
            return tx.run("SELECT n, r, t, b FROM kept");
        });
        if (!rows) throw std::runtime_error(rows.error().code + " " + rows.error().detail);
        return std::move(*rows);
    }
    std::string code_of_text(const std::string& text) {
        const Result<> done =
            fresh_.database().write([&](Tx& tx) { tx.run("SELECT $1 || ''", {text}); });
        return done ? "ok" : done.error().code;
    }
    testing::Fresh fresh_{GetParam(), {{"test", files}}};
};
INSTANTIATE_TEST_SUITE_P(Engines, Values, ::testing::ValuesIn(testing::engines()),
                         testing::engine_name);

TEST_P(Values, ComeBackAsTheyWent) {
    using Limits = std::numeric_limits<std::int64_t>;
    using Doubles = std::numeric_limits<double>;
    const std::vector<std::int64_t> integers{0, 1, -1, Limits::max(), Limits::min(), 1LL << 53};
    const std::vector<double> reals{0.0, -0.5, 1e308, 5e-324, Doubles::max(), Doubles::infinity(),
                                    0.1};
    const std::vector<std::string> texts{"", "x", "中文 é 😀", "'; DROP TABLE kept; --", "a\nb\tc"};
    const std::vector<std::string> blobs{"", std::string("\0\xff\x80", 3), std::string(100'000, 7)};
    for (std::size_t i = 0; i < 7; ++i) {
        const auto n = integers[i % integers.size()];
        const auto r = reals[i % reals.size()];
        const auto& t = texts[i % texts.size()];
        const auto& b = blobs[i % blobs.size()];
        const Rows rows = kept({n, r, t, Blob{b}});
        EXPECT_EQ(rows[0].integer(0), n);
        EXPECT_EQ(rows[0].real(1), r);
        EXPECT_EQ(rows[0].text(2), t);
        EXPECT_EQ(rows[0].blob(3), b);
    }
}

TEST_P(Values, AnyNumberAndAnyBytesSurvive) {
    rc::check([this](std::int64_t n, double r, const std::string& bytes) {
        RC_PRE(!std::isnan(r));
        const Rows rows = kept({n, r, Null{Type::text}, Blob{bytes}});
        RC_ASSERT(rows[0].integer(0) == n);
        RC_ASSERT(rows[0].real(1) == r);
        RC_ASSERT(rows[0].blob(3) == bytes);
    });
}

TEST_P(Values, NullsHaveATypeAndComeBackAsNull) {
    const Rows rows = kept({Null{Type::integer}, std::optional<double>{},
                            std::optional<std::string>{}, Null{Type::blob}});
    for (int column = 0; column < 4; ++column) EXPECT_TRUE(rows[0].is_null(column));
    EXPECT_EQ(rows[0].maybe_integer(0), std::nullopt);
    EXPECT_EQ(rows[0].maybe_text(2), std::nullopt);
    EXPECT_THROW(static_cast<void>(rows[0].integer(0)), Error);
}

TEST_P(Values, DaysInstantsAndFlagsAreTextAndNumbers) {
    const Day day = *day_from("2026-02-28");
    const Instant at{std::chrono::milliseconds{1'700'000'000'123}};
    const auto rows = fresh_.database().read([&](Tx& tx) {
        return tx.run("SELECT $1 || '', $2 + 0, $3 + 0, $4 + 0",
                      {day, at, true, std::optional<Instant>{}});
    });
    ASSERT_TRUE(rows);
    EXPECT_EQ((*rows)[0].day(0), day);
    EXPECT_EQ((*rows)[0].instant(1), at);
    EXPECT_TRUE((*rows)[0].flag(2));
    EXPECT_EQ((*rows)[0].maybe_instant(3), std::nullopt);
}

TEST_P(Values, AskingForAnotherTypeOrColumnIsAMistake) {
    const Rows rows = kept({1, 1.0, "x", Blob{"y"}});
    EXPECT_THROW(static_cast<void>(rows[0].text(0)), Error);
    EXPECT_THROW(static_cast<void>(rows[0].integer(2)), Error);
    EXPECT_THROW(static_cast<void>(rows[0].integer(4)), Error);
    EXPECT_THROW(static_cast<void>(rows[0].integer(-1)), Error);
}

TEST_P(Values, AComparisonIsZeroOrOne) {
    const auto rows = fresh_.database().read(
        [](Tx& tx) { return tx.run("SELECT 1 < 2, 2 < 1, count(*), 7 / 2 FROM kept"); });
    ASSERT_TRUE(rows) << rows.error().detail;
    EXPECT_EQ((*rows)[0].integer(0), 1);
    EXPECT_EQ((*rows)[0].integer(1), 0);
    EXPECT_EQ((*rows)[0].integer(2), 0);
    EXPECT_EQ((*rows)[0].integer(3), 3);
}

TEST_P(Values, WhatAnEngineWouldChangeIsRefused) {
    EXPECT_EQ(code_of_text(std::string("a\0b", 3)), "db.value");
    for (const char* bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xe4\xb8", "a\x80"}) {
        EXPECT_EQ(code_of_text(bad), "db.value") << bad;
    }
    const Result<> nan =
        fresh_.database().write([](Tx& tx) { tx.run("SELECT $1 + 0", {std::nan("")}); });
    EXPECT_EQ(nan.error().code, "db.value");
}

TEST_P(Values, AColumnWithoutAPortableTypeIsRefusedOnPostgres) {
    if (GetParam() == Engine::sqlite) GTEST_SKIP() << "SQLite has no such types";
    const Result<> done =
        fresh_.database().read([](Tx& tx) { tx.run("SELECT sum(n), current_date FROM kept"); });
    ASSERT_FALSE(done);
    const Result<> numeric = fresh_.database().write([](Tx& tx) {
        tx.run("INSERT INTO kept (id, n) VALUES ('a', 1)");
        tx.run("SELECT sum(n) FROM kept");
    });
    ASSERT_FALSE(numeric);
    EXPECT_EQ(numeric.error().code, "db.usage");
    EXPECT_NE(numeric.error().detail.find("cast it"), std::string::npos);
}

TEST_P(Values, HostileTextIsOnlyText) {
    PINGYI_SHARED_FILE(content, "data/badinput/naughty_strings.json");
    SqliteConnection reader{":memory:", SqliteConnection::Access::write, {}};
    const std::vector<Param> params{content};
    const Rows strings = reader.run("SELECT value FROM json_each($1)", params);
    int kept_count = 0;
    for (const Row row : strings) {
        const std::string& text = row.text(0);
        if (code_of_text(text) != "ok") continue;  // NUL or a lone surrogate: refused by name
        const Rows rows = kept({1, 1.0, text, Blob{text}});
        ASSERT_EQ(rows[0].text(2), text);
        ASSERT_EQ(rows[0].blob(3), text);
        ++kept_count;
    }
    EXPECT_GT(kept_count, 250);
}

}  // namespace
}  // namespace pingyi::db
