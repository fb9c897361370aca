// The engine over type tables, compiled once: reads bodies, queries and paths, writes answers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "platform/http/schema.hpp"

namespace pingyi::http {

/// The mistakes of one request, at most 20; what follows is dropped.
class FieldErrors {
public:
    static constexpr std::size_t max = 20;
    void add(std::string place, std::string_view code, std::string limit = {});
    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] const std::vector<FieldError>& all() const { return all_; }
    /// request.invalid with the fields, or request.malformed_json where the text is no JSON.
    [[nodiscard]] std::unexpected<Error> failure() &&;

private:
    std::vector<FieldError> all_;
};

/// Reads JSON into `object`, a value of `type`; every mistake is added with its JSON pointer.
/// Unknown and repeated fields are mistakes; the text sent is never echoed except an unknown key,
/// cut to 64 bytes.
void read_json(const Type& type, void* object, std::string_view json, FieldErrors& errors);
/// Reads "a=1&b=2" (application/x-www-form-urlencoded) into a struct of scalars, optionals and
/// lists ("a=1&a=2"). An empty value of an optional is absent: that is how HTML forms send it.
void read_query(const Type& type, void* object, std::string_view query, bool unknown_allowed,
                FieldErrors& errors);
/// Reads the decoded segments that stood for {names}, in the order of the pattern.
void read_path(const Type& type, void* object, std::string_view pattern,
               std::span<const std::string> segments, FieldErrors& errors);
/// What is wrong with one value: the code of a FieldError and its limit.
struct Mistake {
    std::string_view code;
    std::string limit{};
};
/// Checks and stores one value sent as text: query, path, and the cells of other formats.
[[nodiscard]] std::optional<Mistake> set_text(const Type& type, void* value, std::string_view text);
/// The same for a JSON string: "3" is no number there, nor "true" a boolean.
[[nodiscard]] std::optional<Mistake> set_string(const Type& type, void* value,
                                                std::string_view text);
[[nodiscard]] std::optional<Mistake> set_integer(const Type& type, void* value,
                                                 std::int64_t number);

/// JSON. Throws std::logic_error for a value outside its enumeration or a number that JSON cannot
/// hold: both are mistakes of ours.
[[nodiscard]] std::string written(const Type& type, const void* value);
template <class T>
[[nodiscard]] std::string to_json(const T& value) {
    return written(type_of<T>, &value);
}
/// Appends `text` as a JSON string.
void append_quoted(std::string& out, std::string_view text);

/// The shortest JSON text that `read_json` accepts for this type: for tests that call every row.
[[nodiscard]] std::string sample_json(const Type& type);
/// One value as it would stand in a path or query.
[[nodiscard]] std::string sample_text(const Type& type);

enum class Plus : bool { itself, space };
/// Percent-decoded; in a query "+" is a space. nullopt for a broken escape.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, Plus plus);
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace pingyi::http
