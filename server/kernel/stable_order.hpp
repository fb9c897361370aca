// Sorting that leaves equal items as they came. The standard library's own cannot be read by clang
// in this version, which the checks of the project need.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace pingyi {

/// By `key_of(item)`, smallest first.
template <class Item, class Key>
void sort_stably(std::vector<Item>& items, const Key& key_of) {
    using Place = std::pair<std::decay_t<decltype(key_of(items.front()))>, std::size_t>;
    std::vector<Place> order;
    order.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) order.emplace_back(key_of(items[i]), i);
    std::ranges::sort(order);
    std::vector<Item> sorted;
    sorted.reserve(items.size());
    for (const Place& place : order) sorted.push_back(std::move(items[place.second]));
    items = std::move(sorted);
}

}  // namespace pingyi
