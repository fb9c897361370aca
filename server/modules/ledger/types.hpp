// The values of the ledger: its logs, entries, and what an entry of the operations log says.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/time.hpp"

namespace pingyi::ledger {

enum class Log : std::uint8_t { operations, box };
inline constexpr std::array<Log, 2> all_logs{Log::operations, Log::box};
inline constexpr std::array<std::string_view, 2> log_names{"operations", "box"};
[[nodiscard]] constexpr std::string_view name_of(Log log) {
    return log_names[static_cast<std::size_t>(log)];
}
[[nodiscard]] constexpr std::optional<Log> log_named(std::string_view name) {
    for (const Log log : all_logs) {
        if (name_of(log) == name) return log;
    }
    return std::nullopt;
}

/// What a caller holds of an entry before it has a place in the tree.
using EntryId = Id<struct LedgerEntryEntity>;

/// Octets of an entry, its type octet included.
inline constexpr std::size_t entry_octets_max = 65'535;

/// A public fact of an operation: a number, or octets that are shown in hex (a hash).
struct Fact {
    std::string name;  ///< 1 to 40 of [a-z0-9_]
    std::variant<std::uint64_t, std::string> value;
    bool operator==(const Fact&) const = default;
};

/// What was done, as everybody may read it. No personal data, no time finer than the day.
struct Operation {
    std::string kind;  ///< "module.what", 3 to 80 of [a-z0-9_.]
    Day day{};
    std::string role;        ///< acting role, 0 to 40 of [a-z_]; empty: nobody in particular
    std::string commitment;  ///< 32 octets, or empty: nothing of it can be erased
    std::vector<Fact> facts;
    bool operator==(const Operation&) const = default;
};

/// An entry that has its place.
struct Leaf {
    EntryId id;
    std::uint64_t index = 0;
    std::string octets;
};

}  // namespace pingyi::ledger
