// One small scheme on tables made by hand: each rule of the engine by itself, and bad tables.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "modules/scoring/report.hpp"
#include "modules/scoring/small_scheme_test.hpp"
#include "modules/scoring/what_if.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view units_table =
    "unit,class,zh,en\nx,a,甲局,Bureau X\ny,a,乙局,Bureau Y\nz,b,丙局,Bureau Z\n";

class Engine : public ::testing::Test {
protected:
    Engine() {
        crypto::start();
        fs::create_directories(folder_);
        put("units.csv", units_table);
        // Of x: citizens 100 and 70, experts 0; the others like it.
        put("vote.csv", vote(6, 6, 6));
        put("survey.csv", survey());
        put("facts.csv", "unit,days\nx,6\ny,15\nz,40\n");
        put("places.csv", "unit,rank,of\nx,1,10\ny,10,10\nz,5,10\n");
        put("events.csv", "id,unit,event,day,evidence\n");
    }
    ~Engine() override { fs::remove_all(folder_); }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void put(const std::string& name, std::string_view content) {
        std::ofstream(folder_ / name, std::ios::binary) << content;
    }
    static std::string rows(std::string_view unit, std::string_view stratum,
                            std::string_view answer, int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += fmt::format("{},{},{}\n", unit, stratum, answer);
        return text;
    }
    /// Citizens of every unit: half 100, half 70; experts: all 0.
    static std::string vote(int of_x, int of_y, int of_z) {
        std::string text = "unit,stratum,answer\n";
        for (const std::string_view unit : {"x", "y", "z"}) {
            text += rows(unit, "citizens", "good", 10) + rows(unit, "citizens", "fair", 10);
            text += rows(unit, "citizens", "none", 3);
        }
        return text + rows("x", "experts", "bad", of_x) + rows("y", "experts", "bad", of_y) +
               rows("z", "experts", "bad", of_z);
    }
    /// Four clusters; x is better than y in each.
    static std::string survey() {
        std::string text = "unit,psu,answer\n";
        for (int psu = 1; psu <= 4; ++psu) {
            for (int i = 0; i < 10; ++i) {
                const std::string_view of_x = i < 7 + psu % 2 ? "good" : "bad";
                const std::string_view of_y = i < 2 + psu % 3 ? "good" : "bad";
                text += fmt::format("x,{0},{1}\ny,{0},{2}\nz,{0},{2}\n", psu, of_x, of_y);
            }
        }
        return text;
    }
    static inline const std::string survey_header = "unit,psu,answer\n";
    /// Cells smaller than `cell_min` are withheld, and what is withheld is not ranked.
    static std::string times(int n, std::string_view ballots) {
        std::string all;
        for (int i = 0; i < n; ++i) all += ballots;
        return all;
    }
    static Scheme scheme_of(std::string_view yaml) {
        Parsed parsed = parse(yaml);
        EXPECT_TRUE(parsed.scheme) << (parsed.findings.empty() ? "" : parsed.findings[0].code);
        return std::move(parsed.scheme).value_or(Scheme{});
    }
    Outcome computed(std::string_view yaml = testing::small_scheme) {
        scheme_ = scheme_of(yaml);
        auto data = read_data(scheme_, folder_);
        EXPECT_TRUE(data) << mistake_in(data);
        data_ = std::move(data).value_or(Data{});
        return compute(scheme_, data_);
    }
    /// "vote.csv: row 3, answer scoring_no_such_option", or the code.
    template <class T>
    static std::string mistake_in(const Result<T>& result) {
        if (result) return "none";
        if (result.error().fields.empty()) {
            return result.error().code + " " + result.error().detail;
        }
        return result.error().fields[0].place + " " + result.error().fields[0].code;
    }
    std::string mistake() {
        return mistake_in(read_data(scheme_of(testing::small_scheme), folder_));
    }
    static const Node& node(const Outcome& outcome, std::string_view id) {
        const auto found = std::ranges::find(outcome.nodes, id, &Node::id);
        if (found == outcome.nodes.end()) throw std::out_of_range(std::string(id));
        return *found;
    }
    static std::string value(const Outcome& outcome, std::string_view id) {
        const auto& of = node(outcome, id).value;
        return of ? shown(*of, 2) : "missing";
    }
    std::string words(const Outcome& outcome, std::string_view id) {
        const auto found = std::ranges::find(outcome.nodes, id, &Node::id);
        return sentence(scheme_, outcome, static_cast<std::size_t>(found - outcome.nodes.begin()))
            .en;
    }

