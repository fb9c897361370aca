// Operations entries of the public ledger: whatever is read has one way to be written.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "modules/ledger/operation.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view entry(reinterpret_cast<const char*>(bytes), size);
    if (const auto operation = ledger::decoded(entry)) {
        fuzz::require(ledger::is_well_formed(*operation), "something read is not well formed");
        fuzz::require(ledger::encoded(*operation) == entry, "it is written another way");
    }
    return 0;
}
