// Policies, and receipts under them.
#include "platform/tlog/policy.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "platform/tlog/receipt.hpp"
#include "platform/tlog/tlog_test.hpp"

namespace pingyi::tlog {
namespace {

using testing::text_of;

std::string code_of(const auto& result) {
    return result ? "" : result.error().code;
}

SignerKey log_key(char seed = 'l') {
    return SignerKey::of("log.example", KeyType::ed25519, std::string(32, seed)).value();
}

SignerKey witness_key(char letter) {
    return SignerKey::of(std::string("w.example/") + letter, KeyType::cosignature,
                         std::string(32, letter))
        .value();
}

/// A policy of the log and witnesses a to f, with these lines after them.
std::string policy_with(std::string_view rest) {
    std::string text = "# logs and witnesses\nlog " + log_key().verifier().text() + "\n\n";
    for (char letter = 'a'; letter <= 'f'; ++letter) {
        text += std::string("\twitness ") + letter + " " + witness_key(letter).verifier().text() +
                " https://w.example/" + letter + " \n";
    }
    return text + std::string(rest);
}

std::string signed_note(std::string_view witnesses) {
    Note note{Checkpoint{"log.example", 5, leaf_hash("x"), {}}.text(), {}};
    note.put(log_key().sign(note.text, {}));
    for (const char letter : witnesses) note.put(witness_key(letter).sign(note.text, {}));
    return note.str();
}

TEST(PolicyFile, DecidesTheQuorum) {
    struct Row {
        std::string_view rest;
        std::string_view witnesses;
        bool enough;
    };
    constexpr std::string_view nested =
        "group x 2 a b c\ngroup y any d e f\ngroup both all x y\nquorum both\n";
    const Row rows[] = {
        {"quorum none\n", "", true},
        {"quorum a\n", "a", true},
        {"quorum a\n", "bcdef", false},
        {"group g 2 a b c\nquorum g\n", "ab", true},
        {"group g 2 a b c\nquorum g\n", "a", false},
        {"group g 2 a b c\nquorum g\n", "ad", false},
        {"group g any a b c\nquorum g\n", "c", true},
        {"group g any a b c\nquorum g\n", "", false},
        {"group g all a b c\nquorum g\n", "abc", true},
        {"group g all a b c\nquorum g\n", "ab", false},
        {nested, "abd", true},
        {nested, "acf", true},
        {nested, "abc", false},
        {nested, "adef", false},
        {"group unused all a b\nquorum f\n", "f", true},
    };
    for (const Row& row : rows) {
        const auto policy = Policy::parsed(policy_with(row.rest));
        ASSERT_TRUE(policy) << row.rest << policy.error().detail;
        const auto trusted = trusted_checkpoint(signed_note(row.witnesses), *policy);
        EXPECT_EQ(code_of(trusted), row.enough ? "" : "tlog.no_quorum")
            << row.rest << row.witnesses;
        if (trusted) {
            EXPECT_EQ(trusted->checkpoint.size, 5U);
            EXPECT_EQ(trusted->signers.size(), 1 + row.witnesses.size());
        }
    }
}

TEST(PolicyFile, SaysWhichLineIsWrong) {
    struct Row {
        std::string rest;
        std::string_view detail;
    };
    const std::string vkey = witness_key('z').verifier().text();
    const std::string log = log_key().verifier().text();
    const Row rows[] = {
        {"", "no quorum"},
        {"quorum g\n", "line 10: the quorum is not defined before"},
        {"quorum a\nquorum a\n", "line 11: a second quorum"},
        {"quorum a", "line 10: no line feed at the end"},
        {"quorum\n", "line 10: not: quorum NAME"},
        {"group g 2 a b q\n", "line 10: a member is not defined before"},
        {"group g 3 a b\n", "line 10: the number is not between 1 and that of the members"},
        {"group g 0 a b\n", "line 10: the number is not between 1 and that of the members"},
        {"group g 01 a b\n", "line 10: the number is not between 1 and that of the members"},
        {"group g 1\n", "line 10: not: group NAME all|any|NUMBER NAME..."},
        {"group g 1 a a\n", "line 10: a member is in a group already"},
        {"group g 1 a\ngroup h 1 a\n", "line 11: a member is in a group already"},
        {"group g 1 g\n", "line 10: a member is not defined before"},
        {"group g 1 none\n", "line 10: a member is not defined before"},
        {"group none 1 a\n", "line 10: the name none means no witness"},
        {"group a 1 b\n", "line 10: the name is taken"},
        {"witness a " + vkey + "\n", "line 10: the name is taken"},
        {"witness z\n", "line 10: not: witness NAME VKEY [URL]"},
        {"witness z " + log + "\n", "line 10: the key is of another type than its line"},
        {"witness z " + witness_key('a').verifier().text() + "\n",
         "line 10: the key is named twice"},
        {"log " + log + "\n", "line 10: the key is named twice"},
        {"log " + vkey + "\n", "line 10: the key is of another type than its line"},
        {"log x\n", "line 10: not name+id+key"},
        {"logs\n", "line 10: it does not begin with log, witness, group or quorum"},
        {"quorum a\r\n", "line 10: a control character"},
    };
    for (const Row& row : rows) {
        const auto policy = Policy::parsed(policy_with(row.rest));
        ASSERT_EQ(code_of(policy), "tlog.bad_policy") << row.rest;
        EXPECT_EQ(policy.error().detail, row.detail) << row.rest;
    }
    EXPECT_EQ(code_of(Policy::parsed("log a+00000000+BgAA\nquorum none\n")),
              "tlog.unknown_key_type");
}

TEST(PolicyFile, IsWrittenAsItIsRead) {
    const std::vector<Policy::Witness> witnesses{
        {"a", witness_key('a').verifier(), "https://w.example/a"},
        {"b", witness_key('b').verifier(), ""},
        {"c", witness_key('c').verifier(), ""}};
    for (const std::size_t least : {0U, 2U}) {
        const auto policy = Policy::parsed(
            policy_text({log_key().verifier(), "https://log.example/"}, witnesses, least));
        ASSERT_TRUE(policy);
        EXPECT_EQ(policy->logs()[0].url, "https://log.example/");
        EXPECT_EQ(policy->witnesses()[0].url, "https://w.example/a");
        EXPECT_EQ(code_of(trusted_checkpoint(signed_note("ac"), *policy)), "");
        EXPECT_EQ(code_of(trusted_checkpoint(signed_note("a"), *policy)),
                  least == 0 ? "" : "tlog.no_quorum");
    }
}

TEST(TrustedCheckpoint, BelongsToTheKeyThatSigned) {
    PINGYI_VECTORS(vectors, "vectors/tlog_notes.json");
    const auto policy =
        Policy::parsed("log " + text_of(vectors.at("log_vkey")) + "\nquorum none\n").value();
    for (const auto& value : vectors.at("checkpoints").as_array()) {
        EXPECT_TRUE(trusted_checkpoint(text_of(value.at("signed")), policy));
    }
    for (const auto& list : {"broken_notes", "broken_checkpoint_bodies"}) {
        for (const auto& value : vectors.at(list).as_array()) {
            const auto trusted = trusted_checkpoint(text_of(value.at("signed")), policy);
            EXPECT_FALSE(trusted) << value;
            if (value.at("desc").as_string() == "wrong origin") {
                EXPECT_EQ(trusted.error().code, "tlog.other_origin");
            }
        }
    }
    const auto& views = vectors.at("split_view").as_array();  // both hold: only together they lie
    const auto one = trusted_checkpoint(text_of(views[0]), policy).value().checkpoint;
    const auto other = trusted_checkpoint(text_of(views[1]), policy).value().checkpoint;
    EXPECT_FALSE(verify_consistency(one.size, other.size, one.root, other.root, {}));
}

TEST(TrustedCheckpoint, NeedsTheLogNotOnlyWitnesses) {
    Note note{Checkpoint{"log.example", 5, leaf_hash("x"), {}}.text(), {}};
    note.put(witness_key('a').sign(note.text, {}));
    const auto policy = Policy::parsed(policy_with("quorum a\n")).value();
    EXPECT_EQ(code_of(trusted_checkpoint(note.str(), policy)), "tlog.not_signed");
}

TEST(Receipts, OfGo) {
    PINGYI_VECTORS(vectors, "vectors/tlog_notes.json");
    std::string text = "log " + text_of(vectors.at("log_vkey")) + "\n";
    for (const char name : {'a', 'b', 'c'}) {
        text +=
            std::string("witness ") + name + " " +
            text_of(vectors.at("witness_vkeys").as_array()[static_cast<std::size_t>(name - 'a')]) +
            "\n";
    }
    const auto policy = Policy::parsed(text + "group g 2 a b c\nquorum g\n").value();
    std::size_t valid = 0;
    for (const auto& value : vectors.at("tlog_proof_files").as_array()) {
        const std::string file = text_of(value.at("proof_file"));
        const auto receipt = Receipt::parsed(file).value();
        EXPECT_EQ(receipt.str(), file);
        const Hash leaf = leaf_hash(crypto::base64_decoded(text_of(value.at("leaf"))).value());
        const auto trusted = verify_receipt(receipt, leaf, policy);
        EXPECT_EQ(code_of(trusted), value.at("valid").as_bool() ? "" : "tlog.wrong_proof");
        valid += trusted ? 1 : 0;
    }
    EXPECT_EQ(valid, 5U);
}

TEST(Receipts, CarryExtraOctets) {
    const Receipt receipt{3, {leaf_hash("a")}, "note", std::string("\0entry", 6)};
    const auto read = Receipt::parsed(receipt.str()).value();
    EXPECT_EQ(read.extra, receipt.extra);
    EXPECT_EQ(read.index, 3U);
    EXPECT_EQ(read.proof, receipt.proof);
    EXPECT_EQ(read.note, "note");
}

TEST(Receipts, OthersAreRefused) {
    const std::string hash = base64(leaf_hash("a"));
    const std::string first = "c2sp.org/tlog-proof@v1\n";
    for (const std::string& text :
         {std::string(), std::string("c2sp.org/tlog-proof@v2\nindex 0\n\nnote"), first,
          first + "index 01\n\nnote", first + "index -1\n\nnote", first + "index\n\nnote",
          first + "extra \nindex 0\n\nnote", first + "extra *\nindex 0\n\nnote",
          first + "index 0\nextra AAAA\n\nnote", first + "index 0\n" + hash + "\nnote",
          first + "index 0\n" + hash + " \n\nnote", first + "index 0\n"}) {
        EXPECT_EQ(code_of(Receipt::parsed(text)), "tlog.bad_receipt") << text;
    }
}

}  // namespace
}  // namespace pingyi::tlog
