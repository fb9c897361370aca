#include "platform/tlog/tree.hpp"

#include <boost/json/src.hpp>  // the library itself links no JSON
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "platform/tlog/tlog_test.hpp"

namespace pingyi::tlog {
namespace {

using testing::hash_in;
using testing::hashes_in;

/// The definition of RFC 6962, section 2.1, as slow as it reads.
Hash defined_root(std::span<const Hash> leaves) {
    if (leaves.empty()) return empty_root();
    if (leaves.size() == 1) return leaves[0];
    std::size_t half = 1;
    while (half * 2 < leaves.size()) half *= 2;
    return node_hash(defined_root(leaves.first(half)), defined_root(leaves.subspan(half)));
}

/// 300 leaves that differ.
const std::vector<Hash>& leaves() {
    static const std::vector<Hash> made = [] {
        std::vector<Hash> hashes;
        for (std::uint64_t i = 0; i < 300; ++i) hashes.push_back(leaf_hash(testing::entry_at(i)));
        return hashes;
    }();
    return made;
}

NodeReader nodes_of(std::span<const Hash> all) {
    return [all](const Node& node) -> Result<Hash> {
        const std::size_t width = std::size_t{1} << node.level;
        if ((node.index + 1) * width > all.size()) {
            return fail(ErrorKind::internal, "test.no_such_node");
        }
        return defined_root(all.subspan(node.index * width, width));
    };
}

Hash flipped(Hash hash, std::size_t bit) {
    hash[bit / 8 % hash.size()] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    return hash;
}

TEST(Tree, HashesAsRfc6962) {
    PINGYI_VECTORS(vectors, "vectors/rfc6962_tree8.json");
    Frontier tree;
    std::vector<Hash> hashes;
    const auto& roots = vectors.at("roots_hex_by_size").as_array();
    EXPECT_EQ(crypto::hex(octets(tree.root())), testing::text_of(roots[0]));
    for (std::size_t i = 0; i < 8; ++i) {
        const std::string leaf =
            testing::octets_of_hex(testing::text_of(vectors.at("leaves_hex").as_array()[i]));
        hashes.push_back(leaf_hash(leaf));
        EXPECT_EQ(crypto::hex(octets(hashes.back())),
                  testing::text_of(vectors.at("leaf_hash_hex").as_array()[i]));
        tree.append(hashes.back());
        EXPECT_EQ(crypto::hex(octets(tree.root())), testing::text_of(roots[i + 1]));
        EXPECT_EQ(root_of(hashes), tree.root());
    }
    const auto& hasher = vectors.at("hasher").as_object();
    EXPECT_EQ(crypto::hex(octets(leaf_hash("L123456"))),
              testing::text_of(hasher.at("leaf_hash_of_ascii_L123456")));
}

TEST(Tree, ProofsOfOtherPrograms) {
    PINGYI_VECTORS(vectors, "vectors/transparency_dev_merkle.json");
    std::size_t checked = 0;
    const auto proof_of = [](const boost::json::object& row) {
        std::optional<std::vector<Hash>> proof{std::in_place};
        if (row.at("proof").is_null()) return proof;
        for (const auto& item : row.at("proof").as_array()) {
            const auto hash = hash_in(item);
            if (!hash) return std::optional<std::vector<Hash>>{};
            proof->push_back(*hash);
        }
        return proof;
    };
    for (const auto& value : vectors.at("inclusion").as_array()) {
        const auto& row = value.as_object();
        const auto proof = proof_of(row);
        const auto leaf = hash_in(row.at("leafHash"));
        const auto root = hash_in(row.at("root"));
        const bool holds =
            proof && leaf && root &&
            verify_inclusion(row.at("leafIdx").to_number<std::uint64_t>(),
                             row.at("treeSize").to_number<std::uint64_t>(), *leaf, *proof, *root);
        EXPECT_EQ(holds, !row.at("wantErr").as_bool()) << row.at("file") << row.at("desc");
        ++checked;
    }
    for (const auto& value : vectors.at("consistency").as_array()) {
        const auto& row = value.as_object();
        const auto proof = proof_of(row);
        const auto old_root = hash_in(row.at("root1"));
        const auto root = hash_in(row.at("root2"));
        const bool holds = proof && old_root && root &&
                           verify_consistency(row.at("size1").to_number<std::uint64_t>(),
                                              row.at("size2").to_number<std::uint64_t>(), *old_root,
                                              *root, *proof);
        EXPECT_EQ(holds, !row.at("wantErr").as_bool()) << row.at("file") << row.at("desc");
        ++checked;
    }
    EXPECT_EQ(checked, 92U);
}

TEST(Tree, ProofsOfGoSumdb) {
    PINGYI_VECTORS(vectors, "vectors/tlog_proofs.json");
    for (const auto& value : vectors.at("inclusion").as_array()) {
        const auto& row = value.as_object();
        EXPECT_EQ(verify_inclusion(row.at("index").to_number<std::uint64_t>(),
                                   row.at("size").to_number<std::uint64_t>(),
                                   hash_in(row.at("leaf_hash")).value(), hashes_in(row.at("proof")),
                                   hash_in(row.at("root")).value()),
                  row.at("valid").as_bool())
            << boost::json::serialize(row);
    }
    for (const auto& value : vectors.at("consistency").as_array()) {
        const auto& row = value.as_object();
        EXPECT_EQ(verify_consistency(
                      row.at("old").to_number<std::uint64_t>(),
                      row.at("new").to_number<std::uint64_t>(), hash_in(row.at("old_root")).value(),
                      hash_in(row.at("new_root")).value(), hashes_in(row.at("proof"))),
                  row.at("valid").as_bool())
            << boost::json::serialize(row);
    }
}

TEST(Tree, MakesTheProofsThatGoSumdbMakes) {
    PINGYI_VECTORS(vectors, "vectors/tlog_proofs.json");
    PINGYI_VECTORS(log, "vectors/tlog_leaves.json");
    std::vector<Hash> hashes;
    for (const auto& leaf : log.at("leaves_b64").as_array()) {
        hashes.push_back(leaf_hash(crypto::base64_decoded(testing::text_of(leaf)).value()));
    }
    const NodeReader nodes = nodes_of(hashes);
    std::size_t made = 0;
    for (const auto& value : vectors.at("inclusion").as_array()) {
        const auto& row = value.as_object();
        if (!row.at("valid").as_bool()) continue;
        const auto proof = inclusion_proof(row.at("index").to_number<std::uint64_t>(),
                                           row.at("size").to_number<std::uint64_t>(), nodes);
        EXPECT_EQ(proof.value(), hashes_in(row.at("proof")));
        ++made;
    }
    for (const auto& value : vectors.at("consistency").as_array()) {
        const auto& row = value.as_object();
        if (!row.at("valid").as_bool()) continue;
        const auto proof = consistency_proof(row.at("old").to_number<std::uint64_t>(),
                                             row.at("new").to_number<std::uint64_t>(), nodes);
        EXPECT_EQ(proof.value(), hashes_in(row.at("proof")));
        ++made;
    }
    EXPECT_GT(made, 200U);
}

TEST(Tree, RootsAtEverySize) {
    Frontier tree;
    const NodeReader nodes = nodes_of(leaves());
    for (std::uint64_t size = 0; size <= leaves().size(); ++size) {
        const Hash root = defined_root(std::span(leaves()).first(size));
        ASSERT_EQ(tree.root(), root) << size;
        ASSERT_EQ(root_of(std::span(leaves()).first(size)), root) << size;
        const auto read = frontier_at(size, nodes);
        ASSERT_TRUE(read);
        ASSERT_EQ(read->subtrees(), tree.subtrees()) << size;
        if (size < leaves().size()) tree.append(leaves()[size]);
    }
}

TEST(Tree, ContinuesFromAStoredFrontier) {
    Frontier tree;
    for (std::size_t i = 0; i < 77; ++i) tree.append(leaves()[i]);
    auto again = Frontier::of(tree.size(), tree.subtrees());
    ASSERT_TRUE(again);
    for (std::size_t i = 77; i < 200; ++i) again->append(leaves()[i]);
    EXPECT_EQ(again->root(), defined_root(std::span(leaves()).first(200)));
    EXPECT_FALSE(Frontier::of(77, std::vector<Hash>(3)));
    EXPECT_FALSE(Frontier::of(~std::uint64_t{0}, std::vector<Hash>(64)));
}

// Every leaf of every size would be 45,000 proofs of up to nine hashes: sizes are all tried, leaves
// by chance and at both ends.
TEST(Tree, EveryProofHoldsAndNoOther) {
    const NodeReader nodes = nodes_of(leaves());
    for (std::uint64_t size = 1; size <= leaves().size(); size += size < 70 ? 1 : 7) {
        const Hash root = defined_root(std::span(leaves()).first(size));
        for (std::uint64_t index = 0; index < size; index += size < 70 ? 1 : 13) {
            const auto proof = inclusion_proof(index, size, nodes).value();
            ASSERT_TRUE(verify_inclusion(index, size, leaves()[index], proof, root));
            ASSERT_FALSE(verify_inclusion(index + 1, size, leaves()[index], proof, root));
            if (index > 0) {
                ASSERT_FALSE(verify_inclusion(index - 1, size, leaves()[index], proof, root));
            }
        }
    }
    rc::check("a flipped bit never verifies", [&nodes] {
        const auto size = *rc::gen::inRange<std::uint64_t>(1, leaves().size() + 1);
        const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
        const auto bit = *rc::gen::inRange<std::size_t>(0, 256);
        const Hash root = defined_root(std::span(leaves()).first(size));
        auto proof = inclusion_proof(index, size, nodes).value();
        const Hash& leaf = leaves()[index];
        RC_ASSERT(verify_inclusion(index, size, leaf, proof, root));
        RC_ASSERT(!verify_inclusion(index, size, flipped(leaf, bit), proof, root));
        RC_ASSERT(!verify_inclusion(index, size, leaf, proof, flipped(root, bit)));
        auto longer = proof;
        longer.push_back(leaf);
        RC_ASSERT(!verify_inclusion(index, size, leaf, longer, root));
        if (proof.empty()) return;
        auto& one = proof[*rc::gen::inRange<std::size_t>(0, proof.size())];
        one = flipped(one, bit);
        RC_ASSERT(!verify_inclusion(index, size, leaf, proof, root));
    });
}

TEST(Tree, EveryTreeContinuesItsBeginnings) {
    const NodeReader nodes = nodes_of(leaves());
    rc::check([&nodes] {
        const auto size = *rc::gen::inRange<std::uint64_t>(1, leaves().size() + 1);
        const auto old_size = *rc::gen::inRange<std::uint64_t>(0, size + 1);
        const auto bit = *rc::gen::inRange<std::size_t>(0, 256);
        const Hash root = defined_root(std::span(leaves()).first(size));
        const Hash old_root = defined_root(std::span(leaves()).first(old_size));
        auto proof = consistency_proof(old_size, size, nodes).value();
        RC_ASSERT(verify_consistency(old_size, size, old_root, root, proof));
        RC_ASSERT(!verify_consistency(size + 1, size, old_root, root, proof));
        auto longer = proof;
        longer.push_back(root);
        RC_ASSERT(!verify_consistency(old_size, size, old_root, root, longer));
        if (old_size == 0) return;
        RC_ASSERT(!verify_consistency(old_size, size, flipped(old_root, bit), root, proof));
        RC_ASSERT(!verify_consistency(old_size, size, old_root, flipped(root, bit), proof));
        if (proof.empty()) return;
        auto& one = proof[*rc::gen::inRange<std::size_t>(0, proof.size())];
        one = flipped(one, bit);
        RC_ASSERT(!verify_consistency(old_size, size, old_root, root, proof));
    });
}

TEST(Tree, RefusesWhatIsNotThere) {
    const NodeReader nodes = nodes_of(leaves());
    EXPECT_EQ(inclusion_proof(7, 7, nodes).error().code, "tlog.no_such_leaf");
    EXPECT_EQ(inclusion_proof(0, 0, nodes).error().code, "tlog.no_such_leaf");
    EXPECT_EQ(consistency_proof(8, 7, nodes).error().code, "tlog.no_such_tree");
    EXPECT_EQ(inclusion_proof(0, 301, nodes).error().code, "test.no_such_node");
    EXPECT_FALSE(verify_inclusion(0, ~std::uint64_t{0}, leaves()[0], {}, leaves()[0]));
    EXPECT_FALSE(hash_of_base64("AAAA"));
    EXPECT_FALSE(hash_of_base64(base64(leaves()[0]) + "\n"));
}

}  // namespace
}  // namespace pingyi::tlog
