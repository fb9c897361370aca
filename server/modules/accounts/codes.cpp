// Makes and reads activation codes and API keys.
#include "modules/accounts/codes.hpp"

#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {
namespace {

constexpr std::string_view key_prefix = "pingyi_key_";
constexpr std::size_t key_id_length = 32;
constexpr std::size_t key_secret_length = 32;
constexpr std::size_t key_check_length = 6;
constexpr std::size_t key_length =
    key_prefix.size() + key_id_length + 1 + key_secret_length + key_check_length;

std::string key_check(std::string_view body) {
    return crypto::base32(crypto::sha256(body)).substr(0, key_check_length);
}

}  // namespace

std::string activation_code(std::string_view chance15) {
    const std::string letters = crypto::base32(chance15);
    std::string code;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (i > 0 && i % 4 == 0) code += '-';
        code += letters[i];
    }
    return code;
}

std::string normalised_code(std::string_view typed) {
    std::string code;
    for (const char c : typed) {
        if (c == '-' || c == ' ') continue;
        code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return code;
}

std::string key_text(KeyId id, std::string_view chance20) {
    std::string hex = id.text();
    std::erase(hex, '-');
    const std::string body = std::string(key_prefix) + hex + "_" + crypto::base32(chance20);
    return body + key_check(body);
}

std::optional<KeyId> key_id_from(std::string_view text) {
    if (text.size() != key_length || !text.starts_with(key_prefix)) return std::nullopt;
    const std::string_view body = text.substr(0, key_length - key_check_length);
    if (key_check(body) != text.substr(body.size())) return std::nullopt;
    std::string id{body.substr(key_prefix.size(), key_id_length)};
    for (const std::size_t place : {8, 13, 18, 23}) id.insert(place, "-");
    return KeyId::from(id);
}

}  // namespace pingyi::accounts
