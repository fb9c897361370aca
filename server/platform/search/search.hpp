// Full-text search over what modules publish: finds every document that holds the words, also words
// of one or two Chinese characters, newest first, on either engine.
//
//   const auto entry = search::entry("casework.case", id, title + "\n" + body, published_at,
//                                    {"unit:" + unit, "state:closed"});   // outside the
//                                    transaction
//   database.write([&](db::Tx& tx) { search::put(tx, entry); });
//
//   for (const auto& hit : search::find(tx, {.kind = "casework.case", .words = "停车 物业"})) …
//
// What counts as holding a word: the text has it inside, alike after folding (NFKC, case); Latin
// words and numbers count whole ("12" is not in "123"), and whether a space stands between them and
// Chinese does not matter. Words are parted by white space and must all be there; one without any
// letter, number, Chinese character or symbol beyond ASCII is passed over.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/time.hpp"
#include "platform/db/database.hpp"

namespace pingyi::search {

/// A document made ready; made outside the transaction, because it takes about 0.1 ms a page.
struct Entry {
    std::string kind;
    std::string id;
    Instant at;  ///< newest first; years 1700 to 2200
    std::string text;
    std::vector<std::string> terms;
};
/// `kind` and each of `facets` are of [a-z0-9_.:-], 1 to 64 characters: what find may ask for
/// exactly, such as "unit:0190…" (anything else is a programming mistake and throws). `text` is
/// valid UTF-8.
[[nodiscard]] Entry entry(std::string_view kind, std::string_view id, std::string_view text,
                          Instant at, std::span<const std::string> facets = {});

/// Makes the document findable, in place of an earlier one of the same kind and id. Several in one
/// transaction are cheaper than each in its own; keep to 100.
void put(db::Tx& tx, const Entry& entry);
/// Forgets the document; nothing happens when there is none.
void remove(db::Tx& tx, std::string_view kind, std::string_view id);

inline constexpr std::size_t length_max = 200;  ///< code points of `words`
inline constexpr std::size_t words_max = 10;

struct Query {
    std::string_view kind;
    /// Beyond `length_max` or `words_max`, or without anything to look for ("?!"), finds nothing;
    /// empty or white space finds every document of the kind with the facets.
    std::string_view words{};
    std::vector<std::string> facets{};           ///< all of them
    std::optional<Instant> from{};               ///< first moment
    std::optional<Instant> until{};              ///< moment behind the last
    std::optional<std::int64_t> before_place{};  ///< `place` of the last hit seen: the next page
    std::int64_t limit = 25;
};
struct Hit {
    std::string id;
    std::int64_t place = 0;  ///< orders all documents; falls from hit to hit
};
/// The newest `limit` hits. A filter that is no facet is applied by the caller, portion by portion
/// with `before_place`; who stops after so many portions says so to the reader.
[[nodiscard]] std::vector<Hit> find(db::Tx& tx, const Query& query);

}  // namespace pingyi::search
