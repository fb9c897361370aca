// Signed notes and keys: what is accepted is written and read back equal, and no signature holds
// that our keys did not make.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "platform/tlog/note.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    if (const auto key = tlog::VerifierKey::parsed(text)) {
        fuzz::require(key->text() == text, "a key in two forms");
    }
    if (const auto key = tlog::SignerKey::parsed(text)) {
        fuzz::require(key->text() == text, "a private key in two forms");
    }
    const auto note = tlog::Note::parsed(text);
    if (!note) return 0;
    fuzz::require(note->str() == text, "a note in two forms");
    fuzz::require(note->text.ends_with('\n'), "a text without its line feed");
    static const auto key =
        tlog::SignerKey::of("log.example", tlog::KeyType::ed25519, std::string(32, '\x5a')).value();
    const std::array known{key.verifier()};
    auto ours = *note;
    ours.put(key.sign(ours.text, {}));
    if (const auto signers = tlog::verify(ours, known)) {
        fuzz::require(signers->size() == 1, "more signers than keys");
        fuzz::require(tlog::Note::parsed(ours.str()).has_value(), "unreadable once signed");
    } else {
        fuzz::require(signers.error().code == "tlog.double_signature", "our signature is refused");
    }
    return 0;
}
