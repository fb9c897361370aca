// The life of a round: who may take which step, what each wants, and what everybody sees of it.
#include "modules/rounds/rounds.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "modules/rounds/compute.hpp"
#include "modules/rounds/rectify.hpp"
#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds_test.hpp"
#include "modules/rounds/workflow.hpp"

namespace pingyi::rounds {
namespace {

using http::Method;

constexpr State states[] = {
    State::draft,     State::consulted,     State::issued,   State::collecting, State::closed,
    State::computed,  State::verified,      State::shown,    State::appeals,    State::signed_off,
    State::published, State::rectification, State::archived, State::suspended,  State::voided};

TEST(RoundWorkflow, NoStateIsLost) {
    EXPECT_TRUE(workflow.unreachable(State::draft, states).empty());
    EXPECT_EQ(workflow.ends(states), (std::vector{State::archived, State::voided}));
}

TEST(RoundRules, WantWhatTheTableCannotKnow) {
    Round round;
    const auto code = [&](Step step, const Surroundings& around) {
        const auto found = guard(round, step, around);
        return found ? std::string{} : found.error().code;
    };
    const Day today = *day_from("2026-11-02");
    EXPECT_EQ(code(Step::issue, {.today = today}), "rounds.scheme_not_issued");
    EXPECT_EQ(code(Step::issue, {.scheme = SchemeState::issued, .today = today}), "");
    for (const Step step : {Step::sign, Step::close_appeals}) {
        EXPECT_EQ(code(step, {.today = today, .appeals_undecided = 1}), "rounds.appeals_undecided");
        EXPECT_EQ(code(step, {.today = today, .corrections_uncomputed = 1}),
                  "rounds.correction_not_computed");
        EXPECT_EQ(code(step, {.today = today}), "");
    }
    round.appeals_until = today;
    EXPECT_EQ(code(Step::close_appeals, {.today = today}), "rounds.appeals_running");
    EXPECT_EQ(code(Step::open_appeals, {.today = today}), "");
    const Day tomorrow = today + std::chrono::days{1};
    EXPECT_EQ(code(Step::close_appeals, {.today = tomorrow}), "");
    EXPECT_EQ(code(Step::open_appeals, {.today = tomorrow}), "rounds.appeals_day_over");
}

TEST(RoundRules, ASuspendedRoundGoesOnWhereItWasHeld) {
    Round round;
    round.state = State::suspended;
    round.held = State::verified;
    EXPECT_EQ(state_after(round, Step::resume, Party::office), State::verified);
    EXPECT_FALSE(state_after(round, Step::resume, Party::agency));
}

TEST(RoundRules, SanctionsOfSeveralRoundsWantThemAll) {
    const auto scheme = *scoring::check(city_scheme).scheme;  // talk: 1 round; warning: 2
    const ReachedIn now{{"x", {{"talk", false}, {"warning", true}}}, {"y", {{"warning", true}}}};
    const auto codes = [&](const std::vector<ReachedIn>& earlier) {
        std::string all;
        for (const auto& [unit, sanctions] : sanctions_due(scheme, now, earlier)) {
            all += unit + ":";
            for (const auto* sanction : sanctions) all += sanction->code + ";";
        }
        return all;
    };
    EXPECT_EQ(codes({}), "x:talk;");
    EXPECT_EQ(codes({{{"x", {{"warning", true}}}}}), "x:talk;warning;");
    EXPECT_EQ(codes({{{"y", {{"warning", true}}}}, {{"x", {{"warning", true}}}}}),
              "x:talk;y:warning;")
        << "the round in between breaks the row of x";
}

/// Rounds as the API shows them.
class RoundLife : public RoundsTest {
protected:
    boost::json::value making(const std::string& code, SchemeId scheme) {
        return {{"code", code},
                {"name", "2026年度评议"},
                {"scheme", scheme.text()},
                {"from", "2026-01"},
                {"until", "2026-10"}};
    }
    RoundId made(SchemeId scheme, const std::string& code = "2026") {
        const auto answer = post("/api/rounds", "office", making(code, scheme));
        EXPECT_EQ(answer.status, 201) << answer.body;
        return *RoundId::from(std::string(boost::json::parse(answer.body).at("id").as_string()));
    }
    http::Response step(RoundId id, std::string_view step, std::string_view who,
                        std::string_view reason = "") {
        boost::json::object body{{"step", step}, {"version", seen(id).version}};
        if (!reason.empty()) body["reason"] = reason;
        return post("/api/rounds/" + id.text() + "/steps", who, body);
    }
    std::string refused(RoundId id, std::string_view name, std::string_view who,
                        std::string_view reason = "") {
        const State before = seen(id).state;
        const auto answer = step(id, name, who, reason);
        EXPECT_EQ(seen(id).state, before) << name;
        return answer.status < 300 ? "was allowed" : code_of(answer);
    }
    void does(RoundId id, std::string_view name, std::string_view who,
              std::string_view reason = "") {
        const auto answer = step(id, name, who, reason);
        ASSERT_EQ(answer.status, 200) << name << ' ' << answer.body;
    }
    /// The way to a state by the ordinary steps.
    RoundId brought_to(State state, const std::string& code = "2026") {
        if (scheme_.yaml.empty()) scheme_ = stored_scheme();
        const RoundId id = made(scheme_.id, code);
        const struct {
            State reached;
            std::string_view step, who, reason;
        } way[] = {{State::consulted, "consult", "office", ""},
                   {State::issued, "issue", "office", ""},
                   {State::collecting, "open", "office", ""},
                   {State::closed, "close", "office", ""},
                   {State::computed, "compute", "agency", ""},
                   {State::verified, "verify", "auditor", ""},
                   {State::shown, "show", "office", ""},
                   {State::signed_off, "sign", "office", "市评议领导小组组长签发，青评〔2026〕1号"},
                   {State::published, "publish", "office", ""}};
        for (const auto& leg : way) {
            if (seen(id).state == state) break;
            if (leg.reached == State::closed) brings(id, "survey.csv", city_survey());
            does(id, leg.step, leg.who, leg.reason);
        }
        EXPECT_EQ(seen(id).state, state);
        return id;
    }
    boost::json::value view(const std::string& code, std::string_view who = "office") {
        return boost::json::parse(get("/api/rounds/" + code, who).body);
    }
    std::vector<StoredResult> results(RoundId id) {
        return database.read([&](db::Tx& tx) { return store::results_of(tx, id); }).value();
    }
    /// As somebody does who has the database in hand.
    void behind(const std::string& statement) {
        ASSERT_TRUE(database.write([&](db::Tx& tx) { tx.run(statement, {}); }));
    }

