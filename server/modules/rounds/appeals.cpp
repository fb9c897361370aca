#include "modules/rounds/appeals.hpp"

#include <algorithm>

#include "modules/rounds/appeals_store.hpp"
#include "modules/rounds/own_result.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/results.hpp"
#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "modules/rounds/tables.hpp"
#include "modules/rounds/tables_store.hpp"
#include "modules/scoring/api.hpp"
#include "modules/units/api.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::rounds {
namespace {

using accounts::Account;
using accounts::Role;

constexpr std::int64_t published_max = 1000;

std::unexpected<Error> conflict(std::string_view code) {
    return fail(ErrorKind::conflict, code);
}

/// A round that takes appeals today.
Result<Round> round_taking_appeals(db::Tx& tx, std::string_view code, Day today) {
    TRY(round, store::round_by_code(tx, code));
    if (round.state != State::appeals || !round.result) return conflict("rounds.no_appeals_now");
    if (round.appeals_until && today > *round.appeals_until) {
        return conflict("rounds.appeals_over");
    }
    return round;
}

Result<units::Unit> body_of_head(db::Tx& tx, const Account& account, std::string_view code) {
    TRY(unit, units::find_by_code(tx, code));
    CHECK_OK(policy::may_appeal(account, unit.id, units::ancestors(tx, unit.id)));
    return unit;
}

/// An appeal as it is about to be filed.
Result<Appeal> prepared(const Deps& deps, const Account& account, Instant now,
                        const Filing& filing) {
    struct Seen {
        Round round;
        units::Unit unit;
        StoredResult stored;
    };
    const Day today = deps.calendar.zone().day_of(now);
    TRY(seen, deps.database.read([&](db::Tx& tx) -> Result<Seen> {
        TRY(unit, body_of_head(tx, account, filing.unit));
        TRY(round, round_taking_appeals(tx, filing.round, today));
        TRY(stored, store::result(tx, *round.result));
        return Seen{round, unit, stored};
    }));
    TRY(loaded, deps.results->get(deps.database, seen.stored));
    TRY(own, own_score(*loaded, filing.unit));
    const OwnNumber* number = number_in(own, filing.node);
    if (number == nullptr) return fail_fields({{"#/node", "rounds_no_such_number", ""}});
    return Appeal{.id = crypto::new_id<AppealId>(now),
                  .round = seen.round.id,
                  .result = *seen.round.result,
                  .unit = seen.unit.id,
                  .node = filing.node,
                  .name = number->name,
                  .shown = number->value.value_or(""),
                  .grounds = filing.grounds,
                  .corrected = filing.corrected,
                  .filed_by = account.id,
                  .filed_at = now,
                  .deadline = crypto::new_id<calendar::DeadlineId>(now)};
}

/// An appeal and the round that it is in.
struct Disputed {
    Appeal appeal;
    Round round;
};
Result<Disputed> disputed(db::Tx& tx, AppealId id) {
    TRY(appeal, store::appeal(tx, id));
    TRY(round, store::round(tx, appeal.round));
    return Disputed{appeal, round};
}

/// Neither the result that the appeal is against nor the one that stands now is the decider's work.
Result<> may_decide(db::Tx& tx, const Account& account, const Disputed& at) {
    TRY(against, store::result(tx, at.appeal.result));
    CHECK_OK(policy::may_decide(account, against));
    if (!at.round.result || *at.round.result == at.appeal.result) return {};
    TRY(current, store::result(tx, *at.round.result));
    return policy::may_decide(account, current);
}

std::string facts_of(const Round& round, std::string_view more = "") {
    std::string facts = "round=" + round.code;
    if (!more.empty()) facts.append(" ").append(more);
    return facts;
}

/// An upheld appeal whose table may be replaced now.
Result<Disputed> correctable(db::Tx& tx, const Account& account, AppealId id) {
    CHECK_OK(policy::may_run(account));
    TRY(at, disputed(tx, id));
    if (at.appeal.state != AppealState::upheld) return conflict("rounds.not_upheld");
    if (at.round.state != State::appeals) return conflict("rounds.no_appeals_now");
    if (store::recomputed(tx, at.appeal)) return conflict("rounds.recomputed_already");
    return at;
}

/// The tables of a round with one of them replaced, and the scheme that they are read against.
struct Replaced {
    Disputed at;
    Table before;
    std::string yaml;
    scoring::Tables tables;
};

Result<Replaced> replaced(db::Tx& tx, const Account& account, AppealId id, std::string_view text) {
    TRY(at, correctable(tx, account, id));
    const auto before = store::table(tx, at.round.id.text(), at.appeal.table);
    if (!before) return fail(ErrorKind::not_found, "rounds.no_such_table");
    TRY(scheme, store::scheme(tx, at.round.scheme));
    Replaced made{at, *before, scheme.yaml, {}};
    for (const Table& table : store::tables_of(tx, at.round.id.text())) {
        const bool is_it = table.name == before->name;
        made.tables[table.name] = is_it ? std::string(text) : store::table_text(tx, table);
    }
    return made;
}

Result<> show_corrected(db::Tx& tx, const Account& account, Instant now, const Replaced& from,
                        const Table& made) {
    TRY(at, correctable(tx, account, from.at.appeal.id));
    if (at.round.version != from.at.round.version) return conflict("rounds.changed_meanwhile");
    store::save_table(tx, made);
    // A computation that has read the table of before must not be taken for one of the new one.
    at.round.version += 1;
    at.round.changed_at = now;
    CHECK_OK(store::save_round(tx, at.round));
    if (at.appeal.before.empty()) at.appeal.before = from.before.sha256;
    at.appeal.after = made.sha256;
    at.appeal.corrected_by = account.id;
    at.appeal.corrected_at = now;
    store::save_appeal(tx, at.appeal);
    accounts::note(
        tx, now, "rounds.appeal_corrected", account.id, at.appeal.id.text(),
        facts_of(at.round, "before_sha256=" + from.before.sha256 + " after_sha256=" + made.sha256),
        Role::programme_office);
    return {};
}

}  // namespace

