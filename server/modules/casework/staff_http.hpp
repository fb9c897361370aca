// What the route tables of staff share: who asks, which page of a list.
#pragma once

#include "modules/casework/module.hpp"
#include "modules/casework/staff_case.hpp"

namespace pingyi::casework {

constexpr std::int64_t staff_rows = 25;

/// Rows for staff only are gated before a handler runs, so somebody is signed in here.
inline Acting acting(const http::Call<Deps>& call) {
    return {*accounts::account_of(call.caller), call.now, call.language()};
}

template <class Query>
std::int64_t rows_asked(const Query& query) {
    return query.limit ? query.limit->value : staff_rows;
}

template <class Limited>
std::optional<std::int64_t> number_of(const std::optional<Limited>& field) {
    return field ? std::optional{field->value} : std::nullopt;
}

template <class Limited>
std::string words_of(const std::optional<Limited>& field) {
    return field ? field->value : std::string{};
}

template <class Limited>
std::optional<std::string> maybe_of(const std::optional<Limited>& field) {
    return field ? std::optional{field->value} : std::nullopt;
}

/// Records in time order: one more was asked for than is shown.
template <class Record, class Time>
std::optional<std::string> cut(std::vector<Record>& records, std::int64_t limit, Time time) {
    if (static_cast<std::int64_t>(records.size()) <= limit) return std::nullopt;
    records.resize(static_cast<std::size_t>(limit));
    const Record& last = records.back();
    return text_of(Cursor{std::to_string((last.*time).time_since_epoch().count()), last.id.text()});
}

}  // namespace pingyi::casework
