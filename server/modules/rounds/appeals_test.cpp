// Appeals: who files, sees and decides them and when, and what correcting a table leaves behind.
#include "modules/rounds/appeals.hpp"

#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds_test.hpp"

namespace pingyi::rounds {
namespace {

namespace json = boost::json;
using http::Method;

const std::string city_units =
    "unit,class,zh,en\n"
    "qh-danganguan,direct_institution,档案馆,Archives\n"
    "qh-gongjijin,direct_institution,公积金中心,Housing fund\n"
    "qh-qixiang,vertical,气象局,Weather\n"
    "qh-shuiwu,vertical,税务局,Taxes\n"
    "qh-tushuguan,direct_institution,图书馆,Library\n";
const std::string score_id = "qh-tushuguan/score";

class Appeals : public RoundsTest {
protected:
    void SetUp() override {
        RoundsTest::SetUp();
        add("other-head", accounts::Role::unit_head, unit("qh-danganguan"));
        scheme = stored_scheme();
        round = stored_round(scheme.id, State::appeals);
        brings(round.id, "units.csv", city_units);
        brings(round.id, "survey.csv", city_survey());
        computed("agency", "auditor");
    }

    store::Contents tables() {
        return database
            .read([&](db::Tx& tx) {
                store::Contents all;
                for (const Table& table : store::tables_of(tx, round.id.text())) {
                    all[table.name] = store::table_text(tx, table);
                }
                return all;
            })
            .value();
    }
    /// A result of the tables as they stand, stored whole, as the round's current one.
    void computed(const std::string& by, const std::string& verified_by) {
        const auto of = *scoring::check(scheme.yaml).scheme;
        const auto data = scoring::read_data(of, tables());
        ASSERT_TRUE(data) << data.error().code << data.error().detail;
        const auto open = scoring::public_files(
            of, scheme.yaml, scoring::published(of, *data, scoring::compute(of, *data)));
        StoredResult made;
        made.id = crypto::new_id<ResultId>(now);
        made.round = round.id;
        made.number =
            database.read([&](db::Tx& tx) { return store::next_number(tx, round.id); }).value();
        made.public_id = scoring::result_id(open.at("result.json"));
        made.computed_by = account(by).id;
        made.computed_at = now;
        ASSERT_TRUE(database.write([&](db::Tx& tx) { return store::add_result(tx, made); }));
        ASSERT_TRUE(store::put_files(database, made.id, store::Bundle::open, open));
        change([&](db::Tx& tx, Round& now_is) {
            store::finish_result(tx, made.id);
            store::note_verified(tx, made.id, account(verified_by).id, now);
            now_is.result = made.id;
        });
    }
    template <class Do>
    void change(Do&& act) {
        const auto done = database.write([&](db::Tx& tx) -> Result<> {
            TRY(current, store::round(tx, round.id));
            act(tx, current);
            current.version += 1;
            return store::save_round(tx, current);
        });
        ASSERT_TRUE(done) << done.error().code;
    }
    void in_state(State state) {
        change([&](db::Tx&, Round& now_is) { now_is.state = state; });
    }

    static json::object appeal_body(const std::string& node = score_id) {
        return {{"unit", "qh-tushuguan"},
                {"node", node},
                {"grounds", "有二十张票是在另一家图书馆填的。"},
                {"corrected", "这二十张票应当去掉。"}};
    }
    http::Response file(std::string_view who = "head", const json::object& body = appeal_body()) {
        return post("/api/rounds/2026/appeals", who, body);
    }
    std::string filed() {
        const auto answer = file();
        EXPECT_EQ(answer.status, 201) << answer.body;
        return std::string(json::parse(answer.body).at("row").at("id").as_string());
    }
    static json::object upheld(const std::string& table = "survey.csv") {
        return {{"upheld", true},
                {"reason", "核对了原始问卷。"},
                {"change", "去掉二十张不满意票。"},
                {"table", table}};
    }
    http::Response decide(const std::string& id, std::string_view who, const json::object& body) {
        return post("/api/appeals/" + id + "/decision", who, body);
    }
    http::Response correct(const std::string& id, const std::string& text,
                           std::string_view who = "office-2") {
        return send(Method::post, "/api/appeals/" + id + "/table?evidence=recount", who, text,
                    "text/csv");
    }
    json::value seen_by(std::string_view who, const std::string& id) {
        const auto answer = get("/api/appeals/" + id, who);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json::parse(answer.body);
    }
    template <class Count>
    std::int64_t counted(Count count) {
        return database.read([&](db::Tx& tx) { return count(tx, round.id); }).value();
    }
    std::int64_t noted(const std::string& kind) {
        return database
            .read([&](db::Tx& tx) {
                return tx.run("SELECT count(*) FROM accounts_log WHERE kind = $1", {kind})[0]
                    .integer(0);
            })
            .value();
    }
    /// The survey without twenty of the bad answers of the library.
    static std::string recounted() {
        const std::string bad = "qh-tushuguan,bad\n";
        std::string text = city_survey();
        for (int i = 0; i < 20; ++i) text.erase(text.rfind(bad), bad.size());
        return text;
    }

