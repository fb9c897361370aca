// The browser's half of sealing, done here on the same vectors that the web client's tests read:
// what a browser locked and what the server sealed fit together, and nothing that was changed
// opens.
#include <boost/json.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sodium.h>

#include "modules/contacts/contacts_test.hpp"

namespace pingyi::contacts {
namespace {

namespace json = boost::json;

class Vectors : public ::testing::Test {
protected:
    static void SetUpTestSuite() { crypto::start(); }
    Vectors() {
        std::ifstream file("server/modules/contacts/vectors.json", std::ios::binary);
        all = json::parse(std::string(std::istreambuf_iterator<char>(file), {})).as_object();
    }
    [[nodiscard]] std::string text(std::string_view pointer) const {
        return std::string(json::value(all).at_pointer(pointer).as_string());
    }
    [[nodiscard]] std::string octets_of(std::string_view pointer) const {
        return crypto::base64url_decoded(text(pointer)).value();
    }
    /// As the browser does: argon2id of the passphrase in NFKC, then the lock's box.
    [[nodiscard]] std::string own_secret(const std::string& passphrase) const {
        std::string key(32, '\0');
        const std::string salt = octets_of("/own/lock/salt");
        const json::value lock = all.at("own").at("lock");
        const int failed = crypto_pwhash(
            reinterpret_cast<unsigned char*>(key.data()), key.size(), passphrase.data(),
            passphrase.size(), reinterpret_cast<const unsigned char*>(salt.data()),
            static_cast<unsigned long long>(lock.at("passes").as_int64()),
            static_cast<std::size_t>(lock.at("memory_kib").as_int64()) * 1024,
            crypto_pwhash_ALG_ARGON2ID13);
        EXPECT_EQ(failed, 0);
        return crypto::opened(key, octets_of("/own/lock/box"), "pingyi officer key v1")
            .value_or("");
    }

    json::object all;
};

TEST_F(Vectors, ThePassphraseLeadsToTheContactStepByStep) {
    // NFKC makes the full-width comma of the vector's passphrase a plain one.
    const std::string typed = text("/passphrase");
    std::string passphrase = typed;
    passphrase.replace(passphrase.find("，"), std::string("，").size(), ",");
    const std::string own = own_secret(passphrase);
    ASSERT_EQ(own.size(), 32U);
    EXPECT_EQ(crypto::public_key_of(own), octets_of("/own/public_key"));
    EXPECT_EQ(own_secret(typed), "") << "not normalised";

    const auto pair = crypto::opened_with(own, octets_of("/access"));
    ASSERT_TRUE(pair);
    EXPECT_EQ(crypto::public_key_of(*pair), octets_of("/pair/public_key"));

    const BoxPair keys{octets_of("/pair/public_key"), *pair};
    const auto id = ContactId::from(text("/sealed/contact")).value();
    const std::string box = octets_of("/sealed/box");
    EXPECT_EQ(read_box(keys, id, octets_of("/sealed/data_key"), box),
              text("/plain/name") + "\n" + text("/plain/contact"));
    std::string tampered = box;
    tampered[50] = static_cast<char>(tampered[50] ^ 1);
    EXPECT_EQ(read_box(keys, id, octets_of("/sealed/data_key"), tampered), "");
}

TEST_F(Vectors, WhatABrowserMakesHasTheLengthsThatTheServerAccepts) {
    EXPECT_EQ(octets_of("/own/lock/salt").size(), 16U);
    EXPECT_EQ(octets_of("/own/lock/box").size(), 72U);
    EXPECT_EQ(octets_of("/access").size(), 80U);
    EXPECT_EQ(octets_of("/sealed/data_key").size(), 80U);
    EXPECT_GE(all.at("own").at("lock").at("passes").as_int64(), passes_min);
    EXPECT_GE(all.at("own").at("lock").at("memory_kib").as_int64(), memory_kib_min);
}

}  // namespace
}  // namespace pingyi::contacts
