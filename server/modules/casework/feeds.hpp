// Lists of cases for other programs: Atom (RFC 4287), JSON Feed 1.1, CSV.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/public_wire.hpp"
#include "platform/csv/csv.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::casework {

/// What a feed says of itself.
struct FeedHead {
    std::string origin;  ///< "https://pingyi.example", without a slash at the end
    std::string self;    ///< address of the feed with its filters, "/cases.atom?kind=help"
    std::string page;    ///< address of the list it follows
    std::string next;    ///< address of the next page, or ""
    std::string title;
    Instant now{};  ///< for a feed without entries
};
[[nodiscard]] std::string atom_of(const FeedHead& head, std::span<const CaseSummary> items);
[[nodiscard]] std::string json_feed_of(const FeedHead& head, std::span<const CaseSummary> items);

/// The columns never change their order or meaning; new ones come at the end.
[[nodiscard]] std::span<const csv::Column> csv_columns();
void write_row(csv::Writer& out, const CaseSummary& item, std::string_view origin,
               const Zone& zone);

}  // namespace pingyi::casework
