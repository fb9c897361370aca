// The documents as clients get them, on both engines: shapes, errors, filing,
// and what stays hidden.
#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "modules/accounts/api.hpp"
#include "modules/calendar/module.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/testing.hpp"
#include "modules/open311/module.hpp"
#include "modules/units/module.hpp"
#include "platform/clock/clock.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"

namespace pingyi::open311 {
namespace {

namespace json = boost::json;

constexpr std::string_view letters =
    "留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间\n"
    "1,A1,物业乱收费,2019-04-25 09:32:09,请处理 <b>&。,已责成整改。,2019-05-18 "
    "10:00:00\n"
    "2,A2,公交车太挤,2019-05-02 09:00:00,请加车。,已加车。,2019-05-08 "
    "10:00:00\n";

/// Nobody is known by a header; keys are "reads" and "writes".
class NobodyKnown final : public http::Authenticator {
public:
    Result<http::Caller> identify(const http::Request& request, Instant) override {
        if (request.header("Authorization").empty()) return http::Caller{};
        return fail(ErrorKind::unauthenticated, "accounts.key_not_valid");
    }
};

Result<http::Caller> caller_of_key(std::string_view key, Instant) {
    http::Caller caller;
    if (key == "writes") caller.classes = http::anyone | accounts::key_may_write;
    if (key == "reads") caller.classes = http::anyone | accounts::key_may_read;
    if (!caller.classes.intersects(accounts::key_may_write | accounts::key_may_read)) {
        return fail(ErrorKind::unauthenticated, "accounts.key_not_valid");
    }
    return caller;
}

class Open311Http : public ::testing::TestWithParam<db::Engine> {
protected:
    void SetUp() override {
        ASSERT_TRUE(calendar::load_shipped(database, clock.now()));
        ASSERT_TRUE(units::add_demo(database, clock.now()));
        casework::LettersFile file;
        file.content = letters;
        ASSERT_TRUE(casework::import_letters({database, calendar, clock, "key"}, std::move(file)));
        service.mount(routes(), deps);
    }
    http::Response send(http::Method method, std::string_view target, std::string body = {},
                        std::string_view media = "application/x-www-form-urlencoded") {
        http::Request request;
        request.method = method;
        request.path = target.substr(0, target.find('?'));
        if (target.contains('?')) request.query = target.substr(target.find('?') + 1);
        request.headers = {{"Host", "city.example"}, {"Accept-Language", "en"}};
        if (method == http::Method::post)
            request.headers.push_back({"Content-Type", std::string(media)});
        request.body = std::move(body);
        return service.handle(request);
    }
    http::Response get(std::string_view target) { return send(http::Method::get, target); }
    json::value json_of(std::string_view target) { return json::parse(get(target).body); }
    std::string number_of(std::string_view source_id) {
        return database
            .read([&](db::Tx& tx) {
                return tx
                    .run("SELECT number FROM casework_case WHERE source_id = $1", {source_id})[0]
                    .text(0);
            })
            .value();
    }
    void run(std::string_view sql, const std::string& number) {
        ASSERT_TRUE(database.write([&](db::Tx& tx) { tx.run(sql, {number}); }));
    }

