// The small tables of a folder, each from its text.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/scoring/data.hpp"

namespace pingyi::scoring {

inline constexpr std::size_t small_table_bytes_max = 200'000'000;

/// Both functions of data.hpp; `folder` has the tables of ballots that do not stand in `tables`.
[[nodiscard]] Result<Data> read_tables(const Scheme& scheme, const Tables& tables,
                                       const std::filesystem::path* folder);
/// Whether there is a regular file, or a link to one: anything else could keep its reader waiting
/// for ever. errors   invalid_input scoring.not_a_file
[[nodiscard]] Result<bool> is_table_in(const std::filesystem::path& folder,
                                       const std::string& name);
/// errors   invalid_input scoring.result_too_large with both numbers and the limit
[[nodiscard]] Result<> check_size(const Scheme& scheme, std::span<const Unit> units);

/// errors of all: invalid_input csv.invalid, with places in the table
[[nodiscard]] Result<std::vector<Unit>> units_in(std::string_view text, const Scheme& scheme);
[[nodiscard]] Result<Values> values_in(std::string_view text, const Scheme& scheme,
                                       const Measure& measure, std::span<const Unit> units);
[[nodiscard]] Result<Answers> counts_in(std::string_view text, const Scheme& scheme,
                                        const Measure& measure, std::span<const Unit> units);
[[nodiscard]] Result<std::vector<Incident>> incidents_in(std::string_view text,
                                                         const Scheme& scheme,
                                                         std::span<const Unit> units);
/// How the table of a measure is to be read: its columns with their scales, its strata.
[[nodiscard]] BallotLayout layout_of(const Scheme& scheme, const Measure& measure,
                                     std::span<const Unit> units, bool has_stratum);
/// What an indicator takes of such a table.
[[nodiscard]] AnswerSide side_of(const BallotLayout& layout, const Source& source);

}  // namespace pingyi::scoring
