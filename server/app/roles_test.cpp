// Calls every route as every role, as nobody and with API keys, and compares the gate's answer with
// the row: nobody gets further than the table says, and nobody is stopped whom it lets in.
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <unistd.h>

#include "app/catalogue.hpp"
#include "app/installation_store.hpp"
#include "app/key_file.hpp"
#include "app/wiring.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/http/engine.hpp"
#include "platform/log/log.hpp"

namespace pingyi::app {
namespace {

using accounts::Role;

constexpr std::string_view password = "a long sentence for tests";

std::string value_of(const http::Response& response, std::string_view name) {
    for (const http::Header& header : response.headers) {
        if (header.name == name) return header.value;
    }
    return {};
}

http::Request request_of(http::Method method, std::string path) {
    http::Request request;
    request.method = method;
    request.path = std::move(path);
    request.client = "127.0.0.1";
    request.request_id = "test";
    return request;
}

/// A row with the smallest input that its types accept.
http::Request sample_of(const http::Route& route) {
    http::Request request = request_of(route.method, "");
    std::string_view rest = route.path;
    for (std::size_t i = 0; rest.find('{') != std::string_view::npos; ++i) {
        request.path += rest.substr(0, rest.find('{'));
        rest.remove_prefix(rest.find('}') + 1);
        request.path += http::sample_text(*route.path_type->fields[i].type);
    }
    request.path += rest;
    if (route.body_type != nullptr) {
        request.body = http::sample_json(*route.body_type);
        request.headers.push_back({"Content-Type", "application/json"});
    }
    if (route.takes_raw) {
        request.body = "date,name,is_off_day,notice_year\n";
        request.headers.push_back({"Content-Type", std::string(route.takes_media)});
    }
    if (route.creates) request.headers.push_back({"Idempotency-Key", crypto::random_token(16)});
    return request;
}

class Roles : public ::testing::TestWithParam<db::Engine> {
protected:
    Roles() : fresh_{GetParam(), all_migrations()} {
        log::set_level(log::Level::error);
        config::Config config;
        config.database = fresh_.url();
        config.key_file = key_path_;
        EXPECT_TRUE(make_key(key_path_));
        base_ = Base::build(config).value();
        auto clock = std::make_unique<FixedClock>(
            Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}});
        clock_ = clock.get();
        base_->clock = std::move(clock);
        EXPECT_TRUE(units::add_demo(*base_->database, clock_->now()));
        application_ = Application::build(*base_).value();
    }
    ~Roles() override { std::filesystem::remove(key_path_); }

    http::Response send(http::Request request, const std::string& credential) {
        if (credential.starts_with("Bearer ")) {
            request.headers.push_back({"Authorization", credential});
        } else if (!credential.empty()) {
            request.headers.push_back({"Cookie", credential});
        }
        return application_->service().handle(request);
    }

    /// An account that holds this one role.
    void add(Role role) {
        const std::string name = "holder-" + std::to_string(static_cast<int>(role));
        std::string grant{accounts::role_names[static_cast<std::size_t>(role)]};
        if (role == Role::unit_handler || role == Role::unit_head) {
            grant += ":" + base_->database
                               ->read([](db::Tx& tx) {
                                   return units::list(tx, "", std::nullopt, 1).front().id.text();
                               })
                               .value();
        }
        const auto invited =
            accounts::command_add(base_->accounts, clock_->now(), name, name, {grant});
        ASSERT_TRUE(invited) << invited.error().code;
        const auto chosen = accounts::choose_password(base_->accounts, clock_->now(),
                                                      invited->activation_code, password);
        ASSERT_TRUE(chosen) << chosen.error().code;
        secrets_[role] = chosen->totp_secret;
        ASSERT_TRUE(
            accounts::confirm_activation(base_->accounts, clock_->now(), invited->activation_code,
                                         crypto::totp_code(chosen->totp_secret, clock_->now())));
    }

    /// The session cookie of the holder of `role`; signs in (again) where a row ended the session.
    std::string cookie_of(Role role) {
        std::string& cookie = cookies_[role];
        const http::Request who = request_of(http::Method::get, "/api/session");
        if (!cookie.empty() &&
            send(who, cookie).body.find("\"signed_in\":true") != std::string::npos) {
            return cookie;
        }
        clock_->set(clock_->now() + std::chrono::seconds{31});
        http::Request request = request_of(http::Method::post, "/api/session");
        request.headers.push_back({"Content-Type", "application/json"});
        request.body = "{\"name\":\"holder-" + std::to_string(static_cast<int>(role)) +
                       "\",\"password\":\"" + std::string(password) + "\",\"code\":\"" +
                       crypto::totp_code(secrets_[role], clock_->now()) + "\"}";
        const http::Response signed_in = send(request, "");
        EXPECT_EQ(signed_in.status, 200) << signed_in.body;
        cookie = value_of(signed_in, "Set-Cookie");
        cookie = cookie.substr(0, cookie.find(';'));
        return cookie;
    }

