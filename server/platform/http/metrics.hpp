// Figures about the running server in the Prometheus text format. Labels are route patterns,
// status classes and refusal codes: never paths, clients or anything a person wrote.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace pingyi::http {

/// Safe to use from many threads.
class Metrics {
public:
    /// One answered request. `route` is the pattern, "GET /units/{unit}"; past 1 000 different
    /// ones the rest is counted as "other".
    void observe(std::string_view route, int status, double seconds);
    /// One request or connection refused before any route saw it, e.g. "http.header_too_large".
    void refused(std::string_view code);
    /// A figure read whenever somebody asks, e.g. ("pingyi_db_queue_depth", "Writes waiting", …).
    /// Names and helps are ASCII; the callback runs on a worker thread and must outlive the server.
    void gauge(std::string name, std::string help, std::function<double()> read);
    [[nodiscard]] std::string text() const;

    /// Upper bounds of the duration histogram, seconds; a last bucket without bound follows.
    static constexpr std::array bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                          0.1,   0.25,   0.5,   1.0,  2.5,   10.0};

private:
    struct Route {
        std::array<std::uint64_t, 5> by_class{};  // 1xx … 5xx
        std::array<std::uint64_t, bounds.size() + 1> buckets{};
        double seconds = 0;
    };
    struct Gauge {
        std::string name;
        std::string help;
        std::function<double()> read;
    };
    mutable std::mutex mutex_;
    std::map<std::string, Route, std::less<>> routes_;
    std::map<std::string, std::uint64_t, std::less<>> refusals_;
    std::vector<Gauge> gauges_;
};

}  // namespace pingyi::http
