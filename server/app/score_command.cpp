// `pingyi score`: the result of an evaluation from files, without a server.
#include <filesystem>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "modules/scoring/bundle.hpp"
#include "modules/scoring/report.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/durable/durable.hpp"

namespace pingyi::app {
namespace {

namespace fs = std::filesystem;

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
    TRY(yaml, durable::read(task.file, scoring::scheme_bytes_max));
    TRY(data, scoring::read_data(scheme, folders.data));
    scoring::Outcome outcome = scoring::compute(scheme, data);
    const fs::path out{folders.out};
    if (!data.estimated) {  // from the inputs of a public bundle nothing more can be told
        TRY(tables, scoring::small_tables_in(scheme, folders.data));
        TRY(audit, scoring::audit_files(scheme, yaml.value_or(""), data, outcome, tables));
        CHECK_OK(scoring::write_bundle(audit, scoring::BundleKind::audit, out / "audit"));
    }
    const scoring::Published what = scoring::published(scheme, data, outcome);
    print_units(scheme, data, outcome, task.language);
    outcome = {};  // of a province hundreds of megabytes, and the pages are as many
    data = {};
    const scoring::Files open = scoring::public_files(scheme, yaml.value_or(""), what);
    CHECK_OK(scoring::write_bundle(open, scoring::BundleKind::open, out / "public"));
    fmt::print("result {}\n", scoring::result_id(open.at("result.json")));
    return {};
}

}  // namespace pingyi::app
