// Operations entries: what is written is read again, and nothing else is.
#include "modules/ledger/operation.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace pingyi::ledger {
namespace {

Operation sample() {
    return {"accounts.grants_changed",
            *day_from("2026-11-25"),
            "administrator",
            std::string(32, '\x7f'),
            {{"count", std::uint64_t{300}}, {"hash", std::string("\0\xff", 2)}}};
}

TEST(OperationEntry, HasTheOctetsOfTheReadme) {
    const std::string entry = encoded({"a.b", Day{std::chrono::days{0x01020304}}, "", "", {}});
    EXPECT_EQ(entry, std::string("\x01pingyi/operation/v1\0\x01\x02\x03\x04\x03"
                                 "a.b\0\0\0\0",
                                 1 + 20 + 4 + 4 + 1 + 1 + 2));
}

TEST(OperationEntry, IsReadAgain) {
    EXPECT_EQ(decoded(encoded(sample())), sample());
}

TEST(OperationEntry, CutOffOrLengthenedIsNone) {
    const std::string entry = encoded(sample());
    for (std::size_t size = 0; size < entry.size(); ++size) {
        EXPECT_FALSE(decoded(entry.substr(0, size))) << size;
    }
    EXPECT_FALSE(decoded(entry + '\0'));
}

TEST(OperationEntry, OneWayToWriteEach) {
    const std::string entry = encoded(sample());
    for (std::size_t at = 0; at < entry.size(); ++at) {
        for (const int bit : {1, 2, 16, 128}) {
            std::string other = entry;
            other[at] = static_cast<char>(other[at] ^ bit);
            const auto read = decoded(other);
            if (read) {
                EXPECT_EQ(encoded(*read), other) << at;
                EXPECT_NE(*read, sample()) << at;
            }
        }
    }
}

TEST(OperationEntry, RefusesWhatIsNotWellFormed) {
    const auto refused = [](auto change) {
        Operation operation = sample();
        change(operation);
        return !is_well_formed(operation);
    };
    EXPECT_TRUE(is_well_formed(sample()));
    EXPECT_TRUE(refused([](Operation& o) { o.kind = "accounts"; }));
    EXPECT_TRUE(refused([](Operation& o) { o.kind = "Accounts.added"; }));
    EXPECT_TRUE(refused([](Operation& o) { o.kind = "a." + std::string(79, 'b'); }));
    EXPECT_TRUE(refused([](Operation& o) { o.role = "张三"; })) << "a name is no role";
    EXPECT_TRUE(refused([](Operation& o) { o.commitment.pop_back(); }));
    EXPECT_TRUE(refused([](Operation& o) { o.day = Day{std::chrono::days{-1}}; }));
    EXPECT_TRUE(refused([](Operation& o) { o.facts.front().name = ""; }));
    EXPECT_TRUE(refused([](Operation& o) { o.facts.back().value = std::string(65, 'x'); }));
    EXPECT_TRUE(refused([](Operation& o) { o.facts.assign(100, {"n", std::string(64, 'x')}); }));
}

TEST(OperationEntry, TheDayCanBeSet) {
    std::string entry = encoded(sample());
    set_day(entry, *day_from("2027-01-01"));
    Operation expected = sample();
    expected.day = *day_from("2027-01-01");
    EXPECT_EQ(decoded(entry), expected);
}

RC_GTEST_PROP(OperationEntry, WhateverOctetsComeTheyAreReadOneWayOrNotAtAll, ()) {
    const auto tail = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const std::string entry = encoded(sample()).substr(0, 25) + tail;
    if (const auto read = decoded(entry)) RC_ASSERT(encoded(*read) == entry);
}

}  // namespace
}  // namespace pingyi::ledger
