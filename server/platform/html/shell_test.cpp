// The document around every page, its caching headers, and the switches of language and text size.
#include "platform/html/shell.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unistd.h>

#include "platform/html/embedded.hpp"
#include "platform/html/preferences.hpp"
#include "platform/http/service.hpp"
#include "platform/http/testing.hpp"

namespace pingyi::html {
namespace {

Installation qinghe() {
    return {{"青禾市", "Qinghe"},
            {"青禾市作风建设办公室", "Qinghe Office"},
            "12345转6",
            {"每天8:00–20:00", "Every day 8:00–20:00"},
            true};
}

class ShellTest : public ::testing::Test {
protected:
    Texts texts{{embedded::texts()}};
    Shell shell = Shell::load(texts, qinghe(), "",
                              {{{"units", "html.home", "/units"}}, {{"", "html.home", "/about"}}})
                      .value();
    http::Request request;
    std::vector<http::Header> more;

    http::Context context() {
        return {request, {}, Instant{}, http::preferences_of(request), std::nullopt, more};
    }
    static Writer content(std::string_view text) {
        Writer out;
        out.element("h1", text);
        return out;
    }
    static std::string header(const http::Response& answer, std::string_view name) {
        for (const auto& one : answer.headers) {
            if (one.name == name) return one.value;
        }
        return {};
    }
    http::Response ask(std::string_view path, std::string_view cookie = {}) {
        request.path = path;
        request.request_id = "r-1";
        if (!cookie.empty()) request.headers = {{"Cookie", std::string(cookie)}};
        Page page;
        page.title = "单位";
        page.area = "units";
        return shell.page(context(), page, content("<民政局>"));
    }
};

TEST_F(ShellTest, EveryPageHasItsFurniture) {
    const auto answer = ask("/units");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(header(answer, "Content-Language"), "zh-CN");
    EXPECT_EQ(header(answer, "Cache-Control"), "public, max-age=0, must-revalidate");
    EXPECT_EQ(header(answer, "Vary"), "Cookie, Accept-Language");
    for (const std::string_view part :
         {"<!doctype html>\n<html lang=\"zh-CN\" class=\"govuk-template pingyi\">",
          "<title>单位 - 评议 青禾市</title>", "class=\"govuk-skip-link\" href=\"#main\"", "演示：",
          "aria-current=\"true\"", "<h1>&lt;民政局&gt;</h1>",
          "href=\"/preferences?language=en&amp;return=%2Funits\"", "12345转6", "href=\"tel:12345\"",
          "主办：青禾市作风建设办公室", "href=\"/sign-in\""}) {
        EXPECT_NE(answer.body.find(part), std::string::npos) << part << "\n" << answer.body;
    }
    EXPECT_EQ(answer.body.find("<style"), std::string::npos);
    EXPECT_EQ(answer.body.find(" style="), std::string::npos);
}

TEST_F(ShellTest, SpeaksEnglishAndKeepsThePlace) {
    request.query = "q=a&class=b";
    const auto answer = ask("/units", "pingyi_language=en");
    EXPECT_EQ(header(answer, "Content-Language"), "en");
    EXPECT_NE(answer.body.find("return=%2Funits%3Fq%3Da%26class%3Db"), std::string::npos);
    EXPECT_NE(answer.body.find("lang=\"zh-CN\" hreflang=\"zh-CN\""), std::string::npos);
    EXPECT_NE(answer.body.find("Run by Qinghe Office"), std::string::npos);
}

TEST_F(ShellTest, LargerTextHasThreeSteps) {
    const auto first = ask("/units", "pingyi_text=elder");
    EXPECT_NE(first.body.find("govuk-template pingyi elder\""), std::string::npos);
    EXPECT_NE(first.body.find("text=elder-2&amp;"), std::string::npos);
    const auto last = ask("/units", "pingyi_text=elder-3");
    EXPECT_NE(last.body.find("govuk-template pingyi elder elder-3\""), std::string::npos);
    EXPECT_NE(last.body.find("已是最大"), std::string::npos);
    EXPECT_NE(last.body.find("text=standard&amp;"), std::string::npos);
}

TEST_F(ShellTest, AnswersKnownPagesWithoutTheirBody) {
    const auto first = ask("/units");
    const std::string tag = header(first, "ETag");
    ASSERT_TRUE(tag.starts_with("W/\""));
    request.headers = {{"If-None-Match", tag}};
    const auto again = ask("/units");
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.body.empty());
    request.headers = {{"If-None-Match", "W/\"other\""}};
    EXPECT_EQ(ask("/units").status, 200);
}

TEST_F(ShellTest, ErrorsSayWhatToDo) {
    request.path = "/nothing";
    request.request_id = "r-7";
    const auto answer = shell.error_page(
        context(), {ErrorKind::not_found, "request.no_such_path", {}, {}, {}, {}}, 404);
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
    EXPECT_NE(answer.body.find("没有这一页"), std::string::npos);
    EXPECT_NE(answer.body.find("r-7"), std::string::npos);
    const auto strange =
        shell.error_page(context(), {ErrorKind::internal, "x.y", {}, {}, {}, {}}, 502);
    EXPECT_NE(strange.body.find("出错了"), std::string::npos);
}

TEST_F(ShellTest, ApplicationPagesLeaveTheirMainEmpty) {
    request.path = "/login";
    const auto answer = shell.app(context(), "html.sign_in");
    EXPECT_NE(answer.body.find("<main class=\"pingyi-main\" id=\"app\">"), std::string::npos);
    EXPECT_NE(answer.body.find("<noscript>"), std::string::npos);
    EXPECT_NE(answer.body.find("href=\"#app\""), std::string::npos);
    EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
}

TEST_F(ShellTest, OnlyPagesOfStaffAreWide) {
    const std::string wide = "class=\"govuk-template pingyi staff\"";
    const auto staff = shell.staff(context(), "html.account");
    EXPECT_NE(staff.body.find(wide), std::string::npos);
    EXPECT_NE(staff.body.find("<main class=\"pingyi-main\" id=\"app\">"), std::string::npos);
    EXPECT_EQ(shell.app(context(), "html.sign_in").body.find(wide), std::string::npos);
}

TEST_F(ShellTest, OnlyPagesThatAskForItMayRunWebAssembly) {
    const auto allows = [](const http::Response& answer) {
        return answer.header("Content-Security-Policy").find("'wasm-unsafe-eval'") !=
               std::string_view::npos;
    };
    EXPECT_FALSE(allows(shell.app(context(), "html.sign_in")));
    EXPECT_FALSE(allows(shell.staff(context(), "html.account")));
    const auto asked = shell.staff(context(), "html.account", http::Scripts::own_and_wasm);
    EXPECT_TRUE(allows(asked));
    EXPECT_NE(asked.header("Content-Security-Policy").find("default-src 'none'"),
              std::string_view::npos);
}

TEST_F(ShellTest, ReadsTheManifestOfTheWebClient) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("pingyi_shell_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder / ".vite");
    std::ofstream(folder / ".vite/manifest.json") << R"({
        "_common.js": {"file": "assets/common.js", "css": ["assets/common.css"]},
        "src/shell.ts": {"file": "assets/shell.js", "css": ["assets/shell.css"], "imports": ["_common.js"]},
        "src/main.ts": {"file": "assets/main.js", "css": ["assets/main.css"], "imports": ["_common.js"]}})";
    const auto loaded = Shell::load(texts, qinghe(), folder.string());
    ASSERT_TRUE(loaded);
    const auto page = loaded->page(context(), {}, content("x"));
    EXPECT_NE(page.body.find("src=\"/assets/shell.js\""), std::string::npos);
    EXPECT_NE(page.body.find("href=\"/assets/common.css\""), std::string::npos);
    EXPECT_EQ(page.body.find("main.js"), std::string::npos);
    const auto app = loaded->app(context(), "html.sign_in");
    EXPECT_NE(app.body.find("src=\"/assets/main.js\""), std::string::npos);
    EXPECT_NE(app.body.find("rel=\"modulepreload\" href=\"/assets/common.js\""), std::string::npos);
    std::filesystem::remove_all(folder);
    const auto missing = Shell::load(texts, qinghe(), folder.string());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, "html.no_assets");
}

