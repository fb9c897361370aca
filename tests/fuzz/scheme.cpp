// Schemes: what is refused names a place, what is accepted can be linted, hashed and told.
#include "modules/scoring/scheme.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view yaml(reinterpret_cast<const char*>(bytes), size);
    const scoring::Parsed parsed = scoring::parse(yaml);
    fuzz::require(parsed.scheme.has_value() == parsed.findings.empty(),
                  "neither scheme nor reason");
    for (const scoring::Finding& finding : parsed.findings) {
        fuzz::require(finding.mark.line >= 1 && finding.mark.column >= 1,
                      "a finding without place");
    }
    if (!parsed.scheme) return 0;
    (void)scoring::lint(*parsed.scheme);
    fuzz::require(!scoring::outline(*parsed.scheme).empty(), "nothing to tell");
    const scoring::Parsed again = scoring::parse(std::string(yaml) + "\n# a remark\n");
    fuzz::require(again.scheme.has_value(), "a remark is refused");
    fuzz::require(scoring::canonical(*again.scheme) == scoring::canonical(*parsed.scheme),
                  "a remark changes the canonical form");
    return 0;
}
