// Policies: what is accepted has keys of the right kind, once each, and asks for a quorum that all
// its witnesses together meet.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

#include "platform/tlog/policy.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto policy = tlog::Policy::parsed(text);
    if (!policy) return 0;
    std::set<std::string> names;
    std::vector<tlog::Signed> all;
    for (const auto& witness : policy->witnesses()) {
        fuzz::require(witness.key.type() == tlog::KeyType::cosignature,
                      "a witness with a log's key");
        fuzz::require(names.insert(witness.name).second, "two witnesses of one name");
        all.push_back({witness.key, 0});
    }
    for (const auto& log : policy->logs()) {
        fuzz::require(log.key.type() == tlog::KeyType::ed25519, "a log with a witness's key");
    }
    fuzz::require(policy->has_quorum(all), "a quorum that nobody can meet");
    return 0;
}
