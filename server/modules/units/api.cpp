// The functions that other modules call, on top of the store; and what the wiring asks for.
#include "modules/units/api.hpp"

#include "modules/units/embedded.hpp"
#include "modules/units/import.hpp"
#include "modules/units/module.hpp"
#include "modules/units/store.hpp"
#include "modules/units/use_cases.hpp"

namespace pingyi::units {

Result<Unit> find(db::Tx& tx, UnitId id) {
    return store::find(tx, id);
}
Result<Unit> find_by_code(db::Tx& tx, std::string_view code) {
    return store::find_by_code(tx, code);
}
std::vector<Unit> find_many(db::Tx& tx, std::span<const UnitId> ids) {
    return store::find_many(tx, ids);
}

bool exists(db::Tx& tx, UnitId id) {
    return store::find(tx, id).has_value();
}
Label name_of(db::Tx& tx, UnitId id) {
    const auto unit = store::find(tx, id);
    return unit ? unit->name : Label{};
}
std::vector<UnitId> ancestors(db::Tx& tx, UnitId id) {
    return store::ancestors(tx, id);
}
std::vector<UnitId> subtree(db::Tx& tx, UnitId id) {
    return store::subtree(tx, id);
}
std::vector<Unit> find_many(db::Tx& tx, const std::vector<UnitId>& ids) {
    return store::find_many(tx, ids);
}
std::vector<Class> classes(db::Tx& tx) {
    return store::classes(tx);
}

std::vector<Unit> list(db::Tx& tx, std::string_view class_code, const std::optional<Cursor>& after,
                       std::int64_t limit) {
    Search every;
    every.class_code = class_code;
    every.ended = true;
    std::vector<Unit> units;
    for (Keyed& found : store::search(tx, every, after, limit)) {
        units.push_back(std::move(found.unit));
    }
    return units;
}

BodyList::BodyList(std::vector<Unit> all) : all_{std::move(all)} {
    for (const Unit& unit : all_) {
        by_id_.emplace(unit.id, &unit);
        by_code_.emplace(unit.code, &unit);
    }
}

const Unit* BodyList::find(UnitId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

Result<Unit> BodyList::find_by_code(std::string_view code) const {
    const auto found = by_code_.find(code);
    if (found == by_code_.end()) return fail(ErrorKind::not_found, "units.no_such_unit");
    return *found->second;
}

std::shared_ptr<const BodyList> Bodies::current(db::Tx& tx) const {
    const std::int64_t revision = store::revision(tx);
    {
        const std::scoped_lock lock{mutex_};
        if (kept_ && revision_ == revision) return kept_;
    }
    auto bodies = std::make_shared<const BodyList>(list(tx, "", std::nullopt, units_max));
    const std::scoped_lock lock{mutex_};
    revision_ = revision;
    kept_ = bodies;
    return bodies;
}

std::vector<Published> newest_profiles(db::Tx& tx, std::int64_t limit) {
    std::vector<Published> newest;
    for (const UnitId id : store::newest_profiles(tx, limit)) {
        auto unit = store::find(tx, id);
        auto versions = store::profiles(tx, id);
        if (unit && !versions.empty()) {
            newest.push_back({std::move(*unit), std::move(versions.front())});
        }
    }
    return newest;
}

EmbeddedFiles migrations() {
    return embedded::migrations();
}
EmbeddedFiles texts() {
    return embedded::texts();
}
html::Link area() {
    return {"units", "units.area", "/units"};
}

Result<Plan> import_csv(db::Database& database, Instant now, std::string_view csv,
                        bool is_preview) {
    TRY(drafts, drafts_from_csv(csv, now));
    if (is_preview) return preview(database, drafts);
    return save(database, {now, std::nullopt, accounts::file_fact(csv)}, drafts);
}

}  // namespace pingyi::units
