// Opens SQLite as we need it, keeps prepared statements, and turns its codes into faults.
#include "platform/db/sqlite_connection.hpp"

#include <string>

namespace pingyi::db {
namespace {

// A closure that never ends inside one statement is seen after this many steps of SQLite's machine.
constexpr int steps_between_checks = 1000;

Fault constraint_fault(int code) {
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID: return Fault::unique;
        case SQLITE_CONSTRAINT_FOREIGNKEY: return Fault::foreign_key;
        case SQLITE_CONSTRAINT_NOTNULL: return Fault::not_null;
        case SQLITE_CONSTRAINT_DATATYPE: return Fault::value;
        default: return Fault::check;
    }
}

Value cell_of(sqlite3_stmt* statement, int column) {
    const auto bytes = [&](const void* data) {
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        return size == 0 ? std::string{} : std::string(static_cast<const char*>(data), size);
    };
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
        case SQLITE_TEXT: return bytes(sqlite3_column_text(statement, column));
        case SQLITE_BLOB: return Blob{bytes(sqlite3_column_blob(statement, column))};
        default: return Null{Type::text};
    }
}

int bind_value(sqlite3_stmt* statement, int place, const Value& value) {
    struct Binder {
        sqlite3_stmt* statement;
        int place;
        int operator()(Null) const { return sqlite3_bind_null(statement, place); }
        int operator()(std::int64_t number) const {
            return sqlite3_bind_int64(statement, place, number);
        }
        int operator()(double number) const {
            return sqlite3_bind_double(statement, place, number);
        }
        // A null destructor: the parameters outlive the statement's run, nothing is copied.
        int operator()(const std::string& text) const {
            return sqlite3_bind_text64(statement, place, text.data(), text.size(), nullptr,
                                       SQLITE_UTF8);
        }
        int operator()(const Blob& blob) const {
            return sqlite3_bind_blob64(statement, place, blob.bytes.data(), blob.bytes.size(),
                                       nullptr);
        }
    };
    return std::visit(Binder{statement, place}, value);
}

// Whatever happens, a statement that ran is reset: an open one would hold its snapshot.
class ResetAtEnd {
public:
    explicit ResetAtEnd(sqlite3_stmt* statement) : statement_{statement} {}
    ~ResetAtEnd() { sqlite3_reset(statement_); }
    ResetAtEnd(const ResetAtEnd&) = delete;
    ResetAtEnd& operator=(const ResetAtEnd&) = delete;

private:
    sqlite3_stmt* statement_;
};

}  // namespace

SqliteConnection::SqliteConnection(const std::string& file, Access access,
                                   std::chrono::milliseconds lock_patience)
    : access_{access} {
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                               : SQLITE_OPEN_READONLY);
    const int code = sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr);
    try {
        if (code != SQLITE_OK) fail_with(code, Fault::unavailable);
        configure(access, lock_patience);
    } catch (...) {
        close();
        throw;
    }
}

void SqliteConnection::configure(Access access, std::chrono::milliseconds lock_patience) {
    sqlite3_busy_timeout(handle_, static_cast<int>(lock_patience.count()));
    // A word in double quotes is a name, never a text.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    if (access == Access::write) {
        exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768");
    } else {
        // Pages of the file are read where the system keeps them, without a call and a copy each.
        exec("PRAGMA cache_size=-8192; PRAGMA mmap_size=2147418112");
    }
    exec("PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON; PRAGMA trusted_schema=OFF");
    sqlite3_progress_handler(
        handle_, steps_between_checks,
        [](void* self) {
            return std::chrono::steady_clock::now() >
                           static_cast<SqliteConnection*>(self)->deadline_
                       ? 1
                       : 0;
        },
        this);
}

SqliteConnection::~SqliteConnection() {
    close();
}

void SqliteConnection::close() {
    finalize(statements_);
    finalize(controls_);
    sqlite3_close_v2(handle_);
    handle_ = nullptr;
}

void SqliteConnection::finalize(Statements& statements) {
    for (auto& [sql, statement] : statements) sqlite3_finalize(statement.handle);
    statements.clear();
}

void SqliteConnection::exec(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail_with(code, Fault::sql);
}

