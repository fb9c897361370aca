// Ed25519 against Wycheproof and RFC 8032.
#include "platform/crypto/ed25519.hpp"

#include <boost/json/src.hpp>  // the library itself links no JSON
#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::crypto {
namespace {

std::string octets(const boost::json::value& hex) {
    const std::string text{hex.as_string()};
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

TEST(Ed25519, SignsAsRfc8032) {
    const std::string seed =
        octets("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    EXPECT_EQ(hex(ed25519::public_key_of(seed)),
              "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    EXPECT_EQ(hex(ed25519::signature(seed, "")),
              "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
              "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
}

TEST(Ed25519, VerifiesWhatWycheproofAcceptsAndNothingElse) {
    PINGYI_SHARED_FILE(text, "vectors/wycheproof/ed25519_test.json");
    const auto vectors = boost::json::parse(text);
    std::size_t checked = 0;
    for (const auto& group : vectors.at("testGroups").as_array()) {
        const std::string key = octets(group.at("publicKey").at("pk"));
        for (const auto& row : group.at("tests").as_array()) {
            EXPECT_EQ(ed25519::verifies(key, octets(row.at("msg")), octets(row.at("sig"))),
                      row.at("result").as_string() == "valid")
                << row.at("tcId") << row.at("comment");
            ++checked;
        }
    }
    EXPECT_EQ(checked, vectors.at("numberOfTests").to_number<std::size_t>());
}

TEST(Ed25519, RefusesOtherLengths) {
    const std::string seed(32, 's');
    const std::string key = ed25519::public_key_of(seed);
    const std::string made = ed25519::signature(seed, "text");
    EXPECT_TRUE(ed25519::verifies(key, "text", made));
    EXPECT_FALSE(ed25519::verifies(key, "text", made + 'x'));
    EXPECT_FALSE(ed25519::verifies(key + 'x', "text", made));
    EXPECT_FALSE(ed25519::verifies("", "text", ""));
    EXPECT_FALSE(ed25519::verifies(key, "Text", made));
}

TEST(Base64, IsReadStrictly) {
    EXPECT_EQ(base64_decoded("AAEC"), std::string("\0\1\2", 3));
    for (int octet = 128; octet < 256; ++octet) {
        std::string text = "AAEC";
        text[1] = static_cast<char>(octet);
        EXPECT_FALSE(base64_decoded(text)) << octet;
        EXPECT_FALSE(base64url_decoded(text)) << octet;
    }
    EXPECT_EQ(base64_decoded(""), "");
    for (const std::string_view text :
         {"AAE", "AAE=\n", " AAE=", "AAF=", "AA-_", "====", "AAE==", "AAEC=", "AA\nEC", "A"}) {
        EXPECT_FALSE(base64_decoded(text)) << text;
    }
}

}  // namespace
}  // namespace pingyi::crypto
