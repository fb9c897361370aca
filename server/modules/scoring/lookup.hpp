// Finding things by their code.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

namespace pingyi::scoring {

/// The item of a list with this code, or nullptr.
template <class List>
auto* find_code(List& list, std::string_view code) {
    const auto found =
        std::ranges::find_if(list, [&](const auto& one) { return one.code == code; });
    return found == list.end() ? nullptr : &*found;
}
/// Its place in the list.
template <class List>
std::optional<std::size_t> index_of(const List& list, std::string_view code) {
    const auto* item = find_code(list, code);
    if (item == nullptr) return std::nullopt;
    return static_cast<std::size_t>(item - std::ranges::data(list));
}

}  // namespace pingyi::scoring
