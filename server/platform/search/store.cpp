// The SQL of search. Two engines, one model: a document has a set of terms, a query asks for some.
#include <algorithm>
#include <iterator>
#include <limits>
#include <stdexcept>

#include "kernel/text.hpp"
#include "platform/search/search.hpp"
#include "platform/search/terms.hpp"

namespace pingyi::search {
namespace {

constexpr int same_moment_bits = 20;
constexpr std::size_t facet_length_max = 64;
constexpr int places_tried_max = 1000;

std::int64_t first_place_at(Instant at) {
    return std::int64_t{at.time_since_epoch().count()} * (std::int64_t{1} << same_moment_bits);
}

/// FNV-1a: only spreads the documents of one moment.
std::int64_t spread(std::string_view id) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : id) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
    return static_cast<std::int64_t>(hash >> (64 - same_moment_bits));
}

std::string facet_term(std::string_view facet) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("_.:-").find(c) != std::string_view::npos;
    };
    if (facet.empty() || facet.size() > facet_length_max || !std::ranges::all_of(facet, fits)) {
        throw std::logic_error("search: not a facet: " + std::string(facet));
    }
    return "=" + std::string(facet);  // no word begins so
}

/// Each in double quotes, as FTS5 and PostgreSQL read words of a list. Terms hold no quotes.
std::string quoted(const std::vector<std::string>& terms, std::string_view between) {
    std::string out;
    for (const std::string& term : terms) {
        if (!out.empty()) out += between;
        out += '"';
        out += term;
        out += '"';
    }
    return out;
}

std::string array_text(const std::vector<std::string>& terms) {
    return "{" + quoted(terms, ",") + "}";
}

std::string spaced(const std::vector<std::string>& terms) {
    std::string out;
    for (const std::string& term : terms) {
        if (!out.empty()) out += ' ';
        out += term;
    }
    return out;
}

