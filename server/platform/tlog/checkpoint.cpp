// Checkpoints and requests to witnesses as text.
#include "platform/tlog/checkpoint.hpp"

#include <algorithm>
#include <charconv>

namespace pingyi::tlog {
namespace {

std::unexpected<Error> bad_checkpoint(std::string detail) {
    return fail(ErrorKind::invalid_input, "tlog.bad_checkpoint", std::move(detail));
}

std::unexpected<Error> bad_request(std::string detail) {
    return fail(ErrorKind::invalid_input, "tlog.bad_request", std::move(detail));
}

}  // namespace

std::optional<std::uint64_t> number_of(std::string_view digits) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size();
    if (!whole || number > tree_size_max) return std::nullopt;
    if (digits.starts_with('0') && digits.size() > 1) return std::nullopt;
    return number;
}

std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<std::vector<Hash>> take_proof(std::string_view& text) {
    std::vector<Hash> proof;
    for (auto line = take_line(text); line; line = take_line(text)) {
        if (line->empty()) return proof;
        const auto hash = hash_of_base64(*line);
        if (!hash || proof.size() == proof_hashes_max) return std::nullopt;
        proof.push_back(*hash);
    }
    return std::nullopt;
}

Result<Checkpoint> Checkpoint::parsed(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto line = take_line(text);
        if (!line) return bad_checkpoint("no line feed at the end");
        if (line->empty()) return bad_checkpoint("an empty line");
        lines.push_back(*line);
    }
    if (lines.size() < 3) return bad_checkpoint("fewer than three lines");
    const auto size = number_of(lines[1]);
    if (!size) return bad_checkpoint("the size is not a number");
    const auto root = hash_of_base64(lines[2]);
    if (!root) return bad_checkpoint("the root is not base64 of 32 octets");
    if (*size == 0 && *root != empty_root()) return bad_checkpoint("a root of nothing");
    return Checkpoint{std::string(lines[0]), *size, *root, {lines.begin() + 3, lines.end()}};
}

std::string Checkpoint::text() const {
    std::string text = origin + "\n" + std::to_string(size) + "\n" + base64(root) + "\n";
    for (const std::string& line : extensions) text += line + "\n";
    return text;
}

Result<AddCheckpoint> AddCheckpoint::parsed(std::string_view body) {
    const auto first = take_line(body);
    if (!first || !first->starts_with("old ")) return bad_request("no line \"old SIZE\"");
    const auto old_size = number_of(first->substr(4));
    if (!old_size) return bad_request("the old size is not a number");
    auto proof = take_proof(body);
    if (!proof) return bad_request("the proof is not lines of hashes and an empty one");
    return AddCheckpoint{*old_size, std::move(*proof), std::string(body)};
}

std::string AddCheckpoint::str() const {
    std::string body = "old " + std::to_string(old_size) + "\n";
    for (const Hash& hash : proof) body += base64(hash) + "\n";
    return body + "\n" + note;
}

}  // namespace pingyi::tlog
