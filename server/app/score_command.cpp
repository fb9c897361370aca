// `pingyi score`: the result of an evaluation from files, without a server.
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

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

/// Into a folder that is new or empty, so that nothing old is taken for a part of the bundle.
Result<> write(const scoring::Files& files, const fs::path& folder) {
    std::error_code failure;
    if (fs::exists(folder, failure) && !fs::is_empty(folder, failure)) {
        return fail(ErrorKind::invalid_input, "app.folder_not_empty", folder.string());
    }
    for (const auto& [name, content] : files) {
        fs::create_directories((folder / name).parent_path(), failure);
        std::ofstream stream(folder / name, std::ios::binary);
        stream << content;
        stream.close();
        if (!stream) {
            return fail(ErrorKind::unavailable, "app.bundle_not_written", (folder / name).string());
        }
    }
    return {};
}

}  // namespace

Result<> score(const SchemeTask& task, const ScoreTask& folders) {
    crypto::start();
    TRY(scheme, read_scheme(task));
    TRY(yaml, durable::read(task.file, scoring::scheme_bytes_max));
    TRY(data, scoring::read_data(scheme, folders.data));
    const scoring::Outcome outcome = scoring::compute(scheme, data);
    const scoring::Files open =
        scoring::public_files(scheme, yaml.value_or(""), scoring::published(scheme, data, outcome));
    TRY(tables, scoring::small_tables_in(scheme, folders.data));
    TRY(audit, scoring::audit_files(scheme, yaml.value_or(""), data, outcome, tables));
    const fs::path out{folders.out};
    CHECK_OK(write(open, out / "public"));
    CHECK_OK(write(audit, out / "audit"));
    fs::permissions(out / "audit", fs::perms::owner_all);  // small cells may tell who voted
    print_units(scheme, data, outcome, task.language);
    fmt::print("result {}\n", scoring::result_id(open.at("result.json")));
    return {};
}

}  // namespace pingyi::app
