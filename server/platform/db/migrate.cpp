// Applies migrations, one transaction a file, and remembers each by its hash.
#include "platform/db/migrate.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "platform/crypto/crypto.hpp"
#include "platform/db/engines.hpp"
#include "platform/db/migration_file.hpp"
#include "platform/db/postgres_connection.hpp"
#include "platform/db/sqlite_connection.hpp"

namespace pingyi::db {
namespace {

// Another process may be migrating: wait for it rather than fail.
constexpr std::chrono::milliseconds lock_patience{60'000};
constexpr std::string_view record_table =
    "CREATE TABLE IF NOT EXISTS db_migration (module TEXT NOT NULL, name TEXT NOT NULL, "
    "sha256 TEXT NOT NULL, PRIMARY KEY (module, name))";

struct Migration {
    std::string_view module;
    EmbeddedFile file;
    [[nodiscard]] std::string name() const {
        return std::string(module) + "/" + std::string(file.name);
    }
    [[nodiscard]] std::string hash() const { return crypto::hex(crypto::sha256(file.content)); }
};

std::vector<Migration> in_order(const std::vector<MigrationSet>& sets) {
    std::vector<Migration> all;
    for (const auto& set : sets) {
        std::vector<EmbeddedFile> files(set.files.begin(), set.files.end());
        std::ranges::sort(files, {}, &EmbeddedFile::name);
        for (const auto& file : files) all.push_back({set.module, file});
    }
    return all;
}

// A transaction that no other migrating process shares, on a connection of its own.
class Session {
public:
    explicit Session(const Address& address) : engine_{address.engine} {
        if (engine_ == Engine::sqlite) {
            connection_ = std::make_unique<SqliteConnection>(
                address.place, SqliteConnection::Access::write, lock_patience);
            // A rebuilt parent table must not take its children along; has no effect later on.
            connection_->exec("PRAGMA foreign_keys=OFF");
        } else {
            auto postgres =
                std::make_unique<PostgresConnection>(address.place, std::chrono::milliseconds{0});
            postgres->require_fit();
            connection_ = std::move(postgres);
        }
    }
    void begin() {
        if (engine_ == Engine::sqlite) {
            connection_->exec("BEGIN IMMEDIATE");
        } else {
            connection_->exec("BEGIN; SELECT pg_advisory_xact_lock(7013200401)");
        }
        connection_->exec(std::string(record_table));
    }
    void commit() {
        if (engine_ == Engine::sqlite) {
            const Rows broken =
                connection_->run("SELECT count(*) FROM pragma_foreign_key_check", {});
            if (broken[0].integer(0) != 0) {
                throw Error(Fault::foreign_key, "the migration leaves broken foreign keys");
            }
        }
        connection_->exec("COMMIT");
    }
    void roll_back() { connection_->exec("ROLLBACK"); }

    /// "module/name" -> SHA-256 of the file as it was applied.
    [[nodiscard]] std::map<std::string, std::string> applied() {
        std::map<std::string, std::string> found;
        const Rows rows = connection_->run("SELECT module, name, sha256 FROM db_migration", {});
        for (const Row row : rows) found[row.text(0) + "/" + row.text(1)] = row.text(2);
        return found;
    }
    void apply(const Migration& migration) {
        for (const auto& statement : statements_for(engine_, migration.file.content)) {
            connection_->exec(statement);
        }
        const std::vector<Param> params{migration.module, migration.file.name, migration.hash()};
        connection_->run("INSERT INTO db_migration (module, name, sha256) VALUES ($1, $2, $3)",
                         params);
    }

private:
    Engine engine_;
    std::unique_ptr<Connection> connection_;
};

Result<> check(const std::vector<Migration>& ours,
               const std::map<std::string, std::string>& applied,
               const std::vector<MigrationSet>& sets) {
    std::map<std::string, std::string> known;
    for (const auto& migration : ours) known[migration.name()] = migration.hash();
    for (const auto& [name, hash] : applied) {
        const auto found = known.find(name);
        if (found != known.end() && found->second != hash) {
            return fail(ErrorKind::conflict, "db.migration_changed", name);
        }
        const bool is_ours = std::ranges::any_of(sets, [&](const MigrationSet& set) {
            return name.starts_with(std::string(set.module) + "/");
        });
        if (is_ours && found == known.end()) {
            return fail(ErrorKind::conflict, "db.database_is_newer", name);
        }
    }
    return {};
}

// One file: applied by us, or found applied by another process that was faster.
bool apply_if_missing(Session& session, const Migration& migration) {
    session.begin();
    try {
        const bool is_missing = !session.applied().contains(migration.name());
        if (is_missing) session.apply(migration);
        session.commit();
        return is_missing;
    } catch (const Error& error) {
        session.roll_back();
        throw Error(error.fault, migration.name() + ": " + error.what());
    }
}

Result<std::map<std::string, std::string>> checked_state(Session& session,
                                                         const std::vector<MigrationSet>& sets) {
    session.begin();
    auto applied = session.applied();
    session.roll_back();
    CHECK_OK(check(in_order(sets), applied, sets));
    return applied;
}

}  // namespace

Result<std::vector<std::string>> migrate(const std::string& url,
                                         const std::vector<MigrationSet>& sets) {
    const auto address = address_of(url);
    if (!address) return fail(ErrorKind::invalid_input, "db.bad_url");
    try {
        Session session{*address};
        TRY(state, checked_state(session, sets));
        std::vector<std::string> applied_now;
        for (const auto& migration : in_order(sets)) {
            if (state.contains(migration.name())) continue;
            if (apply_if_missing(session, migration)) applied_now.push_back(migration.name());
        }
        return applied_now;
    } catch (const Error& error) {
        return std::unexpected(error_of(error));
    }
}

Result<std::vector<std::string>> pending(const std::string& url,
                                         const std::vector<MigrationSet>& sets) {
    const auto address = address_of(url);
    if (!address) return fail(ErrorKind::invalid_input, "db.bad_url");
    try {
        std::map<std::string, std::string> state;
        // Asking must not create the file.
        if (address->engine == Engine::postgres || std::filesystem::exists(address->place)) {
            Session session{*address};
            TRY(found, checked_state(session, sets));
            state = std::move(found);
        }
        std::vector<std::string> names;
        for (const auto& migration : in_order(sets)) {
            if (!state.contains(migration.name())) names.push_back(migration.name());
        }
        return names;
    } catch (const Error& error) {
        return std::unexpected(error_of(error));
    }
}

}  // namespace pingyi::db
