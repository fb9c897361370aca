// Parameters as Open311 clients send them: a query, a form body, a multipart
// body. Bounded: what is too much is refused, never cut.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"

namespace pingyi::open311 {

inline constexpr std::size_t fields_max = 200;
inline constexpr std::size_t name_bytes_max = 200;
inline constexpr std::size_t value_bytes_max = 100'000;
inline constexpr std::size_t form_bytes_max = 4'000'000;  ///< uploads counted, though not kept

/// Names and values in NFC, with "\n" line breaks, trimmed, fit to store. A
/// missing parameter and an empty one mean the same.
class Form {
public:
    /// Adds the parameters of a query or of an application/x-www-form-urlencoded
    /// body. errors   invalid_input open311.bad_form
    [[nodiscard]] Result<> add_encoded(std::string_view text);
    /// Adds the parts of a multipart/form-data body; of an uploaded file only the
    /// name of its field is kept (`has_upload`). errors   invalid_input
    /// open311.bad_form
    [[nodiscard]] Result<> add_multipart(std::string_view content_type, std::string_view body);
    /// By the media type of a body: a missing one counts as a form.
    /// errors   invalid_input open311.bad_form, open311.unknown_media
    [[nodiscard]] Result<> add_body(std::string_view content_type, std::string_view body);

    /// The first value that is not empty.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    /// The items of a comma list, also over repeated parameters.
    [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return !get(name).empty(); }
    [[nodiscard]] bool has_upload() const { return has_upload_; }
    [[nodiscard]] std::size_t size() const { return fields_.size(); }

private:
    struct Field {
        std::string name, value;
    };
    [[nodiscard]] Result<> add(std::string_view name, std::string_view value);
    std::vector<Field> fields_;
    bool has_upload_ = false;
};

}  // namespace pingyi::open311