bool may_still_decide(State state) {
    return state == State::appeals || state == State::computed || state == State::verified ||
           state == State::shown;
}

Result<AppealId> file_appeal(const Deps& deps, const Account& account, Instant now,
                             const Filing& filing, const db::RepeatKey& repeat) {
    TRY(made, prepared(deps, account, now, filing));
    const Day today = deps.calendar.zone().day_of(now);
    return deps.database.write([&](db::Tx& tx) -> Result<AppealId> {
        TRY(before, db::earlier(tx, repeat));
        if (before) return AppealId::from(*before).value_or(AppealId{});
        TRY(unit, body_of_head(tx, account, filing.unit));
        TRY(round, round_taking_appeals(tx, filing.round, today));
        if (*round.result != made.result) return conflict("rounds.changed_meanwhile");
        CHECK_OK(store::add_appeal(tx, made));
        CHECK_OK(deps.calendar.open(tx, made.deadline, now,
                                    {DeadlineClock::working_days, decision_days}, now));
        accounts::note(tx, now, "rounds.appeal_filed", account.id, made.id.text(),
                       facts_of(round, "unit=" + unit.code), Role::unit_head);
        db::remember(tx, repeat, made.id.text(), today);
        return made.id;
    });
}

Result<files::FileId> add_evidence(const Deps& deps, const Account& account, Instant now,
                                   AppealId appeal, const files::Upload& upload,
                                   const db::RepeatKey& repeat) {
    const auto fresh = crypto::new_id<files::FileId>(now);
    const Day today = deps.calendar.zone().day_of(now);
    TRY(file, deps.database.write([&](db::Tx& tx) -> Result<files::FileId> {
        TRY(before, db::earlier(tx, repeat));
        if (before) return files::FileId::from(*before).value_or(files::FileId{});
        TRY(found, store::appeal(tx, appeal));
        CHECK_OK(policy::may_appeal(account, found.unit, units::ancestors(tx, found.unit)));
        if (found.state != AppealState::open) return conflict("rounds.appeal_decided");
        const files::Owner owner{std::string(appeal_files), appeal.text()};
        if (std::ssize(files::of_owner(tx, owner)) >= appeal_files_max) {
            return conflict("files.too_many");
        }
        CHECK_OK(files::begin(tx, fresh, owner, upload, today));
        db::remember(tx, repeat, fresh.text(), today);
        return fresh;
    }));
    // A repeated request goes on where the first one broke off; what is whole is not filled again.
    const auto filled = files::fill(deps.database, file, upload, now);
    if (!filled && filled.error().kind != ErrorKind::not_found) {
        return std::unexpected(filled.error());
    }
    return file;
}

