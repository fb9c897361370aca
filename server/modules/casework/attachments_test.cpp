// A file's way from the letter to the public page, and everybody whom it is not for.
#include "modules/casework/attachments.hpp"

#include "kernel/testing.hpp"
#include "modules/casework/areas.hpp"
#include "modules/casework/records_store.hpp"
#include "modules/casework/resident_test.hpp"
#include "platform/files/embedded.hpp"

namespace pingyi::casework {
namespace {

using std::chrono::days;

std::string paper(std::size_t bytes) {
    std::string pdf = "%PDF-1.7\n";
    while (pdf.size() < bytes) pdf += "0123456789abcdef" + std::to_string(pdf.size()) + "\n";
    return pdf + "%%EOF\n";
}

class Attachments : public SignedInBench {
protected:
    void SetUp() override {
        SignedInBench::SetUp();
        service.mount(attachment_routes(), deps);
        service.mount(public_routes(), deps);
        desk.mount(attachment_routes(), deps);
        desk.mount(body_routes(), deps);
    }

    static std::string draft() { return crypto::hex(crypto::random_bytes(16)); }
    http::Response send(std::string_view name, std::string_view bytes, const std::string& token,
                        const std::string& key = crypto::random_token(16),
                        std::string_view client = "192.0.2.1") {
        http::Request request;
        request.method = http::Method::post;
        request.path = "/api/attachments";
        request.query = "draft=" + token + "&name=" + http::percent_encoded(name);
        request.client = client;
        request.headers = {{"Host", "pingyi.example"},
                           {"Content-Type", "application/octet-stream"},
                           {"Idempotency-Key", key}};
        request.body = bytes;
        return service.handle(request);
    }
    std::string sent(std::string_view name, std::string_view bytes, const std::string& token) {
        later(now + std::chrono::milliseconds{1});  // files are shown in the order they came
        const auto answer = send(name, bytes, token);
        EXPECT_EQ(answer.status, 201) << answer.body;
        return text(parsed(answer), "file");
    }
    http::Response at_draft(http::Method method, const std::string& file,
                            const std::string& token) {
        http::Request request;
        request.method = method;
        request.path = "/api/attachments/" + file;
        request.query = "draft=" + token;
        request.headers = {{"Host", "pingyi.example"}};
        return service.handle(request);
    }
    static json::object chosen_one(const std::string& file, const std::string& token) {
        return {{"file", file}, {"draft", token}};
    }
    static json::object with_files(json::array files, std::string_view visibility = "everyone") {
        json::object body = letter();
        body["visibility"] = visibility;
        body["attachments"] = std::move(files);
        return body;
    }
    Ticket file_with(std::string_view name, std::string_view bytes, std::string& file,
                     std::string_view visibility = "everyone") {
        const std::string token = draft();
        file = sent(name, bytes, token);
        return ResidentBench::file(with_files({chosen_one(file, token)}, visibility));
    }
    http::Response open(const Ticket& ticket, const std::string& file) {
        return get("/cases/" + ticket.number + "/attachments/" + file);
    }
    http::Response open_tracked(const Ticket& ticket, const std::string& file) {
        return post("/api/tracking/attachments/" + file, asking(ticket));
    }
    static std::string code(const http::Response& answer) { return text(parsed(answer), "code"); }

    void decide(const std::string& file, std::string_view verdict) {
        sign_in(Role::intake_officer);
        const auto answer =
            staff(http::Method::post, "/api/intake/attachments/" + file, {{"verdict", verdict}});
        EXPECT_EQ(answer.status, 200) << answer.body;
    }
    json::array unseen() {
        sign_in(Role::intake_officer);
        return parsed(staff(http::Method::get, "/api/intake/attachments")).at("items").as_array();
    }
    void work() {
        while (runner.run_due() > 0) {
        }
    }
    void expect_like_unknown(const http::Response& answer) {
        const auto unknown = get("/cases/" + case_number(2026, 98'765'432) +
                                 "/attachments/0190f3a2-0000-7000-8000-000000000001");
        EXPECT_EQ(answer.status, 404) << answer.body;
        EXPECT_EQ(code(answer), "casework.no_such_case");
        EXPECT_EQ(answer.body, unknown.body);
    }

