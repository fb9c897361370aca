// Checkpoints as C2SP tlog-checkpoint has them: what a log says of itself at one size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "platform/tlog/tree.hpp"

namespace pingyi::tlog {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    std::vector<std::string> extensions;  ///< further lines, each not empty; we write none
    bool operator==(const Checkpoint&) const = default;

    /// Reads the text of a note strictly: no leading zero, canonical base64, the root of nothing at
    /// size 0.
    /// errors   invalid_input tlog.bad_checkpoint (detail: what is wrong)
    [[nodiscard]] static Result<Checkpoint> parsed(std::string_view text);
    /// The text to sign.
    [[nodiscard]] std::string text() const;
};

/// A decimal number as these formats have it: digits only, no leading zero, at most 2^63 - 1.
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view digits);

/// A line without its line feed taken off the front of `text`; nullopt when no line feed comes.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& text);
/// Takes lines of one hash each, up to and with an empty line; nullopt when one is something else,
/// there are more than proof_hashes_max, or the empty line does not come.
[[nodiscard]] std::optional<std::vector<Hash>> take_proof(std::string_view& text);

/// What is sent to a witness (C2SP tlog-witness, add-checkpoint).
struct AddCheckpoint {
    std::uint64_t old_size = 0;
    std::vector<Hash> proof;
    std::string note;  ///< the signed checkpoint

    /// errors   invalid_input tlog.bad_request (detail: what is wrong)
    [[nodiscard]] static Result<AddCheckpoint> parsed(std::string_view body);
    [[nodiscard]] std::string str() const;
};

}  // namespace pingyi::tlog