    fs::path folder_ = fs::temp_directory_path() / ("pingyi-engine-" + std::to_string(getpid()));
    Scheme scheme_;
    Data data_;
};

TEST_F(Engine, FollowsTheTreeByHand) {
    const Outcome outcome = computed();
    EXPECT_EQ(value(outcome, "x/by-vote/citizens"), "85.00") << "abstentions are in no denominator";
    EXPECT_EQ(value(outcome, "x/by-vote"), "51.00") << "0.6 x 85 + 0.4 x 0";
    EXPECT_EQ(value(outcome, "z/by-vote"), "42.50") << "the other class weighs them alike";
    EXPECT_EQ(value(outcome, "x/in-time"), "80.00") << "fewer days are better";
    EXPECT_EQ(value(outcome, "z/in-time"), "0.00") << "clipped";
    EXPECT_EQ(node(outcome, "z/in-time").parameters.at("clipped"), "yes");
    EXPECT_EQ(value(outcome, "x/by-survey"), "75.00");
    EXPECT_EQ(value(outcome, "x/total"), "64.00") << "0.5 x 51 + 0.3 x 75 + 0.2 x 80";
    EXPECT_EQ(value(outcome, "x/score"), "69.00") << "and 5 for the first place";
    EXPECT_EQ(value(outcome, "y/province"), "-1.00") << "the last place";
    EXPECT_EQ(value(outcome, "z/province"), "0.00");
    EXPECT_EQ(words(outcome, "x/score"), "69.00 = 64.00 + 5.00 − 0.00");
    EXPECT_EQ(words(outcome, "x/total"), "64.00 = (50 × 51.00 + 30 × 75.00 + 20 × 80.00) ÷ 100");
    EXPECT_EQ(words(outcome, "x/in-time"), "80.00 = 100 × (6.00 − 30) ÷ (0 − 30)");
}

TEST_F(Engine, SaysOfAMeanOfOnePartThatItIsTheOnly) {
    put("vote.csv", "unit,stratum,answer\n" + times(6, "x,citizens,good\ny,experts,bad\n"));
    const Outcome outcome = computed();
    EXPECT_EQ(words(outcome, "x/by-vote"), "100.00: from one part alone, without experts");
}

TEST_F(Engine, BeginsADerivationWithTheIndexWhereNothingWasAdded) {
    const Outcome outcome = computed();
    const std::size_t score = outcome.units[0].score;
    EXPECT_EQ(outcome.nodes[telling_node(outcome, score)].id, "x/score") << "a bonus was added";
    std::string plain{testing::small_scheme};
    for (const std::string_view part : {"rank_bonuses:\n", "  - {code: province", "deductions:\n",
                                        "  - {code: complaints", "  - {code: places"}) {
        const std::size_t begin = plain.find(part);
        ASSERT_NE(begin, std::string::npos) << part;
        plain.erase(begin, plain.find('\n', begin) + 1 - begin);
    }
    const Outcome bare = computed(plain);
    const std::size_t index = telling_node(bare, bare.units[0].score);
    EXPECT_EQ(bare.nodes[index].id, "x/total");
    EXPECT_EQ(words(bare, "x/score"), words(bare, "x/total"));
}

