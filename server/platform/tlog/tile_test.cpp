#include "platform/tlog/tile.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "platform/tlog/tlog_test.hpp"

namespace pingyi::tlog {
namespace {

using testing::entry_at;
using testing::SmallLog;

TEST(TilePath, IsWrittenAndReadOneWay) {
    struct Row {
        TileId id;
        std::string_view path;
    };
    const Row rows[] = {
        {{0, 0}, "tile/0/000"},
        {{0, 1'234'067}, "tile/0/x001/x234/067"},
        {{1, 999, 255}, "tile/1/999.p/255"},
        {{2, 1000, 1}, "tile/2/x001/000.p/1"},
        {{entries_level, 5}, "tile/entries/005"},
        {{entries_level, 70'000, 112}, "tile/entries/x070/000.p/112"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(path_of(row.id), row.path);
        EXPECT_EQ(tile_of_path(row.path), row.id) << row.path;
    }
}

TEST(TilePath, OthersAreRefused) {
    for (const std::string_view path : {"",
                                        "tile",
                                        "tile/",
                                        "tile/0",
                                        "tile/0/",
                                        "tile/0/0",
                                        "tile/0/0000",
                                        "tile/0/00a",
                                        "tile/00/000",
                                        "tile/8/000",
                                        "tile/-1/000",
                                        "tile/0/000.p/0",
                                        "tile/0/000.p/256",
                                        "tile/0/000.p/01",
                                        "tile/0/000.p/",
                                        "tile/0/000.p",
                                        "tile/0/000/",
                                        "tile/0/000 ",
                                        "tile/0/x000/001",
                                        "tile/0/x001",
                                        "tile/0/001/002",
                                        "tile/0/x1/000",
                                        "tile/0/x001/2",
                                        "tile/entries",
                                        "tile/entries/",
                                        "tile/data/000",
                                        "checkpoint",
                                        "/tile/0/000",
                                        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
                                        "tile/0/../000"}) {
        EXPECT_FALSE(tile_of_path(path)) << path;
    }
}

TEST(TilePath, EveryTileComesBack) {
    rc::check([] {
        const TileId id{*rc::gen::inRange(entries_level, 8),
                        *rc::gen::inRange<std::uint64_t>(0, tree_size_max / tile_width),
                        *rc::gen::inRange<std::uint64_t>(1, tile_width + 1)};
        RC_ASSERT(tile_of_path(path_of(id)) == id);
    });
}

TEST(Tile, AreThoseOfTheStandardsExample) {
    const std::vector<TileId> edge = partial_tiles(70'000);
    const std::vector<TileId> want = {
        {entries_level, 273, 112}, {0, 273, 112}, {1, 1, 17}, {2, 0, 1}};
    EXPECT_EQ(edge, want);
    EXPECT_EQ(partial_tiles(256), (std::vector<TileId>{{1, 0, 1}}));
    EXPECT_TRUE(partial_tiles(0).empty());
    EXPECT_EQ(tile_at(0, 272, 70'000), (TileId{0, 272}));
    EXPECT_FALSE(tile_at(0, 274, 70'000));
    EXPECT_FALSE(tile_at(3, 0, 70'000));
    EXPECT_FALSE(tile_at(0, ~std::uint64_t{0}, tree_size_max));
}

// Sizes and SHA-256 of every file of a log made by golang.org/x/mod/sumdb/tlog.
TEST(Tile, FilesAreThoseOfGoSumdb) {
    PINGYI_VECTORS(log, "vectors/tlog_leaves.json");
    PINGYI_VECTORS(vectors, "vectors/tlog_tiles.json");
    std::vector<std::string> entries;
    for (const auto& leaf : log.at("leaves_b64").as_array()) {
        entries.push_back(crypto::base64_decoded(testing::text_of(leaf)).value());
    }
    std::size_t compared = 0;
    for (const std::uint64_t size : {1, 255, 256, 257, 300, 512, 1100}) {
        SmallLog made;
        std::map<std::string, std::string> every_width;
        while (made.growth.size() < size) {
            ASSERT_TRUE(made.growth.append(entries[made.growth.size()]));
            for (Tile& tile : made.growth.take_changed()) {
                every_width[path_of(tile.id)] = std::move(tile.octets);
            }
        }
        EXPECT_EQ(base64(made.growth.root()),
                  testing::text_of(log.at("roots_b64_by_size").as_array()[size]));
        for (const auto& value : vectors.at("tiles").as_array()) {
            const auto& row = value.as_object();
            if (row.at("tree_size").to_number<std::uint64_t>() != size) continue;
            const auto found = every_width.find(testing::text_of(row.at("path")));
            ASSERT_NE(found, every_width.end()) << row.at("path");
            EXPECT_EQ(found->second.size(), row.at("bytes").to_number<std::size_t>());
            EXPECT_EQ(crypto::hex(crypto::sha256(found->second)),
                      testing::text_of(row.at("sha256")));
            ++compared;
        }
    }
    EXPECT_EQ(compared, vectors.at("tiles").as_array().size());
}

TEST(Entries, ComeBackAsTheyWere) {
    rc::check([] {
        const auto entries =
            *rc::gen::container<std::vector<std::string>>(rc::gen::arbitrary<std::string>());
        RC_PRE(!entries.empty());
        RC_PRE(entries.size() <= tile_width);
        std::string bundle;
        for (const std::string& entry : entries) RC_ASSERT(append_entry(bundle, entry));
        const TileId id{entries_level, 0, entries.size()};
        const auto read = entries_of(id, bundle);
        RC_ASSERT(read.has_value());
        RC_ASSERT(std::vector<std::string>(read->begin(), read->end()) == entries);
        RC_ASSERT(!entries_of(id, bundle + '\0'));
        RC_ASSERT(!entries_of(id, bundle.substr(0, bundle.size() - 1)));
        RC_ASSERT(!entries_of({entries_level, 0, entries.size() + 1}, bundle));
    });
}

TEST(Entries, HaveALongestOne) {
    std::string bundle;
    EXPECT_TRUE(append_entry(bundle, std::string(65'535, 'x')));
    EXPECT_EQ(append_entry(bundle, std::string(65'536, 'x')).error().code, "tlog.entry_too_long");
    EXPECT_EQ(bundle.size(), 65'537U);
    EXPECT_EQ(entries_of({entries_level, 0, 1}, bundle)->front().size(), 65'535U);
    Growth growth;
    EXPECT_EQ(growth.append(std::string(65'536, 'x')).error().code, "tlog.entry_too_long");
    EXPECT_EQ(growth.size(), 0U);
    EXPECT_TRUE(growth.take_changed().empty());
}

TEST(Entries, MoreThanATileAreRefused) {
    const std::string bundle(2 * (tile_width + 1), '\0');  // empty entries
    EXPECT_EQ(entries_of({entries_level, 0}, bundle).error().code, "tlog.bad_entries");
    EXPECT_TRUE(entries_of({entries_level, 0}, bundle.substr(2)));
}

// In batches of any size, from what was stored, the log is the same as in one go.
TEST(Growth, DoesNotDependOnTheBatches) {
    rc::check([] {
        const auto batches = *rc::gen::container<std::vector<std::uint64_t>>(
            *rc::gen::inRange<std::size_t>(1, 6), rc::gen::inRange<std::uint64_t>(0, 600));
        SmallLog stored;
        std::uint64_t size = 0;
        for (const std::uint64_t batch : batches) {
            auto growth = Growth::of(size, stored.tiles());
            RC_ASSERT(growth.has_value());
            for (size += batch; growth->size() < size;) {
                RC_ASSERT(growth->append(entry_at(growth->size())));
            }
            std::vector<Tile> changed = growth->take_changed();
            RC_ASSERT((batch > 0 || changed.empty()));
            for (Tile& tile : changed) {
                stored.files[path_of(tile.id)] = std::move(tile.octets);
            }
            stored.growth = *growth;
        }
        const SmallLog whole(size);
        RC_ASSERT(stored.growth.root() == whole.growth.root());
        for (const auto& [path, octets] : whole.files) RC_ASSERT(stored.files[path] == octets);
    });
}

TEST(Growth, TakesEachTileOnce) {
    SmallLog log;
    for (std::uint64_t i = 0; i < 600; ++i) ASSERT_TRUE(log.growth.append(entry_at(i)));
    std::vector<std::string> paths;
    for (const Tile& tile : log.growth.take_changed()) paths.push_back(path_of(tile.id));
    const std::vector<std::string> want = {
        "tile/0/000",       "tile/entries/000",      "tile/0/001",
        "tile/entries/001", "tile/entries/002.p/88", "tile/0/002.p/88",
        "tile/1/000.p/2"};
    EXPECT_EQ(paths, want);
    EXPECT_TRUE(log.growth.take_changed().empty());
}

TEST(Growth, SaysWhichTileItLacks) {
    SmallLog log(300);
    log.files.erase("tile/0/001.p/44");
    EXPECT_EQ(Growth::of(300, log.tiles()).error().detail, "tile/0/001.p/44");
    SmallLog short_one(300);
    short_one.files["tile/0/001.p/44"].pop_back();
    EXPECT_EQ(Growth::of(300, short_one.tiles()).error().code, "tlog.bad_tile");
}

TEST(TileNodes, GiveTheProofsOfTheTree) {
    const SmallLog log(70'000);
    std::vector<Hash> leaves;
    for (std::uint64_t i = 0; i < 70'000; ++i) leaves.push_back(leaf_hash(entry_at(i)));
    EXPECT_EQ(log.growth.root(), root_of(leaves));
    TileNodes nodes(70'000, log.tiles());
    rc::check([&] {
        const auto size = *rc::gen::inRange<std::uint64_t>(1, 70'001);
        const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
        const auto root = root_at(size, nodes.reader());
        RC_ASSERT(root.has_value());
        const auto proof = inclusion_proof(index, size, nodes.reader());
        RC_ASSERT(proof.has_value());
        RC_ASSERT(verify_inclusion(index, size, leaves[index], *proof, *root));
        const auto growth = consistency_proof(size, 70'000, nodes.reader());
        RC_ASSERT(growth.has_value());
        RC_ASSERT(verify_consistency(size, 70'000, *root, log.growth.root(), *growth));
        RC_ASSERT(nodes.stored(0, index).value() == leaves[index]);
    });
    EXPECT_EQ(nodes.stored(0, 70'000).error().code, "tlog.no_tile");
    EXPECT_EQ(nodes({40, 0}).error().code, "tlog.no_tile");
}

// A log may drop a partial tile once the full one is there.
TEST(TileNodes, TakeTheFullTileInThePlaceOfAPartialOne) {
    SmallLog log(300);
    log.grow_to(512);
    log.files.erase("tile/0/001.p/44");
    log.files.erase("tile/entries/001.p/44");
    TileNodes nodes(300, log.tiles());
    const SmallLog then(300);
    EXPECT_EQ(root_at(300, nodes.reader()).value(), then.growth.root());
    EXPECT_EQ(Growth::of(300, log.tiles())->root(), then.growth.root());
}

}  // namespace
}  // namespace pingyi::tlog
