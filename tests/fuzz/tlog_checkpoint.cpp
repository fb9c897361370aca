// Checkpoints and requests to witnesses: what is accepted is written and read back equal.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "platform/tlog/checkpoint.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    if (const auto checkpoint = tlog::Checkpoint::parsed(text)) {
        fuzz::require(checkpoint->text() == text, "a checkpoint in two forms");
        fuzz::require(checkpoint->size <= tlog::tree_size_max, "too large a log");
        fuzz::require(!checkpoint->origin.empty(), "no origin");
    }
    if (const auto request = tlog::AddCheckpoint::parsed(text)) {
        fuzz::require(request->str() == text, "a request in two forms");
        fuzz::require(request->proof.size() <= tlog::proof_hashes_max, "too long a proof");
    }
    return 0;
}
