// Dry runs and what-if: what comes out, that nothing is stored, and what is refused.
#include "modules/rounds/trial.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "modules/rounds/rounds_test.hpp"
#include "modules/rounds/schemes.hpp"

namespace pingyi::rounds {
namespace {

namespace json = boost::json;
using http::Method;

class DryRun : public RoundsTest {
protected:
    void SetUp() override {
        RoundsTest::SetUp();
        id_ = stored_scheme(SchemeState::draft).id.text();
    }
    http::Response run(const std::string& query = "", std::string yaml = std::string(city_scheme),
                       std::string_view who = "office") {
        return send(Method::post, "/api/schemes/" + id_ + "/dry-run" + query, who, std::move(yaml),
                    "application/yaml");
    }
    json::value result(const std::string& query = "") {
        const auto answer = run(query);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json::parse(answer.body);
    }
    void bring(const std::string& name, const std::string& csv) {
        const auto done =
            send(Method::put, "/api/schemes/" + id_ + "/tables/" + name + "?evidence=tests",
                 "office", csv, "text/csv");
        ASSERT_EQ(done.status, 200) << done.body;
    }
    static const json::value& unit_in(const json::value& trial, std::string_view code) {
        const auto& units = trial.at("units").as_array();
        const auto found = std::ranges::find_if(
            units, [&](const json::value& unit) { return unit.at("unit").as_string() == code; });
        if (found == units.end()) throw std::logic_error("no such unit in the trial");
        return *found;
    }
    std::string id_;
};
INSTANTIATE_TEST_SUITE_P(Engines, DryRun, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(DryRun, ComputesWhatIsInTheEditor) {
    const auto missing = run();
    EXPECT_EQ(code_of(missing), "rounds.tables_missing");
    EXPECT_NE(missing.body.find("survey.csv"), std::string::npos);
    bring("survey.csv", city_survey());
    const auto trial = result();
    EXPECT_EQ(trial.at("units").as_array().size(), 5U) << "bodies of the register, by class";
    const auto& library = unit_in(trial, "qh-tushuguan").at("result");
    // (20 * 100 + 17 * 70) / 103
    EXPECT_EQ(library.at("score").as_string(), "30.97");
    EXPECT_EQ(library.at("band").as_string(), "不合格");
    EXPECT_EQ(library.at("ballots").as_int64(), 103);
    EXPECT_EQ(library.at("place").at("of").as_int64(), 3);
    EXPECT_EQ(library.at("place").at("worst").as_int64(), 3);
    EXPECT_NE(library.at("sentence_en").as_string().find("103"), std::string::npos);
    EXPECT_TRUE(trial.at("differences").as_array().empty());
    std::string stricter{city_scheme};
    stricter.replace(stricter.find("points: 70"), 10, "points: 0");
    const auto other = json::parse(run("", stricter).body);
    EXPECT_EQ(unit_in(other, "qh-tushuguan").at("result").at("score").as_string(), "19.42")
        << "not the text that is stored";
    EXPECT_EQ(json::parse(get("/api/schemes/" + id_, "office").body).at("yaml").as_string(),
              city_scheme);
}

TEST_P(DryRun, WantsToBeToldThatNothingHappened) {
    std::string yaml{city_scheme};
    const std::string_view behind = "bands:\n";
    yaml.insert(
        yaml.find(behind),
        "events:\n  - {code: complaint, zh: 投诉, en: complaint}\ndeductions:\n  - {code: off, "
        "zh: 投诉扣分, en: off, event: complaint, points: 1}\n");
    id_ = stored_scheme(SchemeState::draft, yaml).id.text();
    bring("survey.csv", city_survey());
    const auto missing = run("", yaml);
    EXPECT_EQ(code_of(missing), "rounds.tables_missing");
    EXPECT_NE(missing.body.find("rounds_events_missing"), std::string::npos) << missing.body;
    bring("events.csv", "id,unit,event,day,evidence\n");
    const auto trial = json::parse(run("", yaml).body);
    EXPECT_EQ(unit_in(trial, "qh-tushuguan").at("result").at("score").as_string(), "30.97");
    bring("events.csv", "id,unit,event,day,evidence\n1,qh-tushuguan,complaint,2026-03-01,no. 5\n");
    const auto other = json::parse(run("", yaml).body);
    EXPECT_EQ(unit_in(other, "qh-tushuguan").at("result").at("score").as_string(), "29.97");
}

TEST_P(DryRun, RefusesWhatWouldBeTooLargeBeforeComputing) {
    std::string units = "unit,class,zh,en\nu0,vertical,甲,A\n";
    std::string yaml{city_scheme};
    const std::size_t from = yaml.find("  unit: points");
    yaml.erase(from, yaml.find("bands:") - from);
    std::string parts =
        "  combine: arithmetic\n  coverage: 0.5\n"
        "  missing: {not_applicable: missing, not_reported: missing, absent: missing}\n  parts:\n";
    for (int i = 0; i < 200; ++i) {
        parts += fmt::format(
            "    - {{code: i{0}, zh: 甲{0}, en: i{0}, weight: 1, from: {{measure: survey, column: "
            "answer, statistic: score, scale: three}}}}\n",
            i);
    }
    yaml.insert(from, parts);
    for (int i = 1; i < 2000; ++i) units += fmt::format("u{0},vertical,甲{0},A{0}\n", i);
    id_ = stored_scheme(SchemeState::draft, yaml).id.text();
    const auto done = send(Method::put, "/api/schemes/" + id_ + "/tables/units.csv?evidence=tests",
                           "office", units, "text/csv");
    EXPECT_EQ(done.status, 422);
    EXPECT_NE(done.body.find("2000 × 208 = 416000 > 300000"), std::string::npos) << done.body;
}

TEST_P(DryRun, SaysWhatIsWrong) {
    bring("survey.csv", city_survey());
    EXPECT_EQ(run("?from=2026-13").status, 422);
    EXPECT_NE(run("?from=2026-05&until=2026-04").body.find("rounds_ends_before_start"),
              std::string::npos);
    EXPECT_EQ(code_of(run("", "code: x\n")), "rounds.scheme_has_errors");
    EXPECT_EQ(run("?weight=total").status, 422);
    EXPECT_EQ(code_of(run("?weight=nothing/3")), "scoring.no_such_indicator");
    EXPECT_EQ(code_of(run("?no_event=1")), "scoring.no_such_record");
    EXPECT_EQ(run("?no_ballots=survey").status, 422);
    EXPECT_EQ(run("", std::string(city_scheme), "agency").status, 403);
    EXPECT_EQ(run("", std::string(city_scheme), "").status, 401);
    id_ = "00000000-0000-7000-8000-000000000000";
    EXPECT_EQ(run().status, 404);
}

/// The scheme that takes letters and a survey, on ballots for two bodies.
class Supposing : public DryRun {
protected:
    void SetUp() override {
        RoundsTest::SetUp();
        for (const Shipped& one : shipped_schemes()) {
            if (one.name == "letters-and-survey") yaml_ = one.yaml;
        }
        id_ = stored_scheme(SchemeState::draft, yaml_).id.text();
        std::string csv = "unit,stratum,attitude,efficiency,outcome\n";
        for (const std::string_view unit : {"qh-zhengwu", "qh-yibao"}) {
            for (const std::string_view group : {"residents", "visitors", "enterprises"}) {
                for (int i = 0; i < 20; ++i) {
                    const bool is_good = unit == "qh-zhengwu" || group == "residents" || i % 2 == 0;
                    csv += fmt::format("{},{},{},satisfied,basically\n", unit, group,
                                       is_good ? "satisfied" : "dissatisfied");
                }
            }
        }
        bring("survey.csv", csv);
    }
    json::value supposed(const std::string& query) {
        const auto answer = run(query, yaml_);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json::parse(answer.body);
    }
    std::string yaml_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Supposing, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(Supposing, TellsWhatWouldMove) {
    // 0.3 * 100 + 0.5 * 50 + 0.2 * 50 = 65 for attitude: (15 * 65 + 15 * 100 + 20 * 70) / 50
    const auto trial = supposed("");
    EXPECT_EQ(unit_in(trial, "qh-yibao").at("result").at("score").as_string(), "77.50");
    EXPECT_FALSE(unit_in(trial, "qh-yibao").as_object().contains("supposed"));
    // (15 * 65 + 15 * 100 + 70 * 70) / 100
    const auto other = supposed("?weight=outcome/70");
    EXPECT_EQ(unit_in(other, "qh-yibao").at("result").at("score").as_string(), "77.50");
    EXPECT_EQ(unit_in(other, "qh-yibao").at("supposed").at("score").as_string(), "73.75");
    EXPECT_GE(other.at("differences_count").as_int64(), 4);
    // (15 * 100 + 20 * 70) / 35
    const auto without = supposed("?drop=attitude");
    EXPECT_EQ(unit_in(without, "qh-yibao").at("supposed").at("score").as_string(), "82.86");
    EXPECT_EQ(unit_in(without, "qh-yibao").at("supposed").at("band").as_string(), "良好");
    // residents and enterprises are left: (0.3 * 100 + 0.2 * 50) / 0.5 = 80 for attitude
    const auto fewer = supposed("?no_ballots=survey/qh-yibao/visitors");
    EXPECT_EQ(unit_in(fewer, "qh-yibao").at("supposed").at("score").as_string(), "82.00");
    EXPECT_EQ(unit_in(fewer, "qh-zhengwu").at("supposed").at("score").as_string(),
              unit_in(fewer, "qh-zhengwu").at("result").at("score").as_string());
    EXPECT_EQ(run("?drop=attitude&weight=outcome/70&weight=efficiency/1", yaml_).status, 200);
}

TEST_P(Supposing, ComparesWithTheSameTrialUntilTablesChange) {
    const auto first = supposed("");
    clock.set(now + std::chrono::minutes{5});
    const auto later = supposed("?weight=outcome/70");
    EXPECT_EQ(later.at("counted_at"), first.at("counted_at")) << "kept";
    EXPECT_NE(supposed("").at("counted_at"), first.at("counted_at")) << "a dry run counts again";
    const auto before = supposed("?weight=outcome/70");
    bring("survey.csv",
          "unit,stratum,attitude,efficiency,outcome\n"
          "qh-yibao,residents,satisfied,satisfied,satisfied\n");
    const auto after = supposed("?weight=outcome/70");
    EXPECT_NE(unit_in(after, "qh-yibao").at("result").at("ballots"),
              unit_in(before, "qh-yibao").at("result").at("ballots"));
}

}  // namespace
}  // namespace pingyi::rounds
