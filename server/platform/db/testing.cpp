// Fresh databases for store tests, one a test.
#include "platform/db/testing.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <unistd.h>

#include "platform/db/embedded.hpp"
#include "platform/db/postgres_connection.hpp"

namespace pingyi::db::testing {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return value ? value : "";
}

std::string server_url() {
    return environment("PINGYI_TEST_POSTGRES");
}

std::string unique_name() {
    static std::atomic<int> count{0};
    return "pingyi_test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
}

std::string with_database(const std::string& url, const std::string& name) {
    const std::size_t path = url.find('/', url.find("//") + 2);
    const std::size_t query = std::min(url.find('?'), url.size());
    if (path == std::string::npos || path > query) {
        throw std::runtime_error("PINGYI_TEST_POSTGRES must name a database");
    }
    return url.substr(0, path + 1) + name + url.substr(query);
}

void ask_server(const std::string& sql) {
    PostgresConnection{server_url(), std::chrono::milliseconds{0}}.exec(sql);
}

// One database a process, because making one takes half a second; a schema a test.
class ServerDatabase {
public:
    ServerDatabase() : name_{unique_name()} {
        ask_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
        ask_server("CREATE DATABASE " + name_ +
                   " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
    }
    ~ServerDatabase() {
        try {
            ask_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
        } catch (const std::exception& error) {
            static_cast<void>(std::fprintf(stderr, "%s stays: %s\n", name_.c_str(), error.what()));
        }
    }
    ServerDatabase(const ServerDatabase&) = delete;
    ServerDatabase& operator=(const ServerDatabase&) = delete;

    /// The URL of a new, empty schema.
    [[nodiscard]] std::string new_schema() const {
        const std::string schema = unique_name();
        const std::string url = with_database(server_url(), name_);
        PostgresConnection{url, std::chrono::milliseconds{0}}.exec("CREATE SCHEMA " + schema);
        return url + (url.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" +
               schema;
    }

private:
    std::string name_;
};

std::string create(Engine engine) {
    if (engine == Engine::postgres) {
        if (server_url().empty()) throw std::runtime_error("PINGYI_TEST_POSTGRES is not set");
        static const ServerDatabase own;
        return own.new_schema();
    }
    const auto folder = std::filesystem::temp_directory_path() / unique_name();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    return "sqlite:" + (folder / "test.db").string();
}

// The tables of db itself come first, as `serve` and `migrate` have them.
std::vector<MigrationSet> with_own(const std::vector<MigrationSet>& sets) {
    const auto own = embedded::migrations();
    std::vector<MigrationSet> all;
    if (std::ranges::none_of(sets,
                             [&](const auto& set) { return set.files.data() == own.data(); })) {
        all.push_back({"db", own});
    }
    all.insert(all.end(), sets.begin(), sets.end());
    return all;
}

}  // namespace

Fresh::Fresh(Engine engine, const std::vector<MigrationSet>& sets, const Options& options)
    : url_{create(engine)} {
    if (const auto applied = migrate(url_, with_own(sets)); !applied) {
        throw std::runtime_error(applied.error().code + ": " + applied.error().detail);
    }
    auto opened = open(url_, options);
    if (!opened) throw std::runtime_error(opened.error().code + ": " + opened.error().detail);
    database_ = std::move(*opened);
}

Fresh::~Fresh() {
    const Engine engine = database_->engine();
    database_.reset();
    if (engine == Engine::postgres) return;
    const std::filesystem::path file = url_.substr(std::string("sqlite:").size());
    std::error_code ignored;
    std::filesystem::remove_all(file.parent_path(), ignored);
}

void Fresh::behind_the_triggers(std::string_view drops,
                                const std::vector<std::string>& statements) {
    const EmbeddedFile without[] = {{"0001_none.sql", drops}};
    const auto migrated = migrate(url_, {{"intruder", without}});
    ASSERT_TRUE(migrated) << migrated.error().detail;
    const auto done = database_->write([&](Tx& tx) {
        for (const std::string& statement : statements) tx.run(statement);
    });
    ASSERT_TRUE(done) << done.error().detail;
}

std::vector<Engine> engines() {
    if (!server_url().empty() || environment("CI") == "true") {
        return {Engine::sqlite, Engine::postgres};
    }
    static const int said_once = std::fprintf(
        stderr, "[  SKIPPED ] PostgreSQL: PINGYI_TEST_POSTGRES is not set (./test sets it)\n");
    static_cast<void>(said_once);
    return {Engine::sqlite};
}

std::string engine_name(const ::testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::sqlite ? "Sqlite" : "Postgres";
}

}  // namespace pingyi::db::testing
