// Witnesses: ours does not sign what does not continue, and the server bears any that misbehave.
#include "modules/ledger/witness.hpp"

#include <atomic>

#include "modules/ledger/ledger_test.hpp"
#include "platform/http/server.hpp"
#include "platform/log/log.hpp"

namespace pingyi::ledger {
namespace {

tlog::SignerKey witness_signer(char seed = 'w') {
    return tlog::SignerKey::of(std::string("w") + seed + ".example", tlog::KeyType::cosignature,
                               std::string(32, seed))
        .value();
}

http::Request add_checkpoint(const std::string& body) {
    http::Request request;
    request.method = http::Method::post;
    request.path = "/add-checkpoint";
    request.body = body;
    return request;
}

/// A log in memory that may also lie.
class WitnessTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        crypto::start();
        log::set_level(log::Level::error);
    }

    tlog::Hash leaf(std::uint64_t i) { return tlog::leaf_hash(salt_ + std::to_string(i)); }
    tlog::NodeReader nodes() {
        return [this](const tlog::Node& node) -> Result<tlog::Hash> {
            tlog::Frontier tree;
            const std::uint64_t width = std::uint64_t{1} << node.level;
            for (std::uint64_t i = 0; i < width; ++i) tree.append(leaf(node.index * width + i));
            return tree.root();
        };
    }
    tlog::Hash root(std::uint64_t size) {
        tlog::Frontier tree;
        for (std::uint64_t i = 0; i < size; ++i) tree.append(leaf(i));
        return tree.root();
    }
    std::string note(std::uint64_t size) {
        const std::string text =
            tlog::Checkpoint{log_.verifier().name(), size, root(size), {}}.text();
        return tlog::Note{text, {log_.sign(text, noon)}}.str();
    }
    http::Response ask(std::uint64_t old_size, std::uint64_t size) {
        auto proof = tlog::consistency_proof(old_size, size, nodes()).value();
        return witness_->handle(
            add_checkpoint(tlog::AddCheckpoint{old_size, std::move(proof), note(size)}.str()));
    }
    void restart() {
        witness_ = std::make_unique<Witness>(witness_signer(), std::vector{log_.verifier()},
                                             HeadFile::load(folder_.file("witness.state")).value(),
                                             clock_);
    }

    std::string salt_ = "leaf ";
    Folder folder_;
    FixedClock clock_{noon};
    tlog::SignerKey log_ =
        tlog::SignerKey::of("log.example/a", tlog::KeyType::ed25519, std::string(32, 'l')).value();
    std::unique_ptr<Witness> witness_;

    void SetUp() override { restart(); }
};

TEST_F(WitnessTest, SignsWhatContinuesAlsoAfterARestart) {
    for (const auto& [from, to] : {std::pair{0, 1}, {1, 1}, {1, 7}, {7, 300}}) {
        const auto answer = ask(static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to));
        ASSERT_EQ(answer.status, 200) << answer.body;
        const auto text = tlog::Note::parsed(note(static_cast<std::uint64_t>(to))).value().text;
        const tlog::Note signed_by{text, tlog::signatures_of(answer.body).value()};
        const auto key = witness_signer().verifier();
        const auto checked = tlog::verify(signed_by, std::span(&key, 1));
        ASSERT_TRUE(checked);
        EXPECT_EQ(checked->front().unix_seconds, noon.time_since_epoch().count() / 1000);
        restart();
    }
}

TEST_F(WitnessTest, AnswersAConflictWithItsSize) {
    ASSERT_EQ(ask(0, 5).status, 200);
    const auto answer = ask(3, 9);
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.body, "5\n");
    EXPECT_EQ(answer.header("Content-Type"), "text/x.tlog.size");
    EXPECT_EQ(ask(0, 4).status, 409) << "a shorter log is no news";
}

TEST_F(WitnessTest, ASplitViewIsNeverSigned) {
    ASSERT_EQ(ask(0, 5).status, 200);
    salt_ = "another history ";
    EXPECT_EQ(ask(5, 5).status, 409) << "another root of the same size";
    EXPECT_EQ(ask(5, 9).status, 422) << "a proof that starts from another root";
    salt_ = "leaf ";
    EXPECT_EQ(ask(5, 9).status, 200);
}

TEST_F(WitnessTest, AFlippedProofIsRefused) {
    ASSERT_EQ(ask(0, 5).status, 200);
    auto proof = tlog::consistency_proof(5, 9, nodes()).value();
    proof.front()[0] ^= 1;
    EXPECT_EQ(witness_->handle(add_checkpoint(tlog::AddCheckpoint{5, proof, note(9)}.str())).status,
              422);
}

