// Open311 parameters, as a form and as multipart: accepted ones are within
// their limits and fit to store.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernel/text.hpp"
#include "modules/open311/form.hpp"
#include "require.hpp"

namespace {

void check(std::string_view media, std::string_view body) {
    using namespace pingyi;
    open311::Form form;
    if (!form.add_body(media, body)) return;
    fuzz::require(form.size() <= open311::fields_max, "too many fields");
    for (const std::string_view name : {"service_code", "description", "lat", "a"}) {
        const std::string_view value = form.get(name);
        fuzz::require(value.size() <= open311::value_bytes_max, "a value past its limit");
        fuzz::require(text::flaw_of(value, text::Lines::many) == text::Flaw::none, "flaw");
        for (const std::string& item : form.list(name)) {
            fuzz::require(!item.empty() && !item.contains(','), "an item that is none");
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    check("", text);
    check("multipart/form-data; boundary=b", text);
    // The header, too, comes from outside: its first line is the media type.
    const std::size_t line = text.find('\n');
    if (line != std::string_view::npos) check(text.substr(0, line), text.substr(line + 1));
    return 0;
}
