// The worker against peers that do as they are told: endings, retries, repeats, what it says.
#include "platform/outbox/worker.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/log/log.hpp"
#include "platform/outbox/embedded.hpp"
#include "platform/outbox/store.hpp"

namespace pingyi::outbox {
namespace {

using std::chrono::minutes;
using Kind = Outcome::Kind;

const std::string installation_key(32, 'k');

class WorkerTest : public ::testing::TestWithParam<db::Engine> {
protected:
    static void SetUpTestSuite() {
        crypto::start();
        log::set_level(log::Level::error);
    }
    WorkerTest() { EXPECT_TRUE(worker_.enter(false)); }

    db::Database& database() { return fresh_.database(); }
    std::vector<Template> templates() {
        return {{"test.hello",
                 [](db::Tx&, const Rendering& what) -> Result<Rendered> {
                     return Rendered{"about " + what.record,
                                     what.record + " " + what.secret + " " + what.base_address};
                 }},
                {"test.away",
                 [](db::Tx&, const Rendering&) -> Result<Rendered> {
                     return fail(ErrorKind::unavailable, "test.away");
                 }},
                {"test.gone",
                 [](db::Tx&, const Rendering&) -> Result<Rendered> {
                     return fail(ErrorKind::not_found, "test.gone");
                 }},
                {"test.broken", [](db::Tx&, const Rendering&) -> Result<Rendered> {
                     throw std::logic_error("broken");
                 }}};
    }
    WorkerOptions options() {
        return {.private_key = private_key_,
                .holder = "a",
                .base_address = "https://pingyi.example",
                .from = "pingyi@office.example",
                .from_name = {"办公室", "Office"}};
    }
    Peers peers() {
        const Peer peer = [this](const Letter& letter) {
            letters_.push_back(letter);
            return outcome_;
        };
        return {peer, peer};
    }
    AddressId add(const std::string& key, const std::string& name = "test.hello",
                  Channel channel = Channel::mail) {
        const Address address{channel,
                              channel == Channel::mail ? "an@resident.example" : "13900001234"};
        const Sealed sealed =
            seal(crypto::public_key_of(private_key_), installation_key, address, "042").value();
        Message message;
        message.id = crypto::random_id<MessageId>();
        message.template_name = name;
        message.record = "r1";
        message.address = sealed.id;
        message.language = Language::en;
        message.dedup_key = key;
        message.due = clock_.now();
        EXPECT_TRUE(database().write([&](db::Tx& tx) {
            keep_address(tx, sealed, Day{});
            enqueue(tx, message);
        }));
        return sealed.id;
    }
    std::string state_of(std::string_view key) {
        return database()
            .read([&](db::Tx& tx) {
                const db::Rows rows = tx.run(
                    "SELECT state, last_code FROM outbox_message WHERE dedup_key = $1", {key});
                return rows[0].text(0) + " " + rows[0].text(1);
            })
            .value();
    }
    void pass(minutes time) { clock_.set(clock_.now() + time); }

