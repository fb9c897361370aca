// The routes of the tables of a round: bring one before it is closed, download one.
#include "modules/rounds/areas.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/rounds_wire.hpp"
#include "modules/rounds/schemes.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "modules/rounds/tables.hpp"
#include "modules/rounds/tables_store.hpp"
#include "modules/rounds/tables_wire.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::rounds {

struct RoundTablePath {
    RoundId round;
    TableName table;
};
BOOST_DESCRIBE_STRUCT(RoundTablePath, (), (round, table))

namespace {

using namespace http;
using accounts::only;
using accounts::Role;

/// The round as long as its tables may change.
Result<Round> open_round(db::Tx& tx, RoundId id) {
    TRY(round, store::round(tx, id));
    if (!takes_tables(round.state)) return fail(ErrorKind::conflict, "rounds.tables_closed");
    return std::move(round);
}

Result<scoring::Scheme> scheme_of(const Call<Deps>& call, RoundId id) {
    TRY(stored, call.deps.database.read([&](db::Tx& tx) -> Result<StoredScheme> {
        TRY(round, open_round(tx, id));
        return store::scheme(tx, round.scheme);
    }));
    return sound_scheme(stored.yaml);
}

Role role_of(const accounts::Account& account) {
    return accounts::has_role(account, Role::programme_office) ? Role::programme_office
                                                               : Role::third_party_evaluator;
}

Result<TableView> bring_round_table(const Call<Deps>& call, const Path<RoundTablePath>& path,
                                    const Query<TableQuery>& query, const RawBody& body) {
    const accounts::Account& account = account_of(call);
    CHECK_OK(policy::may_bring_tables(account));
    TRY(scheme, scheme_of(call, path->round));
    // Not as a fact that everybody reads: where few tables are possible, a hash gives them away.
    const std::string facts = "table_sha256=" + crypto::hex(crypto::sha256(body.bytes));
    TRY(table, bring_table(call.deps.database, call.deps.calendar.zone(),
                           {path->round.text(), scheme, path->table.value, body.bytes,
                            query->evidence.value, account.id, call.now},
                           [&](db::Tx& tx, const Table& made) -> Result<> {
                               CHECK_OK(open_round(tx, path->round));
                               if (call.deps.is_entered(tx, path->round, path->table.value)) {
                                   return fail(ErrorKind::conflict, "rounds.table_is_entered",
                                               path->table.value);
                               }
                               accounts::note(tx, call.now, "rounds.table", account.id,
                                              made.id.text(), facts, role_of(account));
                               return {};
                           }));
    return rounds::view_of(table, {{account.id, account.display_name}});
}

Result<Response> download_round_table(const Call<Deps>& call, const Path<RoundTablePath>& path) {
    CHECK_OK(policy::may_see(account_of(call)));
    Response answer;
    CHECK_OK(call.deps.database.read([&](db::Tx& tx) -> Result<> {
        const auto found = store::table(tx, path->round.text(), path->table.value);
        if (!found) return fail(ErrorKind::not_found, "rounds.no_table_yet");
        answer.body = store::table_text(tx, *found);
        return {};
    }));
    answer.with("Content-Type", "text/csv; charset=utf-8")
        .with("Content-Disposition", "attachment; filename=\"" + path->table.value + "\"")
        .with("Cache-Control", "no-store");
    return answer;
}

constexpr Row<Deps> table[] = {
    put<bring_round_table>(
        "/api/rounds/{round}/tables/{table}",
        only(Role::programme_office, Role::third_party_evaluator),
        {"上传一轮评议的数据表（封存以前）", "Bring a table to a round before it is closed"})
        .takes("text/csv", table_bytes_max),
    get<download_round_table>(
        "/api/rounds/{round}/tables/{table}",
        only(Role::programme_office, Role::third_party_evaluator, Role::auditor),
        {"下载一轮评议的数据表", "Download a table of a round"})
        .answers("text/csv"),
};

}  // namespace

Routes<Deps> round_table_routes() {
    return {"round-tables", {"评议数据表", "Tables of rounds"}, table};
}

}  // namespace pingyi::rounds
