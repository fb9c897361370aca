#include "modules/rounds/compute.hpp"

#include <algorithm>
#include <set>

#include "modules/rounds/policy.hpp"
#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "modules/rounds/server_tables.hpp"
#include "modules/rounds/tables.hpp"
#include "modules/rounds/tables_store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::rounds {
namespace {

std::unexpected<Error> differs(std::string what) {
    Error error{ErrorKind::conflict, "rounds.result_differs", what, {}};
    error.fields.push_back({"#/step", "rounds_differs", std::move(what)});
    return std::unexpected(std::move(error));
}

std::string sha256_of(std::string_view octets) {
    return crypto::hex(crypto::sha256(octets));
}

Result<std::vector<Table>> tables_listed(db::Database& database, RoundId round) {
    return database.read([&](db::Tx& tx) { return store::tables_of(tx, round.text()); });
}

/// Reads one by one, so that no read is long.
Result<store::Contents> texts_of(db::Database& database, const std::vector<Table>& listed) {
    store::Contents tables;
    for (const Table& table : listed) {
        TRY(text, database.read([&](db::Tx& tx) { return store::table_text(tx, table); }));
        if (sha256_of(text) != table.sha256) return differs(table.name);
        tables.emplace(table.name, std::move(text));
    }
    return tables;
}

/// The name of a file that is not the same in both.
std::optional<std::string> first_difference(const store::Contents& one,
                                            const store::Contents& other) {
    for (const auto& [name, text] : one) {
        const auto found = other.find(name);
        if (found == other.end() || found->second != text) return name;
    }
    for (const auto& [name, text] : other) {
        if (!one.contains(name)) return name;
    }
    return std::nullopt;
}

/// Computes again and compares; then checks the stored files from themselves alone.
Result<> compare(db::Database& database, const Round& round, const StoredResult& claimed) {
    TRY(frozen, frozen_of(database, round));
    const auto made = bundles_of(frozen);
    if (!made) return differs("inputs");  // they could be read when the round was closed
    TRY(open, stored_files(database, claimed.id, store::Bundle::open));
    TRY(audit, stored_files(database, claimed.id, store::Bundle::audit));
    if (made->audit_id != claimed.audit_id || made->open_id != claimed.public_id) {
        return differs("result.json");
    }
    if (const auto name = first_difference(made->open, open)) return differs(*name);
    if (const auto name = first_difference(made->audit, audit)) return differs("audit/" + *name);
    for (auto* files : {&open, &audit}) {
        const auto checked = scoring::verify_bundle(std::move(*files));
        if (!checked) return differs(checked.error().detail);
        if (checked->result != claimed.public_id) return differs("manifest.json");
    }
    return {};
}

/// Nobody sees it before it is whole, and an error takes it away again.
Result<> store_files(db::Database& database, ResultId id, const Bundles& made) {
    CHECK_OK(store::put_files(database, id, store::Bundle::open, made.open));
    return store::put_files(database, id, store::Bundle::audit, made.audit);
}

StoredResult result_of(const Acting& acting, const Round& round, const Bundles& made) {
    StoredResult result;
    result.id = crypto::new_id<ResultId>(acting.now);
    result.round = round.id;
    result.public_id = made.open_id;
    result.audit_id = made.audit_id;
    result.cause = cause_of(round.state);
    result.computed_by = acting.account.id;
    result.computed_at = acting.now;
    return result;
}

Result<scoring::Scheme> scheme_in(const StoredScheme& stored) {
    scoring::Parsed parsed = scoring::check(stored.yaml);
    const bool is_same = parsed.scheme && scoring::scheme_hash(*parsed.scheme) == stored.hash;
    if (!is_same) return differs("scheme.yaml");
    return std::move(*parsed.scheme);
}

/// What is closed: the tables that were there, and those made now.
struct Closing {
    std::vector<Table> there;
    store::Contents made;
    std::vector<Table> rows;  ///< of what was made
};
/// Nobody brought another one since it was looked at.
bool is_unchanged(db::Tx& tx, RoundId round, const Closing& closing) {
    return std::ranges::equal(store::tables_of(tx, round.text()), closing.there, {}, &Table::id,
                              &Table::id);
}

Result<Closing> closing_of(const Records& deps, const Acting& acting, const Round& round) {
    TRY(stored, deps.database.read([&](db::Tx& tx) { return store::scheme(tx, round.scheme); }));
    TRY(scheme, scheme_in(stored));
    TRY(listed, tables_listed(deps.database, round.id));
    TRY(tables, texts_of(deps.database, listed));
    const Counting counting{round.from, round.until, deps.calendar.zone().day_of(acting.now)};
    TRY(made, deps.database.read([&](db::Tx& tx) {
        return server_tables(tx, scheme, counting, deps.calendar.zone());
    }));
    Closing closing;
    closing.there = std::move(listed);
    for (auto& [name, text] : made) {
        if (tables.contains(name)) continue;  // brought by somebody who answers for it
        closing.rows.push_back(table_of({.owner = round.id.text(),
                                         .name = name,
                                         .origin = Origin::server,
                                         .added_at = acting.now},
                                        text));
        tables.emplace(name, text);
        closing.made.emplace(name, std::move(text));
    }
    std::set<std::string> there;
    for (const auto& [name, text] : tables) there.insert(name);
    std::vector<FieldError> missing;
    for (const std::string& name : missing_tables(scheme, there)) {
        missing.push_back({"#/step", missing_code(name, "rounds_table_lacking"), name});
    }
    if (!missing.empty()) return fail_fields(std::move(missing), "rounds.tables_incomplete");
    CHECK_OK(scoring::read_data(scheme, tables));
    return closing;
}

}  // namespace

