#include "platform/tlog/note.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "platform/tlog/checkpoint.hpp"
#include "platform/tlog/tlog_test.hpp"

namespace pingyi::tlog {
namespace {

using testing::text_of;

SignerKey signer(std::string_view name, KeyType type = KeyType::ed25519, char seed = 's') {
    return SignerKey::of(name, type, std::string(32, seed)).value();
}

std::string code_of(const auto& result) {
    return result ? "" : result.error().code;
}

TEST(Keys, AreWrittenAndReadOneWay) {
    PINGYI_VECTORS(vectors, "vectors/tlog_notes.json");
    const std::string vkey = text_of(vectors.at("log_vkey"));
    EXPECT_EQ(VerifierKey::parsed(vkey).value().text(), vkey);
    EXPECT_EQ(VerifierKey::parsed(vkey)->type(), KeyType::ed25519);
    for (const auto& value : vectors.at("witness_vkeys").as_array()) {
        const auto key = VerifierKey::parsed(text_of(value));
        ASSERT_TRUE(key);
        EXPECT_EQ(key->text(), text_of(value));
        EXPECT_EQ(key->type(), KeyType::cosignature);
    }
    const std::string seed = testing::octets_of_hex(text_of(vectors.at("log_seed_hex")));
    const auto own = SignerKey::of(text_of(vectors.at("origin")), KeyType::ed25519, seed);
    EXPECT_EQ(own.value().verifier().text(), vkey);
    EXPECT_EQ(SignerKey::parsed(own->text()).value().text(), own->text());
}

TEST(Keys, OthersAreRefused) {
    const std::string good = signer("log.example").verifier().text();
    ASSERT_TRUE(VerifierKey::parsed(good));
    const std::string secret = signer("log.example").text();
    ASSERT_TRUE(SignerKey::parsed(secret));
    for (const std::string& text :
         {std::string(), std::string("+"), std::string("a+b"), good + "=", "x" + good, " " + good,
          good + "\n", good.substr(0, good.size() - 1), good.substr(1), secret,
          std::string("log.example+00000000+") + good.substr(good.rfind('+') + 1)}) {
        EXPECT_EQ(code_of(VerifierKey::parsed(text)), "tlog.bad_key") << text;
    }
    EXPECT_EQ(code_of(SignerKey::parsed(good)), "tlog.bad_key");
    for (const std::string_view name : {"", "a b", "a+b", "a\u00A0b", "a\u3000b", "a\nb", "\xff"}) {
        EXPECT_EQ(code_of(SignerKey::of(name, KeyType::ed25519, std::string(32, 's'))),
                  "tlog.bad_key");
    }
    EXPECT_EQ(code_of(SignerKey::of("a", KeyType::ed25519, "short")), "tlog.bad_key");
    PINGYI_VECTORS(vectors, "vectors/signed_note.json");
    for (const auto& value : vectors.at("bad_vkeys").as_array()) {
        EXPECT_FALSE(VerifierKey::parsed(text_of(value))) << value;
    }
}

TEST(Notes, OfOtherPrograms) {
    PINGYI_VECTORS(vectors, "vectors/signed_note.json");
    for (const auto& value : vectors.at("notes").as_array()) {
        std::vector<VerifierKey> keys;
        for (const auto& vkey : value.at("vkeys").as_array()) {
            keys.push_back(VerifierKey::parsed(text_of(vkey)).value());
        }
        const auto note = Note::parsed(text_of(value.at("note")));
        ASSERT_TRUE(note);
        EXPECT_EQ(note->str(), text_of(value.at("note")));
        EXPECT_EQ(verify(*note, keys).value().size(), keys.size());
    }
}

TEST(Notes, BrokenOnesOfGoSumdb) {
    PINGYI_VECTORS(vectors, "vectors/tlog_notes.json");
    const std::vector<VerifierKey> keys{
        VerifierKey::parsed(text_of(vectors.at("log_vkey"))).value()};
    for (const auto& value : vectors.at("broken_notes").as_array()) {
        const auto note = Note::parsed(text_of(value.at("signed")));
        const bool malformed = value.at("go_error").as_string() == "malformed note";
        EXPECT_EQ(note.has_value(), !malformed) << value;
        EXPECT_FALSE(note && verify(*note, keys)) << value;
    }
    for (const auto& value : vectors.at("broken_checkpoint_bodies").as_array()) {
        const auto note = Note::parsed(text_of(value.at("signed")));
        ASSERT_TRUE(note) << value;
        EXPECT_TRUE(verify(*note, keys)) << value;
        if (value.at("desc").as_string() == "wrong origin") continue;  // policy_test
        EXPECT_EQ(code_of(Checkpoint::parsed(note->text)), "tlog.bad_checkpoint") << value;
    }
}

TEST(Notes, CosignaturesOfGo) {
    PINGYI_VECTORS(vectors, "vectors/tlog_notes.json");
    std::vector<VerifierKey> keys{VerifierKey::parsed(text_of(vectors.at("log_vkey"))).value()};
    for (const auto& value : vectors.at("witness_vkeys").as_array()) {
        keys.push_back(VerifierKey::parsed(text_of(value)).value());
    }
    for (const auto& value : vectors.at("checkpoints").as_array()) {
        const auto note = Note::parsed(text_of(value.at("cosigned"))).value();
        EXPECT_EQ(note.str(), text_of(value.at("cosigned")));
        EXPECT_EQ(note.text, text_of(value.at("body")));
        const auto signers = verify(note, keys).value();
        ASSERT_EQ(signers.size(), 1 + value.at("cosigners").as_array().size());
        EXPECT_FALSE(signers[0].unix_seconds);
        for (std::size_t i = 1; i < signers.size(); ++i) {
            EXPECT_EQ(signers[i].key.name(), text_of(value.at("cosigners").as_array()[i - 1]));
            EXPECT_GT(signers[i].unix_seconds.value(), 1'700'000'000);
        }
        const auto checkpoint = Checkpoint::parsed(note.text).value();
        EXPECT_EQ(checkpoint.size, value.at("size").to_number<std::uint64_t>());
        EXPECT_EQ(checkpoint.text(), note.text);
    }
}

TEST(Notes, SignAndCosign) {
    const SignerKey log = signer("log.example");
    const SignerKey witness = signer("w.example", KeyType::cosignature, 'w');
    const Instant now{std::chrono::milliseconds{1'764'000'000'999}};
    Note note{Checkpoint{"log.example", 1, leaf_hash("x"), {}}.text(), {}};
    note.put(log.sign(note.text, now));
    note.put(witness.sign(note.text, now));
    const std::vector<VerifierKey> keys{log.verifier(), witness.verifier()};
    const auto signers = verify(Note::parsed(note.str()).value(), keys).value();
    ASSERT_EQ(signers.size(), 2U);
    EXPECT_EQ(signers[1].unix_seconds, 1'764'000'000);

    Note later = note;  // another second is another signature, in place of the first
    later.put(witness.sign(note.text, now + std::chrono::seconds{5}));
    ASSERT_EQ(later.signatures.size(), 2U);
    EXPECT_EQ(verify(later, keys).value()[1].unix_seconds, 1'764'000'005);

    Note shifted = note;  // the time is under the signature
    shifted.signatures[1].octets[7] ^= 1;
    EXPECT_EQ(code_of(verify(shifted, keys)), "tlog.bad_signature");
}

TEST(Notes, UnknownSignaturesAreCarriedAndNotLookedAt) {
    const SignerKey log = signer("log.example");
    Note note{"text\n", {log.sign("text\n", {})}};
    note.signatures.push_back({"log.example", 7, "of another type"});
    note.signatures.push_back({"log.example", 7, "of another type"});
    note.signatures.push_back({"other.example", log.verifier().id(), std::string(64, 'x')});
    for (std::uint32_t i = 0; i < 20; ++i)
        note.signatures.push_back({"w", i, std::string(2420, 'm')});
    const auto read = Note::parsed(note.str()).value();
    EXPECT_EQ(read.signatures, note.signatures);
    EXPECT_EQ(verify(read, std::vector{log.verifier()}).value().size(), 1U);
    EXPECT_EQ(code_of(verify(read, std::vector{signer("third.example").verifier()})),
              "tlog.not_signed");
}

TEST(Notes, TwoSignaturesByOneKeyAreRefused) {
    const SignerKey log = signer("log.example");
    Note note{"text\n", {log.sign("text\n", {})}};
    note.signatures.push_back(note.signatures.front());
    EXPECT_EQ(code_of(verify(note, std::vector{log.verifier()})), "tlog.double_signature");
}

TEST(Notes, HaveALimit) {
    Note note{"text\n", {}};
    for (std::uint32_t i = 0; i < note_signatures_max; ++i)
        note.signatures.push_back({"w", i, "x"});
    EXPECT_TRUE(Note::parsed(note.str()));
    note.signatures.push_back({"w", 1000, "x"});
    EXPECT_EQ(code_of(Note::parsed(note.str())), "tlog.bad_note");
    EXPECT_EQ(code_of(Note::parsed(std::string(note_bytes_max + 1, 'x'))), "tlog.bad_note");
}

TEST(Notes, AnyTextComesBack) {
    rc::check([] {
        std::string text = *rc::gen::container<std::string>(
            rc::gen::oneOf(rc::gen::inRange('\x20', '\x7f'), rc::gen::just('\n')));
        text += "评议\n";
        const SignerKey log = signer("日志.example/一");
        const Note note{text, {log.sign(text, {})}};
        const auto read = Note::parsed(note.str());
        RC_ASSERT(read.has_value());
        RC_ASSERT(read->text == text);
        RC_ASSERT(verify(*read, std::vector{log.verifier()}).has_value());
    });
}

TEST(Numbers, AreReadOneWay) {
    EXPECT_EQ(number_of("0"), 0U);
    EXPECT_EQ(number_of("9223372036854775807"), tree_size_max);
    for (const std::string_view text : {"", "00", "01", "-1", "+1", " 1", "1 ", "1x", "0x1", "1.0",
                                        "9223372036854775808", "18446744073709551616"}) {
        EXPECT_FALSE(number_of(text)) << text;
    }
}

TEST(Requests, ToWitnessesComeBack) {
    const AddCheckpoint request{7, {leaf_hash("a"), leaf_hash("b")}, "note"};
    const auto read = AddCheckpoint::parsed(request.str()).value();
    EXPECT_EQ(read.old_size, 7U);
    EXPECT_EQ(read.proof, request.proof);
    EXPECT_EQ(read.note, "note");
    AddCheckpoint longest = request;
    longest.proof.resize(proof_hashes_max);
    EXPECT_TRUE(AddCheckpoint::parsed(longest.str()));
    longest.proof.resize(proof_hashes_max + 1);
    EXPECT_FALSE(AddCheckpoint::parsed(longest.str()));
    for (const std::string_view body : {"", "old 1", "old 01\n\nnote", "old -1\n\nnote",
                                        "7\n\nnote", "old 1\nAAAA\n\nnote", "old 1\nnote"}) {
        EXPECT_EQ(code_of(AddCheckpoint::parsed(body)), "tlog.bad_request") << body;
    }
}

}  // namespace
}  // namespace pingyi::tlog