/// `%` around the text, with what LIKE reads as a pattern escaped.
std::string like(std::string_view text) {
    std::string out = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

std::vector<std::string> split(std::string_view words) {
    const std::string folded = text::folded(words);
    std::vector<std::string> all;
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t end = std::min(folded.find(' ', at), folded.size());
        if (end > at) all.push_back(folded.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

/// What the query comes down to; nullopt when nothing can be found.
struct Wanted {
    std::vector<std::string> terms;
    std::vector<std::string> rechecked;
};
std::optional<Wanted> wanted(const Query& query) {
    Wanted all;
    all.terms.push_back(facet_term(query.kind));
    for (const std::string& facet : query.facets) all.terms.push_back(facet_term(facet));
    if (text::length(query.words) > length_max) return std::nullopt;
    const std::vector<std::string> words = split(query.words);
    if (words.size() > words_max) return std::nullopt;
    bool finds_something = words.empty();
    for (const std::string& word : words) {
        Sought one = sought(word);
        if (one.terms.empty()) continue;
        finds_something = true;
        if (!one.is_exact) all.rechecked.push_back(like(one.text));
        std::ranges::move(one.terms, std::back_inserter(all.terms));
    }
    if (!finds_something) return std::nullopt;
    return all;
}

/// The recheck of `count` words, whose parameters begin with $5.
std::string recheck(std::size_t count) {
    std::string sql;
    for (std::size_t i = 0; i < count; ++i) {
        sql += " AND d.text LIKE $" + std::to_string(i + 5) + " ESCAPE '\\'";
    }
    return sql;
}

/// Terms are $1, places from $2 up to $3, at most $4 hits.
std::string sqlite_statement(std::size_t rechecked) {
    return "SELECT d.id, d.place FROM search_terms t CROSS JOIN search_document d "
           "ON d.place = t.rowid WHERE t.search_terms MATCH $1 AND t.rowid >= $2 AND "
           "t.rowid < $3" +
           recheck(rechecked) + " ORDER BY t.rowid DESC LIMIT $4";
}

/// The newest documents looked at one by one for each hit wanted: what is in every sixth is found.
constexpr std::int64_t looked_at_a_hit = 6;

/// Walks back from the newest, at most `looked_at_a_hit` documents for each hit wanted: cheap for
/// words that stand in most documents, and never dear.
std::string walk_statement(std::size_t rechecked) {
    return "SELECT d.id, d.place FROM (SELECT id, place, terms, text FROM search_document "
           "WHERE place >= $2 AND place < $3 ORDER BY place DESC LIMIT $4 * " +
           std::to_string(looked_at_a_hit) + ") d WHERE d.terms @> CAST($1 AS TEXT[])" +
           recheck(rechecked) + " ORDER BY d.place DESC LIMIT $4";
}

/// Takes all from the index of terms and sorts them: `+ 0` hides places from the planner, which
/// would walk by them and does not know that reading the terms of a row costs more than everything
/// else. Texts are read from the newest back, as far as needed: OFFSET 0 keeps the recheck outside.
std::string index_statement(std::size_t rechecked) {
    const std::string all =
        " FROM search_document WHERE terms @> CAST($1 AS TEXT[]) AND place + 0 >= $2 "
        "AND place + 0 < $3 ORDER BY place + 0 DESC";
    if (rechecked == 0) return "SELECT id, place" + all + " LIMIT $4";
    return "SELECT d.id, d.place FROM (SELECT id, place, text" + all + " OFFSET 0) d WHERE 1 = 1" +
           recheck(rechecked) + " LIMIT $4";
}

std::vector<Hit> hits_of(const db::Rows& rows) {
    std::vector<Hit> hits;
    for (const db::Row row : rows) hits.push_back({row.text(0), row.integer(1)});
    return hits;
}

void insert(db::Tx& tx, const Entry& entry, std::int64_t place) {
    if (tx.engine() == db::Engine::sqlite) {
        tx.run("INSERT INTO search_document (place, kind, id, text) VALUES ($1, $2, $3, $4)",
               {place, entry.kind, entry.id, entry.text});
        tx.run("INSERT INTO search_terms (rowid, terms) VALUES ($1, $2)",
               {place, spaced(entry.terms)});
    } else {
        tx.run(
            "INSERT INTO search_document (place, kind, id, text, terms) "
            "VALUES ($1, $2, $3, $4, CAST($5 AS TEXT[]))",
            {place, entry.kind, entry.id, entry.text, array_text(entry.terms)});
    }
}

std::int64_t free_place(db::Tx& tx, const Entry& entry) {
    const std::int64_t first = first_place_at(entry.at);
    const std::int64_t wish = first + spread(entry.id);
    for (int i = 0; i < places_tried_max; ++i) {
        const std::int64_t place = wish + i;
        if (tx.run("SELECT 1 FROM search_document WHERE place = $1", {place}).empty()) return place;
    }
    throw db::Error(db::Fault::value, "search: too many documents of one moment");
}

}  // namespace

Entry entry(std::string_view kind, std::string_view id, std::string_view text, Instant at,
            std::span<const std::string> facets) {
    Analysed all = analysed(text);
    all.terms.push_back(facet_term(kind));
    for (const std::string& facet : facets) all.terms.push_back(facet_term(facet));
    return {std::string(kind), std::string(id), at, std::move(all.text), std::move(all.terms)};
}

void put(db::Tx& tx, const Entry& entry) {
    remove(tx, entry.kind, entry.id);
    insert(tx, entry, free_place(tx, entry));
}

void remove(db::Tx& tx, std::string_view kind, std::string_view id) {
    const db::Rows gone = tx.run(
        "DELETE FROM search_document WHERE kind = $1 AND id = $2 RETURNING place", {kind, id});
    if (gone.empty() || tx.engine() != db::Engine::sqlite) return;
    tx.run("DELETE FROM search_terms WHERE rowid = $1", {gone[0].integer(0)});
}

std::vector<Hit> find(db::Tx& tx, const Query& query) {
    const std::optional<Wanted> all = wanted(query);
    if (!all) return {};
    std::int64_t first = std::numeric_limits<std::int64_t>::min();
    std::int64_t end = std::numeric_limits<std::int64_t>::max();
    if (query.from) first = first_place_at(*query.from);
    if (query.until) end = first_place_at(*query.until);
    if (query.before_place) end = std::min(end, *query.before_place);
    const db::Engine engine = tx.engine();
    std::vector<db::Param> params{
        engine == db::Engine::sqlite ? quoted(all->terms, " ") : array_text(all->terms), first, end,
        query.limit};
    for (const std::string& pattern : all->rechecked) params.emplace_back(pattern);
    const std::size_t rechecked = all->rechecked.size();
    if (engine == db::Engine::sqlite) return hits_of(tx.run(sqlite_statement(rechecked), params));
    auto hits = hits_of(tx.run(walk_statement(rechecked), params));
    if (std::ssize(hits) == query.limit) return hits;
    return hits_of(tx.run(index_statement(rechecked), params));
}

}  // namespace pingyi::search
