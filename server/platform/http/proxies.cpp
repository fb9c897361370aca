#include "platform/http/proxies.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/beast/core/string.hpp>
#include <charconv>
#include <cstddef>
#include <optional>

namespace pingyi::http {
namespace {

namespace ip = boost::asio::ip;

ip::address_v6 wide(const ip::address& address) {
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

/// Without the disguise that IPv4 peers wear on a dual-stack socket.
ip::address plain(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

/// "203.0.113.9", "203.0.113.9:4711", "2001:db8::1", "[2001:db8::1]:4711".
std::optional<ip::address> address_from(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    if (text.starts_with('[')) {
        text = text.substr(1, text.find(']') - 1);
    } else if (std::ranges::count(text, ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code ec;
    const ip::address address = ip::make_address(std::string(text), ec);
    if (ec) return std::nullopt;
    return plain(address);
}

std::string_view last_item(std::string_view list) {
    const std::size_t comma = list.rfind(',');
    std::string_view item = comma == std::string_view::npos ? list : list.substr(comma + 1);
    while (item.starts_with(' ')) item.remove_prefix(1);
    return item;
}

bool is_request_id(std::string_view text) {
    const auto is_allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    return text.size() >= 8 && text.size() <= 64 && std::ranges::all_of(text, is_allowed);
}

bool equal(std::string_view a, std::string_view b) {
    return boost::beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

}  // namespace

Result<Proxies> Proxies::from(const std::vector<std::string>& networks) {
    Proxies proxies;
    for (const std::string& text : networks) {
        const std::size_t slash = text.find('/');
        boost::system::error_code ec;
        const ip::address address = ip::make_address(text.substr(0, slash), ec);
        const int most = address.is_v4() ? 32 : 128;
        int bits = most;
        bool is_wrong = ec.failed();
        if (slash != std::string::npos) {
            const char* const end = text.data() + text.size();
            const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
            is_wrong = is_wrong || error != std::errc{} || stop != end || bits < 0 || bits > most;
        }
        if (is_wrong) return fail(ErrorKind::invalid_input, "http.bad_address", text);
        proxies.networks_.push_back({wide(address), address.is_v4() ? bits + 96 : bits});
    }
    return proxies;
}

bool Proxies::trusts(const ip::address& peer) const {
    const auto bytes = wide(peer).to_bytes();
    const auto holds = [&](const Network& network) {
        const auto ours = network.address.to_bytes();
        for (int bit = 0; bit < network.bits; ++bit) {
            const auto index = static_cast<std::size_t>(bit / 8);
            const int mask = 0x80 >> (bit % 8);
            if ((bytes.at(index) & mask) != (ours.at(index) & mask)) return false;
        }
        return true;
    };
    return std::ranges::any_of(networks_, holds);
}

void Proxies::describe(Request& request, const ip::address& peer, bool is_tls) const {
    ip::address client = plain(peer);
    request.secure = is_tls;
    if (trusts(peer)) {
        std::string chain;
        for (const Header& header : request.headers) {
            if (equal(header.name, "X-Forwarded-For")) chain += "," + header.value;
        }
        std::string_view rest = chain;
        while (!rest.empty() && trusts(client)) {
            const std::optional<ip::address> named = address_from(last_item(rest));
            if (!named) break;
            client = *named;
            rest = rest.substr(0, rest.rfind(','));
        }
        const std::string_view scheme = last_item(request.header("X-Forwarded-Proto"));
        if (!scheme.empty()) request.secure = equal(scheme, "https");
        const std::string_view id = request.header("X-Request-Id");
        if (is_request_id(id)) request.request_id = id;
    }
    request.client = client.to_string();
}

}  // namespace pingyi::http
