#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "app/command.hpp"
#include "app/commands.hpp"
#include "modules/ledger/lots.hpp"
#include "modules/ledger/operation.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/tlog/receipt.hpp"
#include "platform/tlog/tile.hpp"

namespace pingyi::app {
namespace {

namespace fs = std::filesystem;
using tlog::KeyType;
using tlog::SignerKey;

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

void put(const fs::path& path, std::string_view content) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

/// A log in a folder, as a server would give it out, with two of three witnesses needed.
class Verify : public ::testing::Test {
protected:
    void SetUp() override {
        crypto::start();
        root_ = fs::temp_directory_path() / ("pingyi-verify-" + crypto::random_token(8));
        grow_to(600, "ab");
        std::vector<tlog::Policy::Witness> witnesses;
        for (const char letter : {'a', 'b', 'c'}) {
            witnesses.push_back({std::string(1, letter), witness(letter).verifier(), ""});
        }
        put(log() / "policy", tlog::policy_text({key_.verifier(), ""}, witnesses, 2));
    }
    void TearDown() override { fs::remove_all(root_); }

    [[nodiscard]] fs::path log() const { return root_ / "log"; }
    [[nodiscard]] std::string file(std::string_view name) const { return root_ / name; }

    static SignerKey witness(char letter) {
        return SignerKey::of(std::string("w.example/") + letter, KeyType::cosignature,
                             std::string(32, letter))
            .value();
    }
    [[nodiscard]] std::string signed_note(std::string_view cosigners) const {
        tlog::Note note{tlog::Checkpoint{"log.example", growth_.size(), growth_.root(), {}}.text(),
                        {}};
        note.put(key_.sign(note.text, {}));
        for (const char letter : cosigners) note.put(witness(letter).sign(note.text, {}));
        return note.str();
    }
    void grow_to(std::uint64_t size, std::string_view cosigners, std::string_view word = "entry ") {
        while (growth_.size() < size) {
            ASSERT_TRUE(growth_.append(std::string(word) + std::to_string(growth_.size())));
        }
        for (const tlog::Tile& tile : growth_.take_changed()) {
            put(log() / tlog::path_of(tile.id), tile.octets);
        }
        put(log() / "checkpoint", signed_note(cosigners));
    }
    /// The exit status; what was printed is in `out_`.
    int run(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "verify");
        return run_as_written(std::move(arguments));
    }
    int run_as_written(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "pingyi");
        std::vector<char*> raw;
        for (std::string& argument : arguments) raw.push_back(argument.data());
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        const int status = run_command(static_cast<int>(raw.size()), raw.data());
        out_ = ::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr();
        return status;
    }
    void append(const ledger::Operation& operation) {
        ASSERT_TRUE(growth_.append(ledger::encoded(operation)));
    }
    void append_step(std::string_view kind, std::vector<ledger::Fact> facts) {
        facts.insert(facts.begin(), {"draw", std::string(8, 'd')});
        append({std::string(kind), {}, "", "", std::move(facts)});
    }
    void flip(const fs::path& path) {
        std::string octets = content_of(path);
        octets.back() ^= 1;
        put(path, octets);
    }

    fs::path root_;
    SignerKey key_ = SignerKey::of("log.example", KeyType::ed25519, std::string(32, 'l')).value();
    tlog::Growth growth_;
    std::string out_;
};

TEST_F(Verify, RecomputesALog) {
    EXPECT_EQ(run({log()}), 0) << out_;
    EXPECT_NE(out_.find("verified   600 entries"), std::string::npos) << out_;
    EXPECT_NE(out_.find("w.example/b"), std::string::npos);
    EXPECT_EQ(run({log().string() + "/"}), 0);
    EXPECT_EQ(run({log(), "--policy", log() / "policy"}), 0);
}

TEST_F(Verify, NamesTheLeafThatDoesNotFit) {
    flip(log() / "tile/entries/001");
    EXPECT_EQ(run({log()}), 1);
    EXPECT_NE(out_.find("leaf 511, tile/entries/001"), std::string::npos) << out_;
    flip(log() / "tile/entries/001");
    flip(log() / "tile/0/000");
    EXPECT_EQ(run({log()}), 1);
    EXPECT_NE(out_.find("tile/0/000"), std::string::npos) << out_;
}