TEST_F(WitnessTest, RefusesOtherLogsKeysAndNonsense) {
    const std::string text = tlog::Checkpoint{"log.example/b", 1, root(1), {}}.text();
    const std::string unknown = tlog::Note{text, {log_.sign(text, noon)}}.str();
    EXPECT_EQ(witness_->handle(add_checkpoint(tlog::AddCheckpoint{0, {}, unknown}.str())).status,
              404);
    const auto thief =
        tlog::SignerKey::of("log.example/a", tlog::KeyType::ed25519, std::string(32, 't')).value();
    const std::string ours = tlog::Checkpoint{"log.example/a", 1, root(1), {}}.text();
    const std::string stolen = tlog::Note{ours, {thief.sign(ours, noon)}}.str();
    EXPECT_EQ(witness_->handle(add_checkpoint(tlog::AddCheckpoint{0, {}, stolen}.str())).status,
              403);
    for (const std::string body : {"", "old 0", "old -1\n\n", "old 00\n\nx", "{}"}) {
        EXPECT_EQ(witness_->handle(add_checkpoint(body)).status, 400) << body;
    }
    auto wrong_path = add_checkpoint("");
    wrong_path.path = "/";
    EXPECT_EQ(witness_->handle(wrong_path).status, 404);
    auto get = add_checkpoint("");
    get.method = http::Method::get;
    EXPECT_EQ(witness_->handle(get).status, 405);
}

TEST_F(WitnessTest, DoesNotSignWhatItCannotRemember) {
    ASSERT_EQ(ask(0, 5).status, 200);
    std::filesystem::remove_all(std::filesystem::path(folder_.file("x")).parent_path());
    EXPECT_EQ(ask(5, 9).status, 503);
}

/// A witness behind a socket; `script` answers instead while it is set.
class Peer {
public:
    Peer(const Identity& logs, char seed, Folder& folder, const Clock& clock)
        : signer_{witness_signer(seed)},
          witness_{signer_,
                   {logs.signer(Log::operations).verifier(), logs.signer(Log::box).verifier()},
                   HeadFile::load(folder.file(std::string("witness") + seed)).value(),
                   clock} {
        http::Handlers handlers;
        handlers.handle = [this](const http::Request& request) {
            ++asked;
            return script ? script(request) : witness_.handle(request);
        };
        http::ServerOptions options;
        options.port = 0;
        options.workers = 2;
        server_ = http::Server::start(options, handlers).value();
    }
    [[nodiscard]] std::string setting() const {
        return signer_.verifier().text() + " http://127.0.0.1:" + std::to_string(server_->port());
    }
    void stop() { server_->stop(); }

    std::function<http::Response(const http::Request&)> script;
    std::atomic<int> asked = 0;

private:
    tlog::SignerKey signer_;
    Witness witness_;
    std::unique_ptr<http::Server> server_;
};

class WitnessCallerTest : public LedgerTest {
protected:
    std::uint64_t published() {
        return read([](db::Tx& tx) { return store::head(tx, Log::operations)->published; });
    }
    std::string newest() {
        return read([](db::Tx& tx) {
            const auto head = store::head(tx, Log::operations).value();
            return store::cosigned(tx, Log::operations,
                                   store::checkpoint(tx, Log::operations, head.published).value());
        });
    }
    void append_one(Ledger& ledger) {
        put();
        ASSERT_EQ(ledger.appender.run(Log::operations, now_), 1);
    }

