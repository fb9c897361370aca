// Instants and days as text, and zones from ICU with their offsets cached.
#include "kernel/time.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>
#include <vector>

namespace pingyi {

namespace {

using std::chrono::days;
using std::chrono::milliseconds;

void append_digits(std::string& out, std::int64_t number, std::size_t width) {
    std::string digits = std::to_string(number);
    if (digits.size() < width) out.append(width - digits.size(), '0');
    out += digits;
}

/// Reads a text from the front, piece by piece; after the first piece that does not fit, `ok` stays
/// false.
struct Reader {
    std::string_view rest;
    bool ok = true;

    int number(std::size_t width) {
        int value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            if (rest.size() <= i || rest[i] < '0' || rest[i] > '9') {
                ok = false;
                return 0;
            }
            value = value * 10 + (rest[i] - '0');
        }
        rest.remove_prefix(width);
        return value;
    }
    bool take(std::string_view one_of) {
        if (rest.empty() || one_of.find(rest.front()) == std::string_view::npos) return false;
        rest.remove_prefix(1);
        return true;
    }
    void expect(std::string_view one_of) { ok = take(one_of) && ok; }
};

std::optional<Day> read_day(Reader& reader) {
    const std::chrono::year year{reader.number(4)};
    reader.expect("-");
    const std::chrono::month month{static_cast<unsigned>(reader.number(2))};
    reader.expect("-");
    const std::chrono::day day{static_cast<unsigned>(reader.number(2))};
    const std::chrono::year_month_day date{year, month, day};
    if (!reader.ok || year < std::chrono::year{1} || !date.ok()) return std::nullopt;
    return Day{date};
}

milliseconds read_fraction(Reader& reader) {
    if (!reader.take(".")) return milliseconds{0};
    int value = 0;
    std::size_t digits = 0;
    for (; !reader.rest.empty() && reader.rest[0] >= '0' && reader.rest[0] <= '9'; ++digits) {
        if (digits < 3) value = value * 10 + (reader.rest[0] - '0');
        reader.rest.remove_prefix(1);
    }
    reader.ok = reader.ok && digits >= 1 && digits <= 9;
    for (std::size_t i = digits; i < 3; ++i) value *= 10;
    return milliseconds{value};
}

std::chrono::minutes read_offset(Reader& reader) {
    if (reader.take("Zz")) return std::chrono::minutes{0};
    const bool negative = !reader.rest.empty() && reader.rest.front() == '-';
    reader.expect("+-");
    const int hours = reader.number(2);
    reader.expect(":");
    const int minutes = reader.number(2);
    reader.ok = reader.ok && hours <= 23 && minutes <= 59;
    const std::chrono::minutes offset{hours * 60 + minutes};
    return negative ? -offset : offset;
}

constexpr Day first_day{std::chrono::year{1} / 1 / 1};
constexpr Day day_after_last{std::chrono::year{10000} / 1 / 1};

}  // namespace

std::string text_of(Day day) {
    const std::chrono::year_month_day date{day};
    std::string out;
    append_digits(out, int{date.year()}, 4);
    out += '-';
    append_digits(out, unsigned{date.month()}, 2);
    out += '-';
    append_digits(out, unsigned{date.day()}, 2);
    return out;
}

std::string text_of(Instant instant) {
    const Day day = std::chrono::floor<days>(instant);
    const std::chrono::hh_mm_ss time{instant - day};
    std::string out = text_of(day);
    out += 'T';
    append_digits(out, time.hours().count(), 2);
    out += ':';
    append_digits(out, time.minutes().count(), 2);
    out += ':';
    append_digits(out, time.seconds().count(), 2);
    out += '.';
    append_digits(out, time.subseconds().count(), 3);
    out += 'Z';
    return out;
}

