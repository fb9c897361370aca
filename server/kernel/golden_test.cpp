// Estimates, intervals and ranks against R's survey and csranks (../shared/golden), value by value.
#include <boost/json/src.hpp>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>

#include "kernel/decimal.hpp"
#include "kernel/design.hpp"
#include "kernel/intervals.hpp"
#include "kernel/ranks.hpp"
#include "kernel/shrinkage.hpp"
#include "kernel/testing.hpp"

namespace pingyi {
namespace {

namespace json = boost::json;

/// Weights and values as whole numbers: the files have at most 13 decimal places.
constexpr int places = 13;
/// Where squares must fit; the weights of these files have no more.
constexpr int places_of_elements = 7;

Int128 whole(const std::string& text) {
    const Decimal decimal = Decimal::from(text).value();
    Int128 value = decimal.mantissa();
    for (int i = decimal.scale(); i < places; ++i) value *= 10;
    return value;
}

Rational exactly(const std::string& text) {
    const Decimal decimal = Decimal::from(text).value();
    Integer below = 1;
    for (int i = 0; i < decimal.scale(); ++i) below *= 10;
    return Rational{Integer{decimal.mantissa()}, below};
}

/// A CSV of the reference data: no cell of it holds a comma or a break.
class Table {
public:
    explicit Table(const std::string& text) {
        std::istringstream lines{text};
        std::string line;
        std::getline(lines, line);
        names_ = split(line);
        while (std::getline(lines, line)) rows_.push_back(split(line));
    }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] const std::string& at(std::size_t row, std::string_view column) const {
        const auto found = std::ranges::find(names_, column);
        if (found == names_.end()) throw std::out_of_range(std::string(column));
        return rows_.at(row).at(static_cast<std::size_t>(found - names_.begin()));
    }

private:
    static std::vector<std::string> split(const std::string& line) {
        std::vector<std::string> cells(1);
        for (const char c : line) {
            if (c == ',') {
                cells.emplace_back();
            } else if (c != '"' && c != '\r') {
                cells.back() += c;
            }
        }
        return cells;
    }
    std::vector<std::string> names_;
    std::vector<std::vector<std::string>> rows_;
};

class Golden {
public:
    explicit Golden(const std::string& text)
        : entries_(json::parse(text).at("entries").as_array()) {}
    [[nodiscard]] const json::value& at(std::string_view id) const {
        for (const json::value& entry : entries_) {
            if (entry.at("id").as_string() == id) return entry.at("value");
        }
        throw std::out_of_range(std::string(id));
    }

private:
    json::array entries_;
};

std::vector<double> numbers(const json::value& value) {
    if (!value.is_array()) return {value.to_number<double>()};
    std::vector<double> all;
    for (const json::value& one : value.as_array()) all.push_back(one.to_number<double>());
    return all;
}

std::string text_of(const json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

void expect_close(double ours, double theirs, double relative, const std::string& what) {
    EXPECT_NEAR(ours, theirs, std::abs(theirs) * relative) << what;
}

/// svydesign(): with replacement unless there is a population; of two stages where the rows of a
/// cluster have one.
struct Drawn {
    std::string name;
    std::string file;
    std::string strata;   ///< column; empty: one stratum
    std::string cluster;  ///< column; empty: every row
    std::string population;
    std::string cluster_population = {};  ///< column; empty: one stage
};
[[maybe_unused]] void PrintTo(const Drawn& drawn, std::ostream* out) {
    *out << drawn.name;
}
const Drawn dstrat{"dstrat", "apistrat", "stype", "", "fpc"};
const Drawn dclus1{"dclus1", "apiclus1", "", "dnum", "fpc"};
const Drawn dclus1n{"dclus1n", "apiclus1", "", "dnum", ""};
const Drawn dclus2{"dclus2", "apiclus2", "", "dnum", "fpc1", "fpc2"};
const Drawn dsrs{"dsrs", "apisrs", "", "", "fpc"};
const Drawn all_drawn[] = {dstrat, dclus1, dclus1n, dclus2, dsrs};

using Number = std::function<std::optional<Int128>(std::size_t row)>;
using Domain = std::function<std::optional<std::uint32_t>(std::size_t row)>;

/// A sample with its design, ready to be cut into cells.
class Sample {
public:
    Sample(const Drawn& drawn, const Table& table) : table_{table} {
        std::map<std::string, std::uint32_t> strata;
        std::vector<std::map<std::string, std::uint32_t>> clusters;
        for (std::size_t row = 0; row < table.size(); ++row) {
            const std::string name = drawn.strata.empty() ? "" : table.at(row, drawn.strata);
            const auto stratum =
                strata.emplace(name, static_cast<std::uint32_t>(strata.size())).first->second;
            if (stratum == clusters.size()) {
                clusters.emplace_back();
                design.strata.emplace_back();
            }
            const std::string id =
                drawn.cluster.empty() ? std::to_string(row) : table.at(row, drawn.cluster);
            auto& own = clusters[stratum];
            const auto cluster = own.emplace(id, static_cast<std::uint32_t>(own.size())).first;
            design.strata[stratum].sampled = static_cast<std::int64_t>(own.size());
            if (!drawn.population.empty()) {
                design.strata[stratum].population = std::stoll(table.at(row, drawn.population));
            }
            keys_.push_back({stratum, cluster->second});
            if (drawn.cluster_population.empty()) continue;
            design.clusters.resize(own.size());  // of one stratum
            design::Cluster& of_row = design.clusters[cluster->second];
            ++of_row.sampled;
            of_row.population = std::stoll(table.at(row, drawn.cluster_population));
        }
    }

    [[nodiscard]] Number column(const std::string& name) const {
        return [this, name](std::size_t row) -> std::optional<Int128> {
            const std::string& cell = table_.at(row, name);
            if (cell.empty()) return std::nullopt;
            return std::stoll(cell);
        };
    }
    [[nodiscard]] Number is(const std::string& name, const std::string& value) const {
        return [this, name, value](std::size_t row) -> std::optional<Int128> {
            return table_.at(row, name) == value ? 1 : 0;
        };
    }
    static std::optional<Int128> one(std::size_t /*row*/) { return 1; }
    static std::optional<std::uint32_t> everybody(std::size_t /*row*/) { return 0; }

    [[nodiscard]] std::vector<design::Cell> cells(const Number& y, const Number& x = one,
                                                  const Domain& domain = everybody) const {
        std::vector<design::Cell> cells;
        for (std::size_t row = 0; row < table_.size(); ++row) {
            const auto above = y(row);
            const auto below = x(row);
            const auto of = domain(row);
            if (!above || !below || !of) continue;
            const Int128 weight = whole(table_.at(row, "pw"));
            cells.push_back(
                {*of, keys_[row].first, keys_[row].second, 1, weight * *above, weight * *below});
        }
        return cells;
    }
    /// The same, every row drawn by itself, from its stratum or from its cluster.
    [[nodiscard]] std::vector<design::ElementCell> elements(
        const Number& y, const Number& x = one, const Domain& domain = everybody) const {
        std::vector<design::ElementCell> cells;
        for (std::size_t row = 0; row < table_.size(); ++row) {
            const auto above_row = y(row);
            const auto below_row = x(row);
            const auto of = domain(row);
            if (!above_row || !below_row || !of) continue;
            const Int128 weight = whole(table_.at(row, "pw")) / 1'000'000;
            const Int128 above = weight * *above_row;
            const Int128 below = weight * *below_row;
            const auto group = static_cast<std::uint32_t>(row);
            cells.push_back({*of, keys_[row].first, 1, above, below, above * above, above * below,
                             below * below, group});
            if (design.clusters.empty()) continue;
            cells.back().cluster = keys_[row].second;
            cells.back().drawn = 1;
        }
        return cells;
    }
    [[nodiscard]] std::vector<design::Estimate> ratios(const Number& y, const Number& x,
                                                       const Domain& domain,
                                                       std::size_t domains) const {
        const auto count = static_cast<std::uint32_t>(domains);
        return design.clusters.empty() ? design::ratios(design, cells(y, x, domain), count)
                                       : design::ratios(design, elements(y, x, domain), count);
    }
    [[nodiscard]] std::vector<design::Estimate> totals(const Number& y, const Domain& domain,
                                                       std::size_t domains) const {
        const auto count = static_cast<std::uint32_t>(domains);
        return design.clusters.empty()
                   ? design::totals(design, cells(y, one, domain), count, places)
                   : design::totals(design, elements(y, one, domain), count, places_of_elements);
    }
    [[nodiscard]] design::Estimate ratio(const Number& y, const Number& x = one) const {
        return ratios(y, x, everybody, 1).front();
    }
    [[nodiscard]] design::Estimate total(const Number& y) const {
        return totals(y, everybody, 1).front();
    }
    [[nodiscard]] const Table& table() const { return table_; }
    design::Design design;

private:
    const Table& table_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> keys_;
};

void expect_estimate(const design::Estimate& ours, const json::value& theirs, std::size_t index,
                     const std::string& what) {
    expect_close(as_double(ours.value), numbers(theirs.at("estimate")).at(index), 1e-9, what);
    const double error = numbers(theirs.at("se")).at(index);
    expect_close(ours.error, error, 1e-9, what + " se");
    EXPECT_EQ(ours.standing == design::Standing::no_variance, error == 0) << what;
}

class SurveyApi : public ::testing::TestWithParam<Drawn> {};
// The files that a test of a drawn sample reads.
#define SURVEY_FILES(drawn)                                                \
    PINGYI_SHARED_FILE(csv, "golden/survey_api/" + (drawn).file + ".csv"); \
    PINGYI_SHARED_FILE(reference, "golden/survey_api/golden.json");        \
    const Table table{csv};                                                \
    const Golden golden{reference};                                        \
    const Sample sample{drawn, table};                                     \
    const auto entry = [&](const std::string& id) -> const json::value& {  \
        return golden.at((drawn).name + "." + id);                         \
    }

TEST_P(SurveyApi, MeansAndTheirCovariance) {
    SURVEY_FILES(GetParam());
    const auto api00 = sample.ratio(sample.column("api00"));
    const auto api99 = sample.ratio(sample.column("api99"));
    expect_estimate(api00, entry("mean.api00"), 0, "api00");
    const json::value& both = entry("mean.api00_api99");
    expect_estimate(api00, both, 0, "api00 of two");
    expect_estimate(api99, both, 1, "api99 of two");
    const double of_difference =
        design::variance_of_difference(sample.design, api00.influence, api99.influence).value();
    const double covariance =
        (api00.error * api00.error + api99.error * api99.error - of_difference) / 2;
    expect_close(covariance, numbers(both.at("vcov").at(0)).at(1), 1e-9, "covariance");
    const design::Term terms[] = {{1, &api00.influence}, {-1, &api99.influence}};
    const double contrast =
        std::sqrt(design::variance(sample.design, design::combined(terms)).value());
    expect_close(contrast, numbers(entry("contrast").at("se")).front(), 1e-9, "contrast");
    EXPECT_EQ(api00.df, numbers(entry("degf")).front());
    const Interval interval = interval_of(as_double(api00.value), api00.error, api00.df);
    expect_close(interval.low, numbers(entry("confint").at("lower")).front(), 1e-9, "lower");
    expect_close(interval.high, numbers(entry("confint").at("upper")).front(), 1e-9, "upper");
}

TEST_P(SurveyApi, SharesOfAFactor) {
    SURVEY_FILES(GetParam());
    std::size_t index = 0;
    for (const std::string level : {"E", "H", "M"}) {
        expect_estimate(sample.ratio(sample.is("stype", level)), entry("mean.stype"), index, level);
        const auto total = sample.total(sample.is("stype", level));
        const json::value& theirs = entry("total.stype");
        expect_close(as_double(total.value), numbers(theirs.at("estimate")).at(index), 1e-9, level);
        expect_close(total.error, numbers(theirs.at("se")).at(index), 1e-9, level);
        ++index;
    }
}

TEST_P(SurveyApi, TotalsAndRatiosWithMissingValues) {
    SURVEY_FILES(GetParam());
    expect_estimate(sample.total(sample.column("enroll")), entry("total.enroll"), 0, "enroll");
    expect_estimate(sample.ratio(sample.column("api.stu"), sample.column("enroll")), entry("ratio"),
                    0, "api.stu / enroll");
}

TEST_P(SurveyApi, DomainsCountAllClustersOfTheirStrata) {
    SURVEY_FILES(GetParam());
    const json::value& means = entry("by.stype");
    const auto domain = [&](const json::value& by, std::initializer_list<const char*> columns) {
        return [&table, &by, columns](std::size_t row) -> std::optional<std::uint32_t> {
            const std::size_t levels = by.at(*columns.begin()).as_array().size();
            for (std::uint32_t i = 0; i < levels; ++i) {
                if (std::ranges::all_of(columns, [&](const char* column) {
                        return text_of(by.at(column).at(i)) == table.at(row, column);
                    })) {
                    return i;
                }
            }
            return std::nullopt;
        };
    };
    const auto ours =
        sample.ratios(sample.column("api00"), Sample::one, domain(means, {"stype"}), 3);
    const json::value& crossed = entry("by.stype_schwide.total");
    const auto totals =
        sample.totals(sample.column("enroll"), domain(crossed, {"stype", "sch.wide"}), 6);
    for (std::size_t i = 0; i < 3; ++i) {
        expect_close(as_double(ours[i].value), numbers(means.at("api00")).at(i), 1e-9, "mean");
        expect_close(ours[i].error, numbers(means.at("se")).at(i), 1e-9, "mean se");
    }
    for (std::size_t i = 0; i < 6; ++i) {
        expect_close(as_double(totals[i].value), numbers(crossed.at("enroll")).at(i), 1e-9,
                     "total");
        expect_close(totals[i].error, numbers(crossed.at("se")).at(i), 1e-9, "total se");
    }
}

/// R prints a standard error of 0, of 1e-15, or of the second stage only, where one school or
/// district was met.
TEST_P(SurveyApi, SmallDomainsAreNotEstimableInsteadOfExact) {
    SURVEY_FILES(GetParam());
    const json::value& by = entry("by.cnum");
    const auto counties = numbers(by.at("cnum"));
    const auto county = [&](std::size_t row) -> std::optional<std::uint32_t> {
        const auto found = std::ranges::find(counties, std::stod(table.at(row, "cnum")));
        if (found == counties.end()) return std::nullopt;
        return static_cast<std::uint32_t>(found - counties.begin());
    };
    const auto ours = sample.ratios(sample.column("api00"), Sample::one, county, counties.size());
    int refused = 0;
    for (std::size_t i = 0; i < counties.size(); ++i) {
        const double error = numbers(by.at("se")).at(i);
        const std::string what = "county " + std::to_string(counties[i]);
        expect_close(as_double(ours[i].value), numbers(by.at("api00")).at(i), 1e-9, what);
        if (error > 1e-9) {
            expect_close(ours[i].error, error, 1e-9, what);
        } else {
            EXPECT_LT(ours[i].error, 1e-9) << what;
        }
        // Of one district only what its schools differ by is known, and only of two stages.
        if (ours[i].clusters > 1 && error > 1e-9) continue;
        EXPECT_FALSE(ours[i].is_estimable()) << what;
        ++refused;
    }
    EXPECT_GT(refused, 7);
}

TEST_P(SurveyApi, IntervalsOfShares) {
    SURVEY_FILES(GetParam());
    const auto share = sample.ratio(sample.is("sch.wide", "Yes"));
    const SampledShare of{as_double(share.value), share.error, share.df,
                          static_cast<std::int64_t>(table.size())};
    const auto expect = [&](const Interval& ours, const std::string& method, double relative) {
        const json::value& theirs = entry("ciprop." + method);
        expect_close(ours.low, numbers(theirs.at("lower")).front(), relative, method);
        expect_close(ours.high, numbers(theirs.at("upper")).front(), relative, method);
    };
    expect(interval_of(of.share, of.error, of.df), "mean", 1e-9);
    expect(beta_95(of), "beta", 1e-9);
    expect(logit_95(of), "logit", 1e-6);  // iterated in R
    const Interval wilson = effective_wilson_95(of);
    EXPECT_LT(beta_95(of).low, wilson.low);
    EXPECT_GT(beta_95(of).high, wilson.high);
}

TEST_P(SurveyApi, RowsDrawnByThemselvesNeedNoClusters) {
    if (!GetParam().cluster.empty()) return;
    SURVEY_FILES(GetParam());
    const auto by_row = sample.ratio(sample.column("api00"));
    const auto by_element =
        design::ratios(sample.design, sample.elements(sample.column("api00")), 1).front();
    expect_estimate(by_element, entry("mean.api00"), 0, "elements");
    EXPECT_EQ(by_element.df, by_row.df);
    EXPECT_EQ(by_element.clusters, by_row.clusters);
}

INSTANTIATE_TEST_SUITE_P(Designs, SurveyApi, ::testing::ValuesIn(all_drawn),
                         [](const auto& of) { return of.param.name; });

/// Schools of one district are in both domains: the difference knows what they have in common.
TEST(SurveyApiStages, DifferenceOfDomains) {
    SURVEY_FILES(dclus2);
    const Domain improved = [&](std::size_t row) -> std::optional<std::uint32_t> {
        return table.at(row, "comp.imp") == "Yes" ? 1 : 0;
    };
    const auto ours = sample.ratios(sample.column("api00"), Sample::one, improved, 2);
    const double difference = as_double(ours[1].value) - as_double(ours[0].value);
    const double variance =
        design::variance_of_difference(sample.design, ours[1].influence, ours[0].influence).value();
    const json::value& theirs = golden.at("ttest");  // of a regression
    expect_close(difference, numbers(theirs.at("diff")).front(), 1e-9, "difference");
    expect_close(difference / std::sqrt(variance), numbers(theirs.at("t")).front(), 1e-9, "t");
    (void)entry;
}

TEST(SurveyApiLonely, EveryPolicyOfR) {
    const Drawn drawn{"lonely", "apiclus1", "cnum", "dnum", ""};
    SURVEY_FILES(drawn);
    struct Row {
        const char* id;
        design::Lonely policy;
    };
    for (const auto& [id, policy] :
         {Row{"remove", design::Lonely::certainty}, Row{"certainty", design::Lonely::certainty},
          Row{"fail.adjust", design::Lonely::adjust}, Row{"average", design::Lonely::average}}) {
        Sample with = sample;
        with.design.lonely = policy;
        expect_estimate(with.ratio(with.column("api00")), entry(id), 0, id);
    }
    EXPECT_EQ(sample.ratio(sample.column("api00")).standing, design::Standing::lonely_cluster);
}

std::vector<std::pair<int, int>> bounds_of(const std::vector<RankSet>& sets) {
    std::vector<std::pair<int, int>> bounds;
    for (const RankSet& set : sets) bounds.emplace_back(set.best, set.worst);
    return bounds;
}
std::vector<std::pair<int, int>> bounds_of(const json::value& golden) {
    std::vector<std::pair<int, int>> bounds;
    for (std::size_t i = 0; i < golden.at("L").as_array().size(); ++i) {
        bounds.emplace_back(golden.at("L").at(i).to_number<int>(),
                            golden.at("U").at(i).to_number<int>());
    }
    return bounds;
}

TEST(GoldenRanks, CountriesOfPisa2018) {
    PINGYI_SHARED_FILE(csv, "golden/ranks_pisa2018/estimates.csv");
    PINGYI_SHARED_FILE(reference, "golden/ranks_pisa2018/golden.json");
    const Table table{csv};
    const Golden golden{reference};
    std::vector<Rational> values;
    std::vector<std::optional<double>> errors;
    for (std::size_t row = 0; row < table.size(); ++row) {
        values.push_back(exactly(table.at(row, "estimate")));
        errors.emplace_back(std::stod(table.at(row, "se")));
    }
    const auto sets = rank_sets(values, errors);
    EXPECT_EQ(bounds_of(sets), bounds_of(golden.at("det.holm.simul")));
    EXPECT_EQ(bounds_of(rank_sets(values, errors, {.coverage = Coverage::marginal})),
              bounds_of(golden.at("det.holm.marg")));
    EXPECT_EQ(bounds_of(rank_sets(values, errors, {.correction = Correction::bonferroni})),
              bounds_of(golden.at("det.bonferroni")));
    std::vector<int> ranks;
    for (const RankSet& set : sets) ranks.push_back(set.rank);
    EXPECT_EQ(ranks, json::value_to<std::vector<int>>(golden.at("simul.stepdown").at("rank")));
    const auto best = tau_best(sets, 5);
    for (const double row : numbers(golden.at("taubest5").at("ever"))) {
        EXPECT_NE(std::ranges::find(best, static_cast<std::size_t>(row) - 1), best.end()) << row;
    }
}

TEST(GoldenRanks, CountsOfVotes) {
    PINGYI_SHARED_FILE(reference, "golden/ranks_multinom/golden.json");
    const Golden golden{reference};
    const std::int64_t votes[] = {312, 301, 188, 95, 94, 10, 0};
    EXPECT_EQ(bounds_of(vote_rank_sets(votes)), bounds_of(golden.at("multinom.simul")));
    EXPECT_EQ(bounds_of(vote_rank_sets(votes, {.coverage = Coverage::marginal})),
              bounds_of(golden.at("multinom.marg")));
    EXPECT_EQ(bounds_of(vote_rank_sets(votes, {0.1, Correction::bonferroni})),
              bounds_of(golden.at("multinom.bonf")));
    const std::vector<Rational> values{3, 1, 1, 7, 7, 7, 2};
    EXPECT_EQ(irank(values, 0.5), numbers(golden.at("irank")));
    EXPECT_EQ(irank(values), numbers(golden.at("irank0")));
}

/// The ratings by the levels of a column, in the order in which the levels appear in `order`.
std::vector<Group> groups_of(const Table& table, const std::string& column,
                             const std::vector<std::string>& order) {
    std::map<std::string, std::size_t> index;
    for (const std::string& level : order) index.emplace(level, index.size());
    std::vector<Group> groups(order.size());
    for (std::size_t row = 0; row < table.size(); ++row) {
        Group& group = groups[index.at(table.at(row, column))];
        const int score = std::stoi(table.at(row, "y"));
        ++group.n;
        group.sum += score;
        group.sum_squares += score * score;
    }
    return groups;
}

void expect_shrinkage(const Shrinkage& ours, const json::value& theirs) {
    expect_close(ours.sigma2, numbers(theirs.at("sigma2")).front(), 1e-9, "sigma2");
    expect_close(ours.tau2, numbers(theirs.at("tau2")).front(), 1e-9, "tau2");
    expect_close(ours.mu, numbers(theirs.at("mu")).front(), 1e-9, "mu");
    const auto shares = numbers(theirs.at("B"));
    for (std::size_t i = 0; i < shares.size(); ++i) {
        expect_close(ours.units[i].share, shares[i], 1e-9, "B");
        expect_close(ours.units[i].value, numbers(theirs.at("shrunk")).at(i), 1e-9, "shrunk");
    }
}

TEST(GoldenRatings, DepartmentsAndLecturers) {
    PINGYI_SHARED_FILE(csv, "golden/ratings_insteval/InstEval.csv");
    PINGYI_SHARED_FILE(reference, "golden/ratings_insteval/golden.json");
    const Table table{csv};
    const Golden golden{reference};
    const json::value& by = golden.at("by.dept");
    const auto levels = json::value_to<std::vector<std::string>>(by.at("level"));
    const auto departments = groups_of(table, "dept", levels);
    expect_shrinkage(shrink(departments).value(), golden.at("eb.dept"));
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const auto counts = numbers(golden.at("counts").at("counts").at(i));
        const Interval wilson =
            wilson_95({static_cast<std::int64_t>(counts[3] + counts[4]), departments[i].n});
        expect_close(wilson.low, numbers(by.at("wilson_lower")).at(i), 1e-9, "wilson");
        expect_close(wilson.high, numbers(by.at("wilson_upper")).at(i), 1e-9, "wilson");
    }
    std::set<int> lecturers;  // R's factor sorts their numbers
    for (std::size_t row = 0; row < table.size(); ++row) {
        lecturers.insert(std::stoi(table.at(row, "lecturer")));
    }
    std::vector<std::string> order;
    for (const int lecturer : lecturers) order.push_back(std::to_string(lecturer));
    expect_shrinkage(shrink(groups_of(table, "lecturer", order)).value(),
                     golden.at("eb.lecturer.head"));
}

}  // namespace
}  // namespace pingyi
