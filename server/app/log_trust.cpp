#include "app/log_trust.hpp"

#include <fmt/format.h>

#include "app/catalogue.hpp"
#include "kernel/time.hpp"
#include "modules/ledger/operation.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/durable/durable.hpp"

namespace pingyi::app {
namespace {

constexpr std::size_t file_bytes_max = 2'000'000;

Result<std::string> needed(LogPlace& place, const std::string& path, std::string_view code) {
    TRY(found, place.file(path));
    if (!found) return fail(ErrorKind::not_found, code, path);
    return std::move(*found);
}

/// The text of a key, or `otherwise`.
std::string said(const Texts& texts, Language language, const std::string& key,
                 std::string_view otherwise) {
    return texts.has(key) ? texts.say(language, key) : std::string(otherwise);
}

}  // namespace

Result<std::string> local_file(const std::string& path) {
    TRY(content, durable::read(path, file_bytes_max));
    if (!content) return fail(ErrorKind::not_found, "app.no_such_file", path);
    return std::move(*content);
}

Result<std::string> policy_of(LogPlace* place, const std::string& file) {
    if (!file.empty()) {
        TRY(text, local_file(file));
        fmt::print("policy     {}\n", file);
        return text;
    }
    if (place == nullptr) return fail(ErrorKind::invalid_input, "app.verify_what");
    TRY(text, needed(*place, "policy", "app.no_policy"));
    fmt::print(
        "policy     from the log itself: compare its keys with those published "
        "elsewhere, or give --policy\n");
    return text;
}

Result<std::string> checkpoint_of(LogPlace& place) {
    return needed(place, "checkpoint", "app.no_checkpoint");
}

void print_trusted(const tlog::Trusted& trusted) {
    const tlog::Checkpoint& checkpoint = trusted.checkpoint;
    fmt::print("log        {}\nsize       {} entries\nroot       {}\n", checkpoint.origin,
               grouped(checkpoint.size), tlog::base64(checkpoint.root));
    bool is_witnessed = false;
    for (const tlog::Signed& signer : trusted.signers) {
        if (signer.unix_seconds) {
            const Instant at{std::chrono::seconds{*signer.unix_seconds}};
            fmt::print("witness    {} at {}\n", signer.key.name(), text_of(at));
            is_witnessed = true;
        } else {
            fmt::print("signed by  {}\n", signer.key.text());
        }
    }
    if (!is_witnessed) fmt::print("witness    none: others may be shown another log\n");
}

void print_entry(std::string_view entry, Language language) {
    const auto operation = ledger::decoded(entry);
    if (!operation) {
        fmt::print("octets     {}\n", crypto::hex(entry));
        return;
    }
    const Texts texts = all_texts();
    const std::string& kind = operation->kind;
    const std::size_t dot = kind.find('.');
    fmt::print("kind       {} ({})\n",
               said(texts, language, kind.substr(0, dot) + ".log." + kind.substr(dot + 1), kind),
               kind);
    fmt::print("day        {}\n", text_of(operation->day));
    fmt::print("role       {}\n",
               operation->role.empty()
                   ? texts.say(language, "ledger.no_role")
                   : said(texts, language, "accounts.role." + operation->role, operation->role));
    for (const ledger::Fact& fact : operation->facts) {
        const auto* number = std::get_if<std::uint64_t>(&fact.value);
        fmt::print("fact       {}: {}\n",
                   said(texts, language, "ledger.fact." + fact.name, fact.name),
                   number != nullptr ? std::to_string(*number)
                                     : crypto::hex(std::get<std::string>(fact.value)));
    }
    if (!operation->commitment.empty()) {
        fmt::print("commits to {}\n", crypto::hex(operation->commitment));
    }
}

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

}  // namespace pingyi::app
