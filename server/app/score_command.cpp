// `pingyi score`: the result of an evaluation from files, without a server.
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "app/commands.hpp"
#include "modules/scoring/report.hpp"

namespace pingyi::app {
namespace {

Result<> write_file(const std::filesystem::path& path, std::string_view content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    if (!file.flush()) return fail(ErrorKind::unavailable, "app.not_written", path.string());
    return {};
}

void print_units(const scoring::Scheme& scheme, const scoring::Data& data,
                 const scoring::Outcome& outcome) {
    for (const scoring::UnitResult& result : outcome.units) {
        const scoring::Words words = scoring::sentence(scheme, outcome, result.score);
        fmt::print("{}  {}\n", data.units[result.unit].code, words.en);
    }
}

}  // namespace

Result<> score(const ScoreTask& task) {
    TRY(scheme, checked_scheme(task.scheme));
    TRY(data, scoring::read_data(scheme, task.data));
    const scoring::Outcome outcome = scoring::compute(scheme, data);
    const std::string json = scoring::result_json(scheme, data, outcome);
    const std::filesystem::path folder{task.out};
    std::error_code wrong;
    std::filesystem::create_directories(folder, wrong);
    if (wrong) return fail(ErrorKind::unavailable, "app.not_written", task.out);
    CHECK_OK(write_file(folder / "result.json", json));
    CHECK_OK(write_file(folder / "units.csv", scoring::units_csv(scheme, data, outcome)));
    CHECK_OK(write_file(folder / "scheme.json", scoring::canonical(scheme)));
    print_units(scheme, data, outcome);
    fmt::print("result {}\n", scoring::result_id(json));
    return {};
}

}  // namespace pingyi::app
