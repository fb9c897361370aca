// Receipts and keyed hashes, each use under its own key.
#include "modules/casework/receipt.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "platform/crypto/crypto.hpp"

namespace pingyi::casework {
namespace {

constexpr std::size_t hex_characters = 32;
constexpr std::size_t base64url_characters = 22;
constexpr std::size_t different_min = 6;
constexpr std::size_t receipt_digits = 16;
constexpr std::uint64_t receipts = 10'000'000'000'000'000;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_base64url(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

std::string derived_key(std::string_view installation_key, std::string_view purpose) {
    return crypto::hmac_sha256(installation_key, "casework." + std::string(purpose));
}

}  // namespace

bool is_strong_form_key(std::string_view key) {
    const bool fits =
        (key.size() == hex_characters && std::ranges::all_of(key, is_hex)) ||
        (key.size() == base64url_characters && std::ranges::all_of(key, is_base64url));
    return fits && std::set<char>(key.begin(), key.end()).size() >= different_min;
}

std::string receipt_of(std::string_view installation_key, std::string_view form_key) {
    const std::string mac = crypto::hmac_sha256(derived_key(installation_key, "receipt"), form_key);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) {
        number = (number << 8U) | static_cast<std::uint8_t>(mac[i]);
    }
    const std::string digits = std::to_string(number % receipts);
    return std::string(receipt_digits - digits.size(), '0') + digits;
}

std::string receipt_hash(std::string_view installation_key, std::string_view receipt) {
    return keyed_hash(installation_key, "receipt_hash", receipt);
}

bool is_receipt(std::string_view text) {
    return text.size() == receipt_digits && std::ranges::all_of(text, is_digit);
}

std::string keyed_hash(std::string_view installation_key, std::string_view purpose,
                       std::string_view value) {
    return crypto::hex(crypto::hmac_sha256(derived_key(installation_key, purpose), value));
}

}  // namespace pingyi::casework
