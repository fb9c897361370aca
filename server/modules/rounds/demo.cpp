// Rounds of the invented city: one of last year that is published, one of this year at work. The
// ballots are made and say so.
#include "modules/rounds/demo.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <random>

#include "modules/rounds/contents_store.hpp"
#include "modules/rounds/module.hpp"
#include "modules/rounds/results.hpp"
#include "modules/rounds/rounds.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/schemes.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "modules/rounds/server_tables.hpp"
#include "modules/rounds/tables.hpp"
#include "modules/rounds/tables_store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::rounds {
namespace {

using accounts::Account;
using accounts::Role;

constexpr std::string_view scheme_name = "letters-and-survey";
constexpr std::string_view appraisal_scheme = "four-part-with-scores";

/// Somebody of the demonstration, in person.
Result<Account> holder(db::Database& database, Role role) {
    TRY(ids, database.read([&](db::Tx& tx) { return accounts::holders(tx, role); }));
    if (ids.empty()) return fail(ErrorKind::not_found, "rounds.not_allowed");
    Account account;
    account.id = ids.front();
    account.grants = {{role, std::nullopt, false}};
    account.session = "demo";
    return account;
}

struct Group {
    std::string_view code;
    int ballots = 0;
};
constexpr std::array groups{Group{"residents", 60}, Group{"visitors", 40},
                            Group{"enterprises", 16}};

/// How a made respondent answers: better bodies more often well.
std::string_view answer(std::minstd_rand& chance, unsigned goodness) {
    constexpr unsigned percent = 100;
    constexpr unsigned unknown_of = 25;
    if (chance() % unknown_of == 0) return "unknown";
    const auto drawn = static_cast<unsigned>(chance() % percent);
    if (drawn < goodness) return "satisfied";
    return drawn < goodness + (percent - goodness) * 2 / 3 ? "basically" : "dissatisfied";
}

/// Made ballots for every body: the same for the same seed.
std::string survey_of(std::string_view units, unsigned seed) {
    constexpr std::array columns{csv::Column{"unit"}, csv::Column{"stratum"},
                                 csv::Column{"attitude"}, csv::Column{"efficiency"},
                                 csv::Column{"outcome"}};
    constexpr unsigned goodness_min = 35;
    constexpr unsigned goodness_span = 55;
    std::minstd_rand chance{seed};
    csv::Writer out{columns};
    std::size_t at = units.find('\n') + 1;  // behind the header
    while (at < units.size()) {
        const std::string_view unit = units.substr(at, units.find(',', at) - at);
        at = units.find('\n', at) + 1;
        const auto goodness = goodness_min + static_cast<unsigned>(chance() % goodness_span);
        for (const Group& group : groups) {
            for (int i = 0; i < group.ballots; ++i) {
                out.cell(unit).cell(group.code);
                for (int question = 0; question < 3; ++question) {
                    out.cell(answer(chance, goodness));
                }
                out.end_row();
            }
        }
    }
    return out.str();
}

class Maker {
public:
    Maker(const Records& records, Account office, Account agency, Account auditor)
        : records_{records},
          office_{std::move(office)},
          agency_{std::move(agency)},
          auditor_{std::move(auditor)} {}

    Result<> make(Instant now) {
        const std::chrono::year_month_day today{records_.calendar.zone().day_of(now)};
        const int year = int{today.year()};
        TRY(issued, issued_scheme(scheme_name, now - std::chrono::days{days_since_scheme}));
        TRY(sound, sound_scheme(issued.yaml));
        scheme_ = issued.id;
        parsed_ = std::move(sound);
        CHECK_OK(published_round(year - 1, now));
        return collecting_round(year, now);
    }

    Result<> begin_appraisal(int year, Instant at) {
        TRY(issued, issued_scheme(appraisal_scheme, at));
        const std::string text = std::to_string(year);
        Plan plan = plan_of(year, issued.id);
        plan.name = {text + "年度领导班子考核（演示）",
                     "Appraisal of leading bodies " + text + " (made data)"};
        CHECK_OK(begun("appraisal-" + text, plan, at));
        return {};
    }

    Result<> finish(std::string_view code, Instant at) {
        TRY(round,
            records_.database.read([&](db::Tx& tx) { return store::round_by_code(tx, code); }));
        CHECK_OK(bring_no_events(round, at));
        return signed_off(round.id, at);
    }

private:
    static constexpr int days_since_scheme = 400;

    /// A shipped one; issued once, whoever asks again gets the same.
    Result<StoredScheme> issued_scheme(std::string_view name, Instant at) {
        std::string yaml;
        for (Shipped& shipped : shipped_schemes()) {
            if (shipped.name == name) yaml = std::move(shipped.yaml);
        }
        TRY(draft, write_scheme(records_.database, {office_, at}, yaml, {"rounds.demo", name, name},
                                records_.calendar.zone().day_of(at)));
        if (draft.state == SchemeState::issued) return std::move(draft);
        return issue_scheme(records_.database, {office_, at}, draft.id, draft.revision);
    }

    static Plan plan_of(int year, SchemeId scheme) {
        const std::string text = std::to_string(year);
        return {.name = {text + "年度社会评议（演示）", "Evaluation of " + text + " (made data)"},
                .scheme = scheme,
                .from = text + "-01",
                .until = text + "-12",
                .closes_on = std::nullopt,
                .appeals_until = std::nullopt};
    }

