// Unusual and hostile input through every door of casework: what is valid is kept and shown
// exactly, the rest is refused by name, and nothing ends in a fault of the server.
#include <algorithm>
#include <array>

#include "kernel/testing.hpp"
#include "kernel/text.hpp"
#include "modules/casework/figures.hpp"
#include "modules/casework/import.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/public_index.hpp"
#include "modules/casework/resident_test.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::casework {
namespace {

/// Samples beside those of others: emoji put together of several, characters beyond the plane that
/// most programs know, marks upon marks, blanks that are none, a letter that is all one word.
std::vector<std::string> own_samples() {
    return {"👨‍👩‍👧‍👦🏳️‍🌈👍🏽",
            "𠮷野家的𪚥和𰻞面",
            "e\u0301 = é，Å = Å",
            "𝕳𝖊𝖑𝖑𝖔 \u00A0\u3000\u200B词\u2060语",
            "\xF4\x8F\xBF\xBF",
            "क्‍ष ﷽ ꙮ ไม้ฝั่ง",
            std::string(3'000, 'W')};
}

/// Lines of every sample of bad input that is text; whole and broken UTF-8.
std::vector<std::string> samples() {
    std::vector<std::string> all = own_samples();
    if (const auto naughty = pingyi::testing::shared_file("data/badinput/naughty_strings.json")) {
        const json::value strings = json::parse(*naughty);
        for (const json::value& each : strings.as_array()) all.emplace_back(each.as_string());
    }
    for (const std::string name : {"utf8_stress_kuhn.bin", "csv_injection.txt", "fuzz_html.dict",
                                   "fuzz_xml.dict", "fuzz_sql.dict", "fuzz_json.dict"}) {
        const auto file = pingyi::testing::shared_file("data/badinput/" + name);
        for (std::size_t at = 0; file && at < file->size();) {
            const std::size_t end = std::min(file->find('\n', at), file->size());
            if (end > at) all.push_back(file->substr(at, end - at));
            at = end + 1;
        }
    }
    return all;
}

/// What is stored of a text of many lines; nullopt when it has to be refused.
std::optional<std::string> kept(const std::string& sample) {
    const auto clean = text::normalised(sample);
    if (!clean || text::flaw_of(*clean, text::Lines::many) != text::Flaw::none) return std::nullopt;
    const std::string trimmed{text::trimmed(*clean)};
    if (trimmed.empty()) return std::nullopt;
    return trimmed;
}

class Unusual : public SignedInBench {
protected:
    void SetUp() override {
        SignedInBench::SetUp();
        service.mount(public_routes(), deps);
        desk.mount(body_routes(), deps);
        all = samples();
        // The slower engine gets each twelfth: what differs between them is the store.
        if (GetParam() == db::Engine::postgres) {
            std::vector<std::string> some = own_samples();
            for (std::size_t i = 0; i < all.size(); i += 12) some.push_back(all[i]);
            all = std::move(some);
        }
    }
    http::Response asked(std::string_view path, const std::string& query) {
        http::Request request;
        request.path = path;
        request.query = query;
        request.client = "192.0.2.1";
        request.headers = {{"Host", "pingyi.example"}};
        return service.handle(request);
    }
    void refresh() {
        ASSERT_TRUE(index_changed(database));
        ASSERT_TRUE(count_stale(database, calendar.zone(), now));
    }
    std::vector<std::string> all;
};
INSTANTIATE_TEST_SUITE_P(Engines, Unusual, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

/// A page has exactly the scripts that the program wrote.
std::ptrdiff_t scripts_in(const std::string& page) {
    std::ptrdiff_t found = 0;
    for (auto at = page.find("<script"); at != std::string::npos;
         at = page.find("<script", at + 1)) {
        ++found;
    }
    return found;
}

TEST_P(Unusual, RepliesAreKeptExactlyOrRefused) {
    sign_in(Role::unit_head, unit);
    const std::string path = "/api/desk/cases/" + seen(in_state(State::handling)).number + "/reply";
    std::int64_t version = 0;
    int refused = 0;
    for (const std::string& sample : all) {
        const auto saved =
            staff(http::Method::put, path, {{"version", version}, {"text", json::string(sample)}});
        const auto expected = kept(sample);
        ASSERT_EQ(saved.status == 200, expected.has_value()) << sample << saved.body;
        if (!expected) {
            ASSERT_TRUE(saved.status == 422 || saved.status == 400) << saved.status << sample;
            ++refused;
            continue;
        }
        ++version;
        const json::object at_work = parsed(staff(http::Method::get, path));
        ASSERT_EQ(at_work.at("reply").at("text").as_string(), *expected);
        ASSERT_EQ(at_work.at("published_as").as_string(), mask(*expected, {}).text);
    }
    EXPECT_GT(version, 20);
    EXPECT_GT(refused, 0);
}

TEST_P(Unusual, RepliesAreShownExactlyAndRunNothing) {
    ASSERT_TRUE(database.write([](db::Tx& tx) {
        tx.run("UPDATE casework_setting SET value = '0' WHERE name = 'reply_needs_approval'");
    }));
    sign_in(Role::unit_head, unit);
    const auto scripts = scripts_in(get("/cases/" + seen(in_state(State::handling)).number).body);
    ASSERT_GT(scripts, 0);
    std::vector<std::string> some = own_samples();
    some.emplace_back("<script>alert(1)</script><img src=x onerror=alert(1)>]]>\"'&amp;");
    for (std::size_t i = 0; i < all.size(); i += 40) {
        if (kept(all[i])) some.push_back(all[i]);
    }
    for (const std::string& sample : some) {
        const std::string number = seen(in_state(State::handling)).number;
        const std::string path = "/api/desk/cases/" + number + "/reply";
        (void)staff(http::Method::put, path, {{"version", 0}, {"text", json::string(sample)}});
        const auto done = staff(http::Method::post, path + "/publish", {{"version", 1}});
        ASSERT_EQ(done.status, 200) << sample << done.body;
        const json::object shown = parsed(get("/api/cases/" + number));
        ASSERT_EQ(shown.at("replies").at(0).at("text").as_string(), mask(*kept(sample), {}).text);
        const auto page = get("/cases/" + number);
        ASSERT_EQ(page.status, 200) << sample;
        ASSERT_EQ(scripts_in(page.body), scripts) << sample;
        ASSERT_EQ(page.body.find("<img"), std::string::npos) << sample;
    }
    refresh();
    for (const std::string_view path :
         {"/cases", "/api/cases", "/cases.atom", "/cases.json", "/cases.csv"}) {
        EXPECT_EQ(get(path).status, 200) << path;
    }
    EXPECT_EQ(scripts_in(get("/cases.atom").body), 0);
}

TEST_P(Unusual, AddressesTakeAnything) {
    const std::string number = seen(in_state(State::replied)).number;
    refresh();
    const auto scripts = scripts_in(asked("/cases", "").body);
    constexpr std::string_view names[] = {"q",    "unit",  "kind",  "state", "lateness",
                                          "from", "until", "after", "limit"};
    constexpr std::string_view paths[] = {"/cases", "/api/cases", "/cases.atom", "/cases.json",
                                          "/cases.csv"};
    std::size_t turn = 0;
    for (const std::string& sample : all) {
        const std::string value = http::percent_encoded(sample.substr(0, 300));
        for (const std::string_view name : names) {
            const std::string_view path = paths[turn++ % std::size(paths)];
            const auto answer = asked(path, std::string(name) + "=" + value);
            ASSERT_TRUE(answer.status == 200 || answer.status == 404 || answer.status == 422 ||
                        answer.status == 400)
                << answer.status << " " << path << "?" << name << "=" << value;
            ASSERT_TRUE(path != "/cases" || scripts_in(answer.body) <= scripts) << value;
        }
        const auto whole = asked("/cases", value);
        ASSERT_LT(whole.status, 500) << value;
        const auto path = asked("/cases/" + value, "");
        ASSERT_TRUE(path.status == 404 || path.status == 422 || path.status == 400)
            << path.status << value;
    }
    EXPECT_EQ(get("/cases/" + number).status, 200) << "and it still works";
}

TEST_P(Unusual, TrackingAsksForNumberAndReceiptWhateverIsTyped) {
    const Ticket ticket = file();
    for (const std::string& sample : all) {
        for (const auto& [number, receipt] :
             {std::pair{json::string(sample), json::string(ticket.receipt)},
              std::pair{json::string(ticket.number), json::string(sample)}}) {
            const auto answer =
                post("/api/tracking", json::object{{"number", number}, {"receipt", receipt}});
            ASSERT_TRUE(answer.status == 422 || answer.status == 400) << answer.status << sample;
        }
    }
    EXPECT_EQ(post("/api/tracking", asking(ticket)).status, 200)
        << "what cannot be a number is no attempt";
}

TEST_P(Unusual, ImportedLettersAreKeptExactly) {
    static constexpr std::array<csv::Column, 7> columns{{{"留言编号"},
                                                         {"留言用户"},
                                                         {"留言主题"},
                                                         {"留言时间"},
                                                         {"留言详情"},
                                                         {"答复意见"},
                                                         {"答复时间"}}};
    csv::Writer table{columns};
    std::vector<std::string> bodies;
    for (const std::string& sample : all) {
        const auto text = kept(sample);
        if (!text) continue;
        bodies.push_back(*text);
        table.cell(std::to_string(bodies.size())).cell("A1").cell("题");
        table.cell("2019-04-25 09:32:09").cell(*text).cell(*text);
        table.cell("2019-05-18 10:00:00").end_row();
    }
    LettersFile letters;
    letters.content = table.str();
    const auto outcome = import_letters({database, calendar, clock, "key"}, std::move(letters));
    ASSERT_TRUE(outcome) << outcome.error().code
                         << (outcome.error().fields.empty() ? std::string{}
                                                            : outcome.error().fields[0].place);
    ASSERT_EQ(outcome->created, std::ssize(bodies));
    const auto cases = database.read([](db::Tx& tx) { return store::latest(tx, 10'000); }).value();
    for (const Case& item : cases) {
        const std::string& body = bodies.at(std::stoul(*item.source_id) - 1);
        ASSERT_EQ(item.body, mask(body, {}).text);
        const auto replies =
            database.read([&](db::Tx& tx) { return store::replies(tx, item.id); }).value();
        ASSERT_EQ(replies.at(0).text, mask(body, {}).text);
    }
    refresh();
    EXPECT_EQ(get("/cases").status, 200);
}

TEST_P(Unusual, WordsOfLettersAreFoundAsTheyAreWritten) {
    const auto said = [&](std::string_view subject) {
        json::object body = letter();
        body["subject"] = subject;
        const Ticket ticket = file(body);
        step(id_of(ticket), Step::accept, Party::intake);
        return ticket.number;
    };
    const std::string rare = said("𠮷野家门口的𰻞面摊");
    const std::string smiling = said("噪音😀太大👨‍👩‍👧‍👦了");
    refresh();
    const auto found = [&](std::string_view words) {
        const json::value list =
            json::parse(asked("/api/cases", "q=" + http::percent_encoded(words)).body);
        std::vector<std::string> numbers;
        for (const json::value& each : list.at("items").as_array()) {
            numbers.emplace_back(each.at("number").as_string());
        }
        return numbers;
    };
    EXPECT_EQ(found("𠮷野"), std::vector{rare});
    EXPECT_EQ(found("𰻞面"), std::vector{rare});
    EXPECT_EQ(found("噪音"), std::vector{smiling});
    EXPECT_EQ(found("吉野"), std::vector<std::string>{}) << "another character";
}

TEST_P(Unusual, ABodyThatEndsKeepsItsCasesAndGetsNoNewOnes) {
    ASSERT_TRUE(units::import_csv(database, now,
                                  "code,name,class\nold-one,旧城管局,law_enforcement\n", false));
    const UnitId old_one =
        database.read([](db::Tx& tx) { return units::find_by_code(tx, "old-one"); }).value().id;
    const CaseId running = in_state(State::accepted);
    step(running, Step::assign, Party::intake, old_one);
    step(running, Step::sign_for, Party::body);
    refresh();
    ASSERT_TRUE(units::import_csv(database, now,
                                  "code,name,class,valid_to,successor\n"
                                  "old-one,旧城管局,law_enforcement,2026-11-01,qh-minzheng\n",
                                  false));
    json::object body = letter();
    body["unit"] = "old-one";
    const auto refused = post("/api/cases", body, crypto::random_token(16));
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("casework_unit_ended"), std::string::npos) << refused.body;
    EXPECT_NE(refused.body.find("民政局"), std::string::npos) << "who took over: " << refused.body;

    const std::string number = seen(running).number;
    for (const std::string& path : {"/cases/" + number, "/api/cases/" + number}) {
        const auto answer = get(path);
        EXPECT_EQ(answer.status, 200);
        EXPECT_NE(answer.body.find("旧城管局"), std::string::npos) << path;
    }
    for (const std::string_view path :
         {"/cases", "/api/cases", "/cases.atom", "/cases.json", "/cases.csv"}) {
        const auto answer = asked(path, "unit=old-one");
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_NE(answer.body.find(number), std::string::npos) << path;
    }
    sign_in(Role::unit_head, old_one);
    EXPECT_EQ(staff(http::Method::get, "/api/desk/cases/" + number).status, 200);
    step(running, Step::reply, Party::body);
    refresh();
    const auto months = database.read(
        [&](db::Tx& tx) { return year_of_figures(tx, old_one, calendar.zone().day_of(now)); });
    EXPECT_EQ(months->back().everyone.answered, 1);
}

TEST_P(Unusual, ADeadlineWithoutCalendarIsSaidEverywhere) {
    later(at("2026-12-30T10:00:00+08:00"));
    const Ticket ticket = file();
    const CaseId id = id_of(ticket);
    bring(id, {{Step::accept, Party::intake},
               {Step::assign, Party::intake},
               {Step::sign_for, Party::body}});
    refresh();
    EXPECT_NE(get("/cases/" + ticket.number).body.find("放假安排公布后才能算出"),
              std::string::npos);
    const json::object shown = parsed(get("/api/cases/" + ticket.number));
    EXPECT_EQ(shown.count("due_at"), 0);
    EXPECT_EQ(shown.at("lateness").as_string(), "in_time");
    for (const std::string_view path :
         {"/cases", "/api/cases", "/cases.atom", "/cases.json", "/cases.csv"}) {
        const auto answer = get(path);
        EXPECT_EQ(answer.status, 200);
        EXPECT_NE(answer.body.find(ticket.number), std::string::npos) << path;
    }
    sign_in(Role::unit_head, unit);
    EXPECT_EQ(staff(http::Method::get, "/api/desk/cases/" + ticket.number).status, 200);
    later(at("2027-06-01T10:00:00+08:00"));
    refresh();
    EXPECT_EQ(parsed(get("/api/cases/" + ticket.number)).at("lateness").as_string(), "in_time")
        << "nobody is late by a date that is not known";
}

}  // namespace
}  // namespace pingyi::casework
