// Reads the small format of migration files.
#include "platform/db/migration_file.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace pingyi::db {
namespace {

enum class Section : std::uint8_t { both, sqlite, postgres };

constexpr std::array section_lines{std::pair{std::string_view("-- both"), Section::both},
                                   std::pair{std::string_view("-- sqlite"), Section::sqlite},
                                   std::pair{std::string_view("-- postgres"), Section::postgres}};

// Longer words first: WITHOUT ROWID may stand alone or after STRICT.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> postgres_words{{
    {" STRICT, WITHOUT ROWID", ""},
    {" WITHOUT ROWID, STRICT", ""},
    {" WITHOUT ROWID", ""},
    {" STRICT", ""},
    {" INTEGER", " BIGINT"},
    {" BLOB", " BYTEA"},
    {" REAL", " DOUBLE PRECISION"},
}};

bool is_word_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

std::string with_postgres_words(std::string_view statement) {
    std::string out;
    bool is_quoted = false;
    for (std::size_t at = 0; at < statement.size();) {
        const std::string_view rest = statement.substr(at);
        bool is_replaced = false;
        for (const auto& [word, replacement] : postgres_words) {
            if (is_quoted || !rest.starts_with(word)) continue;
            if (rest.size() > word.size() && is_word_letter(rest[word.size()])) continue;
            out += replacement;
            at += word.size();
            is_replaced = true;
            break;
        }
        if (is_replaced) continue;
        if (rest.front() == '\'') is_quoted = !is_quoted;
        out += rest.front();
        ++at;
    }
    return out;
}

constexpr std::string_view append_only = "APPEND ONLY ";

/// The triggers behind `APPEND ONLY table;`.
std::vector<std::string> append_only_triggers(Engine engine, std::string_view statement) {
    const std::string table{
        statement.substr(append_only.size(), statement.find(';') - append_only.size())};
    if (engine == Engine::postgres) {
        return {"CREATE TRIGGER " + table + "_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON " +
                table + " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"};
    }
    std::vector<std::string> triggers;
    for (const std::string change : {"UPDATE", "DELETE"}) {
        triggers.push_back("CREATE TRIGGER " + table + "_no_" + change + " BEFORE " + change +
                           " ON " + table + " BEGIN SELECT RAISE(ABORT, '" + table +
                           " is append-only'); END");
    }
    return triggers;
}

class Reader {
public:
    explicit Reader(Engine engine) : engine_{engine} {}

    void take(std::string_view line) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        for (const auto& [text, section] : section_lines) {
            if (line != text) continue;
            finish_statement();
            section_ = section;
            return;
        }
        if (line.starts_with("--")) return;
        if (line.find_first_not_of(" \t") == std::string_view::npos) {
            finish_statement();
            return;
        }
        statement_ += line;
        statement_ += '\n';
    }
    std::vector<std::string> finish() {
        finish_statement();
        return std::move(statements_);
    }

private:
    void finish_statement() {
        const auto statement = std::exchange(statement_, {});
        if (statement.empty()) return;
        const Section own = engine_ == Engine::sqlite ? Section::sqlite : Section::postgres;
        if (section_ == own) statements_.push_back(statement);
        if (section_ != Section::both) return;
        if (statement.starts_with(append_only)) {
            std::ranges::move(append_only_triggers(engine_, statement),
                              std::back_inserter(statements_));
            return;
        }
        statements_.push_back(engine_ == Engine::sqlite ? statement
                                                        : with_postgres_words(statement));
    }

    Engine engine_;
    Section section_ = Section::both;
    std::string statement_;
    std::vector<std::string> statements_;
};

}  // namespace

std::vector<std::string> statements_for(Engine engine, std::string_view file) {
    Reader reader{engine};
    while (!file.empty()) {
        const std::size_t end = std::min(file.find('\n'), file.size());
        reader.take(file.substr(0, end));
        file.remove_prefix(std::min(end + 1, file.size()));
    }
    return reader.finish();
}

}  // namespace pingyi::db
