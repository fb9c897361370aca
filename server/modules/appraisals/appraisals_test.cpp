// Appraisals: who enters and confirms which figure, what stands in the table, who reads a sheet and
// what trace that leaves.
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <map>

#include "kernel/testing.hpp"
#include "modules/accounts/testing.hpp"
#include "modules/appraisals/module.hpp"
#include "modules/calendar/module.hpp"
#include "modules/casework/api.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/testing.hpp"
#include "modules/rounds/module.hpp"
#include "modules/scoring/api.hpp"
#include "modules/units/module.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/embedded.hpp"
#include "platform/db/testing.hpp"
#include "platform/html/embedded.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"

namespace pingyi::appraisals {
namespace {

namespace json = boost::json;
using accounts::Role;
using http::Method;

const Instant noon = instant_from("2026-11-02T12:00:00+08:00").value();
constexpr std::string_view scheme_yaml = R"(code: year
version: 1
title: {zh: 年度考核, en: appraisal of the year}
source: 测试
classes:
  - {code: vertical, zh: 垂直管理单位, en: vertical bodies, ranked: yes, published: yes}
measures:
  - {code: leadership, zh: 领导班子建设, en: leadership, kind: values, basis: census}
  - {code: targets, zh: 目标责任制, en: targets, kind: values, basis: census}
index:
  code: total
  zh: 总分
  en: total
  unit: points
  weight: 100
  combine: arithmetic
  coverage: 1
  missing: {not_applicable: redistribute, not_reported: 0, absent: missing}
  parts:
    - {code: study, zh: 思想, en: study, weight: 30, direction: up, normalise: {low: 0, high: 100}, from: {measure: leadership, column: study, statistic: value}}
    - {code: conduct, zh: 作风, en: conduct, weight: 30, direction: up, normalise: {low: 0, high: 100}, from: {measure: leadership, column: conduct, statistic: value}}
    - {code: met, zh: 目标, en: targets met, weight: 40, direction: up, normalise: {low: 0, high: 100}, from: {measure: targets, column: score, statistic: value}}
publication: {ballots_min: 10, cell_min: 2}
rounding: {places: 2}
ties: same_rank
)";

class Appraisals : public ::testing::TestWithParam<db::Engine> {
protected:
    static std::vector<db::MigrationSet> sets() {
        auto all = casework::testing::migration_sets();
        all.push_back({"rounds", rounds::migrations()});
        all.push_back({"appraisals", migrations()});
        return all;
    }
    void SetUp() override {
        ASSERT_TRUE(units::add_demo(database, noon));
        add("office", Role::programme_office);
        add("office-2", Role::programme_office);
        add("auditor", Role::auditor);
        add("inspector", Role::inspector);
        add("handler", Role::unit_handler, "qh-qixiang");
        add("head", Role::unit_head, "qh-qixiang");
        add("other-head", Role::unit_head, "qh-shuiwu");
        add_scheme();
        add_round("2026", "collecting");
        service.mount(routes(), deps);
        for (const auto& area : rounds::routes()) service.mount(area, rounds_deps);
    }
    void add(const std::string& who, Role role, std::string_view where = "") {
        std::optional<UnitId> unit;
        if (!where.empty()) unit = unit_of(where);
        auto made = accounts::testing::somebody(who, role, noon, unit);
        write(
            "INSERT INTO accounts_account (id, name, display_name, search_key, created_at, "
            "activated, disabled, totp_step) VALUES ($1, $2, $2, $2, 0, 0, 0, 0)",
            {made.id, who});
        people.people.emplace(who, std::move(made));
    }
    UnitId unit_of(std::string_view code) {
        return database
            .read([&](db::Tx& tx) {
                return UnitId::from(
                    tx.run("SELECT id FROM units_unit WHERE code = $1", {code})[0].text(0));
            })
            .value()
            .value();
    }
    void write(std::string_view sql, const std::vector<db::Param>& params) {
        const auto done = database.write([&](db::Tx& tx) { tx.run(sql, params); });
        ASSERT_TRUE(done) << done.error().code << done.error().detail;
    }
    void add_scheme() {
        write(
            "INSERT INTO rounds_scheme (id, code, version, title_zh, title_en, yaml, revision, "
            "state, hash, changed_at) VALUES ('s', 'year', 1, '', '', $1, 1, 'issued', $2, 0)",
            {scheme_yaml, scoring::scheme_hash(*scoring::check(scheme_yaml).scheme)});
        write("UPDATE rounds_scheme SET id = $1", {crypto::new_id<UnitId>(noon)});
    }
    /// Study counts as it stands, conduct between its ends, and targets earn a bonus by their
    /// place.
    void take_figures_as_they_stand() {
        std::string yaml{scheme_yaml};
        const std::string ends = "normalise: {low: 0, high: 100}";
        yaml.replace(yaml.find(ends), ends.size(), "normalise: none");
        yaml.insert(
            yaml.find("publication:"),
            "rank_bonuses:\n  - {code: province, zh: 省内名次, en: place, measure: targets, "
            "first: [5, 3], last: [-1]}\n");
        const auto checked = scoring::check(yaml);
        ASSERT_TRUE(checked.scheme);
        write("UPDATE rounds_scheme SET yaml = $1, hash = $2",
              {yaml, scoring::scheme_hash(*checked.scheme)});
    }
    void add_round(std::string_view code, std::string_view state) {
        write(
            "INSERT INTO rounds_round (id, code, name_zh, name_en, scheme, from_month, "
            "until_month, state, version, made_at, changed_at) SELECT $1, $2, '考核', "
            "'', id, '2026-01', '2026-12', $3, 1, $4, 0 FROM rounds_scheme",
            {crypto::new_id<UnitId>(noon), code, state, std::int64_t{code == "2026"}});
    }
    std::string of_round(std::string_view what, std::string_view code) {
        return database
            .read([&](db::Tx& tx) {
                return tx
                    .run("SELECT " + std::string(what) + " FROM rounds_round WHERE code = $1",
                         {code})[0]
                    .text(0);
            })
            .value();
    }
    std::string round_id(std::string_view code = "2026") { return of_round("id", code); }
    std::string result_of(std::string_view code) {
        const std::string id = of_round("result", code);
        return database
            .read([&](db::Tx& tx) {
                return tx.run("SELECT public_id FROM rounds_result WHERE id = $1", {id})[0].text(0);
            })
            .value();
    }
    /// Enters and confirms figures of one body, and takes the round to its end.
    void publish(const std::string& code) {
        const auto figure = [](std::string_view field) {
            return json::object{{"unit", "qh-qixiang"},
                                {"field", field},
                                {"value", field == "study"     ? "76"
                                          : field == "conduct" ? "84"
                                                               : "95"},
                                {"evidence", "考核表"}};
        };
        const auto fill = [&](const std::string& of, const json::array& figures) {
            const std::string at = "/api/appraisals/" + code + "/parts/" + of;
            ASSERT_EQ(send(Method::post, at + "/entries", "office",
                           json::serialize(json::object{{"entries", figures}}))
                          .status,
                      201);
            json::array ids;
            const json::value seen_part = read(at);
            for (const json::value& entry : seen_part.at("entries").as_array()) {
                ids.push_back(entry.at("id"));
            }
            const json::object body{{"entries", ids}, {"confirmed", true}};
            ASSERT_EQ(
                send(Method::post, at + "/decision", "office-2", json::serialize(body)).status,
                200);
        };
        fill("leadership", {figure("study"), figure("conduct")});
        fill("targets", {figure("score")});
        for (const auto& [step, who] : {std::pair{"close", "office"},
                                        {"compute", "office"},
                                        {"verify", "auditor"},
                                        {"show", "office"},
                                        {"sign", "office"},
                                        {"publish", "office"}}) {
            const std::string id = round_id(code);
            const json::object body{{"step", step},
                                    {"version", read("/api/rounds/" + code).at("version")},
                                    {"reason", "组长签发"}};
            const auto taken =
                send(Method::post, "/api/rounds/" + id + "/steps", who, json::serialize(body));
            ASSERT_EQ(taken.status, 200) << step << taken.body;
        }
    }
    http::Response take_over(std::string_view from, const std::string& of = "targets") {
        return send(Method::post, part(of, "take-over"), "office",
                    json::serialize(json::object{{"from", from}}));
    }
    void in_state(std::string_view state) {
        write("UPDATE rounds_round SET state = $1 WHERE code = '2026'", {state});
    }

