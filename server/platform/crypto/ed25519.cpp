// Ed25519 through libsodium.
#include "platform/crypto/ed25519.hpp"

#include <cstdio>
#include <cstdlib>
#include <sodium.h>

namespace pingyi::crypto::ed25519 {
namespace {

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* octets(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

/// libsodium's form of a key pair: the seed and the public key. Wiped when it goes.
struct Pair {
    std::string secret = std::string(crypto_sign_SECRETKEYBYTES, '\0');
    std::string open = std::string(crypto_sign_PUBLICKEYBYTES, '\0');

    explicit Pair(std::string_view seed32) {
        if (seed32.size() != crypto_sign_SEEDBYTES) {
            std::fprintf(stderr, "pingyi: a signing key must have 32 octets\n");
            std::abort();
        }
        crypto_sign_seed_keypair(octets(open), octets(secret), octets(seed32));
    }
    ~Pair() { sodium_memzero(secret.data(), secret.size()); }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
};

}  // namespace

std::string public_key_of(std::string_view seed32) {
    return Pair(seed32).open;
}

std::string signature(std::string_view seed32, std::string_view message) {
    const Pair pair(seed32);
    std::string made(crypto_sign_BYTES, '\0');
    crypto_sign_detached(octets(made), nullptr, octets(message), message.size(),
                         octets(pair.secret));
    return made;
}

bool verifies(std::string_view public_key32, std::string_view message,
              std::string_view signature64) {
    return public_key32.size() == crypto_sign_PUBLICKEYBYTES &&
           signature64.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(octets(signature64), octets(message), message.size(),
                                       octets(public_key32)) == 0;
}

}  // namespace pingyi::crypto::ed25519
