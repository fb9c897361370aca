// The session cookie. Private to this module.
#pragma once

#include <string>
#include <string_view>

namespace pingyi::accounts {

/// Under TLS the prefix binds the cookie to this host and to TLS.
[[nodiscard]] inline std::string_view cookie_name(bool secure) {
    return secure ? "__Host-pingyi_session" : "pingyi_session";
}

/// The value of Set-Cookie; an empty token takes the cookie away. It lasts as long as the browser
/// is open; the server ends sessions sooner.
[[nodiscard]] inline std::string set_cookie(std::string_view token, bool secure) {
    std::string value{cookie_name(secure)};
    value.append("=").append(token).append("; Path=/; HttpOnly; SameSite=Lax");
    if (secure) value += "; Secure";
    if (token.empty()) value += "; Max-Age=0";
    return value;
}

}  // namespace pingyi::accounts
