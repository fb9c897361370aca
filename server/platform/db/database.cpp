// What both engines share: values, rows, the rules of a transaction, and the choice of engine by
// URL.
#include "platform/db/database.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <unicode/ustring.h>

#include "platform/db/engines.hpp"

namespace pingyi::db {
namespace {

// True on the thread that runs a closure, while it runs: a nested call would wait for itself.
thread_local bool inside_closure = false;

class InsideClosure {
public:
    InsideClosure() { inside_closure = true; }
    ~InsideClosure() { inside_closure = false; }
    InsideClosure(const InsideClosure&) = delete;
    InsideClosure& operator=(const InsideClosure&) = delete;
};

struct FaultMeaning {
    Fault fault;
    ErrorKind kind;
    std::string_view code;
};
constexpr std::array meanings{
    FaultMeaning{Fault::unique, ErrorKind::conflict, "db.unique"},
    FaultMeaning{Fault::foreign_key, ErrorKind::internal, "db.foreign_key"},
    FaultMeaning{Fault::check, ErrorKind::internal, "db.check"},
    FaultMeaning{Fault::not_null, ErrorKind::internal, "db.not_null"},
    FaultMeaning{Fault::value, ErrorKind::internal, "db.value"},
    FaultMeaning{Fault::sql, ErrorKind::internal, "db.sql"},
    FaultMeaning{Fault::busy, ErrorKind::unavailable, "db.busy"},
    FaultMeaning{Fault::timeout, ErrorKind::unavailable, "db.timeout"},
    FaultMeaning{Fault::full, ErrorKind::unavailable, "db.full"},
    FaultMeaning{Fault::unavailable, ErrorKind::unavailable, "db.unavailable"},
    FaultMeaning{Fault::unknown, ErrorKind::unavailable, "db.unknown"},
    FaultMeaning{Fault::usage, ErrorKind::internal, "db.usage"},
};

// NUL, invalid UTF-8 and NaN are kept differently by the engines, so neither gets them.
void require_storable(const Value& value) {
    if (const auto* number = std::get_if<double>(&value); number && std::isnan(*number)) {
        throw Error(Fault::value, "a parameter is not a number");
    }
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return;
    if (text->find('\0') != std::string::npos) {
        throw Error(Fault::value, "a text parameter holds NUL");
    }
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8(nullptr, 0, nullptr, text->data(), static_cast<std::int32_t>(text->size()),
                  &status);
    if (status == U_INVALID_CHAR_FOUND) {
        throw Error(Fault::value, "a text parameter is not UTF-8");
    }
}

constexpr std::chrono::seconds retry_after{1};

}  // namespace

pingyi::Error error_of(const Error& error) {
    const auto& meaning = meanings.at(static_cast<std::size_t>(error.fault));
    auto answer = fail(meaning.kind, meaning.code, error.what()).error();
    if (meaning.kind == ErrorKind::unavailable) answer.retry_after = retry_after;
    return answer;
}

Null Param::null_like(const Param& sample) {
    // Index 0 is Null itself; the others stand in the order of Type.
    const std::size_t index = sample.value_.index();
    return index == 0 ? std::get<Null>(sample.value_) : Null{static_cast<Type>(index - 1)};
}

const Value& Row::cell(int column) const {
    if (column < 0 || static_cast<std::size_t>(column) >= cells_.size()) {
        throw Error(Fault::usage, "the answer has no column " + std::to_string(column));
    }
    return cells_[static_cast<std::size_t>(column)];
}

namespace {
template <class T>
const T& held(const Value& value, int column) {
    if (const auto* found = std::get_if<T>(&value)) return *found;
    throw Error(Fault::usage, "column " + std::to_string(column) + " holds another type");
}
}  // namespace

bool Row::is_null(int column) const {
    return std::holds_alternative<Null>(cell(column));
}
std::int64_t Row::integer(int column) const {
    return held<std::int64_t>(cell(column), column);
}
double Row::real(int column) const {
    return held<double>(cell(column), column);
}
const std::string& Row::text(int column) const {
    return held<std::string>(cell(column), column);
}
const std::string& Row::blob(int column) const {
    return held<Blob>(cell(column), column).bytes;
}
Instant Row::instant(int column) const {
    return Instant{std::chrono::milliseconds{integer(column)}};
}
Day Row::day(int column) const {
    if (const auto found = day_from(text(column))) return *found;
    throw Error(Fault::value, "a stored day is not YYYY-MM-DD");
}
std::optional<std::int64_t> Row::maybe_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}
std::optional<std::string> Row::maybe_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}
std::optional<Instant> Row::maybe_instant(int column) const {
    if (is_null(column)) return std::nullopt;
    return instant(column);
}
std::optional<Day> Row::maybe_day(int column) const {
    if (is_null(column)) return std::nullopt;
    return day(column);
}

Rows Tx::run(std::string_view sql, std::span<const Param> params) {
    if (failed_) throw Error(Fault::usage, "an earlier statement of this transaction failed");
    try {
        for (const Param& param : params) require_storable(param.value());
        return do_run(sql, params);
    } catch (...) {
        failed_ = true;
        throw;
    }
}

void Database::guarded_call(Kind kind, const std::function<bool(Tx&)>& closure) {
    if (inside_closure) throw Error(Fault::usage, "nested transaction: pass Tx& on");
    do_call(kind, [&closure](Tx& tx) {
        const InsideClosure here;
        return closure(tx);
    });
}

std::optional<Address> address_of(std::string_view url) {
    constexpr std::string_view sqlite = "sqlite:";
    if (url.starts_with(sqlite) && url.size() > sqlite.size()) {
        return Address{Engine::sqlite, std::string(url.substr(sqlite.size()))};
    }
    if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
        return Address{Engine::postgres, std::string(url)};
    }
    return std::nullopt;
}

Result<std::unique_ptr<Database>> open(const std::string& url, const Options& options) {
    const auto address = address_of(url);
    if (!address) return fail(ErrorKind::invalid_input, "db.bad_url");
    try {
        return address->engine == Engine::sqlite ? open_sqlite(address->place, options)
                                                 : open_postgres(address->place, options);
    } catch (const Error& error) {
        return std::unexpected(error_of(error));
    }
}

}  // namespace pingyi::db
