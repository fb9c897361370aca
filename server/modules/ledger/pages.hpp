// The pages of the ledger: operations in words, the health of the logs, one entry; lots drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modules/ledger/module.hpp"

namespace pingyi::ledger {

/// An entry as it is shown; without `operation` its octets are none that we know.
struct Shown {
    std::uint64_t index = 0;
    std::string octets;
    std::optional<Operation> operation;
};

struct WitnessHealth {
    std::string name;
    std::optional<std::int64_t> unix_seconds;  ///< of its signature under the published checkpoint
};

/// How one log stands.
struct Health {
    Log log = Log::operations;
    bool exists = false;
    std::uint64_t size = 0;
    std::uint64_t published = 0;
    std::optional<Instant> published_at;
    std::int64_t waiting = 0;
    std::optional<std::chrono::seconds> waiting_for;  ///< age of the oldest that waits
    std::vector<WitnessHealth> witnesses;
    std::size_t quorum = 0;
    std::string trouble;  ///< a code, empty: none
};
/// One for each log.
[[nodiscard]] std::vector<Health> health_of(db::Tx& tx, const Ledger& ledger, Instant now);

struct Overview {
    std::vector<Health> health;
    std::vector<Shown> entries;  ///< newest first
    std::uint64_t first = 0;     ///< index of the oldest shown
    bool is_newest = true;
};
[[nodiscard]] http::Response overview_page(const http::Context& context, const html::Shell& shell,
                                           const Overview& overview);

struct EntryView {
    Shown entry;
    bool is_witnessed = false;
    std::uint64_t size = 0;
};
[[nodiscard]] http::Response entry_page(const http::Context& context, const html::Shell& shell,
                                        const EntryView& view);

struct DrawsPage {
    std::vector<Draw> draws;  ///< newest first
    std::optional<std::string> next;
};
[[nodiscard]] http::Response draws_page(const http::Context& context, const html::Shell& shell,
                                        const DrawsPage& shown);
struct DrawnPage {
    Draw draw;
    std::string log_address;
};
[[nodiscard]] http::Response draw_page(const http::Context& context, const html::Shell& shell,
                                       const DrawnPage& shown);

}  // namespace pingyi::ledger
