// A tree of path segments.
#include "platform/http/router.hpp"

#include <stdexcept>

#include "kernel/text.hpp"

namespace pingyi::http {

namespace {

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    while (!path.empty()) {
        const std::size_t end = path.find('/');
        segments.push_back(path.substr(0, end));
        if (end == std::string_view::npos) break;
        path.remove_prefix(end + 1);
        if (path.empty()) segments.push_back({});  // a trailing slash is a path of its own
    }
    return segments;
}

}  // namespace

std::optional<std::vector<std::string>> path_segments(std::string_view raw) {
    if (!raw.starts_with('/')) return std::nullopt;
    std::vector<std::string> segments;
    for (const std::string_view part : split(raw)) {
        auto segment = percent_decoded(part, Plus::itself);
        if (!segment || *segment == "." || *segment == "..") return std::nullopt;
        if (text::flaw_of(*segment, text::Lines::one) != text::Flaw::none) return std::nullopt;
        segments.push_back(std::move(*segment));
    }
    return segments;
}

void Router::add(const Mounted& row) {
    Node* node = &root_;
    for (const std::string_view segment : split(row.route->path)) {
        auto& next = segment.starts_with('{') ? node->named : node->fixed[std::string(segment)];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    Mounted& place = node->rows[static_cast<std::size_t>(row.route->method)];
    if (place.route) {
        throw std::logic_error("two rows for " + std::string(text_of(row.route->method)) + " " +
                               std::string(row.route->path));
    }
    place = row;
}

Router::Match Router::find(Method method, const std::vector<std::string>& segments) const {
    Match match;
    const Node* node = &root_;
    for (const std::string& segment : segments) {
        const auto fixed = node->fixed.find(segment);
        if (fixed != node->fixed.end()) {
            node = fixed->second.get();
        } else if (node->named && !segment.empty()) {
            node = node->named.get();
            match.segments.push_back(segment);
        } else {
            return match;
        }
    }
    const Method wanted = method == Method::head ? Method::get : method;
    const Mounted& row = node->rows[static_cast<std::size_t>(wanted)];
    if (row.route) match.row = row;
    for (std::size_t i = 0; i < methods; ++i) {
        if (!node->rows[i].route) continue;
        const auto has = static_cast<Method>(i);
        match.allow.append(match.allow.empty() ? "" : ", ").append(text_of(has));
        if (has == Method::get) match.allow.append(", HEAD");
    }
    return match;
}

}  // namespace pingyi::http
