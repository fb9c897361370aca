// A mail as its octets: headers of RFC 5322, MIME and RFC 8058, a text in UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "kernel/time.hpp"

namespace pingyi::outbox {

struct Mail {
    std::string message_id;  ///< without the angle brackets
    std::string from_name;
    std::string from;
    std::string to;
    std::string subject;
    std::string text;       ///< lines end in "\n"
    std::string post_link;  ///< of unsubscribing by one POST, for programs
    std::string language;   ///< "zh-CN"
    Instant at;
};
/// Lines end in CRLF and, but for links, have at most 78 octets. Names and subject may hold any
/// text.
[[nodiscard]] std::string mime_of(const Mail& mail);

/// "Wed, 25 Nov 2026 14:31:25 +0000"
[[nodiscard]] std::string mail_date(Instant at);

}  // namespace pingyi::outbox
