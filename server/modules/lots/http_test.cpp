// The steps of a draw as the server mounts them: who may take which, once, and what is refused.
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>

#include "kernel/testing.hpp"
#include "modules/accounts/embedded.hpp"
#include "modules/accounts/testing.hpp"
#include "modules/ledger/embedded.hpp"
#include "modules/ledger/module.hpp"
#include "modules/lots/module.hpp"
#include "modules/lots/policy.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/embedded.hpp"
#include "platform/db/testing.hpp"
#include "platform/html/embedded.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"

namespace pingyi::lots {
namespace {

namespace json = boost::json;
using accounts::Role;
using http::Method;

const Instant noon = instant_from("2026-11-25T12:00:00+08:00").value();
const std::string list = "王芳\n李强\n张敏\n";

class LotsHttp : public ::testing::TestWithParam<db::Engine> {
protected:
    static void SetUpTestSuite() { crypto::start(); }
    LotsHttp() {
        const std::pair<std::string, Role> known[] = {{"office", Role::programme_office},
                                                      {"auditor", Role::auditor},
                                                      {"intake", Role::intake_officer}};
        for (const auto& [who, role] : known) {
            people_.people.emplace(who, accounts::testing::somebody(who, role, noon));
        }
        service_.mount(routes(), deps_);
    }
    ~LotsHttp() override { std::filesystem::remove_all(folder_); }

    static std::string fresh_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "pingyi-lots-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        return name;
    }
    http::Response send(Method method, const std::string& address, std::string_view role,
                        std::string body, std::string_view media, std::string_view key = "") {
        http::Request request;
        request.method = method;
        request.path = address.substr(0, address.find('?'));
        if (request.path != address) request.query = address.substr(request.path.size() + 1);
        request.headers = {{"Host", "pingyi.example"},
                           {"Test-Who", std::string(role)},
                           {"Content-Type", std::string(media)}};
        if (!key.empty()) request.headers.push_back({"Idempotency-Key", std::string(key)});
        request.body = std::move(body);
        return service_.handle(request);
    }
    http::Response freeze(std::string_view role, const std::string& places = "2",
                          std::string_view key = "0123456789abcdef") {
        return send(Method::post, "/api/ledger/draws?places=" + places, role, list, "text/plain",
                    key);
    }
    http::Response step(const std::string& name, std::string_view role, const json::value& body) {
        return send(Method::put, "/api/ledger/draws/" + id_ + "/" + name, role,
                    json::serialize(body), "application/json");
    }
    void frozen() {
        const auto made = freeze("office");
        ASSERT_EQ(made.status, 201) << made.body;
        id_ = json::parse(made.body).at("id").as_string();
        place();
    }
    /// What the job of the ledger does.
    void place() {
        now_ += std::chrono::seconds{1};
        const auto placed = ledger_.appender.run(ledger::Log::operations, now_);
        ASSERT_TRUE(placed) << placed.error().code;
    }
    ledger::Draw told() {
        return ledger::draw_of(database_, crypto::hex_decoded(id_).value()).value();
    }

