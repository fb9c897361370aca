// The routes of sealing keys: read, call the use case, answer.
#include <algorithm>

#include "modules/contacts/module.hpp"
#include "modules/contacts/policy.hpp"
#include "modules/contacts/store.hpp"
#include "modules/contacts/wire.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::contacts {
namespace {

using accounts::Role;
using http::Body;
using http::Call;
using http::Created;
using http::Path;
using http::Response;
using http::Row;

/// Reads the binary fields of a body; names those that are not base64.
class Decoder {
public:
    std::string operator()(std::string_view text, std::string place) {
        if (auto octets = crypto::base64url_decoded(text)) return std::move(*octets);
        errors_.push_back({std::move(place), "contacts_not_base64", ""});
        return {};
    }
    [[nodiscard]] Result<> done() {
        if (errors_.empty()) return {};
        return fail_fields(std::move(errors_));
    }

private:
    std::vector<FieldError> errors_;
};

std::string place_of(std::string_view list, std::size_t index) {
    return "#/" + std::string(list) + "/" + std::to_string(index) + "/sealed";
}

std::vector<PairAccess> access_of(Decoder& decoded, const std::vector<PairAccessBody>& items) {
    std::vector<PairAccess> access;
    for (std::size_t i = 0; i < items.size(); ++i) {
        access.push_back({items[i].pair, decoded(items[i].sealed.value, place_of("access", i))});
    }
    return access;
}

Result<const accounts::Account*> officer(const http::Context& context) {
    const accounts::Account* account = accounts::account_of(context.caller);
    if (account == nullptr) return fail(ErrorKind::unauthenticated, "accounts.sign_in_first");
    CHECK_OK(policy::may_open(*account));
    return account;
}

db::RepeatKey repeat_of(const http::IdempotencyKey& key, std::string_view scope) {
    return {scope, key.value, key.body_hash};
}

// --- Showing ---

Result<KeyState> show_sealing_key(const Call<Deps>& call) {
    TRY(pair, call.deps.database.read([](db::Tx& tx) { return current_key(tx); }));
    if (!pair) return KeyState{};
    return KeyState{true, pair->id, crypto::base64url(pair->key.octets)};
}

OwnKey view_of(const OfficerKey& key) {
    return {key.id,
            crypto::base64url(key.key.octets),
            {crypto::base64url(key.lock.salt), key.lock.passes, key.lock.memory_kib,
             crypto::base64url(key.lock.box)},
            {}};
}

Result<OwnKeyView> show_own_sealing_key(const Call<Deps>& call) {
    TRY(account, officer(call));
    return call.deps.database.read([&](db::Tx& tx) {
        const auto key = store::officer_key_of(tx, account->id);
        if (!key) return OwnKeyView{};
        OwnKey view = view_of(*key);
        for (const Access& each : store::access_of(tx, key->id)) {
            const auto pair = store::pair(tx, each.pair);
            if (!pair) continue;
            view.access.push_back(
                {each.pair, crypto::base64url(pair->key.octets), crypto::base64url(each.sealed)});
        }
        return OwnKeyView{std::move(view)};
    });
}

OfficerView view_of(AccountId account, bool is_officer, const Overview& all) {
    const auto name = all.names.find(account);
    OfficerView view{account, name == all.names.end() ? "" : name->second, is_officer,
                     std::nullopt};
    const auto key = std::ranges::find(all.keys, account, &OfficerKey::account);
    if (key == all.keys.end()) return view;
    view.key = OfficerKeyView{key->id, crypto::base64url(key->key.octets), key->made_at, {}};
    for (const Access& each : all.access) {
        if (each.key == key->id) view.key->opens.push_back(each.pair);
    }
    return view;
}

Result<OverviewView> list_sealing_keys(const Call<Deps>& call) {
    CHECK_OK(officer(call));
    TRY(all, call.deps.database.read([](db::Tx& tx) { return overview(tx); }));
    OverviewView view;
    for (const Pair& pair : all.pairs) {
        view.pairs.push_back({pair.id, pair.number, crypto::base64url(pair.key.octets),
                              pair.made_at, pair.id == all.current});
    }
    for (const AccountId id : all.officers) view.officers.push_back(view_of(id, true, all));
    for (const AccountId id : all.others) view.officers.push_back(view_of(id, false, all));
    return view;
}

// --- Changing ---

Result<Created<MadeKey>> make_own_sealing_key(const Call<Deps>& call,
                                              const Body<OwnKeyBody>& body) {
    TRY(account, officer(call));
    Decoder decoded;
    const NewOfficerKey wanted{
        {decoded(body->public_key.value, "#/public_key")},
        {decoded(body->lock.salt.value, "#/lock/salt"), body->lock.passes.value,
         body->lock.memory_kib.value, decoded(body->lock.box.value, "#/lock/box")},
        body->replaces,
        access_of(decoded, body->access.value),
        body->give_up};
    CHECK_OK(decoded.done());
    const std::string scope = "contacts.own_key/" + account->id.text();
    TRY(id, make_own_key(call.deps.database, {*account, call.now, repeat_of(*call.key, scope)},
                         wanted));
    return Created<MadeKey>{{id}, "/api/contacts/own-key"};
}

Result<Created<MadePair>> make_sealing_pair(const Call<Deps>& call, const Body<PairBody>& body) {
    TRY(account, officer(call));
    Decoder decoded;
    NewPair wanted{{decoded(body->public_key.value, "#/public_key")}, body->replaces, {}};
    for (std::size_t i = 0; i < body->access.value.size(); ++i) {
        const KeyAccessBody& each = body->access.value[i];
        wanted.access.push_back({each.key, decoded(each.sealed.value, place_of("access", i))});
    }
    CHECK_OK(decoded.done());
    const std::string scope = "contacts.pair/" + account->id.text();
    TRY(id,
        make_pair(call.deps.database, {*account, call.now, repeat_of(*call.key, scope)}, wanted));
    return Created<MadePair>{{id}, "/api/contacts/keys"};
}

Result<> give_sealing_access(const Call<Deps>& call, const Path<KeyPath>& path,
                             const Body<GiveBody>& body) {
    TRY(account, officer(call));
    Decoder decoded;
    const auto access = access_of(decoded, body->access.value);
    CHECK_OK(decoded.done());
    return give_access(call.deps.database, {*account, call.now}, path->key, access);
}

Result<> take_sealing_access(const Call<Deps>& call, const Path<KeyPath>& path) {
    TRY(account, officer(call));
    return take_access(call.deps.database, {*account, call.now}, path->key);
}

Result<Response> sealing_keys_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.sealing_keys", http::Scripts::own_and_wasm);
}

