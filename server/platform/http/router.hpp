// Finds the row for a method and path. A fixed segment wins over {name}, without backtracking.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/routes.hpp"

namespace pingyi::http {

/// The segments of a raw path, decoded; nullopt for a broken escape, a control character, text
/// that is not UTF-8, "." or "..".
[[nodiscard]] std::optional<std::vector<std::string>> path_segments(std::string_view raw);

class Router {
public:
    /// A row and the Deps it runs with.
    struct Mounted {
        const Route* route = nullptr;
        const void* deps = nullptr;
    };
    struct Match {
        std::optional<Mounted> row;
        std::vector<std::string> segments;  ///< for the {names}, in order
        std::string allow;  ///< the methods this path has; empty when there is no such path
    };
    /// Throws std::logic_error when the method and path are taken.
    void add(const Mounted& row);
    /// HEAD finds the row of GET.
    [[nodiscard]] Match find(Method method, const std::vector<std::string>& segments) const;

private:
    static constexpr std::size_t methods = static_cast<std::size_t>(Method::options) + 1;
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
        std::unique_ptr<Node> named;
        std::array<Mounted, methods> rows{};
    };
    Node root_;
};

}  // namespace pingyi::http
