// A big CSV in pieces that end where a row ends, and the rows of a piece: what lets many threads
// read one file. RFC 4180 with LF or CRLF; quoted cells may hold breaks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "kernel/result.hpp"

namespace pingyi::scoring {

/// Whole rows, each with its break.
struct Piece {
    std::size_t number = 0;    ///< from 0, in the order of the file
    std::string bytes;         ///< ends in "\n"
    bool is_too_long = false;  ///< no row ended within `row_bytes_max`: the last is not whole
};
inline constexpr std::size_t row_bytes_max = 1'000'000;

/// Hands out a file from its start to its end; its memory is one piece. For one thread at a time.
class PieceReader {
public:
    /// `seen` gets all octets in their order, for a digest; may be empty.
    /// errors: invalid_input csv.invalid with file_unreadable
    [[nodiscard]] static Result<PieceReader> open(const std::filesystem::path& path,
                                                  std::size_t piece_bytes,
                                                  std::function<void(std::string_view)> seen);
    /// The same of a text in memory, which must outlive it.
    [[nodiscard]] static PieceReader of(std::string_view text, std::size_t piece_bytes,
                                        std::function<void(std::string_view)> seen);
    PieceReader(const PieceReader&) = delete;
    PieceReader& operator=(const PieceReader&) = delete;
    PieceReader(PieceReader&& other) noexcept;
    PieceReader& operator=(PieceReader&&) = delete;
    ~PieceReader();

    /// The next piece, without the byte-order mark of the file; false at the end.
    [[nodiscard]] Result<bool> next(Piece& piece);

private:
    PieceReader(int file, std::size_t piece_bytes, std::function<void(std::string_view)> seen);
    [[nodiscard]] Result<std::size_t> fill(std::string& bytes);
    [[nodiscard]] ssize_t read_at(char* to) const;

    int file_;               ///< -1: of a text
    std::string_view text_;  ///< without a file
    std::size_t piece_bytes_;
    std::function<void(std::string_view)> seen_;
    std::size_t offset_ = 0;  ///< in the file
    std::size_t number_ = 0;
    std::string rest_;  ///< the beginning of the next piece
    bool is_at_end_ = false;
};

/// The rows of one piece, split into the cells that are wanted.
class RowReader {
public:
    enum class Status : std::uint8_t { row, end, cell_count, open_quote, stray_quote };
    static constexpr int unwanted = -1;

    /// `slots`: for each column of the file the index into cells(), or `unwanted`.
    RowReader(std::string_view piece, std::span<const int> slots, std::size_t cells);
    /// Passes over empty lines. After a mistake of quotes nobody can say where the next row begins.
    [[nodiscard]] Status next();
    /// Of the last row; until the next one is read.
    [[nodiscard]] std::span<const std::string_view> cells() const { return cells_; }
    /// Rows and empty lines so far.
    [[nodiscard]] std::size_t row() const { return row_; }

private:
    [[nodiscard]] Status read();
    [[nodiscard]] Status read_quoted(std::size_t column, std::string_view& cell);

    const char* at_;
    const char* end_;
    std::span<const int> slots_;
    std::vector<std::string_view> cells_;
    std::vector<std::string> unquoted_;  ///< one a column
    std::size_t row_ = 0;
};

}  // namespace pingyi::scoring