Result<store::Contents> stored_files(db::Database& database, ResultId id, store::Bundle bundle) {
    TRY(listed, database.read([&](db::Tx& tx) { return store::files_of(tx, id, bundle); }));
    store::Contents files;
    for (const store::ResultFile& file : listed) {
        TRY(text, database.read(
                      [&](db::Tx& tx) { return store::result_text(tx, id, bundle, file.name); }));
        files.emplace(file.name, std::move(text));
    }
    return files;
}

Result<Frozen> frozen_of(db::Database& database, const Round& round) {
    TRY(stored, database.read([&](db::Tx& tx) { return store::scheme(tx, round.scheme); }));
    TRY(scheme, scheme_in(stored));
    TRY(listed, tables_listed(database, round.id));
    TRY(tables, texts_of(database, listed));
    return Frozen{stored.yaml, std::move(scheme), std::move(tables)};
}

Result<Bundles> bundles_of(const Frozen& frozen) {
    TRY(data, scoring::read_data(frozen.scheme, frozen.tables));
    const scoring::Outcome outcome = scoring::compute(frozen.scheme, data);
    const scoring::Published open = scoring::published(frozen.scheme, data, outcome);
    Bundles made;
    made.open = scoring::public_files(frozen.scheme, frozen.yaml, open);
    TRY(audit, scoring::audit_files(frozen.scheme, frozen.yaml, data, outcome, frozen.tables));
    made.audit = std::move(audit);
    made.open_id = scoring::result_id(made.open.at("result.json"));
    made.audit_id = scoring::result_id(made.audit.at("result.json"));
    return made;
}

Result<> compute_round(const Records& deps, const Acting& acting, const Asked& asked) {
    db::Database& database = deps.database;
    TRY(before, database.read([&](db::Tx& tx) { return may_take(tx, deps, acting, asked); }));
    TRY(frozen, frozen_of(database, before.round));
    TRY(made, bundles_of(frozen));
    StoredResult result = result_of(acting, before.round, made);
    TRY(number, database.write([&](db::Tx& tx) -> Result<std::int64_t> {
        StoredResult numbered = result;
        numbered.number = store::next_number(tx, result.round);
        CHECK_OK(store::add_result(tx, numbered));
        return numbered.number;
    }));
    const auto step = crypto::new_id<StepId>(acting.now);
    const Told told{.kind = "rounds.computed",
                    .facts = "number=" + std::to_string(number) + " result_sha256=" + made.open_id +
                             " audit_sha256=" + made.audit_id,
                    .result = result.id};
    auto done = store_files(database, result.id, made);
    if (done) {
        done = database.write([&](db::Tx& tx) -> Result<> {
            TRY(taking, may_take(tx, deps, acting, asked));
            store::finish_result(tx, result.id);
            taking.round.result = result.id;
            return take(tx, acting, asked, taking, step, told);
        });
    }
    if (!done) {
        // Whether or not this succeeds: the sweep comes later.
        [[maybe_unused]] const auto dropped =
            database.write([&](db::Tx& tx) { store::drop_result(tx, result.id); });
    }
    return done;
}

Result<> verify_round(const Records& deps, const Acting& acting, const Asked& asked) {
    TRY(before, deps.database.read([&](db::Tx& tx) { return may_take(tx, deps, acting, asked); }));
    TRY(claimed, deps.database.read([&](db::Tx& tx) {
        return store::result(tx, before.round.result.value_or(ResultId{}));
    }));
    CHECK_OK(policy::may_verify(acting.account, claimed));
    const auto same = compare(deps.database, before.round, claimed);
    if (!same) {
        if (same.error().code != "rounds.result_differs") return same;
        CHECK_OK(deps.database.write([&](db::Tx& tx) {
            accounts::note(tx, acting.now, "rounds.verify_failed", acting.account.id,
                           claimed.id.text(), "differs=" + same.error().detail,
                           accounts::Role::auditor);
        }));
        return same;
    }
    const auto step = crypto::new_id<StepId>(acting.now);
    const Told told{.kind = "rounds.verified",
                    .facts = "number=" + std::to_string(claimed.number) + " result_sha256=" +
                             claimed.public_id + " audit_sha256=" + claimed.audit_id};
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(taking, may_take(tx, deps, acting, asked));
        store::note_verified(tx, claimed.id, acting.account.id, acting.now);
        return take(tx, acting, asked, taking, step, told);
    });
}

Result<> close_round(const Records& deps, const Acting& acting, const Asked& asked) {
    TRY(before, deps.database.read([&](db::Tx& tx) { return may_take(tx, deps, acting, asked); }));
    TRY(closing, closing_of(deps, acting, before.round));
    for (const Table& table : closing.rows) {
        CHECK_OK(store::put(deps.database, store::content_of(table),
                            {{table.name, closing.made.at(table.name)}}));
    }
    const auto step = crypto::new_id<StepId>(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(taking, may_take(tx, deps, acting, asked));
        if (!is_unchanged(tx, asked.round, closing)) {
            return fail(ErrorKind::conflict, "rounds.changed_meanwhile");
        }
        for (const Table& table : closing.rows) store::save_table(tx, table);
        return take(tx, acting, asked, taking, step);
    });
}

Result<std::int64_t> sweep_results(db::Database& database, Instant before) {
    TRY(left, database.read([&](db::Tx& tx) { return store::unfinished_results(tx, before); }));
    for (const ResultId id : left) {
        CHECK_OK(database.write([&](db::Tx& tx) { store::drop_result(tx, id); }));
    }
    return std::ssize(left);
}

}  // namespace pingyi::rounds
