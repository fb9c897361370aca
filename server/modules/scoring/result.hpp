// What a scheme makes of the data: a node for every number, and from them the result of each unit.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/design.hpp"
#include "kernel/false_votes.hpp"
#include "kernel/intervals.hpp"
#include "kernel/proportion.hpp"
#include "kernel/ranks.hpp"
#include "modules/scoring/data.hpp"

namespace pingyi::scoring {

/// How a number follows from others.
enum class Formula : std::uint8_t {
    given,      ///< stands in a table
    mean,       ///< sum of points / ballots, weighed where ballots have weights
    share,      ///< 100 times satisfied / valid
    ratio,      ///< sum of one column / sum of another, weighed likewise
    weighed,    ///< strata by their weights for the class
    goalposts,  ///< 100 (x - low) / (high - low), clipped
    arithmetic,
    geometric,
    harmonic,
    minimum,
    filled,      ///< what the rule for missing numbers puts there
    median,      ///< of the class, by the same rule
    rank_bonus,  ///< points for a place
    deduction,   ///< points off for events
    score,       ///< index + bonuses - deductions, between floor and ceiling
};
inline constexpr std::array<std::string_view, 15> formula_names{
    "given",    "mean",    "share",  "ratio",  "weighed",    "goalposts", "arithmetic", "geometric",
    "harmonic", "minimum", "filled", "median", "rank_bonus", "deduction", "score"};

/// What stands behind the error of a number. A part of opt-in answers has none: then the error, if
/// any, is that of the rest, and the unit is never separated from another.
enum class Doubt : std::uint8_t {
    none,           ///< given numbers only
    sample,         ///< design-based
    process,        ///< a full count, as if its ballots came from a process that goes on
    mixed,          ///< of both
    opt_in,         ///< unknown: somebody answered who wanted to
    not_estimable,  ///< the sample does not tell it
};
inline constexpr std::array<std::string_view, 6> doubt_names{"none",  "sample", "process",
                                                             "mixed", "opt_in", "not_estimable"};

struct Input {
    std::size_t node = 0;
    Rational weight;  ///< relative to the other inputs; 1 where weights have no part
};
/// Ballots behind a number.
struct Counts {
    std::int64_t valid = 0;
    std::int64_t satisfied = 0;
    std::int64_t abstained = 0;
    std::int64_t invalid = 0;
    std::int64_t silent = 0;  ///< were asked and gave nothing back
    Counts& operator+=(const Counts& other) {
        valid += other.valid;
        satisfied += other.satisfied;
        abstained += other.abstained;
        invalid += other.invalid;
        silent += other.silent;
        return *this;
    }
};

struct Node {
    std::string id;  ///< "a/total/by-phone": unit, indicator, stratum
    Words words;
    Formula formula = Formula::given;
    std::vector<Input> inputs;
    std::map<std::string, std::string> parameters;
    std::optional<Rational> value;  ///< none: missing
    Gap gap = Gap::none;            ///< why
    Doubt doubt = Doubt::none;
    std::optional<double> error;  ///< standard error
    std::int64_t df = 0;
    std::optional<Interval> interval;  ///< 95 %, of a share, in the units of the value
    /// Where the number would lie whatever those had said who were asked and gave nothing back.
    std::optional<Range> range;
    std::optional<Counts> counts;
    std::string evidence;  ///< where the records are: "phone.csv#answer", "events.csv#3"
};

enum class Standing : std::uint8_t { ranked, class_not_ranked, veto, no_score, withheld };
inline constexpr std::array<std::string_view, 5> standing_names{"ranked", "class_not_ranked",
                                                                "veto", "no_score", "withheld"};
/// A sanction whose conditions hold in this round.
struct Reached {
    std::string code;
    bool needs_history = false;  ///< and must hold in earlier rounds too
};

struct UnitResult {
    std::size_t unit = 0;   ///< index into Data::units
    std::size_t score = 0;  ///< its node
    std::optional<Rational> value;
    std::optional<Interval> interval;  ///< 95 %
    std::string band;                  ///< "" without bands or score
    std::vector<std::string> vetoes;   ///< codes of those that hold
    std::vector<Reached> sanctions;
    Standing standing = Standing::ranked;
    RankSet ranks;  ///< where ranked, among `of`
    int of = 0;
    int worse = 0;             ///< of them with a lower score
    std::int64_t ballots = 0;  ///< valid, behind the score
    Withheld withheld = Withheld::none;
    /// The fewest false ballots that could change the band when all are of one group of evaluators;
    /// nothing where no number could, or where the way up is not linear.
    std::optional<std::int64_t> false_votes;
};

struct Outcome {
    std::string scheme_hash;
    std::vector<InputFile> files;
    std::vector<Node> nodes;
    std::vector<UnitResult> units;  ///< in the order of Data::units
    Estimated estimated;            ///< what was taken from ballots
    bool is_public = false;         ///< only what may be published is left (bundle.hpp)
};

/// Pure: no clock, no chance. The scheme has no errors, and the data was read against it.
[[nodiscard]] Outcome compute(const Scheme& scheme, const Data& data);

/// An outcome that stays in memory, so that what could be is computed from there.
class Loaded {
public:
    /// Both must outlive it.
    Loaded(const Scheme& scheme, const Data& data);
    ~Loaded();
    Loaded(const Loaded&) = delete;
    Loaded& operator=(const Loaded&) = delete;

    [[nodiscard]] const Outcome& outcome() const { return outcome_; }
    /// The same as `compute`; they differ from what was loaded in weights of indicators and in
    /// events only. Safe for several threads.
    [[nodiscard]] Outcome with(const Scheme& scheme, const Data& data) const;

private:
    friend Outcome compute(const Scheme& scheme, const Data& data);
    struct Base;
    std::unique_ptr<Base> base_;
    Outcome outcome_;
};

}  // namespace pingyi::scoring
