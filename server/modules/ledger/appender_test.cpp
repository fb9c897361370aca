// Appending: batches, races, and what is refused once somebody has been at the database.
#include <atomic>
#include <thread>

#include "modules/ledger/ledger_test.hpp"

namespace pingyi::ledger {
namespace {

class AppenderTest : public LedgerTest {};
INSTANTIATE_TEST_SUITE_P(Engines, AppenderTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(AppenderTest, AnEmptyBatchMakesTheFirstCheckpointAndNothingMore) {
    const auto log = ledger(identity());
    EXPECT_EQ(log->appender.run(Log::operations, now_), 0);
    EXPECT_EQ(log->appender.run(Log::operations, now_), 0);
    EXPECT_EQ(read([](db::Tx& tx) {
                  return tx.run("SELECT count(*) FROM ledger_checkpoint")[0].integer(0);
              }),
              1);
    EXPECT_EQ(verified(log->identity), "");
    EXPECT_FALSE(read([](db::Tx& tx) { return store::head(tx, Log::box); }));
}

TEST_P(AppenderTest, ABatchOfOneGetsItsPlaceAndReceipt) {
    const auto log = ledger(identity());
    const EntryId id = put();
    EXPECT_FALSE(read([&](db::Tx& tx) { return place(tx, id); }));
    const auto early = database_.read([&](db::Tx& tx) { return receipt(tx, id); });
    EXPECT_EQ(code_in(early), "ledger.not_witnessed_yet");
    EXPECT_EQ(log->appender.run(Log::operations, now_), 1);
    EXPECT_EQ(read([&](db::Tx& tx) { return place(tx, id); }), 0U);
    const auto text = database_.read([&](db::Tx& tx) { return receipt(tx, id); });
    ASSERT_TRUE(text) << code_in(text);
    const auto parsed = tlog::Receipt::parsed(*text);
    ASSERT_TRUE(parsed) << code_in(parsed);
    EXPECT_EQ(decoded(parsed->extra)->kind, "test.happened");
    EXPECT_TRUE(tlog::verify_receipt(*parsed, tlog::leaf_hash(parsed->extra),
                                     log->identity.policy(Log::operations)));
    const auto nobody =
        database_.read([](db::Tx& tx) { return receipt(tx, crypto::random_id<EntryId>()); });
    EXPECT_EQ(code_in(nobody), "ledger.no_such_entry");
}

TEST_P(AppenderTest, TheDayIsThatOfTheInstallation) {
    const auto log = ledger(identity());
    now_ = instant_from("2026-11-24T23:30:00Z").value();  // 07:30 on the 25th in Shanghai
    put();
    ASSERT_EQ(log->appender.run(Log::operations, now_), 1);
    const auto leaf = read([](db::Tx& tx) { return leaf_at(tx, Log::operations, 0).value(); });
    EXPECT_EQ(text_of(decoded(leaf.octets)->day), "2026-11-25");
}

TEST_P(AppenderTest, OnADiskThatIsTooSlowForABatchItTakesSmallerOnes) {
    static const EmbeddedFile slow[] = {
        {"0001_slow.sql",
         "-- sqlite\n"
         "CREATE TABLE ledger_slow (n INTEGER NOT NULL) STRICT;\n\n"
         "INSERT INTO ledger_slow WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c "
         "WHERE n < 300) SELECT n FROM c;\n\n"
         "CREATE TRIGGER ledger_entry_slow BEFORE INSERT ON ledger_entry BEGIN "
         "SELECT count(*) FROM ledger_slow a, ledger_slow b WHERE a.n < b.n; END;\n\n"
         "-- postgres\n"
         "CREATE FUNCTION ledger_slow() RETURNS trigger LANGUAGE plpgsql AS "
         "'BEGIN PERFORM pg_sleep(0.002); RETURN NEW; END';\n\n"
         "CREATE TRIGGER ledger_entry_slow BEFORE INSERT ON ledger_entry FOR EACH ROW "
         "EXECUTE FUNCTION ledger_slow();\n"}};
    ASSERT_TRUE(db::migrate(fresh_.url(), {{"slow", slow}}));
    put_many(600);
    const auto strict = db::open(fresh_.url());  // with the limit of a server
    ASSERT_TRUE(strict) << code_in(strict);
    Ledger log{**strict, identity(), zone_, folder_.file("key.head")};
    EXPECT_EQ(code_in(log.appender.run(Log::operations, now_)), "db.timeout");
    for (int run = 0; run < 100 && size() < 600; ++run) {
        (void)log.appender.run(Log::operations, now_);
    }
    EXPECT_EQ(size(), 600U);
    EXPECT_EQ(verified(log.identity), "");
}

TEST_P(AppenderTest, ManyBatchesMakeOneTree) {
    const auto log = ledger(identity());
    std::vector<EntryId> ids;
    for (const int count : {1, 255, 1, 300, 2100}) {
        ids.push_back(put("test.marked"));
        put_many(count - 1);
        EXPECT_EQ(log->appender.run(Log::operations, now_), count);
        EXPECT_EQ(verified(log->identity), "");
    }
    EXPECT_EQ(size(), 2657U);
    for (const EntryId id : ids) {
        const auto text = read([&](db::Tx& tx) { return receipt(tx, id).value(); });
        const auto parsed = tlog::Receipt::parsed(text).value();
        EXPECT_TRUE(tlog::verify_receipt(parsed, tlog::leaf_hash(parsed.extra),
                                         log->identity.policy(Log::operations)));
        EXPECT_EQ(decoded(parsed.extra)->kind, "test.marked");
    }
    std::uint64_t next = 0;
    while (next < size()) {
        for (const Leaf& leaf :
             read([&](db::Tx& tx) { return leaves(tx, Log::operations, next).value(); })) {
            EXPECT_EQ(leaf.index, next++);
            EXPECT_NE(leaf.id, EntryId{});
        }
    }
}

TEST_P(AppenderTest, EntriesHaveOneTo65535Octets) {
    const auto put_octets = [&](std::size_t count) {
        return database_.append([&](db::Tx& tx) -> Result<EntryId> {
            return append(tx, Log::box, now_, std::string(count, '\2'));
        });
    };
    EXPECT_EQ(code_in(put_octets(0)), "ledger.entry_size");
    EXPECT_EQ(code_in(put_octets(65'536)), "ledger.entry_size");
    ASSERT_TRUE(put_octets(1));
    ASSERT_TRUE(put_octets(65'535));
    const auto log = ledger(identity());
    EXPECT_EQ(log->appender.run(Log::box, now_), 2);
    EXPECT_EQ(verified(log->identity, Log::box), "");
}

TEST_P(AppenderTest, LargeEntriesGoInSmallerBatches) {
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(database_.append([&](db::Tx& tx) -> Result<EntryId> {
            return append(tx, Log::box, now_, std::string(65'535, '\2'));
        }));
    }
    const auto log = ledger(identity());
    EXPECT_EQ(log->appender.run(Log::box, now_), 100);
    EXPECT_EQ(read([](db::Tx& tx) {
                  return tx.run("SELECT count(*) FROM ledger_checkpoint")[0].integer(0);
              }),
              3);  // none, after 4 MiB, after the rest
    EXPECT_EQ(verified(log->identity, Log::box), "");
}

TEST_P(AppenderTest, AnEntryIsThereIfAndOnlyIfItsChangeIs) {
    const auto undone = database_.write([&](db::Tx& tx) -> Result<> {
        append(tx, now_, {"test.undone", {}, "", "", {}});
        return fail(ErrorKind::conflict, "test.no");
    });
    ASSERT_FALSE(undone);
    const auto log = ledger(identity());
    EXPECT_EQ(log->appender.run(Log::operations, now_), 0);
}

TEST_P(AppenderTest, OfTwoServersOneLeadsEachBatch) {
    constexpr int entries = 3000;
    const auto one = ledger(identity(), "one.head");
    const auto two = ledger(identity(), "two.head");
    std::atomic<std::int64_t> placed = 0;
    std::atomic<bool> filled = false;
    const auto run = [&](Ledger& log) {
        while (!filled || read([](db::Tx& tx) { return pending(tx, Log::operations); }) > 0) {
            const auto done = log.appender.run(Log::operations, now_);
            if (done) placed += *done;
            EXPECT_TRUE(done) << code_in(done) << " " << done.error().detail;
            if (!done) return;
        }
    };
    std::thread first([&] { run(*one); });
    std::thread second([&] { run(*two); });
    for (int i = 0; i < entries / 100; ++i) put_many(100);
    filled = true;
    first.join();
    second.join();
    EXPECT_EQ(placed, entries);
    EXPECT_EQ(size(), static_cast<std::uint64_t>(entries));
    EXPECT_EQ(verified(one->identity), "");
    EXPECT_EQ(one->appender.run(Log::operations, now_), 0) << "each follows what the other did";
    EXPECT_EQ(two->appender.run(Log::operations, now_), 0);
}

TEST_P(AppenderTest, ADeletedLastBatchIsNoticedAfterARestart) {
    put_many(10);
    ASSERT_EQ(ledger(identity())->appender.run(Log::operations, now_), 10);
    const auto tiles = read([](db::Tx& tx) {
        return std::pair{store::tile(tx, Log::operations, 0, 0)->octets,
                         store::tile(tx, Log::operations, -1, 0)->octets};
    });
    put_many(3);
    ASSERT_EQ(ledger(identity())->appender.run(Log::operations, now_), 3);
    behind_the_triggers({"DELETE FROM ledger_entry WHERE position >= 10",
                         "DELETE FROM ledger_checkpoint WHERE size = 13",
                         "UPDATE ledger_head SET size = 10, published = 10"});
    ASSERT_TRUE(database_.write([&](db::Tx& tx) {
        tx.run("UPDATE ledger_tile SET width = 10, octets = $1 WHERE level = 0",
               {db::Blob{tiles.first}});
        tx.run("UPDATE ledger_tile SET width = 10, octets = $1 WHERE level = -1",
               {db::Blob{tiles.second}});
    }));
    const auto after = ledger(identity());
    EXPECT_EQ(verified(after->identity), "") << "by itself the shorter log is sound";
    EXPECT_EQ(code_in(after->appender.run(Log::operations, now_)), "ledger.rolled_back");
    EXPECT_EQ(after->appender.trouble(Log::operations), "ledger.rolled_back");
    put();
    EXPECT_EQ(code_in(after->appender.run(Log::operations, now_)), "ledger.rolled_back");
    EXPECT_EQ(size(), 10U);
}

TEST_P(AppenderTest, ADatabaseOfAnotherDayIsNoticedToo) {
    put_many(3);
    ASSERT_EQ(ledger(identity())->appender.run(Log::operations, now_), 3);
    // Everything gone, as after restoring a backup from before the first entry.
    behind_the_triggers({"DELETE FROM ledger_entry", "DELETE FROM ledger_checkpoint",
                         "DELETE FROM ledger_head", "DELETE FROM ledger_tile"});
    EXPECT_EQ(code_in(ledger(identity())->appender.run(Log::operations, now_)),
              "ledger.rolled_back");
    // Another history of the same size.
    put_many(3);
    ASSERT_EQ(ledger(identity(), "other.head")->appender.run(Log::operations, now_), 3);
    EXPECT_EQ(code_in(ledger(identity())->appender.run(Log::operations, now_)),
              "ledger.rolled_back");
    // And a longer one.
    put_many(3);
    ASSERT_EQ(ledger(identity(), "other.head")->appender.run(Log::operations, now_), 3);
    EXPECT_EQ(code_in(ledger(identity())->appender.run(Log::operations, now_)),
              "ledger.rolled_back");
}

TEST_P(AppenderTest, TheCeremonyLetsItGoOnUnderANewName) {
    put_many(3);
    ASSERT_EQ(ledger(identity())->appender.run(Log::operations, now_), 3);
    const std::string head = folder_.file("key.head");
    const auto next = identity("", 'k', "qinghe.example/ledger2");
    const auto early = ledger(identity("", 'k', "qinghe.example/ledger2"));
    EXPECT_EQ(code_in(early->appender.run(Log::operations, now_)), "ledger.other_log");
    EXPECT_EQ(code_in(begin_again(database_, identity(), head, now_)), "ledger.origin_not_new");
    ASSERT_TRUE(begin_again(database_, next, head, now_));
    const auto log = ledger(identity("", 'k', "qinghe.example/ledger2"));
    EXPECT_EQ(log->appender.run(Log::operations, now_), 1);
    EXPECT_EQ(verified(log->identity), "");
    const auto leaf = read([](db::Tx& tx) { return leaf_at(tx, Log::operations, 3).value(); });
    EXPECT_EQ(decoded(leaf.octets)->kind, "ledger.begun_again");
}

TEST_P(AppenderTest, AnotherKeyOrNameSignsNothing) {
    put();
    ASSERT_EQ(ledger(identity())->appender.run(Log::operations, now_), 1);
    put();
    EXPECT_EQ(code_in(ledger(identity("", 'x'), "x.head")->appender.run(Log::operations, now_)),
              "ledger.other_log");
    EXPECT_EQ(code_in(ledger(identity("", 'k', "else.example"), "y.head")
                          ->appender.run(Log::operations, now_)),
              "ledger.other_log");
    EXPECT_EQ(size(), 1U);
}

TEST_P(AppenderTest, AFlippedOctetInTheTreeStopsSigningAndIsNamed) {
    put_many(300);
    const auto log = ledger(identity());
    ASSERT_EQ(log->appender.run(Log::operations, now_), 300);
    auto tile = read([](db::Tx& tx) { return *store::tile(tx, Log::operations, 0, 1); });
    tile.octets[40] = static_cast<char>(tile.octets[40] ^ 1);
    behind_the_triggers({});
    ASSERT_TRUE(database_.write([&](db::Tx& tx) {
        tx.run("UPDATE ledger_tile SET octets = $1 WHERE level = 0 AND position = 1",
               {db::Blob{tile.octets}});
    }));
    EXPECT_NE(verified(log->identity).find("tile/0/001"), std::string::npos)
        << verified(log->identity);
    put();
    EXPECT_EQ(code_in(log->appender.run(Log::operations, now_)), "ledger.tiles_differ");
    EXPECT_EQ(code_in(ledger(identity())->appender.run(Log::operations, now_)),
              "ledger.tiles_differ");
    EXPECT_EQ(size(), 300U);
}

TEST_P(AppenderTest, AFlippedOctetInAnEntryIsNamed) {
    put_many(300);
    const auto log = ledger(identity());
    ASSERT_EQ(log->appender.run(Log::operations, now_), 300);
    auto tile = read([](db::Tx& tx) { return *store::tile(tx, Log::operations, -1, 0); });
    tile.octets.back() = static_cast<char>(tile.octets.back() ^ 1);
    behind_the_triggers({});
    ASSERT_TRUE(database_.write([&](db::Tx& tx) {
        tx.run("UPDATE ledger_tile SET octets = $1 WHERE level = -1 AND position = 0",
               {db::Blob{tile.octets}});
    }));
    EXPECT_NE(verified(log->identity).find("255"), std::string::npos) << verified(log->identity);
}

TEST_P(AppenderTest, RowsCannotBeChanged) {
    put_many(300);
    ASSERT_EQ(ledger(identity())->appender.run(Log::operations, now_), 300);
    for (const std::string_view sql :
         {"UPDATE ledger_tile SET octets = octets WHERE width = 256",
          "UPDATE ledger_tile SET width = 10 WHERE width = 44", "DELETE FROM ledger_tile",
          "UPDATE ledger_head SET size = 200, published = 200", "DELETE FROM ledger_head",
          "UPDATE ledger_entry SET position = 1000 + position", "DELETE FROM ledger_entry",
          "UPDATE ledger_checkpoint SET note = ''", "DELETE FROM ledger_checkpoint"}) {
        EXPECT_FALSE(database_.write([&](db::Tx& tx) { tx.run(sql); })) << sql;
    }
}

}  // namespace
}  // namespace pingyi::ledger
