// The routes of the steps of a draw, each for the office whose step it is.
#include "modules/lots/embedded.hpp"
#include "modules/lots/module.hpp"
#include "modules/lots/policy.hpp"
#include "modules/lots/wire.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::lots {
namespace {

using namespace http;
using accounts::Role;

constexpr std::size_t list_bytes_max = std::size_t{8} * 1024 * 1024;

/// Rows for staff only are gated before a handler runs, so somebody is signed in here.
const accounts::Account& account(const Call<Deps>& call) {
    return *accounts::account_of(call.caller);
}

ledger::DrawDeps deps_of(const Call<Deps>& call, const policy::Office& office) {
    return {call.deps.database, call.deps.identity,
            std::string(accounts::role_names.at(static_cast<std::size_t>(office.role)))};
}

/// The octets of a field in hex; what was sent is never said again, for it may be a secret.
Result<std::string> octets_in(std::string_view hex, std::string_view place) {
    auto octets = crypto::hex_decoded(hex);
    if (!octets) return fail_fields({{std::string(place), "lots_not_hex", ""}});
    return std::move(*octets);
}

Result<std::string> draw_in(const DrawPath& path) {
    auto id = crypto::hex_decoded(path.draw.value);
    if (!id) return fail(ErrorKind::not_found, "ledger.no_such_draw");
    return std::move(*id);
}

Result<Created<MadeDraw>> freeze_draw(const Call<Deps>& call, const Query<FreezeQuery>& query,
                                      const RawBody& body) {
    TRY(office, policy::may_freeze(account(call)));
    const std::string scope = "lots.freeze/" + account(call).id.text();
    const ledger::Repeat repeat{{scope, call.key->value, call.key->body_hash},
                                call.deps.zone.day_of(call.now)};
    TRY(id, ledger::freeze_list(deps_of(call, office), call.now, body.bytes,
                                static_cast<std::uint64_t>(query->places.value), repeat));
    return Created<MadeDraw>{{crypto::hex(id)}, "/api/ledger/draws/" + crypto::hex(id)};
}

Result<> commit_to_draw(const Call<Deps>& call, const Path<DrawPath>& path,
                        const Body<CommitmentBody>& body) {
    TRY(office, policy::office_of(account(call)));
    TRY(draw, draw_in(*path));
    TRY(commitment, octets_in(body->commitment.value, "#/commitment"));
    return ledger::commit_office(deps_of(call, office), call.now, draw, office.number, commitment);
}

Result<> reveal_draw_secret(const Call<Deps>& call, const Path<DrawPath>& path,
                            const Body<SecretBody>& body) {
    TRY(office, policy::office_of(account(call)));
    TRY(draw, draw_in(*path));
    TRY(secret, octets_in(body->secret.value, "#/secret"));
    return ledger::reveal_secret(deps_of(call, office), call.now, draw, office.number, secret);
}

Result<> fail_draw(const Call<Deps>& call, const Path<DrawPath>& path,
                   const Body<FailureBody>& body) {
    TRY(office, policy::office_of(account(call)));
    TRY(draw, draw_in(*path));
    return ledger::name_failed(deps_of(call, office), call.now, draw,
                               static_cast<std::uint64_t>(body->office.value));
}

Result<Response> lots_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.lots");
}

constexpr Callers the_office = accounts::only(Role::programme_office);
constexpr Callers both = accounts::only(Role::programme_office, Role::auditor);

constexpr Row<Deps> table[] = {
    post<freeze_draw>("/api/ledger/draws", the_office,
                      {"封定抽签名单（每行一项）", "Freeze a list to draw from, one lot a line"})
        .takes("text/plain", list_bytes_max),
    put<commit_to_draw>("/api/ledger/draws/{draw}/commitment", both,
                        {"本方提交密数的哈希", "Commit to the secret of one's own office"}),
    put<reveal_draw_secret>("/api/ledger/draws/{draw}/secret", both,
                            {"本方公开密数", "Reveal the secret of one's own office"}),
    put<fail_draw>("/api/ledger/draws/{draw}/failure", both,
                   {"写明哪一方没有公开密数，抽签作废",
                    "Name the office that did not reveal; the draw is void"}),
    page<lots_page>("/staff/lots", {"抽签办理页", "Page of the steps of a draw"}),
};

}  // namespace

http::Routes<Deps> routes() {
    return {"lots", {"公开抽签的各步", "The steps of lots drawn in public"}, table};
}

EmbeddedFiles texts() {
    return embedded::texts();
}

}  // namespace pingyi::lots
