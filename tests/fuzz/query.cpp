// Query strings: accepted values are within their limits, mistakes are few and echo no raw bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernel/text.hpp"
#include "platform/http/testing.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    sample::LetterQuery query;
    http::FieldErrors errors;
    http::read_query(http::type_of<sample::LetterQuery>, &query, text, false, errors);
    fuzz::require(errors.all().size() <= http::FieldErrors::max, "too many mistakes told");
    for (const FieldError& error : errors.all()) {
        for (const char c : error.place) fuzz::require(c > ' ' && c <= '~', "raw bytes echoed");
    }
    if (!errors.empty()) return 0;
    fuzz::require(query.topic.value.size() <= 2, "a list past its limit");
    if (query.limit) fuzz::require(query.limit->value >= 1 && query.limit->value <= 100, "limit");
    if (query.q) {
        const std::size_t length = text::length(query.q->value);
        fuzz::require(length >= 1 && length <= 20, "a text past its limits");
        fuzz::require(text::flaw_of(query.q->value, text::Lines::one) == text::Flaw::none, "flaw");
    }
    return 0;
}
