// A file's way through the database, on both engines.
#include "platform/files/files.hpp"

#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/files/embedded.hpp"
#include "platform/jobs/embedded.hpp"

namespace pingyi::files {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Owner letter{"test.case", "42"};

std::string paper(std::size_t bytes) {
    std::string pdf = "%PDF-1.7\n";
    while (pdf.size() < bytes) pdf += "0123456789abcdef" + std::to_string(pdf.size()) + "\n";
    return pdf + "%%EOF\n";
}

class Files : public ::testing::TestWithParam<db::Engine> {
protected:
    Result<FileId> send(std::string_view name, std::string_view bytes,
                        const Owner& owner = letter) {
        const auto id = crypto::new_id<FileId>(clock_.now());
        TRY(upload, upload_of(name, bytes));
        CHECK_OK(
            database().write([&](db::Tx& tx) { return begin(tx, id, owner, upload, today()); }));
        CHECK_OK(fill(database(), id, upload, clock_.now()));
        return id;
    }
    Result<Info> look(FileId id) {
        return database().read([&](db::Tx& tx) { return find(tx, id); });
    }
    std::vector<Info> all(const Owner& owner = letter) {
        return database().read([&](db::Tx& tx) { return of_owner(tx, owner); }).value();
    }
    Result<http::Response> get(const Info& info, Cache cache = Cache::nobody) {
        return database().read([&](db::Tx& tx) { return answer(tx, info, cache); });
    }
    std::int64_t chunks() {
        return database()
            .read(
                [](db::Tx& tx) { return tx.run("SELECT count(*) FROM files_chunk")[0].integer(0); })
            .value();
    }
    template <class F>
    void write(F&& closure) {
        const auto done = database().write(closure);
        ASSERT_TRUE(done) << done.error().code;
    }
    int run_jobs() { return runner_.run_due(); }
    void pass(std::chrono::milliseconds time) { clock_.set(clock_.now() + time); }
    Day today() { return zone_.day_of(clock_.now()); }
    db::Database& database() { return fresh_.database(); }

