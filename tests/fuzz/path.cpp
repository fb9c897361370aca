// Paths: decoded segments hold nothing that climbs or hides, and encode back to themselves.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernel/text.hpp"
#include "platform/http/router.hpp"
#include "platform/http/testing.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    static const http::Router router = [] {
        http::Router made;
        for (const auto& row : sample::table) made.add({&row, nullptr});
        return made;
    }();
    const std::string_view raw(reinterpret_cast<const char*>(bytes), size);
    const auto segments = http::path_segments(raw);
    if (!segments) return 0;
    std::string again;
    for (const std::string& segment : *segments) {
        fuzz::require(segment != "." && segment != "..", "a segment that climbs");
        fuzz::require(text::flaw_of(segment, text::Lines::one) == text::Flaw::none, "a flaw");
        again.append("/").append(http::percent_encoded(segment));
    }
    if (!segments->empty()) {
        fuzz::require(http::path_segments(again) == segments, "encoding changes the path");
    }
    const auto match = router.find(http::Method::get, *segments);
    if (!match.row || !match.row->route->path_type) return 0;
    sample::TopicPath topic;
    sample::LetterPath letter;
    http::FieldErrors errors;
    const http::Type& type = *match.row->route->path_type;
    void* into = type.fields.size() == 2 ? static_cast<void*>(&topic) : static_cast<void*>(&letter);
    http::read_path(type, into, match.row->route->path, match.segments, errors);
    return 0;
}