TEST_F(Engine, CarriesErrorsUpTheTree) {
    const Outcome outcome = computed();
    // Clusters of x have 8, 7, 8, 7 of 10: variance of their mean (0.05^2 + 3 more) / (4 x 3).
    const double survey = 100 * std::sqrt(4 * 0.05 * 0.05 / 12);
    EXPECT_NEAR(*node(outcome, "x/by-survey").error, survey, 1e-9);
    EXPECT_EQ(node(outcome, "x/by-survey").doubt, Doubt::sample);
    // Twenty citizens at 100 and 70, six experts at 0: a full count, as if of a process.
    const double citizens = std::sqrt(15.0 * 15.0 * 20 / 19 / 20);
    EXPECT_NEAR(*node(outcome, "x/by-vote/citizens").error, citizens, 0.6) << "strata differ in n";
    EXPECT_EQ(node(outcome, "x/by-vote").doubt, Doubt::process);
    const double vote = *node(outcome, "x/by-vote").error;
    EXPECT_EQ(node(outcome, "x/score").doubt, Doubt::mixed);
    EXPECT_NEAR(*node(outcome, "x/score").error, std::hypot(0.5 * vote, 0.3 * survey), 1e-9);
    EXPECT_EQ(node(outcome, "x/in-time").doubt, Doubt::none) << "given numbers have no error here";
    EXPECT_FALSE(node(outcome, "x/in-time").error);
}

TEST_F(Engine, RanksInsideAClassWithWhatTheDataCanTell) {
    const Outcome outcome = computed();
    EXPECT_EQ(outcome.units[0].of, 2);
    EXPECT_EQ(outcome.units[0].ranks, (RankSet{1, 1, 1, 1}));
    EXPECT_EQ(outcome.units[1].ranks, (RankSet{2, 2, 2, 2}));
    EXPECT_EQ(outcome.units[2].standing, Standing::class_not_ranked);
    // The same answers: nothing tells the two apart but days and places, which have no error.
    put("survey.csv",
        survey_header + times(2, "x,1,good\nx,2,bad\nx,3,good\ny,1,good\ny,2,bad\ny,3,bad\n"));
    put("facts.csv", "unit,days\nx,6\ny,6\nz,6\n");
    put("places.csv", "unit,rank,of\nx,5,10\ny,5,10\nz,5,10\n");
    const Outcome close = computed();
    EXPECT_EQ(close.units[0].ranks.rank, 1);
    EXPECT_EQ(close.units[0].ranks.worst, 2) << "cannot be separated";
    EXPECT_EQ(close.units[1].ranks.group, 1) << "one tie group";
}

TEST_F(Engine, NeverCallsOneClusterExact) {
    put("survey.csv",
        survey_header + times(3, "x,1,good\nx,1,bad\ny,1,good\ny,2,bad\nz,1,good\nz,2,bad\n"));
    const Outcome outcome = computed();
    EXPECT_EQ(node(outcome, "x/by-survey").doubt, Doubt::not_estimable);
    EXPECT_FALSE(node(outcome, "x/score").error);
    EXPECT_FALSE(outcome.units[0].interval);
    EXPECT_EQ(outcome.units[0].ranks.worst, 2) << "never separated";
}

TEST_F(Engine, SaysOfAShareWhetherWeightsMadeIt) {
    const std::string rate = testing::edited("column: answer, statistic: score, scale: three}",
                                             "column: answer, statistic: rate, scale: three}");
    const Outcome plain = computed(rate);
    EXPECT_EQ(words(plain, "x/by-survey"), "75.00 = 100 × 30 ÷ 40 (satisfied / valid ballots)");
    put("survey.csv",
        "unit,psu,weight,answer\nx,1,3,good\nx,2,1,bad\ny,1,1,good\ny,2,1,bad\nz,1,1,bad\n");
    const Outcome weighted = computed(
        testing::edited("clusters: yes, lonely", "clusters: yes, weights: yes, lonely", rate));
    EXPECT_EQ(words(weighted, "x/by-survey"),
              "75.00: share of the satisfied among 2 valid ballots, by their weights");
    EXPECT_TRUE(plain.units[0].false_votes);
    EXPECT_FALSE(weighted.units[0].false_votes) << "one ballot may have any weight";
}