    db::testing::Fresh fresh_{GetParam(),
                              {{"platform_db", db::embedded::migrations()},
                               {"ledger", ledger::embedded::migrations()},
                               {"accounts", accounts::embedded::migrations()}}};
    db::Database& database_ = fresh_.database();
    std::string folder_ = fresh_folder();
    Zone zone_ = Zone::named("Asia/Shanghai").value();
    ledger::Ledger ledger_{
        database_,
        ledger::Identity::of({"test.example/ledger", "http://127.0.0.1/ledger", "", 0},
                             std::string(32, 'k'))
            .value(),
        zone_, folder_ + "/key.head"};
    FixedClock clock_{noon};
    Instant now_ = noon;
    Texts texts_{
        {lots::texts(), ledger::texts(), html::embedded::texts(), http::embedded::texts()}};
    html::Shell shell_ = html::Shell::load(texts_, {}, "").value();
    Deps deps_{database_, shell_, ledger_.identity, zone_};
    accounts::testing::KnownPeople people_;
    http::Service service_{clock_, texts_, people_};
    std::string id_;
};
INSTANTIATE_TEST_SUITE_P(Engines, LotsHttp, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(LotsHttp, BothOfficesTakeTheirSteps) {
    frozen();
    const std::map<std::string, std::string> secrets{{"office", std::string(32, '1')},
                                                     {"auditor", std::string(32, '2')}};
    for (const auto& [role, secret] : secrets) {
        const auto answer =
            step("commitment", role, {{"commitment", crypto::hex(crypto::sha256(secret))}});
        EXPECT_EQ(answer.status, 204) << answer.body;
        place();
    }
    for (const auto& [role, secret] : secrets) {
        const auto answer = step("secret", role, {{"secret", crypto::hex(secret)}});
        EXPECT_EQ(answer.status, 204) << answer.body;
        place();
    }
    EXPECT_EQ(told().state(), ledger::DrawState::decided);
    EXPECT_EQ(told().secrets[0]->octets, std::string(32, '1'));
    EXPECT_EQ(told().steps.front().operation.role, "programme_office");
    EXPECT_EQ(told().steps.at(1).operation.role, "auditor");
}

TEST_P(LotsHttp, EachOnlyTheirOwn) {
    EXPECT_EQ(freeze("").status, 401);
    EXPECT_EQ(freeze("intake").status, 403);
    EXPECT_EQ(freeze("auditor").status, 403);
    frozen();
    const json::value commitment{{"commitment", std::string(64, 'a')}};
    EXPECT_EQ(step("commitment", "", commitment).status, 401);
    EXPECT_EQ(step("commitment", "intake", commitment).status, 403);
    EXPECT_EQ(step("commitment", "auditor", commitment).status, 204);
    place();
    EXPECT_EQ(told().awaited(), std::vector<std::uint64_t>{1}) << "the auditors are office 2";
    EXPECT_EQ(step("commitment", "auditor", commitment).status, 409);
    auto with_key = accounts::testing::somebody("key", Role::auditor, noon);
    with_key.api_key = "key";
    EXPECT_FALSE(policy::office_of(with_key));
}

TEST_P(LotsHttp, WhoDoesNotRevealIsNamed) {
    frozen();
    const std::string secret(32, '1');
    for (const std::string_view role : {"office", "auditor"}) {
        step("commitment", role, {{"commitment", crypto::hex(crypto::sha256(secret))}});
        place();
    }
    EXPECT_EQ(step("failure", "office", {{"office", 2}}).status, 409) << "nobody has revealed";
    EXPECT_EQ(step("secret", "office", {{"secret", crypto::hex(secret)}}).status, 204);
    place();
    EXPECT_EQ(step("failure", "office", {{"office", 3}}).status, 422);
    EXPECT_EQ(step("failure", "office", {{"office", 2}}).status, 204);
    place();
    EXPECT_EQ(told().failed, 2U);
}

TEST_P(LotsHttp, RefusesWhatHasNoForm) {
    EXPECT_EQ(freeze("office", "0").status, 422);
    EXPECT_EQ(freeze("office", "4").status, 422) << "three lots only";
    EXPECT_EQ(freeze("office", "2", "").status, 400) << "no key to repeat under";
    frozen();
    EXPECT_EQ(json::parse(freeze("office").body).at("id").as_string(), id_) << "repeated";
    const std::string wrong = std::string(63, 'a') + "Z";
    const auto refused = step("secret", "office", {{"secret", wrong}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("#/secret"), std::string::npos) << refused.body;
    EXPECT_EQ(refused.body.find(wrong), std::string::npos) << "a secret is not said again";
    EXPECT_EQ(step("secret", "office", {{"secret", "abc"}}).status, 422);
    id_ = "0123456789abcdef";
    EXPECT_EQ(step("commitment", "office", {{"commitment", std::string(64, 'a')}}).status, 404);
}

}  // namespace
}  // namespace pingyi::lots
