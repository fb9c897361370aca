// For store tests: one fresh, migrated database per engine. Linked into tests only.
#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/db/migrate.hpp"

namespace pingyi::db::testing {

/// Patient with a busy machine: unless a test is about limits, how fast it writes is not its
/// matter.
[[nodiscard]] inline Options patient() {
    Options options;
    options.write_limit = std::chrono::seconds{10};
    return options;
}

/// Storage of its own for one test, dropped at the end: an SQLite file, or a schema of a UTF-8
/// PostgreSQL database that the test process made for itself. The tables of platform/db are there
/// already; `sets` adds the module's.
class Fresh {
public:
    Fresh(Engine engine, const std::vector<MigrationSet>& sets, const Options& options = patient());
    ~Fresh();
    Fresh(const Fresh&) = delete;
    Fresh& operator=(const Fresh&) = delete;
    [[nodiscard]] Database& database() { return *database_; }
    [[nodiscard]] const std::string& url() const { return url_; }
    /// As somebody does who owns the database and whom no trigger stops: `drops`, a migration,
    /// takes the triggers away, then the statements run.
    void behind_the_triggers(std::string_view drops, const std::vector<std::string>& statements);

private:
    std::string url_;
    std::unique_ptr<Database> database_;
};

/// Test parameters: `INSTANTIATE_TEST_SUITE_P(Engines, UnitStore,
/// ::testing::ValuesIn(db::testing::engines()), db::testing::engine_name);`. PostgreSQL is reached
/// by PINGYI_TEST_POSTGRES (a postgresql:// URL with the right to create databases), which `./test`
/// sets; without it those tests skip, and fail when CI=true.
[[nodiscard]] std::vector<Engine> engines();
[[nodiscard]] std::string engine_name(const ::testing::TestParamInfo<Engine>& info);

}  // namespace pingyi::db::testing
