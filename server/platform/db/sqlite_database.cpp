// SQLite behind the interface: one writer, several readers.
#include "platform/db/pool.hpp"
#include "platform/db/sqlite_writer.hpp"

namespace pingyi::db {
namespace {

constexpr std::chrono::milliseconds reader_lock_patience{1000};

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(std::string file, const Options& options)
        : file_{std::move(file)},
          options_{options},
          readers_{options.readers_max, options.queue_max, options.read_limit},
          writer_{file_, options} {}
    [[nodiscard]] Engine engine() const override { return Engine::sqlite; }

private:
    void do_call(Kind kind, const std::function<bool(Tx&)>& closure) override {
        kind == Kind::read ? read_in(closure) : writer_.write(closure);
    }

    void read_in(const std::function<bool(Tx&)>& closure) {
        auto slot = readers_.borrow();
        auto& reader = slot.item();
        if (!reader) {
            reader = std::make_unique<SqliteConnection>(file_, SqliteConnection::Access::read,
                                                        reader_lock_patience);
        }
        // The snapshot ends however the closure ends: one left open would let the log grow.
        struct AtEnd {
            SqliteConnection& connection;
            ~AtEnd() {
                if (connection.in_transaction()) connection.control("ROLLBACK");
            }
        };
        reader->control("BEGIN");
        const AtEnd end{*reader};
        static_cast<void>(run_closure(*reader, closure, options_.read_limit));
    }

    std::string file_;
    Options options_;
    Pool<SqliteConnection> readers_;
    SqliteWriter writer_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::string& file, const Options& options) {
    return std::make_unique<SqliteDatabase>(file, options);
}

}  // namespace pingyi::db