std::optional<Instant> instant_from(std::string_view text) {
    Reader reader{text};
    const auto day = read_day(reader);
    if (!day) return std::nullopt;
    reader.expect("Tt");
    const int hours = reader.number(2);
    reader.expect(":");
    const int minutes = reader.number(2);
    reader.expect(":");
    const int seconds = reader.number(2);
    const milliseconds fraction = read_fraction(reader);
    const std::chrono::minutes offset = read_offset(reader);
    if (!reader.ok || !reader.rest.empty() || hours > 23 || minutes > 59 || seconds > 59) {
        return std::nullopt;
    }
    const Instant instant = Instant{*day} + std::chrono::hours{hours} +
                            std::chrono::minutes{minutes} + std::chrono::seconds{seconds} +
                            fraction - offset;
    if (instant < Instant{first_day} || instant >= Instant{day_after_last}) return std::nullopt;
    return instant;
}

std::optional<Day> day_from(std::string_view text) {
    Reader reader{text};
    const auto day = read_day(reader);
    return reader.rest.empty() ? day : std::nullopt;
}

int year_of(Day day) {
    return int{std::chrono::year_month_day{day}.year()};
}

/// The offsets of a zone, each in force from `from` until the next one begins. Immutable, so it is
/// shared between threads without a lock.
struct Zone::Rules {
    struct Span {
        Instant from;
        milliseconds offset;
    };
    std::string name;
    std::vector<Span> spans;  // rising; the first begins before every instant

    [[nodiscard]] std::size_t index_at(Instant instant) const {
        const auto after = std::ranges::upper_bound(spans, instant, {}, &Span::from);
        return static_cast<std::size_t>(after - spans.begin()) - 1;
    }
};

namespace {

constexpr Day zones_exact_from{std::chrono::year{1900} / 1 / 1};
constexpr Day zones_exact_until{std::chrono::year{2200} / 1 / 1};

milliseconds offset_at(const icu::TimeZone& zone, Instant instant) {
    std::int32_t raw = 0;
    std::int32_t saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone.getOffset(static_cast<double>(instant.time_since_epoch().count()), false, raw, saving,
                   status);
    return milliseconds{raw + saving};
}

}  // namespace

Result<Zone> Zone::named(std::string_view name) {
    const auto wanted = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    const std::unique_ptr<icu::TimeZone> found{icu::TimeZone::createTimeZone(wanted)};
    icu::UnicodeString got;
    if (!found || found->getID(got) != wanted || got == icu::UnicodeString(UCAL_UNKNOWN_ZONE_ID)) {
        return fail(ErrorKind::invalid_input, "time.no_such_zone");
    }
    Rules rules;
    rules.name = name;
    Instant from{zones_exact_from};
    rules.spans.push_back({Instant::min(), offset_at(*found, from)});
    const auto* zone = dynamic_cast<const icu::BasicTimeZone*>(found.get());
    icu::TimeZoneTransition next;
    while (zone != nullptr &&
           zone->getNextTransition(static_cast<double>(from.time_since_epoch().count()), false,
                                   next)) {
        from = Instant{milliseconds{static_cast<std::int64_t>(next.getTime())}};
        if (from >= Instant{zones_exact_until}) break;
        const milliseconds offset = offset_at(*found, from);
        if (offset != rules.spans.back().offset) rules.spans.push_back({from, offset});
    }
    return Zone{std::make_shared<const Rules>(std::move(rules))};
}

Day Zone::day_of(Instant instant) const {
    return std::chrono::floor<days>(instant + rules_->spans[rules_->index_at(instant)].offset);
}

Instant Zone::start_of(Day day) const {
    return instant_of(day, milliseconds{0});
}

Instant Zone::instant_of(Day day, milliseconds since_midnight) const {
    // Offsets lie within a day of UTC, so the answer lies in the span of the day before or later.
    const auto& spans = rules_->spans;
    const Instant shown = Instant{day} + since_midnight;
    for (std::size_t i = rules_->index_at(shown - days{1});; ++i) {
        // The time may fall into a gap: then it is where the gap ends.
        const Instant instant = std::max(spans[i].from, shown - spans[i].offset);
        if (i + 1 == spans.size() || instant < spans[i + 1].from) return instant;
    }
}

const std::string& Zone::name() const {
    return rules_->name;
}

}  // namespace pingyi
