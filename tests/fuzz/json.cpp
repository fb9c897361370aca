// JSON bodies: whatever is accepted is written and read back equal; mistakes are few and placed.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "platform/http/testing.hpp"
#include "require.hpp"

namespace {

using namespace pingyi;

template <class T>
void try_as(std::string_view json) {
    T first;
    http::FieldErrors errors;
    http::read_json(http::type_of<T>, &first, json, errors);
    if (!errors.empty()) {
        fuzz::require(errors.all().size() <= http::FieldErrors::max, "too many mistakes told");
        for (const FieldError& error : errors.all()) {
            fuzz::require(error.place.starts_with('#'), "a mistake without a pointer");
            fuzz::require(error.place.size() < 1024, "a pointer that echoes too much");
        }
        return;
    }
    const std::string once = http::to_json(first);
    T second;
    http::read_json(http::type_of<T>, &second, once, errors);
    fuzz::require(errors.empty(), "what was written is refused");
    fuzz::require(http::to_json(second) == once, "what was written reads differently");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view json(reinterpret_cast<const char*>(bytes), size);
    try_as<sample::LetterBody>(json);
    try_as<sample::LetterChange>(json);
    try_as<sample::Outline>(json);
    return 0;
}
