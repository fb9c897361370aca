// The public area on both engines: pages, API, feeds, export and search show what is public, and
// nothing of what is not.
#include "modules/casework/public.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "kernel/text.hpp"
#include "modules/casework/casework_test.hpp"
#include "modules/casework/public_index.hpp"
#include "modules/casework/public_pages.hpp"
#include "platform/db/words.hpp"
#include "platform/html/embedded.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"
#include "platform/http/testing.hpp"

namespace pingyi::casework {
namespace {

namespace json = boost::json;

class Public : public Bench {
protected:
    void SetUp() override {
        Bench::SetUp();
        if (HasFatalFailure()) return;
        for (const auto& area : routes()) {
            if (area.name == "casework_public") service.mount(area, deps);
        }
    }
    http::Response get(std::string_view target, std::string_view language = "zh-CN") {
        http::Request request;
        request.method = http::Method::get;
        const std::size_t mark = std::min(target.find('?'), target.size());
        request.path = target.substr(0, mark);
        request.query = target.substr(std::min(mark + 1, target.size()));
        request.headers = {{"Host", "pingyi.example"}, {"Accept-Language", std::string(language)}};
        if (!known.empty()) request.headers.push_back({"If-None-Match", known});
        return service.handle(request);
    }
    std::string number(CaseId id) { return seen(id).number; }
    /// A published reply to the round the case is in.
    void reply(CaseId id, std::string text) {
        const Case item = seen(id);
        Reply made;
        made.id = crypto::new_id<ReplyId>(now);
        ASSERT_TRUE(database.write([&](db::Tx& tx) {
            tx.run(
                "INSERT INTO casework_reply (id, case_id, round, unit, state, text, written_at, "
                "published_at, version) VALUES ($1, $2, $3, $4, 'published', $5, $6, $6, 1)",
                {made.id, id, item.round, unit, text, now});
        }));
    }
    void rewrite(CaseId id, std::string subject, std::string body) {
        Case item = seen(id);
        item.subject = std::move(subject);
        item.body = std::move(body);
        ASSERT_TRUE(database.write([&](db::Tx& tx) { return store::save(tx, item); }));
    }
    void index() { ASSERT_TRUE(index_changed(database)); }
    /// Numbers in the answer of /api/cases, in their order.
    std::vector<std::string> found(std::string_view query) {
        const auto answer = get("/api/cases" + std::string(query));
        EXPECT_EQ(answer.status, 200) << answer.body;
        std::vector<std::string> numbers;
        const json::value list = json::parse(answer.body);
        for (const auto& item : list.at("items").as_array()) {
            numbers.emplace_back(item.at("number").as_string());
        }
        return numbers;
    }