TEST_F(Engine, GivesOptInAnswersNoMargin) {
    const Outcome outcome =
        computed(testing::edited("kind: ballots, basis: sample, clusters: yes, "
                                 "lonely: fail",
                                 "kind: ballots, basis: opt_in, clusters: yes, "
                                 "lonely: fail"));
    EXPECT_EQ(node(outcome, "x/score").doubt, Doubt::opt_in);
    EXPECT_EQ(outcome.units[0].ranks.worst, 2) << "never separated";
    EXPECT_FALSE(outcome.units[0].false_votes) << "anybody could answer";
}

TEST_F(Engine, FillsWhatIsMissingByTheRuleForIt) {
    put("facts.csv", "unit,days\nx,n/a\ny,not_reported\nz,\n");
    const Outcome outcome = computed();
    EXPECT_EQ(value(outcome, "x/total"), "60.00") << "(50 x 51 + 30 x 75) / 80: weight goes to the "
                                                     "others";
    EXPECT_EQ(words(outcome, "x/total"), "60.00 = (50 × 51.00 + 30 × 75.00) ÷ 80, without days");
    EXPECT_EQ(value(outcome, "y/in-time/filled"), "0.00") << "its fault";
    EXPECT_EQ(node(outcome, "z/total").parameters.at("coverage"), "4/5");
    put("facts.csv", "unit,days\nx,6\ny,\nz,6\n");
    const Outcome median = computed(testing::edited("absent: missing", "absent: class_median"));
    EXPECT_EQ(value(median, "y/in-time/filled"), "80.00") << "the median of its class is that of x";
    const Outcome strict = computed(testing::edited("coverage: 0.5", "coverage: 0.9"));
    EXPECT_EQ(value(strict, "y/score"), "missing");
    EXPECT_EQ(strict.units[1].standing, Standing::no_score);
}

/// Weight that others carry is not there all the same; only what is no duty need not be.
TEST_F(Engine, CountsWhatIsNotThereAgainstTheCoverage) {
    put("facts.csv", "unit,days\nx,n/a\ny,\nz,6\n");
    const std::string strict = testing::edited("coverage: 0.5", "coverage: 0.9");
    const Outcome outcome =
        computed(testing::edited("absent: missing", "absent: redistribute", strict));
    EXPECT_EQ(node(outcome, "x/total").parameters.at("coverage"), "1");
    EXPECT_EQ(value(outcome, "x/total"), "60.00");
    EXPECT_EQ(node(outcome, "y/total").parameters.at("coverage"), "4/5");
    EXPECT_EQ(value(outcome, "y/total"), "missing");
    EXPECT_EQ(words(outcome, "y/total"), "no data, without days");
}

TEST_F(Engine, MergesStrataThatAreTooSmall) {
    put("vote.csv", vote(4, 6, 0));
    const Outcome outcome = computed();
    EXPECT_EQ(value(outcome, "x/by-vote"), "70.83") << "1700 points / 24 ballots";
    EXPECT_EQ(value(outcome, "y/by-vote"), "51.00");
    EXPECT_EQ(value(outcome, "z/by-vote"), "85.00")
        << "no expert: their weight goes to the citizens";
    EXPECT_EQ(words(outcome, "z/by-vote"), "85.00: from one part alone, without experts");
    EXPECT_EQ(words(outcome, "x/by-vote").find("without"), std::string::npos) << "merged, not gone";
}

