// Trying a scheme before it is issued: what it makes of the tables, and what a change would do.
// Nothing is stored.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "modules/rounds/module.hpp"
#include "modules/rounds/server_tables.hpp"
#include "modules/rounds/types.hpp"
#include "modules/scoring/api.hpp"

namespace pingyi::rounds {

/// A scheme that was computed. Never changed.
struct Trial {
    Trial(scoring::Scheme of, scoring::Data from, Instant counted)
        : scheme{std::move(of)}, data{std::move(from)}, loaded{scheme, data}, counted_at{counted} {}

    scoring::Scheme scheme;
    scoring::Data data;
    scoring::Loaded loaded;
    Instant counted_at;  ///< when the measures of the server were counted
};

struct Trying {
    SchemeId owner;         ///< whose tables are read
    std::string_view yaml;  ///< as it stands in the editor
    Counting counting;
    Instant now;
};

/// What if.
struct Supposed {
    struct Weight {
        std::string indicator;
        Decimal weight;
    };
    struct Group {
        std::string measure, unit, stratum;
    };
    std::vector<Weight> weights;
    std::vector<std::string> drops;   ///< indicators
    std::vector<std::string> events;  ///< that do not count, by id
    std::vector<Group> ballots;       ///< that do not count
    [[nodiscard]] bool is_nothing() const {
        return weights.empty() && drops.empty() && events.empty() && ballots.empty();
    }
};

/// The last few trials of this process, so that one what-if after the other reads no table again.
/// Thread safe.
class Trials {
public:
    /// Reads the tables and computes.
    /// errors   not_found rounds.no_such_scheme; invalid_input rounds.scheme_has_errors,
    ///          rounds.tables_missing with each of them, csv.invalid, those of server_tables
    [[nodiscard]] Result<std::shared_ptr<const Trial>> fresh(const Deps& deps, const Trying& what);
    /// The one that was made of the same text, tables and months; else a fresh one.
    [[nodiscard]] Result<std::shared_ptr<const Trial>> kept(const Deps& deps, const Trying& what);

private:
    struct Kept {
        std::string key;
        std::shared_ptr<const Trial> trial;
    };
    static constexpr std::size_t kept_max = 2;  // the largest takes 0.7 GiB
    std::mutex mutex_;
    std::list<Kept> all_;  ///< used last first
};

/// What would come out.
/// errors   those of modules/scoring/what_if.hpp
[[nodiscard]] Result<scoring::Outcome> supposing(const Trial& trial, const Supposed& what);

}  // namespace pingyi::rounds
