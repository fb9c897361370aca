// Storage behind one small interface: SQLite and PostgreSQL, one SQL text with $1 parameters
// (reference: docs/adr on storage, docs/handbook/sql.md for the portable dialect).
//
//   auto unit = database.read([&](db::Tx& tx) -> Result<Unit> { return store::find(tx, id); });
//
// A closure may run more than once, must touch only its Tx, and is stopped after 250 ms (write) or
// 5 s (read). It gets time, ids and chance as captured values. What it returns counts only when
// read/write/append returns it.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"

namespace pingyi::db {

enum class Type : std::uint8_t { integer, real, text, blob };
struct Null {
    Type type;  ///< a NULL has a type: PostgreSQL needs it
    auto operator<=>(const Null&) const = default;
};
struct Blob {
    std::string bytes;
    auto operator<=>(const Blob&) const = default;
};
using Value = std::variant<Null, std::int64_t, double, std::string, Blob>;

/// What makes storage fail. `unique` … `value` are about the statement's data, `sql` and `usage`
/// are programming mistakes, the others mean "not now"; after `unknown` a commit may or may not
/// have happened.
enum class Fault : std::uint8_t {
    unique,
    foreign_key,
    check,
    not_null,
    value,
    sql,
    busy,
    timeout,
    full,
    unavailable,
    unknown,
    usage
};
struct Error : std::runtime_error {
    Fault fault;
    Error(Fault f, const std::string& what) : std::runtime_error(what), fault(f) {}
};
/// busy, timeout, full, unavailable, unknown -> ErrorKind::unavailable `db.<fault>`; unique ->
/// conflict `db.unique`; the rest -> internal `db.<fault>`.
[[nodiscard]] pingyi::Error error_of(const Error& error);

/// A bound parameter. Converts from what stores hold, so that call sites read as values.
class Param {
public:
    Param(Null null) : value_{null} {}  // NOLINT(google-explicit-constructor)
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    Param(T number) : value_{static_cast<std::int64_t>(number)} {}                        // NOLINT
    Param(bool flag) : value_{std::int64_t{flag ? 1 : 0}} {}                              // NOLINT
    Param(double number) : value_{number} {}                                              // NOLINT
    Param(std::string text) : value_{std::move(text)} {}                                  // NOLINT
    Param(std::string_view text) : value_{std::string(text)} {}                           // NOLINT
    Param(const char* text) : value_{std::string(text)} {}                                // NOLINT
    Param(Blob blob) : value_{std::move(blob)} {}                                         // NOLINT
    Param(Instant instant) : value_{std::int64_t{instant.time_since_epoch().count()}} {}  // NOLINT
    Param(Day day) : value_{text_of(day)} {}                                              // NOLINT
    template <class E>
    Param(const Id<E>& id) : value_{id.text()} {}  // NOLINT
    template <class T>
    Param(const std::optional<T>& maybe)
        : value_{maybe ? Param(*maybe).value_ : Value{null_like(Param(T{}))}} {}  // NOLINT
    [[nodiscard]] const Value& value() const { return value_; }

private:
    static Null null_like(const Param& sample);
    Value value_;
};

/// One row of an answer; columns count from 0. Asking for another type than the column holds throws
/// Fault::usage.
class Row {
public:
    explicit Row(std::span<const Value> cells) : cells_{cells} {}
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] const std::string& text(int column) const;
    [[nodiscard]] const std::string& blob(int column) const;
    [[nodiscard]] Instant instant(int column) const;
    [[nodiscard]] Day day(int column) const;
    template <class IdType>
    [[nodiscard]] IdType id(int column) const {
        if (auto value = IdType::from(text(column))) return *value;
        throw Error(Fault::value, "a stored id is not a UUID");
    }
    [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const;
    [[nodiscard]] std::optional<std::string> maybe_text(int column) const;
    [[nodiscard]] std::optional<Instant> maybe_instant(int column) const;
    [[nodiscard]] std::optional<Day> maybe_day(int column) const;
    template <class IdType>
    [[nodiscard]] std::optional<IdType> maybe_id(int column) const {
        if (is_null(column)) return std::nullopt;
        return id<IdType>(column);
    }

private:
    [[nodiscard]] const Value& cell(int column) const;
    std::span<const Value> cells_;
};

/// An answer, held whole. Iterate it: `for (const db::Row row : tx.run(...))`.
struct Rows {
    int columns = 0;
    std::vector<Value> cells;
    std::int64_t changed = 0;  ///< rows written by INSERT, UPDATE or DELETE

