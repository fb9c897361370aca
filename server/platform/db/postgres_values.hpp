// Our values in PostgreSQL's binary form, both ways.
#pragma once

#include <array>
#include <libpq-fe.h>
#include <span>
#include <vector>

#include "platform/db/database.hpp"

namespace pingyi::db {

/// What a parameter is, NULL included.
[[nodiscard]] Type type_of(const Param& param);
[[nodiscard]] Oid oid_of(Type type);

/// Parameters laid out as libpq takes them; points into `params`, which must outlive it.
class BoundParams {
public:
    explicit BoundParams(std::span<const Param> params);
    BoundParams(const BoundParams&) = delete;
    BoundParams& operator=(const BoundParams&) = delete;
    [[nodiscard]] int count() const { return static_cast<int>(values_.size()); }
    [[nodiscard]] const char* const* values() const { return values_.data(); }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }
    [[nodiscard]] const int* formats() const { return formats_.data(); }

private:
    void add(const Value& value);
    std::vector<std::array<char, 8>> numbers_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

/// The whole answer. Throws Fault::usage for a column of a type without a portable meaning: such a
/// column must be cast in the statement.
[[nodiscard]] Rows rows_of(PGresult* result);

}  // namespace pingyi::db