    Result<RoundId> begun(const std::string& code, const Plan& plan, Instant at) {
        TRY(made, make_round(records_, {office_, at}, code, plan, {"rounds.demo", code, code}));
        for (const Step step : {Step::consult, Step::issue, Step::open}) {
            CHECK_OK(take(made.id, step, office_, at));
            at += std::chrono::days{1};
        }
        return made.id;
    }

    Result<> published_round(int year, Instant now) {
        const Instant begin = now - std::chrono::days{330};
        TRY(id, begun(std::to_string(year), plan_of(year, scheme_), begin - std::chrono::days{30}));
        CHECK_OK(bring_survey(id, begin, static_cast<unsigned>(year)));
        CHECK_OK(signed_off(id, begin));
        return take(id, Step::publish, office_, begin + std::chrono::days{21});
    }

    Result<> signed_off(RoundId id, Instant begin) {
        CHECK_OK(take(id, Step::close, office_, begin));
        CHECK_OK(take(id, Step::compute, agency_, begin + std::chrono::days{1}));
        CHECK_OK(take(id, Step::verify, auditor_, begin + std::chrono::days{3}));
        CHECK_OK(take(id, Step::show, office_, begin + std::chrono::days{4}));
        CHECK_OK(take(id, Step::open_appeals, office_, begin + std::chrono::days{5}));
        CHECK_OK(take(id, Step::close_appeals, office_, begin + std::chrono::days{18}));
        const Instant at = begin + std::chrono::days{20};
        const std::chrono::year_month_day day{records_.calendar.zone().day_of(at)};
        const std::string year = std::to_string(int{day.year()});
        return take(id, Step::sign, office_, at,
                    "评议工作领导小组组长签发，演示〔" + year + "〕1号");
    }

    Result<> collecting_round(int year, Instant now) {
        CHECK_OK(begun(std::to_string(year), plan_of(year, scheme_), now - std::chrono::days{20}));
        return {};
    }

    Result<> take(RoundId id, Step step, const Account& who, Instant at, std::string reason = {}) {
        TRY(round, records_.database.read([&](db::Tx& tx) { return store::round(tx, id); }));
        CHECK_OK(take_step(records_, {who, at}, {id, step, round.version, std::move(reason)}));
        return {};
    }

    Result<> bring_survey(RoundId id, Instant at, unsigned seed) {
        const Zone& zone = records_.calendar.zone();
        TRY(tables, records_.database.read([&](db::Tx& tx) {
            return server_tables(tx, parsed_, {"2000-01", "2000-01", zone.day_of(at)}, zone);
        }));
        return bring(id, at, "survey.csv", survey_of(tables.at("units.csv"), seed),
                     "演示数据：由程序生成，不是真的问卷");
    }

    /// Where the scheme asks what happened.
    Result<> bring_no_events(const Round& round, Instant at) {
        TRY(stored,
            records_.database.read([&](db::Tx& tx) { return store::scheme(tx, round.scheme); }));
        TRY(scheme, sound_scheme(stored.yaml));
        if (scheme.events.empty()) return {};
        return bring(round.id, at, std::string(scoring::events_file),
                     std::string(scoring::no_events), "演示数据：本年度没有扣分和否决事项");
    }

    Result<> bring(RoundId id, Instant at, std::string name, const std::string& text,
                   std::string evidence) {
        const Table table = table_of({.owner = id.text(),
                                      .name = std::move(name),
                                      .evidence = std::move(evidence),
                                      .added_by = agency_.id,
                                      .added_at = at},
                                     text);
        CHECK_OK(store::put(records_.database, store::content_of(table), {{table.name, text}}));
        return records_.database.write([&](db::Tx& tx) { store::save_table(tx, table); });
    }

    Records records_;
    Account office_, agency_, auditor_;
    SchemeId scheme_;
    scoring::Scheme parsed_;
};

/// Lets a maker do something as the people of the demonstration.
Result<> with_maker(db::Database& database, const calendar::Calendar& calendar,
                    const std::function<Result<>(Maker&)>& work) {
    TRY(office, holder(database, Role::programme_office));
    TRY(agency, holder(database, Role::third_party_evaluator));
    TRY(auditor, holder(database, Role::auditor));
    Results results;
    Maker maker{
        {database, calendar, results}, std::move(office), std::move(agency), std::move(auditor)};
    return work(maker);
}

}  // namespace

Result<> add_demo(db::Database& database, const calendar::Calendar& calendar, Instant now) {
    TRY(there, database.read([](db::Tx& tx) { return store::rounds(tx, std::nullopt, 1); }));
    if (!there.empty()) return {};
    return with_maker(database, calendar, [&](Maker& maker) { return maker.make(now); });
}

Result<> begin_demo_appraisal(db::Database& database, const calendar::Calendar& calendar, int year,
                              Instant at) {
    return with_maker(database, calendar,
                      [&](Maker& maker) { return maker.begin_appraisal(year, at); });
}

Result<> finish_demo_round(db::Database& database, const calendar::Calendar& calendar,
                           std::string_view code, Instant at) {
    return with_maker(database, calendar, [&](Maker& maker) { return maker.finish(code, at); });
}

}  // namespace pingyi::rounds