    Texts texts{
        {casework::texts(), calendar::texts(), html::embedded::texts(), http::embedded::texts()}};
    html::Shell shell = html::Shell::load(texts, {}, "").value();
    accounts::Staffing staffing{database};
    units::Bodies directory;
    Deps deps{database, shell, calendar, directory, staffing, "key"};
    FixedClock clock{now};
    http::testing::Nobody nobody;
    http::Service service{clock, texts, nobody, [this] {
                              http::ServiceOptions made;
                              made.error_page = [this](const http::Context& context,
                                                       const Error& error, int status) {
                                  return shell.error_page(context, error, status);
                              };
                              return made;
                          }()};
    std::string known;
};
INSTANTIATE_TEST_SUITE_P(Engines, Public, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

/// A text that is missing shows as its key.
bool shows_a_key(const std::string& text) {
    for (const std::string_view module : {"casework.", "calendar."}) {
        for (auto at = text.find(module); at != std::string::npos; at = text.find(module, at + 1)) {
            const char next = text[at + module.size()];
            if (next >= 'a' && next <= 'z') return true;
        }
    }
    return false;
}

std::string without(std::string text, const std::string& part) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) {
        text.erase(at, part.size());
    }
    return text;
}

TEST_P(Public, SaysEveryStepInWords) {
    const CaseId id = in_state(State::handling);
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Step>>([&](auto each) {
        EXPECT_TRUE(texts.has("casework.step." + word_of(each.value))) << each.name;
        Event line;
        line.at = now;
        line.step = each.value;
        line.to = State::handling;
        ASSERT_TRUE(database.write([&](db::Tx& tx) { store::append(tx, id, line, {}); }));
    });
    for (const std::string_view language : {"zh-CN", "en"}) {
        EXPECT_FALSE(shows_a_key(get("/cases/" + number(id), language).body)) << language;
    }
}

TEST_P(Public, ShowsALetterItsReplyAndItsProof) {
    const CaseId id = in_state(State::handling);
    reply(id, "路灯已修好。\n一、换了灯泡。");
    step(id, Step::reply, Party::body);
    const auto page = get("/cases/" + number(id));
    ASSERT_EQ(page.status, 200);
    for (const std::string_view part :
         {"路灯不亮", "中山路12号门前的路灯坏了两周", "路灯已修好", "期限是怎么算的",
          "应在2026年11月23日24:00前答复", "\"@type\":\"QAPage\"", "民政", "pingyi-cell--due",
          "用0个工作日，期限15", "公开答复", "pingyi-prose__hang"}) {
        EXPECT_NE(page.body.find(part), std::string::npos) << part;
    }
    EXPECT_FALSE(shows_a_key(page.body)) << page.body;
    EXPECT_FALSE(shows_a_key(get("/cases/" + number(id), "en").body));
    EXPECT_NE(page.body.find("href=\"/cases/follow?case=" + number(id) + "\""), std::string::npos);
    known = page.header("ETag");
    EXPECT_EQ(get("/cases/" + number(id)).status, 304);
}

TEST_P(Public, AnswersAlikeForUnknownPrivateAndUnpublishedNumbers) {
    const CaseId hidden = in_state(State::replied, Kind::complaint, Visibility::body_only);
    const CaseId waiting = filed(Kind::help);
    const std::string unknown = case_number(2026, 77'777'777);
    for (const std::string_view path : {"/cases/", "/api/cases/"}) {
        const auto answer = get(std::string(path) + unknown);
        EXPECT_EQ(answer.status, 404);
        for (const CaseId id : {hidden, waiting}) {
            const auto other = get(std::string(path) + number(id));
            EXPECT_EQ(other.status, 404);
            EXPECT_EQ(without(other.body, number(id)), without(answer.body, unknown));
        }
    }
}

TEST_P(Public, PrivateCasesAreFoundByNoWay) {
    const CaseId shown = in_state(State::replied);
    const CaseId hidden = in_state(State::handling, Kind::complaint, Visibility::body_only);
    rewrite(hidden, "独一无二的秘密", "独一无二的秘密");
    reply(hidden, "独一无二的秘密已答复");
    step(hidden, Step::reply, Party::body);
    index();
    const std::string secret = number(hidden);
    for (const std::string& query : std::vector<std::string>{
             "", "?q=%E7%A7%98%E5%AF%86", "?kind=complaint", "?state=replied", "?unit=qh-minzheng",
             "?lateness=in_time", "?from=2026-11-01", "?q=" + secret, "?q=%E8%B7%AF%E7%81%AF"}) {
        for (const std::string_view path :
             {"/cases", "/api/cases", "/cases.atom", "/cases.json", "/cases.csv"}) {
            const auto answer = get(std::string(path) + query);
            EXPECT_EQ(answer.status, 200) << path << query;
            EXPECT_EQ(answer.body.find("独一无二"), std::string::npos) << path << query;
            if (query.find(secret) != std::string::npos) continue;  // the form shows what was typed
            EXPECT_EQ(answer.body.find(secret), std::string::npos) << path << query;
        }
        EXPECT_EQ(std::ranges::count(found(query), secret), 0) << query;
    }
    EXPECT_EQ(get("/cases/" + number(shown)).body.find(secret), std::string::npos);
}

TEST_P(Public, FiltersAndPagesByTheAddress) {
    std::vector<std::string> numbers;
    for (int i = 0; i < 5; ++i) {
        numbers.push_back(number(in_state(i < 3 ? State::replied : State::handling)));
        now += std::chrono::hours{24};
    }
    std::ranges::reverse(numbers);
    EXPECT_EQ(found(""), numbers);
    EXPECT_EQ(found("?state=handling"), (std::vector{numbers[0], numbers[1]}));
    EXPECT_EQ(found("?state=replied&unit=qh-minzheng").size(), 3U);
    EXPECT_EQ(found("?from=2026-11-03&until=2026-11-04"), (std::vector{numbers[2], numbers[3]}));
    EXPECT_EQ(found("?kind=help").size(), 0U);
    const json::value first = json::parse(get("/api/cases?limit=2").body);
    const std::string next(first.at("next").as_string());
    EXPECT_EQ(found("?limit=2&after=" + next), (std::vector{numbers[2], numbers[3]}));
    EXPECT_EQ(get("/api/cases?unit=qh-nobody").status, 404);
    EXPECT_EQ(get("/api/cases?kind=nonsense").status, 422);
    EXPECT_EQ(get("/cases?kind=&state=&unit=&q=").status, 200) << "as an empty form sends it";
    EXPECT_NE(get("/cases?kind=help").body.find("没有符合条件的来信"), std::string::npos);
    EXPECT_FALSE(shows_a_key(get("/cases").body));
    EXPECT_FALSE(shows_a_key(get("/cases", "en").body));
}

TEST_P(Public, TellsLatenessByTheClock) {
    const std::string waiting = number(in_state(State::handling));
    const CaseId answered = in_state(State::handling);
    clock.set(at("2026-11-24T10:00:00+08:00"));
    EXPECT_EQ(found("?lateness=late").size(), 2U);
    EXPECT_EQ(found("?lateness=in_time").size(), 0U);
    now = clock.now();
    step(answered, Step::reply, Party::body);
    EXPECT_EQ(found("?lateness=late").size(), 2U) << "answered late stays late";
    clock.set(at("2026-12-30T10:00:00+08:00"));
    EXPECT_EQ(found("?lateness=very_late"), (std::vector{waiting}));
    EXPECT_EQ(found("?lateness=late"), (std::vector{number(answered)}));
}

TEST_P(Public, SearchFollowsWhatIsPublic) {
    const CaseId id = in_state(State::accepted);
    const std::string its = number(id);
    index();
    EXPECT_EQ(found("?q=%E8%B7%AF%E7%81%AF"), (std::vector{its})) << "路灯";
    EXPECT_EQ(found("?q=%E8%B7%AF%E7%81%AF&state=replied").size(), 0U);
    EXPECT_EQ(found("?q=%E5%AE%8C%E5%B7%A5").size(), 0U);
    step(id, Step::assign, Party::intake, unit);
    step(id, Step::sign_for, Party::body);
    reply(id, "昨天已经完工。");
    step(id, Step::reply, Party::body);
    index();
    EXPECT_EQ(found("?q=%E5%AE%8C%E5%B7%A5&state=replied"), (std::vector{its})) << "完工";
    Case item = seen(id);
    item.visibility = Visibility::body_only;
    ASSERT_TRUE(database.write([&](db::Tx& tx) { return store::save(tx, item); }));
    EXPECT_EQ(found("?q=%E8%B7%AF%E7%81%AF").size(), 0U) << "at once, before the index follows";
    index();
    EXPECT_EQ(found("?q=%E8%B7%AF%E7%81%AF").size(), 0U);
}

TEST_P(Public, AWithdrawnLetterIsNoLongerShown) {
    const CaseId id = in_state(State::handling);
    index();
    step(id, Step::withdraw, Party::resident);
    const auto page = get("/cases/" + number(id));
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.body.find("路灯"), std::string::npos);
    EXPECT_NE(page.body.find("来信人已撤回"), std::string::npos);
    EXPECT_EQ(found("").size(), 0U);
    EXPECT_EQ(found("?q=%E8%B7%AF%E7%81%AF").size(), 0U);
    index();
    EXPECT_EQ(found("?q=%E8%B7%AF%E7%81%AF").size(), 0U);
}

