// The engine on the published schemes: every worked number under schemes/tests comes out.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "modules/scoring/report.hpp"
#include "modules/scoring/small_scheme_test.hpp"
#include "modules/scoring/what_if.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

namespace fs = std::filesystem;
using testing::content_of;
using testing::told;

const fs::path schemes{"schemes"};  // tests run in the folder of the project

Scheme scheme_in(const fs::path& path) {
    Parsed parsed = check(content_of(path));
    for (const Finding& finding : parsed.findings) {
        EXPECT_FALSE(finding.is_error) << path << ':' << finding.mark.line << ' ' << finding.code;
    }
    EXPECT_TRUE(parsed.scheme);
    return std::move(parsed.scheme).value_or(Scheme{});
}

class Published : public ::testing::TestWithParam<std::string> {
protected:
    Published() { crypto::start(); }
    [[nodiscard]] fs::path folder() const { return schemes / "tests" / GetParam(); }
    [[nodiscard]] Scheme scheme() const {
        const fs::path own = folder() / "scheme.yaml";
        return scheme_in(fs::exists(own) ? own : schemes / (GetParam() + ".yaml"));
    }
};

std::vector<std::string> folders() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(schemes / "tests")) {
        if (entry.is_directory()) names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}
INSTANTIATE_TEST_SUITE_P(Schemes, Published, ::testing::ValuesIn(folders()), [](const auto& of) {
    std::string name = of.param;
    std::ranges::replace(name, '-', '_');
    return name;
});

TEST_P(Published, GivesItsWorkedNumbers) {
    const Scheme rules = scheme();
    const auto data = read_data(rules, folder());
    ASSERT_TRUE(data) << data.error().code << ' ' << data.error().detail
                      << (data.error().fields.empty()
                              ? ""
                              : data.error().fields[0].place + ' ' + data.error().fields[0].code);
    const Outcome outcome = compute(rules, *data);
    constexpr std::array columns{csv::Column{"unit", true}, csv::Column{"score", true},
                                 csv::Column{"band"}, csv::Column{"rank"}};
    const auto expected = csv::read(content_of(folder() / "expected.csv"), columns);
    ASSERT_TRUE(expected) << expected.error().code;
    std::vector<FieldError> errors;
    const bool has_bands = std::ranges::find(expected->columns, "band") != expected->columns.end();
    const bool has_ranks = std::ranges::find(expected->columns, "rank") != expected->columns.end();
    for (const csv::Row& row : expected->rows) {
        const csv::Record record{*expected, row, errors};
        const std::string unit{record.cell("unit")};
        const auto result = std::ranges::find(
            outcome.units, unit, [&](const UnitResult& of) { return data->units[of.unit].code; });
        ASSERT_NE(result, outcome.units.end()) << unit;
        const std::string score =
            result->value ? shown(*result->value, rules.rounding.places) : std::string();
        EXPECT_EQ(score, record.cell("score")) << unit;
        if (has_bands) {
            EXPECT_EQ(result->band, record.cell("band")) << unit;
        }
        const std::string rank = result->standing == Standing::ranked
                                     ? std::to_string(result->ranks.rank)
                                     : std::string();
        if (has_ranks) {
            EXPECT_EQ(rank, record.cell("rank")) << unit;
        }
    }
    EXPECT_EQ(expected->rows.size(), outcome.units.size());
}

TEST_P(Published, SaysOfEveryNumberHowItCameAbout) {
    const Scheme rules = scheme();
    const auto data = read_data(rules, folder());
    ASSERT_TRUE(data);
    const Outcome outcome = compute(rules, *data);
    std::set<std::string> ids;
    for (std::size_t i = 0; i < outcome.nodes.size(); ++i) {
        EXPECT_TRUE(ids.insert(outcome.nodes[i].id).second) << outcome.nodes[i].id;
        const Words words = sentence(rules, outcome, i);
        EXPECT_FALSE(words.zh.empty()) << outcome.nodes[i].id;
        EXPECT_FALSE(words.en.empty()) << outcome.nodes[i].id;
    }
}

TEST_P(Published, IsTheSameBytesTwice) {
    const Scheme rules = scheme();
    const auto data = read_data(rules, folder());
    ASSERT_TRUE(data);
    EXPECT_EQ(result_json(rules, *data, compute(rules, *data)),
              result_json(rules, *data, compute(rules, *data)));
}

/// Codes of all indicators that have siblings.
void collect_parts(const Indicator& indicator, std::vector<std::string>& codes) {
    for (const Indicator& part : indicator.parts) {
        if (indicator.parts.size() > 1) codes.push_back(part.code);
        collect_parts(part, codes);
    }
}

TEST_P(Published, IsTheSameWhenComputedFromWhatIsLoaded) {
    const Scheme rules = scheme();
    const auto data = read_data(rules, folder());
    ASSERT_TRUE(data);
    const Loaded loaded{rules, *data};
    EXPECT_EQ(told(rules, *data, loaded.outcome()), told(rules, *data, compute(rules, *data)));
    std::vector<std::string> codes;
    collect_parts(rules.index, codes);
    for (const std::string& code : codes) {
        const auto other = with_weight(rules, code, Decimal::from("0.37").value());
        ASSERT_TRUE(other) << code;
        const auto fresh = told(*other, *data, compute(*other, *data));
        EXPECT_EQ(told(*other, *data, loaded.with(*other, *data)), fresh) << code;
    }
    for (const Incident& incident : data->incidents) {
        const auto fewer = without_event(*data, incident.id);
        ASSERT_TRUE(fewer) << incident.id;
        EXPECT_EQ(told(rules, *fewer, loaded.with(rules, *fewer)),
                  told(rules, *fewer, compute(rules, *fewer)))
            << incident.id;
    }
}

}  // namespace
}  // namespace pingyi::scoring