    StoredScheme scheme_;
};
INSTANTIATE_TEST_SUITE_P(Engines, RoundLife, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(RoundLife, OnlyTheOfficeMakesRounds) {
    const auto scheme = stored_scheme(SchemeState::draft);
    for (const std::string_view who : {"agency", "auditor", "intake", "head"}) {
        EXPECT_EQ(post("/api/rounds", who, making("2026", scheme.id)).status, 403) << who;
    }
    EXPECT_EQ(post("/api/rounds", "", making("2026", scheme.id)).status, 401);
    made(scheme.id);
    EXPECT_EQ(code_of(post("/api/rounds", "office", making("2026", scheme.id))),
              "rounds.code_taken");
    const SchemeId nowhere = crypto::new_id<SchemeId>(now);
    EXPECT_EQ(code_of(post("/api/rounds", "office", making("2027", nowhere))),
              "rounds.no_such_scheme");
    auto wrong = making("2027", scheme.id);
    wrong.as_object()["until"] = "2025-12";
    EXPECT_NE(post("/api/rounds", "office", wrong).body.find("#/until"), std::string::npos);
    wrong.as_object()["until"] = "2025-13";
    EXPECT_NE(post("/api/rounds", "office", wrong).body.find("rounds_bad_month"),
              std::string::npos);
    const auto listed = boost::json::parse(get("/api/rounds", "auditor").body);
    EXPECT_EQ(listed.at("items").as_array().size(), 1U);
    EXPECT_EQ(get("/api/rounds", "head").status, 403);
    EXPECT_EQ(get("/api/rounds/2026", "intake").status, 403);
    EXPECT_EQ(get("/api/rounds/2025", "office").status, 404);
}

TEST_P(RoundLife, IsMadeOnceUnderOneKey) {
    const auto scheme = stored_scheme();
    const std::string body = boost::json::serialize(making("2026", scheme.id));
    for (int i = 0; i < 2; ++i) {
        const auto answer = send(Method::post, "/api/rounds", "office", body, "application/json",
                                 "0123456789abcdef");
        EXPECT_EQ(answer.status, 201) << answer.body;
    }
    EXPECT_EQ(boost::json::parse(get("/api/rounds", "office").body).at("items").as_array().size(),
              1U);
}

TEST_P(RoundLife, EveryStepWantsItsTurnItsPersonAndItsReason) {
    scheme_ = stored_scheme(SchemeState::draft);
    const RoundId id = made(scheme_.id);
    EXPECT_EQ(refused(id, "open", "office"), "rounds.step_not_now");
    EXPECT_EQ(refused(id, "consult", "auditor"), "rounds.step_not_now");
    EXPECT_EQ(refused(id, "consult", "head"), "request.not_allowed");
    does(id, "consult", "office");
    EXPECT_EQ(refused(id, "issue", "office"), "rounds.scheme_not_issued");
    behind("UPDATE rounds_scheme SET state = 'issued', hash = '" +
           scoring::scheme_hash(*scoring::check(city_scheme).scheme) + "'");
    does(id, "issue", "office");
    does(id, "open", "office-2");
    const auto incomplete = step(id, "close", "office");
    EXPECT_EQ(code_of(incomplete), "rounds.tables_incomplete");
    EXPECT_NE(incomplete.body.find("survey.csv"), std::string::npos) << incomplete.body;
    brings(id, "survey.csv", "unit,answer\nnobody,good\n");
    EXPECT_NE(step(id, "close", "office").body.find("survey.csv: row 2"), std::string::npos);
    brings(id, "survey.csv", city_survey());
    does(id, "close", "office");
    EXPECT_EQ(refused(id, "verify", "auditor"), "rounds.step_not_now");
    EXPECT_EQ(refused(id, "compute", "auditor"), "rounds.step_not_now");
    does(id, "compute", "agency");
    EXPECT_EQ(refused(id, "verify", "office"), "rounds.step_not_now");
    EXPECT_EQ(refused(id, "compute", "office"), "request.invalid") << "why once more";
    EXPECT_EQ(refused(id, "show", "office"), "rounds.step_not_now") << "nobody has verified";
    does(id, "verify", "auditor");
    does(id, "show", "office");
    EXPECT_EQ(refused(id, "sign", "office"), "request.invalid") << "who signed";
    EXPECT_EQ(refused(id, "suspend", "office"), "request.invalid");
    EXPECT_EQ(refused(id, "publish", "office", "想公布"), "rounds.step_not_now");
}

TEST_P(RoundLife, GoesAllTheWay) {
    const RoundId id = brought_to(State::published);
    const auto shown = view("2026");
    EXPECT_EQ(shown.at("timeline").as_array().size(), 9U);
    EXPECT_EQ(shown.at("tables").as_array().size(), 2U) << "units.csv came from the register";
    const auto& result = shown.at("results").as_array().at(0).as_object();
    EXPECT_EQ(result.at("number").as_int64(), 1);
    EXPECT_EQ(result.at("public_id").as_string().size(), 64U);
    EXPECT_NE(result.at("public_id"), result.at("audit_id"));
    EXPECT_EQ(results(id).at(0).computed_by, account("agency").id);
    EXPECT_EQ(results(id).at(0).verified_by, account("auditor").id);
    does(id, "rectify", "office");
    const auto opened =
        database
            .read([&](db::Tx& tx) {
                const auto rows = tx.run(
                    "SELECT r.task, d.amount FROM casework_rectification r JOIN calendar_deadline "
                    "d "
                    "ON d.id = r.deadline WHERE r.source = $1",
                    {"rounds.result"});
                return rows.empty() ? std::string{}
                                    : rows[0].text(0) + " " + std::to_string(rows[0].integer(1));
            })
            .value();
    EXPECT_EQ(opened, "2026年度评议：约谈主要负责人 20") << "one round of a warning is not two";
    does(id, "archive", "office");
    EXPECT_EQ(view("2026").at("next").as_array().size(), 0U);
}

TEST_P(RoundLife, IsSuspendedResumedAndVoided) {
    const RoundId id = brought_to(State::computed);
    does(id, "suspend", "office", "数据来源有疑问");
    EXPECT_EQ(refused(id, "verify", "auditor"), "rounds.step_not_now");
    does(id, "resume", "office");
    EXPECT_EQ(seen(id).state, State::computed);
    EXPECT_EQ(refused(id, "void_round", "office"), "request.invalid");
    does(id, "void_round", "office", "方案有误");
    EXPECT_EQ(seen(id).state, State::voided);
}

TEST_P(RoundLife, OfTwoStepsAtOnceOneIsTaken) {
    const RoundId id = brought_to(State::collecting);
    const auto version = seen(id).version;
    brings(id, "survey.csv", city_survey());
    const boost::json::value body{{"step", "close"}, {"version", version}};
    EXPECT_EQ(post("/api/rounds/" + id.text() + "/steps", "office", body).status, 200);
    EXPECT_EQ(code_of(post("/api/rounds/" + id.text() + "/steps", "office-2", body)),
              "rounds.changed_meanwhile");
}

TEST_P(RoundLife, IsChangedUntilItIsClosed) {
    const RoundId id = brought_to(State::issued);
    boost::json::object body{{"version", seen(id).version}, {"name", "二〇二六年评议"},
                             {"scheme", scheme_.id.text()}, {"from", "2026-02"},
                             {"until", "2026-10"},          {"closes_on", "2026-11-30"}};
    const std::string address = "/api/rounds/" + id.text();
    const auto change = [&](std::string_view who) {
        return send(Method::put, address, who, boost::json::serialize(body));
    };
    EXPECT_EQ(change("agency").status, 403);
    EXPECT_EQ(change("office").status, 200);
    EXPECT_EQ(seen(id).from, "2026-02");
    EXPECT_EQ(code_of(change("office")), "rounds.changed_meanwhile");
    body["version"] = seen(id).version;
    body["scheme"] = stored_scheme(SchemeState::draft).id.text();
    EXPECT_EQ(code_of(change("office")), "rounds.step_not_now") << "the scheme is issued";
}

TEST_P(RoundLife, ASecondResultSaysWhyItIs) {
    const RoundId id = brought_to(State::shown);
    does(id, "open_appeals", "office");
    does(id, "compute", "office", "支持一件申诉");
    const auto all = results(id);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all.at(0).number, 2);
    EXPECT_EQ(all.at(0).cause, Cause::appeal);
    EXPECT_EQ(all.at(0).public_id, all.at(1).public_id) << "the same tables give the same result";
    EXPECT_EQ(seen(id).result, all.at(0).id);
}

TEST_P(RoundLife, WhoComputedDoesNotVerify) {
    const RoundId id = brought_to(State::computed);
    behind("UPDATE rounds_result SET computed_by = '" + account("auditor").id.text() + "'");
    EXPECT_EQ(refused(id, "verify", "auditor"), "rounds.computed_by_you");
    does(id, "verify", "auditor-2");
}

TEST_P(RoundLife, VerifyingFindsAnotherTable) {
    const RoundId id = brought_to(State::computed);
    const std::string other = city_survey() + "qh-tushuguan,good\n";
    const auto tables =
        database.read([&](db::Tx& tx) { return store::tables_of(tx, id.text()); }).value();
    const auto& survey = tables.at(0).name == "survey.csv" ? tables.at(0) : tables.at(1);
    ASSERT_TRUE(store::put(database, store::content_of(survey), {{"survey.csv", other}}));
    const auto answer = step(id, "verify", "auditor");
    EXPECT_EQ(code_of(answer), "rounds.result_differs");
    EXPECT_NE(answer.body.find("survey.csv"), std::string::npos) << answer.body;
    behind("UPDATE rounds_table SET sha256 = '" + crypto::hex(crypto::sha256(other)) +
           "' WHERE name = 'survey.csv'");
    const auto mended = step(id, "verify", "auditor");
    EXPECT_EQ(code_of(mended), "rounds.result_differs")
        << "the ids tell, though the hash is mended";
    EXPECT_EQ(seen(id).state, State::computed);
    const auto noted = database
                           .read([&](db::Tx& tx) {
                               return tx
                                   .run("SELECT count(*) FROM accounts_log WHERE kind = $1",
                                        {"rounds.verify_failed"})[0]
                                   .integer(0);
                           })
                           .value();
    EXPECT_EQ(noted, 2);
}

TEST_P(RoundLife, VerifyingFindsAnotherFileOfTheBundle) {
    const RoundId id = brought_to(State::computed);
    const StoredResult result = results(id).at(0);
    auto files = *stored_files(database, result.id, store::Bundle::open);
    const std::string honest = files.at("units.csv");
    const std::string content = result.id.text() + "/public";
    ASSERT_TRUE(store::put(database, content, {{"units.csv", honest + "x"}}));
    const auto answer = step(id, "verify", "auditor");
    EXPECT_EQ(code_of(answer), "rounds.result_differs");
    EXPECT_NE(answer.body.find("units.csv"), std::string::npos) << answer.body;
    ASSERT_TRUE(store::put(database, content, {{"units.csv", honest}}));
    does(id, "verify", "auditor");
}

TEST_P(RoundLife, AnInterruptedComputationLeavesNothing) {
    const RoundId id = brought_to(State::closed);
    StoredResult begun;
    begun.id = crypto::new_id<ResultId>(now);
    begun.round = id;
    begun.public_id = begun.audit_id = std::string(64, 'a');
    begun.computed_at = now - std::chrono::hours{2};
    ASSERT_TRUE(database.write([&](db::Tx& tx) { return store::add_result(tx, begun); }));
    ASSERT_TRUE(store::put_files(database, begun.id, store::Bundle::open, {{"a.txt", "a"}}));
    EXPECT_TRUE(results(id).empty());
    EXPECT_EQ(sweep_results(database, now - std::chrono::hours{1}), 1);
    EXPECT_TRUE(stored_files(database, begun.id, store::Bundle::open)->empty());
    does(id, "compute", "office");
    EXPECT_EQ(results(id).at(0).number, 1);
    EXPECT_EQ(sweep_results(database, now + std::chrono::hours{1}), 0) << "whole ones stay";
}

TEST_P(RoundLife, NobodySeesTheBundleBeforeItIsPublished) {
    const RoundId id = brought_to(State::signed_off);
    for (const std::string_view who : {"", "office", "head"}) {
        EXPECT_EQ(get("/rounds/2026/bundle/zh/index.html", who).status, 404) << who;
        EXPECT_EQ(get("/rounds/2026/bundle.tar", who).status, 404) << who;
    }
    does(id, "publish", "office");
    const auto page = get("/rounds/2026/bundle/zh/index.html");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_NE(page.header("Content-Security-Policy").find("style-src 'self'"), std::string::npos);
    EXPECT_NE(page.body.find("青禾"), std::string::npos);
    EXPECT_EQ(get("/rounds/2026/bundle/style.css").status, 200);
    EXPECT_EQ(get("/rounds/2026/bundle/inputs/nothing.csv").status, 404);
    EXPECT_EQ(get("/rounds/2026/bundle").status, 303);
}

TEST_P(RoundLife, TheArchiveHoldsTheBundleByteByByte) {
    const RoundId id = brought_to(State::published);
    const auto archive = get("/rounds/2026/bundle.tar");
    ASSERT_EQ(archive.status, 200);
    EXPECT_EQ(archive.body, get("/rounds/2026/bundle.tar").body) << "each time the same octets";
    const auto folder =
        std::filesystem::temp_directory_path() / ("pingyi-rounds-" + crypto::random_token(8));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "bundle.tar", std::ios::binary) << archive.body;
    const std::string unpack =
        "tar xf " + (folder / "bundle.tar").string() + " -C " + folder.string();
    ASSERT_EQ(std::system(unpack.c_str()), 0);
    const auto checked = scoring::verify_bundle(folder / "pingyi-2026");
    ASSERT_TRUE(checked) << checked.error().code << ' ' << checked.error().detail;
    EXPECT_EQ(checked->result, results(id).at(0).public_id);
    std::filesystem::remove_all(folder);
    EXPECT_TRUE(results(id).at(0).entry) << "the ledger was told";
    EXPECT_EQ(checked->receipt, "") << "and has signed nothing yet";
    const auto receipt = get("/rounds/2026/bundle/receipt.tlog-proof");
    EXPECT_EQ(receipt.status, 404);
    EXPECT_NE(receipt.body.find("rounds.no_receipt_yet"), std::string::npos) << receipt.body;
    EXPECT_NE(get("/rounds/2026").body.find("账本还没有签署到这一条"), std::string::npos);
}

TEST_P(RoundLife, TheAuditorsFilesAreTheirs) {
    const RoundId id = brought_to(State::computed);
    const std::string address = "/api/rounds/" + id.text() + "/audit.tar";
    EXPECT_EQ(get(address, "office").status, 403);
    EXPECT_EQ(get(address, "").status, 401);
    const auto archive = get(address, "auditor");
    EXPECT_EQ(archive.status, 200) << archive.body;
    EXPECT_NE(archive.body.find("pingyi-2026-audit/inputs/survey.cells.csv"), std::string::npos);
}

}  // namespace
}  // namespace pingyi::rounds
