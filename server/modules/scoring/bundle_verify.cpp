// Checks a bundle from its folder alone. That of auditors is recomputed from its cells; of the
// public one every number that follows from others, every table and every page.
#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "modules/scoring/bundle.hpp"
#include "modules/scoring/cells.hpp"
#include "modules/scoring/data_tables.hpp"
#include "modules/scoring/report.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

// Of a folder that is no bundle of ours not more than this is read.
constexpr std::size_t files_max = 200'000;
constexpr std::uintmax_t bytes_max = 4'000'000'000;

Result<Files> files_in(const fs::path& folder) {
    Files files;
    std::uintmax_t bytes = 0;
    std::error_code failure;
    for (auto at = fs::recursive_directory_iterator(folder, failure);
         !failure && at != fs::recursive_directory_iterator{}; at.increment(failure)) {
        if (at->is_directory(failure)) continue;
        const std::string name = at->path().lexically_relative(folder).generic_string();
        const bool is_file = at->is_regular_file(failure) && !failure;
        std::ifstream stream;
        if (is_file) stream.open(at->path(), std::ios::binary);
        if (!stream.is_open()) {
            return fail(ErrorKind::unavailable, "scoring.file_unreadable", name);
        }
        bytes += at->file_size(failure);
        if (bytes > bytes_max || files.size() >= files_max) {
            return fail(ErrorKind::invalid_input, "scoring.bundle_too_large", folder.string());
        }
        files[name] = std::string(std::istreambuf_iterator<char>(stream), {});
    }
    if (failure) return fail(ErrorKind::unavailable, "scoring.file_unreadable", folder.string());
    return files;
}

Error differing(std::string name) {
    return {ErrorKind::invalid_input, "scoring.file_differs", std::move(name), {}};
}

/// Which file is not as it was computed anew.
Result<> compare(const Files& found, const Files& made) {
    for (const auto& [name, content] : made) {
        const auto file = found.find(name);
        if (file == found.end()) {
            return fail(ErrorKind::invalid_input, "scoring.file_missing", name);
        }
        if (file->second != content) return std::unexpected(differing(name));
    }
    for (const auto& [name, content] : found) {
        if (!made.contains(name)) {
            return fail(ErrorKind::invalid_input, "scoring.file_not_listed", name);
        }
    }
    return {};
}

class Verifying {
public:
    explicit Verifying(Files files) : files_{std::move(files)} {}

    Result<Checked> run() {
        boost::system::error_code failure;
        const json::value manifest = json::parse(files_.at(std::string(manifest_file)), failure);
        if (failure || !manifest.is_object()) return bad_manifest("JSON");
        try {
            return checked(manifest.as_object());
        } catch (const std::exception& mistake) {
            return bad_manifest(mistake.what());
        }
    }

private:
    static Result<Checked> bad_manifest(std::string what) {
        return fail(ErrorKind::invalid_input, "scoring.bad_manifest", std::move(what));
    }

    Result<Checked> checked(const json::object& manifest) {
        CHECK_OK(check_hashes(manifest.at("files").as_object()));
        Parsed parsed = check(files_["scheme.yaml"]);
        if (!parsed.scheme) return std::unexpected(differing("scheme.yaml"));
        const bool is_audit = manifest.at("bundle").as_string() == "audit";
        const std::string id{manifest.at(is_audit ? "published" : "result").as_string()};
        CHECK_OK(is_audit ? check_audit(*parsed.scheme) : check_open(*parsed.scheme));
        return Checked{is_audit ? BundleKind::audit : BundleKind::open, id, files_.size(), nodes_};
    }

    Result<> check_hashes(const json::object& hashes) {
        for (const auto& [key, hash] : hashes) {
            const std::string name{key};
            const auto file = files_.find(name);
            if (file == files_.end()) {
                return fail(ErrorKind::invalid_input, "scoring.file_missing", name);
            }
            if (crypto::hex(crypto::sha256(file->second)) != hash.as_string()) {
                return std::unexpected(differing(name));
            }
        }
        for (const auto& [name, content] : files_) {
            if (name != manifest_file && !hashes.contains(name)) {
                return fail(ErrorKind::invalid_input, "scoring.file_not_listed", name);
            }
        }
        return {};
    }

    [[nodiscard]] Tables inputs() const {
        constexpr std::string_view folder = "inputs/";
        Tables tables;
        for (const auto& [name, content] : files_) {
            if (name.starts_with(folder)) tables[name.substr(folder.size())] = content;
        }
        return tables;
    }

    Result<> check_audit(const Scheme& scheme) {
        const Tables tables = inputs();
        TRY(data, read_data(scheme, tables));
        TRY(claimed, outcome_in(files_["result.json"], data));
        // The hash of the table of single ballots is all that is taken from the result itself.
        std::erase_if(data.files, [&](const InputFile& file) {
            return file.name.ends_with(".cells.csv") || file.name.ends_with(".strata.csv");
        });
        for (const InputFile& file : claimed.files) {
            if (is_of_ballots(scheme, file.name)) data.files.push_back(file);
        }
        std::ranges::sort(data.files, {}, &InputFile::name);
        const Outcome outcome = compute(scheme, data);
        nodes_ = outcome.nodes.size();
        TRY(made, audit_files(scheme, files_["scheme.yaml"], data, outcome, tables));
        return compare(files_, made);
    }

    Result<> check_open(const Scheme& scheme) {
        Published made;
        TRY(data, read_open(scheme));
        made.data = std::move(data);
        TRY(outcome, outcome_in(files_["result.json"], made.data));
        CHECK_OK(recompute(scheme, made.data, outcome));
        nodes_ = outcome.nodes.size();
        outcome.is_public = true;
        outcome.scheme_hash = scheme_hash(scheme);
        outcome.files = made.data.files;
        made.outcome = std::move(outcome);
        for (const InputFile& file : made.data.files) {
            made.tables[file.name] = files_["inputs/" + file.name];
        }
        return compare(files_, public_files(scheme, files_["scheme.yaml"], made));
    }

    const std::string& table(Data& data, const std::string& name) {
        const std::string& text = files_["inputs/" + name];
        data.files.push_back({name, crypto::hex(crypto::sha256(text))});
        return text;
    }

    /// The tables that are public: all but those of ballots and counts.
    Result<Data> read_open(const Scheme& scheme) {
        Data data;
        TRY(units, units_in(table(data, "units.csv"), scheme));
        data.units = std::move(units);
        for (const Measure& measure : scheme.measures) {
            if (measure.kind != MeasureKind::values) continue;
            TRY(values, values_in(table(data, measure.code + ".csv"), scheme, measure, data.units));
            data.values.emplace(measure.code, std::move(values));
        }
        TRY(events, incidents_in(table(data, "events.csv"), scheme, data.units));
        data.incidents = std::move(events);
        std::ranges::sort(data.files, {}, &InputFile::name);
        return data;
    }

    Files files_;
    std::size_t nodes_ = 0;
};

}  // namespace

bool is_bundle(const fs::path& folder) {
    std::error_code failure;
    return fs::is_regular_file(folder / manifest_file, failure);
}

Result<Checked> verify_bundle(Files files) {
    if (!files.contains(std::string(manifest_file))) {
        return fail(ErrorKind::not_found, "scoring.no_manifest");
    }
    return Verifying{std::move(files)}.run();
}

Result<Checked> verify_bundle(const fs::path& folder) {
    if (!is_bundle(folder)) {
        return fail(ErrorKind::not_found, "scoring.no_manifest", folder.string());
    }
    TRY(files, files_in(folder));
    return verify_bundle(std::move(files));
}

}  // namespace pingyi::scoring
