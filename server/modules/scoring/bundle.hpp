// What is handed out of a result: the public bundle, which any web server can host and anybody can
// check, and that of the auditors, with all cells (docs/handbook/scoring.md).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "modules/scoring/result.hpp"

namespace pingyi::scoring {

/// A name in the folder, such as "zh/index.html" -> its content.
using Files = Tables;

inline constexpr std::string_view manifest_file = "manifest.json";
/// Receipt of the public ledger for the entry that names the result. It stands beside the files of
/// the manifest: what commits to them cannot be one of them.
inline constexpr std::string_view receipt_file = "receipt.tlog-proof";
enum class BundleKind : std::uint8_t { open, audit };

/// What may be published of a result: units of classes that are published, those that show no score
/// by name only; no node that is not below a published score; the tables of what is left, from
/// which the same can be computed again.
struct Published {
    Data data;
    Outcome outcome;
    Tables tables;  ///< units.csv, tables of values, events.csv, those of groups.hpp
};
[[nodiscard]] Published published(const Scheme& scheme, const Data& data, const Outcome& outcome);

/// All files of the public bundle, its manifest too; `yaml` is the scheme as it was written.
[[nodiscard]] Files public_files(const Scheme& scheme, std::string_view yaml,
                                 const Published& what);
/// Those of the auditors' bundle; `tables` are what `data` was read from, those of single ballots
/// may be left out (`small_tables_in`).
/// errors   not_found scoring.no_table; unavailable scoring.file_unreadable (no longer the same)
[[nodiscard]] Result<Files> audit_files(const Scheme& scheme, std::string_view yaml,
                                        const Data& data, const Outcome& outcome,
                                        const Tables& tables);

/// The result that a result.json holds; units by the names in `data`.
/// errors   invalid_input scoring.bad_result (what cannot be read)
[[nodiscard]] Result<Outcome> outcome_in(std::string_view json, const Data& data);

[[nodiscard]] bool is_bundle(const std::filesystem::path& folder);
/// Into a folder that is new or empty, so that nothing old is taken for a part of the bundle. The
/// public one can be read by everybody (0644, 0755), that of auditors by its owner alone.
/// errors   invalid_input scoring.folder_not_empty; unavailable scoring.bundle_not_written
[[nodiscard]] Result<> write_bundle(const Files& files, BundleKind kind,
                                    const std::filesystem::path& folder);
/// errors   not_found scoring.no_manifest; unavailable scoring.file_unreadable; invalid_input
///          scoring.bundle_too_large
[[nodiscard]] Result<Files> read_bundle(const std::filesystem::path& folder);

/// What was checked.
struct Checked {
    BundleKind kind = BundleKind::open;
    std::string result;  ///< id of the published result
    std::size_t files = 0;
    std::size_t nodes = 0;
    std::string receipt{};  ///< as it lies in the folder, not looked at; empty: there is none
};
/// Checks a bundle from nothing but its files: every hash, and by computing it again every number
/// and every page.
/// errors   not_found scoring.no_manifest; invalid_input scoring.bad_manifest,
///          scoring.file_missing, scoring.file_not_listed, scoring.file_differs,
///          scoring.number_differs, those of outcome_in and read_data
[[nodiscard]] Result<Checked> verify_bundle(Files files);
/// The same of a folder. errors   also those of read_bundle
[[nodiscard]] Result<Checked> verify_bundle(const std::filesystem::path& folder);

}  // namespace pingyi::scoring
