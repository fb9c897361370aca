// Reads just enough of a statement to refuse what closures must not do.
#include "platform/db/statement.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "platform/db/database.hpp"

namespace pingyi::db {
namespace {

constexpr int parameters_max = 999;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void require_first_word(std::string_view sql) {
    constexpr std::array<std::string_view, 6> allowed{"select", "insert", "update",
                                                      "delete", "with",   "values"};
    sql.remove_prefix(std::min(sql.find_first_not_of(" \t\r\n"), sql.size()));
    std::string word;
    for (const char c : sql) {
        if (!is_letter(c)) break;
        word += static_cast<char>(c | 0x20);
    }
    if (std::ranges::find(allowed, word) == allowed.end()) {
        throw Error(Fault::usage, "a statement may not begin with '" + word + "'");
    }
}

// The place after a quoted text or name, or a comment, that begins at `at`; `at` when none does.
std::size_t after_opaque(std::string_view sql, std::size_t at) {
    const auto beyond = [&](std::string_view end, std::size_t from) {
        const std::size_t found = sql.find(end, from);
        return found == std::string_view::npos ? sql.size() : found + end.size();
    };
    const std::string_view rest = sql.substr(at);
    if (rest.starts_with('\'')) return beyond("'", at + 1);
    if (rest.starts_with('"')) return beyond("\"", at + 1);
    if (rest.starts_with("--")) return beyond("\n", at);
    if (rest.starts_with("/*")) return beyond("*/", at);
    return at;
}

int parameter_number(std::string_view digits) {
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end == digits.data() || number < 1 || number > parameters_max) {
        throw Error(Fault::usage, "a parameter is not $1 to $999");
    }
    return number;
}

}  // namespace

int parameters_of(std::string_view sql) {
    require_first_word(sql);
    std::vector<bool> used;
    for (std::size_t at = 0; at < sql.size();) {
        if (const std::size_t next = after_opaque(sql, at); next != at) {
            at = next;
            continue;
        }
        if (sql[at] == ';') throw Error(Fault::usage, "one statement at a time, without ';'");
        if (sql[at] == '$') {
            const auto number = static_cast<std::size_t>(parameter_number(sql.substr(at + 1)));
            if (used.size() < number) used.resize(number);
            used[number - 1] = true;
        }
        ++at;
    }
    if (std::ranges::find(used, false) != used.end()) {
        throw Error(Fault::usage, "parameters must be exactly $1 to $n");
    }
    return static_cast<int>(used.size());
}

}  // namespace pingyi::db
