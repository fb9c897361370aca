// One-time codes as authenticator apps make them (RFC 6238).
#include <array>
#include <cctype>
#include <chrono>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "platform/crypto/crypto.hpp"

namespace pingyi::crypto {
namespace {

constexpr std::chrono::seconds step_length{30};
constexpr std::size_t digits = 6;

std::int64_t step_at(Instant now) {
    return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) / step_length;
}

/// RFC 4226, section 5.3.
std::string code_of(std::string_view secret, std::int64_t step) {
    std::array<unsigned char, 8> message{};
    auto counter = static_cast<std::uint64_t>(step);
    for (auto octet = message.rbegin(); octet != message.rend(); ++octet, counter >>= 8U) {
        *octet = static_cast<unsigned char>(counter & 0xFFU);
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(), message.size(),
         digest.data(), &length);
    const std::size_t offset = digest[length - 1] & 0xFU;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = (number << 8U) | digest[offset + i];
    number &= 0x7FFFFFFFU;
    std::string code(digits, '0');
    for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10) {
        *digit = static_cast<char>('0' + number % 10);
    }
    return code;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view hex_digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet < 0x80 && (std::isalnum(octet) != 0 || c == '-' || c == '.' || c == '_')) {
            out += c;
        } else {
            out += '%';
            out += hex_digits[octet >> 4U];
            out += hex_digits[octet & 0xFU];
        }
    }
    return out;
}

}  // namespace

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, Instant now) {
    const std::int64_t current = step_at(now);
    for (const std::int64_t step : {current, current - 1, current + 1}) {
        if (equal_in_constant_time(code_of(secret, step), code)) return step;
    }
    return std::nullopt;
}

std::string totp_code(std::string_view secret, Instant now) {
    return code_of(secret, step_at(now));
}

std::string totp_uri(std::string_view secret, std::string_view account, std::string_view issuer) {
    const std::string from = percent_encoded(issuer);
    return "otpauth://totp/" + from + ":" + percent_encoded(account) + "?secret=" + base32(secret) +
           "&issuer=" + from + "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace pingyi::crypto
