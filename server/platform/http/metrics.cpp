#include "platform/http/metrics.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace pingyi::http {
namespace {

constexpr std::size_t routes_max = 1000;

template <class Map>
auto& entry(Map& map, std::string_view key) {
    auto found = map.find(key);
    if (found == map.end()) {
        found = map.try_emplace(map.size() < routes_max ? std::string(key) : "other").first;
    }
    return found->second;
}

std::string label(std::string_view value) {
    std::string escaped;
    for (const char c : value) {
        if (c == '\\' || c == '"') escaped += '\\';
        escaped += c == '\n' ? ' ' : c;
    }
    return escaped;
}

void header(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

}  // namespace

void Metrics::observe(std::string_view route, int status, double seconds) {
    const auto bucket = std::ranges::lower_bound(bounds, seconds) - bounds.begin();
    const auto family = static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
    const std::scoped_lock lock{mutex_};
    Route& stats = entry(routes_, route);
    ++stats.by_class.at(family);
    ++stats.buckets.at(static_cast<std::size_t>(bucket));
    stats.seconds += seconds;
}

void Metrics::refused(std::string_view code) {
    const std::scoped_lock lock{mutex_};
    ++entry(refusals_, code);
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> read) {
    const std::scoped_lock lock{mutex_};
    std::erase_if(gauges_, [&](const Gauge& old) { return old.name == name; });
    gauges_.push_back({std::move(name), std::move(help), std::move(read)});
}

std::string Metrics::text() const {
    std::string out;
    const auto add = std::back_inserter(out);
    std::vector<Gauge> gauges;
    {
        const std::scoped_lock lock{mutex_};
        gauges = gauges_;
        header(out, "pingyi_http_requests_total", "counter", "Requests answered");
        for (const auto& [route, stats] : routes_) {
            for (std::size_t i = 0; i < stats.by_class.size(); ++i) {
                if (stats.by_class.at(i) == 0) continue;
                fmt::format_to(add,
                               "pingyi_http_requests_total{{route=\"{}\",class=\"{}xx\"}} {}\n",
                               label(route), i + 1, stats.by_class.at(i));
            }
        }
        header(out, "pingyi_http_request_seconds", "histogram", "From queue to answer");
        for (const auto& [route, stats] : routes_) {
            const std::string name = label(route);
            std::uint64_t below = 0;
            for (std::size_t i = 0; i < stats.buckets.size(); ++i) {
                below += stats.buckets.at(i);
                const std::string bound =
                    i < bounds.size() ? fmt::format("{}", bounds.at(i)) : "+Inf";
                fmt::format_to(add,
                               "pingyi_http_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n",
                               name, bound, below);
            }
            fmt::format_to(add, "pingyi_http_request_seconds_sum{{route=\"{}\"}} {}\n", name,
                           stats.seconds);
            fmt::format_to(add, "pingyi_http_request_seconds_count{{route=\"{}\"}} {}\n", name,
                           below);
        }
        header(out, "pingyi_http_refused_total", "counter", "Refused before any route");
        for (const auto& [code, count] : refusals_) {
            fmt::format_to(add, "pingyi_http_refused_total{{code=\"{}\"}} {}\n", label(code),
                           count);
        }
    }
    for (const Gauge& gauge : gauges) {
        header(out, gauge.name, "gauge", gauge.help);
        fmt::format_to(add, "{} {}\n", gauge.name, gauge.read());
    }
    return out;
}

}  // namespace pingyi::http
