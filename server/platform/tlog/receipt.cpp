// Receipts as text.
#include "platform/tlog/receipt.hpp"

#include "platform/crypto/crypto.hpp"

namespace pingyi::tlog {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_mark = "extra ";
constexpr std::string_view index_mark = "index ";
constexpr std::size_t receipt_bytes_max = note_bytes_max + 100'000;

std::unexpected<Error> bad_receipt(std::string detail) {
    return fail(ErrorKind::invalid_input, "tlog.bad_receipt", std::move(detail));
}

}  // namespace

Result<Receipt> Receipt::parsed(std::string_view text) {
    if (text.size() > receipt_bytes_max) return bad_receipt("too long");
    if (take_line(text) != first_line) return bad_receipt("the first line is another");
    Receipt receipt;
    auto line = take_line(text);
    if (line && line->starts_with(extra_mark)) {
        auto extra = crypto::base64_decoded(line->substr(extra_mark.size()));
        if (!extra || extra->empty()) return bad_receipt("the extra data is not base64");
        receipt.extra = std::move(*extra);
        line = take_line(text);
    }
    if (!line || !line->starts_with(index_mark)) return bad_receipt("no line \"index NUMBER\"");
    const auto index = number_of(line->substr(index_mark.size()));
    if (!index) return bad_receipt("the index is not a number");
    auto proof = take_proof(text);
    if (!proof) return bad_receipt("the proof is not lines of hashes and an empty one");
    receipt.index = *index;
    receipt.proof = std::move(*proof);
    receipt.note = text;
    return receipt;
}

std::string Receipt::str() const {
    std::string text = std::string(first_line) + "\n";
    if (!extra.empty()) text += std::string(extra_mark) + crypto::base64(extra) + "\n";
    text += std::string(index_mark) + std::to_string(index) + "\n";
    for (const Hash& hash : proof) text += base64(hash) + "\n";
    return text + "\n" + note;
}

Result<Trusted> verify_receipt(const Receipt& receipt, const Hash& leaf, const Policy& policy) {
    TRY(trusted, trusted_checkpoint(receipt.note, policy));
    const Checkpoint& checkpoint = trusted.checkpoint;
    if (!verify_inclusion(receipt.index, checkpoint.size, leaf, receipt.proof, checkpoint.root)) {
        return fail(ErrorKind::invalid_input, "tlog.wrong_proof");
    }
    return std::move(trusted);
}

}  // namespace pingyi::tlog
