#include "modules/open311/request.hpp"

#include <algorithm>

#include "kernel/text.hpp"

namespace pingyi::open311 {
namespace {

constexpr std::string_view bad_request = "open311.bad_request";

/// "2026-11-23T03:35:12Z" or with an offset, whose "+" a client may have sent
/// unencoded.
std::optional<Instant> time_of(std::string_view text) {
    std::string full{text};
    if (const std::size_t blank = full.find(' '); blank != std::string::npos) full[blank] = '+';
    return instant_from(full);
}

class FilingReader {
public:
    FilingReader(const Form& form, std::span<const Service> services)
        : form_{form}, services_{services} {}

    Result<casework::Filing> read(Language language) {
        casework::Filing filing;
        filing.language = language;
        read_service(filing);
        read_place(filing);
        read_texts(filing);
        for (const std::string_view name : {"first_name", "last_name"}) {
            if (form_.has(name)) filing.names.emplace_back(form_.get(name));
        }
        if (!errors_.empty()) return fail_fields(std::move(errors_), bad_request);
        return filing;
    }

private:
    void mistake(std::string_view place, std::string_view code, std::string limit = {}) {
        errors_.push_back({std::string(place), std::string(code), std::move(limit)});
    }

    void read_service(casework::Filing& filing) {
        const std::string_view code = form_.get("service_code");
        if (code.empty()) return mistake("service_code", "required");
        const auto found = std::ranges::find(services_, code, &Service::code);
        if (found == services_.end()) return mistake("service_code", "open311_no_such_service");
        service_name_ = found->name;
        if (found->is_kind) {
            filing.kind = kind_of(code).value_or(casework::Kind::complaint);
        } else {
            filing.category = found->code;
        }
    }

    void read_place(casework::Filing& filing) {
        const std::string_view lat = form_.get("lat");
        const std::string_view lon = form_.get("long");
        if (!lat.empty() || !lon.empty()) {
            const auto lat_e6 = casework::millionths(lat, 90);
            const auto lon_e6 = casework::millionths(lon, 180);
            if (!lat_e6) mistake("lat", "open311_bad_degrees", "90");
            if (!lon_e6) mistake("long", "open311_bad_degrees", "180");
            if (lat_e6 && lon_e6) filing.point = casework::Point{*lat_e6, *lon_e6};
        }
        filing.place = one_line(form_.get("address_string"));
        const auto most = static_cast<std::size_t>(casework::place_max);
        if (text::length(filing.place) > most) {
            mistake("address_string", "too_long", std::to_string(most));
        }
        const bool has_point = !lat.empty() || !lon.empty();
        if (has_point || !filing.place.empty()) return;
        if (form_.has("address_id")) return mistake("address_id", "open311_no_address_ids");
        mistake("address_string", "open311_no_place");
    }

    /// The subject is the first line of what is described, else the name of the
    /// service.
    void read_texts(casework::Filing& filing) {
        const std::string_view description = form_.get("description");
        if (text::length(description) > description_max) {
            mistake("description", "too_long", std::to_string(description_max));
        }
        filing.body = description.empty() ? service_name_ : std::string(description);
        constexpr std::size_t subject_length = 40;
        filing.subject = text::shortened(
            one_line(
                text::trimmed(std::string_view(filing.body).substr(0, filing.body.find('\n')))),
            subject_length);
    }

    static std::string one_line(std::string_view text) {
        std::string line{text};
        std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
        return line;
    }

    const Form& form_;
    std::span<const Service> services_;
    std::vector<FieldError> errors_;
    std::string service_name_;
};

}  // namespace

Result<Span> span_of(const Form& form, Instant now) {
    std::vector<FieldError> errors;
    const auto read = [&](std::string_view name) -> std::optional<Instant> {
        if (!form.has(name)) return std::nullopt;
        const auto at = time_of(form.get(name));
        if (!at) errors.push_back({std::string(name), "open311_bad_time", {}});
        return at;
    };
    const auto start = read("start_date");
    const auto end = read("end_date");
    if (start && end && (*end < *start || *end - *start > span_max)) {
        errors.push_back({"end_date", "open311_span", std::to_string(span_max.count())});
    }
    if (!errors.empty()) return fail_fields(std::move(errors), bad_request);
    if (start) return Span{*start, end.value_or(*start + span_max)};
    const Instant before = end.value_or(now + std::chrono::milliseconds{1});
    return Span{before - span_max, before};
}

Result<casework::PublicFilter> filter_of(const Form& form, Instant now) {
    casework::PublicFilter filter;
    filter.limit = requests_max;
    if (const auto numbers = form.list("service_request_id"); !numbers.empty()) {
        filter.numbers = numbers;
        return filter;
    }
    TRY(span, span_of(form, now));
    filter.from = span.from;
    filter.before = span.before;
    if (const auto codes = form.list("service_code"); !codes.empty()) {
        filter.categories = codes;
        for (const std::string& code : codes) {
            if (const auto kind = kind_of(code)) filter.kinds.push_back(*kind);
        }
    }
    bool open = false;
    bool closed = false;
    for (const std::string& status : form.list("status")) {
        if (status != "open" && status != "closed") {
            return fail_fields({{"status", "open311_bad_status", {}}}, bad_request);
        }
        (status == "open" ? open : closed) = true;
    }
    if (open != closed) filter.is_open = open;
    return filter;
}

Result<casework::Filing> filing_of(const Form& form, std::span<const Service> services,
                                   Language language) {
    return FilingReader{form, services}.read(language);
}

}  // namespace pingyi::open311
