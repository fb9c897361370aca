// What the tests of the residents' routes stand on: the routes as the server mounts them, on either
// engine.
#pragma once

#include <boost/json.hpp>

#include "modules/casework/areas.hpp"
#include "modules/casework/casework_test.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/embedded.hpp"
#include "platform/html/embedded.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"
#include "platform/http/testing.hpp"

namespace pingyi::casework {

namespace json = boost::json;

class ResidentBench : public Bench {
protected:
    void SetUp() override {
        Bench::SetUp();
        service.mount(resident_routes(), deps);
    }

    http::Response post(std::string_view path, const json::value& body, std::string_view key = "",
                        std::string_view client = "192.0.2.1") {
        http::Request request;
        request.method = http::Method::post;
        request.path = path;
        request.client = client;
        request.headers = {{"Host", "pingyi.example"}, {"Content-Type", "application/json"}};
        if (!key.empty()) request.headers.push_back({"Idempotency-Key", std::string(key)});
        request.body = json::serialize(body);
        return service.handle(request);
    }
    http::Response get(std::string_view path) {
        http::Request request;
        request.path = path;
        request.client = "192.0.2.1";
        request.headers = {{"Host", "pingyi.example"}};
        return service.handle(request);
    }
    static json::object letter() {
        return {{"kind", "complaint"},
                {"subject", "路灯不亮"},
                {"body", "中山路12号门前的路灯坏了两周，请打13812345678找王小明。"},
                {"place", "中山路12号"},
                {"visibility", "everyone"},
                {"names", json::array{"王小明"}}};
    }
    static json::object parsed(const http::Response& answer) {
        const json::value value = json::parse(answer.body);
        return value.is_object() ? value.as_object() : json::object{};
    }
    static std::string text(const json::object& from, std::string_view name) {
        return std::string(from.at(name).as_string());
    }
    /// What tracking asks for.
    struct Ticket {
        std::string number, receipt;
    };
    Ticket file(const json::object& body = letter()) {
        const auto answer = post("/api/cases", body, crypto::random_token(16));
        EXPECT_EQ(answer.status, 201) << answer.body;
        const json::object filed = parsed(answer);
        return {text(filed, "number"), text(filed, "receipt")};
    }
    static json::object asking(const Ticket& ticket, json::object more = {}) {
        more["number"] = ticket.number;
        more["receipt"] = ticket.receipt;
        return more;
    }
    json::object tracked(const Ticket& ticket) {
        const auto answer = post("/api/tracking", asking(ticket));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return parsed(answer);
    }
    static bool offers(const json::object& tracked_case, std::string_view action) {
        for (const json::value& each : tracked_case.at("actions").as_array()) {
            if (std::string_view(each.at("action").as_string()) == action) return true;
        }
        return false;
    }
    CaseId id_of(const Ticket& ticket) {
        return database.read([&](db::Tx& tx) { return store::find_by_number(tx, ticket.number); })
            .value()
            .id;
    }
    /// Brings a filed case to a state, as the staff would.
    void bring(CaseId id, std::initializer_list<std::pair<Step, Party>> way) {
        for (const auto& [next, who] : way) {
            step(id, next, who, next == Step::assign ? std::optional{unit} : std::nullopt);
        }
    }
    void to_closed(CaseId id) {
        bring(id, {{Step::accept, Party::intake},
                   {Step::assign, Party::intake},
                   {Step::sign_for, Party::body},
                   {Step::reply, Party::body},
                   {Step::close, Party::clock}});
    }
    std::int64_t rows(std::string_view table) {
        return database
            .read([&](db::Tx& tx) {
                return tx.run("SELECT count(*) FROM " + std::string(table))[0].integer(0);
            })
            .value();
    }
    void later(Instant moment) {
        now = moment;
        clock.set(moment);
    }

    FixedClock clock{now};
    Texts texts{{pingyi::casework::texts(), html::embedded::texts(), http::embedded::texts(),
                 db::embedded::texts(), accounts::embedded::texts()}};
    html::Shell shell = html::Shell::load(texts, {}, "").value();
    accounts::Staffing staffing{database};
    units::Bodies directory;
    Deps deps{database, shell, calendar, directory, staffing, std::string(32, 'k')};
    http::testing::Nobody nobody;
    http::Service service{clock, texts, nobody};
};

/// The same with a second door, `desk`, for whoever is signed in.
class SignedInBench : public ResidentBench {
protected:
    using Role = accounts::Role;

    /// Whoever `account` says, or nobody.
    struct Someone final : http::Authenticator {
        Result<http::Caller> identify(const http::Request&, Instant) override {
            http::Caller caller;
            if (!account) return caller;
            caller.identity = account;
            for (const accounts::Grant& grant : account->grants) {
                caller.classes = caller.classes | accounts::of(grant.role);
            }
            return caller;
        }
        std::shared_ptr<accounts::Account> account;
    };

    void sign_in(Role role, std::optional<UnitId> at = {}) {
        someone.account = std::make_shared<accounts::Account>();
        someone.account->id = crypto::new_id<AccountId>(now);
        someone.account->grants = {{role, at, false}};
    }
    http::Response staff(http::Method method, std::string_view path, const json::value& body = {}) {
        http::Request request;
        request.method = method;
        request.path = path;
        request.headers = {{"Host", "pingyi.example"}, {"Content-Type", "application/json"}};
        const bool has_body = method == http::Method::post || method == http::Method::put;
        if (has_body) request.body = json::serialize(body);
        return desk.handle(request);
    }

    Someone someone;
    http::Service desk{clock, texts, someone};
};

}  // namespace pingyi::casework
