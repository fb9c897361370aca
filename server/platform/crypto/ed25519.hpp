// Signatures with Ed25519 (RFC 8032).
#pragma once

#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace pingyi::crypto::ed25519 {

/// The public key (32 octets) of a private one, which is any 32 random octets. Aborts on another
/// length, as `signature` does.
[[nodiscard]] std::string public_key_of(std::string_view seed32);
/// 64 octets.
[[nodiscard]] std::string signature(std::string_view seed32, std::string_view message);
/// Strict: one encoding of each signature, no keys of small order.
[[nodiscard]] bool verifies(std::string_view public_key32, std::string_view message,
                            std::string_view signature64);

}  // namespace pingyi::crypto::ed25519
