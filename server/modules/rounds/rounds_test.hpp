// What the tests of rounds stand on: a fresh database with the bodies of the invented city, a small
// scheme over five of them, its survey, and somebody of every role, also as the server sees them.
#pragma once

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kernel/testing.hpp"
#include "modules/accounts/testing.hpp"
#include "modules/calendar/module.hpp"
#include "modules/casework/testing.hpp"
#include "modules/rounds/module.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "modules/rounds/tables.hpp"
#include "modules/rounds/tables_store.hpp"
#include "modules/scoring/api.hpp"
#include "modules/units/module.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/html/embedded.hpp"
#include "platform/http/embedded.hpp"
#include "platform/http/service.hpp"

namespace pingyi::rounds {

/// Two bodies of one class, three of another; one survey, bands, and two sanctions: one at once,
/// one when it holds in two rounds running.
inline constexpr std::string_view city_scheme = R"(code: qinghe
version: 1
title: {zh: 青禾样本, en: Qinghe sample}
source: 测试
scales:
  - code: three
    options:
      - {code: good, zh: 满意, en: satisfied, points: 100, counts_as: satisfied}
      - {code: fair, zh: 基本满意, en: basically satisfied, points: 70, counts_as: satisfied}
      - {code: bad, zh: 不满意, en: dissatisfied, points: 0, counts_as: valid}
      - {code: none, zh: 不了解, en: do not know, counts_as: abstention}
classes:
  - {code: vertical, zh: 垂直管理单位, en: vertical bodies, ranked: yes, published: yes}
  - {code: direct_institution, zh: 直属单位, en: direct institutions, ranked: yes, published: yes}
measures:
  - {code: survey, zh: 问卷调查, en: survey, kind: ballots, basis: census}
index:
  code: total
  zh: 总分
  en: total
  unit: points
  direction: up
  normalise: none
  from: {measure: survey, column: answer, statistic: score, scale: three}
  missing: {not_applicable: missing, not_reported: missing, absent: missing}
bands:
  - {code: best, zh: 优秀, en: best, from: 90}
  - {code: fair, zh: 合格, en: fair, from: 60, below: 90}
  - {code: poor, zh: 不合格, en: poor, below: 60}
sanctions:
  - {code: talk, zh: 约谈主要负责人, en: the head is called in, band: poor, rounds: 1, needs_separation: no, working_days: 20}
  - {code: warning, zh: 黄牌警告, en: a yellow card, band: poor, rounds: 2, needs_separation: no}
publication: {ballots_min: 10, cell_min: 2}
rounding: {places: 2}
ties: same_rank
)";

/// Body, ballots "good", "fair" and "bad": the library does badly.
struct Voted {
    std::string_view unit;
    int good = 0, fair = 0, bad = 0;
};
inline constexpr Voted city_votes[] = {{"qh-qixiang", 90, 12, 5},
                                       {"qh-shuiwu", 70, 30, 21},
                                       {"qh-gongjijin", 55, 40, 8},
                                       {"qh-tushuguan", 20, 17, 66},
                                       {"qh-danganguan", 61, 20, 14}};
/// "survey.csv"
inline std::string city_survey() {
    std::string rows = "unit,answer\n";
    for (const Voted& voted : city_votes) {
        for (const auto& [answer, n] :
             {std::pair{"good", voted.good}, std::pair{"fair", voted.fair},
              std::pair{"bad", voted.bad}}) {
            for (int i = 0; i < n; ++i) rows += std::string(voted.unit) + "," + answer + "\n";
        }
    }
    return rows;
}

