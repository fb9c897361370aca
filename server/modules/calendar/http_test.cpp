// The routes of the calendar as the server mounts them: from an upload to a due date and its page.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "modules/accounts/embedded.hpp"
#include "modules/accounts/testing.hpp"
#include "modules/calendar/module.hpp"
#include "modules/ledger/embedded.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/html/embedded.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"
#include "platform/jobs/embedded.hpp"

namespace pingyi::calendar {
namespace {

using accounts::Role;

std::string week_2027() {
    std::string csv = "date,name,is_off_day,notice_year\n";
    for (int i = 1; i <= 7; ++i) csv += "2027-10-0" + std::to_string(i) + ",国庆节,1,2027\n";
    return csv;
}

class CalendarHttp : public ::testing::Test {
protected:
    CalendarHttp() {
        EXPECT_TRUE(load_shipped(database, clock.now()));
        using accounts::testing::somebody;
        authenticator.people = {{"office", somebody("office", Role::programme_office, clock.now())},
                                {"auditor", somebody("auditor", Role::auditor, clock.now())}};
        service.mount(routes(), deps);
    }
    static std::vector<db::MigrationSet> sets() {
        crypto::start();
        return {{"jobs", jobs::embedded::migrations()},
                {"ledger", ledger::embedded::migrations()},
                {"accounts", accounts::embedded::migrations()},
                {"calendar", migrations()}};
    }
    http::Response get(std::string_view target, std::string_view role = "") {
        return send(http::Method::get, target, role, {}, {});
    }
    http::Response import(std::string_view role, std::string_view key, std::string body,
                          std::string_view target = "/api/calendar/imports") {
        return send(http::Method::post, target, role, key, std::move(body));
    }
    http::Response send(http::Method method, std::string_view target, std::string_view role,
                        std::string_view key, std::string body) {
        http::Request request;
        request.method = method;
        const std::size_t mark = target.find('?');
        request.path = target.substr(0, mark);
        if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
        request.headers = {{"Host", "pingyi.example"}, {"Accept-Language", "zh-CN"}};
        if (!role.empty()) request.headers.push_back({"Test-Who", std::string(role)});
        if (!key.empty()) request.headers.push_back({"Idempotency-Key", std::string(key)});
        if (method == http::Method::post) {
            request.headers.push_back({"Content-Type", "application/octet-stream"});
        }
        request.body = std::move(body);
        return service.handle(request);
    }
    static boost::json::value json(const http::Response& response) {
        return boost::json::parse(response.body);
    }

