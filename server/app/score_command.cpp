// `pingyi score`: the result of an evaluation from files, without a server.
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "app/commands.hpp"
#include "modules/scoring/report.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/durable/durable.hpp"

namespace pingyi::app {
namespace {

void print_units(const scoring::Scheme& scheme, const scoring::Data& data,
                 const scoring::Outcome& outcome, Language language) {
    for (const scoring::UnitResult& result : outcome.units) {
        const scoring::Words words = scoring::sentence(scheme, outcome, result.score);
        fmt::print("{}  {}\n", data.units[result.unit].code,
                   language == Language::zh ? words.zh : words.en);
    }
}

}  // namespace

Result<> score(const SchemeTask& task, const ScoreTask& folders) {
    crypto::start();
    TRY(scheme, read_scheme(task));
    TRY(data, scoring::read_data(scheme, folders.data));
    const scoring::Outcome outcome = scoring::compute(scheme, data);
    const std::string result = scoring::result_json(scheme, data, outcome);
    const std::array files{std::pair{"result.json", result},
                           std::pair{"units.csv", scoring::units_csv(scheme, data, outcome)},
                           std::pair{"scheme.json", scoring::canonical(scheme)}};
    std::error_code failure;
    std::filesystem::create_directories(folders.out, failure);
    for (const auto& [name, content] : files) {
        CHECK_OK(durable::write((std::filesystem::path{folders.out} / name).string(), content));
    }
    print_units(scheme, data, outcome, task.language);
    fmt::print("result {}\n", scoring::result_id(result));
    return {};
}

}  // namespace pingyi::app
