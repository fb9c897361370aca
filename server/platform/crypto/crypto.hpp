// Chance, hashes, passwords and one-time codes: thin, typed calls into libsodium and OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/id.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"

namespace pingyi::crypto {

/// Must run once before anything else here; aborts when libsodium cannot start.
void start();

/// `count` random octets from the operating system.
[[nodiscard]] std::string random_bytes(std::size_t count);
/// A random token of `bytes` octets in URL-safe base64 without padding.
[[nodiscard]] std::string random_token(std::size_t bytes);
/// A new id that rises with time (UUID version 7).
template <class IdType>
[[nodiscard]] IdType new_id(Instant now) {
    std::array<std::uint8_t, 10> chance{};
    const std::string bytes = random_bytes(chance.size());
    for (std::size_t i = 0; i < chance.size(); ++i) chance[i] = static_cast<std::uint8_t>(bytes[i]);
    return IdType{uuid_v7(now, chance)};
}

/// An id that tells nothing, not even when it was made: for rows that must not be put in order.
template <class IdType>
[[nodiscard]] IdType random_id() {
    Uuid value{};
    const std::string bytes = random_bytes(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<std::uint8_t>(bytes[i]);
    value[6] = static_cast<std::uint8_t>(0x40U | (value[6] & 0x0FU));  // version 4
    value[8] = static_cast<std::uint8_t>(0x80U | (value[8] & 0x3FU));
    return IdType{value};
}

/// 32 octets.
[[nodiscard]] std::string sha256(std::string_view data);
/// The same of what comes in pieces.
class Sha256 {
public:
    Sha256();
    void add(std::string_view data);
    [[nodiscard]] std::string digest();  ///< once, after the last piece

private:
    std::unique_ptr<void, void (*)(void*)> state_;  // OpenSSL's
};
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view data);
[[nodiscard]] std::string hex(std::string_view bytes);
/// Only what `hex` makes is accepted: lower case, two digits an octet.
[[nodiscard]] std::optional<std::string> hex_decoded(std::string_view text);
[[nodiscard]] std::string base64(std::string_view bytes);  ///< RFC 4648 with padding, one line
/// Only what `base64` makes is accepted: padding, no white space, no stray bits at the end.
[[nodiscard]] std::optional<std::string> base64_decoded(std::string_view text);
[[nodiscard]] std::string base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decoded(std::string_view text);
[[nodiscard]] std::string base32(
    std::string_view bytes);  ///< RFC 4648, without padding, as authenticator apps want it
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// argon2id, 2 passes over 19 MiB. At most two hashes run at a time in the process; further callers
/// wait in a queue of bounded length. errors   too_many crypto.busy
[[nodiscard]] Result<std::string> password_hash(std::string_view password);
[[nodiscard]] Result<bool> password_matches(std::string_view password, const std::string& hash);

/// RFC 6238 with SHA-1, 6 digits, 30 s. Accepts the step before and after; returns the step that
/// matched so that the caller can refuse its second use.
[[nodiscard]] std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code,
                                                    Instant now);
[[nodiscard]] std::string totp_code(std::string_view secret, Instant now);
/// otpauth://totp/… for authenticator apps.
[[nodiscard]] std::string totp_uri(std::string_view secret, std::string_view account,
                                   std::string_view issuer);

/// XChaCha20-Poly1305 with a random nonce in front; `context` is authenticated. For secrets at rest
/// (TOTP) under the installation's key.
[[nodiscard]] std::string sealed(std::string_view key32, std::string_view plain,
                                 std::string_view context);
[[nodiscard]] std::optional<std::string> opened(std::string_view key32, std::string_view box,
                                                std::string_view context);

/// The public key (X25519, 32 octets) of a private one, which is any 32 random octets.
[[nodiscard]] std::string public_key_of(std::string_view private_key32);
/// A sealed box: whoever knows the public key can make one, only the private key opens it, and it
/// does not tell who made it. 48 octets longer than `plain`.
/// errors   invalid_input crypto.bad_public_key (not 32 octets, or a point nobody holds a key of)
[[nodiscard]] Result<std::string> sealed_to(std::string_view public_key32, std::string_view plain);
[[nodiscard]] std::optional<std::string> opened_with(std::string_view private_key32,
                                                     std::string_view box);
/// `plain` lengthened to the next multiple of `block` octets (ISO/IEC 7816-4), so that a box does
/// not tell its length.
[[nodiscard]] std::string padded(std::string_view plain, std::size_t block);
/// Overwrites a secret that is not needed any more.
void wipe(std::string& secret);

}  // namespace pingyi::crypto
