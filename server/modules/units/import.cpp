// Reads and writes the CSV layout of bodies.
#include "modules/units/import.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "kernel/text.hpp"
#include "modules/units/wire.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::units {
namespace {

constexpr std::array<csv::Column, 11> columns{{{"code", true},
                                               {"name", true},
                                               {"class", true},
                                               {"name_en"},
                                               {"short_name"},
                                               {"short_name_en"},
                                               {"other_names"},
                                               {"parent"},
                                               {"successor"},
                                               {"valid_from"},
                                               {"valid_to"}}};
constexpr char between_names = '|';

/// One row; the limits are those of the JSON bodies in wire.hpp.
class RowReader {
public:
    RowReader(const csv::Table& table, const csv::Row& row, std::vector<FieldError>& errors)
        : table_{table}, record_{table, row, errors} {}

    Draft read(std::size_t row_number, UnitId id) {
        Draft draft;
        draft.row = row_number;
        draft.id = id;
        draft.code = required<Code>("code");
        draft.class_code = required<ClassCode>("class");
        draft.name_zh = required<NameText>("name");
        draft.name_en = text<LongNameText>("name_en");
        draft.short_zh = text<NameText>("short_name");
        draft.short_en = text<LongNameText>("short_name_en");
        draft.other_names = names();
        draft.parent = text<Code>("parent");
        draft.successor = text<Code>("successor");
        draft.valid_from = day("valid_from");
        draft.valid_to = day("valid_to");
        return draft;
    }

private:
    [[nodiscard]] bool has_column(std::string_view name) const {
        return std::ranges::find(table_.columns, name) != table_.columns.end();
    }
    template <class T>
    std::string required(std::string_view column) {
        T value;
        record_.set(column, value);
        return value.value;
    }
    template <class T>
    std::optional<std::string> text(std::string_view column) {
        if (!has_column(column)) return std::nullopt;
        std::optional<T> value;
        record_.set(column, value);
        return value ? value->value : std::string();
    }
    std::optional<std::optional<Day>> day(std::string_view column) {
        if (!has_column(column)) return std::nullopt;
        std::optional<Day> value;
        record_.set(column, value);
        return value;
    }
    std::optional<std::vector<std::string>> names() {
        if (!has_column("other_names")) return std::nullopt;
        std::vector<std::string> all;
        std::string_view rest = record_.cell("other_names");
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(between_names), rest.size());
            const std::string_view name = text::trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (name.empty()) continue;
            if (text::length(name) > 100) record_.mistake("other_names", "too_long", "100");
            if (text::flaw_of(name, text::Lines::one) != text::Flaw::none) {
                record_.mistake("other_names", "control_character");
            }
            all.emplace_back(name);
        }
        return all;
    }

    const csv::Table& table_;
    csv::Record record_;
};

}  // namespace

Result<std::vector<Draft>> drafts_from_csv(std::string_view text, Instant now) {
    TRY(table, csv::read(text, columns, {.rows_max = import_rows_max}));
    std::vector<FieldError> errors;
    std::vector<Draft> drafts;
    drafts.reserve(table.rows.size());
    for (const csv::Row& row : table.rows) {
        RowReader reader{table, row, errors};
        drafts.push_back(reader.read(row.number, crypto::new_id<UnitId>(now)));
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return drafts;
}

std::string csv_of(const Register& all) {
    std::map<UnitId, std::string_view> codes;
    for (const Unit& unit : all.units) codes.emplace(unit.id, unit.code);
    const auto code_of = [&](const std::optional<UnitId>& id) {
        return id ? codes.at(*id) : std::string_view{};
    };
    csv::Writer out{columns};
    for (const Unit& unit : all.units) {
        std::string names;
        for (const auto& name : unit.other_names) {
            if (!names.empty()) names += between_names;
            names += name;
        }
        out.cell(unit.code).cell(unit.name.zh).cell(unit.class_code).cell(unit.name.en);
        out.cell(unit.short_name.zh).cell(unit.short_name.en).cell(names);
        out.cell(code_of(unit.parent)).cell(code_of(unit.successor));
        out.cell(unit.valid_from).cell(unit.valid_to).end_row();
    }
    return out.str();
}

}  // namespace pingyi::units
