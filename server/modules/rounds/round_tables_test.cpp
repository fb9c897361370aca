// Tables of a round: who brings them, what is refused, and that closing ends it.
#include "modules/rounds/rounds_test.hpp"

namespace pingyi::rounds {
namespace {

using http::Method;

class RoundTables : public RoundsTest {
protected:
    http::Response bring(RoundId id, std::string_view who, const std::string& text,
                         const std::string& name = "survey.csv") {
        return send(Method::put,
                    "/api/rounds/" + id.text() + "/tables/" + name + "?evidence=survey", who, text,
                    "text/csv");
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, RoundTables, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(RoundTables, AreBroughtByTheOfficeAndTheAgencyUntilItIsClosed) {
    const RoundId id = stored_round(stored_scheme().id, State::collecting).id;
    for (const std::string_view who : {"auditor", "intake", "head"}) {
        EXPECT_EQ(bring(id, who, city_survey()).status, 403) << who;
    }
    EXPECT_EQ(bring(id, "agency", city_survey()).status, 200);
    EXPECT_EQ(bring(id, "office", city_survey()).status, 200) << "in place of the one before";
    const auto shown = boost::json::parse(get("/api/rounds/2026", "auditor").body);
    ASSERT_EQ(shown.at("tables").as_array().size(), 1U);
    EXPECT_EQ(shown.at("tables").at(0).at("sha256").as_string(),
              crypto::hex(crypto::sha256(city_survey())));
    EXPECT_EQ(shown.at("missing").as_array().size(), 0U);
    EXPECT_EQ(get("/api/rounds/" + id.text() + "/tables/survey.csv", "auditor").body,
              city_survey());
    EXPECT_EQ(get("/api/rounds/" + id.text() + "/tables/survey.csv", "head").status, 403);

    const RoundId closed =
        stored_round(stored_scheme(SchemeState::draft).id, State::closed, "2025").id;
    EXPECT_EQ(code_of(bring(closed, "agency", city_survey())), "rounds.tables_closed");
}

TEST_P(RoundTables, AreReadBeforeTheyAreStored) {
    const RoundId id = stored_round(stored_scheme().id, State::collecting).id;
    const auto wrong = bring(id, "agency", "unit,answer\nqh-qixiang,perfect\n");
    EXPECT_EQ(code_of(wrong), "csv.invalid");
    EXPECT_NE(wrong.body.find("survey.csv: row 2"), std::string::npos) << wrong.body;
    EXPECT_EQ(bring(id, "agency", "a,b\n", "other.csv").status, 422);
    const auto shown = boost::json::parse(get("/api/rounds/2026", "office").body);
    EXPECT_EQ(shown.at("tables").as_array().size(), 0U);
    EXPECT_EQ(shown.at("missing").at(0).as_string(), "survey.csv");
}

/// A correction that another forestalled, a crash between its portions and their showing.
TEST_P(RoundTables, WhatNothingShowsIsSweptAfterAWhile) {
    const RoundId id = stored_round(stored_scheme().id, State::collecting).id;
    EXPECT_EQ(bring(id, "agency", city_survey()).status, 200);
    const Table left = table_of({.owner = id.text(), .name = "survey.csv", .added_at = now}, "x");
    ASSERT_TRUE(store::put(database, store::content_of(left), {{left.name, "x"}}));
    const auto there = [&] {
        return database.read([&](db::Tx& tx) { return store::table_text(tx, left); }).value();
    };
    EXPECT_EQ(sweep_tables(database, now - std::chrono::hours{1}), 0) << "it may still be shown";
    EXPECT_EQ(there(), "x");
    EXPECT_EQ(sweep_tables(database, now + std::chrono::hours{1}), 1);
    EXPECT_EQ(there(), "");
    EXPECT_EQ(get("/api/rounds/" + id.text() + "/tables/survey.csv", "auditor").body,
              city_survey());
}

}  // namespace
}  // namespace pingyi::rounds