    FixedClock clock_{Instant{std::chrono::milliseconds{1'700'000'000'000}}};
    Zone zone_ = Zone::named("Asia/Shanghai").value();
    db::testing::Fresh fresh_{GetParam(),
                              {{"platform_jobs", jobs::embedded::migrations()},
                               {"platform_files", embedded::migrations()}}};
    jobs::Runner runner_{database(), clock_, job_kinds(database(), clock_, zone_), "test"};
};
INSTANTIATE_TEST_SUITE_P(Engines, Files, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(Files, APictureIsShownOnlyWhenMadeAnew) {
    PINGYI_SHARED_FILE(png, "data/badinput/png/basn0g01.png");
    const auto id = send("积水 <1>.png", png);
    ASSERT_TRUE(id) << id.error().code;
    const Info before = look(*id).value();
    EXPECT_EQ(before.state, State::waiting);
    EXPECT_EQ(before.name, "积水 1.jpg");
    EXPECT_EQ(get(before).error().code, "files.not_ready");
    EXPECT_EQ(database().read([&](db::Tx& tx) { return read(tx, *id, 0); }).value(), "");
    EXPECT_FALSE(before.may_be_public());

    EXPECT_GT(run_jobs(), 0);
    const Info after = look(*id).value();
    EXPECT_EQ(after.state, State::ready);
    EXPECT_EQ(after.media_type, "image/jpeg");
    EXPECT_TRUE(after.may_be_public());
    const auto shown = get(after, Cache::everybody).value();
    EXPECT_TRUE(shown.body.starts_with("\xFF\xD8\xFF"));
    EXPECT_EQ(static_cast<std::int64_t>(shown.body.size()), after.bytes);
    EXPECT_EQ(crypto::hex(crypto::sha256(shown.body)), after.sha256);
    EXPECT_EQ(shown.header("Content-Type"), "image/jpeg");
    EXPECT_EQ(shown.header("Content-Disposition"),
              "inline; filename*=UTF-8''%E7%A7%AF%E6%B0%B4%201.jpg");
    EXPECT_EQ(shown.header("Cache-Control"), "public, max-age=3600");
    EXPECT_EQ(chunks(), 1) << "the original, with its metadata, is gone";
}

TEST_P(Files, APdfIsDownloadedAndWaitsForALook) {
    const std::string pdf = paper(600'000);
    const auto id = send("../../a\"b.exe", pdf);
    ASSERT_TRUE(id) << id.error().code;
    const Info info = look(*id).value();
    EXPECT_EQ(info.state, State::ready);
    EXPECT_FALSE(info.may_be_public());
    EXPECT_EQ(chunks(), 3);
    const auto saved = get(info).value();
    EXPECT_EQ(saved.body, pdf);
    EXPECT_EQ(saved.header("Content-Type"), "application/pdf");
    EXPECT_EQ(saved.header("Content-Disposition"), "attachment; filename*=UTF-8''ab.pdf");
    EXPECT_EQ(saved.header("Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(saved.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(saved.header("Cache-Control"), "no-store");
    EXPECT_EQ(database().read([&](db::Tx& tx) { return read(tx, *id, 1); }).value(),
              pdf.substr(chunk_bytes_max, chunk_bytes_max));
    EXPECT_EQ(database().read([&](db::Tx& tx) { return read(tx, *id, 3); }).value(), "");

    const auto officer = crypto::new_id<AccountId>(clock_.now());
    write([&](db::Tx& tx) { return review(tx, *id, officer, clock_.now()); });
    EXPECT_TRUE(look(*id).value().may_be_public());
    EXPECT_EQ(look(*id).value().reviewed_by, officer);
    EXPECT_EQ(look(*id).value().reviewed_at, clock_.now());
}

TEST_P(Files, ABombIsRefusedWithItsReasonAndForgotten) {
    PINGYI_SHARED_FILE(bomb, "data/badinput/made/bomb_16000x16000.png");
    const auto id = send("bomb.png", bomb);
    ASSERT_TRUE(id) << id.error().code;
    EXPECT_GT(run_jobs(), 0);
    const Info info = look(*id).value();
    EXPECT_EQ(info.state, State::refused);
    EXPECT_EQ(info.reason, "files.too_many_pixels");
    EXPECT_EQ(chunks(), 0);
    const auto looked =
        database().write([&](db::Tx& tx) { return review(tx, *id, AccountId{}, clock_.now()); });
    EXPECT_EQ(looked.error().code, "files.not_ready");
}

TEST_P(Files, WhatLiesAboutItsTypeIsNotEvenStored) {
    PINGYI_SHARED_FILE(html, "data/badinput/made/html_named.png");
    EXPECT_EQ(send("photo.png", html).error().code, "files.kind_not_accepted");
    EXPECT_TRUE(all().empty());
}

TEST_P(Files, AnOwnerHasTen) {
    for (int i = 0; i < files_per_owner_max; ++i) ASSERT_TRUE(send("a.pdf", paper(100)));
    EXPECT_EQ(send("a.pdf", paper(100)).error().code, "files.too_many");
    EXPECT_TRUE(send("a.pdf", paper(100), {"test.case", "43"}));
    EXPECT_EQ(all().size(), 10U);
}

TEST_P(Files, WhatArrivesHalfIsShownToNobodyAndSwept) {
    const std::string pdf = paper(100);
    const auto id = crypto::new_id<FileId>(clock_.now());
    const Upload upload = upload_of("a.pdf", pdf).value();
    write([&](db::Tx& tx) { return begin(tx, id, letter, upload, today()); });
    EXPECT_EQ(look(id).error().code, "files.no_such_file");
    EXPECT_TRUE(all().empty());
    run_jobs();
    pass(hours{25});
    run_jobs();
    EXPECT_EQ(fill(database(), id, upload, clock_.now()).error().code, "files.no_such_file");
    EXPECT_EQ(chunks(), 0);
}

TEST_P(Files, FillingTwiceChangesNothing) {
    const std::string pdf = paper(100);
    const auto id = send("a.pdf", pdf);
    const Upload other = upload_of("a.pdf", "%PDF-1.7 other %%EOF").value();
    EXPECT_EQ(fill(database(), *id, other, clock_.now()).error().code, "files.no_such_file");
    EXPECT_EQ(get(look(*id).value()).value().body, pdf);
}

TEST_P(Files, APictureThatNobodyCouldProcessIsRefusedInTheEnd) {
    PINGYI_SHARED_FILE(png, "data/badinput/png/basn0g01.png");
    jobs::Runner broken{database(), clock_,
                        job_kinds(database(), clock_, zone_, {"/no/such/program", {}}), "broken"};
    const auto id = send("a.png", png);
    broken.run_due();
    EXPECT_EQ(look(*id).value().state, State::waiting);
    pass(hours{1});
    broken.run_due();
    EXPECT_EQ(look(*id).value().state, State::waiting);
    for (int day = 0; day < 4; ++day) {
        pass(days{1});
        broken.run_due();
    }
    EXPECT_EQ(look(*id).value().state, State::refused);
    EXPECT_EQ(look(*id).value().reason, "files.not_processed");
    EXPECT_EQ(chunks(), 0);
}

TEST_P(Files, MoveWithTheirDraftAndGoWithTheirOwner) {
    const Owner draft{"test.draft", "d"};
    const auto first = send("a.pdf", paper(100), draft);
    const auto old = send("b.pdf", paper(100), {"test.draft", "never sent"});
    write([&](db::Tx& tx) { give(tx, draft, letter); });
    EXPECT_TRUE(all(draft).empty());
    ASSERT_EQ(all().size(), 1U);
    EXPECT_EQ(all()[0].owner, letter);
    const auto removed = database().write(
        [&](db::Tx& tx) { return remove_older(tx, "test.draft", today() + days{1}, 10); });
    EXPECT_EQ(removed.value(), 1);
    EXPECT_EQ(look(*old).error().code, "files.no_such_file");
    write([&](db::Tx& tx) { remove_of(tx, letter); });
    EXPECT_EQ(look(*first).error().code, "files.no_such_file");
    const auto last = send("c.pdf", paper(100));
    write([&](db::Tx& tx) { remove(tx, *last); });
    EXPECT_EQ(chunks(), 0);
}

}  // namespace
}  // namespace pingyi::files
