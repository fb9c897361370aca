// What a setting is: one row of the table that reading, checking, printing and the handbook share.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "platform/config/config.hpp"

namespace pingyi::config {

struct Row {
    Setting setting;
    bool (*read)(Config& config, std::string_view text);  ///< false: not as the setting expects
    std::string (*show)(const Config& config);            ///< without passwords
};

[[nodiscard]] std::span<const Row> rows();
/// Null when there is none of that name.
[[nodiscard]] const Row* find(std::string_view name);
/// The setting whose name is nearest, for "did you mean"; empty when nothing is near.
[[nodiscard]] std::string_view nearest(std::string_view name);

}  // namespace pingyi::config