constexpr http::Callers officers = accounts::only(Role::call_back_officer);

constexpr Row<Deps> table[] = {
    http::get<show_sealing_key>("/api/contacts/key", http::anyone,
                                {"查询是否提供回访及封存所用公钥",
                                 "Say whether call-back is offered, and the sealing key"}),
    http::get<show_own_sealing_key>("/api/contacts/own-key", officers,
                                    {"取得本人的封存钥匙", "Get one's own sealing key"}),
    http::post<make_own_sealing_key>("/api/contacts/own-key", officers,
                                     {"设置或更换本人的封存钥匙", "Make or replace one's own key"}),
    http::post<make_sealing_pair>("/api/contacts/pairs", officers,
                                  {"生成或更换回访密钥对", "Make or replace the call-back pair"}),
    http::get<list_sealing_keys>("/api/contacts/keys", officers,
                                 {"列出回访员及其钥匙", "List officers and their keys"}),
    http::put<give_sealing_access>("/api/contacts/keys/{key}/access", officers,
                                   {"授权另一位回访员启封", "Let another officer open contacts"}),
    http::del<take_sealing_access>("/api/contacts/keys/{key}/access", officers,
                                   {"收回一位回访员的启封授权", "Take an officer's access away"}),
    http::page<sealing_keys_page>("/staff/sealing-keys", {"封存钥匙页", "Page of sealing keys"}),
};

}  // namespace

http::Routes<Deps> routes() {
    return {"contacts", {"封存的联系方式及其钥匙", "Sealed contacts and their keys"}, table};
}

}  // namespace pingyi::contacts