TEST_F(Engine, DeductsCapsAndVetoesByEvents) {
    std::string events = "id,unit,event,day,evidence\n";
    for (int i = 0; i < 12; ++i)
        events += fmt::format("e{:02},x,complaint,2026-03-02,case {}\n", i, i);
    events += "f,y,complaint,2026-03-02,case 40\ng,x,accident,2026-03-03,report\n";
    put("events.csv", events);
    const Outcome outcome = computed();
    EXPECT_EQ(value(outcome, "x/complaints"), "5.00") << "capped";
    EXPECT_EQ(value(outcome, "y/complaints"), "0.50");
    EXPECT_EQ(node(outcome, "y/complaints").evidence, "events.csv#f");
    EXPECT_EQ(value(outcome, "x/score"), "64.00");
    EXPECT_EQ(outcome.units[0].vetoes, std::vector<std::string>{"accidents"});
    EXPECT_EQ(outcome.units[0].band, "fair");
    EXPECT_EQ(outcome.units[1].band, "poor");
    ASSERT_EQ(outcome.units[1].sanctions.size(), 1U) << "the whole interval is below 60";
    EXPECT_TRUE(outcome.units[1].sanctions[0].needs_history);
}

TEST_F(Engine, CallsInTheLastOfAClassThatHasOthers) {
    const Outcome outcome =
        computed(testing::edited("band: poor, rounds: 2", "last: 1, rounds: 1"));
    EXPECT_TRUE(outcome.units[0].sanctions.empty());
    ASSERT_EQ(outcome.units[1].sanctions.size(), 1U) << "the last, and separated";
    EXPECT_FALSE(outcome.units[1].sanctions[0].needs_history);
    const Outcome all = computed(testing::edited("band: poor, rounds: 2", "last: 2, rounds: 1"));
    EXPECT_TRUE(all.units[1].sanctions.empty()) << "where all are last nobody is";
}

TEST_F(Engine, CountsTheFalseVotesThatAChangeOfBandTakes) {
    const Outcome outcome = computed();
    // 69.00 is 9 above 60. Citizens weigh 0.3 for 20 ballots of 0 to 100: 30 points; 9 of them need
    // ceil(9 / 0.3 x 20 / 100) = 6 ballots, but the band does not contain its upper end.
    ASSERT_TRUE(outcome.units[0].false_votes);
    EXPECT_GT(*outcome.units[0].false_votes, 0);
    EXPECT_LE(*outcome.units[0].false_votes, 7);
}

TEST_F(Engine, SaysWhatAChangeWouldDo) {
    put("events.csv", "id,unit,event,day,evidence\n1,y,complaint,2026-03-02,case 1\n");
    const Outcome before = computed();
    const auto after_all = [&](const Result<Scheme>& scheme, const Result<Data>& data) {
        EXPECT_TRUE(scheme && data);
        return compute(*scheme, *data);
    };
    const Decimal weight = Decimal::from("70").value();
    const Outcome heavier = after_all(with_weight(scheme_, "in-time", weight), data_);
    EXPECT_EQ(value(heavier, "x/total"), "69.33") << "(50 x 51 + 30 x 75 + 70 x 80) / 150";
    const Scheme with_more = with_weight(scheme_, "in-time", weight).value();
    const Loaded loaded{scheme_, data_};
    EXPECT_FALSE(heavier.estimated.pairs.empty()) << "clusters are behind two units";
    EXPECT_EQ(testing::told(with_more, data_, loaded.with(with_more, data_)),
              testing::told(with_more, data_, heavier));
    const Outcome without = after_all(without_indicator(scheme_, "by-survey"), data_);
    EXPECT_EQ(value(without, "x/total"), "59.29") << "(50 x 51 + 20 x 80) / 70";
    const Outcome innocent = after_all(scheme_, without_event(data_, "1"));
    const auto changes = differences(before, innocent);
    ASSERT_EQ(changes.size(), 2U) << "the deduction and the score";
    EXPECT_EQ(changes[0].id, "y/complaints");
    EXPECT_EQ(*changes[1].after - *changes[1].before, Rational(1, 2));
    const Outcome fewer = after_all(scheme_, without_ballots(data_, "vote", "x", "experts"));
    EXPECT_EQ(value(fewer, "x/by-vote"), "85.00");
    EXPECT_EQ(value(fewer, "y/by-vote"), "51.00");
    EXPECT_EQ(with_weight(scheme_, "total", weight).error().code, "scoring.no_such_indicator");
    EXPECT_EQ(with_weight(scheme_, "by-vote", {}).error().code, "scoring.weight_not_positive");
    EXPECT_EQ(without_event(data_, "9").error().code, "scoring.no_such_record");
    EXPECT_EQ(without_ballots(data_, "vote", "x", "nobody").error().code, "scoring.no_such_record");
}

