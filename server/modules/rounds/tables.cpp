#include "modules/rounds/tables.hpp"

#include <algorithm>

#include "modules/rounds/tables_store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::rounds {
namespace {

using scoring::events_file;
using scoring::units_file;

TableKind kind_of(scoring::MeasureKind kind) {
    switch (kind) {
        case scoring::MeasureKind::ballots: return TableKind::ballots;
        case scoring::MeasureKind::counts: return TableKind::counts;
        case scoring::MeasureKind::values: break;
    }
    return TableKind::values;
}

Result<> may_be_brought(const Bringing& what) {
    if (what.text.size() > table_bytes_max) {
        return fail(ErrorKind::invalid_input, "rounds.table_too_large", what.name);
    }
    const auto all = tables_read(what.scheme);
    const auto found = std::ranges::find(all, what.name, &TableRead::name);
    if (found == all.end()) {
        return fail(ErrorKind::invalid_input, "rounds.no_such_table", what.name);
    }
    if (found->is_counted) {
        return fail(ErrorKind::invalid_input, "rounds.table_is_counted", what.name);
    }
    return {};
}

/// The same scheme, which reads nothing but this table.
scoring::Scheme reading_only(scoring::Scheme scheme, std::string_view name) {
    std::erase_if(scheme.measures,
                  [&](const scoring::Measure& one) { return one.code + ".csv" != name; });
    if (name != events_file) scheme.events.clear();
    return scheme;
}

/// Lines that are not empty, without the header; a quoted break ends no row. Of a table that could
/// be read.
std::int64_t rows_in(std::string_view text) {
    std::int64_t rows = -1;
    bool is_quoted = false;
    bool is_empty = true;
    for (const char c : text) {
        if (c == '"') is_quoted = !is_quoted;
        if (is_quoted || (c != '\n' && c != '\r')) {
            is_empty = false;
        } else {
            rows += is_empty ? 0 : 1;
            is_empty = true;
        }
    }
    return std::max(std::int64_t{0}, rows + (is_empty ? 0 : 1));
}

Result<> check_table(db::Database& database, const Zone& zone, const Bringing& what) {
    const scoring::Scheme one = reading_only(what.scheme, what.name);
    scoring::Tables tables{{what.name, std::string(what.text)}};
    if (what.name != units_file) {
        TRY(units, database.read([&](db::Tx& tx) -> Result<std::string> {
            if (const auto brought = store::table(tx, what.owner, units_file)) {
                return store::table_text(tx, *brought);
            }
            TRY(made, server_tables(tx, reading_only(one, units_file),
                                    {{}, {}, zone.day_of(what.now)}, zone));
            return std::move(made[std::string(units_file)]);
        }));
        tables.emplace(units_file, std::move(units));
    }
    CHECK_OK(scoring::read_data(one, tables));
    return {};
}

Result<> show(db::Tx& tx, const Table& made, const Also& also) {
    CHECK_OK(also(tx, made));
    const auto others = store::tables_of(tx, made.owner);
    const bool is_new = std::ranges::find(others, made.name, &Table::name) == others.end();
    if (is_new && others.size() >= tables_max) {
        return fail(ErrorKind::conflict, "rounds.too_many_tables");
    }
    store::save_table(tx, made);
    return {};
}

}  // namespace

std::vector<TableRead> tables_read(const scoring::Scheme& scheme) {
    std::vector<TableRead> all{{std::string(units_file), TableKind::units, {}, false, false}};
    for (const scoring::Measure& measure : scheme.measures) {
        const bool is_counted = measure.code.starts_with(server_prefix);
        all.push_back({measure.code + ".csv",
                       kind_of(measure.kind),
                       {measure.words.zh, measure.words.en},
                       is_counted,
                       !is_counted});
    }
    if (!scheme.events.empty()) {
        all.push_back({std::string(events_file), TableKind::events, {}, false, true});
    }
    return all;
}

std::string missing_code(std::string_view name, std::string_view usual) {
    return std::string(name == events_file ? "rounds_events_missing" : usual);
}

std::vector<std::string> missing_tables(const scoring::Scheme& scheme,
                                        const std::set<std::string>& there) {
    std::vector<std::string> missing;
    for (TableRead& read : tables_read(scheme)) {
        if (read.is_needed && !there.contains(read.name)) missing.push_back(std::move(read.name));
    }
    return missing;
}

Table table_of(Table told, std::string_view text) {
    told.id = crypto::new_id<TableId>(told.added_at);
    told.sha256 = crypto::hex(crypto::sha256(text));
    told.bytes = std::ssize(text);
    told.rows = rows_in(text);
    return told;
}

Result<Table> bring_table(db::Database& database, const Zone& zone, const Bringing& what,
                          const Also& also) {
    CHECK_OK(may_be_brought(what));
    CHECK_OK(check_table(database, zone, what));
    Table made = table_of({.owner = what.owner,
                           .name = what.name,
                           .evidence = what.evidence,
                           .added_by = what.by,
                           .added_at = what.now},
                          what.text);
    CHECK_OK(store::put(database, store::content_of(made), {{made.name, std::string(what.text)}}));
    CHECK_OK(database.write([&](db::Tx& tx) { return show(tx, made, also); }));
    return made;
}

Result<std::int64_t> sweep_tables(db::Database& database, Instant before) {
    TRY(left, database.read([&](db::Tx& tx) { return store::contents_not_shown(tx, before); }));
    for (const std::string& content : left) {
        CHECK_OK(database.write([&](db::Tx& tx) { store::drop(tx, content); }));
    }
    return std::ssize(left);
}

Result<store::Contents> tables_for(db::Tx& tx, std::string_view owner,
                                   const scoring::Scheme& scheme, const Counting& counting,
                                   const Zone& zone) {
    TRY(all, server_tables(tx, scheme, counting, zone));
    const auto read = tables_read(scheme);
    for (const Table& table : store::tables_of(tx, owner)) {
        const auto found = std::ranges::find(read, table.name, &TableRead::name);
        if (found == read.end() || found->is_counted) continue;
        all[table.name] = store::table_text(tx, table);
    }
    return std::move(all);
}

}  // namespace pingyi::rounds
