// Measures what scoring stands on: ballots of a CSV into means and design-based errors of all
// units, rank sets of many units, and what-ifs on a loaded result. Prints one line a unit as the
// other programs of run.sh do; times go to standard error.
//
//   bench_scoring ballots FILE.csv [THREADS]
//   bench_scoring ranks [UNITS]
//   bench_scoring what_if SCHEME.yaml FOLDER INDICATOR
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/resource.h>

#include "kernel/ranks.hpp"
#include "modules/scoring/api.hpp"
#include "modules/scoring/ballots.hpp"

namespace {

using namespace pingyi;  // NOLINT(google-build-using-namespace): one small program

double wall_seconds() {
    using Clock = std::chrono::steady_clock;
    return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

/// What a part took, on standard error.
class Part {
public:
    explicit Part(const char* name) : name_{name}, begin_{wall_seconds()}, cpu_{std::clock()} {}
    ~Part() {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        std::fprintf(
            stderr, "%-10s %.3f s wall, %.3f s CPU, peak %ld MiB\n", name_, wall_seconds() - begin_,
            static_cast<double>(std::clock() - cpu_) / CLOCKS_PER_SEC, usage.ru_maxrss / 1024);
    }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

private:
    const char* name_;
    double begin_;
    std::clock_t cpu_;
};

int ballots(const std::string& path, unsigned threads) {
    scoring::BallotLayout layout;
    for (int i = 1; i <= 100; ++i) {
        const std::string number = std::to_string(i);
        layout.units.push_back("u" + std::string(3 - number.size(), '0') + number);
    }
    layout.stratum_column = "stratum";
    layout.cluster_column = "psu";
    layout.weight_column = "weight";
    layout.answers.push_back({.name = "score", .places = 0, .lowest = 1, .highest = 5});
    std::vector<design::Estimate> estimates;
    {
        const Part all{"all"};
        Result<scoring::Ballots> read;
        {
            const Part reading{"read"};
            read = scoring::read_ballots(path, layout, {.threads = threads});
        }
        if (!read) throw std::runtime_error(read.error().fields.front().place);
        estimates = scoring::unit_estimates(*read, layout, 0, scoring::Statistic::score,
                                            scoring::LonelyCluster::fail);
    }
    for (std::size_t i = 0; i < estimates.size(); ++i) {
        std::printf("%s %.10f %.10f\n", layout.units[i].c_str(), as_double(estimates[i].value),
                    estimates[i].error);
    }
    return 0;
}

int ranks(int units) {
    std::vector<Rational> values;
    std::vector<std::optional<double>> errors;
    for (int i = 0; i < units; ++i) {
        values.emplace_back(600'000 + i * 7919 % units * 300, 10'000);  // an order of no kind
        errors.emplace_back(0.5 + i % 17 * 0.1);
    }
    double places = 0;
    {
        const Part part{"ranks"};
        for (const RankSet& set : rank_sets(values, errors)) places += set.worst - set.best + 1;
    }
    {
        const Part part{"marginal"};
        (void)rank_sets(values, errors, {.coverage = Coverage::marginal});
    }
    {
        const Part part{"t tests"};
        const std::vector<std::int64_t> df(values.size(), 7);
        const auto variance = [&](std::size_t i, std::size_t j) -> std::optional<double> {
            return *errors[i] * *errors[i] + *errors[j] * *errors[j];
        };
        (void)rank_sets(values, variance, df);
    }
    std::printf("%d units, %.1f places in the mean\n", units, places / units);
    return 0;
}

template <class Value>
Value taken(Result<Value> made) {
    if (made) return std::move(*made);
    throw std::runtime_error(made.error().code + " " + made.error().detail);
}

std::string text_of(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// What differs with other weights of one indicator, without it, and without ballots of one group.
int what_if(const std::string& scheme_file, const std::string& folder,
            const std::string& indicator) {
    constexpr int times = 9;
    const auto scheme = scoring::parse(text_of(scheme_file)).scheme.value();
    const auto data = [&] {
        const Part part{"read"};
        return taken(scoring::read_data(scheme, std::filesystem::path{folder}));
    }();
    const auto loaded = [&] {
        const Part part{"computed"};
        return std::make_unique<scoring::Loaded>(scheme, data);
    }();
    std::size_t changed = 0;
    for (int i = 1; i <= times; ++i) {
        const Part part{"weight"};
        const auto other = taken(scoring::with_weight(scheme, indicator, *Decimal::of(5 * i, 1)));
        changed += scoring::differences(loaded->outcome(), loaded->with(other, data)).size();
    }
    for (int i = 1; i <= times; ++i) {
        const Part part{"without"};
        const auto other = taken(scoring::without_indicator(scheme, indicator));
        changed += scoring::differences(loaded->outcome(), scoring::compute(other, data)).size();
    }
    const scoring::Measure& measure =
        *std::ranges::find(scheme.measures, scoring::MeasureKind::ballots, &scoring::Measure::kind);
    const scoring::Ballots& ballots = data.answers.find(measure.code)->second.ballots;
    for (int i = 1; i <= times; ++i) {
        const Part part{"ballots"};
        const scoring::BallotCell& cell = ballots.cells.at(static_cast<std::size_t>(i));
        const auto other = taken(scoring::without_ballots(
            data, measure.code, data.units[cell.unit].code, ballots.strata[cell.stratum].code));
        changed += scoring::differences(loaded->outcome(), scoring::compute(scheme, other)).size();
    }
    std::printf("%zu units, %zu numbers changed\n", data.units.size(), changed);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::string what = count > 1 ? arguments[1] : "";
    const int number = what != "what_if" && count > (what == "ranks" ? 2 : 3)
                           ? std::stoi(arguments[count - 1])
                           : 0;
    if (what == "ballots" && count > 2) return ballots(arguments[2], static_cast<unsigned>(number));
    if (what == "ranks") return ranks(number > 0 ? number : 1000);
    if (what == "what_if" && count == 5) return what_if(arguments[2], arguments[3], arguments[4]);
    std::fprintf(stderr,
                 "bench_scoring ballots FILE.csv [THREADS] | ranks [UNITS] | what_if SCHEME.yaml "
                 "FOLDER INDICATOR\n");
    return 2;
}
