#include "modules/casework/import_letters.hpp"

#include <algorithm>
#include <unordered_map>

#include "kernel/text.hpp"
#include "modules/casework/api.hpp"
#include "modules/casework/import_file.hpp"
#include "platform/db/words.hpp"

namespace pingyi::casework {
namespace {

constexpr std::size_t source_id_max = 64;
constexpr std::size_t place_code_max = 32;

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string all;
    for (const std::string& part : parts) {
        if (part.empty()) continue;
        if (!all.empty()) all += between;
        all += part;
    }
    return all;
}

/// "10033.0", as programs write a whole number that they read as a fraction.
std::string_view without_fraction(std::string_view code) {
    if (!code.ends_with(".0")) return code;
    const std::string_view digits = code.substr(0, code.size() - 2);
    return digits.find_first_not_of("0123456789") == std::string_view::npos ? digits : code;
}

class RowReader {
public:
    RowReader(const csv::Table& table, const csv::Row& row, const ImportMapping& mapping,
              const ImportContext& context, std::vector<FieldError>& errors)
        : record_{table, row, errors}, mapping_{mapping}, context_{context} {}

    ImportedLetter read(std::size_t number) {
        ImportedLetter letter;
        letter.row = number;
        letter.source_id = line({mapping_.id}, " ", 1, source_id_max);
        letter.subject = line(mapping_.subject, ", ", 1, subject_max);
        letter.body = prose(mapping_.body, 1, body_max);
        letter.place = line(mapping_.place, ", ", 0, place_max);
        letter.place_code = without_fraction(line({mapping_.place_code}, "", 0, place_code_max));
        read_point(letter);
        read_times(letter);
        read_kind(letter);
        read_body(letter);
        read_category(letter);
        return letter;
    }
    void mistake(std::string_view column, std::string_view code, std::string limit = {}) {
        record_.mistake(column, code, std::move(limit));
    }

private:
    /// The cell, empty when it holds a word for "nothing".
    [[nodiscard]] std::string cell(const std::string& column) const {
        if (column.empty()) return {};
        const std::string_view found = record_.cell(column);
        if (std::ranges::find(mapping_.missing, found) != mapping_.missing.end()) return {};
        return std::string(found);
    }
    [[nodiscard]] std::string cells(const std::vector<std::string>& columns,
                                    std::string_view between) const {
        std::vector<std::string> parts;
        for (const std::string& column : columns) parts.push_back(cell(column));
        return joined(parts, between);
    }
    std::string within(const std::vector<std::string>& columns, std::string text, std::size_t least,
                       std::size_t most) {
        const std::size_t length = text::length(text);
        if (length < least) mistake(columns.front(), "required");
        if (length > most) mistake(columns.front(), "too_long", std::to_string(most));
        return text;
    }
    std::string line(const std::vector<std::string>& columns, std::string_view between,
                     std::size_t least, std::size_t most) {
        std::string text = cells(columns, between);
        if (text::flaw_of(text, text::Lines::one) != text::Flaw::none) {
            mistake(columns.front(), "control_character");
        }
        return within(columns, std::move(text), least, most);
    }
    std::string prose(const std::vector<std::string>& columns, std::size_t least,
                      std::size_t most) {
        return within(columns, cells(columns, "\n"), least, most);
    }

    std::optional<Instant> time(const std::string& column, bool is_required) {
        const std::string text = cell(column);
        if (text.empty()) {
            if (is_required) mistake(column, "required");
            return std::nullopt;
        }
        const auto found = time_of(text, context_.zone);
        if (!found) mistake(column, "import_bad_time");
        if (found && *found > context_.now) mistake(column, "import_in_future");
        return found;
    }

    /// A reply has a time of its own where the mapping names one, else that of the closing.
    void read_times(ImportedLetter& letter) {
        const auto submitted = time(mapping_.submitted_at, true);
        letter.submitted_at = submitted.value_or(Instant{});
        const auto closed = time(mapping_.closed_at, false);
        const auto replied =
            mapping_.replied_at.empty() ? closed : time(mapping_.replied_at, false);
        const std::string reply =
            mapping_.reply.empty() ? std::string{} : prose(mapping_.reply, 0, reply_max);
        if (!mapping_.replied_at.empty() && reply.empty() && replied) {
            mistake(mapping_.reply.empty() ? mapping_.replied_at : mapping_.reply.front(),
                    "import_time_without_reply");
        }
        if (!mapping_.replied_at.empty() && !reply.empty() && cell(mapping_.replied_at).empty()) {
            mistake(mapping_.replied_at, "import_reply_without_time");
        }
        if (!reply.empty() && replied) {
            letter.reply = reply;
            letter.replied_at = replied;
        } else {
            letter.closed_at = closed;
        }
        const auto over = letter.over_at();
        if (submitted && over && *over < *submitted) {
            const bool own = letter.replied_at && !mapping_.replied_at.empty();
            mistake(own ? mapping_.replied_at : mapping_.closed_at, "import_reply_before_letter");
        }
    }

