// Attachments: whatever bytes and name come, the kind is told without a crash, the same each time,
// and the name is safe to show.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernel/text.hpp"
#include "platform/files/inspect.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto format = files::format_of(text);
    fuzz::require(format || format.error().kind == ErrorKind::invalid_input, "no clear refusal");
    if (format && *format == files::Format::pdf) {
        fuzz::require(text.starts_with("%PDF-") && text.contains("%%EOF"), "not a whole PDF");
        fuzz::require(!text.contains("/JavaScript "), "a script passed");
    }
    for (const auto kept : {files::Format::png, files::Format::pdf}) {
        const std::string name = files::shown_name(text, kept);
        fuzz::require(text::flaw_of(name, text::Lines::one) == text::Flaw::none, "an unfit name");
        fuzz::require(text::length(name) <= files::name_length_max, "a name too long");
        fuzz::require(name.find_first_of("/\\\"<>") == std::string::npos, "an unsafe name");
        fuzz::require(!name.starts_with('.'), "a hidden name");
        fuzz::require(files::shown_name(name, kept) == name, "a name that changes again");
    }
    return 0;
}
