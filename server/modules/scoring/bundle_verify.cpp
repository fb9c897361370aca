// Checks a bundle from its files alone: the result is computed again from what stands in inputs/,
// all files are made again from it, and not one byte may differ.
#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <optional>

#include "kernel/text.hpp"
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

std::string text_of(const json::value* value) {
    constexpr std::size_t shown_max = 60;
    if (value == nullptr) return "nothing";
    const std::string text =
        value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
    return text::shortened(text, shown_max);
}

/// What an item of a list is called, else its place.
std::string name_of(const json::value& item, std::size_t at) {
    if (item.is_object()) {
        for (const std::string_view key : {"id", "unit", "name", "code"}) {
            const json::value* found = item.as_object().if_contains(key);
            if (found != nullptr && found->is_string()) return std::string(found->as_string());
        }
    }
    return std::to_string(at + 1);
}

std::optional<std::string> difference(const json::value* claimed, const json::value* right,
                                      const std::string& where);

std::optional<std::string> difference(const json::object& claimed, const json::object& right,
                                      const std::string& where) {
    for (const auto& [key, value] : right) {
        auto found = difference(claimed.if_contains(key), &value, where + " " + std::string(key));
        if (found) return found;
    }
    for (const auto& [key, value] : claimed) {
        if (!right.contains(key)) {
            return difference(&value, nullptr, where + " " + std::string(key));
        }
    }
    return std::nullopt;
}

std::optional<std::string> difference(const json::array& claimed, const json::array& right,
                                      const std::string& where) {
    for (std::size_t i = 0; i < std::max(claimed.size(), right.size()); ++i) {
        const json::value* one = i < claimed.size() ? &claimed[i] : nullptr;
        const json::value* other = i < right.size() ? &right[i] : nullptr;
        const std::string name = name_of(other != nullptr ? *other : *one, i);
        if (auto found = difference(one, other, where + " " + name)) return found;
    }
    return std::nullopt;
}

/// "x/total value: 17/4 here, 9/2 computed": the first one, what is below before what is above.
std::optional<std::string> difference(const json::value* claimed, const json::value* right,
                                      const std::string& where) {
    if (claimed != nullptr && right != nullptr) {
        if (claimed->is_object() && right->is_object()) {
            return difference(claimed->as_object(), right->as_object(), where);
        }
        if (claimed->is_array() && right->is_array()) {
            return difference(claimed->as_array(), right->as_array(), where);
        }
        if (*claimed == *right) return std::nullopt;
    }
    return fmt::format("{}: {} here, {} computed", where, text_of(claimed), text_of(right));
}

/// The first number of a result that is not as it should be, with both values.
std::optional<std::string> first_difference(std::string_view claimed, std::string_view right) {
    const json::value one = json::parse(claimed);
    const json::value other = json::parse(right);
    for (const std::string_view list : {"nodes", "units"}) {
        const auto found = difference(one.as_object().if_contains(list),
                                      other.as_object().if_contains(list), std::string{});
        if (found) return found->substr(1);  // names begin with a space
    }
    return difference(one.as_object(), other.as_object(), "result.json");
}

class Verifying {
public:
    explicit Verifying(Files files) : files_{std::move(files)} {
        auto receipt = files_.extract(std::string(receipt_file));
        if (!receipt.empty()) receipt_ = std::move(receipt.mapped());
    }

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
        return Checked{is_audit ? BundleKind::audit : BundleKind::open, id, files_.size(), nodes_,
                       receipt_};
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
        return compare(claimed, made);
    }

    Result<> check_open(const Scheme& scheme) {
        TRY(data, read_data(scheme, inputs()));
        TRY(claimed, outcome_in(files_["result.json"], data));
        const Outcome outcome = compute(scheme, data);
        return compare(
            claimed, public_files(scheme, files_["scheme.yaml"], published(scheme, data, outcome)));
    }

    /// The number that differs, else the file.
    Result<> compare(const Outcome& claimed, const Files& made) {
        nodes_ = claimed.nodes.size();
        const std::string& result = made.at("result.json");
        if (files_["result.json"] != result) {
            if (const auto what = first_difference(files_["result.json"], result)) {
                return fail(ErrorKind::invalid_input, "scoring.number_differs", *what);
            }
            return std::unexpected(differing("result.json"));
        }
        return compare_files(files_, made);
    }

    Files files_;
    std::string receipt_;
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
