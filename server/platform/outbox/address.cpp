// Addresses as people type them, as sealed boxes, and the tokens that end them.
#include "platform/outbox/address.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "kernel/text.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/outbox/outbox.hpp"

namespace pingyi::outbox {
namespace {

constexpr std::size_t mail_max = 254;
constexpr std::size_t local_part_max = 64;
constexpr std::size_t secret_max = 64;
constexpr std::size_t box_size = 384;  // three lines and padding: a box tells no length
constexpr std::size_t mac_size = 16;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_local_sign(char c) {
    return is_letter_or_digit(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").contains(c);
}

/// Parts between dots, none empty.
template <class Sign>
bool is_dotted(std::string_view text, Sign is_sign) {
    return !text.empty() && text.front() != '.' && text.back() != '.' && !text.contains("..") &&
           std::ranges::all_of(text, is_sign);
}

std::optional<std::string> mail_address(std::string_view typed) {
    const std::size_t at = typed.find('@');
    if (typed.size() > mail_max || at == std::string_view::npos || at > local_part_max) {
        return std::nullopt;
    }
    const std::string_view domain = typed.substr(at + 1);
    const auto is_domain_sign = [](char c) {
        return is_letter_or_digit(c) || c == '.' || c == '-';
    };
    if (!is_dotted(typed.substr(0, at), is_local_sign) || !is_dotted(domain, is_domain_sign) ||
        !domain.contains('.') || domain.front() == '-' || domain.back() == '-') {
        return std::nullopt;
    }
    std::string address{typed};
    std::transform(address.begin() + static_cast<std::ptrdiff_t>(at), address.end(),
                   address.begin() + static_cast<std::ptrdiff_t>(at), [](char c) {
                       return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
                   });
    return address;
}

std::optional<std::string> telephone_number(std::string_view typed) {
    std::string number{typed};
    std::erase_if(number, [](char c) { return c == ' ' || c == '-'; });
    const std::string_view digits =
        std::string_view(number).substr(number.starts_with('+') ? 1 : 0);
    const bool is_number = digits.size() >= 6 && digits.size() <= 15 &&
                           std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number) return std::nullopt;
    return number;
}

std::string mac_of(std::string_view installation_key, std::string_view id) {
    const std::string key = crypto::hmac_sha256(installation_key, "outbox.unsubscribe");
    return crypto::hmac_sha256(key, id).substr(0, mac_size);
}

}  // namespace

std::optional<Address> address_from(Channel channel, std::string_view typed) {
    typed = text::trimmed(typed);
    auto address = channel == Channel::mail ? mail_address(typed) : telephone_number(typed);
    if (!address) return std::nullopt;
    return Address{channel, std::move(*address)};
}

Result<Sealed> seal(std::string_view public_key, std::string_view installation_key,
                    const Address& address, std::string_view secret) {
    if (address.text.size() > mail_max || address.text.contains('\n') ||
        secret.size() > secret_max || secret.contains('\n')) {
        throw std::logic_error("an address of address_from and a secret of 64 octets");
    }
    const auto id = crypto::random_id<AddressId>();
    std::string plain = address.text;
    plain.append("\n").append(unsubscribe_token(installation_key, id));
    plain.append("\n").append(secret);
    plain.resize(box_size, '\n');
    TRY(box, crypto::sealed_to(public_key, plain));
    return Sealed{id, address.channel, std::move(box)};
}

std::optional<Opened> open_box(std::string_view private_key, std::string_view box) {
    const auto plain = crypto::opened_with(private_key, box);
    if (!plain || plain->size() != box_size) return std::nullopt;
    std::array<std::string, 3> lines;
    std::string_view rest = *plain;
    for (std::string& line : lines) {
        line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    return Opened{std::move(lines[0]), std::move(lines[1]), std::move(lines[2])};
}

std::string unsubscribe_token(std::string_view installation_key, AddressId id) {
    std::string bytes{id.bytes().begin(), id.bytes().end()};
    return crypto::base64url(bytes + mac_of(installation_key, bytes));
}

std::optional<AddressId> check_unsubscribe(std::string_view installation_key,
                                           std::string_view token) {
    Uuid id{};
    const auto bytes = crypto::base64url_decoded(token);
    if (!bytes || bytes->size() != id.size() + mac_size) return std::nullopt;
    const std::string_view id_bytes = std::string_view(*bytes).substr(0, id.size());
    if (!crypto::equal_in_constant_time(bytes->substr(id.size()),
                                        mac_of(installation_key, id_bytes))) {
        return std::nullopt;
    }
    std::ranges::copy(id_bytes, id.begin());
    return AddressId{id};
}

}  // namespace pingyi::outbox