    void expect_gate(const http::Route& route, http::Callers classes, const std::string& credential,
                     std::string_view who) {
        const http::Response answer = send(sample_of(route), credential);
        const bool may = route.callers.intersects(classes);
        const bool stopped = answer.body.find("request.sign_in_needed") != std::string::npos ||
                             answer.body.find("request.not_allowed") != std::string::npos;
        EXPECT_EQ(stopped, !may) << who << " " << http::text_of(route.method) << " "
                                 << sample_of(route).path << " -> " << answer.status << " "
                                 << answer.body.substr(0, 300);
        EXPECT_LT(answer.status, 500)
            << who << " " << route.path << " " << answer.body.substr(0, 300);
    }

    std::string key_path_ = (std::filesystem::temp_directory_path() /
                             ("pingyi-roles-" + std::to_string(::getpid()) + ".key"))
                                .string();
    db::testing::Fresh fresh_;
    std::unique_ptr<Base> base_;
    FixedClock* clock_ = nullptr;
    std::unique_ptr<Application> application_;
    std::map<Role, std::string> secrets_;
    std::map<Role, std::string> cookies_;
};

TEST_P(Roles, GoAsFarAsEachRowSays) {
    for (std::size_t i = 0; i < accounts::role_names.size(); ++i) add(static_cast<Role>(i));
    int rows = 0;
    for (const http::Module& module : application_->service().modules()) {
        for (const http::Route* route : module.rows) {
            expect_gate(*route, http::anyone, "", "nobody");
            for (std::size_t i = 0; i < accounts::role_names.size(); ++i) {
                const Role role = static_cast<Role>(i);
                expect_gate(*route, http::anyone | accounts::of(role), cookie_of(role),
                            accounts::role_names[i]);
            }
            ++rows;
        }
    }
    EXPECT_GT(rows, 30);
}

TEST_P(Roles, AKeyReachesOnlyWhatItsScopesAllow) {
    add(Role::administrator);
    http::Request request = request_of(http::Method::post, "/api/keys");
    request.headers.push_back({"Content-Type", "application/json"});
    request.headers.push_back({"Idempotency-Key", crypto::random_token(16)});
    request.body = R"({"name":"reading","read":true,"write":false,"valid_days":30})";
    const http::Response made = send(request, cookie_of(Role::administrator));
    ASSERT_EQ(made.status, 201) << made.body;
    const std::size_t begin = made.body.find("pingyi_key_");
    const std::string key = "Bearer " + made.body.substr(begin, made.body.find('"', begin) - begin);
    int calls = 0;
    for (const http::Module& module : application_->service().modules()) {
        for (const http::Route* route : module.rows) {
            if (++calls % 100 == 0)
                clock_->set(clock_->now() + std::chrono::minutes{1});  // its rate
            expect_gate(*route, http::anyone | accounts::key_may_read, key, "key that reads");
        }
    }
}

TEST_P(Roles, WhoIsNamedForAPartOfAnAppraisalIsToldOfItsPage) {
    add(Role::juror);
    add(Role::inspector);
    const auto session_of = [&](Role role) {
        return send(request_of(http::Method::get, "/api/session"), cookie_of(role)).body;
    };
    EXPECT_NE(session_of(Role::juror).find(R"("named_pages":[])"), std::string::npos);
    const auto named = base_->database->write([&](db::Tx& tx) {
        tx.run(
            "INSERT INTO appraisals_responsible (round, part, account) SELECT 'r', 'targets', id "
            "FROM accounts_account WHERE name = $1",
            {"holder-" + std::to_string(static_cast<int>(Role::juror))});
    });
    ASSERT_TRUE(named) << named.error().detail;
    EXPECT_NE(session_of(Role::juror).find(R"("named_pages":["/staff/appraisals"])"),
              std::string::npos)
        << session_of(Role::juror);
    EXPECT_NE(session_of(Role::inspector).find(R"("named_pages":[])"), std::string::npos);
    cookies_.clear();
    EXPECT_NE(session_of(Role::juror).find("/staff/appraisals"), std::string::npos)
        << "in a session opened later";
}

TEST(Rows, EachHasItsOwnOperationName) {
    std::set<std::string_view> names;
    for (const http::Module& module : all_modules()) {
        for (const http::Route* route : module.rows) {
            EXPECT_TRUE(names.insert(route->operation).second) << route->operation;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, Roles, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

}  // namespace
}  // namespace pingyi::app
