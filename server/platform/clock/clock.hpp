// The one door to the time of day. Everything else takes an Instant as an argument.
#pragma once

#include <atomic>

#include "kernel/time.hpp"

namespace pingyi {

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
};

/// A clock that tests, and a demonstration started with `--clock`, set by hand. Thread safe.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Instant at) : at_{at} {}
    [[nodiscard]] Instant now() const override { return at_.load(); }
    void set(Instant at) { at_.store(at); }

private:
    std::atomic<Instant> at_;
};

}  // namespace pingyi
