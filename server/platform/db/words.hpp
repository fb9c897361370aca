// Enums as the words that tables and addresses hold.
#pragma once

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/db/database.hpp"

namespace pingyi {

template <class E>
[[nodiscard]] std::string word_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

/// The enumerator behind a stored word; anything else is a fault of the data.
template <class E>
[[nodiscard]] E from_word(const std::string& word) {
    E value{};
    if (!boost::describe::enum_from_string(word.c_str(), value)) {
        throw db::Error(db::Fault::value, "a stored word is not one of its enum");
    }
    return value;
}

/// Ids as the JSON array that `IN (SELECT value FROM json_each($1))` takes.
template <class AnyId>
[[nodiscard]] std::string list_of(const std::vector<AnyId>& ids) {
    std::string list = "[";
    for (const AnyId& id : ids)
        list.append(list.size() > 1 ? ",\"" : "\"").append(id.text()) += '"';
    return list + "]";
}

}  // namespace pingyi
