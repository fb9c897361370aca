// The files of both bundles.
#include "modules/scoring/bundle.hpp"

#include <boost/json.hpp>

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

/// A table of the result, which must still be what the result was made of.
Result<std::string> table_of(const Tables& tables, const InputFile& file) {
    const auto table = tables.find(file.name);
    if (table == tables.end()) return fail(ErrorKind::not_found, "scoring.no_table", file.name);
    if (crypto::hex(crypto::sha256(table->second)) != file.sha256) {
        return fail(ErrorKind::unavailable, "scoring.file_unreadable", file.name);
    }
    return table->second;
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
                          const Outcome& outcome, const Tables& tables) {
    Files files;
    files["result.json"] = result_json(scheme, data, outcome);
    files["units.csv"] = units_csv(scheme, data, outcome);
    files["scheme.yaml"] = yaml;
    files["scheme.json"] = canonical(scheme);
    files["README.txt"] = readme(scheme, BundleKind::audit);
    for (const InputFile& file : data.files) {
        if (is_of_ballots(scheme, file.name)) continue;
        TRY(text, table_of(tables, file));
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
