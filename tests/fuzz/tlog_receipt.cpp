// Receipts: what is accepted is written and read back equal, and none holds under a stranger's
// policy.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "platform/tlog/receipt.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto receipt = tlog::Receipt::parsed(text);
    if (!receipt) return 0;
    fuzz::require(receipt->str() == text, "a receipt in two forms");
    fuzz::require(receipt->proof.size() <= tlog::proof_hashes_max, "too long a proof");
    static const auto key =
        tlog::VerifierKey::of("log.example", tlog::KeyType::ed25519, std::string(32, '\x5a'))
            .value();
    static const auto policy = tlog::Policy::parsed(tlog::policy_text({key, ""}, {}, 0)).value();
    fuzz::require(!tlog::verify_receipt(*receipt, tlog::leaf_hash(receipt->extra), policy),
                  "trusted without a key");
    return 0;
}
