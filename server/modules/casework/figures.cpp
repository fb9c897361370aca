#include "modules/casework/figures.hpp"

#include <algorithm>

#include "modules/casework/case_store.hpp"
#include "modules/casework/figures_store.hpp"
#include "modules/casework/rules.hpp"

namespace pingyi::casework {
namespace {

constexpr std::int64_t batch_rows = 4;  ///< bodies and months a write, so that it stays short
constexpr int batches_max = 5'000;
constexpr int months_shown = 12;
const Window every_month{"0000-01", "9999-12"};

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

/// "2026-11" back to its first day.
std::optional<Day> first_of(const std::string& month) {
    return day_from(month + "-01");
}

Day next_month(Day first) {
    const year_month_day date{first};
    return Day{(year_month{date.year(), date.month()} + months{1}) / 1};
}

/// The smallest month that is still shown, or the end.
std::vector<TrendPoint>::iterator smallest_shown(std::vector<TrendPoint>& trend) {
    auto smallest = trend.end();
    for (auto point = trend.begin(); point != trend.end(); ++point) {
        if (!point->is_shown) continue;
        if (smallest == trend.end() || point->solved.n < smallest->solved.n) smallest = point;
    }
    return smallest;
}

/// Hides months until what is hidden is nothing, or as many answers as may be published.
void hide_small(std::vector<TrendPoint>& trend) {
    for (TrendPoint& point : trend) point.is_shown = point.solved.n >= published_from;
    for (;;) {
        std::int64_t hidden = 0;
        for (const TrendPoint& point : trend) {
            if (!point.is_shown) hidden += point.solved.n;
        }
        if (hidden == 0 || hidden >= published_from) return;
        const auto smallest = smallest_shown(trend);
        if (smallest == trend.end()) return;
        smallest->is_shown = false;
    }
}

/// Notes the bodies and months of cases that time alone has made late.
void note_late(db::Tx& tx, const Zone& zone, Instant now) {
    const Instant after = figures_store::counted_until(tx).value_or(Instant{});
    if (after >= now) return;
    for (const auto& passed : figures_store::became_late(tx, after, now)) {
        store::mark_stale(tx, passed.unit, month_of(zone.day_of(passed.submitted_at)));
    }
    figures_store::set_counted_until(tx, now);
}

}  // namespace

Figures& Figures::operator+=(const Figures& other) {
    received += other.received;
    answered += other.answered;
    in_time += other.in_time;
    late += other.late;
    very_late += other.very_late;
    extended += other.extended;
    returned += other.returned;
    asked += other.asked;
    reached += other.reached;
    solved += other.solved;
    satisfied += other.satisfied;
    self_answered += other.self_answered;
    self_solved += other.self_solved;
    self_satisfied += other.self_satisfied;
    appeals += other.appeals;
    appeals_upheld += other.appeals_upheld;
    for (const auto& [day, n] : other.days_to_reply) days_to_reply[day] += n;
    return *this;
}

std::optional<double> median_days(const Figures& figures) {
    std::int64_t all = 0;
    for (const auto& [day, n] : figures.days_to_reply) all += n;
    if (all == 0) return std::nullopt;
    const auto at = [&](std::int64_t place) {
        std::int64_t passed = 0;
        for (const auto& [day, n] : figures.days_to_reply) {
            passed += n;
            if (passed > place) return static_cast<double>(day);
        }
        return 0.0;
    };
    return (at((all - 1) / 2) + at(all / 2)) / 2;
}

PublishedFigures published(const std::vector<MonthFigures>& all) {
    PublishedFigures made;
    Figures hidden;
    for (const MonthFigures& month : all) {
        made.total += month.everyone;
        hidden += month.body_only;
    }
    if (hidden.received >= published_from) {
        made.total += hidden;
        made.private_cases = hidden.received;
    }
    // The months show public cases only: what private ones add in all cannot be told apart.
    for (const MonthFigures& month : all) {
        const Figures& it = month.everyone;
        made.trend.push_back({month.month, {it.solved, it.reached}, false});
    }
    hide_small(made.trend);
    return made;
}

Result<> count_stale(db::Database& database, const Zone& zone, Instant now) {
    return count_again(database, every_month, zone, now);
}

Result<> count_again(db::Database& database, const Window& window, const Zone& zone, Instant now) {
    CHECK_OK(database.write([&](db::Tx& tx) { note_late(tx, zone, now); }));
    for (int batch = 0; batch < batches_max; ++batch) {
        TRY(counted, database.write([&](db::Tx& tx) {
            const auto all = figures_store::stale(tx, window, batch_rows);
            for (const auto& one : all) {
                const auto first = first_of(one.month);
                if (!first) continue;
                figures_store::save(
                    tx, one,
                    figures_store::count(tx, one.unit, zone.start_of(*first),
                                         zone.start_of(next_month(*first)), now, zone));
            }
            return all.size();
        }));
        if (counted < static_cast<std::size_t>(batch_rows)) return {};
    }
    return {};
}

std::vector<MonthFigures> year_of_figures(db::Tx& tx, UnitId unit, Day today) {
    const year_month_day date{today};
    const year_month last{date.year(), date.month()};
    std::vector<MonthFigures> all;
    for (int back = months_shown - 1; back >= 0; --back) {
        all.push_back({month_of(Day{(last - months{back}) / 1}), {}, {}});
    }
    for (MonthFigures& month :
         figures_store::months(tx, unit, all.front().month, all.back().month)) {
        const auto slot = std::ranges::find(all, month.month, &MonthFigures::month);
        if (slot != all.end()) *slot = std::move(month);
    }
    return all;
}

}  // namespace pingyi::casework
