// What the addresses of the ledger hold.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "kernel/time.hpp"
#include "modules/ledger/lots.hpp"

namespace pingyi::ledger {

inline constexpr std::int64_t index_max = (std::int64_t{1} << 53) - 1;  // whole in JSON

/// A part of a path: refused later where it is no name of ours.
using Part = Text<1, 20>;

struct LogPath {
    Part log;
};
BOOST_DESCRIBE_STRUCT(LogPath, (), (log))
struct TilePath1 {
    Part log, level, a;
};
BOOST_DESCRIBE_STRUCT(TilePath1, (), (log, level, a))
struct TilePath2 {
    Part log, level, a, b;
};
BOOST_DESCRIBE_STRUCT(TilePath2, (), (log, level, a, b))
struct TilePath3 {
    Part log, level, a, b, c;
};
BOOST_DESCRIBE_STRUCT(TilePath3, (), (log, level, a, b, c))
struct TilePath4 {
    Part log, level, a, b, c, d;
};
BOOST_DESCRIBE_STRUCT(TilePath4, (), (log, level, a, b, c, d))

struct EntryPath {
    Int<0, index_max> index;
};
BOOST_DESCRIBE_STRUCT(EntryPath, (), (index))
struct LedgerQuery {
    std::optional<Int<1, index_max>> before;  ///< entries below this index
};
BOOST_DESCRIBE_STRUCT(LedgerQuery, (), (before))

// Lots drawn in public

using DrawPart = Text<1, 40>;  ///< 16 hex digits; refused later where it is no id of ours
struct DrawPath {
    DrawPart draw;
};
BOOST_DESCRIBE_STRUCT(DrawPath, (), (draw))
struct DrawsQuery {
    std::optional<Cursor> after;
};
BOOST_DESCRIBE_STRUCT(DrawsQuery, (), (after))

/// One draw as the operations log tells of it. Hashes are hex.
struct DrawView {
    std::string id;
    std::string list_sha256;  ///< of the frozen file
    std::int64_t items = 0;
    std::int64_t places = 0;
    DrawState state{};
    std::vector<std::int64_t> awaited;          ///< offices whose next step is missing
    std::optional<std::int64_t> failed_office;  ///< that did not reveal
    std::int64_t frozen_index = 0;              ///< of the entry that froze the list
    Day frozen_on{};
};
BOOST_DESCRIBE_STRUCT(DrawView, (),
                      (id, list_sha256, items, places, state, awaited, failed_office, frozen_index,
                       frozen_on))
/// A step that took effect. The facts of `step`: committed: office, octets (SHA-256 of the secret);
/// seeded: size, octets (root of the checkpoint); revealed: office, octets (the secret); failed:
/// office.
BOOST_DEFINE_ENUM_CLASS(DrawStepName, frozen, committed, seeded, revealed, failed)
struct DrawStepView {
    DrawStepName step{};
    std::int64_t index = 0;  ///< of its entry
    Day day{};
    std::optional<std::int64_t> office;
    std::optional<std::int64_t> size;
    std::optional<std::string> octets;
};
BOOST_DESCRIBE_STRUCT(DrawStepView, (), (step, index, day, office, size, octets))
struct DrawDetail {
    DrawView draw;
    std::vector<DrawStepView> steps;  ///< in the order of the log
    std::string log;                  ///< its address, for `pingyi draw result … --log`
};
BOOST_DESCRIBE_STRUCT(DrawDetail, (), (draw, steps, log))

}  // namespace pingyi::ledger