TEST_P(Public, TellsNobodyWhoWasCalledBack) {
    const CaseId id = in_state(State::replied);
    step(id, Step::call_back, Party::clock);
    step(id, Step::reopen, Party::call_back);
    const auto answer = get("/api/cases/" + number(id));
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.find("call_back"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("\"step\":\"reopen\""), std::string::npos);
    EXPECT_NE(answer.body.find("\"state\":\"handling\""), std::string::npos);
}

TEST_P(Public, RoundsThePointAndShowsMergedCases) {
    const CaseId target = in_state(State::accepted);
    const CaseId other = in_state(State::accepted);
    Case item = seen(other);
    item.merged_into = target;
    ASSERT_TRUE(database.write([&](db::Tx& tx) {
        tx.run("UPDATE casework_case SET lat_e6 = $1, lon_e6 = $2 WHERE id = $3",
               {31'230'456, -121'473'789, other});
        return store::save(tx, item);
    }));
    step(other, Step::merge, Party::intake);
    const json::value detail = json::parse(get("/api/cases/" + number(other)).body);
    EXPECT_DOUBLE_EQ(detail.at("point").at("lat").to_number<double>(), 31.23);
    EXPECT_DOUBLE_EQ(detail.at("point").at("lon").to_number<double>(), -121.474);
    EXPECT_EQ(detail.at("merged_into").at("number").as_string(), number(target));
    EXPECT_NE(get("/cases/" + number(target)).body.find("/cases/" + number(other)),
              std::string::npos);
}

