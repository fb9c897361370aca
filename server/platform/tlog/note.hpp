// Signed notes as C2SP signed-note has them: keys as text, texts with any number of signatures,
// and the cosignatures of witnesses (tlog-cosignature, type 0x04).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "kernel/time.hpp"

namespace pingyi::tlog {

constexpr std::size_t note_bytes_max = 1'000'000;
constexpr std::size_t note_signatures_max = 100;

/// What a key signs with. Other types exist; signatures of theirs are carried and not looked at.
enum class KeyType : std::uint8_t {
    ed25519 = 0x01,      ///< the note's text: logs
    cosignature = 0x04,  ///< the text under a time: witnesses
};

/// A public key under its name.
class VerifierKey {
public:
    /// "name+8 hex digits+base64": the vkey of a log or witness.
    /// errors   invalid_input tlog.bad_key (form, or an id that is not the key's),
    ///          tlog.unknown_key_type
    [[nodiscard]] static Result<VerifierKey> parsed(std::string_view vkey);
    /// errors   invalid_input tlog.bad_key (name, or not 32 octets)
    [[nodiscard]] static Result<VerifierKey> of(std::string_view name, KeyType type,
                                                std::string_view key32);
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] KeyType type() const { return type_; }
    [[nodiscard]] std::uint32_t id() const { return id_; }
    [[nodiscard]] const std::string& key() const { return key_; }  ///< 32 octets
    [[nodiscard]] std::string text() const;                        ///< the vkey
    bool operator==(const VerifierKey&) const = default;

private:
    VerifierKey(std::string name, KeyType type, std::string key);
    std::string name_;
    KeyType type_;
    std::string key_;
    std::uint32_t id_;
};

/// One signature line: whose it is and what follows the key id.
struct Signature {
    std::string name;
    std::uint32_t id = 0;
    std::string octets;  ///< ed25519: 64; cosignature: 8 of time and 64
    bool operator==(const Signature&) const = default;

    /// "— name base64\n"
    [[nodiscard]] std::string line() const;
};

/// A private key under its name.
class SignerKey {
public:
    /// `seed` are 32 secret octets.
    /// errors   invalid_input tlog.bad_key
    [[nodiscard]] static Result<SignerKey> of(std::string_view name, KeyType type,
                                              std::string_view seed32);
    /// "PRIVATE+KEY+name+8 hex digits+base64"
    /// errors   invalid_input tlog.bad_key, tlog.unknown_key_type
    [[nodiscard]] static Result<SignerKey> parsed(std::string_view skey);
    [[nodiscard]] const VerifierKey& verifier() const { return verifier_; }
    [[nodiscard]] std::string text() const;  ///< the skey: a secret
    /// Signs the text of a note; `now` is used by cosignatures only (whole seconds).
    [[nodiscard]] Signature sign(std::string_view text, Instant now) const;

private:
    SignerKey(VerifierKey verifier, std::string seed)
        : verifier_{std::move(verifier)}, seed_{std::move(seed)} {}
    VerifierKey verifier_;
    std::string seed_;
};

/// A text with its signatures, none of them checked.
struct Note {
    std::string text;  ///< ends in a line feed
    std::vector<Signature> signatures;

    /// errors   invalid_input tlog.bad_note (detail: what is wrong)
    [[nodiscard]] static Result<Note> parsed(std::string_view note);
    [[nodiscard]] std::string str() const;
    /// Adds a signature, in place of one by the same key.
    void put(Signature signature);
};

/// Signature lines alone, as a witness answers.
/// errors   invalid_input tlog.bad_note
[[nodiscard]] Result<std::vector<Signature>> signatures_of(std::string_view lines);

/// A signature that holds.
struct Signed {
    VerifierKey key;
    std::optional<std::int64_t> unix_seconds;  ///< when a witness saw it
};

/// Checks the signatures of the keys that are known and passes over all others.
/// returns  who signed, in the order of the note; never empty
/// errors   invalid_input tlog.bad_signature (by a known key), tlog.double_signature (two by one
///          known key), tlog.not_signed (by no known key)
[[nodiscard]] Result<std::vector<Signed>> verify(const Note& note,
                                                 std::span<const VerifierKey> known);

}  // namespace pingyi::tlog