TEST_F(Verify, SaysWhatCannotBeRead) {
    fs::remove(log() / "tile/0/001");
    EXPECT_EQ(run({log()}), 2);
    EXPECT_NE(out_.find("tile/0/001"), std::string::npos) << out_;
    EXPECT_EQ(run({file("elsewhere")}), 2);
    EXPECT_EQ(run({root_}), 2);
    EXPECT_EQ(run({"http://127.0.0.1:1/log"}), 2);
    EXPECT_EQ(run({}), 2);
    EXPECT_EQ(run({log(), "--policy", file("none")}), 2);
}

TEST_F(Verify, NeedsTheQuorumOfThePolicy) {
    put(log() / "checkpoint", signed_note("a"));
    EXPECT_EQ(run({log()}), 3);
    put(log() / "checkpoint", signed_note(""));
    EXPECT_EQ(run({log()}), 3);
    put(log() / "checkpoint", signed_note("bc"));
    EXPECT_EQ(run({log()}), 0);
}

TEST_F(Verify, RefusesAnotherKey) {
    key_ = SignerKey::of("log.example", KeyType::ed25519, std::string(32, 'x')).value();
    put(log() / "checkpoint", signed_note("ab"));
    EXPECT_EQ(run({log()}), 1);
}

TEST_F(Verify, KeepsACopyThatVerifiesByItself) {
    EXPECT_EQ(run({log(), "--keep", file("copy")}), 0) << out_;
    EXPECT_EQ(run({file("copy")}), 0) << out_;
    grow_to(66'000, "bc");
    EXPECT_EQ(run({log(), "--keep", file("copy"), "--watch", file("seen")}), 0) << out_;
    grow_to(66'300, "bc");
    EXPECT_EQ(run({log(), "--keep", file("copy"), "--watch", file("seen")}), 0) << out_;
    fs::remove_all(log());
    EXPECT_EQ(run({file("copy")}), 0) << out_;
    EXPECT_NE(out_.find("verified   66,300 entries"), std::string::npos) << out_;
}

TEST_F(Verify, MendsACopyAndNotTheLog) {
    EXPECT_EQ(run({log(), "--keep", file("copy")}), 0);
    flip(root_ / "copy/tile/0/001");
    EXPECT_EQ(run({log(), "--keep", file("copy")}), 0) << out_;
    EXPECT_EQ(run({file("copy")}), 0);
    flip(log() / "tile/0/001");
    flip(root_ / "copy/tile/0/001");
    EXPECT_EQ(run({log(), "--keep", file("copy")}), 1) << out_;
}

TEST_F(Verify, WatchesThatTheLogContinues) {
    EXPECT_EQ(run({log(), "--watch", file("seen")}), 0) << out_;
    EXPECT_EQ(content_of(file("seen")), content_of(log() / "checkpoint"));
    const tlog::Growth before = growth_;
    grow_to(900, "ab");
    EXPECT_EQ(run({log(), "--watch", file("seen")}), 0) << out_;
    EXPECT_NE(out_.find("verified   300 entries"), std::string::npos) << out_;
    const std::string seen = content_of(file("seen"));

    growth_ = before;  // the last entries are taken back and others put in their place
    grow_to(1000, "ab", "another ");
    EXPECT_EQ(run({log()}), 0) << out_;
    EXPECT_EQ(run({log(), "--watch", file("seen")}), 1);
    EXPECT_NE(out_.find(seen), std::string::npos) << "the evidence is printed";
    EXPECT_EQ(content_of(file("seen")), seen) << "and kept";

    growth_ = before;  // an earlier state, as after a restored backup
    put(log() / "checkpoint", signed_note("ab"));
    EXPECT_EQ(run({log(), "--watch", file("seen")}), 1);
}

TEST_F(Verify, GoesOnWhereItWasBrokenOff) {
    grow_to(30'000, "ab");
    fs::rename(log() / "tile/entries/100", file("away"));
    EXPECT_EQ(run({log(), "--watch", file("seen")}), 2);
    EXPECT_FALSE(fs::exists(file("seen")));
    fs::rename(file("away"), log() / "tile/entries/100");
    EXPECT_EQ(run({log(), "--watch", file("seen")}), 0) << out_;
    EXPECT_NE(out_.find("verified   13,616 entries"), std::string::npos) << out_;
    EXPECT_FALSE(fs::exists(file("seen.progress")));
}

TEST_F(Verify, ChecksReceipts) {
    const tlog::TileReader tiles =
        [this](const tlog::TileId& id) -> Result<std::optional<std::string>> {
        const fs::path path = log() / tlog::path_of(id);
        if (!fs::exists(path)) return std::nullopt;
        return content_of(path);
    };
    tlog::TileNodes nodes(600, tiles);
    tlog::Receipt receipt{77, tlog::inclusion_proof(77, 600, nodes.reader()).value(),
                          signed_note("ab"), "entry 77"};
    put(file("receipt"), receipt.str());
    EXPECT_EQ(run({"--receipt", file("receipt"), "--policy", log() / "policy"}), 0) << out_;
    EXPECT_EQ(run({"--receipt", file("receipt")}), 2);
    grow_to(700, "ab");
    EXPECT_EQ(run({log(), "--receipt", file("receipt")}), 0) << out_;

    receipt.extra.clear();
    put(file("receipt"), receipt.str());
    EXPECT_EQ(run({"--receipt", file("receipt"), "--policy", log() / "policy"}), 2);
    EXPECT_EQ(run({log(), "--receipt", file("receipt")}), 0) << out_;

    receipt.extra = "entry 78";
    put(file("receipt"), receipt.str());
    EXPECT_EQ(run({"--receipt", file("receipt"), "--policy", log() / "policy"}), 1);
    receipt.extra = "entry 77";
    receipt.note = signed_note("a");
    put(file("receipt"), receipt.str());
    EXPECT_EQ(run({"--receipt", file("receipt"), "--policy", log() / "policy"}), 3);
}

TEST_F(Verify, ChecksTheReceiptThatLiesBesideABundle) {
    ASSERT_EQ(run_as_written({"score", "schemes/kaixian.yaml", "--data", "schemes/tests/kaixian",
                              "--out", file("out")}),
              0)
        << out_;
    const fs::path open = root_ / "out/public";
    const std::string id = crypto::hex(crypto::sha256(content_of(open / "result.json")));
    ASSERT_EQ(run({open}), 0) << out_;
    EXPECT_NE(out_.find("receipt    none here"), std::string::npos) << out_;

    const ledger::Operation computed{
        "rounds.computed", {}, "", "", {{"result_sha256", *crypto::hex_decoded(id)}}};
    append(computed);
    grow_to(650, "ab");
    tlog::TileNodes nodes(650,
                          [this](const tlog::TileId& of) -> Result<std::optional<std::string>> {
                              const fs::path path = log() / tlog::path_of(of);
                              if (!fs::exists(path)) return std::nullopt;
                              return content_of(path);
                          });
    const tlog::Receipt right{600, tlog::inclusion_proof(600, 650, nodes.reader()).value(),
                              signed_note("ab"), ledger::encoded(computed)};
    const auto status_with = [&](const tlog::Receipt& receipt, std::vector<std::string> more = {}) {
        put(open / "receipt.tlog-proof", receipt.str());
        more.insert(more.begin(), open);
        return run(std::move(more));
    };
    const std::vector<std::string> trusting{"--policy", log() / "policy"};
    EXPECT_EQ(status_with(right), 0) << out_;
    EXPECT_NE(out_.find("entry 600 of log.example names this result"), std::string::npos) << out_;
    EXPECT_NE(out_.find("unchecked  who signed"), std::string::npos) << out_;
    EXPECT_EQ(status_with(right, trusting), 0) << out_;
    EXPECT_NE(out_.find("w.example/b"), std::string::npos) << out_;
    EXPECT_EQ(out_.find("unchecked"), std::string::npos) << out_;
    EXPECT_EQ(run({file("out/audit"), "--receipt", open / "receipt.tlog-proof"}), 0) << out_;

    tlog::Receipt wrong = right;
    wrong.extra = "entry 77";
    EXPECT_EQ(status_with(wrong), 1);
    EXPECT_NE(out_.find("not of this result"), std::string::npos) << out_;
    wrong = right;
    wrong.index = 601;
    EXPECT_EQ(status_with(wrong), 1) << "the proof is of another place";
    wrong = right;
    wrong.note = signed_note("a");
    EXPECT_EQ(status_with(wrong, trusting), 3);
    key_ = SignerKey::of("log.example", KeyType::ed25519, std::string(32, 'x')).value();
    wrong.note = signed_note("ab");
    EXPECT_EQ(status_with(wrong, trusting), 1) << "another key";
    put(open / "receipt.tlog-proof", "no receipt");
    EXPECT_EQ(run({open}), 1) << out_;
}

TEST_F(Verify, ShowsWhatAnEntryTells) {
    append({"accounts.grants_changed",
            Day{std::chrono::days{20'000}},
            "administrator",
            std::string(32, 'c'),
            {{"rows", std::uint64_t{7}}}});
    grow_to(602, "ab");
    EXPECT_EQ(run({log(), "--show", "600"}), 0) << out_;
    for (const std::string_view part : {"600: it is in the log", "accounts.grants_changed",
                                        "2024-10-04", "Administrator", "7", "commits to 6363"}) {
        EXPECT_NE(out_.find(part), std::string::npos) << part << " in " << out_;
    }
    EXPECT_EQ(run({log(), "--show", "3"}), 0) << out_;
    EXPECT_NE(out_.find(crypto::hex("entry 3")), std::string::npos) << "no operation: octets";
    EXPECT_EQ(run({log(), "--show", "602"}), 1);
    flip(log() / "tile/entries/002.p/90");
    EXPECT_EQ(run({log(), "--show", "601"}), 1) << "not what the tree holds";
}

TEST_F(Verify, WorksOutLotsFromTheLogAlone) {
    const std::string one(32, '1');
    const std::string two(32, '2');
    const std::string list = "甲\n乙\n丙\n丁\n";
    put(file("list.txt"), list);
    append_step(ledger::draw_frozen, {{"list", crypto::sha256(list)},
                                      {"items", std::uint64_t{4}},
                                      {"places", std::uint64_t{2}}});
    append_step(ledger::draw_committed,
                {{"office", std::uint64_t{1}}, {"commitment", crypto::sha256(one)}});
    append_step(ledger::draw_committed,
                {{"office", std::uint64_t{2}}, {"commitment", crypto::sha256(two)}});
    grow_to(610, "ab");
    const tlog::Checkpoint seeded{"log.example", 610, growth_.root(), {}};
    append_step(ledger::draw_seeded,
                {{"size", std::uint64_t{610}}, {"root", std::string(tlog::octets(seeded.root))}});
    append_step(ledger::draw_revealed, {{"office", std::uint64_t{1}}, {"secret", one}});
    grow_to(700, "ab");
    const std::vector<std::string> arguments{
        "draw", "result", crypto::hex(std::string(8, 'd')), file("list.txt"), "--log", log()};
    EXPECT_EQ(run_as_written(arguments), 1) << "one secret is missing";
    EXPECT_NE(out_.find("Not both"), std::string::npos) << out_;
    append_step(ledger::draw_revealed, {{"office", std::uint64_t{2}}, {"secret", two}});
    grow_to(800, "ab");
    ASSERT_EQ(run_as_written(arguments), 0) << out_;
    std::vector<std::string> expected{"甲", "乙", "丙", "丁"};
    const std::string seed = crypto::sha256(one + two + seeded.text());
    std::ranges::sort(expected, {},
                      [&](const std::string& line) { return crypto::sha256(seed + line); });
    std::size_t at = out_.find("2 of 4 drawn");
    for (const std::string& line : expected) {
        at = out_.find(line, at);
        ASSERT_NE(at, std::string::npos) << line << " in " << out_;
    }
    put(file("list.txt"), list + "戊\n");
    EXPECT_EQ(run_as_written(arguments), 1) << "another list";
    put(file("list.txt"), list);
    append({std::string(ledger::begun_again), {}, "", "", {}});
    grow_to(810, "ab");
    EXPECT_EQ(run_as_written(arguments), 2) << "which name had the log then?";
    auto named = arguments;
    named.insert(named.end(), {"--origin", "log.example"});
    EXPECT_EQ(run_as_written(named), 0) << out_;
    flip(log() / "tile/entries/000");
    EXPECT_EQ(run_as_written(named), 1) << "the log is verified on the way";
}

}  // namespace
}  // namespace pingyi::app
