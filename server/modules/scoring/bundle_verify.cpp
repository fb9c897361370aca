// Checks a bundle from its files alone: the result is computed again from what stands in inputs/,
// all files are made again from it, and not one byte may differ.
#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <tuple>

#include "modules/scoring/bundle.hpp"
#include "modules/scoring/cells.hpp"
#include "modules/scoring/report.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

namespace json = boost::json;

Error differing(std::string name) {
    return {ErrorKind::invalid_input, "scoring.file_differs", std::move(name), {}};
}

/// Which file is not as it was computed anew.
Result<> compare_files(const Files& found, const Files& made) {
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

bool are_alike(const Node& a, const Node& b) {
    const auto ends = [](const Node& of) {
        const Interval interval = of.interval.value_or(Interval{});
        const Range range = of.range.value_or(Range{});
        return std::tuple(of.interval.has_value(), interval.low, interval.high,
                          of.range.has_value(), range.low, range.high);
    };
    const auto counts = [](const Node& of) {
        const Counts all = of.counts.value_or(Counts{});
        return std::tuple(of.counts.has_value(), all.valid, all.satisfied, all.abstained,
                          all.invalid);
    };
    return a.id == b.id && a.formula == b.formula && a.parameters == b.parameters &&
           a.value == b.value && a.gap == b.gap && a.doubt == b.doubt && a.error == b.error &&
           counts(a) == counts(b) && ends(a) == ends(b) &&
           std::ranges::equal(a.inputs, b.inputs, [](const Input& x, const Input& y) {
               return x.node == y.node && x.weight == y.weight;
           });
}

bool are_alike(const UnitResult& a, const UnitResult& b) {
    const auto ends = [](const UnitResult& of) {
        const Interval all = of.interval.value_or(Interval{});
        return std::tuple(of.interval.has_value(), all.low, all.high);
    };
    return a.unit == b.unit && a.score == b.score && ends(a) == ends(b) && a.band == b.band &&
           a.vetoes == b.vetoes && a.standing == b.standing && a.ranks == b.ranks && a.of == b.of &&
           a.ballots == b.ballots && a.withheld == b.withheld && a.false_votes == b.false_votes &&
           a.sanctions.size() == b.sanctions.size();
}

/// The id of the first number, or the code of the first unit, that is not as it should be.
std::optional<std::string> first_difference(const Outcome& claimed, const Outcome& right,
                                            const Data& data) {
    const std::size_t nodes = std::min(claimed.nodes.size(), right.nodes.size());
    for (std::size_t i = 0; i < nodes; ++i) {
        if (!are_alike(claimed.nodes[i], right.nodes[i])) return right.nodes[i].id;
    }
    const std::size_t units = std::min(claimed.units.size(), right.units.size());
    for (std::size_t i = 0; i < units; ++i) {
        if (!are_alike(claimed.units[i], right.units[i]))
            return data.units[right.units[i].unit].code;
    }
    return std::nullopt;
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
        TRY(made, audit_files(scheme, files_["scheme.yaml"], data, outcome, tables));
        return compare(claimed, data, made);
    }

    Result<> check_open(const Scheme& scheme) {
        TRY(data, read_data(scheme, inputs()));
        TRY(claimed, outcome_in(files_["result.json"], data));
        const Outcome outcome = compute(scheme, data);
        return compare(
            claimed, data,
            public_files(scheme, files_["scheme.yaml"], published(scheme, data, outcome)));
    }

    /// The number that differs, else the file.
    Result<> compare(const Outcome& claimed, const Data& data, const Files& made) {
        nodes_ = claimed.nodes.size();
        const std::string& result = made.at("result.json");
        if (files_["result.json"] != result) {
            TRY(right, outcome_in(result, data));
            if (const auto what = first_difference(claimed, right, data)) {
                return fail(ErrorKind::invalid_input, "scoring.number_differs", *what);
            }
            return std::unexpected(differing("result.json"));
        }
        return compare_files(files_, made);
    }

    Files files_;
    std::size_t nodes_ = 0;
};

}  // namespace

Result<Checked> verify_bundle(Files files) {
    if (!files.contains(std::string(manifest_file))) {
        return fail(ErrorKind::not_found, "scoring.no_manifest");
    }
    return Verifying{std::move(files)}.run();
}

}  // namespace pingyi::scoring
