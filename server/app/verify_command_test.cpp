#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "app/command.hpp"
#include "app/commands.hpp"
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
        arguments.insert(arguments.begin(), {"pingyi", "verify"});
        std::vector<char*> raw;
        for (std::string& argument : arguments) raw.push_back(argument.data());
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        const int status = run_command(static_cast<int>(raw.size()), raw.data());
        out_ = ::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr();
        return status;
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

}  // namespace
}  // namespace pingyi::app
