// Figures that somebody enters, imports or takes over: checked together, stored as waiting.
#include <algorithm>
#include <map>

#include "kernel/text.hpp"
#include "modules/appraisals/store.hpp"
#include "modules/appraisals/use_cases.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::appraisals {
namespace {

/// Checks figures one after another, naming every mistake.
class Checking {
public:
    Checking(db::Tx& tx, const Part& part, const OnPart& on)
        : part_{part}, on_{on}, own_{own_bodies(tx, on.account)} {
        for (const units::Unit& unit : part.bodies) units_[unit.code] = unit.id;
        for (const Entry& entry : store::current(tx, part.round.id, part.table.code)) {
            const Figure at{entry.unit, entry.field};
            if (entry.state == EntryState::confirmed) confirmed_[at] = entry.value;
            if (entry.state == EntryState::waiting) waiting_[at] = entry.value;
        }
    }

    Result<std::vector<Entry>> run(const std::vector<NewFigure>& figures) {
        check_each(figures, &Checking::check);
        if (errors_.empty()) check_each(figures, &Checking::check_place);
        if (errors_.empty()) return std::move(made_);
        const bool is_table = !errors_.front().place.starts_with('#');
        return fail_fields(std::move(errors_), is_table ? "csv.invalid" : "request.invalid");
    }

private:
    using Figure = std::pair<UnitId, std::string>;
    static constexpr std::size_t errors_max = 200;

    void check_each(const std::vector<NewFigure>& figures,
                    void (Checking::*check_one)(const NewFigure&)) {
        for (const NewFigure& figure : figures) {
            if (errors_.size() < errors_max) (this->*check_one)(figure);
        }
    }

    void check(const NewFigure& figure) {
        const auto unit = units_.find(figure.unit);
        if (unit == units_.end()) return wrong(figure, "unit", "appraisals_no_such_unit");
        if (own_.contains(unit->second)) return wrong(figure, "unit", "appraisals_own_unit");
        const auto& fields = part_.table.fields;
        const auto field = std::ranges::find(fields, figure.field, &Field::code);
        if (field == fields.end()) return wrong(figure, "field", "appraisals_no_such_field");
        if (!is_figure(figure.value)) return wrong(figure, "value", "appraisals_bad_value");
        if (!is_taken(*field, figure.value)) {
            const bool is_whole = field->takes.is_whole;
            return wrong(figure, "value",
                         is_whole ? "appraisals_not_a_place" : "appraisals_outside",
                         range_of(*field));
        }
        const Figure at{unit->second, figure.field};
        brought_.insert(at);
        const auto confirmed = confirmed_.find(at);
        if (confirmed != confirmed_.end()) {
            if (confirmed->second == figure.value) return;
            if (figure.reason.empty()) return wrong(figure, "reason", "appraisals_reason_needed");
        }
        if (waiting_.contains(at)) return wrong(figure, "value", "appraisals_entry_waits");
        if (!check_words(figure)) return;
        waiting_[at] = figure.value;
        made_.push_back({.round = part_.round.id,
                         .part = part_.table.code,
                         .unit = unit->second,
                         .field = figure.field,
                         .value = figure.value,
                         .evidence = figure.evidence,
                         .reason = figure.reason,
                         .entered_by = on_.account.id,
                         .entered_at = on_.now});
    }

    /// Once it is known what else comes: no body has a place behind the last of those ranked.
    void check_place(const NewFigure& figure) {
        const auto& fields = part_.table.fields;
        if (!std::ranges::find(fields, figure.field, &Field::code)->takes.is_whole) return;
        const UnitId unit = units_.find(figure.unit)->second;
        const Figure at{unit, std::string(scoring::rank_column)};
        const std::string place = newest(at);
        const std::string ranked = newest({unit, std::string(scoring::ranked_column)});
        if (ranked.empty() || is_place_among(place, ranked)) return;
        if (figure.field == scoring::rank_column) {
            wrong(figure, "value", "appraisals_beyond_ranked", ranked);
        } else if (!brought_.contains(at)) {
            wrong(figure, "value", "appraisals_fewer_than_place", place);
        }
    }
    /// The waiting figure, the confirmed one, or empty.
    std::string newest(const Figure& at) const {
        for (const auto* figures : {&waiting_, &confirmed_}) {
            if (const auto found = figures->find(at); found != figures->end()) return found->second;
        }
        return {};
    }

    bool check_words(const NewFigure& figure) {
        const auto is_long = [](const std::string& text) {
            return text::length(text) > static_cast<std::size_t>(words_max);
        };
        const auto before = errors_.size();
        if (figure.evidence.empty()) wrong(figure, "evidence", "required");
        if (is_long(figure.evidence))
            wrong(figure, "evidence", "too_long", std::to_string(words_max));
        if (is_long(figure.reason)) wrong(figure, "reason", "too_long", std::to_string(words_max));
        return errors_.size() == before;
    }

