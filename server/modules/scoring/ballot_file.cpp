#include "modules/scoring/ballot_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace pingyi::scoring {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::unexpected<Error> unreadable() {
    return fail_fields({{"", "file_unreadable", {}}}, "csv.invalid");
}

/// Behind the last row that ends in the text, which begins with a row; 0 when none does.
std::size_t end_of_rows(std::string_view text) {
    if (!text.contains('"')) return text.rfind('\n') + 1;
    std::size_t end = 0;
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') is_quoted = !is_quoted;
        if (text[i] == '\n' && !is_quoted) end = i + 1;
    }
    return end;
}

/// What ends a cell that is not quoted.
constexpr std::array<bool, 256> ends_cell = [] {
    std::array<bool, 256> ends{};
    for (const unsigned char c : {',', '\n', '"'}) ends[c] = true;
    return ends;
}();

}  // namespace

PieceReader::PieceReader(int file, std::size_t piece_bytes,
                         std::function<void(std::string_view)> seen)
    : file_{file}, piece_bytes_{piece_bytes}, seen_{std::move(seen)} {}

PieceReader::PieceReader(PieceReader&& other) noexcept
    : file_{std::exchange(other.file_, -1)},
      text_{other.text_},
      piece_bytes_{other.piece_bytes_},
      seen_{std::move(other.seen_)},
      offset_{other.offset_},
      number_{other.number_},
      rest_{std::move(other.rest_)},
      is_at_end_{other.is_at_end_} {}

PieceReader::~PieceReader() {
    if (file_ >= 0) close(file_);
}

Result<PieceReader> PieceReader::open(const std::filesystem::path& path, std::size_t piece_bytes,
                                      std::function<void(std::string_view)> seen) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return unreadable();
    return PieceReader{file, std::max<std::size_t>(piece_bytes, 1), std::move(seen)};
}

PieceReader PieceReader::of(std::string_view text, std::size_t piece_bytes,
                            std::function<void(std::string_view)> seen) {
    PieceReader reader{-1, std::max<std::size_t>(piece_bytes, 1), std::move(seen)};
    reader.text_ = text;
    return reader;
}

/// Up to a piece from where it stands; how many octets, or -1.
ssize_t PieceReader::read_at(char* to) const {
    if (file_ < 0) {
        return static_cast<ssize_t>(text_.substr(offset_, piece_bytes_).copy(to, piece_bytes_));
    }
    ssize_t read = 0;
    do {
        read = pread(file_, to, piece_bytes_, static_cast<off_t>(offset_));
    } while (read < 0 && errno == EINTR);
    return read;
}

/// Appends up to a piece of octets; how many they were.
Result<std::size_t> PieceReader::fill(std::string& bytes) {
    const std::size_t before = bytes.size();
    ssize_t read = 0;
    bytes.resize_and_overwrite(before + piece_bytes_, [&](char* data, std::size_t /*size*/) {
        read = read_at(data + before);
        return before + static_cast<std::size_t>(std::max<ssize_t>(read, 0));
    });
    if (read < 0) return unreadable();
    offset_ += static_cast<std::size_t>(read);
    is_at_end_ = read == 0;
    if (seen_) seen_(std::string_view(bytes).substr(before));
    return static_cast<std::size_t>(read);
}

Result<bool> PieceReader::next(Piece& piece) {
    piece.bytes.assign(rest_);
    rest_.clear();
    piece.is_too_long = false;
    std::size_t end = 0;
    while (end == 0) {
        if (is_at_end_ || piece.bytes.size() > row_bytes_max + piece_bytes_) break;
        TRY(read, fill(piece.bytes));
        if (read > 0) end = end_of_rows(piece.bytes);
    }
    if (end > 0) {
        rest_.assign(piece.bytes, end);
        piece.bytes.resize(end);
    } else if (piece.bytes.empty()) {
        return false;
    } else {
        piece.is_too_long = !is_at_end_;
        is_at_end_ = true;
        if (!piece.bytes.ends_with('\n')) piece.bytes += '\n';
    }
    if (number_ == 0 && piece.bytes.starts_with(byte_order_mark)) {
        piece.bytes.erase(0, byte_order_mark.size());
    }
    piece.number = number_++;
    return true;
}

RowReader::RowReader(std::string_view piece, std::span<const int> slots, std::size_t cells)
    : at_{piece.data()},
      end_{piece.data() + piece.size()},
      slots_{slots},
      cells_(cells),
      unquoted_(slots.size()) {}

RowReader::Status RowReader::next() {
    while (at_ != end_) {
        ++row_;
        const std::size_t skip = *at_ == '\n' ? 1 : *at_ == '\r' && at_[1] == '\n' ? 2 : 0;
        if (skip == 0) return read();
        at_ += skip;
    }
    return Status::end;
}

RowReader::Status RowReader::read() {
    std::size_t column = 0;
    while (true) {
        std::string_view cell;
        if (*at_ == '"') {
            const Status status = read_quoted(column, cell);
            if (status != Status::row) return status;
        } else {
            const char* const begin = at_;
            while (!ends_cell[static_cast<unsigned char>(*at_)]) ++at_;
            if (*at_ == '"') return Status::stray_quote;
            cell = {begin, static_cast<std::size_t>(at_ - begin)};
            if (*at_ == '\n' && cell.ends_with('\r')) cell.remove_suffix(1);
        }
        if (column < slots_.size() && slots_[column] != unwanted) {
            cells_[static_cast<std::size_t>(slots_[column])] = cell;
        }
        ++column;
        if (*at_++ == '\n') break;
    }
    return column == slots_.size() ? Status::row : Status::cell_count;
}

RowReader::Status RowReader::read_quoted(std::size_t column, std::string_view& cell) {
    std::string none;
    std::string& content = column < unquoted_.size() ? unquoted_[column] : none;
    content.clear();
    ++at_;
    while (true) {
        const auto left = static_cast<std::size_t>(end_ - at_);
        const auto* const quote = static_cast<const char*>(std::memchr(at_, '"', left));
        if (quote == nullptr) return Status::open_quote;
        content.append(at_, quote);
        at_ = quote + 1;  // there is at least the break that ends the piece
        if (*at_ != '"') break;
        content += '"';
        ++at_;
    }
    cell = content;
    if (*at_ == '\r' && at_[1] == '\n') ++at_;
    return *at_ == ',' || *at_ == '\n' ? Status::row : Status::stray_quote;
}

}  // namespace pingyi::scoring
