// Stored schemes as the server mounts them: drafts with mistakes, conflicts, checking, issuing.
#include "modules/rounds/schemes.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "modules/rounds/rounds_test.hpp"

namespace pingyi::rounds {
namespace {

namespace json = boost::json;
using http::Method;

constexpr std::string_view yaml_media = "application/yaml";

std::string replaced(std::string text, std::string_view old, std::string_view now) {
    const std::size_t at = text.find(old);
    if (at == std::string::npos) throw std::logic_error("not in the scheme: " + std::string(old));
    return text.replace(at, old.size(), now);
}

TEST(Head, IsReadFromWhatThereIs) {
    const Head sound = head_of(city_scheme);
    EXPECT_EQ(sound.code, "qinghe");
    EXPECT_EQ(sound.title.en, "Qinghe sample");
    const Head broken =
        head_of("code: my-own\nversion: 3\ntitle: {zh: 评议, en: \"An evaluation\"}\nbands: [");
    EXPECT_EQ(broken.code, "my-own");
    EXPECT_EQ(broken.version, 3);
    EXPECT_EQ(broken.title.zh, "评议");
    EXPECT_EQ(broken.title.en, "An evaluation");
    for (const std::string_view nothing :
         {"", "code: \nversion: -1\ntitle:", "code: A B\nversion: 1x\n", "::"}) {
        const Head head = head_of(nothing);
        EXPECT_EQ(head.code, "scheme") << nothing;
        EXPECT_EQ(head.version, 1) << nothing;
        EXPECT_TRUE(head.title.zh.empty()) << nothing;
    }
}

TEST(Shipped, AllAreSound) {
    const auto all = shipped_schemes();
    EXPECT_GE(all.size(), 15U);
    for (const Shipped& one : all) {
        EXPECT_TRUE(sound_scheme(one.yaml)) << one.name;
        EXPECT_EQ(head_of(one.yaml).code, one.name);
    }
}

class Schemes : public RoundsTest {
protected:
    http::Response write(const std::string& yaml, std::string_view who = "office",
                         std::string_view key = "") {
        return send(Method::post, "/api/schemes", who, yaml, yaml_media,
                    key.empty() ? crypto::random_token(18) : key);
    }
    std::string written(const std::string& yaml) {
        const auto made = write(yaml);
        EXPECT_EQ(made.status, 201) << made.body;
        return std::string(json::parse(made.body).at("scheme").at("id").as_string());
    }
    http::Response save(const std::string& id, int revision, const std::string& yaml,
                        std::string_view who = "office") {
        return send(Method::put, fmt::format("/api/schemes/{}?revision={}", id, revision), who,
                    yaml, yaml_media);
    }
    http::Response issue(const std::string& id, int revision, std::string_view who = "office") {
        return send(Method::post, "/api/schemes/" + id + "/issue", who,
                    fmt::format("{{\"revision\":{}}}", revision));
    }
    json::value shown(const std::string& id) {
        return json::parse(get("/api/schemes/" + id, "auditor").body);
    }
    const std::string yaml_{city_scheme};
    const std::string with_gap_ = replaced(yaml_, "below: 90", "below: 85");
};
INSTANTIATE_TEST_SUITE_P(Engines, Schemes, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(Schemes, KeepDraftsWithTheirMistakes) {
    const std::string id = written(with_gap_);
    const auto draft = shown(id);
    EXPECT_EQ(draft.at("yaml").as_string(), with_gap_);
    EXPECT_EQ(draft.at("scheme").at("code").as_string(), "qinghe");
    EXPECT_FALSE(draft.at("may_change").as_bool()) << "an auditor";
    EXPECT_EQ(code_of(issue(id, 1)), "rounds.scheme_has_errors");
    const auto saved = save(id, 1, yaml_);
    EXPECT_EQ(saved.status, 200) << saved.body;
    EXPECT_EQ(json::parse(saved.body).at("scheme").at("revision").as_int64(), 2);
    EXPECT_EQ(code_of(save(id, 1, with_gap_)), "rounds.changed_meanwhile");
    EXPECT_EQ(shown(id).at("yaml").as_string(), yaml_) << "who was slower loses nothing of others";
}

TEST_P(Schemes, AreMadeOnceForAKey) {
    const std::string key = "0123456789abcdef";
    const auto first = write(yaml_, "office", key);
    EXPECT_EQ(write(yaml_, "office", key).body, first.body);
    EXPECT_EQ(code_of(write(with_gap_, "office", key)), "db.idempotency_key_reused");
    EXPECT_EQ(json::parse(get("/api/schemes", "agency").body).at("items").as_array().size(), 1U);
}

TEST_P(Schemes, AreForThoseWhoEvaluate) {
    for (const std::string_view who : {"agency", "auditor", "intake", "head"}) {
        EXPECT_EQ(write(yaml_, who).status, 403) << who;
    }
    EXPECT_EQ(write(yaml_, "").status, 401);
    EXPECT_EQ(get("/api/schemes", "intake").status, 403);
    const std::string id = written(yaml_);
    EXPECT_EQ(save(id, 1, yaml_, "auditor").status, 403);
    EXPECT_EQ(issue(id, 1, "agency").status, 403);
    people.people.at("office").api_key = "key";
    EXPECT_EQ(code_of(write(yaml_)), "rounds.not_allowed") << "in person only";
}

TEST_P(Schemes, RefuseWhatIsNoText) {
    EXPECT_EQ(code_of(write("code: \xff\n")), "rounds.scheme_not_text");
    EXPECT_EQ(code_of(write(std::string("code: a\0b", 9))), "rounds.scheme_not_text");
    EXPECT_EQ(write(std::string(scoring::scheme_bytes_max + 1, '#')).status, 413);
    const std::string id = written("code: a\r\nversion: 1\r\n");
    EXPECT_EQ(shown(id).at("yaml").as_string(), "code: a\nversion: 1\n");
    EXPECT_EQ(shown(id).at("scheme").at("code").as_string(), "a");
}

TEST_P(Schemes, AreCheckedWithoutBeingStored) {
    const auto check = [&](const std::string& yaml) {
        const auto answer = send(Method::post, "/api/schemes/check", "agency", yaml, yaml_media);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json::parse(answer.body);
    };
    const auto bad = check(with_gap_);
    EXPECT_EQ(bad.at("errors").as_int64(), 1);
    EXPECT_TRUE(bad.at("outline").as_array().empty());
    const auto& finding = bad.at("findings").as_array().front();
    EXPECT_TRUE(finding.at("is_error").as_bool());
    const std::string_view before =
        std::string_view(with_gap_).substr(0, with_gap_.find("{code: fair, zh: 合格"));
    const auto line = 1 + std::ranges::count(before, '\n');
    EXPECT_NEAR(static_cast<double>(finding.at("line").as_int64()), static_cast<double>(line), 1.0);
    const auto good = check(yaml_);
    EXPECT_EQ(good.at("errors").as_int64(), 0);
    EXPECT_FALSE(good.at("outline").as_array().empty());
    const auto& tables = good.at("tables").as_array();
    ASSERT_EQ(tables.size(), 2U);
    EXPECT_EQ(tables[1].at("name").as_string(), "survey.csv");
    EXPECT_TRUE(json::parse(get("/api/schemes", "office").body).at("items").as_array().empty());
}

TEST_P(Schemes, AreLockedOnceIssued) {
    const std::string id = written(yaml_);
    EXPECT_EQ(code_of(issue(id, 2)), "rounds.changed_meanwhile");
    const auto issued = issue(id, 1);
    ASSERT_EQ(issued.status, 200) << issued.body;
    const auto view = json::parse(issued.body);
    const auto& scheme = view.at("scheme");
    const std::string hash{scheme.at("hash").as_string()};
    EXPECT_EQ(hash, scoring::scheme_hash(scoring::check(yaml_).scheme.value()));
    EXPECT_EQ(scheme.at("state").as_string(), "issued");
    const auto noted = database.read([](db::Tx& tx) {
        const auto rows = tx.run(
            "SELECT kind, subject, facts FROM accounts_log WHERE kind = 'rounds.scheme_issued'");
        return std::array{rows[0].text(0), rows[0].text(1), rows[0].text(2)};
    });
    ASSERT_TRUE(noted);
    EXPECT_EQ((*noted)[0], "rounds.scheme_issued");
    EXPECT_EQ((*noted)[1], id);
    EXPECT_EQ((*noted)[2], "code=qinghe version=1 scheme_sha256=" + hash);
    EXPECT_FALSE(scheme.at("entry").as_string().empty());
    EXPECT_EQ(code_of(save(id, 1, yaml_)), "rounds.scheme_is_issued");
    EXPECT_EQ(code_of(issue(id, 1)), "rounds.scheme_is_issued");
    const std::string again = written(yaml_);
    EXPECT_EQ(code_of(issue(again, 1)), "rounds.version_issued");
    EXPECT_EQ(save(again, 1, replaced(yaml_, "version: 1", "version: 2")).status, 200);
    EXPECT_EQ(issue(again, 2).status, 200);
}

TEST_P(Schemes, ComePageByPage) {
    for (int i = 0; i < 3; ++i) written(yaml_);
    const auto first = json::parse(get("/api/schemes?limit=2", "office").body);
    EXPECT_EQ(first.at("items").as_array().size(), 2U);
    const std::string next{first.at("next").as_string()};
    const auto second = json::parse(get("/api/schemes?limit=2&after=" + next, "office").body);
    EXPECT_EQ(second.at("items").as_array().size(), 1U);
    EXPECT_EQ(get("/api/schemes/00000000-0000-7000-8000-000000000000", "office").status, 404);
    const auto shipped = json::parse(get("/api/schemes/shipped", "office").body);
    EXPECT_GE(shipped.at("items").as_array().size(), 15U);
}

// Tables

class SchemeTables : public Schemes {
protected:
    void SetUp() override {
        Schemes::SetUp();
        id_ = written(yaml_);
    }
    http::Response bring(const std::string& name, const std::string& csv,
                         std::string_view who = "office") {
        return send(Method::put, "/api/schemes/" + id_ + "/tables/" + name + "?evidence=tests", who,
                    csv, "text/csv");
    }
    std::size_t stored() {
        return json::parse(get("/api/schemes/" + id_ + "/tables", "agency").body)
            .at("items")
            .as_array()
            .size();
    }
    std::int64_t portions() {
        return database
            .read([](db::Tx& tx) {
                return tx.run("SELECT CAST(count(*) AS BIGINT) FROM rounds_content", {})[0].integer(
                    0);
            })
            .value();
    }
    std::string id_;
};
INSTANTIATE_TEST_SUITE_P(Engines, SchemeTables, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(SchemeTables, AreStoredWholeOrNotAtAll) {
    const auto refused = bring("survey.csv", "unit,answer\nqh-qixiang,good\nqh-nobody,great\n");
    EXPECT_EQ(refused.status, 422);
    const auto problem = json::parse(refused.body);
    EXPECT_EQ(problem.at("code").as_string(), "csv.invalid");
    ASSERT_EQ(problem.at("errors").as_array().size(), 2U) << refused.body;
    EXPECT_EQ(problem.at("errors").as_array()[0].at("place").as_string(),
              "survey.csv: row 3, unit");
    EXPECT_EQ(stored(), 0U);
    EXPECT_EQ(portions(), 0);
    const auto brought = bring("survey.csv", city_survey());
    ASSERT_EQ(brought.status, 200) << brought.body;
    const auto view = json::parse(brought.body);
    const std::string text = city_survey();
    EXPECT_EQ(view.at("rows").as_int64(), std::ranges::count(text, '\n') - 1);
    EXPECT_EQ(view.at("sha256").as_string(), crypto::hex(crypto::sha256(text)));
    EXPECT_EQ(view.at("evidence").as_string(), "tests");
    EXPECT_EQ(get("/api/schemes/" + id_ + "/tables/survey.csv", "auditor").body, text);
}

TEST_P(SchemeTables, TakeThePlaceOfTheOneBefore) {
    EXPECT_EQ(bring("survey.csv", city_survey()).status, 200);
    const auto before = portions();
    EXPECT_EQ(bring("survey.csv", "unit,answer\nqh-qixiang,good").status, 200);
    EXPECT_EQ(stored(), 1U);
    EXPECT_LE(portions(), before);
    EXPECT_EQ(get("/api/schemes/" + id_ + "/tables/survey.csv", "office").body,
              "unit,answer\nqh-qixiang,good");
    const std::string address = "/api/schemes/" + id_ + "/tables/survey.csv";
    EXPECT_EQ(send(Method::del, address, "auditor").status, 403);
    EXPECT_EQ(send(Method::del, address, "office").status, 204);
    EXPECT_EQ(send(Method::del, address, "office").status, 404);
    EXPECT_EQ(portions(), 0);
}

TEST_P(SchemeTables, AreThoseThatTheSchemeReads) {
    EXPECT_EQ(code_of(bring("other.csv", "a,b\n")), "rounds.no_such_table");
    EXPECT_EQ(code_of(bring("events.csv", "a,b\n")), "rounds.no_such_table");
    EXPECT_EQ(bring("units.csv", "unit,class,zh,en\nx,vertical,甲,A\n").status, 200);
    EXPECT_EQ(bring("survey.csv", "unit,answer\nx,good\n").status, 200) << "bodies as brought";
    EXPECT_EQ(bring("survey.csv", city_survey()).status, 422);
    EXPECT_EQ(bring("survey.csv", city_survey(), "agency").status, 403);
    EXPECT_EQ(issue(id_, 1).status, 200);
    EXPECT_EQ(code_of(bring("survey.csv", "unit,answer\nx,good\n")), "rounds.scheme_is_issued");
}

TEST_P(SchemeTables, OfTheServerAreNotBrought) {
    for (const Shipped& one : shipped_schemes()) {
        if (one.name == "letters-and-survey") id_ = written(one.yaml);
    }
    EXPECT_EQ(code_of(bring("casework-in-time.csv", "unit,answer,n\n")), "rounds.table_is_counted");
    EXPECT_EQ(code_of(bring("survey.csv", "unit\n")), "csv.invalid");
    save(id_, 1, with_gap_);
    EXPECT_EQ(code_of(bring("survey.csv", city_survey())), "rounds.scheme_has_errors");
}

}  // namespace
}  // namespace pingyi::rounds
