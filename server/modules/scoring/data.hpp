// What is known of the units: a folder of tables, read against the scheme that names them.
//
//   units.csv    unit, class, zh, en
//   CODE.csv     one for each measure. ballots: unit[, stratum][, psu][, weight][, population]
//                [, psu_size] and a column for every question; counts: unit[, stratum], the
//                question, n; values: unit and a column for every figure, where `n/a` is no
//                such duty, `not_reported` is what the unit did not say and an empty cell is
//                absent; where the scheme takes a figure as it stands, from 0 to 100; `rank` and
//                `of` of bonuses are whole numbers, rank from 1 to of
//   CODE.cells.csv, CODE.strata.csv: cells in place of the ballots of CODE.csv (cells.hpp)
//   units.groups.csv and its companions: estimates in place of all ballots (groups.hpp)
//   events.csv   id, unit, event, day, evidence; where the scheme has events it is needed, with its
//                header alone when nothing happened
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/design.hpp"
#include "modules/scoring/ballots.hpp"
#include "modules/scoring/numbers.hpp"
#include "modules/scoring/scheme.hpp"

namespace pingyi::scoring {

inline constexpr std::string_view units_file = "units.csv";
inline constexpr std::string_view events_file = "events.csv";
/// What stands there when nothing happened.
inline constexpr std::string_view no_events = "id,unit,event,day,evidence\r\n";

struct Unit {
    std::string code;
    std::string unit_class;
    Words words;
};

/// Why a number is not there.
enum class Gap : std::uint8_t { none, not_applicable, not_reported, absent, withheld };
inline constexpr std::array<std::string_view, 5> gap_names{"none", "not_applicable", "not_reported",
                                                           "absent", "withheld"};
struct Reading {
    Gap gap = Gap::absent;
    Decimal value;
};
/// column -> one reading a unit, in the order of Data::units
using Values = std::map<std::string, std::vector<Reading>, std::less<>>;

/// Ballots of a measure and how its columns were read; of a public bundle without the ballots.
struct Answers {
    BallotLayout layout;
    Ballots ballots;
};

/// Something that happened to a unit, of a kind that the scheme names.
struct Incident {
    std::string id;
    std::size_t unit = 0;
    std::string kind;  ///< of the scheme's events
    std::string day;
    std::string evidence;
};

/// Why a score is not published. What may not be shown is not ranked either: a place left empty
/// among the others would tell where it stands.
enum class Withheld : std::uint8_t {
    none,
    class_not_published,
    few_ballots,  ///< fewer valid ones than `ballots_min`
    small_cell,   ///< has a cell smaller than `cell_min`, or a median that may be of one
};
inline constexpr std::array<std::string_view, 4> withheld_names{"none", "class_not_published",
                                                                "few_ballots", "small_cell"};
/// A unit of a public bundle that is named only.
struct NamedOnly {
    std::size_t unit = 0;
    Withheld why = Withheld::none;
    std::int64_t ballots = 0;  ///< 0: not told
};

/// A cell after merging: the valid ballots of one unit in one group of evaluators for one
/// indicator.
struct Group {
    std::size_t unit = 0;
    std::size_t stratum = 0;          ///< 0 for an indicator without strata
    std::vector<std::size_t> merged;  ///< smaller strata that are counted in it
    std::int64_t valid = 0;
    std::int64_t satisfied = 0;  ///< of rates
    std::int64_t silent = 0;     ///< were asked and gave nothing back
    Int128 weight = 0;           ///< the sums that the estimate is the quotient of, in the units of
    Int128 points = 0;           ///< AnswerSums
    int weight_places = 0;       ///< of both
    double error = 0;            ///< of the quotient, and the rest of its design::Estimate
    std::int64_t df = 0;
    design::Standing standing = design::Standing::no_ballots;
};
/// How the errors of two estimates of one unit go together where the same draws are behind both:
/// var(f a + g b) = f² var(a) + g² var(b) + 2 (f g covariance + |f g| bound).
struct Covariance {
    std::size_t unit = 0;
    std::string indicator;
    std::size_t stratum = 0;
    std::string other_indicator;
    std::size_t other_stratum = 0;
    double covariance = 0;
    double bound = 0;  ///< where ballots enter twice and are taken as moving together
};
/// The variance of the difference of the scores of two units that the same draws are behind.
struct PairVariance {
    std::size_t unit = 0;
    std::size_t other = 0;
    double variance = 0;
};
/// indicator -> groups by unit and stratum
using GroupsOfLeaves = std::map<std::string, std::vector<Group>, std::less<>>;
/// All that a result takes from ballots, without a small cell where the unit is shown.
struct Estimated {
    GroupsOfLeaves groups;
    std::vector<Covariance> covariances;
    std::vector<PairVariance> pairs;
};

/// A file that was read.
struct InputFile {
    std::string name;
    std::string sha256;  ///< hex
};

struct Data {
    std::vector<Unit> units;  ///< by code
    std::map<std::string, Values, std::less<>> values;
    std::map<std::string, Answers, std::less<>> answers;
    std::vector<Incident> incidents;     ///< by unit, then id
    std::optional<Estimated> estimated;  ///< of a public bundle: in place of ballots
    std::vector<NamedOnly> named;        ///< of a public bundle, by unit
    std::vector<InputFile> files;        ///< by name
};

inline constexpr std::size_t units_max = 10'000;
/// Units times `numbers_of_unit`, and pairs of units that share clusters: beyond is over a GiB.
inline constexpr std::size_t numbers_max = 300'000;
/// Of a result; pages of the unit and covariances count by the memory that they take, too.
[[nodiscard]] std::size_t numbers_of_unit(const Scheme& scheme);

/// Name -> content: "units.csv".
using Tables = std::map<std::string, std::string>;

/// errors   invalid_input csv.invalid with mistakes at "units.csv: row 3, class": of the first file
///          that has any, at most `mistakes_max` and then scoring_more_mistakes;
///          scoring.table_too_large, scoring.result_too_large; not_found scoring.no_table (a
///          measure has no table), scoring.no_events
[[nodiscard]] Result<Data> read_data(const Scheme& scheme, const Tables& tables);
/// The same from a folder, where CODE.json may stand for CODE.csv (table_json.hpp): then mistakes
/// are at "survey.json: row 3, answer". Tables of single ballots may be larger than memory as CSV.
/// errors   also invalid_input scoring.table_twice, scoring.not_a_file (a folder, a pipe);
///          unavailable scoring.file_unreadable
[[nodiscard]] Result<Data> read_data(const Scheme& scheme, const std::filesystem::path& folder);
/// The tables of a folder that the scheme reads, without those of single ballots as CSV; what was
/// JSON is CSV.
/// errors   those of tables that cannot be taken, as above
[[nodiscard]] Result<Tables> small_tables_in(const Scheme& scheme,
                                             const std::filesystem::path& folder);

/// The sources of a scheme that read this measure.
[[nodiscard]] std::vector<const Source*> sources_of(const Scheme& scheme, std::string_view measure);

}  // namespace pingyi::scoring
