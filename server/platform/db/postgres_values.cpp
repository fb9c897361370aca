// The map between our four types and PostgreSQL's, by oid.
#include "platform/db/postgres_values.hpp"

#include <bit>
#include <charconv>
#include <cstring>
#include <endian.h>
#include <string>

namespace pingyi::db {
namespace {

// src/include/catalog/pg_type.dat of PostgreSQL 15.
constexpr Oid oid_bool = 16;
constexpr Oid oid_bytea = 17;
constexpr Oid oid_int8 = 20;
constexpr Oid oid_int2 = 21;
constexpr Oid oid_int4 = 23;
constexpr Oid oid_text = 25;
constexpr Oid oid_float8 = 701;

template <class T>
T from_bytes(const char* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

Value cell_of(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return Null{Type::text};
    const char* bytes = PQgetvalue(result, row, column);
    const auto size = static_cast<std::size_t>(PQgetlength(result, row, column));
    switch (PQftype(result, column)) {
        case oid_bool: return std::int64_t{*bytes != 0};
        case oid_int2:
            return std::int64_t{
                static_cast<std::int16_t>(be16toh(from_bytes<std::uint16_t>(bytes)))};
        case oid_int4:
            return std::int64_t{
                static_cast<std::int32_t>(be32toh(from_bytes<std::uint32_t>(bytes)))};
        case oid_int8: return static_cast<std::int64_t>(be64toh(from_bytes<std::uint64_t>(bytes)));
        case oid_float8: return std::bit_cast<double>(be64toh(from_bytes<std::uint64_t>(bytes)));
        case oid_text: return std::string(bytes, size);
        case oid_bytea: return Blob{std::string(bytes, size)};
        default: break;
    }
    throw Error(Fault::usage, "column " + std::to_string(column) + " has PostgreSQL type " +
                                  std::to_string(PQftype(result, column)) + ": cast it");
}

std::int64_t changed_by(PGresult* result) {
    const std::string_view tag = PQcmdStatus(result);
    if (tag.starts_with("SELECT")) return 0;
    const std::string_view count = PQcmdTuples(result);
    std::int64_t changed = 0;
    std::from_chars(count.data(), count.data() + count.size(), changed);
    return changed;
}

}  // namespace

Type type_of(const Param& param) {
    if (const auto* null = std::get_if<Null>(&param.value())) return null->type;
    return static_cast<Type>(param.value().index() - 1);  // Value's order is Type's after Null
}

Oid oid_of(Type type) {
    switch (type) {
        case Type::integer: return oid_int8;
        case Type::real: return oid_float8;
        case Type::text: return oid_text;
        case Type::blob: return oid_bytea;
    }
    return oid_text;
}

BoundParams::BoundParams(std::span<const Param> params) {
    numbers_.reserve(params.size());  // values_ points into it
    values_.reserve(params.size());
    lengths_.reserve(params.size());
    for (const Param& param : params) add(param.value());
    formats_.assign(params.size(), 1);
}

void BoundParams::add(const Value& value) {
    const auto add_bytes = [this](const char* bytes, std::size_t size) {
        values_.push_back(bytes);
        lengths_.push_back(static_cast<int>(size));
    };
    const auto add_number = [&](std::uint64_t bits) {
        auto& kept = numbers_.emplace_back();
        const std::uint64_t big_endian = htobe64(bits);
        std::memcpy(kept.data(), &big_endian, kept.size());
        add_bytes(kept.data(), kept.size());
    };
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        add_number(static_cast<std::uint64_t>(*integer));
    } else if (const auto* real = std::get_if<double>(&value)) {
        add_number(std::bit_cast<std::uint64_t>(*real));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        add_bytes(text->data(), text->size());
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
        add_bytes(blob->bytes.data(), blob->bytes.size());
    } else {
        add_bytes(nullptr, 0);
    }
}

Rows rows_of(PGresult* result) {
    Rows rows;
    rows.columns = PQnfields(result);
    const int count = PQntuples(result);
    rows.cells.reserve(static_cast<std::size_t>(count) * static_cast<std::size_t>(rows.columns));
    for (int row = 0; row < count; ++row) {
        for (int column = 0; column < rows.columns; ++column) {
            rows.cells.push_back(cell_of(result, row, column));
        }
    }
    rows.changed = changed_by(result);
    return rows;
}

}  // namespace pingyi::db
