// Filing for other modules; what they read is in api_store.cpp.
#include "modules/casework/api.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "modules/casework/api_store.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/steps.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::casework {
namespace {

constexpr std::size_t numbers_max = 5;

std::uint32_t random_number() {
    std::uint32_t number = 0;
    for (const char c : crypto::random_bytes(sizeof number)) {
        number = number << 8U | static_cast<std::uint8_t>(c);
    }
    return number;
}

Case case_of(const Filing& filing, Instant now) {
    Case item;
    item.id = crypto::new_id<CaseId>(now);
    item.kind = filing.kind;
    item.channel = filing.channel;
    item.language = filing.language;
    item.category = filing.category;
    item.subject = mask(filing.subject, filing.names).text;
    item.body = mask(filing.body, filing.names).text;
    item.place = mask(filing.place, filing.names).text;
    item.point = filing.point;
    item.submitted_at = now;
    return item;
}

}  // namespace

std::optional<std::int64_t> millionths(std::string_view text, double most) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = problem == std::errc{} && end == text.data() + text.size();
    if (!is_whole || !std::isfinite(value) || std::abs(value) > most) return std::nullopt;
    return std::llround(value * 1e6);
}

Result<std::string> file(db::Database& database, const calendar::Calendar& calendar, Instant now,
                         const Filing& filing) {
    const Case drawn = case_of(filing, now);
    const Original original{filing.subject, filing.body, filing.place, filing.names};
    const Moment at = moment(now);
    std::array<std::string, numbers_max> numbers;
    const int year = year_of(calendar.zone().day_of(now));
    for (std::string& number : numbers) number = case_number(year, random_number());
    // Only inserts, and what they read are rules: letters do not wait for one another.
    return database.append([&](db::Tx& tx) -> Result<std::string> {
        if (filing.category && !store::has_current_category(tx, *filing.category)) {
            return fail(ErrorKind::invalid_input, "casework.no_such_category");
        }
        Case item = drawn;
        for (const std::string& number : numbers) {
            item.number = number;
            const auto opened = open_case(tx, calendar, at, item, original,
                                          {.step = Step::submit, .who = Party::resident});
            if (opened) return item.number;
            if (opened.error().code != "casework.number_taken") {
                return std::unexpected(opened.error());
            }
        }
        return fail(ErrorKind::conflict, "casework.number_taken");
    });
}

}  // namespace pingyi::casework
