#include "modules/rounds/rectify.hpp"

#include <algorithm>

#include "modules/casework/api.hpp"
#include "modules/rounds/published_store.hpp"
#include "modules/rounds/results_store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::rounds {
namespace {

/// What one body has to put right.
struct Duty {
    std::string unit;  ///< code
    std::string task;
    std::int64_t working_days = 0;
};

std::string task_of(const Round& round, const std::vector<const scoring::Sanction*>& sanctions) {
    std::string task = round.name.zh + "：";
    for (const scoring::Sanction* sanction : sanctions) {
        task += (sanction == sanctions.front() ? "" : "、") + sanction->words.zh;
    }
    return task;
}

Result<LoadedPtr> current_result(const Records& deps, const Round& round) {
    TRY(stored, deps.database.read([&](db::Tx& tx) {
        return store::result(tx, round.result.value_or(ResultId{}));
    }));
    return deps.results.get(deps.database, stored);
}

/// What was reached in earlier published rounds of the scheme's code, the newest first.
Result<std::vector<ReachedIn>> reached_before(const Records& deps, const Round& round,
                                              const scoring::Scheme& scheme) {
    int rounds_max = 1;
    for (const scoring::Sanction& sanction : scheme.sanctions) {
        rounds_max = std::max(rounds_max, sanction.rounds);
    }
    TRY(before, deps.database.read(
                    [&](db::Tx& tx) { return store::earlier_rounds(tx, round, rounds_max - 1); }));
    std::vector<ReachedIn> all;
    for (const Round& one : before) {
        TRY(loaded, current_result(deps, one));
        all.push_back(reached_in(*loaded));
    }
    return all;
}

Result<std::vector<Duty>> duties_of(const Records& deps, const Round& round) {
    TRY(loaded, current_result(deps, round));
    TRY(earlier, reached_before(deps, round, loaded->scheme));
    const auto due = sanctions_due(loaded->scheme, reached_in(*loaded), earlier);
    std::vector<Duty> duties;
    for (const auto& [unit, sanctions] : due) {
        const auto* first =
            *std::ranges::min_element(sanctions, {}, &scoring::Sanction::working_days);
        duties.push_back({unit, task_of(round, sanctions), first->working_days});
    }
    if (duties.empty()) return fail(ErrorKind::conflict, "rounds.no_sanctions");
    return duties;
}

casework::Moment moment(Instant now) {
    casework::Moment drawn{.now = now};
    std::ranges::copy(crypto::random_bytes(drawn.chance.size()), drawn.chance.begin());
    return drawn;
}

Result<> open_all(db::Tx& tx, const Records& deps, const std::vector<Duty>& duties,
                  const std::vector<casework::Moment>& moments, ResultId result) {
    for (std::size_t i = 0; i < duties.size(); ++i) {
        TRY(unit, units::find_by_code(tx, duties[i].unit));
        CHECK_OK(casework::open_rectification(
            tx, deps.calendar, moments[i],
            {.source = std::string(result_source),
             .source_id = result.text() + "/" + duties[i].unit,
             .unit = unit.id,
             .task = duties[i].task,
             .rule = {DeadlineClock::working_days, duties[i].working_days}}));
    }
    return {};
}

}  // namespace

ReachedIn reached_in(const Loaded& loaded) {
    ReachedIn all;
    for (const scoring::UnitResult& result : loaded.outcome.units) {
        for (const scoring::Reached& reached : result.sanctions) {
            all[loaded.data.units[result.unit].code][reached.code] = reached.needs_history;
        }
    }
    return all;
}

std::map<std::string, std::vector<const scoring::Sanction*>> sanctions_due(
    const scoring::Scheme& scheme, const ReachedIn& now, const std::vector<ReachedIn>& earlier) {
    const auto holds_in = [](const ReachedIn& round, const std::string& unit,
                             const std::string& code) {
        const auto found = round.find(unit);
        return found != round.end() && found->second.contains(code);
    };
    std::map<std::string, std::vector<const scoring::Sanction*>> due;
    for (const auto& [unit, reached] : now) {
        for (const scoring::Sanction& sanction : scheme.sanctions) {
            const auto found = reached.find(sanction.code);
            if (found == reached.end()) continue;
            const auto before = static_cast<std::size_t>(std::max(0, sanction.rounds - 1));
            const auto held = [&](const ReachedIn& round) {
                return holds_in(round, unit, sanction.code);
            };
            const bool is_due =
                !found->second ||
                (earlier.size() >= before &&
                 std::all_of(earlier.begin(), earlier.begin() + static_cast<std::ptrdiff_t>(before),
                             held));
            if (is_due) due[unit].push_back(&sanction);
        }
    }
    return due;
}

Result<> rectify_round(const Records& deps, const Acting& acting, const Asked& asked) {
    TRY(before, deps.database.read([&](db::Tx& tx) { return may_take(tx, deps, acting, asked); }));
    TRY(duties, duties_of(deps, before.round));
    std::vector<casework::Moment> moments;
    for (std::size_t i = 0; i < duties.size(); ++i) moments.push_back(moment(acting.now));
    const auto id = crypto::new_id<StepId>(acting.now);
    const Told told{.facts = "bodies=" + std::to_string(duties.size())};
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(taking, may_take(tx, deps, acting, asked));
        CHECK_OK(open_all(tx, deps, duties, moments, before.round.result.value_or(ResultId{})));
        return take(tx, acting, asked, taking, id, told);
    });
}

}  // namespace pingyi::rounds
