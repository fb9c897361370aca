// Signed notes: keys, texts, signatures.
#include "platform/tlog/note.hpp"

#include <algorithm>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "kernel/text.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/crypto/ed25519.hpp"

namespace pingyi::tlog {
namespace {

constexpr std::string_view dash = "\u2014 ";
constexpr std::string_view private_mark = "PRIVATE+KEY+";
constexpr std::size_t key_bytes = 32;
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t time_bytes = 8;
constexpr std::size_t id_bytes = 4;

std::string big_endian(std::uint64_t number, std::size_t bytes) {
    std::string octets(bytes, '\0');
    for (std::size_t i = bytes; i-- > 0; number >>= 8U) {
        octets[i] = static_cast<char>(number & 0xFFU);
    }
    return octets;
}

std::uint64_t number_in(std::string_view octets) {
    std::uint64_t number = 0;
    for (const char octet : octets) number = number << 8U | static_cast<unsigned char>(octet);
    return number;
}

/// A key name: not empty, no white space of any script, no plus.
bool is_name(std::string_view name) {
    if (name.empty() || name.size() > 1000 || name.contains('+')) return false;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(name.data());
    const auto size = static_cast<std::int32_t>(name.size());
    for (std::int32_t at = 0; at < size;) {
        UChar32 c = 0;
        U8_NEXT(bytes, at, size, c);
        if (c < 0x20 || u_isUWhiteSpace(c)) return false;
    }
    return true;
}

std::uint32_t key_id(std::string_view name, KeyType type, std::string_view key) {
    std::string input{name};
    input += '\n';
    input += static_cast<char>(type);
    input += key;
    return static_cast<std::uint32_t>(
        number_in(std::string_view(crypto::sha256(input)).substr(0, id_bytes)));
}

std::unexpected<Error> bad_key(std::string detail) {
    return fail(ErrorKind::invalid_input, "tlog.bad_key", std::move(detail));
}

std::unexpected<Error> bad_note(std::string detail) {
    return fail(ErrorKind::invalid_input, "tlog.bad_note", std::move(detail));
}

/// "name+id+base64(type ‖ 32 octets)", as both kinds of key are written.
struct KeyParts {
    std::string name;
    std::string id;  ///< hex
    KeyType type = KeyType::ed25519;
    std::string octets;
};

Result<KeyParts> parts_of(std::string_view text) {
    const std::size_t first = text.find('+');
    const std::size_t second = text.find('+', first == text.npos ? first : first + 1);
    if (second == text.npos) return bad_key("not name+id+key");
    auto octets = crypto::base64_decoded(text.substr(second + 1));
    if (!octets || octets->empty()) return bad_key("the key is not base64");
    const char type = octets->front();
    if (type != static_cast<char>(KeyType::ed25519) &&
        type != static_cast<char>(KeyType::cosignature)) {
        return fail(ErrorKind::invalid_input, "tlog.unknown_key_type");
    }
    return KeyParts{std::string(text.substr(0, first)),
                    std::string(text.substr(first + 1, second - first - 1)),
                    static_cast<KeyType>(type), octets->substr(1)};
}

std::string key_text(const VerifierKey& verifier, std::string_view octets) {
    return verifier.name() + "+" + crypto::hex(big_endian(verifier.id(), id_bytes)) + "+" +
           crypto::base64(static_cast<char>(verifier.type()) + std::string(octets));
}

/// What a witness signs: the text under the time it saw it at.
std::string cosigned(std::string_view text, std::uint64_t unix_seconds) {
    return "cosignature/v1\ntime " + std::to_string(unix_seconds) + "\n" + std::string(text);
}

Result<Signature> signature_of(std::string_view line) {
    if (!line.starts_with(dash)) return bad_note("a signature does not begin with a dash");
    line.remove_prefix(dash.size());
    const std::size_t space = line.find(' ');
    if (space == line.npos || !is_name(line.substr(0, space))) {
        return bad_note("a signature without a name");
    }
    const auto octets = crypto::base64_decoded(line.substr(space + 1));
    if (!octets || octets->size() <= id_bytes) return bad_note("a signature is not base64");
    return Signature{std::string(line.substr(0, space)),
                     static_cast<std::uint32_t>(number_in(octets->substr(0, id_bytes))),
                     octets->substr(id_bytes)};
}

/// nullopt when the signature does not hold.
std::optional<Signed> checked(const Signature& signature, const VerifierKey& key,
                              std::string_view text) {
    if (key.type() == KeyType::ed25519) {
        if (!crypto::ed25519::verifies(key.key(), text, signature.octets)) return std::nullopt;
        return Signed{key, std::nullopt};
    }
    const std::string_view octets = signature.octets;
    if (octets.size() != time_bytes + signature_bytes) return std::nullopt;
    const std::uint64_t time = number_in(octets.substr(0, time_bytes));
    if (!std::in_range<std::int64_t>(time) ||
        !crypto::ed25519::verifies(key.key(), cosigned(text, time), octets.substr(time_bytes))) {
        return std::nullopt;
    }
    return Signed{key, static_cast<std::int64_t>(time)};
}

}  // namespace

VerifierKey::VerifierKey(std::string name, KeyType type, std::string key)
    : name_{std::move(name)}, type_{type}, key_{std::move(key)}, id_{key_id(name_, type_, key_)} {}

Result<VerifierKey> VerifierKey::of(std::string_view name, KeyType type, std::string_view key32) {
    if (!is_name(name)) return bad_key("the name is empty or has a space or plus");
    if (key32.size() != key_bytes) return bad_key("not 32 octets");
    return VerifierKey{std::string(name), type, std::string(key32)};
}

Result<VerifierKey> VerifierKey::parsed(std::string_view vkey) {
    TRY(parts, parts_of(vkey));
    TRY(key, of(parts.name, parts.type, parts.octets));
    if (key.text() != vkey) return bad_key("the id is not that of the key");
    return std::move(key);
}

std::string VerifierKey::text() const {
    return key_text(*this, key_);
}

Result<SignerKey> SignerKey::of(std::string_view name, KeyType type, std::string_view seed32) {
    if (seed32.size() != key_bytes) return bad_key("not 32 octets");
    TRY(verifier, VerifierKey::of(name, type, crypto::ed25519::public_key_of(seed32)));
    return SignerKey{std::move(verifier), std::string(seed32)};
}

Result<SignerKey> SignerKey::parsed(std::string_view skey) {
    if (!skey.starts_with(private_mark)) return bad_key("not a private key");
    TRY(parts, parts_of(skey.substr(private_mark.size())));
    TRY(key, of(parts.name, parts.type, parts.octets));
    if (key.text() != skey) return bad_key("the id is not that of the key");
    return std::move(key);
}

std::string SignerKey::text() const {
    return std::string(private_mark) + key_text(verifier_, seed_);
}

Signature SignerKey::sign(std::string_view text, Instant now) const {
    if (verifier_.type() == KeyType::ed25519) {
        return {verifier_.name(), verifier_.id(), crypto::ed25519::signature(seed_, text)};
    }
    const auto seconds = static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count());
    return {verifier_.name(), verifier_.id(),
            big_endian(seconds, time_bytes) +
                crypto::ed25519::signature(seed_, cosigned(text, seconds))};
}

