// The rules of an evaluation as data: what is measured, how it becomes points, bands and ranks, and
// what may be published. Frozen before the first ballot (docs/handbook/schemes.md).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/decimal.hpp"
#include "kernel/result.hpp"

namespace pingyi::scoring {

/// Where something stands in the YAML text, from 1; 0 when it does not stand there.
struct Mark {
    int line = 0;
    int column = 0;
};

/// What people read.
struct Words {
    std::string zh;
    std::string en;
};

/// One answer of a scale.
struct Option {
    std::string code;
    Words words;
    Decimal points;              ///< nothing for an abstention or an invalid answer
    bool is_satisfied = false;   ///< counts for the rate
    bool is_valid = true;        ///< else it is counted as returned only
    bool is_abstention = false;  ///< 不了解, 弃权: returned, in no denominator
    bool is_silent = false;      ///< asked and not returned: no ballot, but the range reads it
    Mark mark;
};
struct Scale {
    std::string code;
    std::vector<Option> options;
    Mark mark;
};

/// Bodies are compared inside their class only.
struct UnitClass {
    std::string code;
    Words words;
    bool is_ranked = true;
    bool is_published = true;
    Mark mark;
};

/// What is done where a number is missing.
enum class Handling : std::uint8_t { redistribute, value, class_median, missing };
inline constexpr std::array<std::string_view, 4> handling_names{"redistribute", "value",
                                                                "class_median", "missing"};
struct MissingRule {
    Handling handling = Handling::missing;
    Decimal value;  ///< on the normalised scale, for `value`
    Mark mark;
};
/// In this order: the body has no such duty; it did not report; nothing is there.
struct MissingRules {
    MissingRule not_applicable;
    MissingRule not_reported;
    MissingRule absent;
};

/// Groups of evaluators (评议主体), each with its weight for every class.
struct Stratum {
    std::string code;
    Words words;
    /// The stratum that this one is merged into before computing, when it is too small to publish.
    std::optional<std::string> merge_into;
    Mark mark;
};
struct Strata {
    std::string code;
    std::vector<Stratum> strata;
    /// class -> one weight a stratum, in the order of `strata`, >= 0
    std::map<std::string, std::vector<Decimal>> weights;
    std::map<std::string, Mark> weight_marks;  ///< of each class in `weights`
    MissingRule empty;                         ///< a stratum without a valid ballot
    Mark mark;
};

enum class MeasureKind : std::uint8_t { ballots, counts, values };
inline constexpr std::array<std::string_view, 3> measure_kind_names{"ballots", "counts", "values"};
enum class Basis : std::uint8_t { census, sample, opt_in };
inline constexpr std::array<std::string_view, 3> basis_names{"census", "sample", "opt_in"};
/// Strata in which one cluster was met: refuse, no part in the variance, deviation from the mean of
/// all, mean of the other strata.
enum class LonelyCluster : std::uint8_t { fail, certainty, adjust, average };
inline constexpr std::array<std::string_view, 4> lonely_names{"fail", "certainty", "adjust",
                                                              "average"};
/// A table of what is known: `CODE.csv`, or a measure of the server.
struct Measure {
    std::string code;
    Words words;
    MeasureKind kind = MeasureKind::values;
    Basis basis = Basis::census;
    LonelyCluster lonely = LonelyCluster::fail;
    bool has_clusters = false;    ///< column `psu`; else every ballot is its own
    bool has_weights = false;     ///< column `weight`, a decimal > 0; else 1
    bool has_population = false;  ///< column `population`, clusters of the sampling stratum
    /// Column `psu_size`, ballots there are in the cluster: the second stage of drawing counts.
    bool has_cluster_sizes = false;
    Mark mark;
};

/// score: mean of points; rate: share of satisfied among valid answers, in percent 0..100;
/// value: as it stands, of ballots the mean; ratio: sum of a column / sum of another
enum class Statistic : std::uint8_t { score, rate, value, ratio };
inline constexpr std::array<std::string_view, 4> statistic_names{"score", "rate", "value", "ratio"};
/// What a leaf reads: column `column` of a measure.
struct Source {
    std::string measure;
    std::string column;
    Statistic statistic = Statistic::value;
    std::optional<std::string> scale;   ///< for score and rate
    std::optional<std::string> strata;  ///< its strata are weighed; else all ballots alike
    Mark mark;
    std::optional<std::string> over = std::nullopt;  ///< for ratio: the column below the line
};

enum class Direction : std::uint8_t { up, down };
/// 100 (x - low) / (high - low), clipped to 0..100; the other way round for `down`.
struct Goalposts {
    Decimal low;
    Decimal high;
};

enum class Aggregator : std::uint8_t { arithmetic, geometric, harmonic, minimum };
inline constexpr std::array<std::string_view, 4> aggregator_names{"arithmetic", "geometric",
                                                                  "harmonic", "minimum"};
/// A node of the tree: a leaf has a source, the others have parts. Weights are relative to the
/// siblings; `lint` wants them to sum to 1, to 100 or to the weight of the node above (points).
struct Indicator {
    std::string code;
    Words words;
    std::string unit;  ///< of the source's value: "%", "points", "days"
    Decimal weight;    ///< relative to its siblings, > 0; of the root 1, or its points
    Mark weight_mark;  ///< where the weight stands; the indicator itself where none is written
    std::optional<Source> source;
    Direction direction = Direction::up;
    std::optional<Goalposts> goalposts;  ///< none: the value already is on 0..100
    MissingRules missing;                ///< of a leaf
    Aggregator aggregator = Aggregator::arithmetic;
    /// Share of the weight of the parts that must be there, 0..1; below it the node is missing.
    Decimal coverage_min;
    std::vector<Indicator> parts;
    Mark mark;
};

/// Points by the place that somebody else gave: from the first down, and from the last up.
struct RankBonus {
    std::string code;
    Words words;
    std::string measure;  ///< values with the columns `rank` and `of`
    std::vector<Decimal> first;
    std::vector<Decimal> last;
    Mark mark;
};
/// A kind of event that deductions and vetoes name: `events.csv` holds no others.
struct Event {
    std::string code;
    Words words;
    Mark mark;
};
/// Points off for each event of a kind; one event counts once in a `once` group.
struct Deduction {
    std::string code;
    Words words;
    std::string event;
    Decimal points;                   ///< each, > 0
    std::optional<Decimal> cap;       ///< for all of them together
    std::optional<std::string> once;  ///< deductions that share it take one event once, the largest
    Mark mark;
};
enum class VetoEffect : std::uint8_t { not_ranked, band };
struct Veto {
    std::string code;
    Words words;
    std::string event;
    VetoEffect effect = VetoEffect::not_ranked;
    std::string band;  ///< at most this one, for `band`
    Mark mark;
};

/// [from, to) unless said otherwise; open ends reach as far as scores do. Bands without `top_share`
/// cover all scores without overlap; one with it stands above the band that the score alone gives.
struct Band {
    std::string code;
    Words words;
    std::optional<Decimal> from;
    std::optional<Decimal> to;
    bool includes_from = true;
    bool includes_to = false;
    std::optional<Decimal> top_share;  ///< and among the best of the class, ]0..1]
    Mark mark;
};
/// What follows from a low place or band. With both `band` and `last`, both must hold.
struct Sanction {
    std::string code;
    Words words;
    std::optional<std::string> band;  ///< in this band or a lower one
    std::optional<int> last;          ///< among the last of the class
    int rounds = 1;                   ///< so many rounds running
    bool needs_separation = false;    ///< only when the interval or rank set says so too
    int working_days = 30;            ///< to put right what it stands for
    Mark mark;
};

struct Publication {
    std::int64_t ballots_min = 0;  ///< a unit with fewer valid ballots shows no score
    std::int64_t cell_min = 0;     ///< smaller cells are suppressed, with complements
    Mark mark;
};
struct Rounding {
    int places = 0;  ///< half up, at the last step only
    Mark mark;
};
enum class Ties : std::uint8_t { same_rank };
/// Equal unrounded scores share the better rank (并列).
struct TieRule {
    Ties rule = Ties::same_rank;
    Mark mark;
};

/// What the source does not say and somebody chose.
struct Choice {
    std::string what;
    Words why;
    Mark mark;
};

struct Scheme {
    std::string code;
    std::int64_t version = 1;
    Words title;
    Mark title_mark;
    std::string source;  ///< where it was published
    std::vector<Choice> choices;
    std::vector<Scale> scales;
    std::vector<UnitClass> classes;
    std::vector<Strata> strata;
    std::vector<Measure> measures;
    Indicator index;                 ///< the root
    std::optional<Decimal> floor;    ///< of the score after deductions
    std::optional<Decimal> ceiling;  ///< and after bonuses
    std::vector<RankBonus> bonuses;
    std::vector<Event> events;
    std::vector<Deduction> deductions;
    std::vector<Veto> vetoes;
    std::vector<Band> bands;  ///< from the lowest up, in whatever order the text has them
    std::vector<Sanction> sanctions;
    Publication publication;
    Rounding rounding;
    TieRule ties;
};

inline constexpr std::size_t scheme_bytes_max = 1'000'000;
inline constexpr std::size_t indicators_max = 2'000;
inline constexpr int depth_max = 12;
inline constexpr std::size_t findings_max = 200;  ///< further ones are not listed

/// A rule that the scheme breaks, or something to think about.
struct Finding {
    bool is_error = true;
    std::string code;    ///< "scoring.weights_do_not_sum"; its text is in zh.json and en.json
    std::string detail;  ///< the name or number it is about: {detail}
    Mark mark;
    std::string other;  ///< a second one: the nearest name, the sum found, a limit: {other}
};

/// Reads a scheme. What cannot be read is a finding with its place, all of them in one go; the
/// scheme is there only when nothing is an error.
struct Parsed {
    std::optional<Scheme> scheme;
    std::vector<Finding> findings;
};
[[nodiscard]] Parsed parse(std::string_view yaml);
/// What is wrong or risky in a scheme that could be read, from top to bottom.
[[nodiscard]] std::vector<Finding> lint(const Scheme& scheme);
/// Both; the scheme is there only when nothing is an error.
[[nodiscard]] Parsed check(std::string_view yaml);
/// RFC 8785 JSON of everything that has an effect (no marks), decimals as strings without trailing
/// zeros: equal schemes have equal octets, however the YAML was written.
[[nodiscard]] std::string canonical(const Scheme& scheme);
/// SHA-256 of the canonical form, 64 hex digits.
[[nodiscard]] std::string scheme_hash(const Scheme& scheme);

/// One line of a scheme in words, for a page or a terminal; `depth` from 0.
struct Line {
    int depth = 0;
    Mark mark;
    Words words;
};
/// The tree with effective weights (the product down the tree) and every rule, from top to bottom.
[[nodiscard]] std::vector<Line> outline(const Scheme& scheme);

}  // namespace pingyi::scoring
