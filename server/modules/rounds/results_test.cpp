// What everybody sees of rounds and results: numbers once they are published and not before, none
// of bodies that show no score, nothing from a file that was changed.
#include "modules/rounds/results.hpp"

#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds_test.hpp"
#include "platform/db/words.hpp"

namespace pingyi::rounds {
namespace {

namespace json = boost::json;

/// How a round of these tests differs from the city's.
struct Made {
    std::string code = "2026";
    std::string yaml{city_scheme};
    std::string survey = city_survey();
    State state = State::published;
    std::chrono::days ago{0};
};

class PublicResults : public RoundsTest {
protected:
    static std::string units_csv() {
        std::string rows = "unit,class,zh,en\n";
        for (const Voted& voted : city_votes) {
            const bool is_vertical = voted.unit == "qh-qixiang" || voted.unit == "qh-shuiwu";
            rows += std::string(voted.unit) + (is_vertical ? ",vertical," : ",direct_institution,");
            rows += voted.unit == "qh-shuiwu"
                        ? "\"<script>alert('1')</script>\",\"<b>&\"\"\"\n"
                        : std::string(voted.unit) + "单位," + std::string(voted.unit) + "\n";
        }
        return rows;
    }

    StoredResult add_result(RoundId round, const std::string& yaml, const std::string& survey) {
        const scoring::Scheme scheme = *scoring::check(yaml).scheme;
        const auto data = scoring::read_data(
            scheme, scoring::Tables{{"units.csv", units_csv()}, {"survey.csv", survey}});
        EXPECT_TRUE(data) << data.error().code << data.error().detail;
        const scoring::Outcome outcome = scoring::compute(scheme, *data);
        const scoring::Files files =
            scoring::public_files(scheme, yaml, scoring::published(scheme, *data, outcome));
        StoredResult made;
        made.id = crypto::new_id<ResultId>(now);
        made.round = round;
        made.public_id = scoring::result_id(files.at("result.json"));
        made.computed_at = now;
        const AccountId auditor = account("auditor").id;
        const auto added = database.write([&](db::Tx& tx) -> Result<> {
            made.number = store::next_number(tx, round);
            return store::add_result(tx, made);
        });
        EXPECT_TRUE(added);
        EXPECT_TRUE(store::put_files(database, made.id, store::Bundle::open, files));
        EXPECT_TRUE(database.write([&](db::Tx& tx) {
            store::finish_result(tx, made.id);
            store::note_verified(tx, made.id, auditor, now);
        }));
        made.verified_at = now;
        return made;
    }

    void set(Round& round, State state, std::optional<ResultId> current,
             std::optional<Instant> published) {
        round.state = state;
        round.result = current;
        round.published_at = published;
        ++round.version;
        const auto saved = database.write([&](db::Tx& tx) { return store::save_round(tx, round); });
        ASSERT_TRUE(saved) << saved.error().code;
    }

    Round made(const Made& of = {}) {
        const StoredScheme scheme = scheme_of(of.yaml);
        Round round = stored_round(scheme.id, State::consulted, of.code);
        result = add_result(round.id, of.yaml, of.survey);
        const bool is_out = of.state == State::published;
        set(round, of.state, result.id, is_out ? std::optional{now - of.ago} : std::nullopt);
        return round;
    }
    StoredScheme scheme_of(const std::string& yaml) {
        const auto found = schemes.find(yaml);
        if (found != schemes.end()) return found->second;
        return schemes.emplace(yaml, stored_scheme(SchemeState::issued, yaml)).first->second;
    }

    std::string page(const std::string& address) {
        const auto answer = get(address);
        EXPECT_EQ(answer.status, 200) << address;
        return answer.body;
    }
    static bool has(std::string_view text, std::string_view piece) {
        return text.find(piece) != std::string_view::npos;
    }
    /// Changes one stored octet.
    void tamper(const std::string& name) {
        const std::string text =
            database
                .read([&](db::Tx& tx) {
                    return store::result_text(tx, result.id, store::Bundle::open, name);
                })
                .value();
        std::string other = text;
        other[other.size() / 2] = static_cast<char>(other[other.size() / 2] ^ 1);
        ASSERT_TRUE(store::put(database, result.id.text() + "/public", {{name, other}}));
    }
    std::string part_of(std::string_view code) {
        const units::Part part = unit_part(deps);
        const auto body =
            database.read([&](db::Tx& tx) { return units::find_by_code(tx, code); }).value();
        http::Request request;
        std::vector<http::Header> more;
        const http::Context context{request, {}, now, {}, std::nullopt, more};
        html::Writer out;
        EXPECT_TRUE(part.write(context, body, out));
        return out.str();
    }

