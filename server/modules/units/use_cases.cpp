// Fetch, may they, decide, save, note.
#include "modules/units/use_cases.hpp"

#include <algorithm>

#include "modules/units/policy.hpp"
#include "modules/units/rules.hpp"
#include "modules/units/store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/log/log.hpp"

namespace pingyi::units {
namespace {

using accounts::Role;

constexpr int attempts_max = 3;
constexpr std::size_t chunk_rows = 500;
constexpr std::chrono::hours abandoned_after{1};  ///< an import that never came to its end

Result<Plan> plan_now(db::Database& database, std::span<const Draft> drafts) {
    TRY(existing, database.read([&](db::Tx& tx) { return store::load_around(tx, drafts); }));
    return plan(existing, drafts);
}

std::string facts_of(const Plan& plan) {
    return "created=" + std::to_string(plan.created) + " changed=" + std::to_string(plan.changed);
}

/// An import of one chunk needs no transaction of its own to stage it.
bool is_large(const Plan& plan) {
    return plan.units.size() > chunk_rows;
}

/// Chunk by chunk, so that others write in between.
Result<> stage_in_chunks(db::Database& database, ImportId import, const Plan& plan, Instant now) {
    std::span<const Keyed> rest{plan.units};
    while (!rest.empty()) {
        const auto chunk = rest.first(std::min(chunk_rows, rest.size()));
        CHECK_OK(database.write([&](db::Tx& tx) { store::stage(tx, import, chunk, now); }));
        rest = rest.subspan(chunk.size());
    }
    return {};
}

/// Forgets what an import staged, however it ended, and what a crash once left behind.
void sweep(db::Database& database, ImportId import, Instant now) {
    const auto swept =
        database.write([&](db::Tx& tx) { store::sweep(tx, import, now - abandoned_after); });
    if (!swept) log::warning("units.not_swept", {{"code", swept.error().code}});
}

/// Stages what a plan changes and makes it visible in one transaction, or not at all.
Result<> carry_out(db::Database& database, const Edit& edit, const Plan& plan,
                   const std::function<Result<>(db::Tx&)>& also) {
    const auto import = crypto::new_id<ImportId>(edit.now);
    const std::string subject =
        plan.units.size() == 1 ? plan.units.front().unit.id.text() : std::string("register");
    const std::string facts = facts_of(plan) + (edit.file.empty() ? "" : " " + edit.file);
    Result<> done = is_large(plan) ? stage_in_chunks(database, import, plan, edit.now) : Result<>{};
    if (done) {
        done = database.write([&](db::Tx& tx) -> Result<> {
            if (also) CHECK_OK(also(tx));
            if (plan.units.empty()) return {};
            CHECK_OK(store::claim(tx, plan.revision));
            if (!is_large(plan)) store::stage(tx, import, plan.units, edit.now);
            store::publish(tx, import);
            if (!is_large(plan)) store::sweep(tx, import, edit.now - abandoned_after);
            accounts::note(tx, edit.now, "units.saved", edit.by, subject, facts,
                           Role::programme_office);
            return {};
        });
    }
    if (is_large(plan)) sweep(database, import, edit.now);
    return done;
}

template <class Item>
Result<> replace_list(db::Tx& tx, const accounts::Account& account, Instant now,
                      std::string_view code, std::span<const Item> items, std::string_view event,
                      const std::string& fact) {
    TRY(unit, store::find_by_code(tx, code));
    CHECK_OK(policy::may_edit_services(account, unit.id, store::ancestors(tx, unit.id)));
    CHECK_OK(check(items));
    store::replace(tx, unit.id, items);
    accounts::note(tx, now, event, account.id, unit.id.text(), fact + std::to_string(items.size()),
                   accounts::only_role_of(
                       account, {Role::programme_office, Role::unit_head, Role::unit_handler}));
    return {};
}

}  // namespace

Result<Plan> preview(db::Database& database, std::span<const Draft> drafts) {
    return plan_now(database, drafts);
}

Result<Plan> save(db::Database& database, const Edit& edit, std::span<const Draft> drafts,
                  const std::function<Result<>(db::Tx&)>& also) {
    for (int attempt = 1;; ++attempt) {
        TRY(planned, plan_now(database, drafts));
        Result<> saved = carry_out(database, edit, planned, also);
        if (saved) return std::move(planned);
        if (saved.error().code != "units.changed_meanwhile" || attempt == attempts_max) {
            return std::unexpected(std::move(saved).error());
        }
    }
}

Result<UnitId> create(db::Database& database, const Edit& edit, const Draft& draft,
                      const db::RepeatKey& key, Day today) {
    const auto made_earlier = [&]() -> Result<std::optional<UnitId>> {
        TRY(record, database.read([&](db::Tx& tx) { return db::earlier(tx, key); }));
        return record ? UnitId::from(*record) : std::nullopt;
    };
    TRY(before, made_earlier());
    if (before) return *before;
    auto saved = save(database, edit, {&draft, 1}, [&](db::Tx& tx) -> Result<> {
        TRY(record, db::earlier(tx, key));
        if (record) return fail(ErrorKind::conflict, "units.changed_meanwhile");
        db::remember(tx, key, draft.id.text(), today);
        return {};
    });
    if (saved) return draft.id;
    TRY(meanwhile, made_earlier());  // the same request may have won the race
    if (meanwhile) return *meanwhile;
    return std::unexpected(std::move(saved).error());
}

Result<> replace(db::Tx& tx, const accounts::Account& account, Instant now, std::string_view code,
                 std::span<const Service> services) {
    return replace_list(tx, account, now, code, services, "units.services_set", "services=");
}

Result<> replace(db::Tx& tx, const accounts::Account& account, Instant now, std::string_view code,
                 std::span<const Contact> contacts) {
    return replace_list(tx, account, now, code, contacts, "units.contacts_set", "contacts=");
}

Result<Profile> publish_profile(db::Tx& tx, const accounts::Account& account, Instant now,
                                std::string_view code, std::span<const ProfileItem> items,
                                const db::RepeatKey& key, Day today) {
    TRY(unit, store::find_by_code(tx, code));
    CHECK_OK(policy::may_edit_profile(account, unit.id, store::ancestors(tx, unit.id)));
    TRY(record, db::earlier(tx, key));
    if (record) {
        for (Profile& profile : store::profiles(tx, unit.id)) {
            if (std::to_string(profile.version) == *record) return std::move(profile);
        }
    }
    CHECK_OK(check_profile(items));
    const std::int64_t version = store::add_profile(tx, unit.id, items, now, account.id);
    db::remember(tx, key, std::to_string(version), today);
    accounts::note(tx, now, "units.profile_published", account.id, unit.id.text(),
                   "version=" + std::to_string(version),
                   accounts::only_role_of(account, {Role::programme_office, Role::unit_head}));
    return Profile{version, now, account.id, {items.begin(), items.end()}};
}

}  // namespace pingyi::units