    /// In JSON the figure is the member "value", in a table the column of its field.
    void wrong(const NewFigure& figure, std::string_view member, std::string_view code,
               std::string limit = {}) {
        const bool is_json = figure.place.starts_with('#');
        const std::string_view at = !is_json && member == "value" ? figure.field : member;
        errors_.push_back({figure.place + (is_json ? "/" : ", ") + std::string(at),
                           std::string(code), std::move(limit)});
    }

    const Part& part_;
    const OnPart& on_;
    std::set<UnitId> own_;
    std::map<std::string, UnitId, std::less<>> units_;
    std::map<Figure, std::string> confirmed_, waiting_;  // value
    std::set<Figure> brought_;
    std::vector<Entry> made_;
    std::vector<FieldError> errors_;
};

}  // namespace

Result<std::int64_t> enter(const Records& deps, const OnPart& on,
                           const std::vector<NewFigure>& figures, const db::RepeatKey& repeat) {
    if (std::ssize(figures) > figures_max) {
        return fail(ErrorKind::invalid_input, "appraisals.too_many_figures");
    }
    const Day today = deps.zone.day_of(on.now);
    TRY(seen, deps.database.read([&](db::Tx& tx) { return open_part(tx, on, today); }));
    std::vector<EntryId> ids;
    ids.reserve(figures.size());
    for (std::size_t i = 0; i < figures.size(); ++i) ids.push_back(crypto::new_id<EntryId>(on.now));
    return deps.database.write([&](db::Tx& tx) -> Result<std::int64_t> {
        TRY(before, db::earlier(tx, repeat));
        if (before) return std::stoll(*before);
        Part part = seen;
        CHECK_OK(look_again(tx, on, part));
        TRY(entries, Checking(tx, part, on).run(figures));
        for (std::size_t i = 0; i < entries.size(); ++i) entries[i].id = ids[i];
        const auto count = std::ssize(entries);
        if (count > 0) {
            CHECK_OK(store::add(tx, entries));
            store::raise_revision(tx, part.round.id, on.part);
            accounts::note(tx, on.now, "appraisals.entered", on.account.id, part.round.id.text(),
                           facts_of(on, entries.size()));
        }
        db::remember(tx, repeat, std::to_string(count), today);
        return count;
    });
}

Result<std::vector<NewFigure>> figures_in(const Records& deps, const OnPart& on,
                                          std::string_view text) {
    TRY(part, deps.database.read(
                  [&](db::Tx& tx) { return open_part(tx, on, deps.zone.day_of(on.now)); }));
    std::vector<csv::Column> columns{{"unit", true}, {"evidence", true}, {"reason", false}};
    for (const Field& field : part.table.fields) columns.push_back({field.code, false});
    TRY(table, csv::read(text, columns));
    std::vector<FieldError> errors;
    std::vector<NewFigure> figures;
    for (const csv::Row& row : table.rows) {
        const csv::Record record{table, row, errors};
        for (const Field& field : part.table.fields) {
            if (!record.has(field.code)) continue;
            figures.push_back({.unit = std::string(record.cell("unit")),
                               .field = field.code,
                               .value = std::string(record.cell(field.code)),
                               .evidence = std::string(record.cell("evidence")),
                               .reason = std::string(record.cell("reason")),
                               .place = "row " + std::to_string(row.number)});
        }
    }
    return figures;
}

Result<std::vector<NewFigure>> figures_of(const Records& deps, const OnPart& on,
                                          std::string_view other_round, std::string_view reason) {
    struct Source {
        Part part;
        rounds::Round round;
        rounds::StoredResult stored;
    };
    TRY(source, deps.database.read([&](db::Tx& tx) -> Result<Source> {
        TRY(part, open_part(tx, on, deps.zone.day_of(on.now)));
        if (part.table.fields.size() != 1) {
            return fail(ErrorKind::invalid_input, "appraisals.one_field_only");
        }
        TRY(round, rounds::round_named(tx, other_round));
        if (!rounds::is_published(round)) {
            return fail(ErrorKind::conflict, "appraisals.not_published");
        }
        TRY(stored, rounds::current_result(tx, round));
        return Source{std::move(part), std::move(round), std::move(stored)};
    }));
    TRY(loaded, deps.results->get(deps.database, source.stored));
    std::vector<NewFigure> figures;
    for (const units::Unit& unit : source.part.bodies) {
        const auto own = rounds::own_score(*loaded, unit.code);
        if (!own || !own->score) continue;
        figures.push_back(
            {.unit = unit.code,
             .field = source.part.table.fields.front().code,
             .value = *own->score,
             .evidence = source.round.name.zh + "，结果编号" + source.stored.public_id,
             .reason = std::string(reason),
             .place = unit.code});
    }
    if (figures.empty()) return fail(ErrorKind::invalid_input, "appraisals.no_scores");
    return figures;
}

}  // namespace pingyi::appraisals
