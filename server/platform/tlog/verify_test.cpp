#include "platform/tlog/verify.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "platform/tlog/tlog_test.hpp"

namespace pingyi::tlog {
namespace {

using testing::entry_at;
using testing::SmallLog;

std::string code_of(const auto& result) {
    return result ? "" : result.error().code;
}

Source source_of(const SmallLog& log) {
    return [&log](const std::string& path) -> Result<std::optional<std::string>> {
        const auto found = log.files.find(path);
        if (found == log.files.end()) return std::nullopt;
        return found->second;
    };
}

Checkpoint checkpoint_of(const SmallLog& log) {
    return {"log.example", log.growth.size(), log.growth.root(), {}};
}

Result<Verified> verified(const SmallLog& log) {
    return verify_log(checkpoint_of(log), source_of(log), {}, {});
}

TEST(Verify, ReadsEveryEntryOnceInOrder) {
    for (const std::uint64_t size : {0, 1, 2, 255, 256, 257, 511, 512, 513, 66'000}) {
        const SmallLog log(size);
        std::uint64_t next = 0;
        Verified last;
        const Listeners listeners{[&next](std::uint64_t index, std::string_view entry) -> Result<> {
                                      EXPECT_EQ(index, next++);
                                      EXPECT_EQ(entry, entry_at(index));
                                      return {};
                                  },
                                  [&last](const Verified& reached) {
                                      EXPECT_GT(reached.size, last.size);
                                      if (reached.size < 600 || reached.size > 65'000) {
                                          EXPECT_EQ(reached.root,
                                                    SmallLog(reached.size).growth.root());
                                      }
                                      last = reached;
                                  }};
        const auto result = verify_log(checkpoint_of(log), source_of(log), {}, listeners);
        ASSERT_TRUE(result) << size << result.error().code << result.error().detail;
        EXPECT_EQ(next, size);
        EXPECT_EQ(last.size, size);
        EXPECT_EQ(result->root, log.growth.root());
    }
}

TEST(Verify, ContinuesWhereItStopped) {
    SmallLog log(700);
    const Verified before = verified(log).value();
    log.grow_to(66'000);
    for (const std::uint64_t size : {0, 1, 255, 256, 700, 65'536, 66'000}) {
        const Verified from{size, SmallLog(size).growth.root()};
        std::uint64_t next = size;
        std::vector<std::string> fetched;
        const Source source = [&](const std::string& path) {
            if (path.starts_with("tile/entries/")) fetched.push_back(path);
            return source_of(log)(path);
        };
        const auto result = verify_log(checkpoint_of(log), source, from,
                                       {[&next](std::uint64_t index, std::string_view) -> Result<> {
                                            EXPECT_EQ(index, next++);
                                            return {};
                                        },
                                        {}});
        ASSERT_TRUE(result) << size << result.error().code << result.error().detail;
        EXPECT_EQ(next, 66'000U);
        EXPECT_EQ(fetched.size(), (66'000 + 255) / 256 - size / 256);
    }
    EXPECT_TRUE(
        verify_continued({"", before.size, before.root, {}}, checkpoint_of(log), source_of(log)));
}

TEST(Verify, KnowsARewrittenHistory) {
    const SmallLog log(700);
    SmallLog other;
    ASSERT_TRUE(other.growth.append("another beginning"));
    other.grow_to(900);
    const Verified from{700, log.growth.root()};
    EXPECT_EQ(code_of(verify_log(checkpoint_of(other), source_of(other), from, {})),
              "tlog.not_continued");
    const SmallLog shorter(600);
    EXPECT_EQ(code_of(verify_log(checkpoint_of(shorter), source_of(shorter), from, {})),
              "tlog.not_continued");
    EXPECT_EQ(code_of(verify_continued(checkpoint_of(log), checkpoint_of(other), source_of(other))),
              "tlog.not_continued");
    const Checkpoint split{"log.example", 700, leaf_hash("split view"), {}};
    EXPECT_EQ(code_of(verify_continued(split, checkpoint_of(log), source_of(log))),
              "tlog.not_continued");
}

/// The files that the tree at its size needs, so that each flipped octet must be found.
std::vector<std::string> files_in_use(const SmallLog& log) {
    std::vector<std::string> paths;
    for (int level = entries_level; level < 8; ++level) {
        for (std::uint64_t i = 0;; ++i) {
            const auto id = tile_at(level, i, log.growth.size());
            if (!id) break;
            paths.push_back(path_of(*id));
        }
    }
    return paths;
}

TEST(Verify, FindsAndNamesAnyFlippedOctet) {
    const SmallLog log(66'000);
    ASSERT_TRUE(verified(log));
    const std::vector<std::string> paths = files_in_use(log);
    rc::check([&] {
        SmallLog broken = log;
        const std::string path = paths[*rc::gen::inRange<std::size_t>(0, paths.size())];
        std::string& octets = broken.files.at(path);
        octets[*rc::gen::inRange<std::size_t>(0, octets.size())] ^=
            static_cast<char>(1U << *rc::gen::inRange(0U, 8U));
        const auto result = verified(broken);
        RC_ASSERT(!result.has_value());
        RC_LOG() << path << ": " << result.error().code << " " << result.error().detail;
        RC_ASSERT(result.error().detail.find(path) != std::string::npos);
    });
}

TEST(Verify, NamesTheLeafAndTheRule) {
    SmallLog log(600);
    std::string& bundle = log.files.at("tile/entries/001");
    bundle.back() ^= 1;
    auto error = verified(log).error();
    EXPECT_EQ(error.code, "tlog.wrong_entry");
    EXPECT_EQ(error.detail, "leaf 511, tile/entries/001");
    bundle.back() ^= 1;
    bundle.pop_back();
    EXPECT_EQ(verified(log).error().code, "tlog.bad_entries");
    bundle.push_back('1');
    ASSERT_TRUE(verified(log));

    log.files.at("tile/0/000")[100] ^= 1;
    error = verified(log).error();
    EXPECT_EQ(error.code, "tlog.wrong_tile");
    EXPECT_EQ(error.detail, "tile/0/000");
    log.files.at("tile/0/000")[100] ^= 1;

    log.files.erase("tile/0/001");
    error = verified(log).error();
    EXPECT_EQ(error.kind, ErrorKind::not_found);
    EXPECT_EQ(error.detail, "tile/0/001");
}

TEST(Verify, SaysWhenOnlyTheRootIsWrong) {
    const SmallLog log(600);
    Checkpoint checkpoint = checkpoint_of(log);
    checkpoint.root[0] ^= 1;
    EXPECT_EQ(code_of(verify_log(checkpoint, source_of(log), {}, {})), "tlog.wrong_root");
    checkpoint = checkpoint_of(log);
    checkpoint.size = 599;
    EXPECT_FALSE(verify_log(checkpoint, source_of(log), {}, {}));
}

TEST(Verify, EndsWithWhatTheListenerFinds) {
    const SmallLog log(600);
    const auto result = verify_log(checkpoint_of(log), source_of(log), {},
                                   {[](std::uint64_t index, std::string_view) -> Result<> {
                                        if (index == 300)
                                            return fail(ErrorKind::invalid_input, "test.bad_entry");
                                        return {};
                                    },
                                    {}});
    EXPECT_EQ(code_of(result), "test.bad_entry");
}

TEST(Verify, PassesOnThatASourceCannotBeAsked) {
    const SmallLog log(600);
    const Source source = [&log](const std::string& path) -> Result<std::optional<std::string>> {
        if (path == "tile/entries/001") return fail(ErrorKind::unavailable, "test.no_network");
        return source_of(log)(path);
    };
    EXPECT_EQ(code_of(verify_log(checkpoint_of(log), source, {}, {})), "test.no_network");
}

}  // namespace
}  // namespace pingyi::tlog