TEST_F(Engine, DoesNotDependOnTheOrderOfRows) {
    Outcome first = computed();
    first.files.clear();
    const std::string before = result_json(scheme_, data_, first);
    for (const char* name : {"vote.csv", "survey.csv", "facts.csv", "units.csv"}) {
        std::ifstream file(folder_ / name);
        std::string header;
        std::getline(file, header);
        std::vector<std::string> lines;
        for (std::string line; std::getline(file, line);) lines.push_back(line);
        std::string text = header + "\n";
        for (std::size_t i = lines.size(); i-- > 0;) text += lines[i] + "\n";
        put(name, text);
    }
    Outcome second = computed();
    second.files.clear();
    EXPECT_EQ(result_json(scheme_, data_, second), before);
}

TEST_F(Engine, NamesFileRowAndColumnOfAMistake) {
    const struct {
        const char* why;
        const char* file;
        const char* content;
        const char* mistake;
    } cases[] = {
        {"unknown class", "units.csv", "unit,class,zh,en\nx,q,甲,X\n",
         "units.csv: row 2, class scoring_no_such_class"},
        {"slash in a code", "units.csv", "unit,class,zh,en\nx/1,a,甲,X\n",
         "units.csv: row 2, unit scoring_no_slash"},
        {"unit twice", "units.csv", "unit,class,zh,en\nx,a,甲,X\nx,a,甲,X\n",
         "units.csv: row 3, unit scoring_given_twice"},
        {"decimal comma", "facts.csv", "unit,days\nx,\"6,5\"\n",
         "facts.csv: row 2, days scoring_not_decimal"},
        {"not a number", "facts.csv", "unit,days\nx,NaN\n",
         "facts.csv: row 2, days scoring_not_decimal"},
        {"unknown unit", "facts.csv", "unit,days\nnobody,1\n",
         "facts.csv: row 2, unit scoring_no_such_unit"},
        {"wrong column", "facts.csv", "unit,weeks\nx,1\n",
         "facts.csv: row 1, weeks csv_unknown_column"},
        {"empty file", "facts.csv", "", "facts.csv csv_empty"},
        {"unknown event", "events.csv", "id,unit,event,day,evidence\n1,x,rain,2026-01-01,e\n",
         "events.csv: row 2, event scoring_no_such_event"},
        {"no such day", "events.csv", "id,unit,event,day,evidence\n1,x,complaint,2026-02-30,e\n",
         "events.csv: row 2, day bad_day"},
        {"unknown option", "vote.csv", "unit,stratum,answer\nx,citizens,great\n",
         "vote.csv: row 2, answer scoring_no_such_option"},
    };
    for (const auto& row : cases) {
        const fs::path path = folder_ / row.file;
        std::string before;
        if (std::ifstream file(path); file) before.assign(std::istreambuf_iterator<char>(file), {});
        put(row.file, row.content);
        EXPECT_EQ(mistake(), row.mistake) << row.why;
        if (before.empty()) {
            fs::remove(path);
        } else {
            put(row.file, before);
        }
    }
    fs::remove(folder_ / "places.csv");
    EXPECT_EQ(mistake(), "scoring.no_table places.csv");
}

}  // namespace
}  // namespace pingyi::scoring
