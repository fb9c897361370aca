// The Merkle tree of RFC 6962: hashes, the growing edge of a tree, proofs made and verified.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"

namespace pingyi::tlog {

/// A SHA-256 digest.
using Hash = std::array<std::uint8_t, 32>;

/// Hashes in a proof; a tree of 2^63 leaves needs no more.
constexpr std::size_t proof_hashes_max = 63;
/// Leaves of a tree; sizes above are refused wherever they are read.
constexpr std::uint64_t tree_size_max = (std::uint64_t{1} << 63U) - 1;

[[nodiscard]] Hash leaf_hash(std::string_view entry);
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);
/// The root of the tree without leaves.
[[nodiscard]] Hash empty_root();
/// The root of the tree that has these hashes as its leaves.
[[nodiscard]] Hash root_of(std::span<const Hash> leaves);

/// The 32 octets; valid as long as `hash`.
[[nodiscard]] std::string_view octets(const Hash& hash);
/// nullopt unless there are 32 octets.
[[nodiscard]] std::optional<Hash> hash_of_octets(std::string_view octets);
[[nodiscard]] std::string base64(const Hash& hash);  ///< 44 characters
[[nodiscard]] std::optional<Hash> hash_of_base64(std::string_view text);

/// A perfect subtree: the root over leaves [index << level, (index + 1) << level).
struct Node {
    unsigned level = 0;
    std::uint64_t index = 0;
    auto operator<=>(const Node&) const = default;
};

/// Finds the hash of a perfect subtree; fails when it is not there or damaged.
using NodeReader = std::function<Result<Hash>(const Node&)>;

/// A tree of which only the edge is kept: enough to append and to know the root. At most 63 hashes.
class Frontier {
public:
    Frontier() = default;
    /// `subtrees` are the roots of the perfect subtrees of a tree of `size` leaves, the largest
    /// first; nullopt when their number does not fit.
    [[nodiscard]] static std::optional<Frontier> of(std::uint64_t size, std::vector<Hash> subtrees);

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] const std::vector<Hash>& subtrees() const { return subtrees_; }
    [[nodiscard]] Hash root() const;
    void append(const Hash& leaf);

private:
    std::uint64_t size_ = 0;
    std::vector<Hash> subtrees_;
};

/// The perfect subtrees that a tree of `size` leaves consists of, the largest first.
[[nodiscard]] std::vector<Node> subtrees_of(std::uint64_t size);
/// The edge of the tree that the first `size` leaves make.
[[nodiscard]] Result<Frontier> frontier_at(std::uint64_t size, const NodeReader& nodes);
[[nodiscard]] Result<Hash> root_at(std::uint64_t size, const NodeReader& nodes);

/// The hashes that prove leaf `index` in the tree of `size` leaves, the leaf's sibling first.
/// errors   invalid_input tlog.no_such_leaf; those of `nodes`
[[nodiscard]] Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                                        const NodeReader& nodes);
/// The hashes that prove that the tree of `size` continues the one of `old_size` (0 ≤ old_size ≤
/// size). Empty when old_size is 0 or equal to size.
/// errors   invalid_input tlog.no_such_tree; those of `nodes`
[[nodiscard]] Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size,
                                                          std::uint64_t size,
                                                          const NodeReader& nodes);

[[nodiscard]] bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                                    std::span<const Hash> proof, const Hash& root);
/// From size 0 everything is consistent with an empty proof.
[[nodiscard]] bool verify_consistency(std::uint64_t old_size, std::uint64_t size,
                                      const Hash& old_root, const Hash& root,
                                      std::span<const Hash> proof);

}  // namespace pingyi::tlog
