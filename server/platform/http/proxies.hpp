// Which peers may speak for a client, and what they say about it.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "platform/http/message.hpp"

namespace pingyi::http {

/// The configured reverse proxies. X-Forwarded-For, X-Forwarded-Proto and X-Request-Id count only
/// when the peer of the socket is one of them; from anyone else they are just header fields.
class Proxies {
public:
    /// errors   invalid_input http.bad_address: an item is no address and no network "address/bits"
    [[nodiscard]] static Result<Proxies> from(const std::vector<std::string>& networks);

    [[nodiscard]] bool trusts(const boost::asio::ip::address& peer) const;
    /// Sets `client`, `secure` and `request_id` (left empty when the proxy gave none that is well
    /// formed). The client is the last address of X-Forwarded-For that is no proxy of ours.
    void describe(Request& request, const boost::asio::ip::address& peer, bool is_tls) const;

private:
    struct Network {
        boost::asio::ip::address_v6 address;  // IPv4 as ::ffff:a.b.c.d
        int bits;
    };
    std::vector<Network> networks_;
};

}  // namespace pingyi::http