    StoredScheme scheme;
    Round round;
};
INSTANTIATE_TEST_SUITE_P(Engines, Appeals, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(Appeals, HeadsReadTheirOwnResultInWords) {
    const auto answer = get("/api/rounds/2026/own", "head");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::value own = json::parse(answer.body);
    EXPECT_EQ(own.at("unit").at("code").as_string(), "qh-tushuguan");
    EXPECT_TRUE(own.at("may_appeal").as_bool());
    EXPECT_EQ(own.at("own").at("score").as_string(), "30.97") << "(2000 + 17 x 70) / 103";
    EXPECT_EQ(own.at("own").at("band").at("zh").as_string(), "不合格");
    EXPECT_EQ(own.at("own").at("root").as_string(), "qh-tushuguan/total");
    for (const json::value& number : own.at("own").at("numbers").as_array()) {
        EXPECT_TRUE(number.at("id").as_string().starts_with("qh-tushuguan/"));
        EXPECT_FALSE(number.at("sentence").at("zh").as_string().empty());
        EXPECT_FALSE(number.at("sentence").at("en").as_string().empty());
    }
    EXPECT_EQ(get("/api/rounds/2026/own?unit=qh-danganguan", "head").status, 404);
    EXPECT_EQ(get("/api/rounds/2026/own?unit=qh-danganguan", "auditor").status, 200);
    EXPECT_EQ(get("/api/rounds/2026/own", "auditor").status, 403) << "the head of no body";
    EXPECT_EQ(get("/api/rounds/2026/own", "handler").status, 403);
    EXPECT_EQ(get("/api/rounds/2026/own", "").status, 401);
    const json::value open = json::parse(get("/api/own-results", "head").body);
    EXPECT_EQ(open.at("items").as_array().size(), 1U);
}

TEST_P(Appeals, NothingIsShownBeforeItIsVerified) {
    for (const State state : {State::computed, State::verified, State::suspended}) {
        in_state(state);
        EXPECT_EQ(code_of(get("/api/rounds/2026/own", "head")), "rounds.not_shown_yet");
        EXPECT_EQ(code_of(file()), "rounds.no_appeals_now");
        const json::value open = json::parse(get("/api/own-results", "head").body);
        EXPECT_TRUE(open.at("items").as_array().empty());
    }
    in_state(State::shown);
    const json::value own = json::parse(get("/api/rounds/2026/own", "head").body);
    EXPECT_FALSE(own.at("may_appeal").as_bool());
    EXPECT_EQ(code_of(file()), "rounds.no_appeals_now");
}

TEST_P(Appeals, AreFiledUntilTheEndOfTheLastDay) {
    change([](db::Tx&, Round& now_is) { now_is.appeals_until = day_from("2026-11-02").value(); });
    filed();
    change([](db::Tx&, Round& now_is) { now_is.appeals_until = day_from("2026-11-01").value(); });
    EXPECT_EQ(code_of(file("head", appeal_body("qh-tushuguan/total"))), "rounds.appeals_over");
    const json::value own = json::parse(get("/api/rounds/2026/own", "head").body);
    EXPECT_FALSE(own.at("may_appeal").as_bool());
    EXPECT_EQ(own.at("appeals").as_array().size(), 1U);
}

TEST_P(Appeals, OneOpenAppealANumber) {
    const auto id = filed();
    EXPECT_EQ(code_of(file()), "rounds.appeal_open");
    EXPECT_EQ(file("head", appeal_body("qh-tushuguan/total")).status, 201) << "another number";
    const auto wrong = file("head", appeal_body("qh-danganguan/score"));
    EXPECT_EQ(wrong.status, 422) << "a number of another body";
    EXPECT_NE(wrong.body.find("#/node"), std::string::npos) << wrong.body;
    EXPECT_EQ(decide(id, "office", {{"upheld", false}, {"reason", "票是对的。"}}).status, 200);
    EXPECT_EQ(file().status, 201) << "the first is decided";
    EXPECT_EQ(counted(undecided_appeals), 2);
}

TEST_P(Appeals, RepeatedFilingMakesOne) {
    const std::string body = json::serialize(appeal_body());
    const auto again = [&] {
        return send(Method::post, "/api/rounds/2026/appeals", "head", body, "application/json",
                    "0123456789abcdef");
    };
    const auto first = again();
    ASSERT_EQ(first.status, 201) << first.body;
    const auto second = again();
    ASSERT_EQ(second.status, 201) << second.body;
    EXPECT_EQ(json::parse(first.body).at("row").at("id"),
              json::parse(second.body).at("row").at("id"));
    EXPECT_EQ(counted(undecided_appeals), 1);
    EXPECT_EQ(noted("rounds.appeal_filed"), 1);
}

TEST_P(Appeals, OnlyHeadsFileAndOnlyThoseConcernedRead) {
    EXPECT_EQ(file("").status, 401);
    for (const std::string_view who : {"office", "auditor", "agency", "handler", "intake"}) {
        EXPECT_EQ(file(who).status, 403) << who;
    }
    EXPECT_EQ(file("other-head").status, 403) << "of another body";
    const auto id = filed();
    const auto unknown = get("/api/appeals/" + crypto::new_id<AppealId>(now).text(), "other-head");
    EXPECT_EQ(code_of(get("/api/appeals/" + id, "other-head")), code_of(unknown));
    EXPECT_EQ(get("/api/appeals/" + id, "other-head").status, 404);
    EXPECT_EQ(get("/api/appeals/" + id, "handler").status, 403);
    EXPECT_EQ(get("/api/appeals", "head").status, 403);
    const json::value row = seen_by("head", id).at("row");
    EXPECT_EQ(row.at("shown").as_string(), "30.97");
    EXPECT_EQ(instant_from(std::string(row.at("due").as_string())),
              instant_from("2026-11-17T00:00:00+08:00"))
        << "the end of the tenth working day";
    EXPECT_FALSE(seen_by("head", id).at("may_decide").as_bool());
    EXPECT_TRUE(seen_by("head", id).at("may_add").as_bool());
    const json::value queue = json::parse(get("/api/appeals", "auditor").body);
    EXPECT_EQ(queue.at("items").as_array().size(), 1U);
}

TEST_P(Appeals, AreDecidedBySomebodyElse) {
    computed("office", "auditor");
    const auto id = filed();
    EXPECT_EQ(code_of(decide(id, "office", upheld())), "rounds.computed_by_you");
    EXPECT_TRUE(seen_by("office", id).at("was_yours").as_bool());
    EXPECT_EQ(decide(id, "auditor", upheld()).status, 403);
    EXPECT_EQ(decide(id, "head", upheld()).status, 403);
    EXPECT_EQ(decide(id, "office-2", {{"upheld", true}, {"reason", "有理"}}).status, 422)
        << "what is corrected?";
    EXPECT_EQ(decide(id, "office-2", upheld("wages.csv")).status, 422) << "no such table";
    EXPECT_EQ(counted(undecided_appeals), 1);
    const auto done = decide(id, "office-2", upheld());
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(counted(undecided_appeals), 0);
    EXPECT_EQ(counted(unfinished_appeals), 1) << "nothing is corrected yet";
    EXPECT_EQ(code_of(decide(id, "office-2", upheld())), "rounds.appeal_decided");
    EXPECT_EQ(noted("rounds.appeal_decided"), 1);
    in_state(State::signed_off);
    EXPECT_EQ(get("/api/appeals/" + id, "head").status, 200);
}

TEST_P(Appeals, AreNotDecidedAfterSigning) {
    const auto id = filed();
    in_state(State::signed_off);
    EXPECT_EQ(code_of(decide(id, "office", upheld())), "rounds.too_late_to_decide");
}

TEST_P(Appeals, WhoComputedAnewDoesNotDecideEither) {
    const auto id = filed();
    computed("office", "auditor");
    EXPECT_EQ(code_of(decide(id, "office", upheld())), "rounds.computed_by_you");
    EXPECT_EQ(decide(id, "office-2", upheld()).status, 200);
}

TEST_P(Appeals, CorrectedTableKeepsBothHashesAndTheNewResult) {
    const auto id = filed();
    EXPECT_EQ(code_of(correct(id, recounted())), "rounds.not_upheld");
    ASSERT_EQ(decide(id, "office-2", upheld()).status, 200);
    EXPECT_EQ(correct(id, recounted(), "head").status, 403);
    EXPECT_EQ(correct(id, recounted(), "agency").status, 403);
    const auto refused = correct(id, "unit,answer\nqh-tushuguan,superb\n");
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_EQ(code_of(correct(id, city_survey())), "rounds.table_unchanged");
    EXPECT_EQ(tables().at("survey.csv"), city_survey()) << "nothing half done";
    EXPECT_EQ(seen_by("office-2", id).at("before").as_string(), "");

    const auto version = seen(round.id).version;
    const auto done = correct(id, recounted());
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(tables().at("survey.csv"), recounted());
    EXPECT_EQ(seen(round.id).version, version + 1) << "who was computing has to begin again";
    EXPECT_EQ(noted("rounds.appeal_corrected"), 1);
    EXPECT_EQ(counted(unfinished_appeals), 1) << "not computed yet";

    now += std::chrono::minutes{5};
    computed("agency", "auditor");
    EXPECT_EQ(counted(unfinished_appeals), 0);
    EXPECT_EQ(seen_by("head", id).at("before").as_string(), "") << "ballots might be guessed";
    const json::value after = seen_by("auditor", id);
    EXPECT_EQ(after.at("before").as_string(), crypto::hex(crypto::sha256(city_survey())));
    EXPECT_EQ(after.at("after").as_string(), crypto::hex(crypto::sha256(recounted())));
    EXPECT_EQ(after.at("result").as_int64(), 1);
    EXPECT_EQ(after.at("recomputed").as_int64(), 2);
    EXPECT_EQ(after.at("row").at("shown").as_string(), "30.97");
    EXPECT_EQ(after.at("shown_after").as_string(), "38.43") << "(2000 + 17 x 70) / 83";
    EXPECT_EQ(code_of(correct(id, city_survey())), "rounds.recomputed_already");
}

TEST_P(Appeals, TablesAreCorrectedOnlyWhileAppealsRun) {
    const auto id = filed();
    ASSERT_EQ(decide(id, "office", upheld()).status, 200);
    for (const State state : {State::shown, State::computed, State::signed_off}) {
        in_state(state);
        EXPECT_EQ(code_of(correct(id, recounted())), "rounds.no_appeals_now");
    }
}

TEST_P(Appeals, EvidenceIsReadByThoseConcerned) {
    const auto id = filed();
    const std::string paper = "%PDF-1.7\n0123456789abcdef\n%%EOF\n";
    const auto sent = [&](std::string_view who) {
        return send(Method::post, "/api/appeals/" + id + "/files?name=proof.pdf", who, paper,
                    "application/octet-stream", crypto::random_token(18));
    };
    EXPECT_EQ(sent("office").status, 403);
    EXPECT_EQ(sent("other-head").status, 403);
    const auto answer = sent("head");
    ASSERT_EQ(answer.status, 201) << answer.body;
    const json::value file = json::parse(answer.body).at("files").at(0);
    EXPECT_EQ(file.at("state").as_string(), "ready");
    const std::string address =
        "/api/appeals/" + id + "/files/" + std::string(file.at("file").as_string());
    EXPECT_EQ(get(address, "office").body, paper);
    EXPECT_EQ(get(address, "auditor").status, 200);
    EXPECT_EQ(get(address, "other-head").status, 404);
    const json::value second =
        json::parse(Appeals::file("head", appeal_body("qh-tushuguan/total")).body);
    const std::string other{second.at("row").at("id").as_string()};
    EXPECT_EQ(
        get("/api/appeals/" + other + address.substr(address.find("/files/")), "office").status,
        404)
        << "of another appeal";
    for (int i = 1; i < appeal_files_max; ++i) EXPECT_EQ(sent("head").status, 201);
    EXPECT_EQ(code_of(sent("head")), "files.too_many");
    ASSERT_EQ(decide(id, "office", upheld()).status, 200);
    EXPECT_EQ(code_of(sent("head")), "rounds.appeal_decided");
}

TEST_P(Appeals, WhatIsPublishedNamesNobody) {
    const auto kept = filed();
    ASSERT_EQ(decide(kept, "office", upheld()).status, 200);
    const auto second = json::parse(file("head", appeal_body("qh-tushuguan/total")).body);
    ASSERT_EQ(decide(std::string(second.at("row").at("id").as_string()), "office",
                     {{"upheld", false}, {"reason", "票数核对无误。"}})
                  .status,
              200);
    filed();
    const auto told =
        database.read([&](db::Tx& tx) { return published_appeals(tx, round.id); }).value();
    EXPECT_EQ(told.upheld, 1);
    EXPECT_EQ(told.dismissed, 1);
    ASSERT_EQ(told.items.size(), 2U) << "an open one is nobody's business";
    for (const auto& item : told.items) {  // both were filed at one moment
        EXPECT_EQ(item.reason, item.is_upheld ? "核对了原始问卷。" : "票数核对无误。");
        EXPECT_EQ(item.change, item.is_upheld ? "去掉二十张不满意票。" : "");
        EXPECT_FALSE(item.recomputed);
        EXPECT_TRUE(!item.is_upheld || item.before == "30.97");
    }
}

}  // namespace
}  // namespace pingyi::rounds
