// The routes of sealing keys as the server mounts them: exact lengths, repeated requests, the whole
// way of two officers, and which pages may run WebAssembly.
#include <boost/json.hpp>
#include <map>

#include "modules/accounts/testing.hpp"
#include "modules/contacts/contacts_test.hpp"
#include "platform/html/embedded.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"

namespace pingyi::contacts {
namespace {

namespace json = boost::json;
using http::Method;

class ContactsHttp : public ContactsTest {
protected:
    ContactsHttp() {
        service_.mount(routes(), deps_);
        for (const std::string name : {"ann", "ben"}) {
            people_.people[name] = account(name, Role::call_back_officer);
        }
    }
    http::Response send(Method method, std::string_view path, std::string_view name,
                        const json::value& body = nullptr, std::string_view key = "") {
        http::Request request;
        request.method = method;
        request.path = path;
        request.headers = {{"Host", "pingyi.example"}, {"Accept-Language", "zh-CN"}};
        request.headers.push_back({"Test-Who", std::string(name)});
        if (!key.empty()) request.headers.push_back({"Idempotency-Key", std::string(key)});
        if (!body.is_null()) {
            request.headers.push_back({"Content-Type", "application/json"});
            request.body = json::serialize(body);
        }
        return service_.handle(request);
    }
    http::Response post(std::string_view path, std::string_view name, const json::value& body) {
        return send(Method::post, path, name, body, crypto::random_token(16));
    }
    json::value get(std::string_view path, std::string_view name) {
        return json::parse(send(Method::get, path, name).body);
    }
    static json::object own_key_body(const std::string& open) {
        return {{"public_key", crypto::base64url(open)},
                {"lock",
                 {{"salt", crypto::base64url(std::string(16, 's'))},
                  {"passes", 3},
                  {"memory_kib", 131'072},
                  {"box", crypto::base64url(std::string(72, 'b'))}}},
                {"access", json::array{}},
                {"give_up", false}};
    }
    std::string make_key(std::string_view name, const BoxPair& box) {
        const auto made = post("/api/contacts/own-key", name, own_key_body(box.open));
        EXPECT_EQ(made.status, 201) << made.body;
        return std::string(json::parse(made.body).at("id").as_string());
    }
    static json::object pair_body(const BoxPair& pair, const std::string& key, const BoxPair& to) {
        return {{"public_key", crypto::base64url(pair.open)},
                {"access",
                 {{{"key", key}, {"sealed", crypto::base64url(sealed_for(to, pair.secret))}}}}};
    }

    FixedClock clock_{noon};
    Texts texts_{{pingyi::contacts::texts(), html::embedded::texts(), http::embedded::texts(),
                  accounts::embedded::texts()}};
    html::Shell shell_ = html::Shell::load(texts_, {}, "").value();
    Deps deps_{database_, shell_};
    accounts::testing::KnownPeople people_;
    http::Service service_{clock_, texts_, people_, {}};
};

TEST_P(ContactsHttp, TwoOfficersFromFirstKeyToSharedAccess) {
    EXPECT_EQ(get("/api/contacts/key", "").at("open"), false);
    EXPECT_TRUE(get("/api/contacts/own-key", "ann").as_object().if_contains("key") == nullptr ||
                get("/api/contacts/own-key", "ann").at("key").is_null());
    const auto ann = BoxPair::fresh();
    const auto ben = BoxPair::fresh();
    const auto pair = BoxPair::fresh();
    const auto ann_key = make_key("ann", ann);
    const auto made = post("/api/contacts/pairs", "ann", pair_body(pair, ann_key, ann));
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string id{json::parse(made.body).at("id").as_string()};
    const auto state = get("/api/contacts/key", "");
    EXPECT_EQ(state.at("open"), true);
    EXPECT_EQ(state.at("public_key").as_string(), crypto::base64url(pair.open));

    const auto ben_key = make_key("ben", ben);
    auto keys = get("/api/contacts/keys", "ann");
    ASSERT_EQ(keys.at("officers").as_array().size(), 2U);
    EXPECT_EQ(keys.at("officers").at(1).at("key").at("opens").as_array().size(), 0U);
    const json::object give{
        {"access", {{{"pair", id}, {"sealed", crypto::base64url(sealed_for(ben, pair.secret))}}}}};
    const std::string access = "/api/contacts/keys/" + ben_key + "/access";
    EXPECT_EQ(send(Method::put, access, "ben", give).status, 409);
    EXPECT_EQ(send(Method::put, access, "ann", give).status, 204);
    EXPECT_EQ(send(Method::put, access, "ann", give).status, 204) << "twice is once";
    const auto own = get("/api/contacts/own-key", "ben").at("key");
    ASSERT_EQ(own.at("access").as_array().size(), 1U);
    const auto sealed = crypto::base64url_decoded(own.at("access").at(0).at("sealed").as_string());
    EXPECT_EQ(ben.opened(sealed.value()), pair.secret);

    EXPECT_EQ(send(Method::del, "/api/contacts/keys/" + ann_key + "/access", "ben").status, 204);
    EXPECT_EQ(send(Method::del, access, "ben").status, 409);
}

TEST_P(ContactsHttp, ARepeatedUploadMakesOneKey) {
    const auto body = own_key_body(BoxPair::fresh().open);
    const auto one = send(Method::post, "/api/contacts/own-key", "ann", body, "abcdefghijklmnop");
    const auto two = send(Method::post, "/api/contacts/own-key", "ann", body, "abcdefghijklmnop");
    EXPECT_EQ(one.status, 201) << one.body;
    EXPECT_EQ(one.body, two.body);
    const auto other = own_key_body(BoxPair::fresh().open);
    EXPECT_EQ(send(Method::post, "/api/contacts/own-key", "ann", other, "abcdefghijklmnop").status,
              409);
    EXPECT_EQ(send(Method::post, "/api/contacts/own-key", "ann", other, "").status, 400);
}

TEST_P(ContactsHttp, EveryUploadHasItsExactLength) {
    const auto expect_refused = [&](json::object body, std::string_view what) {
        const auto answer = post("/api/contacts/own-key", "ann", body);
        EXPECT_EQ(answer.status, 422) << what << " " << answer.body;
    };
    const std::string open = BoxPair::fresh().open;
    for (const std::size_t length : {0U, 31U, 33U, 64U}) {
        auto body = own_key_body(open);
        body["public_key"] = crypto::base64url(std::string(length, 'k'));
        expect_refused(body, "public_key " + std::to_string(length));
    }
    for (const auto& [field, length] :
         std::map<std::string, std::size_t>{{"salt", 15}, {"box", 73}}) {
        auto body = own_key_body(open);
        body["lock"].as_object()[field] = crypto::base64url(std::string(length, 'k'));
        expect_refused(body, field);
    }
    for (const auto& [field, value] :
         std::map<std::string, int>{{"passes", 2}, {"memory_kib", 1}}) {
        auto body = own_key_body(open);
        body["lock"].as_object()[field] = value;
        expect_refused(body, field);
    }
    auto no_base64 = own_key_body(open);
    no_base64["public_key"] = std::string(43, '*');
    const auto answer = post("/api/contacts/own-key", "ann", no_base64);
    EXPECT_NE(answer.body.find("#/public_key"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("contacts_not_base64"), std::string::npos) << answer.body;
    auto zero = own_key_body(std::string(32, '\0'));
    expect_refused(zero, "a public key that nothing can be sealed to");
    EXPECT_EQ(count("SELECT count(*) FROM contacts_officer_key"), 0);
}

TEST_P(ContactsHttp, OnlyTheKeyPageMayRunWebAssembly) {
    int pages = 0;
    for (const http::Module& module : service_.modules()) {
        for (const http::Route* route : module.rows) {
            if (route->method != Method::get) continue;
            const auto answer = send(Method::get, route->path, "ann");
            const auto policy = answer.header("Content-Security-Policy");
            const bool allows = policy.find("'wasm-unsafe-eval'") != std::string_view::npos;
            EXPECT_EQ(allows, route->path == "/staff/sealing-keys") << route->path;
            EXPECT_NE(policy.find("script-src 'self'"), std::string_view::npos);
            EXPECT_EQ(policy.find("'unsafe-eval'"), std::string_view::npos);
            ++pages;
        }
    }
    EXPECT_GT(pages, 3);
}

INSTANTIATE_TEST_SUITE_P(Engines, ContactsHttp, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

}  // namespace
}  // namespace pingyi::contacts
