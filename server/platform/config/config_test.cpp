#include "platform/config/config.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sstream>
#include <unistd.h>

#include "platform/config/settings.hpp"
#include "platform/config/yaml_file.hpp"

namespace pingyi::config {
namespace {

using Texts = std::map<std::string, std::string>;

/// A settings file that is gone after the test.
class File {
public:
    explicit File(const std::string& content)
        : path_{std::filesystem::temp_directory_path() /
                ("pingyi-config-" + std::to_string(getpid()) + ".yaml")} {
        std::ofstream(path_, std::ios::binary) << content;
    }
    ~File() { std::filesystem::remove(path_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

Texts with_database(Texts flags) {
    flags.try_emplace("database", "sqlite:a.db");
    return flags;
}

/// "place code limit" of each mistake, one a line, without the folder of the file.
std::string mistakes(const std::string& content, const Texts& environment = {},
                     const Texts& flags = {}) {
    const File file{content};
    const auto config = load(file.path(), environment, with_database(flags));
    if (config) return "";
    EXPECT_EQ(config.error().code, "config.invalid");
    std::string out;
    for (const FieldError& mistake : config.error().fields) {
        std::string place = mistake.place;
        if (place.starts_with(file.path())) place.replace(0, file.path().size(), "file");
        out +=
            place + ": " + mistake.code + (mistake.limit.empty() ? "" : " " + mistake.limit) + "\n";
    }
    return out;
}

TEST(Config, LaterSourcesWin) {
    const File file{"port: 1\nworkers: 11\ncity_zh: 青禾市\nproxies: [10.0.0.0/8, '::1']\n"};
    const auto config = load(file.path(), {{"PINGYI_PORT", "2"}, {"PINGYI_WORKERS", "12"}},
                             {{"database", "sqlite:a.db"}, {"port", "3"}});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->port, 3);
    EXPECT_EQ(config->workers, 12);
    EXPECT_EQ(config->city.zh, "青禾市");
    EXPECT_EQ(config->proxies, (std::vector<std::string>{"10.0.0.0/8", "::1"}));
    EXPECT_EQ(config->connections_max, 2000) << "nobody said anything";
    EXPECT_FALSE(config->assets.empty());
}

TEST(Config, EveryMistakeInOneAnswerWithItsPlace) {
    EXPECT_EQ(mistakes("prot: 8080\nport: high\n\nnonsense: 1\nworkers: 1\nworkers: 8\n",
                       {{"PINGYI_ZONE", "Asia/Atlantis"}, {"PINGYI_TEST_POSTGRES", "any"}},
                       {{"session_idle", "0"}, {"certificate_file", "a.pem"}}),
              "file line 1, prot: misspelt_setting port\n"
              "file line 2, port: bad_setting a number from 0 to 65535\n"
              "file line 4, nonsense: unknown_setting\n"
              "file line 5, workers: bad_setting a number from 2 to 1000\n"
              "file line 6, workers: duplicate_field\n"
              "PINGYI_ZONE: bad_setting a time zone such as Asia/Shanghai\n"
              "--session-idle: bad_setting minutes, from 1 to 1440\n"
              "--certificate-file, --tls-key-file: both_or_neither\n");
}

TEST(Config, RefusesWhatIsNoFlatFile) {
    const std::string flat = "plain settings, one \"name: value\" a line";
    EXPECT_EQ(mistakes("port: &p 1\nworkers: *p\n"),
              "file line 1: bad_file a value without an anchor (&)\n"
              "file line 2: bad_file a value, not an alias (*)\n");
    EXPECT_EQ(mistakes("port:\n  deep: 1\n").find("file line 2: bad_file " + flat), 0U);
    EXPECT_EQ(mistakes("- 1\n").find("file line 1: bad_file " + flat), 0U);
    EXPECT_EQ(mistakes("just words\n"), "file line 1: bad_file " + flat + "\n");
    EXPECT_EQ(mistakes("port: [\n").find("file line 2: bad_file YAML ("), 0U);
    EXPECT_EQ(mistakes("--- {}\n--- {}\n"), "file line 1: bad_file one YAML document\n");
    EXPECT_NE(mistakes(std::string(60'000, '[')), "");
    EXPECT_EQ(mistakes(std::string(70'000, '#')), "file: file_too_large 65536\n");
    EXPECT_EQ(mistakes(""), "") << "an empty file says nothing";
    const auto missing = load("/nowhere.yaml", {}, with_database({}));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().fields.front().code, "file_unreadable");
}

TEST(Config, AFileOfAliasesStaysSmall) {  // "billion laughs"
    std::string content = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
    for (char name = 'b'; name < 'k'; ++name) {
        content += std::string(1, name) + ": &" + name + " [";
        for (int i = 0; i < 10; ++i)
            content += std::string("*") + static_cast<char>(name - 1) + ",";
        content += "]\n";
    }
    EXPECT_LT(mistakes(content).size(), 20'000U);
}

TEST(Config, Values) {
    struct Case {
        const char* name;
        const char* value;
        bool is_right;
    };
    const Case cases[] = {
        {"port", "0", true},
        {"port", "65535", true},
        {"port", "65536", false},
        {"port", "-1", false},
        {"port", "80 ", false},
        {"port", "", false},
        {"address", "::", true},
        {"address", "localhost", false},
        {"address", "", false},
        {"metrics_address", "", true},
        {"proxies", "10.0.0.0/8, 192.0.2.1", true},
        {"proxies", "", true},
        {"proxies", "proxy.example", false},
        {"proxies", "10.0.0.0/", false},
        {"database", "sqlite:", false},
        {"database", "mysql://a", false},
        {"database", "postgresql://a@b/c", true},
        {"city_zh", "", false},
        {"city_zh", "two\nlines", false},
        {"city_en", "", true},
        {"public_address", "https://pingyi.example", true},
        {"public_address", "https://pingyi.example/", false},
        {"public_address", "pingyi.example", false},
        {"public_address", "https://a b", false},
        {"mail_server", "", true},
        {"mail_server", "smtp://mail.example:25", true},
        {"mail_server", "smtps://mail.example", true},
        {"mail_server", "file:demo/mail", true},
        {"mail_server", "file:", false},
        {"mail_server", "smtp://", false},
        {"mail_server", "smtp://me:secret@mail.example", false},
        {"mail_server", "smtp://mail.example/path", false},
        {"mail_server", "mail.example", false},
        {"mail_from", "two@at@signs.example", false},
        {"mail_from", "Office <a@b.example>", false},
        {"sms_gateway", "https://sms.example/send", true},
        {"sms_gateway", "ftp://sms.example", false},
        {"log_level", "loud", false},
        {"clock", "2026-11-23T03:35:12Z", true},
        {"clock", "yesterday", false},
    };
    for (const Case& one : cases) {
        Texts flags{{one.name, one.value}};
        flags.try_emplace("mail_from", "pingyi@example.org");
        EXPECT_EQ(mistakes("", {}, flags).empty(), one.is_right) << one.name << " = " << one.value;
    }
    EXPECT_FALSE(load("", {}, {})) << "no database";
}

TEST(Config, WhatMailNeedsIsGivenWhole) {
    EXPECT_EQ(mistakes("mail_server: smtp://mail.example\nmail_user: me\n"),
              "--mail-from: required\n--mail-user, --mail-password-file: both_or_neither\n");
    EXPECT_EQ(load("", {}, with_database({{"port", "81"}}))->public_address, "http://localhost:81");
}

TEST(Config, PrintsNoPassword) {
    for (const char* url :
         {"postgresql://me:hunter2@db/pingyi", "postgresql://db/pingyi?user=me&password=hunter2",
          "postgresql://me:hun@ter2@db/pingyi"}) {
        const auto config = load("", {}, {{"database", url}});
        ASSERT_TRUE(config);
        const std::string shown = printable(*config);
        EXPECT_EQ(shown.find("ter2"), std::string::npos) << shown;
        EXPECT_NE(shown.find("pingyi"), std::string::npos);
    }
}

TEST(Config, WhatIsPrintedReadsBack) {
    const auto config =
        load("", {}, {{"database", "sqlite:\"quoted\" \\ 库.db"}, {"port", "1234"}});
    ASSERT_TRUE(config);
    const FilePairs pairs = pairs_from_yaml(printable(*config), "file");
    EXPECT_TRUE(pairs.mistakes.empty());
    ASSERT_EQ(pairs.pairs.size(), rows().size());
    for (std::size_t i = 0; i < rows().size(); ++i) {
        EXPECT_EQ(pairs.pairs[i].name, rows()[i].setting.name);
        EXPECT_EQ(pairs.pairs[i].text, rows()[i].show(*config));
    }
}

TEST(Config, AnyFileEndsInAnAnswer) {
    rc::check([](const std::string& noise) {
        const FilePairs pairs = pairs_from_yaml(noise, "file");
        RC_ASSERT(pairs.pairs.size() <= noise.size());
    });
}

TEST(Config, TheHandbookHasTheTable) {
    std::ifstream in("docs/handbook/configuration.md");
    std::stringstream page;
    page << in.rdbuf();
    EXPECT_NE(page.str().find(handbook_table()), std::string::npos)
        << "replace the table of docs/handbook/configuration.md with:\n"
        << handbook_table();
}

}  // namespace
}  // namespace pingyi::config