    [[nodiscard]] std::size_t size() const {
        return columns == 0 ? 0 : cells.size() / static_cast<std::size_t>(columns);
    }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] Row operator[](std::size_t index) const {
        return Row{std::span(cells).subspan(index * static_cast<std::size_t>(columns),
                                            static_cast<std::size_t>(columns))};
    }
    class Iterator {
    public:
        Iterator(const Rows& rows, std::size_t index) : rows_{&rows}, index_{index} {}
        Row operator*() const { return (*rows_)[index_]; }
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        bool operator==(const Iterator& other) const { return index_ == other.index_; }

    private:
        const Rows* rows_;
        std::size_t index_;
    };
    [[nodiscard]] Iterator begin() const { return {*this, 0}; }
    [[nodiscard]] Iterator end() const { return {*this, size()}; }
};

enum class Engine : std::uint8_t { sqlite, postgres };

/// A transaction in progress. `run` throws db::Error; after a failed statement every further one
/// throws Fault::usage, so a failure cannot be swallowed. Statements must begin with select,
/// insert, update, delete, with or values and use exactly $1..$n.
class Tx {
public:
    virtual ~Tx() = default;
    Tx(const Tx&) = delete;
    Tx& operator=(const Tx&) = delete;
    Rows run(std::string_view sql, std::initializer_list<Param> params = {}) {
        return run(sql, std::span<const Param>(params.begin(), params.size()));
    }
    Rows run(std::string_view sql, std::span<const Param> params);
    [[nodiscard]] bool failed() const { return failed_; }
    /// For the few statements that differ, such as full-text search.
    [[nodiscard]] virtual Engine engine() const = 0;

protected:
    Tx() = default;
    virtual Rows do_run(std::string_view sql, std::span<const Param> params) = 0;

private:
    bool failed_ = false;
};

namespace detail {
template <class R>
struct AsResult {
    using type = Result<R>;
};
template <class T>
struct AsResult<Result<T>> {
    using type = Result<T>;
};
template <class R>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<Result<T>> = true;
}  // namespace detail

/// A database. Safe to use from many threads.
class Database {
public:
    virtual ~Database() = default;
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// A read-only snapshot. Closure: (Tx&) -> T, void or Result<T>; the answer is always a Result.
    template <class F>
    auto read(F&& closure) {
        return call(Kind::read, closure);
    }
    /// A serializable transaction, durable when it returns a value. A closure that returns an error
    /// is rolled back.
    template <class F>
    auto write(F&& closure) {
        return call(Kind::write, closure);
    }
    /// A transaction of inserts that depend on no earlier read: cheaper than `write` on PostgreSQL.
    template <class F>
    auto append(F&& closure) {
        return call(Kind::append, closure);
    }
    [[nodiscard]] virtual Engine engine() const = 0;

protected:
    enum class Kind : std::uint8_t { read, write, append };
    /// Runs the closure inside a transaction and commits when it returns true, rolls back when it
    /// returns false or throws. Throws db::Error. May run the closure again.
    virtual void do_call(Kind kind, const std::function<bool(Tx&)>& closure) = 0;

private:
    template <class F>
    auto call(Kind kind, F& closure) ->
        typename detail::AsResult<std::invoke_result_t<F&, Tx&>>::type {
        using R = std::invoke_result_t<F&, Tx&>;
        using Answer = typename detail::AsResult<R>::type;
        std::optional<Answer> answer;
        try {
            guarded_call(kind, [&](Tx& tx) {
                if constexpr (std::is_void_v<R>) {
                    closure(tx);
                    answer.emplace();
                } else {
                    answer.emplace(closure(tx));
                }
                return answer->has_value();
            });
        } catch (const Error& error) {
            return std::unexpected(error_of(error));
        }
        return std::move(*answer);
    }
    /// do_call, refusing a call made from inside a closure: pass Tx& on instead.
    void guarded_call(Kind kind, const std::function<bool(Tx&)>& closure);
};

struct Options {
    int readers_max = 4;   ///< parallel read transactions
    int queue_max = 1024;  ///< waiting writers; more are refused with `busy`
    int batch_max = 512;   ///< closures in one SQLite commit
    std::chrono::milliseconds write_limit{250};
    std::chrono::milliseconds read_limit{5000};
    int pool_max = 16;  ///< PostgreSQL connections
    /// Called once, on the writer's thread and before the callers are answered, when the outcome of
    /// an SQLite commit is unknown (a failed fsync). From then on every write answers
    /// `unavailable`: only a restart, which recovers from the log, can tell what was kept. The
    /// process should exit soon.
    std::function<void()> on_writer_stopped = [] {};
};

/// "sqlite:FILE" or "postgresql://…".
/// errors   invalid_input db.bad_url; unavailable db.* when it cannot be opened
[[nodiscard]] Result<std::unique_ptr<Database>> open(const std::string& url,
                                                     const Options& options = {});

}  // namespace pingyi::db
