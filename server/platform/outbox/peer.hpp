// Who takes messages from us: a mail server, an SMS gateway, or a folder that people look into.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "kernel/result.hpp"

namespace pingyi::outbox {

/// One thing to hand over. `name` is the same whenever it is handed over again.
struct Letter {
    std::string to;
    std::string name;     ///< 32 hexadecimal digits
    std::string content;  ///< a whole mail, or the words of an SMS
};
struct Outcome {
    enum class Kind : std::uint8_t {
        accepted,
        later,    ///< not now, or our own trouble: try again
        refused,  ///< this message, for good
        dead,     ///< this address, for good
        unknown,  ///< it may have been accepted; nobody can tell
    };
    Kind kind = Kind::accepted;
    std::string code;  ///< "smtp.550", "http.503", "curl.28", "file.13"; never words of the peer
};
/// Not to be used by two threads at once.
using Peer = std::function<Outcome(const Letter&)>;

struct MailServer {
    std::string url;   ///< "smtp://host:port" (TLS where offered) or "smtps://host:port"
    std::string from;  ///< envelope sender
    std::string user;  ///< empty: no login; else the connection must be encrypted
    std::string password;
};
/// Refused at RCPT with 5xx: dead. Refused with 5xx after DATA: refused. Everything else that is
/// not accepted is our trouble or its own, and comes later: an address must not pay for them.
[[nodiscard]] Peer mail_server(MailServer server);

/// POST of {"id", "number", "text"} with a bearer token. 2xx accepted; 401, 403, 429, 503 and no
/// connection: later; other 4xx refused; anything else may have gone out: unknown.
[[nodiscard]] Peer sms_gateway(std::string url, std::string key);

/// A file each, `name` + `ending`, readable by its owner only; the same letter again is the same
/// file. Makes the folder.
/// errors   unavailable outbox.no_folder
[[nodiscard]] Result<Peer> folder(const std::string& path, const std::string& ending);

}  // namespace pingyi::outbox
