// The pipeline, from a request to its answer.
#include "platform/http/service.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/embedded.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/request_parser.hpp"
#include "platform/http/testing.hpp"

namespace pingyi::http {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view letter_id = "0190f3a2-0000-7000-8000-000000000001";
constexpr std::string_view key = "abcdefghijklmnop";

/// Trusts the header "Test-Caller": clerk, chief, broken.
class HeaderAuthenticator final : public Authenticator {
public:
    Result<Caller> identify(const Request& request, Instant) override {
        const std::string_view name = request.header("Test-Caller");
        if (name.empty()) return Caller{};
        if (name == "broken") return fail(ErrorKind::unavailable, "sample.away");
        const Callers classes = name == "chief" ? sample::chief : sample::clerk;
        return Caller{anyone | classes, std::make_shared<Identity>(), "h-" + std::string(name)};
    }
};

class ServiceTest : public ::testing::Test {
protected:
    ServiceTest() {
        deps.letter.id = sample::LetterId::from(letter_id).value();
        deps.letter.title = "路灯";
        service.mount(sample::routes(), deps);
    }
    [[nodiscard]] static Request request(Method method, std::string_view target,
                                         std::string_view caller = "", std::string body = "") {
        Request made;
        made.method = method;
        const std::size_t mark = target.find('?');
        made.path = target.substr(0, mark);
        if (mark != std::string_view::npos) made.query = target.substr(mark + 1);
        if (!caller.empty()) made.headers.push_back({"Test-Caller", std::string(caller)});
        made.headers.push_back({"Host", "pingyi.example"});
        if (!body.empty()) made.headers.push_back({"Content-Type", "application/json"});
        made.body = std::move(body);
        made.request_id = "r1";
        return made;
    }
    [[nodiscard]] static boost::json::value json(const Response& response) {
        return boost::json::parse(response.body);
    }
    [[nodiscard]] static std::string code(const Response& response) {
        return std::string(json(response).at("code").as_string());
    }