void SqliteConnection::control(std::string_view sql) {
    auto found = controls_.find(sql);
    if (found == controls_.end()) {
        found = controls_.emplace(std::string(sql), Statement{prepare(sql), {}}).first;
    }
    const Deadline deadline = std::exchange(deadline_, no_deadline);
    const int code = sqlite3_step(found->second.handle);
    sqlite3_reset(found->second.handle);
    deadline_ = deadline;
    if (code != SQLITE_DONE) fail_with(code, Fault::sql);
}

sqlite3_stmt* SqliteConnection::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail_with(code, Fault::sql);
    return statement;
}

SqliteConnection::Statement& SqliteConnection::prepared(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
    const int parameters = parameters_of(sql);
    if (statements_.size() >= statements_kept_max) finalize(statements_);
    Statement statement{prepare(sql), {}};
    for (int number = 1; number <= parameters; ++number) {
        const std::string name = "$" + std::to_string(number);
        statement.places.push_back(sqlite3_bind_parameter_index(statement.handle, name.c_str()));
    }
    if (sqlite3_bind_parameter_count(statement.handle) != parameters) {
        sqlite3_finalize(statement.handle);
        throw Error(Fault::usage, "parameters are written $1, $2, …");
    }
    return statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

void SqliteConnection::bind(const Statement& statement, std::span<const Param> params) {
    if (params.size() != statement.places.size()) {
        throw Error(Fault::usage, "the statement takes " + std::to_string(statement.places.size()) +
                                      " parameters, got " + std::to_string(params.size()));
    }
    for (std::size_t i = 0; i < params.size(); ++i) {
        const int code = bind_value(statement.handle, statement.places[i], params[i].value());
        if (code != SQLITE_OK) fail_with(code, Fault::value);
    }
}

Rows SqliteConnection::run(std::string_view sql, std::span<const Param> params) {
    require_time_left(deadline_);
    const Statement& statement = prepared(sql);
    const ResetAtEnd reset{statement.handle};
    bind(statement, params);
    Rows rows;
    rows.columns = sqlite3_column_count(statement.handle);
    int code = sqlite3_step(statement.handle);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement.handle)) {
        for (int column = 0; column < rows.columns; ++column) {
            rows.cells.push_back(cell_of(statement.handle, column));
        }
    }
    if (code != SQLITE_DONE) fail_with(code, Fault::value);
    if (sqlite3_stmt_readonly(statement.handle) == 0) rows.changed = sqlite3_changes64(handle_);
    return rows;
}

void SqliteConnection::leave_checkpoints() {
    sqlite3_wal_hook(  // takes the place of SQLite's own, which would run one
        handle_,
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<SqliteConnection*>(self)->log_pages_ = pages;
            return SQLITE_OK;
        },
        this);
}

int SqliteConnection::checkpoint() {
    int pages = 0;
    int copied = 0;
    const int code =
        sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
    return code == SQLITE_OK ? copied : 0;
}

bool SqliteConnection::deferred_keys_open() const {
    int open = 0;
    int highest = 0;
    sqlite3_db_status(handle_, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0);
    return open != 0;
}

// SQLITE_ERROR alone says little: while preparing it is bad SQL, while running a bad value.
void SqliteConnection::fail_with(int code, Fault on_plain_error) const {
    const auto fault = [&] {
        switch (code & 0xff) {
            case SQLITE_CONSTRAINT: return constraint_fault(code);
            case SQLITE_ERROR: return on_plain_error;
            case SQLITE_MISMATCH:
            case SQLITE_TOOBIG:
            case SQLITE_RANGE: return Fault::value;
            case SQLITE_BUSY:
            case SQLITE_LOCKED: return Fault::busy;
            case SQLITE_INTERRUPT: return Fault::timeout;
            case SQLITE_FULL: return Fault::full;
            case SQLITE_READONLY:
                return access_ == Access::read ? Fault::usage : Fault::unavailable;
            case SQLITE_MISUSE: return Fault::usage;
            default: return Fault::unavailable;
        }
    }();
    const char* message = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    throw Error(fault, "sqlite " + std::to_string(code) + ": " + message);
}

}  // namespace pingyi::db
