// A small house for the tests of this module: a fresh database, a key, and a folder for head files.
#pragma once

#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "kernel/testing.hpp"
#include "modules/ledger/module.hpp"
#include "modules/ledger/store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/tlog/receipt.hpp"

namespace pingyi::ledger {

inline const Instant noon = instant_from("2026-11-25T12:00:00+08:00").value();
inline const std::string origin = "qinghe.example/ledger";

template <class T>
std::string code_in(const Result<T>& result) {
    return result ? std::string{} : result.error().code;
}

/// A folder that goes with its owner.
class Folder {
public:
    Folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "pingyi-ledger-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

class LedgerTest : public ::testing::TestWithParam<db::Engine> {
protected:
    static void SetUpTestSuite() { crypto::start(); }

    static Identity identity(const std::string& witnesses = "", char key = 'k',
                             const std::string& name = origin, int quorum = 0) {
        auto made = Identity::of({name, "http://127.0.0.1/ledger", witnesses, quorum},
                                 std::string(32, key));
        EXPECT_TRUE(made) << code_in(made);
        return std::move(*made);
    }
    std::unique_ptr<Ledger> ledger(Identity who, const std::string& head = "key.head") {
        return std::make_unique<Ledger>(database_, std::move(who), zone_, folder_.file(head));
    }

    EntryId put(std::string_view kind = "test.happened") {
        const auto id = database_.append([&](db::Tx& tx) {
            return append(tx, now_, {std::string(kind), {}, "auditor", "", {}});
        });
        EXPECT_TRUE(id) << code_in(id);
        return id.value_or(EntryId{});
    }
    /// No two are alike, so that no other history is the same by chance.
    void put_many(int count) {
        for (int begin = 0; begin < count; begin += 500) {
            const auto done = database_.append([&](db::Tx& tx) {
                for (int i = begin; i < std::min(begin + 500, count); ++i) {
                    append(tx, now_, {"test.counted", {}, "", "", {{"n", counted_++}}});
                }
            });
            ASSERT_TRUE(done) << code_in(done);
        }
    }
    template <class F>
    auto read(F f) {
        return database_.read([&](db::Tx& tx) { return f(tx); }).value();
    }
    std::uint64_t size(Log log = Log::operations) {
        return read([&](db::Tx& tx) { return store::head(tx, log).value_or(store::Head{}).size; });
    }
    /// Everything that is stored, verified as a stranger would. returns the code of what is wrong
    std::string verified(const Identity& who, Log log = Log::operations);
    /// As somebody does who owns the database: no trigger stops them.
    void behind_the_triggers(const std::vector<std::string>& statements);

    std::uint64_t counted_ = 0;
    Folder folder_;
    Zone zone_ = Zone::named("Asia/Shanghai").value();
    Instant now_ = noon;
    db::testing::Fresh fresh_{GetParam(), {{"ledger", migrations()}}};
    db::Database& database_ = fresh_.database();
};

}  // namespace pingyi::ledger
