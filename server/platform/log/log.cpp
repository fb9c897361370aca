#include "platform/log/log.hpp"

#include <chrono>
#include <cmath>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <iterator>
#include <memory>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <utility>

#include "kernel/time.hpp"
#include "platform/log/json_text.hpp"

namespace pingyi::log {
namespace {

/// spdlog keeps lines whole when many threads write; the line itself is ours.
spdlog::logger& logger() {
    static const auto made = [] {
        auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        auto lines = std::make_unique<spdlog::logger>("pingyi", std::move(sink));
        lines->set_pattern("%v");
        lines->flush_on(spdlog::level::warn);
        lines->set_level(spdlog::level::info);
        return lines;
    }();
    return *made;
}

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        case Level::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "error";
}

void add_value(std::string& out, std::string_view text) {
    add_json_text(out, text);
}
void add_value(std::string& out, std::int64_t number) {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), number);
}
void add_value(std::string& out, double number) {
    if (!std::isfinite(number)) {  // JSON has no word for it
        out += "null";
        return;
    }
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), number);
}

}  // namespace

void set_level(Level level) {
    logger().set_level(spdlog_level(level));
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!logger().should_log(spdlog_level(level))) return;
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    std::string line = R"({"at":")";
    line += text_of(now);
    line += R"(","level":")";
    line += name_of(level);
    line += R"(","event":)";
    add_json_text(line, event);
    for (const Field& field : fields) {
        line += ',';
        add_json_text(line, field.name);
        line += ':';
        std::visit([&](const auto& value) { add_value(line, value); }, field.value);
    }
    line += '}';
    logger().log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace pingyi::log