    FixedClock clock_{Instant{std::chrono::milliseconds{1'700'000'000'000}}};
    std::string private_key_ = crypto::random_bytes(32);
    db::testing::Fresh fresh_{GetParam(), {{"outbox", embedded::migrations()}}};
    Texts texts_{{embedded::texts()}};
    std::vector<Letter> letters_;
    Outcome outcome_;
    Worker worker_{database(), clock_, texts_, templates(), peers(), options()};
};
INSTANTIATE_TEST_SUITE_P(Engines, WorkerTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(WorkerTest, SendsEachOnceAndSaysHowToStop) {
    add("mail");
    add("sms", "test.hello", Channel::sms);
    EXPECT_EQ(worker_.run_due(), 2);
    EXPECT_EQ(worker_.run_due(), 0);
    EXPECT_EQ(state_of("mail"), "sent ");
    EXPECT_EQ(state_of("sms"), "sent ");
    ASSERT_EQ(letters_.size(), 2U);
    if (letters_[0].to != "an@resident.example") std::swap(letters_[0], letters_[1]);
    EXPECT_EQ(letters_[1].to, "13900001234");
    EXPECT_EQ(letters_[1].content, "r1 042 https://pingyi.example");
    EXPECT_NE(letters_[0].content.find("Subject: about r1\r\n"), std::string::npos);
    EXPECT_NE(letters_[0].content.find("<https://pingyi.example/unsubscribe/"), std::string::npos);
    EXPECT_NE(letters_[0].content.find("Message-ID: <" + letters_[0].name + "@office.example>"),
              std::string::npos);
}

TEST_P(WorkerTest, TriesAgainMoreSlowlyWhileTheMessageIsValid) {
    add("1");
    outcome_ = {Kind::later, "smtp.451"};
    EXPECT_EQ(worker_.run_due(), 1);
    for (const int pause : {1, 5, 15, 60, 60}) {
        pass(minutes{pause} - minutes{1});
        EXPECT_EQ(worker_.run_due(), 0) << pause;
        pass(minutes{1});
        EXPECT_EQ(worker_.run_due(), 1) << pause;
    }
    EXPECT_EQ(state_of("1"), "queued smtp.451");
    for (int hour = 0; hour < 72; ++hour) {
        pass(minutes{60});
        worker_.run_due();
    }
    EXPECT_EQ(state_of("1"), "failed smtp.451");
    for (const Letter& letter : letters_) EXPECT_EQ(letter.name, letters_.front().name);
}

TEST_P(WorkerTest, EndsAsThePeerSays) {
    struct Row {
        Kind kind;
        std::string_view state;
        bool address_stays;
    };
    for (const Row& row : {Row{Kind::refused, "failed x", true}, Row{Kind::dead, "failed x", false},
                           Row{Kind::unknown, "unknown x", true}}) {
        const std::string key(row.state);
        outcome_ = {row.kind, "x"};
        const AddressId address = add(key + std::to_string(static_cast<int>(row.kind)));
        EXPECT_EQ(worker_.run_due(), 1);
        EXPECT_EQ(state_of(key + std::to_string(static_cast<int>(row.kind))), row.state);
        EXPECT_EQ(database().read([&](db::Tx& tx) { return has_address(tx, address); }).value(),
                  row.address_stays);
        pass(minutes{60 * 24});
        EXPECT_EQ(worker_.run_due(), 0);
    }
}

TEST_P(WorkerTest, ATemplateTakesDownItsOwnMessageOnly) {
    for (const char* name : {"test.gone", "test.broken", "test.missing", "test.away"})
        add(name, name);
    add("good");
    EXPECT_EQ(worker_.run_due(), 5);
    EXPECT_EQ(state_of("test.gone"), "failed test.gone");
    EXPECT_EQ(state_of("test.broken"), "failed outbox.exception");
    EXPECT_EQ(state_of("test.missing"), "failed outbox.no_template");
    EXPECT_EQ(state_of("test.away"), "queued test.away");
    EXPECT_EQ(state_of("good"), "sent ");
    EXPECT_EQ(letters_.size(), 1U);
}

// As after kill -9 between taking and writing down: the lease is still held in this worker's name.
TEST_P(WorkerTest, StartedAgainItRepeatsMailsButNoSms) {
    add("mail");
    add("sms", "test.hello", Channel::sms);
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(database().write([&](db::Tx& tx) {
            return store::take(tx, "a", clock_.now(), clock_.now() + minutes{5});
        }));
    }
    EXPECT_EQ(worker_.run_due(), 0) << "leased";
    Worker again{database(), clock_, texts_, templates(), peers(), options()};
    ASSERT_TRUE(again.enter(false));
    EXPECT_EQ(again.run_due(), 1);
    EXPECT_EQ(state_of("mail"), "sent ");
    EXPECT_EQ(state_of("sms"), "unknown outbox.worker_lost");
    ASSERT_EQ(letters_.size(), 1U);
    EXPECT_EQ(letters_[0].to, "an@resident.example");
}

TEST_P(WorkerTest, LooksForTheAddressAgainBeforeItSends) {
    const AddressId address = add("1");
    ASSERT_TRUE(database().write([&](db::Tx& tx) {
        return store::take(tx, "lost", clock_.now(), clock_.now() + minutes{5});
    }));
    ASSERT_TRUE(database().write([&](db::Tx& tx) { erase_address(tx, address); }));
    pass(minutes{5});
    EXPECT_EQ(worker_.run_due(), 1);
    EXPECT_EQ(state_of("1"), "suppressed outbox.erased");
    EXPECT_TRUE(letters_.empty());
}

TEST_P(WorkerTest, RefusesToWorkBesideAnotherKey) {
    WorkerOptions other = options();
    other.private_key = crypto::random_bytes(32);
    Worker worker{database(), clock_, texts_, templates(), peers(), other};
    EXPECT_EQ(worker.enter(false).error().code, "outbox.other_key");
    EXPECT_TRUE(worker.enter(true));
}

TEST_P(WorkerTest, FinishesWhatIsUnderWayWhenStopped) {
    std::atomic<bool> is_under_way{false};
    Peers slow;
    slow.mail = [&](const Letter&) {
        is_under_way = true;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        return Outcome{};
    };
    Worker worker{database(), clock_, texts_, templates(), slow, options()};
    add("1");
    worker.start();
    while (!is_under_way) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    worker.stop();
    EXPECT_EQ(state_of("1"), "sent ");
}

TEST(Folder, KeepsOneFilePerLetterForItsOwnerOnly) {
    namespace fs = std::filesystem;
    const fs::path path = fs::temp_directory_path() / ("pingyi-mails-" + std::to_string(getpid()));
    const auto peer = folder(path.string(), ".eml");
    ASSERT_TRUE(peer);
    for (const char* content : {"first, and longer", "second"}) {
        EXPECT_EQ((*peer)({"an@resident.example", "ab", content}).kind, Kind::accepted);
    }
    EXPECT_EQ(std::distance(fs::directory_iterator(path), fs::directory_iterator()), 1);
    std::ifstream file(path / "ab.eml");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "second");
    EXPECT_EQ(fs::status(path / "ab.eml").permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
    fs::remove_all(path);
    EXPECT_EQ((*peer)({"an@resident.example", "ab", "third"}).code, "file.2");
    EXPECT_EQ(folder("/dev/null/mails", ".eml").error().code, "outbox.no_folder");
}

}  // namespace
}  // namespace pingyi::outbox
