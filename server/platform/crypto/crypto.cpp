// Chance, hashes, encodings and sealing: each function one typed call into libsodium or OpenSSL.
#include "platform/crypto/crypto.hpp"

#include <cstdio>
#include <cstdlib>
#include <openssl/evp.h>
#include <sodium.h>

namespace pingyi::crypto {
namespace {

// libsodium speaks unsigned char and we speak std::string: the only two casts of this file.
const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* octets(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

[[noreturn]] void broken(const char* what) {
    std::fprintf(stderr, "pingyi: %s\n", what);
    std::abort();
}

constexpr auto nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr auto tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr auto key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

std::string base64_text(std::string_view bytes, int variant) {
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), octets(bytes), bytes.size(), variant);
    text.pop_back();  // the terminating NUL
    return text;
}

std::optional<std::string> base64_octets(std::string_view text, int variant) {
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    const int failed = sodium_base642bin(octets(bytes), bytes.size(), text.data(), text.size(),
                                         nullptr, &length, nullptr, variant);
    if (failed != 0) return std::nullopt;
    bytes.resize(length);
    // libsodium 1.0.18 takes some octets above 127 for letters of base64: only our own form counts.
    if (base64_text(bytes, variant) != text) return std::nullopt;
    return bytes;
}

EVP_MD* sha256_method() {
    static EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return method;
}

}  // namespace

void start() {
    if (sodium_init() < 0) broken("libsodium cannot start: no source of randomness?");
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string random_token(std::size_t bytes) {
    return base64url(random_bytes(bytes));
}

// OpenSSL's, because it uses the processor's own instructions: every page is hashed for its ETag.
std::string sha256(std::string_view data) {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    if (EVP_Digest(data.data(), data.size(), octets(digest), nullptr, sha256_method(), nullptr) !=
        1) {
        broken("OpenSSL has no SHA-256");
    }
    return digest;
}

Sha256::Sha256()
    : state_{EVP_MD_CTX_new(),
             [](void* state) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(state)); }} {
    if (EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(state_.get()), sha256_method(), nullptr) != 1) {
        broken("OpenSSL has no SHA-256");
    }
}

void Sha256::add(std::string_view data) {
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(state_.get()), data.data(), data.size());
}

std::string Sha256::digest() {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(state_.get()), octets(digest), nullptr);
    return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, octets(key), key.size());
    crypto_auth_hmacsha256_update(&state, octets(data), data.size());
    std::string digest(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, octets(digest));
    return digest;
}

std::string hex(std::string_view bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), octets(bytes), bytes.size());
    text.pop_back();  // the terminating NUL
    return text;
}

std::optional<std::string> hex_decoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (text.size() % 2 != 0) return std::nullopt;
    std::string octets;
    octets.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const std::size_t high = digits.find(text[i]);
        const std::size_t low = digits.find(text[i + 1]);
        if (high == digits.npos || low == digits.npos) return std::nullopt;
        octets += static_cast<char>(high * digits.size() + low);
    }
    return octets;
}

std::string base64(std::string_view bytes) {
    return base64_text(bytes, sodium_base64_VARIANT_ORIGINAL);
}

std::string base64url(std::string_view bytes) {
    return base64_text(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<std::string> base64_decoded(std::string_view text) {
    return base64_octets(text, sodium_base64_VARIANT_ORIGINAL);
}

std::optional<std::string> base64url_decoded(std::string_view text) {
    return base64_octets(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string base32(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : bytes) {
        buffer = (buffer << 8U) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) {
            text += alphabet[(buffer >> static_cast<unsigned>(bits - 5)) & 31U];
        }
    }
    if (bits > 0) text += alphabet[(buffer << static_cast<unsigned>(5 - bits)) & 31U];
    return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string sealed(std::string_view key32, std::string_view plain, std::string_view context) {
    if (key32.size() != key_bytes) broken("a sealing key must have 32 octets");
    std::string box = random_bytes(nonce_bytes);
    box.resize(nonce_bytes + plain.size() + tag_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(octets(box) + nonce_bytes, nullptr, octets(plain),
                                               plain.size(), octets(context), context.size(),
                                               nullptr, octets(box), octets(key32));
    return box;
}

std::optional<std::string> opened(std::string_view key32, std::string_view box,
                                  std::string_view context) {
    if (key32.size() != key_bytes) broken("a sealing key must have 32 octets");
    if (box.size() < nonce_bytes + tag_bytes) return std::nullopt;
    std::string plain(box.size() - nonce_bytes - tag_bytes, '\0');
    const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        octets(plain), nullptr, nullptr, octets(box) + nonce_bytes, box.size() - nonce_bytes,
        octets(context), context.size(), octets(box), octets(key32));
    if (failed != 0) return std::nullopt;
    return plain;
}

std::string public_key_of(std::string_view private_key32) {
    if (private_key32.size() != crypto_box_SECRETKEYBYTES) {
        broken("a private key must have 32 octets");
    }
    std::string key(crypto_box_PUBLICKEYBYTES, '\0');
    if (crypto_scalarmult_base(octets(key), octets(private_key32)) != 0) {
        broken("a private key gave no public key");
    }
    return key;
}

Result<std::string> sealed_to(std::string_view public_key32, std::string_view plain) {
    std::string box(plain.size() + crypto_box_SEALBYTES, '\0');
    if (public_key32.size() != crypto_box_PUBLICKEYBYTES ||
        crypto_box_seal(octets(box), octets(plain), plain.size(), octets(public_key32)) != 0) {
        return fail(ErrorKind::invalid_input, "crypto.bad_public_key");
    }
    return box;
}

std::optional<std::string> opened_with(std::string_view private_key32, std::string_view box) {
    const std::string public_key = public_key_of(private_key32);
    if (box.size() < crypto_box_SEALBYTES) return std::nullopt;
    std::string plain(box.size() - crypto_box_SEALBYTES, '\0');
    if (crypto_box_seal_open(octets(plain), octets(box), box.size(), octets(public_key),
                             octets(private_key32)) != 0) {
        return std::nullopt;
    }
    return plain;
}

std::string padded(std::string_view plain, std::size_t block) {
    std::string text{plain};
    text.resize(plain.size() + block);
    std::size_t length = 0;
    if (sodium_pad(&length, octets(text), plain.size(), block, text.size()) != 0) {
        broken("a padding block must have at least one octet");
    }
    text.resize(length);
    return text;
}

void wipe(std::string& secret) {
    sodium_memzero(secret.data(), secret.size());
    secret.clear();
}

}  // namespace pingyi::crypto
