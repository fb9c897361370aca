// What is inside the sealed box of an address; only the mail worker opens it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pingyi::outbox {

struct Opened {
    std::string address;
    std::string unsubscribe_token;
    std::string secret;
};
/// nullopt when it was sealed to another key.
[[nodiscard]] std::optional<Opened> open_box(std::string_view private_key, std::string_view box);

}  // namespace pingyi::outbox
