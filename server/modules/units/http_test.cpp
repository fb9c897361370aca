// The routes of bodies as the server mounts them: pages in both languages, the table, who may
// change what, repeated requests and hostile text.
#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "kernel/text.hpp"
#include "modules/accounts/embedded.hpp"
#include "modules/ledger/embedded.hpp"
#include "modules/units/module.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/html/embedded.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"

namespace pingyi::units {
namespace {

namespace json = boost::json;
using accounts::Role;
using http::Method;

/// Trusts the header "Test-Grant": a role, and behind a colon the body it is held for.
class HeaderAuthenticator final : public http::Authenticator {
public:
    Result<http::Caller> identify(const http::Request& request, Instant now) override {
        const std::string_view grant = request.header("Test-Grant");
        if (grant.empty()) return http::Caller{};
        const std::size_t colon = std::min(grant.find(':'), grant.size());
        const auto name = std::ranges::find(accounts::role_names, grant.substr(0, colon));
        const auto role = static_cast<Role>(name - accounts::role_names.begin());
        if (id_.is_nil()) id_ = crypto::new_id<AccountId>(now);
        auto account = std::make_shared<accounts::Account>();
        account->id = id_;
        account->grants = {
            {role, UnitId::from(grant.substr(std::min(colon + 1, grant.size()))), false}};
        return http::Caller{http::anyone | accounts::of(role), account, "h"};
    }

private:
    AccountId id_;
};

constexpr std::string_view office = "programme_office";
constexpr std::string_view key = "abcdefghijklmnop";

class UnitsHttp : public ::testing::Test {
protected:
    UnitsHttp() {
        EXPECT_TRUE(add_demo(fresh.database(), clock.now()));
        service.mount(routes(), deps);
    }
    static std::vector<db::MigrationSet> sets() {
        crypto::start();
        return {{"ledger", ledger::embedded::migrations()},
                {"accounts", accounts::embedded::migrations()},
                {"units", migrations()}};
    }
    http::ServiceOptions options() {
        http::ServiceOptions made;
        made.error_page = [this](const http::Context& context, const Error& error, int status) {
            return shell.error_page(context, error, status);
        };
        return made;
    }
    http::Response get(std::string_view target, std::string_view language = "zh-CN") {
        return send(Method::get, target, "", "", "", language);
    }
    http::Response send(Method method, std::string_view target, std::string_view grant,
                        std::string_view repeat_key, std::string body,
                        std::string_view language = "zh-CN") {
        http::Request request;
        request.method = method;
        const std::size_t mark = std::min(target.find('?'), target.size());
        request.path = target.substr(0, mark);
        request.query = target.substr(std::min(mark + 1, target.size()));
        request.headers = {{"Host", "pingyi.example"}, {"Accept-Language", std::string(language)}};
        request.headers.push_back({"Accept", "text/html,application/json,text/csv"});
        if (!grant.empty()) request.headers.push_back({"Test-Grant", std::string(grant)});
        if (!repeat_key.empty()) {
            request.headers.push_back({"Idempotency-Key", std::string(repeat_key)});
        }
        if (method != Method::get) {
            const bool is_table = request.path.ends_with("/imports");
            request.headers.push_back({"Content-Type", is_table ? "text/csv" : "application/json"});
        }
        request.body = std::move(body);
        return service.handle(request);
    }
    http::Response import(std::string_view grant, std::string csv, bool is_preview) {
        return send(Method::post, is_preview ? "/api/units/imports?preview=true" : imports, grant,
                    crypto::random_token(16), std::move(csv));
    }
    std::string grant_for(Role role, std::string_view code) {
        const auto unit = fresh.database().read([&](db::Tx& tx) { return find_by_code(tx, code); });
        return std::string(accounts::role_names[static_cast<std::size_t>(role)]) + ":" +
               unit->id.text();
    }
    json::value unit(std::string_view code) {
        return json::parse(get("/api/units/" + std::string(code)).body);
    }