    FixedClock clock{Instant{}};
    Texts texts{{embedded::texts()}};
    HeaderAuthenticator authenticator;
    std::vector<std::string> seen;
    Service service{clock,
                    texts,
                    authenticator,
                    {.error_page =
                         [](const Context& context, const Error& error, int status) {
                             Response page{.status = status, .body = "<h1>" + error.code};
                             page.with("Content-Language", tag_of(context.language()));
                             return page;
                         },
                     .observed =
                         [this](std::string_view route, int status, double) {
                             seen.push_back(std::string(route) + " " + std::to_string(status));
                         }}};
    sample::Deps deps;
};

TEST_F(ServiceTest, AnswersJson) {
    const Response response = service.handle(request(Method::get, "/api/letters?q=a"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("content-type"), "application/json");
    EXPECT_EQ(response.header("Cache-Control"), "no-store");
    EXPECT_EQ(response.header("ETag"), "");
    EXPECT_EQ(json(response).at("items").as_array().size(), 1U);
    EXPECT_EQ(seen.back(), "GET /api/letters 200");
}

TEST_F(ServiceTest, EveryAnswerCarriesTheSecurityHeaders) {
    for (const std::string_view path : {"/api/letters", "/nowhere", "/%"}) {
        Request asked = request(Method::get, path);
        asked.secure = true;
        const Response response = service.handle(asked);
        for (const std::string_view name :
             {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
              "Cross-Origin-Opener-Policy", "Permissions-Policy", "Strict-Transport-Security"}) {
            EXPECT_NE(response.header(name), "") << path << " " << name;
        }
    }
    EXPECT_EQ(
        service.handle(request(Method::get, "/api/letters")).header("Strict-Transport-Security"),
        "");
}

TEST_F(ServiceTest, RefusesInTheReadersLanguageAndForm) {
    Request asked = request(Method::post, "/letters");
    const auto refused = [&] { return service.refused(asked, refusals::busy, true); };
    EXPECT_EQ(refused().status, 503);
    EXPECT_EQ(refused().header("Retry-After"), "1");
    EXPECT_EQ(refused().header("Content-Language"), "zh-CN");
    EXPECT_NE(refused().header("Content-Security-Policy"), "");
    EXPECT_EQ(code(refused()), "http.busy");
    EXPECT_EQ(json(refused()).at("detail"), "当前访问人数较多，请稍后再试。");
    EXPECT_EQ(json(refused()).at("request_id"), "r1");

    asked.headers.push_back({"Accept-Language", "en-GB,zh;q=0.5"});
    EXPECT_EQ(refused().header("Content-Language"), "en");
    EXPECT_EQ(json(refused()).at("title"), "Not available right now");

    asked.headers.push_back({"Accept", "text/html,*/*;q=0.1"});
    EXPECT_EQ(refused().body, "<h1>http.busy") << "the page of the house";
    EXPECT_EQ(refused().status, 503);
    EXPECT_EQ(refused().header("Content-Language"), "en");
    EXPECT_EQ(refused().header("Retry-After"), "1");

    asked.path = "/api/letters";
    EXPECT_EQ(code(refused()), "http.busy") << "programs get no pages";
}

TEST_F(ServiceTest, RefusesInBothLanguagesWhatItCouldNotRead) {
    Request asked = request(Method::get, "/");
    asked.headers.push_back({"Accept", "text/html"});
    for (const Refusal& refusal : refusals::all) {
        const Response response = service.refused(asked, refusal, false);
        EXPECT_EQ(response.status, refusal.status);
        EXPECT_EQ(json(response).at("status"), refusal.status) << refusal.code;
        EXPECT_EQ(code(response), refusal.code);
        const std::string error = "error." + std::string(refusal.code);
        ASSERT_TRUE(texts.has(error)) << error;
        EXPECT_EQ(json(response).at("detail"),
                  boost::json::string(texts.say(Language::zh, error) + " " +
                                      texts.say(Language::en, error)));
        EXPECT_TRUE(texts.has("http.problem." + std::to_string(refusal.status)));
    }
}

TEST_F(ServiceTest, FindsRowsOrSaysWhyNot) {
    EXPECT_EQ(service.handle(request(Method::get, "/nowhere")).status, 404);
    EXPECT_EQ(service.handle(request(Method::get, "/api/%2e%2e/x")).status, 400);
    const Response wrong = service.handle(request(Method::post, "/api/letters.csv"));
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.header("Allow"), "GET, HEAD, PUT, OPTIONS");
    const Response options = service.handle(request(Method::options, "/api/letters"));
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(options.header("Allow"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(service.handle(request(Method::head, "/api/letters")).status, 200);
    EXPECT_EQ(seen[0], "GET - 404") << "the path itself is never told";
}

TEST_F(ServiceTest, RefusesWritesFromOtherSites) {
    const auto sent = [&](std::string_view name, std::string_view value) {
        Request made = request(Method::post, "/api/outline", "", R"({"heading":"a","parts":[]})");
        made.headers.push_back({std::string(name), std::string(value)});
        return service.handle(made).status;
    };
    EXPECT_EQ(sent("Sec-Fetch-Site", "same-origin"), 200);
    EXPECT_EQ(sent("Sec-Fetch-Site", "none"), 200);
    EXPECT_EQ(sent("Sec-Fetch-Site", "same-site"), 403);
    EXPECT_EQ(sent("Sec-Fetch-Site", "cross-site"), 403);
    EXPECT_EQ(sent("Origin", "https://pingyi.example"), 200);
    EXPECT_EQ(sent("Origin", "https://PINGYI.example"), 200);
    EXPECT_EQ(sent("Origin", "https://evil.example"), 403);
    EXPECT_EQ(sent("Origin", "https://pingyi.example.evil.example"), 403);
    EXPECT_EQ(sent("Origin", "https://pingyi.example:444"), 403);
    EXPECT_EQ(sent("Origin", "null"), 403);
    EXPECT_EQ(sent("X-Nothing", "a program, not a browser"), 200);
}

TEST_F(ServiceTest, AsksWhoBeforeReadingAnything) {
    const std::string rubbish = "{{{";
    EXPECT_EQ(service.handle(request(Method::post, "/api/letters", "", rubbish)).status, 401);
    EXPECT_EQ(service.handle(request(Method::post, "/api/letters", "chief", rubbish)).status, 403);
    EXPECT_EQ(service.handle(request(Method::post, "/api/letters", "clerk", rubbish)).status, 400);
    EXPECT_EQ(service.handle(request(Method::post, "/api/letters", "")).header("WWW-Authenticate"),
              "Bearer");
    const Response away = service.handle(request(Method::get, "/api/letters", "broken"));
    EXPECT_EQ(away.status, 503);
    EXPECT_EQ(away.header("Retry-After"), "1");
}

TEST_F(ServiceTest, EveryRowGatesEveryCaller) {
    for (const Module& module : service.modules()) {
        for (const Route* row : module.rows) {
            for (const std::string_view caller : {"", "clerk", "chief"}) {
                std::string path(row->path);
                while (path.find('{') != std::string::npos) {
                    const std::size_t open = path.find('{');
                    const std::string name = path.substr(open + 1, path.find('}') - open - 1);
                    for (const Field& field : row->path_type->fields) {
                        if (field.name != name) continue;
                        path.replace(open, name.size() + 2, sample_text(*field.type));
                    }
                }
                Request made = request(row->method, path, caller);
                if (row->query_type) made.query = "";
                if (row->body_type) made.body = sample_json(*row->body_type);
                if (row->body_type) made.headers.push_back({"Content-Type", "application/json"});
                if (row->creates) made.headers.push_back({"Idempotency-Key", std::string(key)});
                Callers classes = anyone;
                if (caller == "clerk") classes = classes | sample::clerk;
                if (caller == "chief") classes = classes | sample::chief;
                const int status = service.handle(made).status;
                const bool let_in = status != 401 && status != 403;
                EXPECT_EQ(let_in, row->callers.intersects(classes))
                    << row->operation << " as " << caller << ": " << status;
                const bool unread = row->body_type && let_in && (status == 400 || status == 422);
                EXPECT_FALSE(unread) << row->operation << ": the sample is not accepted";
            }
        }
    }
}

TEST_F(ServiceTest, CreatingNeedsAKey) {
    const std::string body = sample_json(type_of<sample::LetterBody>);
    Request made = request(Method::post, "/api/letters", "clerk", body);
    Response response = service.handle(made);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(code(response), "request.idempotency_key");
    EXPECT_EQ(json(response).at("errors").at(0).at("parameter").as_string(), "Idempotency-Key");
    EXPECT_EQ(json(response).at("errors").at(0).at("in").as_string(), "header");
    for (const std::string_view bad : {"short", "with spaces in it", "市市市市市市市市"}) {
        made.headers.push_back({"Idempotency-Key", std::string(bad)});
        EXPECT_EQ(service.handle(made).status, 400) << bad;
        made.headers.pop_back();
    }
    made.headers.push_back({"Idempotency-Key", std::string(key)});
    response = service.handle(made);
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.header("Location"), "/letters/" + std::string(letter_id));
}

TEST_F(ServiceTest, BodiesNeedTheirMediaTypeAndSize) {
    Request made = request(Method::post, "/api/outline");
    made.body = R"({"heading":"a","parts":[]})";
    EXPECT_EQ(service.handle(made).status, 415) << "a form of another site cannot send JSON";
    made.headers.push_back({"Content-Type", "Application/JSON; charset=utf-8"});
    EXPECT_EQ(service.handle(made).status, 200);
    made.body = std::string(300 * 1024, ' ');
    EXPECT_EQ(service.handle(made).status, 413);

    Request upload = request(Method::put, "/api/letters.csv", "chief");
    upload.headers.push_back({"Content-Type", "text/csv"});
    upload.body = "title\na\n";
    EXPECT_EQ(service.handle(upload).status, 204);
    upload.body = std::string(65, 'a');
    EXPECT_EQ(service.handle(upload).status, 413);
    upload.body.clear();
    EXPECT_EQ(json(service.handle(upload)).at("errors").at(0).at("place").as_string(),
              "row 1, column title");
    EXPECT_EQ(service.body_bytes_max(Method::put, "/api/letters.csv"), 64U);
    EXPECT_EQ(service.body_bytes_max(Method::post, "/api/outline"), 256U * 1024);
    EXPECT_EQ(service.body_bytes_max(Method::post, "/%"), 256U * 1024);
}

TEST_F(ServiceTest, TellsEveryMistakeInTheCallersLanguage) {
    Request made = request(Method::get, "/api/letters?limit=x&q=" + std::string(21, 'a'));
    made.headers.push_back({"Cookie", "a=b; pingyi_language=en; c=d"});
    const Response response = service.handle(made);
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(response.header("Content-Language"), "en");
    EXPECT_EQ(json(response), boost::json::parse(R"({
        "type": "/problems/request.invalid", "title": "Please check your entries", "status": 422,
        "detail": "Some entries need correcting. See the note beside each.",
        "code": "request.invalid", "request_id": "r1", "errors": [
        {"in": "query", "parameter": "limit", "code": "not_whole", "message": "Enter a whole number."},
        {"in": "query", "parameter": "q", "code": "too_long", "limit": "20",
         "message": "Use 20 characters or fewer."}]})"));
    const Response chinese = service.handle(request(Method::get, "/api/topics/parks/a"));
    EXPECT_EQ(json(chinese).at("errors").at(0).at("in").as_string(), "path");
    EXPECT_EQ(json(chinese).at("errors").at(0).at("message").as_string(),
              "请从以下选项中选择：roads, water, schools, default。");
}

TEST_F(ServiceTest, AHandlerThatBreaksIsOurFault) {
    const Response response =
        service.handle(request(Method::del, "/api/letters/" + std::string(letter_id), "chief"));
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(code(response), "internal");
    EXPECT_THAT(response.body, ::testing::Not(HasSubstr("breaks")));
}

TEST_F(ServiceTest, TooManyTellsWhenToComeBack) {
    const Response response =
        service.handle(request(Method::put, "/api/secrets", "", R"({"password":"12345678"})"));
    EXPECT_EQ(response.status, 429);
    EXPECT_EQ(response.header("Retry-After"), "1");
}

TEST_F(ServiceTest, KeptAnswersCarryAnEtag) {
    Request made = request(Method::get, "/api/letters/" + std::string(letter_id));
    const Response first = service.handle(made);
    EXPECT_EQ(first.header("Cache-Control"), "private, max-age=60");
    const std::string tag(first.header("ETag"));
    EXPECT_TRUE(tag.starts_with("W/\""));
    made.headers.push_back({"If-None-Match", "\"other\", " + tag});
    const Response second = service.handle(made);
    EXPECT_EQ(second.status, 304);
    EXPECT_EQ(second.body, "");
    EXPECT_EQ(second.header("ETag"), tag);
    made.path = "/api/letters/0190f3a2-0000-7000-8000-000000000002";
    const Response missing = service.handle(made);
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(missing.header("Cache-Control"), "no-store") << "errors are not kept";
}

TEST_F(ServiceTest, PagesAnswerErrorsAsPages) {
    Request made = request(Method::get, "/letters/" + std::string(letter_id) + "?utm_source=x");
    EXPECT_EQ(service.handle(made).body, "<p>来信") << "messengers add names to addresses";
    EXPECT_EQ(service.handle(made).header("Content-Type"), "text/html");
    made.path = "/letters/17";
    EXPECT_EQ(service.handle(made).body, "<h1>request.not_found")
        << "no such address, not a mistake";
    made = request(Method::get, "/nowhere");
    made.headers.push_back({"Accept", "text/html,*/*"});
    EXPECT_EQ(service.handle(made).body, "<h1>request.not_found");
    made.path = "/api/nowhere";
    EXPECT_EQ(code(service.handle(made)), "request.not_found");
}

TEST_F(ServiceTest, RawAnswersCarryTheirMediaType) {
    const Response response =
        service.handle(request(Method::get, "/api/letters.csv?on=2026-11-23&word=a"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("Content-Type"), "text/csv");
    EXPECT_EQ(response.body, "2026-11-23");
}

Result<> first(const Call<sample::Deps>&) {
    return {};
}
Result<> second(const Call<sample::Deps>&, const RawBody&) {
    return {};
}
constexpr Row<sample::Deps> named_twice[] = {
    put<first>("/api/first", anyone, {"一", "First"}),
    put<first>("/api/again", anyone, {"一", "First"}),
};
constexpr Row<sample::Deps> without_media[] = {
    put<second>("/api/second", anyone, {"二", "Second"})};

struct OtherDeps {};
static_assert(!std::is_convertible_v<Row<OtherDeps>, Row<sample::Deps>>);
static_assert(!std::is_aggregate_v<Row<sample::Deps>>, "else a foreign row becomes its base");

TEST_F(ServiceTest, MountingRefusesMistakes) {
    EXPECT_THROW(service.mount(sample::routes(), deps), std::logic_error);
    EXPECT_THROW(service.mount(Routes<sample::Deps>{"a", {"一", "A"}, named_twice}, deps),
                 std::logic_error);
    EXPECT_THROW(service.mount(Routes<sample::Deps>{"b", {"二", "B"}, without_media}, deps),
                 std::logic_error);
}

TEST(Preferences, Table) {
    struct Row {
        std::string cookie;
        std::string accept;
        Language language;
        bool elder;
    };
    for (const Row& row :
         {Row{"", "", Language::zh, false}, Row{"", "en-GB,en;q=0.9,zh;q=0.8", Language::en, false},
          Row{"", "zh-CN,zh;q=0.9,en;q=0.8", Language::zh, false},
          Row{"", "fr", Language::zh, false}, Row{"pingyi_language=zh", "en", Language::zh, false},
          Row{"pingyi_language=en; pingyi_text=elder", "zh", Language::en, true},
          Row{"pingyi_language=xx;pingyi_text=1", "en", Language::en, false}}) {
        Request request;
        request.headers = {{"cookie", row.cookie}, {"accept-language", row.accept}};
        EXPECT_EQ(preferences_of(request).language, row.language) << row.cookie << row.accept;
        EXPECT_EQ(preferences_of(request).elder, row.elder) << row.cookie;
    }
}

TEST(Problem, EveryCodeOfOursHasTexts) {
    const Texts texts{{embedded::texts()}};
    for (const std::string_view code : {"required",
                                        "unknown_field",
                                        "duplicate_field",
                                        "wrong_type",
                                        "too_short",
                                        "too_long",
                                        "too_small",
                                        "too_large",
                                        "not_whole",
                                        "too_few",
                                        "too_many",
                                        "not_a_choice",
                                        "bad_id",
                                        "bad_instant",
                                        "bad_day",
                                        "bad_cursor",
                                        "bad_escape",
                                        "bad_key",
                                        "control_character",
                                        "direction_override",
                                        "not_utf8",
                                        "malformed_json",
                                        "invalid"}) {
        EXPECT_TRUE(texts.has("field." + std::string(code))) << code;
    }
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
        Error error;
        error.kind = static_cast<ErrorKind>(kind);
        const std::string title = "http.problem." + std::to_string(status_of(error));
        EXPECT_NE(texts.say(Language::zh, title), title);
        EXPECT_NE(texts.say(Language::en, title), title);
    }
}

}  // namespace
}  // namespace pingyi::http