/// 2 November 2026, 10:00 in Shanghai, a Monday.
class RoundsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    static std::vector<db::MigrationSet> sets() {
        auto all = casework::testing::migration_sets();
        all.push_back({"rounds", migrations()});
        return all;
    }
    void SetUp() override {
        ASSERT_TRUE(calendar::load_shipped(database, now));
        ASSERT_TRUE(units::add_demo(database, now));
        add("office", accounts::Role::programme_office);
        add("office-2", accounts::Role::programme_office);
        add("agency", accounts::Role::third_party_evaluator);
        add("auditor", accounts::Role::auditor);
        add("auditor-2", accounts::Role::auditor);
        add("intake", accounts::Role::intake_officer);
        add("head", accounts::Role::unit_head, unit("qh-tushuguan"));
        add("handler", accounts::Role::unit_handler, unit("qh-tushuguan"));
        for (const auto& area : routes()) service.mount(area, deps);
    }

    void add(const std::string& who, accounts::Role role, std::optional<UnitId> where = {}) {
        people.people.emplace(who, accounts::testing::somebody(who, role, now, where));
    }
    const accounts::Account& account(const std::string& who) { return people.people.at(who); }
    UnitId unit(std::string_view code) {
        return database.read([&](db::Tx& tx) { return units::find_by_code(tx, code); }).value().id;
    }

    /// A stored scheme, a draft or as if issued.
    StoredScheme stored_scheme(SchemeState state = SchemeState::issued,
                               std::string_view yaml = city_scheme) {
        const auto parsed = scoring::check(yaml);
        EXPECT_TRUE(parsed.scheme) << (parsed.findings.empty() ? "" : parsed.findings[0].code);
        StoredScheme made;
        made.id = crypto::new_id<SchemeId>(now);
        made.code = parsed.scheme->code;
        made.version = parsed.scheme->version;
        made.title = {parsed.scheme->title.zh, parsed.scheme->title.en};
        made.yaml = yaml;
        made.changed_by = account("office").id;
        made.changed_at = now;
        const auto done = database.write([&](db::Tx& tx) -> Result<> {
            store::add_scheme(tx, made);
            if (state == SchemeState::draft) return {};
            made.state = state;
            made.hash = scoring::scheme_hash(*parsed.scheme);
            made.issued_at = now;
            return store::issue_scheme(tx, made);
        });
        EXPECT_TRUE(done) << done.error().code;
        return made;
    }
    /// A round as if somebody had brought it to this state without computing anything.
    Round stored_round(SchemeId scheme, State state, std::string code = "2026") {
        Round made;
        made.id = crypto::new_id<RoundId>(now);
        made.code = std::move(code);
        made.name = {"2026年度评议", "Evaluation of 2026"};
        made.scheme = scheme;
        made.from = "2026-01";
        made.until = "2026-10";
        made.state = state;
        made.made_at = made.changed_at = now;
        const auto done = database.write([&](db::Tx& tx) { return store::add_round(tx, made); });
        EXPECT_TRUE(done) << done.error().code;
        return made;
    }
    /// A table as if the agency had brought it.
    void brings(RoundId id, const std::string& name, const std::string& text) {
        const Table table = table_of({.owner = id.text(),
                                      .name = name,
                                      .evidence = "第三方调查",
                                      .added_by = account("agency").id,
                                      .added_at = now},
                                     text);
        ASSERT_TRUE(store::put(database, store::content_of(table), {{name, text}}));
        ASSERT_TRUE(database.write([&](db::Tx& tx) { store::save_table(tx, table); }));
    }
    Round seen(RoundId id) {
        return database.read([&](db::Tx& tx) { return store::round(tx, id); }).value();
    }

    http::Response send(http::Method method, const std::string& address, std::string_view who,
                        std::string body = "", std::string_view media = "application/json",
                        std::string_view key = "") {
        http::Request request;
        request.method = method;
        request.path = address.substr(0, address.find('?'));
        if (request.path != address) request.query = address.substr(request.path.size() + 1);
        request.headers = {{"Host", "pingyi.example"}, {"Test-Who", std::string(who)}};
        if (!body.empty()) request.headers.push_back({"Content-Type", std::string(media)});
        if (!key.empty()) request.headers.push_back({"Idempotency-Key", std::string(key)});
        request.body = std::move(body);
        return service.handle(request);
    }
    http::Response get(const std::string& address, std::string_view who = "") {
        return send(http::Method::get, address, who);
    }
    /// With a key of its own.
    http::Response post(const std::string& address, std::string_view who,
                        const boost::json::value& body) {
        return send(http::Method::post, address, who, boost::json::serialize(body),
                    "application/json", crypto::random_token(18));
    }
    static std::string code_of(const http::Response& answer) {
        boost::system::error_code failed;
        const auto read = boost::json::parse(answer.body, failed);
        if (failed || !read.is_object() || !read.as_object().contains("code")) return answer.body;
        return std::string(read.at("code").as_string());
    }

    Instant now = instant_from("2026-11-02T10:00:00+08:00").value();
    db::testing::Fresh fresh{GetParam(), sets()};
    db::Database& database = fresh.database();
    FixedClock clock{now};
    calendar::Calendar calendar{Zone::named("Asia/Shanghai").value()};
    Texts texts{{rounds::texts(), html::embedded::texts(), http::embedded::texts()}};
    html::Shell shell = html::Shell::load(texts, {}, "").value();
    units::Bodies directory;
    accounts::Staffing staffing{database};
    Deps deps{database, shell, calendar, directory, staffing};
    accounts::testing::KnownPeople people;
    http::Service service{clock, texts, people};
};

}  // namespace pingyi::rounds
