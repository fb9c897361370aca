// The Merkle tree of RFC 6962; the algorithms of proofs follow RFC 9162, section 2.1.
#include "platform/tlog/tree.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <openssl/evp.h>

#include "platform/crypto/crypto.hpp"

namespace pingyi::tlog {
namespace {

/// One context of OpenSSL a thread: millions of short hashes would spend their time on making one.
class Sha256 {
public:
    Sha256() : algorithm_{EVP_MD_fetch(nullptr, "SHA256", nullptr)}, context_{EVP_MD_CTX_new()} {
        must(algorithm_ != nullptr && context_ != nullptr);
    }
    ~Sha256() {
        EVP_MD_CTX_free(context_);
        EVP_MD_free(algorithm_);
    }
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    template <class... Parts>
    Hash of(const Parts&... parts) {
        must(EVP_DigestInit_ex2(context_, algorithm_, nullptr) == 1);
        (must(EVP_DigestUpdate(context_, parts.data(), parts.size()) == 1), ...);
        Hash hash{};
        must(EVP_DigestFinal_ex(context_, hash.data(), nullptr) == 1);
        return hash;
    }

private:
    static void must(bool done) {
        if (done) return;
        std::fprintf(stderr, "pingyi: OpenSSL cannot compute SHA-256\n");
        std::abort();
    }
    EVP_MD* algorithm_;
    EVP_MD_CTX* context_;
};

Sha256& sha256() {
    thread_local Sha256 hasher;
    return hasher;
}

/// The root over the leaves [begin, end), where a power of two that divides `begin` reaches `end`.
Result<Hash> root_between(std::uint64_t begin, std::uint64_t end, const NodeReader& nodes) {
    std::vector<Hash> hashes;
    for (const Node& node : subtrees_of(end - begin)) {
        TRY(hash, nodes({node.level, node.index + (begin >> node.level)}));
        hashes.push_back(hash);
    }
    Hash root = hashes.back();
    for (std::size_t i = hashes.size() - 1; i-- > 0;) root = node_hash(hashes[i], root);
    return root;
}

/// Where RFC 6962 splits a range: the largest power of two below its length.
std::uint64_t split(std::uint64_t leaves) {
    return std::bit_floor(leaves - 1);
}

/// The way from a leaf up to the root of a tree: where it stands and where the last one does.
struct Path {
    std::uint64_t at;
    std::uint64_t last;