std::string Signature::line() const {
    return std::string(dash) + name + " " + crypto::base64(big_endian(id, id_bytes) + octets) +
           "\n";
}

Result<std::vector<Signature>> signatures_of(std::string_view lines) {
    std::vector<Signature> signatures;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        if (end == lines.npos) return bad_note("no line feed at the end");
        if (signatures.size() == note_signatures_max) return bad_note("too many signatures");
        TRY(signature, signature_of(lines.substr(0, end)));
        signatures.push_back(std::move(signature));
        lines.remove_prefix(end + 1);
    }
    if (signatures.empty()) return bad_note("no signature");
    return signatures;
}

Result<Note> Note::parsed(std::string_view note) {
    if (note.size() > note_bytes_max) return bad_note("too long");
    if (text::flaw_of(note, text::Lines::many) == text::Flaw::not_utf8) {
        return bad_note("not UTF-8");
    }
    if (std::ranges::any_of(note, [](char c) { return c >= 0 && c < ' ' && c != '\n'; })) {
        return bad_note("a control character");
    }
    const std::size_t gap = note.rfind("\n\n");
    if (gap == note.npos) return bad_note("no empty line before the signatures");
    TRY(signatures, signatures_of(note.substr(gap + 2)));
    return Note{std::string(note.substr(0, gap + 1)), std::move(signatures)};
}

std::string Note::str() const {
    std::string note = text + "\n";
    for (const Signature& signature : signatures) note += signature.line();
    return note;
}

void Note::put(Signature signature) {
    const auto same = std::ranges::find_if(signatures, [&signature](const Signature& other) {
        return other.name == signature.name && other.id == signature.id;
    });
    if (same == signatures.end()) {
        signatures.push_back(std::move(signature));
    } else {
        *same = std::move(signature);
    }
}

Result<std::vector<Signed>> verify(const Note& note, std::span<const VerifierKey> known) {
    std::vector<Signed> signers;
    for (const Signature& signature : note.signatures) {
        const auto key = std::ranges::find_if(known, [&signature](const VerifierKey& candidate) {
            return candidate.id() == signature.id && candidate.name() == signature.name;
        });
        if (key == known.end()) continue;
        if (std::ranges::find(signers, *key, &Signed::key) != signers.end()) {
            return fail(ErrorKind::invalid_input, "tlog.double_signature", key->name());
        }
        auto holds = checked(signature, *key, note.text);
        if (!holds) return fail(ErrorKind::invalid_input, "tlog.bad_signature", key->name());
        signers.push_back(std::move(*holds));
    }
    if (signers.empty()) return fail(ErrorKind::invalid_input, "tlog.not_signed");
    return signers;
}

}  // namespace pingyi::tlog