    static constexpr std::string_view imports = "/api/units/imports";
    db::testing::Fresh fresh{db::Engine::sqlite, sets()};
    FixedClock clock{instant_from("2026-11-23T09:00:00+08:00").value()};
    Texts texts{{pingyi::units::texts(), html::embedded::texts(), http::embedded::texts(),
                 accounts::embedded::texts()}};
    html::Shell shell = html::Shell::load(texts, {}, "").value();
    accounts::Staffing staffing{fresh.database()};
    Deps deps{fresh.database(), shell, Zone::named("Asia/Shanghai").value(), staffing, {}};
    HeaderAuthenticator authenticator;
    http::Service service{clock, texts, authenticator, options()};
};

bool holds(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

/// What stands between `before` and the next quotation mark.
std::string quoted_after(const std::string& body, std::string_view before) {
    const std::size_t at = body.find(before);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + before.size();
    return body.substr(begin, body.find('"', begin) - begin);
}

TEST_F(UnitsHttp, TheDirectoryIsSearchedFilteredAndTurned) {
    const auto by_initials = get("/units?q=smzj");
    EXPECT_EQ(by_initials.status, 200);
    EXPECT_TRUE(holds(by_initials, "href=\"/units/qh-minzheng\""));
    EXPECT_FALSE(holds(by_initials, "href=\"/units/qh-jiaoyu\""));

    const auto of_class = get("/units?class=justice");
    EXPECT_TRUE(holds(of_class, "href=\"/units/qh-gongan\""));
    EXPECT_FALSE(holds(of_class, "href=\"/units/qh-minzheng\""));

    const auto none = get("/units?q=%E4%B8%8D%E5%AD%98%E5%9C%A8");
    EXPECT_EQ(none.status, 200);
    EXPECT_TRUE(holds(none, "没有找到。"));
    EXPECT_TRUE(holds(get("/units?q=zzzzz", "en"), texts.say(Language::en, "units.none")));

    const auto tree = get("/units?view=tree");
    EXPECT_EQ(tree.status, 200);
    EXPECT_TRUE(holds(tree, "pingyi-tree__item"));
    EXPECT_TRUE(holds(tree, "href=\"/units/yunshan\""));
}

TEST_F(UnitsHttp, TheSecondPageGoesOnWhereTheFirstEnded) {
    const auto first = get("/units");
    const std::string after = quoted_after(first.body, "href=\"/units?after=");
    ASSERT_FALSE(after.empty());
    const auto second = get("/units?after=" + after);
    EXPECT_EQ(second.status, 200);
    const std::string first_body = quoted_after(second.body, "pingyi-list__link\" href=\"");
    ASSERT_FALSE(first_body.empty());
    EXPECT_FALSE(holds(first, "href=\"" + first_body + "\""));
    EXPECT_EQ(get("/units?after=rubbish").status, 422);
}

TEST_F(UnitsHttp, ABodyThatIsUnknownIsSaidSoInBothLanguages) {
    const auto chinese = get("/units/nobody");
    EXPECT_EQ(chinese.status, 404);
    EXPECT_TRUE(holds(chinese, "<html lang=\"zh-CN\""));
    EXPECT_TRUE(holds(chinese, "没有这个单位。"));
    const auto english = get("/units/nobody", "en");
    EXPECT_EQ(english.status, 404);
    EXPECT_TRUE(holds(english, "<html lang=\"en\""));
    EXPECT_TRUE(holds(english, texts.say(Language::en, "error.units.no_such_unit")));
    EXPECT_EQ(get("/api/units/nobody").status, 404);
}

TEST_F(UnitsHttp, ABodyThatEndedPointsToItsSuccessor) {
    const auto page = get("/units/qh-wenhua");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(holds(page, "2019年2月28日为止"));
    EXPECT_TRUE(holds(page, "href=\"/units/qh-wenlv\""));
    EXPECT_TRUE(holds(get("/units/qh-wenlv"), "href=\"/units/qh-wenhua\""));
}

TEST_F(UnitsHttp, APageShowsTheProfileWithItsHistoryInTheReadersLanguage) {
    const auto chinese = get("/units/qh-minzheng");
    EXPECT_TRUE(holds(chinese, "第3版"));
    EXPECT_TRUE(holds(chinese, "以前的2版"));
    EXPECT_TRUE(holds(chinese, "为民解困，为民服务")) << "the first version is kept";
    EXPECT_TRUE(holds(chinese, "中午不休息"));
    const auto english = get("/units/qh-minzheng", "en");
    EXPECT_TRUE(holds(english, "Done in one visit"));
    EXPECT_TRUE(holds(english, "Working days 9:00–17:00, open at noon"));
    EXPECT_TRUE(holds(english, "the papers later: 412 cases last year."));
    EXPECT_FALSE(holds(english, "演示路")) << "addresses too";
    EXPECT_TRUE(holds(english, "href=\"tel:0000-88000601\""));
    EXPECT_TRUE(holds(english, "<li lang=\"zh-CN\">民政</li>"));
}

TEST_F(UnitsHttp, TheTableComesBackAsItWent) {
    const auto table = get("/units.csv");
    EXPECT_EQ(table.status, 200);
    const auto same = import(office, table.body, true);
    ASSERT_EQ(same.status, 200) << same.body;
    EXPECT_EQ(json::parse(same.body).at("changed").as_int64(), 0);
    EXPECT_EQ(json::parse(same.body).at("created").as_int64(), 0);

    const std::string more = "code,name,class,parent\nnew-street,新街道,township,heyuan\n";
    const auto shown = import(office, more, true);
    EXPECT_EQ(json::parse(shown.body).at("created").as_int64(), 1);
    EXPECT_EQ(get("/units/new-street").status, 404) << "a preview changes nothing";
    EXPECT_EQ(import(office, more, false).status, 200);
    EXPECT_EQ(get("/units/new-street").status, 200);
    EXPECT_EQ(import("auditor", more, true).status, 403);
    EXPECT_EQ(import("", more, true).status, 401);
}

TEST_F(UnitsHttp, ARefusedTableNamesRowAndColumn) {
    const auto answer = import(office,
                               "code,name,class,valid_from\n"
                               "ok,好,township,2020-01-01\n"
                               "bad,坏,castle,2020-02-30\n",
                               false);
    EXPECT_EQ(answer.status, 422);
    EXPECT_TRUE(holds(answer, "row 3, valid_from")) << answer.body;
    EXPECT_EQ(get("/units/ok").status, 404) << "all or none";
    const auto no_class = import(office, "code,name,class\nbad,坏,castle\n", false);
    EXPECT_TRUE(holds(no_class, "row 2, class")) << no_class.body;
    PINGYI_SHARED_FILE(formulas, "data/badinput/csv_injection.txt");
    EXPECT_EQ(import(office, formulas, false).status, 422);
}

TEST_F(UnitsHttp, EachRoleChangesItsOwnPartOnly) {
    const std::string head = grant_for(Role::unit_head, "qh-minzheng");
    const std::string handler = grant_for(Role::unit_handler, "qh-minzheng");
    const auto status = [&](Method method, std::string_view grant, std::string_view code,
                            std::string_view part, std::string_view body) {
        return send(method, fmt::format("/api/units/{}{}", code, part), grant,
                    method == Method::post ? crypto::random_token(16) : "", std::string(body))
            .status;
    };
    constexpr std::string_view name = R"({"short_name":"民政"})";
    EXPECT_EQ(status(Method::patch, office, "qh-minzheng", "", name), 200);
    EXPECT_EQ(unit("qh-minzheng").at("unit").at("short_name").as_string(), "民政");
    EXPECT_EQ(status(Method::patch, office, "nobody", "", name), 404);
    for (const std::string_view grant : {std::string_view(head), std::string_view(handler)}) {
        EXPECT_EQ(status(Method::patch, grant, "qh-minzheng", "", name), 403) << grant;
    }

    constexpr std::string_view services =
        R"({"services":[{"name":"新事项","hours":"全天","hours_en":"All day"}]})";
    EXPECT_EQ(status(Method::put, handler, "qh-minzheng", "/services", services), 204);
    EXPECT_EQ(unit("qh-minzheng").at("services").at(0).at("hours_en").as_string(), "All day");
    EXPECT_EQ(status(Method::put, handler, "qh-jiaoyu", "/services", services), 403);
    constexpr std::string_view english_only =
        R"({"services":[{"name":"新事项","hours_en":"All day"}]})";
    EXPECT_EQ(status(Method::put, handler, "qh-minzheng", "/services", english_only), 422);

    constexpr std::string_view profile = R"({"items":[{"kind":"motto","text":"新的格言"}]})";
    EXPECT_EQ(status(Method::post, handler, "qh-minzheng", "/profile", profile), 403);
    EXPECT_EQ(status(Method::post, head, "qh-jiaoyu", "/profile", profile), 403);
    EXPECT_EQ(status(Method::post, head, "qh-minzheng", "/profile", profile), 201);
    EXPECT_TRUE(holds(get("/units/qh-minzheng"), "第4版"));
}

TEST_F(UnitsHttp, ARepeatedCreationIsAnsweredAlike) {
    const std::string body = R"({"code":"brand-new","class":"township","name":"新单位"})";
    const auto first = send(Method::post, "/api/units", office, key, body);
    ASSERT_EQ(first.status, 201) << first.body;
    const auto again = send(Method::post, "/api/units", office, key, body);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    const std::string other = R"({"code":"other","class":"township","name":"新单位"})";
    EXPECT_EQ(send(Method::post, "/api/units", office, key, other).status, 409);
    EXPECT_EQ(send(Method::post, "/api/units", office, crypto::random_token(16), body).status, 422)
        << "the code is taken";
}

/// Refused, or kept exactly (normalised) and shown as text.
TEST_F(UnitsHttp, HostileNamesAreStoredExactlyAndShownAsText) {
    PINGYI_SHARED_FILE(file, "data/badinput/naughty_strings.json");
    json::array samples = json::parse(file).as_array();
    for (const std::string_view more :
         {"<script>alert(1)</script>", "</script><img src=x onerror=1>", "' OR 1=1 --",
          "\"><svg/onload=alert(1)>", "{{7*7}}"}) {
        samples.emplace_back(more);
    }
    int kept = 0;
    for (const json::value& sample : samples) {
        const auto clean = text::normalised(std::string_view(sample.as_string()));
        const auto answer = send(Method::patch, "/api/units/qh-jiaoyu", office, "",
                                 json::serialize(json::object{{"name", sample}}));
        if (answer.status == 422) continue;
        ASSERT_EQ(answer.status, 200) << sample << answer.body;
        ++kept;
        const std::string name{text::trimmed(*clean)};
        EXPECT_EQ(std::string_view(unit("qh-jiaoyu").at("unit").at("name").as_string()), name);
        const auto page = get("/units/qh-jiaoyu");
        ASSERT_EQ(page.status, 200);
        html::Writer escaped;
        escaped.text(name);
        EXPECT_TRUE(holds(page, escaped.str())) << name;
        if (name.find('<') != std::string::npos && name.size() > 3) {
            EXPECT_FALSE(holds(page, name)) << name;
        }
    }
    EXPECT_GT(kept, 200);
}

}  // namespace
}  // namespace pingyi::units
