#include "modules/rounds/api.hpp"

#include <algorithm>

#include "modules/rounds/contents_store.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "modules/rounds/tables_store.hpp"
#include "modules/scoring/api.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::rounds {
namespace {

constexpr std::int64_t newest_max = 50;
constexpr std::size_t earlier_max = 5;

/// The rows of the "units.csv" of a public bundle, by body.
Result<std::map<std::string, PublishedScore>> scores_in(std::string_view table) {
    TRY(names, csv::header(table));
    std::vector<csv::Column> columns;
    for (const std::string& name : names) columns.push_back({name});
    TRY(read, csv::read(table, columns));
    std::vector<FieldError> errors;
    std::map<std::string, PublishedScore> scores;
    for (const csv::Row& row : read.rows) {
        const csv::Record record{read, row, errors};
        PublishedScore& found = scores[std::string(record.cell("unit"))];
        found.score = record.cell("score");
        found.band = record.cell("band");
        found.best = record.cell("best");
        found.worst = record.cell("worst");
        found.of = record.cell("of");
    }
    return scores;
}

Result<std::map<std::string, PublishedScore>> scores_of(db::Tx& tx, const Round& round) {
    if (!is_published(round.state) || !round.result) {
        return fail(ErrorKind::conflict, "rounds.not_published");
    }
    TRY(result, store::result(tx, *round.result));
    auto scores = scores_in(store::result_text(tx, result.id, store::Bundle::open, "units.csv"));
    if (!scores) return fail(ErrorKind::internal, "rounds.bad_bundle", "units.csv");
    for (auto& [unit, score] : *scores) {
        score.round = round.code;
        score.name = round.name;
        score.result = result.number;
        score.result_id = result.public_id;
    }
    return scores;
}

Result<PublishedScore> score_of(db::Tx& tx, const Round& round, std::string_view unit) {
    TRY(scores, scores_of(tx, round));
    const auto found = scores.find(std::string(unit));
    if (found == scores.end()) return fail(ErrorKind::not_found, "rounds.not_in_result");
    return found->second;
}

Result<scoring::Scheme> scheme_of(db::Tx& tx, const Round& round) {
    TRY(stored, store::scheme(tx, round.scheme));
    scoring::Parsed parsed = scoring::check(stored.yaml);
    if (!parsed.scheme) return fail(ErrorKind::internal, "rounds.bad_bundle", stored.code);
    return std::move(*parsed.scheme);
}

}  // namespace

std::vector<Round> newest_rounds(db::Tx& tx) {
    return store::rounds(tx, std::nullopt, newest_max);
}

Result<Round> round_named(db::Tx& tx, std::string_view code) {
    return store::round_by_code(tx, code);
}

bool is_published(State state) {
    return state == State::published || state == State::rectification || state == State::archived;
}

bool accepts_entries(State state) {
    return state == State::issued || state == State::collecting;
}

Result<std::vector<std::string>> classes_of(db::Tx& tx, const Round& round) {
    TRY(scheme, scheme_of(tx, round));
    std::vector<std::string> codes;
    for (const scoring::UnitClass& of : scheme.classes) codes.push_back(of.code);
    return codes;
}

Result<std::vector<ValueTable>> value_tables(db::Tx& tx, const Round& round) {
    TRY(scheme, scheme_of(tx, round));
    std::vector<ValueTable> tables;
    for (const scoring::Measure& measure : scheme.measures) {
        const bool is_brought = measure.kind == scoring::MeasureKind::values &&
                                !measure.code.starts_with(server_prefix);
        if (!is_brought) continue;
        ValueTable table{measure.code, {measure.words.zh, measure.words.en}, {}};
        for (const scoring::Source* source : scoring::sources_of(scheme, measure.code)) {
            const bool is_new =
                std::ranges::find(table.columns, source->column) == table.columns.end();
            if (is_new) table.columns.push_back(source->column);
        }
        tables.push_back(std::move(table));
    }
    return tables;
}

Table new_table(const Round& round, std::string name, std::string_view text, std::string evidence,
                const AccountId& by, Instant now) {
    return {.id = crypto::new_id<TableId>(now),
            .owner = round.id.text(),
            .name = std::move(name),
            .sha256 = crypto::hex(crypto::sha256(text)),
            .bytes = static_cast<std::int64_t>(text.size()),
            .rows = std::max<std::int64_t>(0, std::ranges::count(text, '\n') - 1),
            .origin = Origin::upload,
            .evidence = std::move(evidence),
            .added_by = by,
            .added_at = now};
}

Result<> show_table(db::Tx& tx, const Table& made, std::string_view text) {
    if (text.size() > store::portion_bytes_max) {
        return fail(ErrorKind::invalid_input, "rounds.part_too_large");
    }
    const auto owner = RoundId::from(made.owner);
    if (!owner) return fail(ErrorKind::not_found, "rounds.no_such_round");
    TRY(round, store::round(tx, *owner));
    if (!accepts_entries(round.state)) return fail(ErrorKind::conflict, "rounds.tables_closed");
    store::put(tx, store::content_of(made), made.name, text);
    store::save_table(tx, made);
    return {};
}

Result<std::map<std::string, PublishedScore>> published_scores(db::Tx& tx, std::string_view round) {
    TRY(found, store::round_by_code(tx, round));
    return scores_of(tx, found);
}

Result<PublishedScore> published_score(db::Tx& tx, std::string_view round, std::string_view unit) {
    TRY(found, store::round_by_code(tx, round));
    return score_of(tx, found, unit);
}

std::vector<PublishedScore> earlier_scores(db::Tx& tx, const Round& round, std::string_view unit) {
    std::vector<PublishedScore> scores;
    const auto own = store::scheme(tx, round.scheme);
    if (!own) return scores;
    for (const Round& other : newest_rounds(tx)) {
        if (other.made_at >= round.made_at || !is_published(other.state)) continue;
        const auto scheme = store::scheme(tx, other.scheme);
        if (!scheme || scheme->code != own->code) continue;
        if (auto score = score_of(tx, other, unit)) scores.push_back(std::move(*score));
        if (scores.size() == earlier_max) break;
    }
    return scores;
}

}  // namespace pingyi::rounds
