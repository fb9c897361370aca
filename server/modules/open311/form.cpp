#include "modules/open311/form.hpp"

#include <algorithm>
#include <boost/algorithm/string/case_conv.hpp>
#include <locale>

#include "kernel/text.hpp"
#include "platform/http/engine.hpp"

namespace pingyi::open311 {
namespace {

constexpr std::size_t boundary_max = 70;  // RFC 2046
constexpr std::size_t part_header_bytes_max = 4'096;

std::unexpected<Error> bad_form() {
    return fail(ErrorKind::invalid_input, "open311.bad_form");
}

std::string lower(std::string_view text) {
    return boost::algorithm::to_lower_copy(std::string(text), std::locale::classic());
}

/// The value of name="…" or name=… among the parameters of a header; nullopt
/// when it is not there.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
    std::size_t at = header.find(';');
    while (at < header.size()) {
        std::string_view rest = header.substr(at + 1);
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        const std::size_t equals = rest.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        const bool is_it = lower(rest.substr(0, equals)) == name;
        std::string_view value = rest.substr(equals + 1);
        if (value.starts_with('"')) {
            const std::size_t end = value.find('"', 1);
            if (end == std::string_view::npos) return std::nullopt;
            if (is_it) return std::string(value.substr(1, end - 1));
            value.remove_prefix(end + 1);
        } else if (is_it) {
            return std::string(text::trimmed(value.substr(0, value.find(';'))));
        }
        const std::size_t next = value.find(';');
        if (next == std::string_view::npos) return std::nullopt;
        at = static_cast<std::size_t>(value.data() - header.data()) + next;
    }
    return std::nullopt;
}

/// The header of that name among the lines of a part, empty when absent.
std::string_view header_of(std::string_view lines, std::string_view name) {
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find("\r\n"), lines.size());
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 2, lines.size()));
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && lower(line.substr(0, colon)) == name) {
            return line.substr(colon + 1);
        }
    }
    return {};
}

}  // namespace

Result<> Form::add(std::string_view name, std::string_view value) {
    if (fields_.size() == fields_max) return bad_form();
    if (name.empty() || name.size() > name_bytes_max) return bad_form();
    if (value.size() > value_bytes_max) return bad_form();
    auto clean_name = text::normalised(name);
    auto clean_value = text::normalised(value);
    if (!clean_name || text::flaw_of(*clean_name, text::Lines::one) != text::Flaw::none) {
        return bad_form();
    }
    if (!clean_value || text::flaw_of(*clean_value, text::Lines::many) != text::Flaw::none) {
        return fail_fields({{text::shortened(*clean_name, 64), "control_character", {}}},
                           "open311.bad_form");
    }
    fields_.push_back({std::move(*clean_name), std::string(text::trimmed(*clean_value))});
    return {};
}

Result<> Form::add_encoded(std::string_view text) {
    if (text.size() > form_bytes_max) return bad_form();
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const auto name = http::percent_decoded(pair.substr(0, equals), http::Plus::space);
        const auto value = http::percent_decoded(pair.substr(std::min(equals + 1, pair.size())),
                                                 http::Plus::space);
        if (!name || !value) return bad_form();
        CHECK_OK(add(*name, *value));
    }
    return {};
}

Result<> Form::add_multipart(std::string_view content_type, std::string_view body) {
    const auto boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > boundary_max) return bad_form();
    if (body.size() > form_bytes_max) return bad_form();
    const std::string between = "\r\n--" + *boundary;
    // The first line of boundary has no break before it when nothing precedes.
    if (body.starts_with(std::string_view(between).substr(2))) {
        body.remove_prefix(between.size() - 2);
    } else if (const std::size_t first = body.find(between); first != std::string_view::npos) {
        body.remove_prefix(first + between.size());
    } else {
        return bad_form();
    }
    for (std::size_t parts = 0; !body.starts_with("--"); ++parts) {
        if (parts == fields_max || !body.starts_with("\r\n")) return bad_form();
        const std::size_t head_end = body.find("\r\n\r\n");
        if (head_end == std::string_view::npos || head_end > part_header_bytes_max) {
            return bad_form();
        }
        const std::size_t end = body.find(between, head_end + 2);
        if (end == std::string_view::npos) return bad_form();
        const std::string_view disposition =
            header_of(body.substr(2, head_end - 2), "content-disposition");
        const auto name = parameter(disposition, "name");
        if (!name) return bad_form();
        const std::size_t begin = std::min(head_end + 4, end);
        if (parameter(disposition, "filename")) {
            has_upload_ = true;
        } else {
            CHECK_OK(add(*name, body.substr(begin, end - begin)));
        }
        body.remove_prefix(end + between.size());
    }
    return {};
}

Result<> Form::add_body(std::string_view content_type, std::string_view body) {
    const std::string media = lower(text::trimmed(content_type.substr(0, content_type.find(';'))));
    if (media.empty() || media == "application/x-www-form-urlencoded") return add_encoded(body);
    if (media == "multipart/form-data") return add_multipart(content_type, body);
    return fail(ErrorKind::invalid_input, "open311.unknown_media");
}

std::string_view Form::get(std::string_view name) const {
    for (const Field& field : fields_) {
        if (field.name == name && !field.value.empty()) return field.value;
    }
    return {};
}

std::vector<std::string> Form::list(std::string_view name) const {
    std::vector<std::string> items;
    for (const Field& field : fields_) {
        if (field.name != name) continue;
        std::string_view rest = field.value;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(','), rest.size());
            const std::string_view item = text::trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (!item.empty()) items.emplace_back(item);
        }
    }
    return items;
}

}  // namespace pingyi::open311
