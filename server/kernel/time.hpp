// UTC instants, civil days, and the one configured zone that ties them together. The clock itself
// is platform/clock: nothing in the kernel asks what time it is.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace pingyi {

/// A moment, UTC, milliseconds since 1970. Wire and text form: "2026-11-23T03:35:12.000Z" (RFC
/// 3339).
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A civil day of the configured zone, counted from 1970-01-01. Wire and text form: "2026-11-23".
using Day = std::chrono::sys_days;

[[nodiscard]] std::string text_of(Instant instant);
[[nodiscard]] std::string text_of(Day day);
/// RFC 3339 with offset or Z, years 0001-9999; nullopt otherwise.
[[nodiscard]] std::optional<Instant> instant_from(std::string_view text);
/// Exactly YYYY-MM-DD, a day that exists; nullopt otherwise.
[[nodiscard]] std::optional<Day> day_from(std::string_view text);
[[nodiscard]] int year_of(Day day);

/// A time zone by its IANA name, e.g. "Asia/Shanghai"; a value that is cheap to copy and safe to
/// share.
class Zone {
public:
    /// errors   invalid_input time.no_such_zone
    [[nodiscard]] static Result<Zone> named(std::string_view name);
    [[nodiscard]] Day day_of(Instant instant) const;
    /// The first instant of the day; the end (24:00) of a day is `start_of(day +
    /// std::chrono::days{1})`.
    [[nodiscard]] Instant start_of(Day day) const;
    /// When clocks there show this time of that day: the first time where an hour is repeated; the
    /// end of the gap where it is left out.
    [[nodiscard]] Instant instant_of(Day day, std::chrono::milliseconds since_midnight) const;
    [[nodiscard]] const std::string& name() const;

private:
    struct Rules;
    explicit Zone(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}
    std::shared_ptr<const Rules> rules_;
};

}  // namespace pingyi
