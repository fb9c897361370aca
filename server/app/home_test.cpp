// The home page and everything within two links of it, in both languages.
#include <filesystem>
#include <gtest/gtest.h>
#include <set>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "app/catalogue.hpp"
#include "app/key_file.hpp"
#include "app/wiring.hpp"
#include "kernel/text.hpp"
#include "platform/db/testing.hpp"

namespace pingyi::app {
namespace {

class Home : public ::testing::TestWithParam<std::string_view> {
protected:
    Home() {
        config::Config config;
        config.database = fresh_.url();
        config.key_file = key_path_;
        EXPECT_TRUE(make_key(key_path_));
        base_ = Base::build(config).value();
        base_->clock = std::make_unique<FixedClock>(
            Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}});
        EXPECT_TRUE(calendar::load_shipped(*base_->database, base_->clock->now()));
        EXPECT_TRUE(units::add_demo(*base_->database, base_->clock->now()));
        application_ = Application::build(*base_).value();
    }
    ~Home() override { std::filesystem::remove(key_path_); }

    http::Response get(const std::string& target) {
        http::Request request;
        request.method = http::Method::get;
        const std::size_t mark = std::min(target.find('?'), target.size());
        request.path = target.substr(0, mark);
        request.query = target.substr(std::min(mark + 1, target.size()));
        request.headers = {{"Host", "pingyi.example"},
                           {"Accept", "text/html"},
                           {"Accept-Language", std::string(GetParam())}};
        request.client = "127.0.0.1";
        request.request_id = "test";
        return application_->service().handle(request);
    }

    std::string key_path_ = (std::filesystem::temp_directory_path() /
                             ("pingyi-home-" + std::to_string(::getpid()) + ".key"))
                                .string();
    db::testing::Fresh fresh_{db::Engine::sqlite, all_migrations()};
    std::unique_ptr<Base> base_;
    std::unique_ptr<Application> application_;
};

bool is_page(const http::Response& answer) {
    return answer.body.starts_with("<!DOCTYPE html>") || answer.body.starts_with("<!doctype html>");
}

/// What stands between each `from` and the next `to`.
std::vector<std::string_view> between(std::string_view body, std::string_view from, char to) {
    std::vector<std::string_view> found;
    while (true) {
        const std::size_t at = body.find(from);
        if (at == std::string_view::npos) return found;
        body.remove_prefix(at + from.size());
        found.push_back(body.substr(0, body.find(to)));
    }
}

/// Addresses on this site that a page leads to, without the part behind "#".
std::set<std::string> links_of(const std::string& body) {
    std::set<std::string> links;
    for (const std::string_view tag : between(body, "<a ", '>')) {
        for (const std::string_view address : between(tag, "href=\"/", '"')) {
            if (address.starts_with('/')) continue;
            std::string link = "/" + std::string(address.substr(0, address.find('#')));
            for (std::size_t at = 0; (at = link.find("&amp;", at)) != std::string::npos; ++at) {
                link.replace(at, 5, "&");
            }
            links.insert(link);
        }
    }
    return links;
}

/// Keys of texts that stand on a page as they are, such as "units.title".
std::set<std::string> raw_keys_of(const std::string& body) {
    std::set<std::string> keys;
    for (const std::string_view shown : between(body, ">", '<')) {
        const std::string_view trimmed = text::trimmed(shown);
        const bool is_key =
            trimmed.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") == std::string_view::npos &&
            trimmed.find('.') != std::string_view::npos;
        if (is_key) keys.emplace(trimmed);
    }
    return keys;
}

TEST_P(Home, ShowsTheNewestProfiles) {
    const http::Response page = get("/");
    ASSERT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("href=\"/units/qh-minzheng\""), std::string::npos);
    const bool is_chinese = GetParam() == "zh-CN";
    EXPECT_NE(page.body.find(is_chinese ? "一趟办成" : "Done in one visit"), std::string::npos);
    EXPECT_LT(page.body.find("qh-minzheng"), page.body.find("qh-chengguan")) << "newest first";
}

TEST_P(Home, NoLinkWithinTwoStepsIsDead) {
    std::set<std::string> seen{"/"};
    std::set<std::string> step{"/"};
    for (int depth = 0; depth <= 2; ++depth) {
        std::set<std::string> next;
        for (const std::string& link : step) {
            http::Response answer = get(link);
            if (answer.status == 303) answer = get(std::string(answer.header("Location")));
            EXPECT_EQ(answer.status, 200) << link;
            if (!is_page(answer)) continue;
            EXPECT_TRUE(raw_keys_of(answer.body).empty())
                << link << " " << *raw_keys_of(answer.body).begin();
            for (const std::string& found : links_of(answer.body)) {
                if (seen.insert(found).second) next.insert(found);
            }
        }
        step = std::move(next);
    }
    EXPECT_GT(seen.size(), 60U);
}

INSTANTIATE_TEST_SUITE_P(Languages, Home, ::testing::Values("zh-CN", "en"),
                         [](const auto& language) {
                             return std::string(language.param.substr(0, 2));
                         });

}  // namespace
}  // namespace pingyi::app