Result<> decide_appeal(const Deps& deps, const Account& account, Instant now, AppealId appeal,
                       const Decision& decision) {
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(policy::may_run(account));
        TRY(at, disputed(tx, appeal));
        CHECK_OK(may_decide(tx, account, at));
        if (at.appeal.state != AppealState::open) return conflict("rounds.appeal_decided");
        if (!may_still_decide(at.round.state)) return conflict("rounds.too_late_to_decide");
        if (decision.is_upheld && !store::table(tx, at.round.id.text(), decision.table)) {
            return fail_fields({{"#/table", "rounds_no_such_table", ""}});
        }
        at.appeal.state = decision.is_upheld ? AppealState::upheld : AppealState::dismissed;
        at.appeal.decided_by = account.id;
        at.appeal.decided_at = now;
        at.appeal.reason = decision.reason;
        if (decision.is_upheld) {
            at.appeal.change = decision.change;
            at.appeal.table = decision.table;
        }
        store::save_appeal(tx, at.appeal);
        deps.calendar.close(tx, at.appeal.deadline);
        accounts::note(tx, now, "rounds.appeal_decided", account.id, appeal.text(),
                       facts_of(at.round, decision.is_upheld ? "upheld" : "dismissed"),
                       Role::programme_office);
        return {};
    });
}

Result<> correct_table(const Deps& deps, const Account& account, Instant now, AppealId appeal,
                       std::string_view text, std::string_view evidence) {
    TRY(from, deps.database.read([&](db::Tx& tx) { return replaced(tx, account, appeal, text); }));
    const scoring::Parsed parsed = scoring::check(from.yaml);
    if (!parsed.scheme) return fail(ErrorKind::internal, "rounds.bad_bundle", "scheme");
    CHECK_OK(scoring::read_data(*parsed.scheme, from.tables));
    const Table made = table_of({.owner = from.at.round.id.text(),
                                 .name = from.before.name,
                                 .evidence = std::string(evidence),
                                 .added_by = account.id,
                                 .added_at = now},
                                text);
    if (made.sha256 == from.before.sha256) return conflict("rounds.table_unchanged");
    CHECK_OK(store::put(deps.database, store::content_of(made), {{made.name, std::string(text)}}));
    return deps.database.write(
        [&](db::Tx& tx) { return show_corrected(tx, account, now, from, made); });
}

std::int64_t undecided_appeals(db::Tx& tx, RoundId round) {
    return store::count_open(tx, round);
}

std::int64_t unfinished_appeals(db::Tx& tx, RoundId round) {
    std::int64_t unfinished = 0;
    for (const Appeal& appeal : store::appeals_of(tx, round, std::nullopt, published_max)) {
        const bool waits = appeal.state == AppealState::upheld && !store::recomputed(tx, appeal);
        if (waits) ++unfinished;
    }
    return unfinished;
}

PublishedAppeals published_appeals(db::Tx& tx, RoundId round) {
    PublishedAppeals published;
    for (const Appeal& appeal : store::appeals_of(tx, round, std::nullopt, published_max)) {
        if (appeal.state == AppealState::open) continue;
        const bool is_upheld = appeal.state == AppealState::upheld;
        ++(is_upheld ? published.upheld : published.dismissed);
        const auto against = store::result(tx, appeal.result);
        published.items.push_back({.unit = appeal.unit,
                                   .number = appeal.name,
                                   .before = appeal.shown,
                                   .is_upheld = is_upheld,
                                   .reason = appeal.reason,
                                   .change = appeal.change,
                                   .decided_at = appeal.decided_at.value_or(appeal.filed_at),
                                   .result = against ? against->number : 0,
                                   .recomputed = store::recomputed(tx, appeal)});
    }
    return published;
}

}  // namespace pingyi::rounds
