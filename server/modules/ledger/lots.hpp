// Lots drawn in public, as the operations log tells of them: a list is frozen, two offices commit
// to secrets, a witnessed checkpoint comes after both, the secrets are revealed. Then the order
// follows, and anybody can work it out again. Pure.
//
//   seed   SHA-256(secret of office 1 || secret of office 2 || text of the checkpoint)
//   order  the lines of the list by SHA-256(seed || line), smallest first; the first `places` win
#pragma once

#include <array>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "modules/ledger/types.hpp"

namespace pingyi::ledger {

inline constexpr std::size_t draw_id_octets = 8;
inline constexpr std::size_t secret_octets = 32;
inline constexpr std::size_t lots_max = 1'000'000;
inline constexpr std::size_t offices = 2;

/// Steps of a draw in the operations log; each names its draw in the fact "draw".
inline constexpr std::string_view draw_frozen = "ledger.draw_frozen";        // list, items, places
inline constexpr std::string_view draw_committed = "ledger.draw_committed";  // office, commitment
inline constexpr std::string_view draw_seeded = "ledger.draw_seeded";        // size, root
inline constexpr std::string_view draw_revealed = "ledger.draw_revealed";    // office, secret
inline constexpr std::string_view draw_failed = "ledger.draw_failed";        // office

/// Octets that were told, and the leaf that tells them.
struct Told {
    std::uint64_t index = 0;
    std::string octets;
};
/// The checkpoint that nobody could know when they committed.
struct DrawSeed {
    std::uint64_t index = 0;  ///< of the leaf that names it
    std::uint64_t size = 0;
    std::string root;
};

/// A step that took effect, and the leaf that tells it.
struct DrawStep {
    std::uint64_t index = 0;
    Operation operation;
};

/// frozen → committed (by both) → revealing (the checkpoint is named) → decided, or failed.
BOOST_DEFINE_ENUM_CLASS(DrawState, frozen, committed, revealing, decided, failed)

/// What the log tells of one draw.
struct Draw {
    std::string id;
    std::optional<Told> list;  ///< SHA-256 of the frozen file
    std::uint64_t items = 0;
    std::uint64_t places = 0;
    std::array<std::optional<Told>, offices> commitments;
    std::optional<DrawSeed> seed;
    std::array<std::optional<Told>, offices> secrets;
    std::optional<std::uint64_t> failed;  ///< the office (1 or 2) that did not reveal
    std::vector<DrawStep> steps;          ///< in the order of the log

    /// Takes the next entry of the log. Entries of other draws, and steps that do not fit (a second
    /// commitment, a secret that is not the one committed to, a checkpoint from before a
    /// commitment) change nothing.
    void tell(std::uint64_t index, const Operation& operation);
    [[nodiscard]] bool is_decided() const { return !failed && secrets[0] && secrets[1]; }
    [[nodiscard]] DrawState state() const;
    /// The offices (1, 2) whose step is awaited: a commitment, or a secret.
    [[nodiscard]] std::vector<std::uint64_t> awaited() const;
};

/// Every draw that a log tells of.
class Draws {
public:
    void tell(std::uint64_t index, const Operation& operation);
    /// In the order in which their lists were frozen.
    [[nodiscard]] const std::vector<Draw>& all() const { return draws_; }
    /// nullptr when the log tells of none with this id.
    [[nodiscard]] const Draw* find(std::string_view id) const;

private:
    std::vector<Draw> draws_;
    std::map<std::string, std::size_t, std::less<>> place_of_;  ///< by id
};

/// The lines of a list, without line ends.
/// errors   invalid_input ledger.bad_list (empty, an empty or repeated line, more than a million)
[[nodiscard]] Result<std::vector<std::string>> lots_of(std::string_view file);
/// Every line in the order of the draw. `checkpoint_text` is that of draw.seed under the log's
/// origin.
/// errors   conflict ledger.draw_not_decided, ledger.draw_failed; invalid_input ledger.other_list
///          (not the file that was frozen), ledger.bad_list
[[nodiscard]] Result<std::vector<std::string>> drawn(const Draw& draw, std::string_view file,
                                                     std::string_view checkpoint_text);

}  // namespace pingyi::ledger