class Preferences : public ShellTest {
protected:
    FixedClock clock{Instant{}};
    http::testing::Nobody nobody;
    http::Service service{clock, texts, nobody};
    PreferenceDeps deps;
    void SetUp() override { service.mount(preference_routes(), deps); }
    http::Response set(std::string_view query) {
        http::Request asked;
        asked.path = "/preferences";
        asked.query = query;
        return service.handle(asked);
    }
};

TEST_F(Preferences, AreKeptInCookiesAndLeadBack) {
    const auto answer = set("language=en&text=elder-2&return=%2Funits%3Fq%3Dmzj");
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header(answer, "Location"), "/units?q=mzj");
    std::vector<std::string> cookies;
    for (const auto& one : answer.headers) {
        if (one.name == "Set-Cookie") cookies.push_back(one.value);
    }
    ASSERT_EQ(cookies.size(), 2U);
    EXPECT_TRUE(cookies[0].starts_with("pingyi_language=en; Path=/;"));
    EXPECT_TRUE(cookies[1].starts_with("pingyi_text=elder-2; Path=/;"));
}

TEST_F(Preferences, RefuseForeignAddressesAndUnknownValues) {
    for (const std::string_view query :
         {"language=en&return=https%3A%2F%2Fevil.example", "language=en&return=%2F%2Fevil.example",
          "language=en&return=%2F%5Cevil.example", "language=en&return=units",
          "language=fr&return=%2F", "text=huge&return=%2F",
          "language=en&return=%2F%0D%0ASet-Cookie:x=1"}) {
        const auto answer = set(query);
        EXPECT_EQ(answer.status, 422) << query;
        EXPECT_TRUE(header(answer, "Set-Cookie").empty()) << query;
    }
}

}  // namespace
}  // namespace pingyi::html