    db::testing::Fresh fresh{GetParam(), casework::testing::migration_sets()};
    db::Database& database = fresh.database();
    calendar::Calendar calendar{Zone::named("Asia/Shanghai").value()};
    FixedClock clock{instant_from("2026-11-02T10:00:00+08:00").value()};
    Texts all_texts{
        {casework::texts(), texts(), http::embedded::texts(), accounts::embedded::texts()}};
    NobodyKnown nobody;
    http::Service service{clock, all_texts, nobody};
    units::Bodies directory;
    Deps deps{database, calendar,     directory, all_texts, {"青禾市作风建设办公室", "The office"},
              "12345",  caller_of_key};
};
INSTANTIATE_TEST_SUITE_P(Engines, Open311Http, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(Open311Http, DiscoversItself) {
    const auto answer = get("/open311/v2/discovery.xml");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Content-Type"), "text/xml; charset=utf-8");
    EXPECT_TRUE(answer.body.contains("<specification>http://wiki.open311.org/GeoReport_v2<"));
    EXPECT_TRUE(answer.body.contains("<url>http://city.example/open311/v2</url>"));
    const auto found = json_of("/open311/v2/discovery.json");
    EXPECT_EQ(found.at("endpoints").at(0).at("formats").at(1), "application/json");
    EXPECT_EQ(found.at("contact"), "The office, 12345");
}

TEST_P(Open311Http, ListsServices) {
    run("INSERT INTO casework_category (code, parent, name_zh, name_en, "
        "keywords, place, "
        "is_current) VALUES ($1, NULL, '路灯', 'Street lights', '灯|暗', 1, 1)",
        "lights");
    const auto services = json_of("/open311/v2/services.json").as_array();
    ASSERT_EQ(services.size(), 7U);
    EXPECT_EQ(services[0].at("service_code"), "lights");
    EXPECT_EQ(services[0].at("service_name"), "Street lights");
    EXPECT_EQ(services[0].at("metadata"), false);
    EXPECT_EQ(services[0].at("keywords"), "灯,暗");
    EXPECT_TRUE(services[0].at("group").is_null());
    EXPECT_EQ(services[1].at("service_code"), "complaint");
    EXPECT_EQ(json_of("/open311/v2/services/lights.json").at("attributes").as_array().size(), 0U);
    EXPECT_EQ(get("/open311/v2/services/none.xml").status, 404);
}

TEST_P(Open311Http, ShowsPublicCases) {
    const auto list = json_of(
        "/open311/v2/"
        "requests.json?start_date=2019-04-20T00:00:00Z&end_"
        "date=2019-05-20T00:00:00Z");
    ASSERT_EQ(list.as_array().size(), 2U);
    const json::value& newest = list.at(0);
    EXPECT_EQ(newest.at("service_request_id"), json::value(number_of("2")));
    EXPECT_EQ(newest.at("status"), "closed");
    EXPECT_EQ(newest.at("status_notes"), "已加车。");
    EXPECT_EQ(newest.at("agency_responsible"), "Qinghe Buses");
    EXPECT_EQ(newest.at("requested_datetime"), "2019-05-02T01:00:00Z");
    EXPECT_EQ(newest.at("expected_datetime"), "2019-05-23T16:00:00Z");
    EXPECT_TRUE(newest.at("lat").is_null());
    const std::string one = "/open311/v2/requests/" + number_of("1");
    const auto xml = get(one + ".xml");
    EXPECT_TRUE(
        xml.body.starts_with("<?xml version=\"1.0\" "
                             "encoding=\"utf-8\"?>\n<service_requests><request>"));
    EXPECT_TRUE(xml.body.contains("请处理 &lt;b&gt;&amp;。"));
    EXPECT_EQ(json_of(one + ".json").as_array().size(), 1U);
    EXPECT_EQ(json_of("/open311/v2/requests.json?service_request_id=" + number_of("1") + ",%20" +
                      number_of("2") + "&status=open&api_key=whatever")
                  .as_array()
                  .size(),
              2U);
    const std::string span = "?start_date=2019-04-20T00:00:00%2B08:00&service_code=";
    EXPECT_EQ(json_of("/open311/v2/requests.json" + span + "complaint").as_array().size(), 0U);
    EXPECT_EQ(json_of("/open311/v2/requests.json" + span + "letter,x").as_array().size(), 2U);
    EXPECT_EQ(json_of("/open311/v2/requests.json" + span + "&status=open").as_array().size(), 0U);
    EXPECT_EQ(json_of("/open311/v2/requests.json").as_array().size(),
              0U);  // the last 90 days
    EXPECT_EQ(json_of("/open311/v2/tokens/" + number_of("1") + ".json").at(0).at("token"),
              json::value(number_of("1")));
}

TEST_P(Open311Http, ShowsPointsToThreeDecimals) {
    run("UPDATE casework_case SET lat_e6 = 22543987, lon_e6 = -114057123 WHERE "
        "number = $1",
        number_of("1"));
    const auto xml = get("/open311/v2/requests/" + number_of("1") + ".xml").body;
    EXPECT_TRUE(xml.contains("<lat>22.544</lat><long>-114.057</long>")) << xml;
}

TEST_P(Open311Http, HidesWhatIsNotPublicAlsoFromKeys) {
    run("UPDATE casework_case SET visibility = 'body_only' WHERE number = $1", number_of("1"));
    const auto hidden = get("/open311/v2/requests/" + number_of("1") + ".xml?api_key=writes");
    const auto unknown = get("/open311/v2/requests/2026000000012.xml");
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(hidden.body, unknown.body);
    EXPECT_EQ(
        json_of("/open311/v2/requests.json?start_date=2019-04-20T00:00:00Z").as_array().size(), 1U);
    EXPECT_EQ(json_of("/open311/v2/"
                      "servicerequestupdates.json?start_date=2019-04-20T00:00:00Z")
                  .as_array()
                  .size(),
              1U);
}

TEST_P(Open311Http, CarriesReplies) {
    const auto list =
        json_of("/open311/v2/servicerequestupdates.json?start_date=2019-05-01T00:00:00Z");
    ASSERT_EQ(list.as_array().size(), 2U);
    EXPECT_EQ(list.at(0).at("service_request_id"), json::value(number_of("2")));
    EXPECT_EQ(list.at(0).at("status"), "CLOSED");
    EXPECT_EQ(list.at(0).at("description"), "已加车。");
    const auto refused = send(http::Method::post, "/open311/v2/servicerequestupdates.xml", "a=1");
    EXPECT_EQ(refused.status, 403);
    EXPECT_TRUE(refused.body.contains("<errors><error><code>403</code>")) << refused.body;
}

TEST_P(Open311Http, FilesACaseThatIsFoundOnceAccepted) {
    const auto filed = send(http::Method::post, "/open311/v2/requests.json?jurisdiction_id=city",
                            "api_key=writes&service_code=report&lat=22.5439871&long=114.05"
                            "&address_string=Main+St+1&first_name=Ann&last_name=Lee&email=a%40b.org"
                            "&description=Hole+in+the+road%0ATell+Ann+at+13812345678");
    ASSERT_EQ(filed.status, 200) << filed.body;
    const json::value answer = json::parse(filed.body);
    const std::string number(answer.at(0).at("service_request_id").as_string());
    EXPECT_TRUE(std::string(answer.at(0).at("service_notice").as_string()).contains("not kept"));
    const std::string target = "/open311/v2/requests/" + number + ".json";
    EXPECT_EQ(get(target).status, 404);
    EXPECT_EQ(get("/open311/v2/tokens/" + number + ".json").status, 404);
    run("UPDATE casework_case SET state = 'accepted', published_at = "
        "submitted_at WHERE number = $1",
        number);
    const auto seen = json_of(target).at(0);
    EXPECT_EQ(seen.at("status"), "open");
    EXPECT_EQ(seen.at("service_code"), "report");
    EXPECT_EQ(seen.at("address"), "Main St 1");
    EXPECT_EQ(seen.at("description"),
              "Hole in the road\nHole in the road\nTell 〔姓名〕 at 〔电话〕");
    EXPECT_DOUBLE_EQ(seen.at("lat").as_double(), 22.544);
    const auto channel = database.read([&](db::Tx& tx) {
        return tx.run("SELECT channel FROM casework_case WHERE number = $1", {number})[0].text(0);
    });
    EXPECT_EQ(channel.value(), "open311");
}

TEST_P(Open311Http, NothingThatIsSentIsAFaultOfTheServer) {
    PINGYI_SHARED_FILE(naughty, "data/badinput/naughty_strings.json");
    const json::value strings = json::parse(naughty);
    constexpr std::string_view filters[] = {
        "service_request_id", "service_code", "start_date", "end_date", "status",
        "jurisdiction_id",    "page",         "page_size",  "api_key"};
    std::size_t turn = 0;
    int filed = 0;
    for (const json::value& each : strings.as_array()) {
        const std::string value = http::percent_encoded(std::string_view(each.as_string()));
        const std::string format = turn % 2 == 0 ? ".xml" : ".json";
        const std::string_view filter = filters[turn++ % std::size(filters)];
        const auto list =
            get("/open311/v2/requests" + format + "?" + std::string(filter) + "=" + value);
        ASSERT_LT(list.status, 500) << filter << "=" << value << list.body;
        const auto answer = send(http::Method::post, "/open311/v2/requests" + format,
                                 "api_key=writes&service_code=report&address_string=" + value +
                                     "&description=" + value + "&first_name=" + value);
        ASSERT_LT(answer.status, 500) << value << answer.body;
        if (answer.status == 200) ++filed;
        if (format == ".json") {
            ASSERT_NO_THROW((void)json::parse(answer.body)) << answer.body;
        }
    }
    EXPECT_GT(filed, 50);
    run("UPDATE casework_case SET state = 'accepted', published_at = submitted_at "
        "WHERE channel = 'open311' AND number <> $1",
        "");
    EXPECT_EQ(get("/open311/v2/requests.xml").status, 200);
    EXPECT_NO_THROW((void)json_of("/open311/v2/requests.json"));
}

TEST_P(Open311Http, TakesMultipartAndTellsWhatIsWrong) {
    const std::string body =
        "--b\r\nContent-Disposition: form-data; "
        "name=\"api_key\"\r\n\r\nwrites\r\n"
        "--b\r\nContent-Disposition: form-data; "
        "name=\"lat\"\r\n\r\n91\r\n--b--\r\n";
    const auto told = send(http::Method::post, "/open311/v2/requests.xml", body,
                           "multipart/form-data; boundary=b");
    EXPECT_EQ(told.status, 400);
    EXPECT_EQ(told.header("Content-Type"), "text/xml; charset=utf-8");
    for (const std::string_view expected : {"<code>400</code><description>service_code: ",
                                            "<description>lat: ", "<description>long: "}) {
        EXPECT_TRUE(told.body.contains(expected)) << expected << " in " << told.body;
    }
}

TEST_P(Open311Http, RefusesInTheFormatThatWasAsked) {
    const struct {
        http::Method method;
        std::string_view target, body;
        int status;
    } cases[] = {
        {http::Method::post, "/open311/v2/requests.json", "service_code=report", 403},
        {http::Method::post, "/open311/v2/requests.json", "api_key=reads", 403},
        {http::Method::post, "/open311/v2/requests.json", "api_key=no", 403},
        {http::Method::post, "/open311/v2/requests.json", "api_key=%zz", 400},
        {http::Method::post, "/open311/v2/nothing.json", "", 404},
        {http::Method::get, "/open311/v2/nothing.json", "", 404},
        {http::Method::get, "/open311/v2/requests.json?start_date=yesterday", "", 400},
        {http::Method::get, "/open311/v2/requests.json?status=lost", "", 400},
        {http::Method::get,
         "/open311/v2/"
         "requests.json?start_date=2019-01-01T00:00:00Z&end_date=2019-06-01T00:"
         "00:00Z",
         "", 400},
        {http::Method::get, "/open311/v2/requests/1.json", "", 404},
    };
    for (const auto& each : cases) {
        const auto answer = send(each.method, each.target, std::string(each.body));
        EXPECT_EQ(answer.status, each.status) << each.target << " " << answer.body;
        EXPECT_EQ(answer.header("Content-Type"), "application/json; charset=utf-8");
        const auto errors = json::parse(answer.body).as_array();
        ASSERT_FALSE(errors.empty());
        EXPECT_EQ(errors[0].at("code"), each.status);
        EXPECT_FALSE(errors[0].at("description").as_string().empty());
    }
}

/// The elements of an XML sample, in no order.
std::vector<std::string> elements_of(std::string_view xml) {
    std::vector<std::string> names;
    for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
        const std::size_t end = xml.find_first_of(" />\t\n", at + 1);
        std::string name(xml.substr(at + 1, end - at - 1));
        if (name.empty() || name[0] == '?' || name[0] == '!') continue;
        if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

TEST_P(Open311Http, HasTheShapeOfServersInUse) {
    const std::string one = get("/open311/v2/requests/" + number_of("1") + ".xml").body;
    PINGYI_SHARED_FILE(request, "data/open311/get_service_request.xml");
    EXPECT_EQ(elements_of(one), elements_of(request));
    PINGYI_SHARED_FILE(services, "data/open311/services.xml");
    EXPECT_EQ(elements_of(get("/open311/v2/services.xml").body), elements_of(services));
    PINGYI_SHARED_FILE(missing, "data/open311/get_service_request_not_found.xml");
    EXPECT_EQ(elements_of(get("/open311/v2/requests/1.xml").body), elements_of(missing));
}

}  // namespace
}  // namespace pingyi::open311
