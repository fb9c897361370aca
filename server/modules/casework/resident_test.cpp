// Filing and tracking as residents use them: once for each form, never linked to a person, the
// same answer for what is unknown and what is wrong.
#include "modules/casework/resident_test.hpp"

#include <set>
#include <thread>

#include "kernel/testing.hpp"
#include "kernel/text.hpp"
#include "modules/casework/figures.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/receipt.hpp"
#include "platform/search/search.hpp"

namespace pingyi::casework {
namespace {

using FilingHttp = ResidentBench;
using TrackingHttp = ResidentBench;

TEST(Receipts, FollowFromTheFormsKeyAlone) {
    const std::string key(32, 'k');
    const std::string first = receipt_of(key, "0123456789abcdef0123456789abcdef");
    EXPECT_TRUE(is_receipt(first));
    EXPECT_EQ(receipt_of(key, "0123456789abcdef0123456789abcdef"), first);
    EXPECT_NE(receipt_of(key, "0123456789abcdef0123456789abcdee"), first);
    EXPECT_NE(receipt_of(std::string(32, 'l'), "0123456789abcdef0123456789abcdef"), first);
    EXPECT_EQ(receipt_hash(key, first).size(), 64);
}

TEST(Receipts, AreNotMadeFromWeakKeys) {
    EXPECT_TRUE(is_strong_form_key(crypto::random_token(16)));
    EXPECT_TRUE(is_strong_form_key(crypto::hex(crypto::random_bytes(16))));
    for (const std::string& weak :
         {std::string{}, std::string("abcdefghijklmnop"), std::string(22, 'a'),
          std::string(32, '0'), std::string("0123456789abcdef0123456789abcdeg"),
          std::string("abcdefghijklmnopqrstu"), std::string("abcdefghijklmnopqrstuvw"),
          std::string("0123456789abcdef0123456789abcdef0")}) {
        EXPECT_FALSE(is_strong_form_key(weak)) << weak;
    }
}

TEST_P(FilingHttp, AnswersNumberReceiptAndDueDates) {
    const auto answer = post("/api/cases", letter(), "0123456789abcdef0123456789abcdef");
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.header("Location"), "/cases/track");
    const json::object filed = parsed(answer);
    EXPECT_TRUE(is_case_number(text(filed, "number")));
    EXPECT_TRUE(is_receipt(text(filed, "receipt")));
    EXPECT_EQ(filed.at("screening").at("day").as_string(), "2026-11-04");
    EXPECT_EQ(filed.at("reply").at("day").as_string(), "2026-11-23");
}

TEST_P(FilingHttp, SaysWhichYearIsMissing) {
    later(at("2026-12-28T10:00:00+08:00"));
    const json::object filed =
        parsed(post("/api/cases", letter(), "0123456789abcdef0123456789abcdef"));
    EXPECT_EQ(filed.at("reply").at("missing_year").as_int64(), 2027);
    EXPECT_EQ(filed.at("reply").as_object().count("day"), 0);
}

TEST_P(FilingHttp, StoresOthersTextMaskedAndTheOriginalApart) {
    const CaseId id = id_of(file());
    const Case item = seen(id);
    EXPECT_EQ(item.body, "中山路12号门前的路灯坏了两周，请打〔电话〕找〔姓名〕。");
    const auto original =
        database.read([&](db::Tx& tx) { return store::original(tx, id); }).value();
    ASSERT_TRUE(original);
    EXPECT_EQ(original->body, std::string_view(letter().at("body").as_string()));
    EXPECT_EQ(original->names, std::vector<std::string>{"王小明"});
}

TEST_P(FilingHttp, StoresNeitherReceiptNorKey) {
    const std::string key = crypto::random_token(16);
    const json::object filed = parsed(post("/api/cases", letter(), key));
    const std::string receipt = text(filed, "receipt");
    const auto rows = database
                          .read([&](db::Tx& tx) {
                              return tx.run(
                                  "SELECT scope, key_hash, body_hash, record_id, day, "
                                  "(SELECT receipt FROM casework_case) FROM db_idempotency");
                          })
                          .value();
    ASSERT_EQ(rows.size(), 1);
    for (int column = 0; column < rows.columns; ++column) {
        EXPECT_EQ(rows[0].text(column).find(receipt), std::string::npos);
        EXPECT_EQ(rows[0].text(column).find(key), std::string::npos);
    }
}

TEST_P(FilingHttp, ADoubleClickFilesOnce) {
    const std::string key = crypto::random_token(16);
    std::vector<http::Response> answers(32);
    {
        std::vector<std::jthread> clicks;
        for (auto& answer : answers) {
            clicks.emplace_back([&] { answer = post("/api/cases", letter(), key); });
        }
    }
    for (const auto& answer : answers) {
        EXPECT_EQ(answer.status, 201) << answer.body;
        EXPECT_EQ(answer.body, answers.front().body);
    }
    EXPECT_EQ(rows("casework_case"), 1);
    EXPECT_EQ(rows("casework_original"), 1);
    json::object other = letter();
    other["subject"] = "另一件事";
    EXPECT_EQ(post("/api/cases", other, key).status, 409);
}

TEST_P(FilingHttp, RefusesWhatItCannotKeepAndNamesTheField) {
    const struct {
        std::string_view field;
        json::value value;
        std::string_view code;
    } samples[] = {
        {"unit", "no-such-unit", "casework_no_such_unit"},
        {"category", "no.such", "casework_no_such_category"},
        {"contact", json::object{{"contact", "13812345678"}}, "casework_not_offered"},
        {"notice", json::object{{"channel", "mail"}, {"address", "a@b.cn"}, {"consent", true}},
         "casework_not_offered"},
        {"subject", json::string(101, 'a'), "too_long"},
        {"body", json::string(20'001, 'a'), "too_long"},
    };
    for (const auto& sample : samples) {
        json::object body = letter();
        body[sample.field] = sample.value;
        const auto answer = post("/api/cases", body, crypto::random_token(16));
        EXPECT_EQ(answer.status, 422) << sample.field << answer.body;
        EXPECT_NE(answer.body.find("#/" + std::string(sample.field)), std::string::npos)
            << answer.body;
        EXPECT_NE(answer.body.find(sample.code), std::string::npos) << answer.body;
    }
    EXPECT_EQ(post("/api/cases", letter(), "abcdefghijklmnop").status, 422) << "a weak key";
    EXPECT_EQ(rows("casework_case"), 0);
}

TEST_P(FilingHttp, TakesTwentyThousandCharacters) {
    std::string body;
    for (int i = 0; i < 20'000; ++i) body += i % 7 == 0 ? "😀" : "灯";
    json::object long_letter = letter();
    long_letter["body"] = body;
    EXPECT_EQ(seen(id_of(file(long_letter))).body, body);
}

/// Refused with the field's name, or kept as it is: masking changes nothing else.
TEST_P(FilingHttp, KeepsHostileTextExactly) {
    PINGYI_SHARED_FILE(naughty, "data/badinput/naughty_strings.json");
    json::array samples = json::parse(naughty).as_array();
    if (GetParam() == db::Engine::postgres) samples.resize(60);  // the slower one
    int kept = 0;
    for (const json::value& sample : samples) {
        for (const std::string_view field : {"subject", "body", "place", "signature"}) {
            json::object body = letter();
            body[field] = sample;
            const auto answer = post("/api/cases", body, crypto::random_token(16));
            if (answer.status == 422) {
                EXPECT_NE(answer.body.find("#/" + std::string(field)), std::string::npos);
                continue;
            }
            ASSERT_EQ(answer.status, 201) << sample << answer.body;
            ++kept;
            const json::object filed = parsed(answer);
            const json::object shown = tracked({text(filed, "number"), text(filed, "receipt")});
            const auto clean = text::normalised(std::string_view(sample.as_string()));
            const std::vector<std::string> names{"王小明"};
            EXPECT_EQ(text(shown, field), mask(text::trimmed(*clean), names).text) << field;
        }
    }
    EXPECT_GT(kept, 100);
}

TEST_P(FilingHttp, ShowsWhatOthersWillRead) {
    const auto answer = post("/api/cases/masking",
                             {{"body", "打13812345678找王小明"}, {"names", json::array{"王小明"}}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::object view = parsed(answer);
    EXPECT_EQ(view.at("masked").as_int64(), 2);
    EXPECT_EQ(view.at("body").at("text").as_string(), "打〔电话〕找〔姓名〕");
    const json::array& parts = view.at("body").at("parts").as_array();
    ASSERT_EQ(parts.size(), 4);
    EXPECT_EQ(parts[1].at("masking").as_string(), "phone");
    EXPECT_EQ(parts[0].as_object().count("masking"), 0);
}

TEST_P(FilingHttp, OffersSimilarPublicCasesOnly) {
    const auto publish = [&](CaseId id) {
        const Case item = seen(id);
        const auto entry = search::entry("casework.case", id.text(),
                                         item.subject + "\n" + item.place + "\n" + item.body, now);
        ASSERT_TRUE(database.write([&](db::Tx& tx) { search::put(tx, entry); }));
    };
    const CaseId open = in_state(State::closed);
    const CaseId hidden = in_state(State::handling, Kind::complaint, Visibility::body_only);
    publish(open);
    publish(hidden);  // as if the index were wrong
    const auto alike = [&](std::string_view subject, std::string_view place) {
        return parsed(post("/api/cases/similar", {{"subject", subject}, {"place", place}}));
    };
    const json::object found = alike("门口路灯不亮了", "中山路");
    ASSERT_EQ(found.at("items").as_array().size(), 1);
    EXPECT_EQ(found.at("items").at(0).at("number").as_string(), seen(open).number);
    EXPECT_EQ(alike("噪音扰民", "解放路").at("items").as_array().size(), 0);
    EXPECT_EQ(alike("?!", "").at("items").as_array().size(), 0);
}

TEST_P(FilingHttp, TellsWhatTheFormNeeds) {
    const json::object form = parsed(get("/api/filing"));
    EXPECT_EQ(form.at("kinds").as_array().size(), 6);
    EXPECT_EQ(form.at("refusal_reasons").as_array().size(), 5);
    EXPECT_FALSE(form.at("call_back_offered").as_bool());
    EXPECT_EQ(form.at("limits").at("body").as_int64(), body_max);
}

TEST_P(TrackingHttp, ShowsTheCaseWithItsProof) {
    const Ticket ticket = file();
    const json::object shown = tracked(ticket);
    EXPECT_EQ(shown.at("state").as_string(), "submitted");
    EXPECT_EQ(shown.at("timeline").as_array().size(), 1);
    ASSERT_EQ(shown.at("clocks").as_array().size(), 2);
    std::set<std::string> reasons;
    for (const json::value& each : shown.at("clocks").as_array()) {
        for (const json::value& day : each.at("days").as_array()) {
            reasons.emplace(day.at("reason").as_string());
        }
    }
    EXPECT_EQ(reasons, (std::set<std::string>{"counted", "weekend"}));
    EXPECT_TRUE(offers(shown, "add"));
    EXPECT_TRUE(offers(shown, "withdraw"));
    EXPECT_FALSE(offers(shown, "contest"));
}

TEST_P(TrackingHttp, TakesNumbersAsPeopleWriteThem) {
    const Ticket ticket = file();
    const auto spaced = [](const std::string& digits) {
        std::string all;
        for (std::size_t i = 0; i < digits.size(); ++i) {
            if (i > 0 && i % 4 == 0) all += i % 8 == 0 ? "-" : " ";
            all += digits[i];
        }
        return all;
    };
    EXPECT_EQ(post("/api/tracking", asking({spaced(ticket.number), spaced(ticket.receipt)})).status,
              200);
}

TEST_P(TrackingHttp, AnswersUnknownAndWrongAlike) {
    const Ticket ticket = file();
    json::object hidden_letter = letter();
    hidden_letter["visibility"] = "body_only";
    const Ticket hidden = file(hidden_letter);
    const std::string wrong = "0000000000000000";
    const auto unknown = post("/api/tracking", asking({case_number(2020, 7), wrong}));
    EXPECT_EQ(unknown.status, 404);
    const auto body_of = [](const http::Response& answer) {
        json::object body = parsed(answer);
        body.erase("request_id");
        body.erase("instance");
        return json::serialize(body);
    };
    for (const std::string& number : {ticket.number, hidden.number}) {
        const auto answer = post("/api/tracking", asking({number, wrong}));
        EXPECT_EQ(answer.status, 404);
        EXPECT_EQ(body_of(answer), body_of(unknown));
    }
    EXPECT_EQ(post("/api/tracking", asking({"2026000000010", wrong})).status, 422) << "a slip";
    EXPECT_EQ(post("/api/tracking", asking({ticket.number, "12345678901234567"})).status, 422);
}

TEST_P(TrackingHttp, SlowsDownGuessing) {
    const Ticket ticket = file();
    const std::string wrong = "0000000000000000";
    int refused = 0;
    for (int i = 0; i < 12; ++i) {
        if (post("/api/tracking", asking({case_number(2020, 7), wrong})).status == 429) ++refused;
    }
    EXPECT_EQ(refused, 2) << "ten are free for an address";
    const auto waiting = post("/api/tracking", asking(ticket));
    EXPECT_EQ(waiting.status, 429);
    EXPECT_FALSE(waiting.header("Retry-After").empty());
    EXPECT_EQ(post("/api/tracking", asking(ticket), "", "192.0.2.99").status, 200);
    // By number: from ever new addresses.
    for (int i = 0; i < 20; ++i) {
        const std::string address = "198.51.100." + std::to_string(i);
        EXPECT_EQ(post("/api/tracking", asking({ticket.number, wrong}), "", address).status, 404);
    }
    EXPECT_EQ(post("/api/tracking", asking(ticket), "", "203.0.113.1").status, 429);
    later(now + std::chrono::seconds{61});
    EXPECT_EQ(post("/api/tracking", asking(ticket), "", "203.0.113.1").status, 200);
}

TEST_P(TrackingHttp, AddsMaskedOnceAndKeepsTheOriginal) {
    const Ticket ticket = file();
    const std::string key = crypto::random_token(16);
    const json::object body = asking(ticket, {{"text", "又坏了，王小明13987654321"}});
    const auto answer = post("/api/tracking/additions", body, key);
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(post("/api/tracking/additions", body, key).status, 201);
    const json::object shown = parsed(answer);
    ASSERT_EQ(shown.at("additions").as_array().size(), 1);
    EXPECT_EQ(shown.at("additions").at(0).at("text").as_string(), "又坏了，〔姓名〕〔电话〕");
    EXPECT_EQ(rows("casework_addition"), 1);
    EXPECT_EQ(timeline(id_of(ticket)).back().step, Step::add);
}

TEST_P(TrackingHttp, ContestsOnceWithinTheWindow) {
    const Ticket ticket = file();
    const CaseId id = id_of(ticket);
    EXPECT_EQ(post("/api/tracking/contest", asking(ticket, {{"reason", "没修"}})).status, 409);
    to_closed(id);
    EXPECT_TRUE(offers(tracked(ticket), "contest"));
    const auto answer =
        post("/api/tracking/contest", asking(ticket, {{"reason", "没修，找王小明"}}));
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(seen(id).state, State::handling);
    EXPECT_EQ(seen(id).round, 2);
    EXPECT_EQ(timeline(id).back().text, "没修，找〔姓名〕");
    bring(id, {{Step::reply, Party::body}, {Step::close, Party::clock}});
    EXPECT_FALSE(offers(tracked(ticket), "contest"));
    EXPECT_EQ(post("/api/tracking/contest", asking(ticket, {{"reason", "还没修"}})).status, 409);
}

TEST_P(TrackingHttp, RefusesAContestAfterItsWindow) {
    const Ticket ticket = file();
    to_closed(id_of(ticket));
    later(now + std::chrono::days{17});
    const json::object shown = tracked(ticket);
    EXPECT_FALSE(offers(shown, "contest"));
    EXPECT_TRUE(offers(shown, "appeal")) << "its window is longer";
    EXPECT_EQ(post("/api/tracking/contest", asking(ticket, {{"reason", "没修"}})).status, 409);
}

TEST_P(TrackingHttp, AnswersOnceARound) {
    const Ticket ticket = file();
    const json::object body = asking(ticket, {{"solved", true}, {"satisfied", false}});
    EXPECT_EQ(post("/api/tracking/answers", body).status, 409) << "no reply yet";
    to_closed(id_of(ticket));
    ASSERT_TRUE(count_stale(database, calendar.zone(), now));
    ASSERT_EQ(rows("casework_stale"), 0);
    const auto answer = post("/api/tracking/answers", body);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(rows("casework_stale"), 1) << "figures have to be counted again";
    EXPECT_TRUE(parsed(answer).at("answers").at(0).at("solved").as_bool());
    EXPECT_EQ(post("/api/tracking/answers", body).status, 409);
    EXPECT_EQ(rows("casework_answer"), 1);
}

TEST_P(TrackingHttp, WithdrawsAfterCoolingOffAndTakesItBack) {
    const Ticket ticket = file();
    const CaseId id = id_of(ticket);
    const auto withdraw = [&](bool wanted) {
        return post("/api/tracking/withdrawal", asking(ticket, {{"withdraw", wanted}}));
    };
    ASSERT_EQ(withdraw(true).status, 200);
    EXPECT_EQ(withdraw(true).status, 200);
    EXPECT_EQ(seen(id).withdraw_at, at("2026-11-06T00:00:00+08:00"));
    EXPECT_TRUE(offers(tracked(ticket), "keep"));
    ASSERT_EQ(withdraw(false).status, 200);
    EXPECT_EQ(seen(id).withdraw_at, std::nullopt);
    ASSERT_EQ(withdraw(true).status, 200);
    to_closed(id);
    EXPECT_EQ(seen(id).withdraw_at, std::nullopt) << "nothing is left to withdraw";
    EXPECT_EQ(withdraw(true).status, 409);
}

TEST_P(TrackingHttp, AppealsOnceAboutEach) {
    const Ticket ticket = file();
    const CaseId id = id_of(ticket);
    const auto appeal = [&](std::string_view about) {
        return post("/api/tracking/appeal", asking(ticket, {{"about", about}, {"grounds", "不服"}}))
            .status;
    };
    EXPECT_EQ(appeal("refusal"), 409);
    to_closed(id);
    EXPECT_EQ(appeal("refusal"), 409);
    EXPECT_EQ(appeal("closing"), 200);
    EXPECT_EQ(appeal("closing"), 409);
    const json::object shown = tracked(ticket);
    EXPECT_EQ(shown.at("appeals").at(0).at("state").as_string(), "open");
    EXPECT_FALSE(offers(shown, "contest")) << "while the appeal is open";

    const Ticket second = file();
    bring(id_of(second), {{Step::refuse, Party::intake}});
    EXPECT_TRUE(offers(tracked(second), "appeal"));
    EXPECT_EQ(
        post("/api/tracking/appeal", asking(second, {{"about", "refusal"}, {"grounds", "不服"}}))
            .status,
        200);
}

INSTANTIATE_TEST_SUITE_P(Engines, FilingHttp, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);
INSTANTIATE_TEST_SUITE_P(Engines, TrackingHttp, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

}  // namespace
}  // namespace pingyi::casework
