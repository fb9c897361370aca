// Published vectors for every primitive, and the gate that bounds password hashing.
#include "platform/crypto/crypto.hpp"

#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <latch>
#include <rapidcheck.h>
#include <thread>
#include <vector>

namespace pingyi::crypto {
namespace {

class Crypto : public ::testing::Test {
protected:
    static void SetUpTestSuite() { start(); }
};

Instant at_second(std::int64_t second) {
    return Instant{std::chrono::seconds{second}};
}

TEST_F(Crypto, Sha256OfFips180) {
    EXPECT_EQ(hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_F(Crypto, HmacOfRfc4231) {
    struct Row {
        std::string_view why;
        std::string key;
        std::string data;
        std::string_view want;
    };
    const Row rows[] = {
        {"case 1", std::string(20, '\x0b'), "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"case 2, a short key", "Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {"case 6, a key longer than a block", std::string(131, '\xaa'),
         "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    };
    for (const Row& row : rows) EXPECT_EQ(hex(hmac_sha256(row.key, row.data)), row.want) << row.why;
}

TEST_F(Crypto, Base64OfRfc4648) {
    const std::array<std::pair<std::string_view, std::string_view>, 5> rows{
        {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "+/8="}}};
    for (const auto& [plain, want] : rows) EXPECT_EQ(base64(plain), want);
}

std::string bytes_of(std::string_view hexadecimal) {
    std::string bytes;
    for (std::size_t i = 0; i < hexadecimal.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(hexadecimal.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

TEST_F(Crypto, PublicKeysOfRfc7748) {
    EXPECT_EQ(hex(public_key_of(
                  bytes_of("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))),
              "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
}

TEST_F(Crypto, OnlyThePrivateKeyOpensASealedBox) {
    const std::string mine = random_bytes(32);
    rc::check([&](const std::string& plain) {
        const auto box = sealed_to(public_key_of(mine), plain);
        RC_ASSERT(box.has_value());
        RC_ASSERT(box->size() == plain.size() + 48);
        RC_ASSERT(opened_with(mine, *box) == plain);
        RC_ASSERT(!opened_with(random_bytes(32), *box));
        std::string changed = *box;
        changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
        RC_ASSERT(!opened_with(mine, changed));
    });
    EXPECT_NE(*sealed_to(public_key_of(mine), "a"), *sealed_to(public_key_of(mine), "a"));
    EXPECT_FALSE(opened_with(mine, "short"));
    EXPECT_EQ(sealed_to("short", "a").error().code, "crypto.bad_public_key");
    EXPECT_EQ(sealed_to(std::string(32, '\0'), "a").error().code, "crypto.bad_public_key");
}

TEST_F(Crypto, Base32OfRfc4648WithoutPadding) {
    const std::array<std::pair<std::string_view, std::string_view>, 7> rows{
        {{"", ""},
         {"f", "MY"},
         {"fo", "MZXQ"},
         {"foo", "MZXW6"},
         {"foob", "MZXW6YQ"},
         {"fooba", "MZXW6YTB"},
         {"foobar", "MZXW6YTBOI"}}};
    for (const auto& [plain, want] : rows) EXPECT_EQ(base32(plain), want);
}

TEST_F(Crypto, Base64UrlOfRfc4648) {
    const std::array<std::pair<std::string_view, std::string_view>, 5> rows{
        {{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"\xfb\xff\xfe", "-__-"}}};
    for (const auto& [plain, want] : rows) {
        EXPECT_EQ(base64url(plain), want);
        EXPECT_EQ(base64url_decoded(want), plain);
    }
    for (const std::string_view bad : {"Zg==", "Zg=", "Z", "Zm9v!", "+//+", "Zh"}) {
        EXPECT_FALSE(base64url_decoded(bad)) << bad;
    }
}

TEST_F(Crypto, Base64UrlRoundTrip) {
    EXPECT_TRUE(rc::check(
        [](const std::string& bytes) { RC_ASSERT(base64url_decoded(base64url(bytes)) == bytes); }));
}

TEST_F(Crypto, TotpOfRfc6238) {
    const std::string secret = "12345678901234567890";
    const std::array<std::pair<std::int64_t, std::string_view>, 6> rows{{{59, "287082"},
                                                                         {1111111109, "081804"},
                                                                         {1111111111, "050471"},
                                                                         {1234567890, "005924"},
                                                                         {2000000000, "279037"},
                                                                         {20000000000, "353130"}}};
    for (const auto& [second, want] : rows) EXPECT_EQ(totp_code(secret, at_second(second)), want);
}

TEST_F(Crypto, TotpAcceptsOneStepOfDrift) {
    const std::string secret = "12345678901234567890";
    const std::string code = totp_code(secret, at_second(3000));  // step 100
    EXPECT_EQ(totp_step(secret, code, at_second(3029)), 100);
    EXPECT_EQ(totp_step(secret, code, at_second(2970)), 100) << "the caller's clock is ahead";
    EXPECT_EQ(totp_step(secret, code, at_second(3059)), 100) << "the caller was slow";
    EXPECT_FALSE(totp_step(secret, code, at_second(3060)));
    EXPECT_FALSE(totp_step(secret, code, at_second(2969)));
    for (const std::string_view bad : {"", "12345", "1234567", "abcdef"}) {
        EXPECT_FALSE(totp_step(secret, bad, at_second(3000))) << bad;
    }
}

TEST_F(Crypto, TotpAddressForAuthenticators) {
    EXPECT_EQ(totp_uri("12345678901234567890", "li.na", "评议 A&B"),
              "otpauth://totp/%E8%AF%84%E8%AE%AE%20A%26B:li.na?secret="
              "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E8%AF%84%E8%AE%AE%20A%26B&algorithm=SHA1&"
              "digits=6&period=30");
}

TEST_F(Crypto, PasswordHashIsArgon2idAndVerifies) {
    const auto hash = password_hash("correct horse battery staple");
    ASSERT_TRUE(hash);
    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *hash;
    EXPECT_EQ(password_matches("correct horse battery staple", *hash), true);
    EXPECT_EQ(password_matches("correct horse battery stapl", *hash), false);
    EXPECT_EQ(password_matches("anything", "not a hash"), false);
}

TEST_F(Crypto, PasswordMatchesAHashMadeElsewhere) {
    // The reference implementation's test vector: argon2id, t=2, m=65536 KiB, p=1.
    const std::string hash =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
        "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    EXPECT_EQ(password_matches("password", hash), true);
    EXPECT_EQ(password_matches("passwore", hash), false);
}

TEST_F(Crypto, ACrowdOfPasswordsIsRefusedNotQueuedWithoutEnd) {
    constexpr int crowd = 80;
    std::latch begin{crowd};
    std::atomic<int> done = 0;
    std::atomic<int> refused = 0;
    std::vector<std::jthread> callers;
    callers.reserve(crowd);
    for (int i = 0; i < crowd; ++i) {
        callers.emplace_back([&] {
            begin.arrive_and_wait();
            const auto hash = password_hash("correct horse battery staple");
            if (hash) {
                ++done;
            } else if (hash.error().kind == ErrorKind::too_many &&
                       hash.error().code == "crypto.busy") {
                ++refused;
            }
        });
    }
    callers.clear();
    EXPECT_EQ(done + refused, crowd);
    EXPECT_GE(done, 32) << "those who found a place in the queue are served";
    EXPECT_GT(refused, 0) << "the others hear at once that it is busy";
}

TEST_F(Crypto, SealedOpensOnlyWithItsKeyAndContext) {
    const std::string key = random_bytes(32);
    const std::string box = sealed(key, "secret", "account 1");
    EXPECT_EQ(opened(key, box, "account 1"), "secret");
    EXPECT_FALSE(opened(key, box, "account 2")) << "moved to another row";
    EXPECT_FALSE(opened(random_bytes(32), box, "account 1"));
    EXPECT_FALSE(opened(key, box.substr(0, 20), "account 1"));
    for (std::size_t i = 0; i < box.size(); ++i) {
        std::string altered = box;
        altered[i] = static_cast<char>(altered[i] ^ 1);
        EXPECT_FALSE(opened(key, altered, "account 1")) << "octet " << i;
    }
    EXPECT_NE(sealed(key, "secret", "account 1"), box) << "a new nonce each time";
}

TEST_F(Crypto, PaddingHidesTheLengthAndIsNeverNothing) {
    EXPECT_EQ(padded("", 8), std::string("\x80\0\0\0\0\0\0\0", 8));
    EXPECT_EQ(padded("1234567", 8), std::string("1234567\x80", 8));
    EXPECT_EQ(padded("12345678", 8).size(), 16U);
    EXPECT_EQ(padded(std::string(200, 'a'), 256).size(), 256U);
}

TEST_F(Crypto, WipingLeavesNothing) {
    std::string secret(100, 's');
    wipe(secret);
    EXPECT_TRUE(secret.empty());
}

TEST_F(Crypto, EqualInConstantTime) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST_F(Crypto, TokensAreLongAndDiffer) {
    EXPECT_EQ(random_token(32).size(), 43U);
    EXPECT_NE(random_token(32), random_token(32));
}

TEST_F(Crypto, PiecesHashAsTheWhole) {
    Sha256 digest;
    for (const std::string_view piece : {"a", "", "bc"}) digest.add(piece);
    EXPECT_EQ(hex(digest.digest()),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(Sha256{}.digest(), sha256(""));
}

TEST_F(Crypto, HexIsReadInItsOwnFormOnly) {
    EXPECT_EQ(hex_decoded("00ff7a"), std::string("\0\xff\x7a", 3));
    EXPECT_EQ(hex_decoded(""), "");
    for (const std::string_view bad : {"0", "0g", "FF", " 0", "0x", "ab "}) {
        EXPECT_EQ(hex_decoded(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace pingyi::crypto