    http::Response send(Method method, const std::string& address, std::string_view who,
                        std::string body = "", std::string_view media = "application/json") {
        http::Request request;
        request.method = method;
        request.path = address;
        request.headers = {{"Host", "pingyi.example"}, {"Test-Who", std::string(who)}};
        if (!body.empty()) request.headers.push_back({"Content-Type", std::string(media)});
        if (method == Method::post) {
            request.headers.push_back({"Idempotency-Key", crypto::random_token(18)});
        }
        request.body = std::move(body);
        return service.handle(request);
    }
    static std::string code_of(const http::Response& answer) {
        boost::system::error_code failed;
        const auto read = json::parse(answer.body, failed);
        if (failed || !read.is_object() || !read.as_object().contains("code")) return answer.body;
        return std::string(read.at("code").as_string());
    }
    static std::string part(const std::string& of, const std::string& what) {
        return "/api/appraisals/2026/parts/" + of + "/" + what;
    }
    http::Response enter(std::string_view who, std::string_view value, std::string_view reason = "",
                         std::string_view field = "score") {
        json::object figure{{"unit", "qh-qixiang"},
                            {"field", field},
                            {"value", value},
                            {"evidence", "2026年目标责任书考核表"}};
        if (!reason.empty()) figure["reason"] = reason;
        return send(Method::post, part("targets", "entries"), who,
                    json::serialize(json::object{{"entries", json::array{figure}}}));
    }
    /// Figures of one part as "field=value"; says what is wrong as "#/entries/0/value code limit".
    std::string mistakes_of(const std::string& of, std::initializer_list<std::string_view> figures,
                            std::string_view reason = "") {
        json::array entries;
        for (const std::string_view figure : figures) {
            const std::size_t equals = figure.find('=');
            json::object entry{{"unit", "qh-qixiang"},
                               {"field", figure.substr(0, equals)},
                               {"value", figure.substr(equals + 1)},
                               {"evidence", "考核表"}};
            if (!reason.empty()) entry["reason"] = reason;
            entries.push_back(std::move(entry));
        }
        return mistakes_in(send(Method::post, part(of, "entries"), "office",
                                json::serialize(json::object{{"entries", entries}})));
    }
    std::string mistakes_of_import(const std::string& of, const std::string& table) {
        return mistakes_in(send(Method::post, part(of, "import"), "office", table, "text/csv"));
    }
    static std::string mistakes_in(const http::Response& answer) {
        if (answer.status == 201) return "none";
        std::string all;
        const json::value read = json::parse(answer.body);
        for (const json::value& one : read.at("errors").as_array()) {
            const json::object& field = one.as_object();
            const auto* at = field.if_contains("pointer");
            if (at == nullptr) at = field.if_contains("place");
            all += (all.empty() ? "" : "; ") + std::string(at->as_string()) + " " +
                   std::string(field.at("code").as_string());
            if (const auto* limit = field.if_contains("limit")) {
                all += " " + std::string(limit->as_string());
            }
        }
        return all;
    }
    json::value read(const std::string& address, std::string_view who = "office") {
        const auto answer = send(Method::get, address, who);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json::parse(answer.body);
    }
    json::value seen(std::string_view who = "office") { return read("/api/appraisals/2026", who); }
    json::array waiting(const std::string& of) {
        json::array ids;
        const json::value seen_part = read("/api/appraisals/2026/parts/" + of);
        for (const json::value& entry : seen_part.at("entries").as_array()) {
            if (entry.at("state").as_string() == "waiting") ids.push_back(entry.at("id"));
        }
        return ids;
    }
    http::Response name(std::string_view who, std::initializer_list<std::string_view> people_named,
                        const std::string& of = "targets") {
        json::array names;
        for (const std::string_view each : people_named) names.push_back(json::string(each));
        return send(Method::put, part(of, "responsible"), who,
                    json::serialize(json::object{{"names", names}}));
    }
    http::Response decide(std::string_view who, const std::string& of, bool confirmed,
                          std::optional<json::array> ids = {}) {
        json::object body{{"entries", ids ? *ids : waiting(of)}, {"confirmed", confirmed}};
        if (!confirmed) body["why"] = "与考核表不符";
        return send(Method::post, part(of, "decision"), who, json::serialize(body));
    }
    std::string table(const std::string& name) {
        const std::string owner = round_id();
        return database
            .read([&](db::Tx& tx) {
                const auto rows = tx.run(
                    "SELECT c.bytes FROM rounds_table t JOIN rounds_content c "
                    "ON c.content = t.id AND c.name = t.name WHERE t.name = "
                    "$1 AND t.owner = $2",
                    {name, owner});
                return rows.empty() ? std::string("none") : std::string(rows[0].blob(0));
            })
            .value();
    }
    std::int64_t noted(const std::string& kind) {
        return database
            .read([&](db::Tx& tx) {
                return tx.run("SELECT count(*) FROM accounts_log WHERE kind = $1", {kind})[0]
                    .integer(0);
            })
            .value();
    }
    void told_to_put_right(const std::string& task, Instant at) {
        casework::Moment drawn{.now = at};
        drawn.chance.fill(static_cast<unsigned char>(task.size()));
        const casework::NewRectification made{
            "test", task, unit_of("qh-qixiang"), task, {DeadlineClock::calendar_days, 10}};
        const auto opened = database.write(
            [&](db::Tx& tx) { return casework::open_rectification(tx, calendar, drawn, made); });
        ASSERT_TRUE(opened) << opened.error().code << opened.error().detail;
    }
    http::Response sheet(std::string_view who, const std::string& unit = "qh-qixiang") {
        return send(Method::get, "/api/appraisals/2026/sheets/" + unit, who);
    }

