// Ballots drawn within clusters that were drawn themselves: from the file to the bundle.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "modules/scoring/bundle.hpp"
#include "modules/scoring/report.hpp"
#include "modules/scoring/small_scheme_test.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

namespace json = boost::json;
using testing::edited;

std::string text_of(const Error& error) {
    std::string text = error.code;
    for (const FieldError& field : error.fields) {
        text += '\n' + field.place + ' ' + field.code + ' ' + field.limit;
    }
    return text;
}

/// The sample of two stages of R's survey; kinds of schools are the units.
TEST(Stages, OfAFileAgreeWithR) {
    PINGYI_SHARED_FILE(csv, "golden/survey_api/apiclus2.csv");
    PINGYI_SHARED_FILE(reference, "golden/survey_api/golden.json");
    BallotLayout layout;
    layout.units = {"E", "H", "M"};
    layout.unit_column = "stype";
    layout.cluster_column = "dnum";
    layout.weight_column = "pw";
    layout.population_column = "fpc1";
    layout.cluster_size_column = "fpc2";
    layout.answers = {{.name = "api00", .lowest = 0, .highest = 1'000}};
    layout.ignores_others = true;
    const auto ballots = ballots_in(csv, "apiclus2.csv", layout, {.threads = 3, .piece_bytes = 99});
    ASSERT_TRUE(ballots) << text_of(ballots.error());
    EXPECT_EQ(ballots->clusters.size(), 40U);
    const auto ours = unit_estimates(*ballots, layout, 0, Statistic::value, LonelyCluster::fail);
    const json::value golden = json::parse(reference);
    std::size_t compared = 0;
    for (const json::value& entry : golden.at("entries").as_array()) {
        if (entry.at("id").as_string() != "dclus2.by.stype") continue;
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const double mean = entry.at("value").at("api00").at(i).to_number<double>();
            const double error = entry.at("value").at("se").at(i).to_number<double>();
            EXPECT_NEAR(as_double(ours[i].value), mean, mean * 1e-9) << layout.units[i];
            EXPECT_NEAR(ours[i].error, error, error * 1e-9) << layout.units[i];
            ++compared;
        }
    }
    EXPECT_EQ(compared, 3U);
}

BallotLayout in_clusters() {
    BallotLayout layout;
    layout.units = {"U1", "U2"};
    layout.stratum_column = "stratum";
    layout.cluster_column = "psu";
    layout.population_column = "population";
    layout.cluster_size_column = "psu_size";
    layout.answers = {{.name = "score", .lowest = 0, .highest = 10}};
    return layout;
}
const std::string header = "unit,stratum,psu,population,psu_size,score\n";

/// Ballots of all units count as drawn; p of S and p of T are different clusters.
TEST(Stages, CountTheBallotsOfAllUnits) {
    const auto ballots = ballots_in(header +
                                        "U1,S,p,4,4,1\nU1,S,p,4,4,3\nU1,S,q,4,2,4\nU1,S,q,4,2,4\n"
                                        "U2,T,p,9,3,5\nU1,T,p,9,3,5\nU2,S,p,4,4,0\n",
                                    "t.csv", in_clusters());
    ASSERT_TRUE(ballots) << text_of(ballots.error());
    std::string clusters;
    for (const SampledCluster& of : ballots->clusters) {
        for (const std::int64_t number :
             {std::int64_t{of.stratum}, std::int64_t{of.cluster}, of.rows, of.population}) {
            clusters += std::to_string(number) + ' ';
        }
    }
    EXPECT_EQ(clusters, "0 0 3 4 0 1 2 2 1 0 2 3 ");
    EXPECT_EQ(ballots->products.size(), ballots->cells.size() * ballots->wanted.size());
    const auto cells = element_cells_of(*ballots, 0, Statistic::value);
    EXPECT_EQ(cells[0].cluster, 0U);
    EXPECT_EQ(cells[0].drawn, 2);
    EXPECT_EQ(cells[2].cluster, 2U) << "U1 in p of T";
}

TEST(Stages, NameSizesThatCannotBe) {
    struct Row {
        std::string_view why;
        std::string rows;
        std::string_view want;
    };
    const Row rows[] = {{"a size that differs, in a later thread",
                         "U1,S,p,4,4,1\nU1,T,p,4,7,1\nU1,S,q,4,9,1\nU2,S,p,4,5,1\nU2,S,p,4,6,1\n",
                         "csv.invalid\nt.csv: row 5, psu_size scoring_population_differs 4"},
                        {"fewer than in the file", "U1,S,p,4,1,1\nU2,S,p,4,1,1\n",
                         "csv.invalid\nt.csv: row 2, psu_size scoring_population_too_small 2"},
                        {"no number", "U1,S,p,4,,1\nU2,S,p,4,1.5,1\n",
                         "csv.invalid\nt.csv: row 2, psu_size required \n"
                         "t.csv: row 3, psu_size scoring_not_decimal 0"}};
    for (const Row& row : rows) {
        for (const std::size_t bytes : {5UL, 20UL, 1000UL}) {
            const auto ballots = ballots_in(header + row.rows, "t.csv", in_clusters(),
                                            {.threads = 3, .piece_bytes = bytes});
            ASSERT_FALSE(ballots) << row.why;
            EXPECT_EQ(text_of(ballots.error()), row.want) << row.why;
        }
    }
}

/// 8 of 12 clusters, in each 5 of 20 ballots about each of two units.
Tables drawn_tables() {
    std::string vote = "unit,stratum,answer\n";
    std::string survey = "unit,psu,population,psu_size,answer\n";
    for (const std::string unit : {"x", "y"}) {
        for (int i = 0; i < 40; ++i) {
            const bool is_bad = (unit == "x" ? i % 3 : (i + i / 8) % 4) == 0;
            const std::string answer = is_bad ? ",bad\n" : ",good\n";
            survey += unit + ",p" + std::to_string(i % 8) + ",12,40" + answer;
            vote += unit + (i % 4 == 0 ? ",experts" : ",citizens") + answer;
        }
    }
    return {{"units.csv", "unit,class,zh,en\nx,a,甲,X\ny,a,乙,Y\n"},
            {"events.csv", "id,unit,event,day,evidence\n"},
            {"vote.csv", std::move(vote)},
            {"survey.csv", std::move(survey)},
            {"facts.csv", "unit,days\nx,12\ny,6\n"},
            {"places.csv", "unit,rank,of\nx,1,9\ny,2,9\n"}};
}
const std::string one_stage =
    edited("clusters: yes, lonely", "clusters: yes, population: yes, lonely");
const std::string two_stages =
    edited("population: yes", "population: yes, cluster_sizes: yes", one_stage);

Scheme scheme_of(const std::string& yaml) {
    Parsed parsed = check(yaml);
    for (const Finding& finding : parsed.findings) {
        EXPECT_FALSE(finding.is_error) << finding.code << ' ' << finding.detail;
    }
    return std::move(*parsed.scheme);
}

/// Results, bundles and all that is in them, of both kinds of bundles.
TEST(Stages, OfASchemeGoThroughItsBundles) {
    crypto::start();
    const Scheme scheme = scheme_of(two_stages);
    const Tables tables = drawn_tables();
    const auto data = read_data(scheme, tables);
    ASSERT_TRUE(data) << text_of(data.error());
    const Outcome outcome = compute(scheme, *data);
    const Group& of_x = outcome.estimated.groups.at("by-survey").front();
    EXPECT_EQ(of_x.standing, design::Standing::estimable);

    Tables without = tables;
    std::string& survey = without["survey.csv"];
    for (std::size_t at = survey.find(",psu_size"); at != std::string::npos;
         at = survey.find(",psu_size")) {
        survey.erase(at, std::string_view(",psu_size").size());
    }
    for (std::size_t at = survey.find(",12,40"); at != std::string::npos;
         at = survey.find(",12,40")) {
        survey.replace(at, std::string_view(",12,40").size(), ",12");
    }
    const Scheme simple = scheme_of(one_stage);
    const auto first = read_data(simple, without);
    ASSERT_TRUE(first) << text_of(first.error());
    const Outcome of_first = compute(simple, *first);
    EXPECT_GT(of_x.error, of_first.estimated.groups.at("by-survey").front().error);

    const Files open = public_files(scheme, two_stages, published(scheme, *data, outcome));
    const auto of_public = verify_bundle(open);
    EXPECT_TRUE(of_public) << text_of(of_public.error());
    const auto audit = audit_files(scheme, two_stages, *data, outcome, tables);
    ASSERT_TRUE(audit) << text_of(audit.error());
    const auto of_auditors = verify_bundle(*audit);
    EXPECT_TRUE(of_auditors) << text_of(of_auditors.error());
    EXPECT_NE(audit->at("inputs/survey.cells.csv").find("cluster,rows,psu_size,"),
              std::string::npos);
}

/// Two indicators of the same ballots: what single ballots do to both is a bound.
TEST(Stages, OfTwoQuestionsVerify) {
    crypto::start();
    const std::string yaml = edited(
        "from: {measure: vote, column: answer, statistic: score, scale: three, "
        "strata: groups}",
        "from: {measure: survey, column: answer, statistic: rate, scale: three}",
        edited("  - {code: vote, zh: 投票, en: vote, kind: ballots, basis: census}\n", "",
               two_stages));
    const Scheme scheme = scheme_of(yaml);
    Tables tables = drawn_tables();
    tables.erase("vote.csv");
    const auto data = read_data(scheme, tables);
    ASSERT_TRUE(data) << text_of(data.error());
    const Outcome outcome = compute(scheme, *data);
    ASSERT_FALSE(outcome.estimated.covariances.empty());
    for (const Covariance& of : outcome.estimated.covariances) {
        EXPECT_GT(of.covariance, 0);
        EXPECT_GT(of.bound, 0);
    }
    const auto open = verify_bundle(public_files(scheme, yaml, published(scheme, *data, outcome)));
    EXPECT_TRUE(open) << text_of(open.error());
    const auto audit = audit_files(scheme, yaml, *data, outcome, tables);
    ASSERT_TRUE(audit) << text_of(audit.error());
    const auto again = verify_bundle(*audit);
    EXPECT_TRUE(again) << text_of(again.error());
}

/// Sizes in the cells of auditors that no clusters can have.
TEST(Stages, RefuseForgedSizes) {
    const Scheme scheme = scheme_of(two_stages);
    const auto data = read_data(scheme, drawn_tables());
    ASSERT_TRUE(data) << text_of(data.error());
    const auto audit =
        audit_files(scheme, two_stages, *data, compute(scheme, *data), drawn_tables());
    ASSERT_TRUE(audit) << text_of(audit.error());
    Tables tables = drawn_tables();
    tables.erase("survey.csv");
    tables["survey.strata.csv"] = audit->at("inputs/survey.strata.csv");
    const std::string cells = audit->at("inputs/survey.cells.csv");
    tables["survey.cells.csv"] = cells;
    EXPECT_TRUE(read_data(scheme, tables));
    const auto forged = [&](std::string_view old, std::string_view now, bool is_everywhere) {
        std::string text = cells;
        for (std::size_t at = text.find(old); at != std::string::npos;
             at = is_everywhere ? text.find(old, at + now.size()) : std::string::npos) {
            text.replace(at, old.size(), now);
        }
        tables["survey.cells.csv"] = text;
        const auto result = read_data(scheme, tables);
        return result ? "accepted" : text_of(result.error());
    };
    const std::string refusal = "csv.invalid\nsurvey.cells.csv scoring_sums_differ ";
    EXPECT_EQ(forged(",5,40,", ",5,41,", false), refusal) << "two sizes of one cluster";
    EXPECT_EQ(forged(",5,40,", ",5,9,", true), refusal) << "fewer than were drawn";
    EXPECT_EQ(forged(",5,40,", ",5,41,", true), "accepted");
}

}  // namespace
}  // namespace pingyi::scoring