    db::testing::Fresh fresh{db::Engine::sqlite, sets()};
    db::Database& database = fresh.database();
    FixedClock clock{instant_from("2026-11-23T09:00:00+08:00").value()};
    Texts texts{{texts_of_calendar(), html::embedded::texts(), http::embedded::texts(),
                 accounts::embedded::texts()}};
    html::Shell shell = html::Shell::load(texts, {}, "").value();
    Calendar calendar{Zone::named("Asia/Shanghai").value()};
    accounts::Staffing staffing{database};
    Deps deps{database, shell, calendar, staffing};
    accounts::testing::KnownPeople authenticator;
    http::Service service{clock, texts, authenticator};

private:
    static EmbeddedFiles texts_of_calendar() { return pingyi::calendar::texts(); }
};

constexpr std::string_view key = "abcdefghijklmnop";

TEST_F(CalendarHttp, ImportsAYearOnceAndShowsADeadlineWithItsProof) {
    const std::string question = "/api/calendar/deadline?start=2026-12-30&days=3";
    auto answer = json(get(question));
    EXPECT_EQ(answer.at("state").as_string(), "year_missing");
    EXPECT_EQ(answer.at("text").as_string(), "2027年放假安排公布后确定期限");
    EXPECT_EQ(answer.at("proof").as_array().size(), 1U);

    const auto preview = import("office", "", week_2027(), "/api/calendar/imports/preview");
    EXPECT_EQ(preview.status, 200) << preview.body;
    EXPECT_EQ(json(preview).at("changes").as_array().size(), 7U);
    EXPECT_TRUE(json(preview).at("years").at(0).at("is_new").as_bool());

    const auto made = import("office", key, week_2027());
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(json(made).at("version").as_int64(), 2);
    const auto again = import("office", key, week_2027());
    EXPECT_EQ(again.status, 201) << "repeated with its key, it is answered alike";
    EXPECT_EQ(json(again).at("id"), json(made).at("id"));
    EXPECT_EQ(import("office", "qrstuvwxyz012345", week_2027()).status, 409) << "nothing new";

    answer = json(get(question));
    EXPECT_EQ(answer.at("due_day").as_string(), "2027-01-04");
    EXPECT_EQ(answer.at("due").as_string(), "2027-01-04T16:00:00.000Z");
    EXPECT_EQ(answer.at("skipped").as_int64(), 2);
    EXPECT_EQ(answer.at("proof").at(0).at("number").as_int64(), 1);
    EXPECT_EQ(answer.at("proof").at(2).at("reason").as_string(), "weekend");
    EXPECT_EQ(json(get("/api/calendar/imports", "auditor")).at("items").as_array().size(), 2U);
    EXPECT_EQ(json(get("/api/calendar/years/2027")).at("days").as_array().size(), 7U);
}

TEST_F(CalendarHttp, IsOpenToReadersAndClosedToOthers) {
    EXPECT_EQ(get("/api/calendar/years").status, 200);
    EXPECT_EQ(get("/api/calendar/years/2027").status, 404);
    EXPECT_EQ(get("/api/calendar/imports").status, 401);
    EXPECT_EQ(get("/api/calendar/notices").status, 401);
    EXPECT_EQ(import("", key, week_2027()).status, 401);
    EXPECT_EQ(import("auditor", key, week_2027()).status, 403);
}

TEST_F(CalendarHttp, WarnsOfTheMissingYear) {
    EXPECT_TRUE(json(get("/api/calendar/notices", "auditor")).at("items").as_array().empty());
    ASSERT_TRUE(watch_years(database, calendar.zone(), clock.now()));
    const auto warned = json(get("/api/calendar/notices", "auditor"));
    EXPECT_EQ(warned.at("items").at(0).at("year").as_int64(), 2027);
}

TEST_F(CalendarHttp, ServesPagesWithAnEtag) {
    const auto page = get("/calendar");
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("2026年工作日历"), std::string::npos);
    EXPECT_NE(page.body.find("2027年的放假安排尚未公布"), std::string::npos);
    EXPECT_EQ(std::ranges::count_if(page.headers,
                                    [](const auto& header) { return header.name == "ETag"; }),
              1);
    EXPECT_LT(page.body.size(), 120'000U);
    EXPECT_EQ(get("/calendar/2008").status, 200);
    EXPECT_EQ(get("/calendar/2027").status, 200) << "an empty state, no error";
    EXPECT_EQ(get("/calendar/deadline").status, 200);
    for (const std::string_view path :
         {"/calendar/0", "/calendar/99999", "/calendar/-1", "/calendar/%00", "/calendar/%E5"}) {
        const int status = get(path).status;
        EXPECT_TRUE(status >= 400 && status < 500) << path << " " << status;
    }
}

TEST_F(CalendarHttp, RefusesHostileInputWithANamedField) {
    for (const std::string_view query :
         {"", "?start=2026-02-30&days=1", "?start=2026-01-01&days=0", "?start=2026-01-01&days=367",
          "?start=2026-01-01&days=1e9", "?start=2026-01-01&days=1&clock=minutes",
          "?start=%00&days=1", "?start=2026-01-01&days=1&x=y"}) {
        const auto answer = get("/api/calendar/deadline" + std::string(query));
        EXPECT_TRUE(answer.status >= 400 && answer.status < 500) << query << answer.status;
        EXPECT_FALSE(json(answer).at("errors").as_array().empty()) << query;
    }
    EXPECT_EQ(get("/api/calendar/deadline?start=9999-12-31&days=366&clock=calendar_days").status,
              200);
    EXPECT_EQ(get("/api/calendar/imports?after=MS4xOmFi", "office").status, 422);
    for (const std::string& body :
         {std::string(), std::string("\0\xFF", 2), std::string("{"), std::string("BEGIN:VCALENDAR"),
          week_2027() + "=cmd|' /C calc'!A0,x,1,2027\n", std::string(1'000'001, 'a')}) {
        const auto answer = import("office", key, body);
        EXPECT_TRUE(answer.status >= 400 && answer.status < 500) << answer.status;
    }
    PINGYI_SHARED_FILE(formulas, "data/badinput/csv_injection.txt");
    EXPECT_EQ(import("office", key, formulas).status, 422);
    EXPECT_EQ(json(get("/api/calendar/imports", "office")).at("items").as_array().size(), 1U)
        << "nothing was imported";
}

}  // namespace
}  // namespace pingyi::calendar