TEST_P(Public, HostileTextsStayTexts) {
    const std::vector<std::string> samples = {"<script>alert(1)</script>",
                                              "\"><img src=x onerror=alert(1)>",
                                              "]]><x>",
                                              "=1+1",
                                              "</script><script>alert(2)</script>",
                                              "&lt;b&gt;\xEF\xBF\xBE"};
    const CaseId id = in_state(State::handling);
    for (const std::string& sample : samples) {
        rewrite(id, sample, sample);
        const auto page = get("/cases/" + number(id));
        EXPECT_EQ(page.status, 200);
        EXPECT_EQ(page.body.find("<script>alert"), std::string::npos);
        EXPECT_EQ(page.body.find("<img"), std::string::npos);
        EXPECT_EQ(get("/cases").body.find("<script>alert"), std::string::npos);
        const std::string atom = get("/cases.atom").body;
        EXPECT_EQ(atom.find("<script"), std::string::npos);
        EXPECT_EQ(atom.find("\xEF\xBF\xBE"), std::string::npos);
        EXPECT_NO_THROW((void)json::parse(get("/cases.json").body));
        EXPECT_EQ(get("/cases.csv").body.find(",=1"), std::string::npos) << "formula guard";
    }
}

TEST_P(Public, FeedsSayWhereTheyGoOn) {
    for (int i = 0; i < 3; ++i) in_state(State::accepted);
    const json::value feed = json::parse(get("/cases.json?limit=2&kind=complaint").body);
    EXPECT_EQ(feed.at("version").as_string(), "https://jsonfeed.org/version/1.1");
    EXPECT_EQ(feed.at("items").as_array().size(), 2U);
    const std::string next(feed.at("next_url").as_string());
    EXPECT_TRUE(next.starts_with("http://pingyi.example/cases.json?kind=complaint&after=")) << next;
    const auto atom = get("/cases.atom");
    EXPECT_NE(atom.body.find("<id>tag:pingyi.example,2026:case/"), std::string::npos);
    known = atom.header("ETag");
    EXPECT_EQ(get("/cases.atom").status, 304);
    known.clear();
    const auto table = get("/cases.csv");
    EXPECT_TRUE(table.body.starts_with(
        "\xEF\xBB\xBFnumber,kind,state,body_code,body,subject,submitted_on,replied_on,due_on,"
        "lateness,reopened,days_used,days_allowed,address\r\n"));
    EXPECT_EQ(std::ranges::count(table.body, '\n'), 4);
}

TEST(Seal, TakesTwoCharactersOfTheName) {
    EXPECT_EQ(seal_of("青禾市民政局"), "民政");
    EXPECT_EQ(seal_of("市城市管理局"), "城市");
    EXPECT_EQ(seal_of("青禾市东城区教育局"), "教育");
    EXPECT_EQ(seal_of("市场监督管理局"), "市场");
    EXPECT_EQ(seal_of(""), "");
}

}  // namespace
}  // namespace pingyi::casework