    [[nodiscard]] bool is_at_root() const { return last == 0; }
    [[nodiscard]] bool has_left_sibling() const { return at % 2 == 1 || at == last; }
    void up() {
        at >>= 1U;
        last >>= 1U;
    }
    /// Over levels at which the right edge stands alone.
    void pass_single() {
        while (at % 2 == 0 && at != 0) up();
    }
};

}  // namespace

Hash leaf_hash(std::string_view entry) {
    return sha256().of(std::string_view("\0", 1), entry);
}

Hash node_hash(const Hash& left, const Hash& right) {
    std::array<std::uint8_t, 1 + 2 * sizeof(Hash)> input{1};
    std::memcpy(input.data() + 1, left.data(), left.size());
    std::memcpy(input.data() + 1 + left.size(), right.data(), right.size());
    return sha256().of(input);
}

Hash empty_root() {
    return sha256().of();
}

Hash root_of(std::span<const Hash> leaves) {
    std::vector<Hash> row(leaves.begin(), leaves.end());
    if (row.empty()) return empty_root();
    while (row.size() > 1) {
        const std::size_t pairs = row.size() / 2;
        for (std::size_t i = 0; i < pairs; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
        if (row.size() % 2 == 1) row[pairs] = row.back();  // alone, it rises as it is
        row.resize((row.size() + 1) / 2);
    }
    return row.front();
}

std::string_view octets(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::optional<Hash> hash_of_octets(std::string_view octets) {
    Hash hash{};
    if (octets.size() != hash.size()) return std::nullopt;
    std::memcpy(hash.data(), octets.data(), hash.size());
    return hash;
}

std::string base64(const Hash& hash) {
    return crypto::base64(octets(hash));
}

std::optional<Hash> hash_of_base64(std::string_view text) {
    const auto decoded = crypto::base64_decoded(text);
    return decoded ? hash_of_octets(*decoded) : std::nullopt;
}

std::optional<Frontier> Frontier::of(std::uint64_t size, std::vector<Hash> subtrees) {
    if (size > tree_size_max || std::cmp_not_equal(std::popcount(size), subtrees.size())) {
        return std::nullopt;
    }
    Frontier frontier;
    frontier.size_ = size;
    frontier.subtrees_ = std::move(subtrees);
    return frontier;
}

Hash Frontier::root() const {
    if (subtrees_.empty()) return empty_root();
    Hash root = subtrees_.back();
    for (std::size_t i = subtrees_.size() - 1; i-- > 0;) root = node_hash(subtrees_[i], root);
    return root;
}

void Frontier::append(const Hash& leaf) {
    Hash carried = leaf;
    for (std::uint64_t rest = size_; rest % 2 == 1; rest >>= 1U) {
        carried = node_hash(subtrees_.back(), carried);
        subtrees_.pop_back();
    }
    subtrees_.push_back(carried);
    ++size_;
}

std::vector<Node> subtrees_of(std::uint64_t size) {
    std::vector<Node> nodes;
    for (std::uint64_t begin = 0; begin < size;) {
        const auto level = static_cast<unsigned>(std::bit_width(size - begin) - 1);
        nodes.push_back({level, begin >> level});
        begin += std::uint64_t{1} << level;
    }
    return nodes;
}

Result<Frontier> frontier_at(std::uint64_t size, const NodeReader& nodes) {
    std::vector<Hash> hashes;
    for (const Node& node : subtrees_of(size)) {
        TRY(hash, nodes(node));
        hashes.push_back(hash);
    }
    auto frontier = Frontier::of(size, std::move(hashes));
    if (!frontier) return fail(ErrorKind::invalid_input, "tlog.no_such_tree");
    return std::move(*frontier);
}

Result<Hash> root_at(std::uint64_t size, const NodeReader& nodes) {
    TRY(frontier, frontier_at(size, nodes));
    return frontier.root();
}

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const NodeReader& nodes) {
    if (index >= size || size > tree_size_max) {
        return fail(ErrorKind::invalid_input, "tlog.no_such_leaf");
    }
    std::vector<Hash> proof;
    std::uint64_t begin = 0;
    for (std::uint64_t end = size; end - begin > 1;) {
        const std::uint64_t middle = begin + split(end - begin);
        const bool is_left = index < middle;
        TRY(sibling,
            is_left ? root_between(middle, end, nodes) : root_between(begin, middle, nodes));
        proof.push_back(sibling);
        (is_left ? end : begin) = middle;
    }
    std::ranges::reverse(proof);
    return proof;
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                            const NodeReader& nodes) {
    if (old_size > size || size > tree_size_max) {
        return fail(ErrorKind::invalid_input, "tlog.no_such_tree");
    }
    std::vector<Hash> proof;
    if (old_size == 0) return proof;
    std::uint64_t begin = 0;
    std::uint64_t end = size;
    while (old_size != end) {
        const std::uint64_t middle = begin + split(end - begin);
        const bool is_left = old_size <= middle;
        TRY(sibling,
            is_left ? root_between(middle, end, nodes) : root_between(begin, middle, nodes));
        proof.push_back(sibling);
        (is_left ? end : begin) = middle;
    }
    if (begin != 0) {  // else the verifier knows it: it is the old root
        TRY(last, root_between(begin, end, nodes));
        proof.push_back(last);
    }
    std::ranges::reverse(proof);
    return proof;
}

bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                      std::span<const Hash> proof, const Hash& root) {
    if (index >= size || size > tree_size_max) return false;
    Path path{index, size - 1};
    Hash hash = leaf;
    for (const Hash& sibling : proof) {
        if (path.is_at_root()) return false;
        if (path.has_left_sibling()) {
            hash = node_hash(sibling, hash);
            path.pass_single();
        } else {
            hash = node_hash(hash, sibling);
        }
        path.up();
    }
    return path.is_at_root() && hash == root;
}

bool verify_consistency(std::uint64_t old_size, std::uint64_t size, const Hash& old_root,
                        const Hash& root, std::span<const Hash> proof) {
    if (old_size > size || size > tree_size_max) return false;
    if (old_size == 0) return proof.empty();
    if (old_size == size) return proof.empty() && old_root == root;
    Path path{old_size - 1, size - 1};
    while (path.at % 2 == 1) path.up();
    Hash hash = old_root;  // a power of two: the old tree is a node of the new one
    if (!std::has_single_bit(old_size)) {
        if (proof.empty()) return false;
        hash = proof.front();
        proof = proof.subspan(1);
    }
    Hash old_hash = hash;
    for (const Hash& sibling : proof) {
        if (path.is_at_root()) return false;
        if (path.has_left_sibling()) {
            old_hash = node_hash(sibling, old_hash);
            hash = node_hash(sibling, hash);
            path.pass_single();
        } else {
            hash = node_hash(hash, sibling);
        }
        path.up();
    }
    return path.is_at_root() && old_hash == old_root && hash == root;
}

}  // namespace pingyi::tlog