    void read_point(ImportedLetter& letter) {
        const std::string lat = cell(mapping_.lat);
        const std::string lon = cell(mapping_.lon);
        if (lat.empty() || lon.empty()) return;
        const auto lat_e6 = millionths(lat, 90);
        const auto lon_e6 = millionths(lon, 180);
        if (!lat_e6) return mistake(mapping_.lat, "import_bad_point");
        if (!lon_e6) return mistake(mapping_.lon, "import_bad_point");
        letter.point = Point{*lat_e6, *lon_e6};
    }

    struct Found {
        std::string column, meaning;
    };
    [[nodiscard]] std::optional<Found> look_up(const WordTable& table) const {
        for (const std::string& column : table.columns) {
            const std::string text = cell(column);
            for (const auto& [word, meaning] : table.words) {
                const bool is_it = table.match == Match::value    ? text == word
                                   : table.match == Match::prefix ? text.starts_with(word)
                                                                  : text.contains(word);
                if (is_it) return Found{column, meaning};
            }
        }
        return std::nullopt;
    }
    void read_kind(ImportedLetter& letter) {
        const auto found = look_up(mapping_.kinds);
        letter.kind = found ? from_word<Kind>(found->meaning) : mapping_.kind;
    }
    void read_body(ImportedLetter& letter) {
        const auto found = look_up(mapping_.bodies);
        if (!found) return;
        const auto unit = context_.units.find(found->meaning);
        if (unit != context_.units.end()) {
            letter.unit = unit->second;
        } else if (mapping_.if_absent == IfAbsent::error) {
            mistake(found->column, "import_no_such_body", found->meaning);
        }
    }
    void read_category(ImportedLetter& letter) {
        const auto found = look_up(mapping_.categories);
        if (found && context_.categories.contains(found->meaning)) letter.category = found->meaning;
    }

    csv::Record record_;
    const ImportMapping& mapping_;
    const ImportContext& context_;
};

}  // namespace

std::string ImportedLetter::content() const {
    const auto ms = [](const std::optional<Instant>& at) {
        return at ? std::to_string(at->time_since_epoch().count()) : std::string{};
    };
    std::string all;
    for (const std::string& part :
         {source_id, ms(submitted_at), ms(replied_at), ms(closed_at), subject, body, reply, place,
          place_code, point ? std::to_string(point->lat_e6) : std::string{},
          point ? std::to_string(point->lon_e6) : std::string{}}) {
        all += std::to_string(part.size()) + ":" + part;
    }
    return all;
}

ReadLetters letters_of(const csv::Table& table, const ImportMapping& mapping,
                       const ImportContext& context) {
    ReadLetters out;
    out.letters.reserve(table.rows.size());
    std::unordered_map<std::string, std::size_t> seen;  // id -> place in `letters`
    for (const csv::Row& row : table.rows) {
        if (out.errors.size() >= import_errors_max) break;
        RowReader reader{table, row, mapping, context, out.errors};
        ImportedLetter letter = reader.read(row.number);
        const auto [earlier, is_new] = seen.try_emplace(letter.source_id, out.letters.size());
        if (is_new) {
            out.letters.push_back(std::move(letter));
        } else if (out.letters[earlier->second].content() == letter.content()) {
            ++out.repeated;
        } else {
            reader.mistake(mapping.id, "import_double_id",
                           std::to_string(out.letters[earlier->second].row));
        }
    }
    return out;
}

std::optional<Instant> time_of(std::string_view text, const Zone& zone) {
    if (const auto day = day_from(text)) return zone.start_of(*day);
    if (text.size() < 16 || (text[10] != ' ' && text[10] != 'T')) return std::nullopt;
    std::string full{text};
    full[10] = 'T';
    if (full.size() == 16) full += ":00";
    if (const auto exact = instant_from(full)) return exact;
    const auto shown = instant_from(full + "Z");  // as if the clock on the wall showed UTC
    if (!shown) return std::nullopt;
    const Day day = std::chrono::floor<std::chrono::days>(*shown);
    return zone.instant_of(day, *shown - Instant{day});
}

}  // namespace pingyi::casework
