// The files of both bundles.
#include "modules/scoring/bundle.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "modules/scoring/bundle_pages.hpp"
#include "modules/scoring/bundle_readme.hpp"
#include "modules/scoring/cells.hpp"
#include "modules/scoring/report.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

namespace json = boost::json;

/// What every other file is, by its hash.
void add_manifest(Files& files, json::object head) {
    json::object hashes;
    for (const auto& [name, content] : files) hashes[name] = crypto::hex(crypto::sha256(content));
    head["files"] = std::move(hashes);
    files[std::string(manifest_file)] = json::serialize(head) + "\n";
}

Result<std::string> table_in(const std::filesystem::path& folder, const std::string& name) {
    std::ifstream stream(folder / name, std::ios::binary);
    if (!stream) return fail(ErrorKind::not_found, "scoring.no_table", name);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace

Files public_files(const Scheme& scheme, std::string_view yaml, const Published& what) {
    const std::string result = result_json(scheme, what.data, what.outcome);
    const std::string id = result_id(result);
    // Pages and tables are made of what stands in result.json, so that they follow from it.
    const auto outcome = outcome_in(result, what.data);
    Files files = pages_of(scheme, what.data, outcome ? *outcome : what.outcome, id);
    files["units.csv"] = units_csv(scheme, what.data, outcome ? *outcome : what.outcome);
    files["result.json"] = result;
    files["scheme.yaml"] = yaml;
    files["scheme.json"] = canonical(scheme);
    files["README.txt"] = readme(scheme, BundleKind::open);
    for (const auto& [name, text] : what.tables) files["inputs/" + name] = text;
    add_manifest(files, {{"bundle", "public"}, {"result", id}});
    return files;
}

Result<Files> audit_files(const Scheme& scheme, std::string_view yaml, const Data& data,
                          const Outcome& outcome, const std::filesystem::path& folder) {
    Files files;
    files["result.json"] = result_json(scheme, data, outcome);
    files["units.csv"] = units_csv(scheme, data, outcome);
    files["scheme.yaml"] = yaml;
    files["scheme.json"] = canonical(scheme);
    files["README.txt"] = readme(scheme, BundleKind::audit);
    for (const InputFile& file : data.files) {
        const bool is_ballots = file.name.ends_with(".csv") && is_of_ballots(scheme, file.name);
        if (is_ballots) continue;
        TRY(text, table_in(folder, file.name));
        // Read again: it must still be what the result was made of.
        if (crypto::hex(crypto::sha256(text)) != file.sha256) {
            return fail(ErrorKind::unavailable, "scoring.file_unreadable", file.name);
        }
        files["inputs/" + file.name] = std::move(text);
    }
    for (const Measure& measure : scheme.measures) {
        if (measure.kind != MeasureKind::ballots) continue;
        const Answers& answers = data.answers.find(measure.code)->second;
        files["inputs/" + cells_file(measure)] = cells_csv(answers);
        files["inputs/" + strata_file(measure)] = strata_csv(answers);
    }
    const Published open = published(scheme, data, outcome);
    add_manifest(files, {{"bundle", "audit"},
                         {"result", result_id(files["result.json"])},
                         {"published", result_id(result_json(scheme, open.data, open.outcome))}});
    return files;
}

}  // namespace pingyi::scoring
