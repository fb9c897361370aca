// What the API says of tables of draft schemes and of rounds.
#pragma once

#include <boost/describe/class.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "modules/rounds/types.hpp"

namespace pingyi::rounds {

using TableName = Text<5, 80>;
struct TableQuery {
    Text<1, 300> evidence;  ///< where the table comes from
};
BOOST_DESCRIBE_STRUCT(TableQuery, (), (evidence))

struct TableView {
    std::string name;
    std::string sha256;
    std::int64_t bytes = 0;
    std::int64_t rows = 0;
    Origin origin{};
    std::string evidence;
    std::optional<std::string> added_by;  ///< as colleagues call them
    Instant added_at{};
};
BOOST_DESCRIBE_STRUCT(TableView, (),
                      (name, sha256, bytes, rows, origin, evidence, added_by, added_at))
struct TablesView {
    std::vector<TableView> items;  ///< by name
};
BOOST_DESCRIBE_STRUCT(TablesView, (), (items))

using Names = std::map<AccountId, std::string>;

[[nodiscard]] inline std::optional<std::string> name_in(const Names& names,
                                                        const std::optional<AccountId>& id) {
    if (!id) return std::nullopt;
    const auto found = names.find(*id);
    return found == names.end() ? std::nullopt : std::optional{found->second};
}

[[nodiscard]] inline TableView view_of(const Table& table, const Names& names) {
    return {table.name,
            table.sha256,
            table.bytes,
            table.rows,
            table.origin,
            table.evidence,
            name_in(names, table.added_by),
            table.added_at};
}

}  // namespace pingyi::rounds
