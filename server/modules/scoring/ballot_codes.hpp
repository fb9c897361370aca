// What stands in the cells of ballots: codes, each looked up once for every spelling, and decimals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pingyi::scoring {

/// The longest code that is read, in octets.
inline constexpr std::size_t code_bytes_max = 200;
/// Spreads the bits of a number, for tables.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t value) {
    value *= 0x9E37'79B9'7F4A'7C15U;
    return value ^ (value >> 32U);
}

/// Small numbers of the texts of a column, by their octets: what a row is looked up in.
class Codes {
public:
    static constexpr std::uint32_t unknown = 0xFFFF'FFFF;
    [[nodiscard]] std::uint32_t find(std::string_view text) const;
    void put(std::string_view text, std::uint32_t number);

private:
    struct Slot {
        std::uint64_t hash = 0;
        std::size_t offset = 0;
        std::uint32_t size = 0;
        std::uint32_t number = unknown;
    };
    [[nodiscard]] std::size_t slot_of(std::string_view text, std::uint64_t hash) const;
    void grow();
    std::vector<Slot> slots_ = std::vector<Slot>(64);
    std::size_t used_ = 0;
    std::string octets_;
};

/// A column of codes: every spelling that occurs (spaces, quotes of a spreadsheet, NFD) is cleaned
/// once.
class CodeColumn {
public:
    /// `known` are the only ones that may occur.
    CodeColumn(std::vector<std::string> known, std::string_view error);
    /// Any code may occur.
    CodeColumn() = default;
    /// The number of a cell, or `Codes::unknown` with the error in `code`.
    [[nodiscard]] std::uint32_t number(std::string_view cell, std::string_view& code) {
        const std::uint32_t found = spellings_.find(cell);
        return found != Codes::unknown ? found : number_of_new(cell, code);
    }
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

private:
    [[nodiscard]] std::uint32_t number_of_new(std::string_view cell, std::string_view& code);
    std::string_view error_;  ///< empty: any code may occur
    Codes spellings_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
    std::vector<std::string> names_;
};

/// The whole numbers of a decimal text at so many places. The code of what is wrong, or "".
[[nodiscard]] std::string_view read_decimal(std::string_view text, int places, std::int64_t& value);

}  // namespace pingyi::scoring
