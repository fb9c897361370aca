// The logs over HTTP as C2SP has them, and the pages.
#include "modules/ledger/ledger_test.hpp"
#include "platform/html/embedded.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"
#include "platform/http/testing.hpp"
#include "platform/tlog/verify.hpp"

namespace pingyi::ledger {
namespace {

class LedgerHttp : public LedgerTest {
protected:
    LedgerHttp() { service_.mount(routes(), deps_); }

    http::Response get(std::string path, std::string_view language = "zh-CN") {
        http::Request request;
        request.path = std::move(path);
        if (const auto at = request.path.find('?'); at != std::string::npos) {
            request.query = request.path.substr(at + 1);
            request.path.resize(at);
        }
        request.headers = {{"Host", "pingyi.example"}, {"Accept-Language", std::string(language)}};
        return service_.handle(request);
    }
    static std::string content(const http::Response& response) {
        return response.shared_body ? *response.shared_body : response.body;
    }
    void append_now(Log log = Log::operations) {
        const auto done = ledger_->appender.run(log, now_);
        ASSERT_TRUE(done) << code_in(done);
    }

    FixedClock clock_{noon};
    Texts texts_{{pingyi::ledger::texts(), html::embedded::texts(), http::embedded::texts()}};
    html::Shell shell_ = html::Shell::load(texts_, {}, "").value();
    std::unique_ptr<Ledger> ledger_ = ledger(identity());
    Deps deps_{database_, shell_, *ledger_};
    http::testing::Nobody nobody_;
    http::Service service_{clock_, texts_, nobody_};
};
INSTANTIATE_TEST_SUITE_P(Engines, LedgerHttp, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(LedgerHttp, AStrangerVerifiesTheWholeLog) {
    put_many(700);
    append_now();
    const auto policy = tlog::Policy::parsed(get("/ledger/operations/policy").body);
    ASSERT_TRUE(policy) << code_in(policy);
    const auto checkpoint = get("/ledger/operations/checkpoint");
    EXPECT_EQ(checkpoint.header("Cache-Control"), "public, max-age=2");
    const auto trusted = tlog::trusted_checkpoint(checkpoint.body, *policy);
    ASSERT_TRUE(trusted) << code_in(trusted);
    int entries = 0;
    const tlog::Source source = [&](const std::string& path) -> Result<std::optional<std::string>> {
        const auto answer = get("/ledger/operations/" + path);
        if (answer.status == 404) return std::optional<std::string>{};
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_EQ(answer.header("Cache-Control"), "public, max-age=31536000, immutable");
        return std::optional{content(answer)};
    };
    const auto done = tlog::verify_log(trusted->checkpoint, source, {},
                                       {[&](std::uint64_t, std::string_view) -> Result<> {
                                            ++entries;
                                            return {};
                                        },
                                        [](const tlog::Verified&) {}});
    ASSERT_TRUE(done) << done.error().code << " " << done.error().detail;
    EXPECT_EQ(entries, 700);
}

TEST_P(LedgerHttp, ANarrowerTileStaysAsItWas) {
    put_many(10);
    append_now();
    const std::string hashes = content(get("/ledger/operations/tile/0/000.p/10"));
    const std::string bundle = content(get("/ledger/operations/tile/entries/000.p/10"));
    EXPECT_EQ(hashes.size(), 320U);
    put_many(300);
    append_now();
    EXPECT_EQ(content(get("/ledger/operations/tile/0/000.p/10")), hashes);
    EXPECT_EQ(content(get("/ledger/operations/tile/entries/000.p/10")), bundle);
    EXPECT_EQ(content(get("/ledger/operations/tile/0/000")).substr(0, 320), hashes);
    EXPECT_EQ(content(get("/ledger/operations/tile/0/000")).size(), 8192U);
    EXPECT_EQ(content(get("/ledger/operations/tile/0/000")).size(), 8192U) << "from memory";
}

TEST_P(LedgerHttp, WhatIsNotThereIsNotFound) {
    EXPECT_EQ(get("/ledger/operations/checkpoint").status, 404);
    put_many(10);
    append_now();
    for (const std::string_view path :
         {"/ledger/nothing/checkpoint", "/ledger/operations/tile/0/000",
          "/ledger/operations/tile/0/001", "/ledger/operations/tile/0/000.p/11",
          "/ledger/operations/tile/0/000.p/0", "/ledger/operations/tile/0/0",
          "/ledger/operations/tile/9/000", "/ledger/operations/tile/0/x000/000",
          "/ledger/operations/tile/0/x001/x000/000.p/1", "/ledger/operations/tile/entries/zzz",
          "/ledger/box/checkpoint", "/ledger/entries/10", "/ledger/entries/10/receipt",
          "/ledger/entries/x"}) {
        EXPECT_EQ(get(std::string(path)).status, 404) << path;
    }
}

TEST_P(LedgerHttp, TheReceiptOfAnEntryCanBeHad) {
    put_many(10);
    append_now();
    const auto answer = get("/ledger/entries/7/receipt");
    ASSERT_EQ(answer.status, 200);
    const auto parsed = tlog::Receipt::parsed(answer.body).value();
    EXPECT_EQ(parsed.index, 7U);
    EXPECT_TRUE(tlog::verify_receipt(parsed, tlog::leaf_hash(parsed.extra),
                                     ledger_->identity.policy(Log::operations)));
}

TEST_P(LedgerHttp, ThePageTellsInWordsAndPages) {
    EXPECT_EQ(get("/ledger").status, 200) << "also before the first entry";
    put("ledger.begun_again");
    now_ += std::chrono::seconds{1};  // entries of one millisecond have no order
    put_many(60);
    append_now();
    append_now(Log::box);
    const auto page = get("/ledger");
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("/ledger/entries/60\""), std::string::npos);
    EXPECT_EQ(page.body.find("/ledger/entries/10\""), std::string::npos);
    EXPECT_NE(page.body.find("/ledger?before=11"), std::string::npos);
    const auto older = get("/ledger?before=11", "en");
    EXPECT_NE(older.body.find("/ledger/entries/0\""), std::string::npos);
    EXPECT_NE(older.body.find("Ledger continued under a new name"), std::string::npos);
    EXPECT_NE(older.body.find("25 November 2026"), std::string::npos);
    EXPECT_EQ(get("/ledger?before=0").status, 422);
    const auto entry = get("/ledger/entries/0");
    EXPECT_NE(entry.body.find("换用新名继续账本"), std::string::npos);
}

TEST_P(LedgerHttp, TroubleIsSaidOnThePage) {
    put_many(3);
    append_now();
    behind_the_triggers({"UPDATE ledger_tile SET width = 2 WHERE level = 0"});
    put();
    ASSERT_FALSE(ledger_->appender.run(Log::operations, now_));
    EXPECT_NE(get("/ledger", "en").body.find("Nothing is being added to this log."),
              std::string::npos);
}

TEST_P(LedgerHttp, ShowsLotsWithTheirSteps) {
    EXPECT_NE(get("/ledger/draws").body.find("还没有抽过签"), std::string::npos);
    EXPECT_EQ(get("/api/ledger/draws").body, R"({"items":[]})");
    const DrawDeps draws{database_, ledger_->identity};
    const std::string secret(32, 's');
    const std::string id = freeze_list(draws, now_, "甲\n乙\n丙\n", 2).value();
    append_now();
    for (const std::uint64_t office : {1U, 2U}) {
        ASSERT_TRUE(commit_office(draws, now_, id, office, crypto::sha256(secret)));
        append_now();
    }
    ASSERT_TRUE(reveal_secret(draws, now_, id, 1, secret));
    append_now();
    const std::string listed = get("/api/ledger/draws").body;
    EXPECT_NE(listed.find(crypto::hex(crypto::sha256("甲\n乙\n丙\n"))), std::string::npos);
    EXPECT_NE(listed.find(R"("state":"revealing","awaited":[2])"), std::string::npos) << listed;
    const std::string address = "/ledger/draws/" + crypto::hex(id);
    const std::string told = get("/api" + address).body;
    for (const std::string_view part :
         {R"("step":"frozen")", R"("step":"seeded")", R"("step":"revealed","index":4)",
          R"("log":"http://127.0.0.1/ledger/operations")"}) {
        EXPECT_NE(told.find(part), std::string::npos) << part << " in " << told;
    }
    EXPECT_NE(told.find(crypto::hex(secret)), std::string::npos) << "it is revealed";
    for (const std::string_view language : {"zh-CN", "en"}) {
        const auto page = get(address, language);
        EXPECT_EQ(page.status, 200);
        EXPECT_EQ(page.body.find("ledger.draws."), std::string::npos) << "a text is missing";
        EXPECT_NE(page.body.find("href=\"/ledger/entries/0\""), std::string::npos);
        EXPECT_NE(page.body.find("pingyi draw result " + crypto::hex(id)), std::string::npos);
        EXPECT_EQ(get("/ledger/draws", language).body.find("ledger.draws."), std::string::npos);
    }
    EXPECT_EQ(get("/ledger/draws/0123456789abcdef").status, 404);
    EXPECT_EQ(get("/api/ledger/draws/XYZ").status, 404);
}

TEST_P(LedgerHttp, PagesThroughManyDraws) {
    const DrawDeps draws{database_, ledger_->identity};
    for (int i = 0; i < 51; ++i) {
        now_ += std::chrono::milliseconds{1};
        ASSERT_TRUE(freeze_list(draws, now_, "甲\n乙\n", 1));
    }
    append_now();
    const std::string first = get("/api/ledger/draws").body;
    const std::size_t at = first.find(R"("next":")");
    ASSERT_NE(at, std::string::npos) << first.substr(0, 300);
    const std::string next = first.substr(at + 8, first.find('"', at + 8) - at - 8);
    const std::string rest = get("/api/ledger/draws?after=" + next).body;
    EXPECT_NE(rest.find(R"("frozen_index":0,)"), std::string::npos) << rest;
    EXPECT_EQ(rest.find(R"("frozen_index":1,)"), std::string::npos);
    EXPECT_EQ(rest.find("next"), std::string::npos);
    EXPECT_NE(get("/ledger/draws").body.find("/ledger/draws?after="), std::string::npos);
    EXPECT_EQ(get("/api/ledger/draws?after=nonsense").status, 422);
}

}  // namespace
}  // namespace pingyi::ledger
