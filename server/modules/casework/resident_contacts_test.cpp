// Contacts of residents: sealed on the way in, found nowhere else, gone in time; and the notices
// that go to the second address.
#include "modules/casework/call_back.hpp"
#include "modules/casework/call_back_store.hpp"
#include "modules/casework/notices.hpp"
#include "modules/casework/notices_store.hpp"
#include "modules/casework/receipt.hpp"
#include "modules/casework/resident_test.hpp"
#include "modules/contacts/api.hpp"
#include "platform/outbox/outbox.hpp"

namespace pingyi::casework {
namespace {

constexpr std::string_view planted_name = "欧阳绝密";
constexpr std::string_view planted_phone = "13900007777";
constexpr std::string_view planted_mail = "planted.person@hidden.example";

class ContactHttp : public ResidentBench {
protected:
    /// As if the first call-back officer had made the pair.
    void open_call_back() {
        secret = crypto::random_bytes(32);
        const std::string key = crypto::public_key_of(secret);
        ASSERT_TRUE(database.write([&](db::Tx& tx) {
            const db::Blob some{std::string(80, 's')};
            tx.run(
                "INSERT INTO contacts_officer_key (id, account, public_key, salt, passes, "
                "memory_kib, box, made_at) VALUES ($1, $1, $2, $3, 3, 65536, $3, 0)",
                {"0190b000-0000-7000-8000-000000000001", db::Blob{key}, some});
            tx.run(
                "INSERT INTO contacts_pair (id, number, public_key, made_at) "
                "VALUES ($1, 1, $2, 0)",
                {"0190b000-0000-7000-8000-000000000002", db::Blob{key}});
            tx.run("INSERT INTO contacts_access (pair, officer_key, sealed) VALUES ($1, $2, $3)",
                   {"0190b000-0000-7000-8000-000000000002", "0190b000-0000-7000-8000-000000000001",
                    some});
        }));
    }
    /// As if the mail worker had started.
    void open_mail() {
        const std::string key = crypto::public_key_of(crypto::random_bytes(32));
        ASSERT_TRUE(database.write([&](db::Tx& tx) {
            tx.run("INSERT INTO outbox_key (public_key, mail, sms, place) VALUES ($1, 1, 0, 1)",
                   {db::Blob{key}});
        }));
    }
    static json::object with_contacts(bool with_notices = true) {
        json::object body = letter();
        body["contact"] = {{"name", planted_name}, {"contact", planted_phone}};
        if (!with_notices) return body;
        body["notice"] = {{"channel", "mail"}, {"address", planted_mail}, {"consent", true}};
        return body;
    }
    /// Every row of every table, as text; binary in hex.
    std::string everything() {
        return database
            .read([](db::Tx& tx) {
                const bool is_sqlite = tx.engine() == db::Engine::sqlite;
                const auto tables =
                    tx.run(is_sqlite ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                                     : "SELECT CAST(tablename AS TEXT) FROM pg_catalog.pg_tables "
                                       "WHERE schemaname = current_schema()");
                std::string all;
                for (const db::Row table : tables) all += content(tx, table.text(0), is_sqlite);
                return all;
            })
            .value();
    }
    static std::string content(db::Tx& tx, const std::string& table, bool is_sqlite) {
        std::string all;
        if (!is_sqlite) {
            for (const db::Row row : tx.run("SELECT CAST(t AS TEXT) FROM \"" + table + "\" t")) {
                all += row.text(0) + "\n";
            }
            return all;
        }
        for (const db::Row column : tx.run("SELECT name FROM pragma_table_info($1)", {table})) {
            for (const db::Row row : tx.run("SELECT coalesce(CAST(\"" + column.text(0) +
                                            "\" AS TEXT), ''), "
                                            "hex(\"" +
                                            column.text(0) + "\") FROM \"" + table + "\"")) {
                all += row.text(0) + "\n" + row.text(1) + "\n";
            }
        }
        return all;
    }
    std::vector<std::string> queued() {
        return database
            .read([](db::Tx& tx) {
                std::vector<std::string> all;
                for (const db::Row row :
                     tx.run("SELECT template FROM outbox_message WHERE state = 'queued' "
                            "ORDER BY template")) {
                    all.push_back(row.text(0));
                }
                return all;
            })
            .value();
    }
    void to_replied(CaseId id) {
        bring(id, {{Step::accept, Party::intake},
                   {Step::assign, Party::intake},
                   {Step::sign_for, Party::body},
                   {Step::reply, Party::body}});
    }
    Result<CallBack> called(CaseId id, const Called& how) {
        accounts::Account officer;
        officer.id = crypto::new_id<AccountId>(now);
        officer.grants = {{accounts::Role::call_back_officer, {}, false}};
        const auto call =
            database.read([&](db::Tx& tx) { return store::call_backs(tx, id).at(0).id; });
        return note_attempt(deps, officer, now, *call, how);
    }
    /// Confirms the one request that waits. Its token is in the mail only: a known one takes the
    /// place of its hash. returns how many follow
    std::int64_t confirm() {
        const std::string token = crypto::random_token(16);
        EXPECT_TRUE(database.write([&](db::Tx& tx) {
            tx.run("UPDATE casework_follow_request SET token = $1",
                   {keyed_hash(deps.installation_key, "follow_token", token)});
        }));
        const auto answer = post("/api/cases/follow/confirmation", {{"token", token}});
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(post("/api/cases/follow/confirmation", {{"token", token}}).status, 404);
        return answer.status == 200 ? parsed(answer).at("followers").as_int64() : -1;
    }
    std::string secret;
};

TEST_P(ContactHttp, IsAskedForOnlyWhileSomebodyCanUseIt) {
    EXPECT_EQ(post("/api/cases", with_contacts(), crypto::random_token(16)).status, 422);
    open_call_back();
    open_mail();
    const json::object form = parsed(get("/api/filing"));
    EXPECT_TRUE(form.at("call_back_offered").as_bool());
    EXPECT_TRUE(form.at("mail_offered").as_bool());
    EXPECT_FALSE(form.at("sms_offered").as_bool());
    const json::object shown = tracked(file(with_contacts()));
    EXPECT_TRUE(shown.at("has_contact").as_bool());
    EXPECT_TRUE(shown.at("has_notice_address").as_bool());
    EXPECT_TRUE(shown.at("openings").as_array().empty());
}

TEST_P(ContactHttp, SaysWhatIsWrongWithIt) {
    open_call_back();
    open_mail();
    const auto refusal = [&](std::string_view field, json::object value) {
        json::object body = letter();
        body[field] = std::move(value);
        const auto answer = post("/api/cases", body, crypto::random_token(16));
        EXPECT_EQ(answer.status, 422) << answer.body;
        return answer.body;
    };
    const auto holds = [](const std::string& body, std::string_view words) {
        return body.find(words) != std::string::npos;
    };
    EXPECT_TRUE(holds(refusal("contact", {{"contact", "call me"}}), "#/contact/contact"));
    EXPECT_TRUE(
        holds(refusal("notice", {{"channel", "mail"}, {"address", "a@b.cn"}, {"consent", false}}),
              "#/notice/consent"));
    EXPECT_TRUE(
        holds(refusal("notice", {{"channel", "mail"}, {"address", "nobody"}, {"consent", true}}),
              "#/notice/address"));
    EXPECT_TRUE(holds(
        refusal("notice", {{"channel", "sms"}, {"address", "13812345678"}, {"consent", true}}),
        "casework_not_offered"));
    EXPECT_EQ(rows("casework_case"), 0);
    EXPECT_EQ(rows("contacts_contact"), 0);
    EXPECT_EQ(rows("outbox_address"), 0);
}

TEST_P(ContactHttp, IsFoundNowhereInTheDatabase) {
    open_call_back();
    open_mail();
    const Ticket ticket = file(with_contacts());
    to_closed(id_of(ticket));
    const std::string all = everything();
    ASSERT_NE(all.find(ticket.number), std::string::npos) << "the dump is none";
    ASSERT_NE(all.find("casework.receipt"), std::string::npos);
    for (const std::string_view planted : {planted_name, planted_phone, planted_mail}) {
        std::string hex = crypto::hex(planted);
        EXPECT_EQ(all.find(planted), std::string::npos) << planted;
        EXPECT_EQ(all.find(hex), std::string::npos) << planted;
        for (char& c : hex) {
            if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
        }
        EXPECT_EQ(all.find(hex), std::string::npos) << planted;
    }
    EXPECT_EQ(all.find(ticket.receipt), std::string::npos);
}

TEST_P(ContactHttp, IsKeptOnceForARepeatedRequest) {
    open_call_back();
    open_mail();
    const std::string key = crypto::random_token(16);
    const auto first = post("/api/cases", with_contacts(), key);
    EXPECT_EQ(post("/api/cases", with_contacts(), key).body, first.body);
    EXPECT_EQ(rows("contacts_contact"), 1);
    EXPECT_EQ(rows("outbox_address"), 1);
    EXPECT_EQ(queued(), std::vector<std::string>{"casework.receipt"});
}

TEST_P(ContactHttp, NoticesFollowTheStepsAndTheAddressGoesAtTheEnd) {
    open_call_back();
    open_mail();
    const Ticket ticket = file(with_contacts());
    const CaseId id = id_of(ticket);
    bring(id, {{Step::accept, Party::intake},
               {Step::assign, Party::intake},
               {Step::sign_for, Party::body},
               {Step::reply, Party::body}});
    EXPECT_EQ(queued(), (std::vector<std::string>{"casework.receipt", "casework.replied"}));
    later(now + std::chrono::hours{3});
    bring(id, {{Step::close, Party::clock}});
    EXPECT_EQ(queued(), (std::vector<std::string>{"casework.closed", "casework.receipt"}))
        << "the newer takes the place of the one that still waits";
    bring(id, {{Step::finish, Party::clock}});
    EXPECT_EQ(queued(), std::vector<std::string>{}) << "nothing goes to an address that is gone";
    EXPECT_EQ(rows("outbox_address"), 0);
    const Case item = seen(id);
    EXPECT_EQ(item.notice_address, std::nullopt);
    const auto contact = database.read(
        [&](db::Tx& tx) { return contacts::find(tx, *contacts::ContactId::from(*item.contact)); });
    ASSERT_TRUE(contact && *contact);
    EXPECT_EQ((*contact)->destroy_on, day_from("2027-05-01")) << "180 days later";
}

TEST_P(ContactHttp, OutcomesOfCallsAreForTheWriterAlone) {
    open_call_back();
    service.mount(public_routes(), deps);
    const Ticket ticket = file(with_contacts(false));
    const CaseId id = id_of(ticket);
    to_replied(id);
    ASSERT_EQ(send_to_desk(database, calendar, now, 10), 1);
    EXPECT_TRUE(tracked(ticket).at("call_backs").as_array().empty()) << "it waits";
    ASSERT_TRUE(called(id, {CallOutcome::reached, true, false, ""}));
    const json::array calls = tracked(ticket).at("call_backs").as_array();
    ASSERT_EQ(calls.size(), 1);
    EXPECT_EQ(calls[0].at("state").as_string(), "done");
    EXPECT_TRUE(calls[0].at("solved").as_bool());
    EXPECT_FALSE(calls[0].at("satisfied").as_bool());
    for (const std::string path : {"/cases/", "/api/cases/"}) {
        const auto answer = get(path + ticket.number);
        EXPECT_EQ(answer.status, 200);
        for (const std::string_view word : {"call_back", "satisfied", "没有联系上", "不满意"}) {
            EXPECT_EQ(answer.body.find(word), std::string::npos) << path << word;
        }
    }
}

TEST_P(ContactHttp, TheContactCanBeWithdrawn) {
    open_call_back();
    const Ticket ticket = file(with_contacts(false));
    const CaseId id = id_of(ticket);
    const auto withdraw = [&] {
        const auto answer = post("/api/tracking/contact/withdrawal", asking(ticket));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return parsed(answer);
    };
    to_replied(id);
    ASSERT_EQ(send_to_desk(database, calendar, now, 10), 1);
    ASSERT_EQ(seen(id).state, State::calling_back);
    const json::object shown = withdraw();
    EXPECT_FALSE(shown.at("has_contact").as_bool());
    EXPECT_EQ(shown.at("state").as_string(), "closed") << "nobody can be asked";
    EXPECT_EQ(shown.at("call_backs").at(0).at("state").as_string(), "declined");
    EXPECT_TRUE(offers(shown, "contest"));
    EXPECT_EQ(rows("contacts_contact WHERE box IS NULL AND data_key IS NULL"), 1);
    const auto lines = timeline(id);
    EXPECT_EQ(lines.at(lines.size() - 2).step, Step::withdraw_contact);
    EXPECT_EQ(lines.back().step, Step::close);
    (void)withdraw();
    EXPECT_EQ(timeline(id).size(), lines.size()) << "twice is as good as once";

    const Ticket early = file(with_contacts(false));
    EXPECT_EQ(post("/api/tracking/contact/withdrawal", asking(early)).status, 200);
    to_replied(id_of(early));
    ASSERT_EQ(send_to_desk(database, calendar, now, 10), 1);
    EXPECT_EQ(seen(id_of(early)).state, State::closed) << "not called";
    EXPECT_EQ(
        post("/api/tracking/contact/withdrawal", asking({early.number, ticket.receipt})).status,
        404);
}

TEST_P(ContactHttp, NoticesSayNumberAndLinkOnly) {
    const Ticket ticket = file();
    const std::string id = id_of(ticket).text();
    const auto templates = notice_templates(texts);
    EXPECT_EQ(templates.size(), 12);
    for (const outbox::Template& each : templates) {
        const bool confirms = each.name == "casework.confirm_follow";
        const bool is_followers = each.name.starts_with("casework.followed_");
        const std::string link = "https://pingyi.example/cases/" +
                                 (confirms       ? "follow#token=abc"
                                  : is_followers ? ticket.number
                                                 : "track#number=" + ticket.number) +
                                 "\n";
        for (const Language language : {Language::zh, Language::en}) {
            const auto said = database.read([&](db::Tx& tx) {
                return each.render(tx, {.record = id,
                                        .language = language,
                                        .secret = "abc",
                                        .base_address = "https://pingyi.example"});
            });
            ASSERT_TRUE(said) << each.name;
            EXPECT_NE(said->text.find(link), std::string::npos);
            EXPECT_NE(said->subject.find(shown_number(ticket.number)), std::string::npos);
            EXPECT_EQ(said->text.find("casework."), std::string::npos) << "a text is missing";
            EXPECT_EQ(said->text.find("路灯"), std::string::npos);
        }
    }
}

TEST_P(ContactHttp, FollowsCountOncePerConfirmedContact) {
    const Ticket ticket = file();
    const CaseId id = id_of(ticket);
    const std::string path = "/api/cases/" + ticket.number + "/follow";
    const auto ask = [&](std::string_view address, bool follow, std::string_view client) {
        return post(path,
                    {{"channel", "mail"},
                     {"address", address},
                     {"consent", true},
                     {"follow", follow}},
                    "", client)
            .status;
    };
    EXPECT_EQ(ask("a@b.cn", true, "192.0.2.1"), 404) << "not public yet";
    bring(id, {{Step::accept, Party::intake}});
    EXPECT_EQ(ask("a@b.cn", true, "192.0.2.1"), 409) << "no mail is sent";
    open_mail();
    EXPECT_EQ(ask("nobody", true, "192.0.2.1"), 422);
    EXPECT_EQ(ask("a@b.cn", true, "192.0.2.1"), 204);
    EXPECT_EQ(ask("a@B.cn", true, "192.0.2.1"), 204) << "the same person";
    EXPECT_EQ(rows("casework_follow_request"), 1);
    EXPECT_EQ(queued(), std::vector<std::string>{"casework.confirm_follow"});
    EXPECT_EQ(seen(id).followers, 0) << "not confirmed";
    EXPECT_EQ(post("/api/cases/follow/confirmation", {{"token", crypto::random_token(16)}}).status,
              404);
    EXPECT_EQ(confirm(), 1);
    EXPECT_EQ(rows("outbox_address"), 1) << "kept for notices";
    EXPECT_EQ(ask("a@b.cn", true, "192.0.2.1"), 204);
    EXPECT_EQ(confirm(), 1) << "once a person";
    EXPECT_EQ(rows("outbox_address"), 1) << "the newer takes the place of the older";
    EXPECT_EQ(ask("c@d.cn", true, "192.0.2.2"), 204);
    EXPECT_EQ(confirm(), 2);
    EXPECT_EQ(ask("a@b.cn", false, "192.0.2.2"), 204);
    EXPECT_EQ(confirm(), 1);
    EXPECT_EQ(rows("outbox_address"), 1) << "who follows no longer has left nothing";
    EXPECT_EQ(everything().find("a@b.cn"), std::string::npos);
}

TEST_P(ContactHttp, FollowersHearOfTheStepsUntilTheyUnsubscribeOrItEnds) {
    open_mail();
    const Ticket ticket = file();
    const CaseId id = id_of(ticket);
    bring(id, {{Step::accept, Party::intake}});
    const std::size_t people = 60;  // more than a portion
    for (std::size_t i = 0; i < people; ++i) {
        const std::string client = "192.0.2." + std::to_string(i + 1);
        ASSERT_EQ(post("/api/cases/" + ticket.number + "/follow",
                       {{"channel", "mail"},
                        {"address", "p" + std::to_string(i) + "@b.cn"},
                        {"consent", true},
                        {"follow", true}},
                       "", client)
                      .status,
                  204);
        confirm();
    }
    const auto tell = [&] {
        ASSERT_TRUE(tell_followers(database, now));
        EXPECT_EQ(rows("casework_announcement"), 0);
    };
    const auto waiting = [&](const std::string& name) {
        return rows("outbox_message WHERE state = 'queued' AND template = 'casework." + name + "'");
    };
    bring(
        id,
        {{Step::assign, Party::intake}, {Step::sign_for, Party::body}, {Step::reply, Party::body}});
    tell();
    tell();
    EXPECT_EQ(waiting("followed_replied"), people);
    bring(id, {{Step::close, Party::clock}});
    tell();
    EXPECT_EQ(waiting("followed_replied"), 0) << "the newer takes the place of the older";
    EXPECT_EQ(waiting("followed_closed"), people);

    // One of them presses the link in the mail.
    const auto mine =
        database.read([&](db::Tx& tx) { return store::followers(tx, id, "", 1).at(0).address; });
    ASSERT_TRUE(database.write(
        [&](db::Tx& tx) { outbox::erase_address(tx, *outbox::AddressId::from(*mine)); }));
    EXPECT_EQ(waiting("followed_closed"), people - 1);
    later(now + std::chrono::hours{1});
    bring(id, {{Step::reopen, Party::resident}});
    tell();
    EXPECT_EQ(waiting("followed_reopened"), people - 1);
    EXPECT_EQ(seen(id).followers, people) << "still of the same mind";

    bring(id,
          {{Step::reply, Party::body}, {Step::close, Party::clock}, {Step::finish, Party::clock}});
    tell();
    EXPECT_EQ(rows("outbox_address"), 0) << "final";
    EXPECT_EQ(rows("casework_follower WHERE address <> ''"), 0);
    EXPECT_EQ(rows("outbox_message WHERE state = 'queued' AND template LIKE 'casework.followed%'"),
              0);
    EXPECT_EQ(
        post("/api/cases/" + ticket.number + "/follow",
             {{"channel", "mail"}, {"address", "late@b.cn"}, {"consent", true}, {"follow", true}})
            .status,
        204);
    confirm();
    EXPECT_EQ(seen(id).followers, people + 1);
    EXPECT_EQ(rows("outbox_address"), 0) << "there is nothing more to tell";
}

TEST_P(ContactHttp, WhatWasWrittenIsErasedLongAfterTheEnd) {
    const Ticket ticket = file();
    const CaseId id = id_of(ticket);
    ASSERT_EQ(post("/api/tracking/additions", asking(ticket, {{"text", "电话13987654321"}}),
                   crypto::random_token(16))
                  .status,
              201);
    to_closed(id);
    bring(id, {{Step::finish, Party::clock}});
    const auto run = [&] {
        for (const jobs::Kind& kind : pingyi::casework::job_kinds(database, calendar, clock)) {
            if (kind.name != "casework.forget") continue;
            EXPECT_TRUE(kind.work({}));
        }
    };
    later(now + std::chrono::days{1094});
    run();
    EXPECT_EQ(rows("casework_original"), 1);
    later(now + std::chrono::days{2});
    run();
    EXPECT_EQ(rows("casework_original"), 0);
    EXPECT_EQ(everything().find("13987654321"), std::string::npos);
    EXPECT_EQ(post("/api/tracking", asking(ticket)).status, 404) << "the receipt is gone too";
    EXPECT_FALSE(seen(id).body.empty()) << "the masked text stays";
}

INSTANTIATE_TEST_SUITE_P(Engines, ContactHttp, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

}  // namespace
}  // namespace pingyi::casework
