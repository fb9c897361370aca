// What Open311 clients ask for, read from their parameters. Pure: the time is
// an argument.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/time.hpp"
#include "modules/casework/api.hpp"
#include "modules/open311/answers.hpp"
#include "modules/open311/form.hpp"

namespace pingyi::open311 {

inline constexpr std::int64_t requests_max = 1'000;
inline constexpr std::chrono::days span_max{90};
inline constexpr std::size_t description_max = 4'000;

struct Span {
    Instant from{}, before{};
};
/// start_date and end_date; without both the last 90 days, without one 90 days
/// from the other. errors   invalid_input open311.bad_request: start_date or
/// end_date open311_bad_time,
///          open311_span
[[nodiscard]] Result<Span> span_of(const Form& form, Instant now);

/// GET requests: service_request_id overrides everything else.
/// errors   those of span_of; status open311_bad_status
[[nodiscard]] Result<casework::PublicFilter> filter_of(const Form& form, Instant now);

/// POST requests.
/// errors   invalid_input open311.bad_request: service_code required or
/// open311_no_such_service,
///          lat and long open311_bad_degrees, address_id
///          open311_no_address_ids, address_string open311_no_place, too_long;
///          description too_long
[[nodiscard]] Result<casework::Filing> filing_of(const Form& form,
                                                 std::span<const Service> services,
                                                 Language language);

}  // namespace pingyi::open311