    db::testing::Fresh fresh{GetParam(), sets()};
    db::Database& database = fresh.database();
    FixedClock clock{noon};
    Texts texts{{appraisals::texts(), rounds::texts(), csv::embedded::texts(),
                 html::embedded::texts(), http::embedded::texts()}};
    html::Shell shell = html::Shell::load(texts, {}, "").value();
    calendar::Calendar calendar{Zone::named("Asia/Shanghai").value()};
    units::Bodies directory;
    accounts::Staffing staffing{database};
    rounds::Deps rounds_deps{database, shell, calendar, directory, staffing, is_entered};
    Deps deps{{database, calendar.zone(), rounds_deps.results}, shell};
    accounts::testing::KnownPeople people;
    http::Service service{clock, texts, people};
};
INSTANTIATE_TEST_SUITE_P(Engines, Appraisals, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(Appraisals, OneEntersAndAnotherConfirms) {
    EXPECT_EQ(enter("office", "91.5").status, 201);
    EXPECT_EQ(table("targets.csv"), "none") << "what is not confirmed does not count";
    EXPECT_EQ(code_of(decide("office", "targets", true)), "appraisals.entered_by_you");
    const auto done = decide("office-2", "targets", true);
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_NE(table("targets.csv").find("qh-qixiang,91.5"), std::string::npos)
        << table("targets.csv");
    EXPECT_EQ(noted("appraisals.entered"), 1);
    EXPECT_EQ(noted("appraisals.confirmed"), 1);
    EXPECT_TRUE(waiting("targets").empty());
}

TEST_P(Appraisals, ConfirmedFiguresChangeWithAReasonAndAnew) {
    ASSERT_EQ(enter("office", "91.5").status, 201);
    EXPECT_NE(enter("office-2", "92").body.find("appraisals_entry_waits"), std::string::npos);
    ASSERT_EQ(decide("office-2", "targets", true).status, 200);
    EXPECT_NE(enter("office", "88").body.find("appraisals_reason_needed"), std::string::npos);
    EXPECT_EQ(enter("office", "88", "复核时少算一项").status, 201);
    EXPECT_NE(table("targets.csv").find("91.5"), std::string::npos) << "until it is confirmed";
    EXPECT_EQ(code_of(decide("office", "targets", true)), "appraisals.entered_by_you");
    EXPECT_EQ(decide("office-2", "targets", false).status, 200);
    EXPECT_NE(table("targets.csv").find("91.5"), std::string::npos) << "it was refused";
    EXPECT_EQ(enter("office", "88", "复核时少算一项").status, 201);
    EXPECT_EQ(decide("office-2", "targets", true).status, 200);
    EXPECT_NE(table("targets.csv").find("qh-qixiang,88"), std::string::npos);
    EXPECT_EQ(noted("appraisals.refused"), 1);
}

TEST_P(Appraisals, OnlyTheOfficeAndThoseNamedEnter) {
    EXPECT_EQ(enter("", "90").status, 401);
    for (const std::string_view who : {"auditor", "inspector", "head"}) {
        EXPECT_EQ(code_of(enter(who, "90")), "appraisals.not_allowed") << who;
    }
    EXPECT_EQ(name("auditor", {"inspector"}).status, 403);
    const auto nobody = name("office", {"inspector", "no-such-person"});
    EXPECT_EQ(nobody.status, 422);
    EXPECT_NE(nobody.body.find("#/names/1"), std::string::npos) << nobody.body;
    EXPECT_EQ(code_of(enter("inspector", "90")), "appraisals.not_allowed") << "none was named";
    ASSERT_EQ(name("office", {" Inspector "}).status, 200);
    EXPECT_EQ(enter("inspector", "90").status, 201);
    EXPECT_EQ(decide("inspector", "targets", true).status, 403) << "entered it";
    const json::value theirs = seen("inspector");
    EXPECT_EQ(theirs.at("parts").as_array().size(), 1U) << "the other part is not theirs";
    EXPECT_TRUE(theirs.at("sheets").as_array().empty()) << "who enters reads no sheets";
    EXPECT_EQ(send(Method::get, "/api/appraisals/2026/parts/leadership", "inspector").status, 403);
    EXPECT_EQ(theirs.at("parts").at(0).at("to_decide").as_int64(), 0) << "it is their own";
    EXPECT_EQ(seen().at("parts").at(1).at("to_decide").as_int64(), 1);
    EXPECT_EQ(seen("auditor").at("parts").as_array().size(), 2U);
    EXPECT_EQ(send(Method::get, "/api/appraisals/2026", "head").status, 403);
    EXPECT_EQ(decide("office", "targets", true).status, 200);
}

TEST_P(Appraisals, ImportsHappenWhole) {
    const auto import = [&](const std::string& text) {
        return send(Method::post, part("leadership", "import"), "office", text, "text/csv");
    };
    const auto wrong = import(
        "unit,study,conduct,evidence\n"
        "qh-qixiang,90,85,述职测评\nqh-nowhere,90,85,述职测评\n"
        "qh-shuiwu,high,n/a,述职测评\n");
    EXPECT_EQ(wrong.status, 422) << wrong.body;
    EXPECT_NE(wrong.body.find("row 3, unit"), std::string::npos) << wrong.body;
    EXPECT_NE(wrong.body.find("row 4, study"), std::string::npos) << wrong.body;
    EXPECT_TRUE(waiting("leadership").empty());
    ASSERT_EQ(import("unit,study,conduct,evidence\nqh-qixiang,90,85,述职测评\n"
                     "qh-shuiwu,70,n/a,述职测评\n")
                  .status,
              201);
    EXPECT_EQ(waiting("leadership").size(), 4U);
    ASSERT_EQ(decide("office-2", "leadership", true).status, 200);
    EXPECT_NE(table("leadership.csv").find("qh-qixiang,90,85"), std::string::npos)
        << table("leadership.csv");
    EXPECT_NE(table("leadership.csv").find("qh-shuiwu,70,n/a"), std::string::npos);
}

TEST_P(Appraisals, NothingChangesOnceTheRoundIsClosed) {
    ASSERT_EQ(enter("office", "90").status, 201);
    const json::array ids = waiting("targets");
    in_state("closed");
    EXPECT_EQ(code_of(enter("office", "91")), "appraisals.not_open");
    EXPECT_EQ(code_of(decide("office-2", "targets", true, ids)), "appraisals.not_open");
    EXPECT_EQ(table("targets.csv"), "none");
    in_state("collecting");
    EXPECT_EQ(decide("office-2", "targets", true, ids).status, 200);
    EXPECT_EQ(code_of(decide("office-2", "targets", true, ids)), "appraisals.already_decided");
    EXPECT_EQ(code_of(decide("office-2", "leadership", true, ids)), "appraisals.no_such_entry");
}

TEST_P(Appraisals, NobodyDecidesOnFiguresOfTheOwnBody) {
    ASSERT_EQ(name("office", {"handler", "inspector"}).status, 200);
    const auto own = enter("handler", "100");
    EXPECT_EQ(own.status, 422);
    EXPECT_NE(own.body.find("appraisals_own_unit"), std::string::npos) << own.body;
    ASSERT_EQ(enter("inspector", "60").status, 201);
    EXPECT_EQ(code_of(decide("handler", "targets", false)), "appraisals.own_unit");
    EXPECT_EQ(decide("office", "targets", true).status, 200);
}

TEST_P(Appraisals, MistakesAreNamedWhereTheyAre) {
    for (const std::string_view value : {"91,5", "high", "1000001", "1e3"}) {
        const auto answer = enter("office", value);
        EXPECT_EQ(answer.status, 422) << value;
        EXPECT_NE(answer.body.find("#/entries/0/value"), std::string::npos) << answer.body;
    }
    EXPECT_NE(enter("office", "90", "", "other").body.find("appraisals_no_such_field"),
              std::string::npos);
    const std::string longer(501, 'x');
    const auto text = "unit,score,evidence\nqh-qixiang,90," + longer + "\n";
    const auto import = send(Method::post, part("targets", "import"), "office", text, "text/csv");
    EXPECT_EQ(import.status, 422);
    EXPECT_NE(import.body.find("row 2, evidence"), std::string::npos) << import.body;
    EXPECT_TRUE(waiting("targets").empty());
}

TEST_P(Appraisals, AFigureThatCountsAsItStandsIsFrom0To100) {
    take_figures_as_they_stand();
    for (const std::string value : {"-0.01", "100.000001", "915", "1000000"}) {
        EXPECT_EQ(mistakes_of("leadership", {"study=" + value}),
                  "#/entries/0/value appraisals_outside 0–100")
            << value;
    }
    EXPECT_EQ(mistakes_of_import("leadership",
                                 "unit,study,conduct,evidence\nqh-qixiang,100,-5,述职测评\n"
                                 "qh-shuiwu,100.5,85,述职测评\n"),
              "row 3, study appraisals_outside 0–100");
    EXPECT_TRUE(waiting("leadership").empty()) << "one mistake, and nothing is imported";
    EXPECT_EQ(mistakes_of_import("leadership",
                                 "unit,study,conduct,evidence\nqh-qixiang,100,-5,述职测评\n"
                                 "qh-shuiwu,0,915,述职测评\n"),
              "none")
        << "both ends belong to it, and between ends of the scheme any figure is taken";
    EXPECT_EQ(decide("office-2", "leadership", true).status, 200) << "the table takes them too";
    EXPECT_EQ(mistakes_of("leadership", {"study=n/a"}, "没有这项职责"), "none");
    const json::value fields = read("/api/appraisals/2026/parts/leadership").at("fields");
    EXPECT_EQ(fields.at(0).at("highest").as_int64(), 100);
    EXPECT_FALSE(fields.at(1).as_object().contains("highest"));
}

TEST_P(Appraisals, APlaceIsAWholeNumberAmongThoseRanked) {
    take_figures_as_they_stand();
    const struct {
        std::initializer_list<std::string_view> figures;
        std::string_view mistake;
    } cases[] = {
        {{"rank=0"}, "#/entries/0/value appraisals_not_a_place 1–1000000"},
        {{"rank=1.5"}, "#/entries/0/value appraisals_not_a_place 1–1000000"},
        {{"of=1000000.0"}, "#/entries/0/value appraisals_not_a_place 1–1000000"},
        {{"rank=32", "of=31"}, "#/entries/0/value appraisals_beyond_ranked 31"},
        {{"of=31", "rank=32"}, "#/entries/1/value appraisals_beyond_ranked 31"},
        {{"rank=1", "of=n/a"}, "#/entries/0/value appraisals_beyond_ranked n/a"},
    };
    for (const auto& one : cases) EXPECT_EQ(mistakes_of("targets", one.figures), one.mistake);
    EXPECT_EQ(mistakes_of_import("targets",
                                 "unit,rank,of,evidence\nqh-shuiwu,3,31,通报\n"
                                 "qh-qixiang,32,31,通报\n"),
              "row 3, rank appraisals_beyond_ranked 31");
    EXPECT_TRUE(waiting("targets").empty());
    EXPECT_EQ(mistakes_of("targets", {"rank=31"}), "none") << "the number of bodies may follow";
    EXPECT_EQ(mistakes_of("targets", {"of=30"}),
              "#/entries/0/value appraisals_fewer_than_place 31");
}

TEST_P(Appraisals, APlaceIsConfirmedTogetherWithTheNumberOfBodies) {
    take_figures_as_they_stand();
    ASSERT_EQ(mistakes_of("targets", {"rank=31"}), "none");
    EXPECT_EQ(code_of(decide("office-2", "targets", true)), "appraisals.places_do_not_fit");
    ASSERT_EQ(mistakes_of("targets", {"of=31"}), "none");
    ASSERT_EQ(decide("office-2", "targets", true).status, 200);
    EXPECT_NE(table("targets.csv").find("qh-qixiang,\"\",31,31"), std::string::npos)
        << table("targets.csv");
    EXPECT_EQ(mistakes_of("targets", {"rank=32"}, "通报更正"),
              "#/entries/0/value appraisals_beyond_ranked 31")
        << "of what is confirmed";
    EXPECT_EQ(mistakes_of("targets", {"rank=40", "of=50"}, "通报更正"), "none");
    json::array one = waiting("targets");
    const json::value entries = read("/api/appraisals/2026/parts/targets").at("entries");
    for (const json::value& entry : entries.as_array()) {
        if (entry.at("value").as_string() == "40") one = {entry.at("id")};
    }
    EXPECT_EQ(code_of(decide("office-2", "targets", true, one)), "appraisals.places_do_not_fit");
    EXPECT_EQ(decide("office-2", "targets", true).status, 200);
}

TEST_P(Appraisals, WhatIsRefusedIsShownWithItsReason) {
    ASSERT_EQ(enter("office", "19.5").status, 201);
    ASSERT_EQ(decide("office-2", "targets", false).status, 200);
    const json::value read_part = read("/api/appraisals/2026/parts/targets");
    EXPECT_TRUE(read_part.at("entries").as_array().empty());
    EXPECT_EQ(read_part.at("refused").at(0).at("refusal").as_string(), "与考核表不符");
    EXPECT_EQ(read_part.at("refused").at(0).at("decided_by").as_string(), "office-2");
}

TEST_P(Appraisals, ATableThatPeopleEnterIsNotUploaded) {
    const std::string address = "/api/rounds/" + round_id() + "/tables/targets.csv";
    const auto upload = [&] {
        http::Request request;
        request.method = Method::put;
        request.path = address;
        request.query = "evidence=upload";
        request.headers = {
            {"Host", "pingyi.example"}, {"Test-Who", "office"}, {"Content-Type", "text/csv"}};
        request.body = "unit,score\nqh-qixiang,100\n";
        return service.handle(request);
    };
    EXPECT_EQ(upload().status, 200) << "nobody enters it yet";
    ASSERT_EQ(enter("office", "90").status, 201);
    EXPECT_EQ(code_of(upload()), "rounds.table_is_entered");
    ASSERT_EQ(decide("office-2", "targets", true).status, 200);
    EXPECT_NE(table("targets.csv").find("qh-qixiang,90"), std::string::npos) << "not the upload";
}

TEST_P(Appraisals, PublishedScoresAreTakenOverWithTheirResult) {
    EXPECT_EQ(code_of(take_over("2025")), "rounds.no_such_round");
    add_round("2025", "collecting");
    EXPECT_EQ(code_of(take_over("2025")), "appraisals.not_published");
    publish("2025");
    EXPECT_EQ(code_of(take_over("2025", "leadership")), "appraisals.one_field_only");
    const auto taken = take_over("2025");
    ASSERT_EQ(taken.status, 201) << taken.body;
    EXPECT_EQ(json::parse(taken.body).at("waiting").as_int64(), 1) << "one body has a score";
    const json::value entry = read("/api/appraisals/2026/parts/targets").at("entries").at(0);
    EXPECT_EQ(entry.at("unit").as_string(), "qh-qixiang");
    EXPECT_EQ(entry.at("value").as_string(), "86.00");
    EXPECT_NE(entry.at("evidence").as_string().find(result_of("2025")), std::string::npos);
    EXPECT_EQ(take_over("2025").status, 422) << "it waits";
    EXPECT_EQ(code_of(decide("office", "targets", true)), "appraisals.entered_by_you");
    ASSERT_EQ(decide("office-2", "targets", true).status, 200);
    EXPECT_NE(table("targets.csv").find("qh-qixiang,86.00"), std::string::npos);
    const auto again = take_over("2025");
    EXPECT_EQ(json::parse(again.body).at("waiting").as_int64(), 0) << "nothing changed";

    const json::value own = read("/api/appraisals/2026/sheets/qh-qixiang");
    EXPECT_EQ(own.at("trend").at(0).at("score").as_string(), "86.00") << "by the same scheme";
    EXPECT_FALSE(own.as_object().contains("own"));
    const json::value before = read("/api/appraisals/2025/sheets/qh-qixiang");
    EXPECT_EQ(before.at("own").at("score").as_string(), "86.00");
    EXPECT_FALSE(before.at("own").at("numbers").as_array().empty()) << "with its derivation";
    EXPECT_TRUE(before.at("trend").as_array().empty());
}

TEST_P(Appraisals, SheetsAreReadByThoseEntitledAndLeaveATrace) {
    ASSERT_EQ(enter("office", "90").status, 201);
    ASSERT_EQ(decide("office-2", "targets", true).status, 200);
    const std::string leaders = json::serialize(
        json::object{{"leaders", json::array{json::object{{"name", "王芳"}, {"role", "局长"}}}}});
    const std::string address = "/api/appraisals/2026/sheets/qh-qixiang/leaders";
    EXPECT_EQ(send(Method::put, address, "auditor", leaders).status, 403);
    EXPECT_EQ(send(Method::put, address, "head", leaders).status, 403);
    EXPECT_EQ(send(Method::put, address, "office", leaders).status, 204);

    for (const std::string_view who : {"inspector", "head", "other-head"}) {
        EXPECT_EQ(sheet(who).status, 403) << who;
    }
    EXPECT_EQ(sheet("").status, 401);
    told_to_put_right("坡道按规范重做", noon);
    told_to_put_right("公示栏补上电话", noon - std::chrono::hours{1});
    EXPECT_EQ(noted("appraisals.sheet_read"), 0) << "nobody read it";
    const auto answer = sheet("office");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(noted("appraisals.sheet_read"), 1);
    const json::value read = json::parse(answer.body);
    EXPECT_EQ(read.at("leaders").at(0).at("role").as_string(), "局长");
    EXPECT_EQ(read.at("leaders").at(0).as_object().size(), 2U) << "persons have no score";
    EXPECT_EQ(read.at("figures").at(0).at("value").as_string(), "90");
    EXPECT_EQ(read.at("figures").at(0).at("field").at("zh").as_string(), "目标") << "in words";
    EXPECT_EQ(code_of(sheet("office", "qh-minzheng")), "appraisals.takes_no_part");
    const json::array& open = read.at("open_rectifications").as_array();
    ASSERT_EQ(open.size(), 2U);
    EXPECT_EQ(open.at(0).at("task").as_string(), "公示栏补上电话") << "the oldest first";
    EXPECT_EQ(sheet("auditor").status, 200);

    in_state("shown");
    EXPECT_EQ(sheet("head").status, 200);
    EXPECT_EQ(sheet("other-head").status, 403);
    EXPECT_EQ(sheet("head", "qh-shuiwu").status, 403);
    EXPECT_EQ(noted("appraisals.sheet_read"), 3);
    const json::value rows = json::parse(send(Method::get, "/api/appraisals", "head").body);
    EXPECT_EQ(rows.at("items").at(0).at("own").at(0).at("code").as_string(), "qh-qixiang");
    EXPECT_EQ(rows.at("items").at(0).at("parts").as_int64(), 0);
    EXPECT_EQ(json::parse(send(Method::get, "/api/appraisals", "handler").body)
                  .at("items")
                  .as_array()
                  .size(),
              0U)
        << "neither head nor responsible";
}

}  // namespace
}  // namespace pingyi::appraisals
