#include "modules/rounds/trial.hpp"

#include <algorithm>

#include "modules/casework/api.hpp"
#include "modules/rounds/schemes.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "modules/rounds/tables.hpp"
#include "modules/rounds/tables_store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::rounds {
namespace {

/// Text, tables, months and day that a trial is made of.
Result<std::string> key_of(const Deps& deps, const Trying& what) {
    TRY(tables, deps.database.read([&](db::Tx& tx) -> Result<std::vector<Table>> {
        CHECK_OK(store::scheme(tx, what.owner));
        return store::tables_of(tx, what.owner.text());
    }));
    std::string key = crypto::hex(crypto::sha256(what.yaml));
    for (const Table& table : tables) key += " " + table.id.text();
    key += " " + what.owner.text() + " " + what.counting.from + " " + what.counting.until + " ";
    return key + text_of(what.counting.today);
}

/// Names every table that is missing, not only the first.
Result<> all_there(const scoring::Scheme& scheme, const store::Contents& tables) {
    std::set<std::string> there;
    for (const auto& [name, text] : tables) there.insert(name);
    std::vector<FieldError> missing;
    for (std::string& name : missing_tables(scheme, there)) {
        std::string code = missing_code(name, "rounds_table_missing");
        missing.push_back({std::move(name), std::move(code), ""});
    }
    if (missing.empty()) return {};
    return fail_fields(std::move(missing), "rounds.tables_missing");
}

Result<std::shared_ptr<const Trial>> computed(const Deps& deps, const Trying& what) {
    TRY(scheme, sound_scheme(what.yaml));
    CHECK_OK(casework::count_again(deps.database, {what.counting.from, what.counting.until},
                                   deps.calendar.zone(), what.now));
    TRY(tables, deps.database.read([&](db::Tx& tx) {
        return tables_for(tx, what.owner.text(), scheme, what.counting, deps.calendar.zone());
    }));
    CHECK_OK(all_there(scheme, tables));
    TRY(data, scoring::read_data(scheme, tables));
    return std::make_shared<const Trial>(std::move(scheme), std::move(data), what.now);
}

}  // namespace

std::shared_ptr<Trials> no_trials() {
    return std::make_shared<Trials>();
}

Result<std::shared_ptr<const Trial>> Trials::fresh(const Deps& deps, const Trying& what) {
    TRY(key, key_of(deps, what));
    TRY(trial, computed(deps, what));
    const std::scoped_lock lock{mutex_};
    all_.remove_if([&](const Kept& one) { return one.key == key; });
    all_.push_front({key, trial});
    if (all_.size() > kept_max) all_.pop_back();
    return trial;
}

Result<std::shared_ptr<const Trial>> Trials::kept(const Deps& deps, const Trying& what) {
    TRY(key, key_of(deps, what));
    {
        const std::scoped_lock lock{mutex_};
        const auto found = std::ranges::find(all_, key, &Kept::key);
        if (found != all_.end()) {
            all_.splice(all_.begin(), all_, found);
            return all_.front().trial;
        }
    }
    return fresh(deps, what);
}

Result<scoring::Outcome> supposing(const Trial& trial, const Supposed& what) {
    scoring::Scheme scheme = trial.scheme;
    for (const Supposed::Weight& one : what.weights) {
        TRY(next, scoring::with_weight(std::move(scheme), one.indicator, one.weight));
        scheme = std::move(next);
    }
    for (const std::string& code : what.drops) {
        TRY(next, scoring::without_indicator(std::move(scheme), code));
        scheme = std::move(next);
    }
    const bool has_same_estimates = what.ballots.empty() && what.drops.empty();
    if (has_same_estimates && what.events.empty()) return trial.loaded.with(scheme, trial.data);
    scoring::Data data = trial.data;
    for (const std::string& id : what.events) {
        TRY(next, scoring::without_event(std::move(data), id));
        data = std::move(next);
    }
    for (const Supposed::Group& one : what.ballots) {
        TRY(next, scoring::without_ballots(std::move(data), one.measure, one.unit, one.stratum));
        data = std::move(next);
    }
    return has_same_estimates ? trial.loaded.with(scheme, data) : scoring::compute(scheme, data);
}

}  // namespace pingyi::rounds