    jobs::Runner runner{database, clock, files::job_kinds(database, clock, calendar.zone()),
                        "test"};
};

TEST_P(Attachments, AreSentFiledLookedAtAndShown) {
    PINGYI_SHARED_FILE(png, "data/badinput/png/basn0g01.png");
    const std::string token = draft();
    const std::string picture = sent("积水 <1>.png", png, token);
    const std::string pdf = sent("../证明.exe", paper(600'000), token);
    const Ticket ticket = file(with_files({chosen_one(picture, token), chosen_one(pdf, token)}));
    work();

    const json::array mine = tracked(ticket).at("attachments").as_array();
    ASSERT_EQ(mine.size(), 2);
    EXPECT_EQ(mine[0].at("name").as_string(), "积水 1.jpg");
    EXPECT_EQ(mine[0].at("kind").as_string(), "picture");
    EXPECT_EQ(mine[0].at("state").as_string(), "ready");
    EXPECT_EQ(mine[1].at("name").as_string(), "证明.pdf");
    const auto own = open_tracked(ticket, picture);
    EXPECT_EQ(own.status, 200);
    EXPECT_EQ(own.header("Content-Type"), "image/jpeg");
    EXPECT_EQ(own.header("Cache-Control"), "no-store");

    expect_like_unknown(open(ticket, picture));
    step(id_of(ticket), Step::accept, Party::intake);
    expect_like_unknown(open(ticket, picture));
    ASSERT_EQ(unseen().size(), 2);
    EXPECT_EQ(unseen()[0].at("number").as_string(), ticket.number);
    decide(picture, "shown");
    decide(pdf, "withheld");
    EXPECT_TRUE(unseen().empty());
    EXPECT_EQ(rows("accounts_log WHERE kind LIKE 'casework.attachment_%'"), 2);

    const auto shown = open(ticket, picture);
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_EQ(shown.header("Content-Type"), "image/jpeg");
    EXPECT_EQ(shown.header("X-Content-Type-Options"), "nosniff");
    EXPECT_TRUE(shown.header("Cache-Control").starts_with("private, max-age="));
    EXPECT_EQ(shown.body, own.body);
    const json::array everybodys =
        parsed(get("/api/cases/" + ticket.number)).at("attachments").as_array();
    ASSERT_EQ(everybodys.size(), 1);
    EXPECT_EQ(everybodys[0].at("file").as_string(), picture);
    EXPECT_NE(get("/cases/" + ticket.number)
                  .body.find("href=\"/cases/" + ticket.number + "/attachments/" + picture + "\""),
              std::string::npos);
    expect_like_unknown(open(ticket, pdf));
    decide(pdf, "shown");
    EXPECT_TRUE(open(ticket, pdf).header("Content-Disposition").starts_with("attachment;"));
    decide(picture, "withheld");
    expect_like_unknown(open(ticket, picture));
}

TEST_P(Attachments, OfAPrivateCaseAreForTheBodyAndTheWriter) {
    std::string file;
    const Ticket ticket = file_with("a.pdf", paper(100), file, "body_only");
    const CaseId id = id_of(ticket);
    bring(id, {{Step::accept, Party::intake}, {Step::assign, Party::intake}});
    decide(file, "shown");
    expect_like_unknown(open(ticket, file));
    EXPECT_EQ(open_tracked(ticket, file).status, 200);
    const std::string path = "/api/desk/cases/" + ticket.number + "/attachments/" + file;
    sign_in(Role::unit_handler, unit);
    EXPECT_EQ(staff(http::Method::get, path).status, 200);
    sign_in(Role::auditor);
    EXPECT_EQ(staff(http::Method::get, path).status, 200);
    const auto co_body = crypto::new_id<UnitId>(now);
    sign_in(Role::unit_handler, co_body);
    EXPECT_EQ(code(staff(http::Method::get, path)), "casework.no_such_case");
    const std::string at_desk = "/api/desk/cases/" + ticket.number;
    EXPECT_EQ(code(staff(http::Method::get, at_desk)), "casework.no_such_case");
    EXPECT_TRUE(database.write([&](db::Tx& tx) {
        store::insert_part(tx, {.id = crypto::new_id<PartId>(now),
                                .case_id = id,
                                .unit = co_body,
                                .task = "请协助",
                                .asked_by = {},
                                .asked_at = now,
                                .answer = {},
                                .answered_by = {},
                                .answered_at = {}});
    }));
    EXPECT_EQ(staff(http::Method::get, path).status, 200);
    const auto listed = parsed(staff(http::Method::get, at_desk)).at("attachments").as_array();
    ASSERT_EQ(listed.size(), 1);
    EXPECT_EQ(listed[0].at("file").as_string(), file);
    sign_in(Role::juror);
    EXPECT_EQ(staff(http::Method::get, path).status, 403);
}

TEST_P(Attachments, OfAWithdrawnCaseAreTheWritersAgain) {
    std::string file;
    const Ticket ticket = file_with("a.pdf", paper(100), file);
    const CaseId id = id_of(ticket);
    step(id, Step::accept, Party::intake);
    decide(file, "shown");
    EXPECT_EQ(open(ticket, file).status, 200);
    step(id, Step::withdraw, Party::resident);
    expect_like_unknown(open(ticket, file));
}

TEST_P(Attachments, ThatLieAboutThemselvesAreRefused) {
    PINGYI_SHARED_FILE(html, "data/badinput/made/html_named.png");
    PINGYI_SHARED_FILE(traversal, "data/badinput/made/path_traversal.zip");
    PINGYI_SHARED_FILE(bomb, "data/badinput/made/bomb_16000x16000.png");
    const std::string token = draft();
    EXPECT_EQ(code(send("photo.png", html, token)), "files.kind_not_accepted");
    EXPECT_EQ(code(send("a.pdf", traversal, token)), "files.kind_not_accepted");
    EXPECT_EQ(code(send("a.pdf", "", token)), "files.empty");
    EXPECT_EQ(code(send("a.pdf", "%PDF-1.7 /JavaScript %%EOF", token)), "files.pdf_active");
    EXPECT_EQ(rows("files_file"), 0);

    const std::string picture = sent("bomb.png", bomb, token);
    const Ticket ticket = file(with_files({chosen_one(picture, token)}));
    const std::string other = sent("bomb.png", bomb, token);
    work();
    const json::array mine = tracked(ticket).at("attachments").as_array();
    ASSERT_EQ(mine.size(), 1);
    EXPECT_EQ(mine[0].at("state").as_string(), "refused");
    EXPECT_EQ(mine[0].at("reason").as_string(), "files.too_many_pixels");
    const json::object draft_state = parsed(at_draft(http::Method::get, other, token));
    EXPECT_EQ(text(draft_state, "state"), "refused");
    const auto late =
        post("/api/cases", with_files({chosen_one(other, token)}), crypto::random_token(16));
    EXPECT_EQ(late.status, 422);
    EXPECT_NE(late.body.find("casework_attachment_refused"), std::string::npos) << late.body;
}

TEST_P(Attachments, AreDecodedByTheChildWhateverTheyAre) {
    const std::string token = draft();
    for (const std::string name : {"xc1n0g08", "xcrn0g04", "xd0n2c08", "xhdn0g08", "xs1n0g01"}) {
        PINGYI_SHARED_FILE(png, "data/badinput/png/" + name + ".png");
        const auto answer = send(name + ".png", png, token);
        work();
        if (answer.status != 201) {
            EXPECT_EQ(code(answer), "files.kind_not_accepted") << name;
            continue;
        }
        const std::string file = text(parsed(answer), "file");
        const auto state = parsed(at_draft(http::Method::get, file, token));
        EXPECT_EQ(text(state, "state"), "refused") << name;
        EXPECT_EQ(text(state, "reason"), "files.damaged") << name;
    }
}

TEST_P(Attachments, AreFiveOfTenMegabytes) {
    const std::string token = draft();
    json::array files;
    for (int i = 0; i < 5; ++i)
        files.push_back(chosen_one(sent("a.pdf", paper(100), token), token));
    EXPECT_EQ(code(send("a.pdf", paper(100), token)), "casework.too_many_attachments");
    EXPECT_EQ(
        at_draft(http::Method::del, std::string(files[0].at("file").as_string()), token).status,
        204);
    files[0] = chosen_one(sent("a.pdf", paper(100), token), token);
    const std::string other = draft();
    files.push_back(chosen_one(sent("a.pdf", paper(100), other), other));
    EXPECT_EQ(post("/api/cases", with_files(files), crypto::random_token(16)).status, 422);
    files.pop_back();
    const Ticket ticket = file(with_files(files));
    EXPECT_EQ(tracked(ticket).at("attachments").as_array().size(), 5);

    std::string large = paper(files::bytes_max - 30);
    large.insert(9, files::bytes_max - large.size(), '\n');
    EXPECT_EQ(send("a.pdf", large, draft()).status, 201);
    large.insert(9, 1, '\n');
    const auto refused = send("a.pdf", large, draft());
    EXPECT_EQ(refused.status, 413) << refused.body;
}

TEST_P(Attachments, OfAnotherCaseAreNotThere) {
    std::string file, other;
    const Ticket ticket = file_with("a.pdf", paper(100), file);
    const Ticket second = file_with("b.pdf", paper(200), other);
    for (const Ticket& each : {ticket, second}) step(id_of(each), Step::accept, Party::intake);
    decide(other, "shown");
    EXPECT_EQ(open(second, other).status, 200);
    expect_like_unknown(open(ticket, other));
    EXPECT_EQ(code(open_tracked(ticket, other)), "casework.no_such_case");
    sign_in(Role::intake_officer);
    EXPECT_EQ(code(staff(http::Method::get,
                         "/api/desk/cases/" + ticket.number + "/attachments/" + other)),
              "casework.no_such_case");
}

TEST_P(Attachments, AreNotTakenByAGuessedToken) {
    const std::string token = draft(), guess = draft();
    const std::string mine = sent("a.pdf", paper(100), token);
    EXPECT_EQ(code(at_draft(http::Method::get, mine, guess)), "casework.no_such_attachment");
    EXPECT_EQ(at_draft(http::Method::del, mine, guess).status, 404);
    EXPECT_EQ(at_draft(http::Method::get, mine, "abc").status, 422);
    const auto stolen =
        post("/api/cases", with_files({chosen_one(mine, guess)}), crypto::random_token(16));
    EXPECT_EQ(stolen.status, 422);
    EXPECT_NE(stolen.body.find("#/attachments/0"), std::string::npos) << stolen.body;
    EXPECT_NE(stolen.body.find("casework_no_such_attachment"), std::string::npos) << stolen.body;
    EXPECT_EQ(rows("casework_case"), 0);
    EXPECT_EQ(rows("casework_attachment"), 0);
    EXPECT_EQ(at_draft(http::Method::get, mine, token).status, 200);
    EXPECT_EQ(rows("files_file WHERE owner_id = '" + token + "'"), 0) << "the token is not stored";
}

TEST_P(Attachments, AreTakenOnceForEachKey) {
    const std::string token = draft(), key = crypto::random_token(16);
    const auto first = send("a.pdf", paper(100), token, key);
    const auto again = send("a.pdf", paper(100), token, key);
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(send("a.pdf", paper(500), token, key).status, 409);
    EXPECT_EQ(send("a.pdf", paper(100), draft(), key).status, 404) << "another draft's key";
    EXPECT_EQ(rows("files_file"), 1);
    const json::object body = with_files({chosen_one(text(parsed(first), "file"), token)});
    const std::string form = crypto::random_token(16);
    const auto filed_once = post("/api/cases", body, form);
    EXPECT_EQ(filed_once.status, 201);
    EXPECT_EQ(post("/api/cases", body, form).body, filed_once.body);
    EXPECT_EQ(rows("casework_attachment"), 1);
}

TEST_P(Attachments, OfOneAddressWaitAfterMany) {
    const std::string pdf = paper(100);
    for (int i = 0; i < 60; ++i) ASSERT_EQ(send("a.pdf", pdf, draft()).status, 201);
    const auto waits = send("a.pdf", pdf, draft());
    EXPECT_EQ(waits.status, 429);
    EXPECT_FALSE(waits.header("Retry-After").empty());
    EXPECT_EQ(send("a.pdf", pdf, draft(), crypto::random_token(16), "192.0.2.2").status, 201);
}

TEST_P(Attachments, AreAddedLaterUpToTen) {
    std::string first;
    const Ticket ticket = file_with("a.pdf", paper(100), first);
    const auto add = [&](std::size_t count) {
        const std::string token = draft();
        json::array files;
        for (std::size_t i = 0; i < count; ++i) {
            files.push_back(chosen_one(sent("b.pdf", paper(100), token), token));
        }
        return asking(ticket, {{"attachments", files}});
    };
    const json::object five = add(5);
    const auto added = post("/api/tracking/attachments", five);
    EXPECT_EQ(added.status, 200) << added.body;
    EXPECT_EQ(parsed(added).at("attachments").as_array().size(), 6);
    EXPECT_EQ(post("/api/tracking/attachments", five).status, 200) << "a repeated request";
    std::int64_t noted = 0;
    for (const Event& event : timeline(id_of(ticket))) noted += event.step == Step::add ? 1 : 0;
    EXPECT_EQ(noted, 1);
    EXPECT_EQ(code(post("/api/tracking/attachments", add(5))), "casework.too_many_attachments");
    EXPECT_EQ(post("/api/tracking/attachments", add(4)).status, 200);
    json::object wrong = add(1);
    wrong["receipt"] = "0000000000000000";
    EXPECT_EQ(code(post("/api/tracking/attachments", wrong)), "casework.wrong_receipt");
    bring(id_of(ticket), {{Step::accept, Party::intake}, {Step::withdraw, Party::resident}});
    EXPECT_EQ(code(post("/api/tracking/attachments", add(1))), "casework.not_offered_now");
}

TEST_P(Attachments, OfAReplyGoOutWithIt) {
    const Ticket ticket = file();
    const CaseId id = id_of(ticket);
    bring(id, {{Step::accept, Party::intake},
               {Step::assign, Party::intake},
               {Step::sign_for, Party::body}});
    const std::string token = draft();
    const std::string sent_file = sent("回复.pdf", paper(100), token);
    const json::object body{{"attachments", json::array{chosen_one(sent_file, token)}}};
    const std::string to = "/api/desk/cases/" + ticket.number + "/reply/attachments";
    sign_in(Role::unit_handler, unit);
    EXPECT_EQ(code(staff(http::Method::post, to, body)), "casework.step_not_allowed")
        << "no reply is being written";
    Reply reply;
    reply.id = crypto::new_id<ReplyId>(now);
    reply.case_id = id;
    reply.unit = unit;
    reply.text = "已修好。";
    reply.written_at = now;
    ASSERT_TRUE(database.write([&](db::Tx& tx) { store::insert_reply(tx, reply); }));
    sign_in(Role::unit_handler, crypto::new_id<UnitId>(now));
    EXPECT_EQ(code(staff(http::Method::post, to, body)), "casework.not_allowed");
    sign_in(Role::unit_handler, unit);
    EXPECT_EQ(staff(http::Method::post, to, body).status, 200);

    decide(sent_file, "shown");
    expect_like_unknown(open(ticket, sent_file));
    EXPECT_TRUE(tracked(ticket).at("attachments").as_array().empty());
    EXPECT_EQ(code(open_tracked(ticket, sent_file)), "casework.no_such_case");
    const std::string path = "/api/desk/cases/" + ticket.number + "/attachments/" + sent_file;
    sign_in(Role::auditor);
    EXPECT_EQ(staff(http::Method::get, path).status, 404);
    sign_in(Role::unit_handler, unit);
    EXPECT_EQ(staff(http::Method::get, path).status, 200);

    ASSERT_TRUE(database.write([&](db::Tx& tx) {
        Reply published = store::replies(tx, id).front();
        published.state = ReplyState::published;
        published.published_at = now;
        return store::save_reply(tx, published);
    }));
    EXPECT_EQ(open(ticket, sent_file).status, 200);
    EXPECT_EQ(tracked(ticket).at("attachments").as_array().size(), 1);
    EXPECT_EQ(code(staff(http::Method::del, to + "/" + sent_file)), "casework.step_not_allowed");
}

TEST_P(Attachments, OfLettersNeverFiledAreSwept) {
    std::string kept;
    const Ticket ticket = file_with("a.pdf", paper(100), kept);
    const std::string token = draft();
    const std::string forgotten = sent("b.pdf", paper(100), token);
    const Day today = calendar.zone().day_of(now);
    ASSERT_TRUE(sweep_drafts(database, today + days{2}));
    EXPECT_EQ(at_draft(http::Method::get, forgotten, token).status, 200);
    ASSERT_TRUE(sweep_drafts(database, today + days{3}));
    EXPECT_EQ(at_draft(http::Method::get, forgotten, token).status, 404);
    EXPECT_EQ(open_tracked(ticket, kept).status, 200);
}

TEST_P(Attachments, ThatNotEverybodyMayReadAreErasedLongAfterTheEnd) {
    const std::string token = draft();
    const std::string open_one = sent("a.pdf", paper(100), token);
    const std::string withheld = sent("b.pdf", paper(200), token);
    const std::string unlooked = sent("c.pdf", paper(300), token);
    const Ticket ticket = file(with_files(
        {chosen_one(open_one, token), chosen_one(withheld, token), chosen_one(unlooked, token)}));
    decide(open_one, "shown");
    decide(withheld, "withheld");
    std::string secret, running;
    const Ticket hidden = file_with("d.pdf", paper(400), secret, "body_only");
    decide(secret, "shown");
    const Ticket open_case = file_with("e.pdf", paper(500), running);
    for (const Ticket& each : {ticket, hidden}) {
        to_closed(id_of(each));
        step(id_of(each), Step::finish, Party::clock);
    }
    later(now + days{179});
    ASSERT_TRUE(erase_old_files(database, now));
    EXPECT_EQ(rows("files_file"), 5);
    later(now + days{2});
    ASSERT_TRUE(erase_old_files(database, now));
    EXPECT_EQ(rows("files_file"), 2);
    EXPECT_EQ(rows("files_chunk"), 2) << "no bytes are left behind";
    EXPECT_EQ(rows("casework_attachment WHERE retention = 'erased'"), 3) << "that they were there";
    EXPECT_EQ(open(ticket, open_one).status, 200);
    EXPECT_EQ(tracked(ticket).at("attachments").as_array().size(), 1);
    EXPECT_EQ(code(open_tracked(ticket, withheld)), "casework.no_such_case");
    EXPECT_EQ(code(open_tracked(hidden, secret)), "casework.no_such_case");
    EXPECT_EQ(open_tracked(open_case, running).status, 200);
    EXPECT_EQ(unseen().size(), 1) << "what is gone waits for nobody";
    decide(open_one, "withheld");
    ASSERT_TRUE(erase_old_files(database, now));
    EXPECT_EQ(rows("files_file"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Attachments, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

}  // namespace
}  // namespace pingyi::casework
