// Binary parameters and answers, the statement cache, and SQLSTATE turned into faults.
#include "platform/db/postgres_connection.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "platform/db/postgres_values.hpp"

namespace pingyi::db {
namespace {

// A dead peer is noticed within seconds instead of the system's hours.
constexpr std::array connection_words{"dbname",          "client_encoding",  "connect_timeout",
                                      "keepalives_idle", "tcp_user_timeout", "application_name"};

struct StateFault {
    std::string_view prefix;
    Fault fault;
};
// The first prefix that fits decides.
constexpr std::array state_faults{
    StateFault{"23505", Fault::unique},
    StateFault{"23503", Fault::foreign_key},
    StateFault{"23001", Fault::foreign_key},
    StateFault{"23502", Fault::not_null},
    StateFault{"23", Fault::check},
    StateFault{"P0001", Fault::check},
    StateFault{"21", Fault::value},
    StateFault{"22", Fault::value},
    StateFault{"40", Fault::busy},
    StateFault{"55P03", Fault::busy},
    StateFault{"57014", Fault::timeout},
    StateFault{"53100", Fault::full},
    StateFault{"08P01", Fault::usage},
    StateFault{"25006", Fault::usage},
    StateFault{"25P03", Fault::unavailable},
    StateFault{"25", Fault::usage},
    StateFault{"42", Fault::sql},
    StateFault{"0A", Fault::sql},
};

Fault fault_of(std::string_view state) {
    const auto found = std::ranges::find_if(
        state_faults, [&](const StateFault& row) { return state.starts_with(row.prefix); });
    return found == state_faults.end() ? Fault::unavailable : found->fault;
}

}  // namespace

bool PostgresError::is_lost() const {
    if (state.empty() || state == "25P03") return true;
    return state.starts_with("57P0") || (state.starts_with("08") && state != "08P01");
}

PostgresConnection::PostgresConnection(const std::string& url, std::chrono::milliseconds limit) {
    std::vector<const char*> words(connection_words.begin(), connection_words.end());
    words.push_back(nullptr);
    const std::array<const char*, 7> values{url.c_str(), "UTF8",   "3",    "10",
                                            "10000",     "pingyi", nullptr};
    handle_.reset(PQconnectdbParams(words.data(), values.data(), 1));
    if (PQstatus(handle_.get()) != CONNECTION_OK) {
        throw PostgresError(Fault::unavailable, "", "no connection to PostgreSQL");
    }
    PQsetNoticeProcessor(handle_.get(), [](void*, const char*) {}, nullptr);
    const auto ms = [](std::chrono::milliseconds time) { return std::to_string(time.count()); };
    // Acknowledged means durable, whatever the server's default is.
    exec(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') = 'off'; "
        "SET statement_timeout = " +
        ms(limit) + "; SET lock_timeout = " + ms(limit * 4 / 5) +
        "; SET idle_in_transaction_session_timeout = " + ms(limit * 20));
}

void PostgresConnection::require_fit() {
    const std::string kept =
        ask("SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database "
            "WHERE datname = current_database()");
    if (kept != "UTF8 C" && kept != "UTF8 C.UTF-8" && kept != "UTF8 C.utf8") {
        throw Error(Fault::unavailable,
                    "the database must be UTF8 with collation C or C.UTF-8, it is " + kept);
    }
}

PostgresConnection::Answer PostgresConnection::checked(PGresult* result) const {
    Answer answer{result};
    const auto status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail_with(result);
    return answer;
}

// Only the primary message: the detail repeats the row's values, which may be somebody's data, and
// so do the messages about bad values (class 22).
void PostgresConnection::fail_with(const PGresult* result) const {
    const auto field = [&](int code) {
        const char* text = result ? PQresultErrorField(result, code) : nullptr;
        return std::string(text ? text : "");
    };
    const std::string state = field(PG_DIAG_SQLSTATE);
    // Without a connection the state is not trusted to say more than that.
    if (state.empty() || PQstatus(handle_.get()) != CONNECTION_OK) {
        throw PostgresError(Fault::unavailable, "", "connection to PostgreSQL lost " + state);
    }
    const std::string message =
        state.starts_with("22") ? "" : ": " + field(PG_DIAG_MESSAGE_PRIMARY);
    throw PostgresError(fault_of(state), state, "postgres " + state + message);
}

void PostgresConnection::exec(const std::string& sql) {
    static_cast<void>(ask(sql));
}

std::string PostgresConnection::ask(const std::string& sql) {
    const Answer answer = checked(PQexec(handle_.get(), sql.c_str()));
    if (PQntuples(answer.get()) == 0) return {};
    return PQgetvalue(answer.get(), 0, 0);
}

void PostgresConnection::commit() {
    if (PQtransactionStatus(handle_.get()) != PQTRANS_INTRANS) {
        throw Error(Fault::usage, "there is no healthy transaction to commit");
    }
    const Answer answer = checked(PQexec(handle_.get(), "COMMIT"));
    if (std::strcmp(PQcmdStatus(answer.get()), "COMMIT") != 0) {
        throw Error(Fault::usage, "the server rolled back instead of committing");
    }
}

const PostgresConnection::Statement& PostgresConnection::prepared(std::string_view sql,
                                                                  std::span<const Param> params) {
    // One text with other parameter types is another statement: types resolve its operators.
    std::string key{sql};
    key += '\0';
    for (const Param& param : params)
        key += static_cast<char>('0' + static_cast<int>(type_of(param)));
    if (const auto found = statements_.find(key); found != statements_.end()) return found->second;

    const Statement statement{"s" + std::to_string(++names_given_), parameters_of(sql)};
    if (static_cast<std::size_t>(statement.parameters) != params.size()) {
        throw Error(Fault::usage, "the statement takes " + std::to_string(statement.parameters) +
                                      " parameters, got " + std::to_string(params.size()));
    }
    if (statements_.size() >= statements_kept_max) {
        exec("DEALLOCATE ALL");
        statements_.clear();
    }
    std::vector<Oid> types;
    for (const Param& param : params) types.push_back(oid_of(type_of(param)));
    checked(PQprepare(handle_.get(), statement.name.c_str(), std::string(sql).c_str(),
                      static_cast<int>(params.size()), types.data()));
    return statements_.emplace(std::move(key), statement).first->second;
}

Rows PostgresConnection::run(std::string_view sql, std::span<const Param> params) {
    require_time_left(deadline_);
    const Statement& statement = prepared(sql, params);
    const BoundParams bound{params};
    const Answer answer =
        checked(PQexecPrepared(handle_.get(), statement.name.c_str(), bound.count(), bound.values(),
                               bound.lengths(), bound.formats(), 1));
    return rows_of(answer.get());
}

}  // namespace pingyi::db