    FixedClock clock_{noon};
    Peer one_{identity(), '1', folder_, clock_};
    Peer two_{identity(), '2', folder_, clock_};
    Peer three_{identity(), '3', folder_, clock_};
    std::string all_ = one_.setting() + ", " + two_.setting() + ", " + three_.setting();
};
INSTANTIATE_TEST_SUITE_P(Engines, WitnessCallerTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(WitnessCallerTest, PublishesWhatTheWitnessesSigned) {
    const auto log = ledger(identity(all_));
    const EntryId id = put();
    ASSERT_EQ(log->appender.run(Log::operations, now_), 1);
    EXPECT_EQ(published(), 0U) << "nobody else has seen it yet";
    ASSERT_TRUE(log->caller.run(Log::operations, now_));
    EXPECT_EQ(published(), 1U);
    const auto trusted = tlog::trusted_checkpoint(newest(), log->identity.policy(Log::operations));
    ASSERT_TRUE(trusted) << code_in(trusted);
    EXPECT_EQ(trusted->signers.size(), 4U);
    const auto text = read([&](db::Tx& tx) { return receipt(tx, id).value(); });
    const auto parsed = tlog::Receipt::parsed(text).value();
    EXPECT_TRUE(tlog::verify_receipt(parsed, tlog::leaf_hash(parsed.extra),
                                     log->identity.policy(Log::operations)));
    const int asked = one_.asked;
    ASSERT_TRUE(log->caller.run(Log::operations, now_));
    EXPECT_EQ(one_.asked, asked) << "who has signed is not asked again";
    put_many(300);
    ASSERT_EQ(log->appender.run(Log::operations, now_), 300);
    ASSERT_TRUE(log->caller.run(Log::operations, now_));
    EXPECT_EQ(published(), 301U);
}

TEST_P(WitnessCallerTest, OneThatIsDownHoldsUpNobody) {
    const auto log = ledger(identity(all_));
    two_.stop();
    append_one(*log);
    ASSERT_TRUE(log->caller.run(Log::operations, now_));
    EXPECT_EQ(published(), 1U);
    three_.stop();
    append_one(*log);
    ASSERT_TRUE(log->caller.run(Log::operations, now_));
    EXPECT_EQ(published(), 1U) << "one of three is no quorum: the last good one is served";
    EXPECT_EQ(size(), 2U);
}

TEST_P(WitnessCallerTest, AWitnessThatKnowsAnotherSizeNamesIt) {
    const auto before = ledger(identity(all_));
    append_one(*before);
    append_one(*before);
    ASSERT_TRUE(before->caller.run(Log::operations, now_));
    // A server whose table of witnesses is behind asks from size 0 and is told 2.
    ASSERT_TRUE(database_.write([](db::Tx& tx) { tx.run("UPDATE ledger_witness SET size = 0"); }));
    append_one(*before);
    const int asked = one_.asked;
    ASSERT_TRUE(before->caller.run(Log::operations, now_));
    EXPECT_EQ(one_.asked, asked + 2);
    EXPECT_EQ(published(), 3U);
}

TEST_P(WitnessCallerTest, NothingThatAWitnessAnswersDoesHarm) {
    const auto log = ledger(identity(all_));
    std::vector<std::pair<int, std::string>> answers{
        {422, "no"},
        {403, ""},
        {409, "x\n"},
        {409, "99999\n"},
        {200, ""},
        {200, "nonsense"},
        {200, "\u2014 w1.example AAAA\n"},
        {500, std::string(100'000, 'x')},
    };
    // A signature by the right key under another text.
    const auto liar = witness_signer('1');
    answers.emplace_back(200, liar.sign("another text\n", noon).line());
    for (const auto& [status, body] : answers) {
        one_.script = [&](const http::Request&) {
            return http::Response{.status = status, .body = body}.with("Content-Type",
                                                                       "text/plain");
        };
        now_ += std::chrono::minutes{1};  // after the pause that it earned
        append_one(*log);
        ASSERT_TRUE(log->caller.run(Log::operations, now_)) << status;
        EXPECT_EQ(published(), size()) << "two others are a quorum";
        EXPECT_EQ(newest().find("w1.example"), std::string::npos) << status << " " << body;
    }
    const int asked = one_.asked;
    ASSERT_TRUE(log->caller.run(Log::operations, now_));
    EXPECT_EQ(one_.asked, asked) << "it is left alone for a while";
}

TEST_P(WitnessCallerTest, AClockThatIsWrongChangesNothing) {
    const auto log = ledger(identity(all_));
    for (const std::chrono::days skew : {std::chrono::days{4000}, std::chrono::days{-4000}}) {
        clock_.set(noon + skew);
        append_one(*log);
        ASSERT_TRUE(log->caller.run(Log::operations, now_));
        EXPECT_EQ(published(), size());
    }
    now_ = noon - std::chrono::days{300};  // and so does our own
    append_one(*log);
    ASSERT_TRUE(log->caller.run(Log::operations, now_));
    EXPECT_EQ(published(), 3U);
    EXPECT_EQ(verified(log->identity), "");
}

TEST_P(WitnessCallerTest, AForkIsSignedByNobody) {
    const auto log = ledger(identity(all_));
    put_many(3);
    ASSERT_EQ(log->appender.run(Log::operations, now_), 3);
    ASSERT_TRUE(log->caller.run(Log::operations, now_));
    // The operator goes back and writes another history with the right key.
    behind_the_triggers({"DELETE FROM ledger_entry", "DELETE FROM ledger_checkpoint",
                         "DELETE FROM ledger_head", "DELETE FROM ledger_tile"});
    const auto fork = ledger(identity(all_), "thrown-away.head");
    put_many(4);
    put("test.forged");
    ASSERT_EQ(fork->appender.run(Log::operations, now_), 5);
    ASSERT_TRUE(fork->caller.run(Log::operations, now_));
    EXPECT_EQ(published(), 0U);
    EXPECT_EQ(newest().find("w1.example"), std::string::npos);
}

}  // namespace
}  // namespace pingyi::ledger
