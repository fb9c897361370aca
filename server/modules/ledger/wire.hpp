// What the addresses of the ledger hold.
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>

#include "kernel/fields.hpp"

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

}  // namespace pingyi::ledger