    StoredResult result;  // of the round that was made last
    std::map<std::string, StoredScheme> schemes;
};

INSTANTIATE_TEST_SUITE_P(Engines, PublicResults, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

/// "a,b" replaced in a text that holds it.
std::string replaced(std::string text, std::string_view old, std::string_view by) {
    const std::size_t at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return text.replace(at, old.size(), by);
}

/// The survey in which the library got four ballots only.
std::string few_for_the_library() {
    std::string rows = "unit,answer\n";
    const std::string all = city_survey().substr(rows.size());
    int left = 4;
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = all.find('\n', at) + 1;
        const std::string row = all.substr(at, end - at);
        if (!row.starts_with("qh-tushuguan") || left-- > 0) rows += row;
        at = end;
    }
    return rows;
}

TEST_P(PublicResults, ListsRoundsButNoDrafts) {
    EXPECT_TRUE(has(page("/rounds"), "还没有开始过评议"));
    const StoredScheme scheme = scheme_of(std::string(city_scheme));
    stored_round(scheme.id, State::draft, "secret-draft");
    EXPECT_FALSE(has(page("/rounds"), "secret-draft"));
    EXPECT_EQ(get("/rounds/secret-draft").status, 404);
    EXPECT_FALSE(has(get("/api/rounds/public").body, "secret-draft"));
    stored_round(scheme.id, State::collecting, "2027");
    made();
    const std::string list = page("/rounds");
    EXPECT_TRUE(has(list, "href=\"/rounds/2026\""));
    EXPECT_TRUE(has(list, "收集中"));
    EXPECT_LT(list.find("已经公布的"), list.find("正在进行的"));
    const auto api = json::parse(get("/api/rounds/public").body);
    EXPECT_EQ(api.at("items").as_array().size(), 2U);
}

TEST_P(PublicResults, AreShownWithDoubtGroupsAndOrigin) {
    made();
    const std::string round = page("/rounds/2026");
    EXPECT_TRUE(has(round, "分不出先后"));
    EXPECT_TRUE(has(round, result.public_id));
    EXPECT_TRUE(has(round, "/rounds/2026/bundle.tar"));
    EXPECT_TRUE(has(round, "没有记下账本条目")) << "as of results from before there was one";
    EXPECT_TRUE(has(round, "/rounds/2026/classes/direct_institution"));
    const std::string of_class = page("/rounds/2026/classes/direct_institution");
    EXPECT_TRUE(has(of_class, "组内分不出先后"));
    EXPECT_TRUE(has(of_class, "/rounds/2026/units/qh-tushuguan"));
    const std::string unit = page("/rounds/2026/units/qh-tushuguan");
    EXPECT_TRUE(has(unit, "30.97"));  // (20 x 100 + 17 x 70) / 103
    EXPECT_TRUE(has(unit, "103 张有效票的平均分"));
    EXPECT_TRUE(has(unit, "href=\"/units/qh-tushuguan\""));
    EXPECT_TRUE(has(unit, "区间都在本等次内"));
    EXPECT_TRUE(has(unit, "等次和位次按四舍五入前的得分定"));
    EXPECT_TRUE(has(of_class, "区间都在本等次内"));
    EXPECT_TRUE(has(page("/rounds/2026/classes/vertical"), "还可能是：合格"))
        << "(90 x 100 + 12 x 70) / 107 is 91.96, and 107 ballots cannot tell it from 89.99";
    EXPECT_TRUE(has(of_class, "显示的得分四舍五入到小数点后2位"));
    EXPECT_TRUE(has(part_of("qh-tushuguan"), "区间都在本等次内"));
    EXPECT_EQ(get("/rounds/2026/units/nobody").status, 404);
    EXPECT_EQ(get("/rounds/2026/classes/none").status, 404);
}

TEST_P(PublicResults, AreCachedAndAnswerNotModified) {
    made();
    for (const std::string address :
         {"/rounds", "/rounds/2026", "/rounds/2026/units/qh-tushuguan",
          "/api/rounds/public/2026/result", "/rounds/2026/units/qh-tushuguan/derivation.json"}) {
        const auto first = get(address);
        ASSERT_EQ(first.status, 200) << address;
        http::Request again;
        again.method = http::Method::get;
        again.path = address;
        again.headers = {{"If-None-Match", std::string(first.header("ETag"))}};
        EXPECT_EQ(service.handle(again).status, 304) << address;
    }
}

TEST_P(PublicResults, AreForProgramsToo) {
    made();
    const std::string stored =
        database
            .read([&](db::Tx& tx) {
                return store::result_text(tx, result.id, store::Bundle::open, "result.json");
            })
            .value();
    EXPECT_EQ(get("/api/rounds/public/2026/result").body, stored);
    const auto derivation =
        json::parse(get("/rounds/2026/units/qh-tushuguan/derivation.json").body);
    EXPECT_EQ(derivation.at("unit").at("score").as_string(), "30.97");
    EXPECT_EQ(derivation.at("result").as_string(), result.public_id);
    const auto& nodes = derivation.at("nodes").as_array();
    ASSERT_EQ(nodes.size(), 2U);  // the answers, and the score that is made of them
    EXPECT_EQ(nodes[0].at("formula").as_string(), "mean");
    EXPECT_TRUE(has(std::string(nodes[0].at("sentence").at("zh").as_string()), "103"));
}

TEST_P(PublicResults, AreNotShownBeforeTheyArePublished) {
    Round round = made();
    const std::vector<std::string> with_numbers{"/rounds/2026/classes/direct_institution",
                                                "/rounds/2026/units/qh-tushuguan",
                                                "/rounds/2026/units/qh-tushuguan/derivation.json",
                                                "/rounds/2026/compare?with=1",
                                                "/rounds/2026/compare/2026",
                                                "/api/rounds/public/2026/result"};
    for (const State state : {State::consulted, State::issued, State::collecting, State::closed,
                              State::computed, State::verified, State::shown, State::appeals,
                              State::signed_off, State::suspended, State::voided}) {
        set(round, state, result.id, std::nullopt);
        const std::string shown = page("/rounds/2026");
        EXPECT_FALSE(has(shown, "30.97")) << word_of(state);
        EXPECT_FALSE(has(shown, result.public_id)) << word_of(state);
        EXPECT_FALSE(has(get("/api/rounds/public").body, result.public_id)) << word_of(state);
        for (const std::string& address : with_numbers) {
            EXPECT_EQ(get(address).status, 404) << address << ' ' << word_of(state);
        }
        EXPECT_EQ(part_of("qh-tushuguan"), "") << word_of(state);
    }
}

TEST_P(PublicResults, OfTooFewAreNamedWithoutANumber) {
    made({.code = "2025", .survey = few_for_the_library(), .ago = std::chrono::days{300}});
    made({.survey = few_for_the_library()});
    const std::string of_class = page("/rounds/2026/classes/direct_institution");
    EXPECT_TRUE(has(of_class, "不公布得分的单位"));
    for (const std::string address :
         {"/rounds/2026/classes/direct_institution", "/rounds/2026/units/qh-tushuguan",
          "/rounds/2026/units/qh-tushuguan/derivation.json", "/api/rounds/public/2026/result",
          "/rounds/2026/compare/2025"}) {
        const auto answer = get(address);
        EXPECT_EQ(answer.status, 200) << address;
        EXPECT_FALSE(has(answer.body, "100.00")) << address;  // four times "good"
    }
    EXPECT_TRUE(has(page("/rounds/2026/units/qh-tushuguan"), "不足10张"));
    const auto derivation =
        json::parse(get("/rounds/2026/units/qh-tushuguan/derivation.json").body);
    EXPECT_FALSE(derivation.at("unit").as_object().contains("score"));
    for (const auto& node : derivation.at("nodes").as_array()) {
        EXPECT_FALSE(node.as_object().contains("value"));
    }
    const std::string part = part_of("qh-tushuguan");
    EXPECT_TRUE(has(part, "不公布"));
    EXPECT_FALSE(has(part, "<dl"));
}

TEST_P(PublicResults, FromAChangedFileAreRefused) {
    for (const std::string name : {"result.json", "scheme.yaml", "inputs/units.csv"}) {
        const std::string code = name.substr(0, name.find_first_of("./"));
        made({.code = code});
        tamper(name);
        const std::string address = "/rounds/" + code;
        EXPECT_EQ(get(address).status, 500) << name;
        const auto unit = get(address + "/units/qh-tushuguan");
        EXPECT_EQ(unit.status, 500) << name;
        EXPECT_FALSE(has(unit.body, "30.97")) << name;
    }
    EXPECT_EQ(get("/api/rounds/public/result/result").status, 500);
    EXPECT_EQ(get("/rounds").status, 200);
}

TEST_P(PublicResults, FromAFileWhoseHashWasChangedWithItAreRefused) {
    made();
    for (const std::string name : {"inputs/units.csv", "scheme.yaml", "result.json"}) {
        tamper(name);
        const auto forged = database.write([&](db::Tx& tx) {
            const std::string text = store::result_text(tx, result.id, store::Bundle::open, name);
            tx.run("UPDATE rounds_result_file SET sha256 = $3 WHERE result = $1 AND name = $2",
                   {result.id, name, crypto::hex(crypto::sha256(text))});
        });
        ASSERT_TRUE(forged);
        const auto answer = get("/rounds/2026/units/qh-tushuguan");
        EXPECT_EQ(answer.status, 500) << name;
        tamper(name);  // back again; the hash stays wrong
        EXPECT_EQ(get("/rounds/2026/units/qh-tushuguan").status, 500) << name;
        const auto mended = database.write([&](db::Tx& tx) {
            const std::string text = store::result_text(tx, result.id, store::Bundle::open, name);
            tx.run("UPDATE rounds_result_file SET sha256 = $3 WHERE result = $1 AND name = $2",
                   {result.id, name, crypto::hex(crypto::sha256(text))});
        });
        ASSERT_TRUE(mended);
    }
    EXPECT_EQ(get("/rounds/2026/units/qh-tushuguan").status, 200);
}

TEST_P(PublicResults, EscapeWhatNamesHold) {
    made();
    for (const std::string address :
         {"/rounds/2026/classes/vertical", "/rounds/2026/units/qh-shuiwu"}) {
        const std::string shown = page(address);
        EXPECT_FALSE(has(shown, "<script>alert")) << address;
        EXPECT_TRUE(has(shown, "&lt;script")) << address;
    }
}

TEST_P(PublicResults, AreComparedWithAnotherRound) {
    made({.code = "2025", .ago = std::chrono::days{300}});
    std::string survey = city_survey();
    for (int i = 0; i < 12; ++i) survey += "qh-tushuguan,bad\n";
    std::string yaml = replaced(std::string(city_scheme), "version: 1", "version: 2");
    yaml = replaced(yaml, "from: 60, below: 90", "from: 70, below: 90");
    made({.yaml = replaced(yaml, "below: 60}", "below: 70}"), .survey = survey});
    EXPECT_EQ(get("/rounds/2026/compare/2025").status, 200);
    const std::string shown = page("/rounds/2026/compare/2025");
    EXPECT_TRUE(has(shown, "只在"));  // the rule of the band
    EXPECT_TRUE(has(shown, "30.97"));
    EXPECT_TRUE(has(shown, "27.74"));
    EXPECT_TRUE(has(shown, "30.97 → 27.74"));
    const std::string unit = page("/rounds/2026/units/qh-tushuguan");
    EXPECT_TRUE(has(unit, "和以前比"));
    EXPECT_TRUE(has(unit, "/rounds/2025/units/qh-tushuguan"));
    EXPECT_TRUE(has(unit, "方案有改动"));
}

TEST_P(PublicResults, BeforeAnAppealAreComparedUnlessAFewBallotsMadeTheDifference) {
    Round round = made();
    std::string survey = city_survey();
    survey += "qh-danganguan,bad\n";  // one more would tell what it was
    for (int i = 0; i < 12; ++i) survey += "qh-tushuguan,bad\n";
    result = add_result(round.id, std::string(city_scheme), survey);
    set(round, State::published, result.id, now);
    const std::string shown = page("/rounds/2026/compare?with=1");
    EXPECT_TRUE(has(shown, "30.97 → 27.74"));
    EXPECT_TRUE(has(shown, "差别只来自几张票"));
    EXPECT_FALSE(has(shown, "78.95"));  // of the archive, before
    EXPECT_EQ(get("/rounds/2026/compare?with=2").status, 404);
    EXPECT_TRUE(has(page("/rounds/2026"), "/rounds/2026/compare?with=1"));
}

TEST_P(PublicResults, StandOnThePageOfABody) {
    EXPECT_EQ(part_of("qh-tushuguan"), "");
    made();
    const std::string part = part_of("qh-tushuguan");
    EXPECT_TRUE(has(part, "30.97"));
    EXPECT_TRUE(has(part, "href=\"/rounds/2026/units/qh-tushuguan\""));
    EXPECT_EQ(part_of("qh-minzheng"), "");
}

TEST_P(PublicResults, KeepNoMoreThanTheirBound) {
    made({.code = "one"});
    const StoredResult one = result;
    made({.code = "two"});
    Results small{1};
    ASSERT_TRUE(small.get(database, one));
    const std::size_t bytes = small.bytes();
    ASSERT_TRUE(small.get(database, result));
    EXPECT_EQ(small.bytes(), bytes);  // equal results: one of them is left
    Results large;
    const auto first = large.get(database, one);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->get(), large.get(database, one)->get());
}

}  // namespace
}  // namespace pingyi::rounds
