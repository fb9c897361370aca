// Keyset paging: a list is read forward from a cursor, never by offset.
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/fields.hpp"

namespace pingyi {

/// An opaque place in an ordered list: the sort key and id of the last row shown. Text form:
/// URL-safe, unpadded base64 of both, with a length check; a text that does not decode is refused
/// as `field.bad_cursor`.
struct Cursor {
    std::string key;
    std::string id;
    /// A key that is a number; -1 for any other.
    [[nodiscard]] std::int64_t number() const;
    bool operator==(const Cursor&) const = default;
};
[[nodiscard]] std::string text_of(const Cursor& cursor);
[[nodiscard]] std::optional<Cursor> cursor_from(std::string_view text);

/// One page of a list and the cursor of the next, absent on the last.
template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> next;
    BOOST_DESCRIBE_CLASS(Page, (), (items, next), (), ())
};

}  // namespace pingyi
