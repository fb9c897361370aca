// The two engines behind `open`: for platform/db only.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/db/database.hpp"

namespace pingyi::db {

/// A parsed database URL: the file for SQLite, the whole URL for PostgreSQL.
struct Address {
    Engine engine;
    std::string place;
};
[[nodiscard]] std::optional<Address> address_of(std::string_view url);

/// Both throw db::Error when the database cannot be opened or is unfit to serve.
[[nodiscard]] std::unique_ptr<Database> open_sqlite(const std::string& file,
                                                    const Options& options);
[[nodiscard]] std::unique_ptr<Database> open_postgres(const std::string& url,
                                                      const Options& options);

/// A connection as migrations need it: any statement, no deadline.
class Connection {
public:
    virtual ~Connection() = default;
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    /// One or more statements of our own, without parameters.
    virtual void exec(const std::string& sql) = 0;
    /// One statement under the rules of Tx::run.
    virtual Rows run(std::string_view sql, std::span<const Param> params) = 0;
};

/// When a closure must be done. Checked by C++ before each statement and by the engine during one.
using Deadline = std::chrono::steady_clock::time_point;
inline constexpr Deadline no_deadline = Deadline::max();
inline void require_time_left(Deadline deadline) {
    if (std::chrono::steady_clock::now() > deadline) {
        throw Error(Fault::timeout, "the closure ran past its limit");
    }
}

}  // namespace pingyi::db
