#include "modules/appraisals/demo.hpp"

#include <algorithm>
#include <random>

#include "modules/appraisals/store.hpp"
#include "modules/appraisals/use_cases.hpp"

namespace pingyi::appraisals {
namespace {

using accounts::Account;
using accounts::Role;

constexpr std::string_view evidence = "演示数据：由程序生成，不是真的考核";

/// Somebody of the demonstration, in person.
Result<Account> holder(const Records& deps, Role role) {
    TRY(found, deps.database.read([&](db::Tx& tx) -> Result<Account> {
        const auto ids = accounts::holders(tx, role);
        if (ids.empty()) return fail(ErrorKind::not_found, "appraisals.not_allowed");
        Account account;
        account.id = ids.front();
        account.name = accounts::login_names(tx, {account.id}).at(account.id);
        account.grants = {{role, std::nullopt, false}};
        account.session = "demo";
        return account;
    }));
    return std::move(found);
}

/// Acts on the parts of one round.
class Filling {
public:
    Filling(const Records& deps, std::string_view round, Instant now, Account office, Account juror)
        : deps_{deps},
          round_{round},
          now_{now},
          office_{std::move(office)},
          juror_{std::move(juror)},
          chance_{static_cast<unsigned char>(round.back())} {}

    Result<> fill(std::string_view scores_of) {
        for (const std::string part : {"leadership", "targets", "integrity", "evaluation"}) {
            CHECK_OK(responsible(part, {juror_.name}));
            CHECK_OK(part == "evaluation" ? take_over(part, scores_of)
                                          : enters(juror_, part, 0, std::string::npos));
            CHECK_OK(decides(office_, part, {}));
        }
        return leaders();
    }

    Result<> begin(const std::vector<std::string>& others) {
        constexpr std::size_t confirmed = 8;
        constexpr std::size_t waiting = 4;
        std::vector<std::string> named{juror_.name};
        named.insert(named.end(), others.begin(), others.end());
        for (const std::string part : {"leadership", "targets"}) {
            CHECK_OK(responsible(part, named));
            CHECK_OK(enters(juror_, part, 0, confirmed));
            CHECK_OK(decides(office_, part, {}));
        }
        CHECK_OK(enters(juror_, "leadership", confirmed, 1));
        CHECK_OK(decides(office_, "leadership", "测评表上没有签名，请补齐以后重新录入"));
        CHECK_OK(enters(juror_, "leadership", confirmed, waiting));
        CHECK_OK(enters(office_, "targets", confirmed, waiting));
        return leaders();
    }

private:
    [[nodiscard]] OnPart on(const Account& account, const std::string& part) const {
        return {account, now_, round_, part};
    }
    Result<> send(const Account& who, const std::string& part,
                  const std::vector<NewFigure>& figures) {
        const std::string key = round_ + "/" + std::to_string(++keys_);
        CHECK_OK(enter(deps_, on(who, part), figures, {"appraisals.demo", key, key}));
        return {};
    }

    Result<> responsible(const std::string& part, const std::vector<std::string>& names) {
        return set_responsible(deps_, on(office_, part), names);
    }

    /// Made figures of `count` bodies from the `first` on.
    Result<> enters(const Account& who, const std::string& part, std::size_t first,
                    std::size_t count) {
        TRY(found, deps_.database.read([&](db::Tx& tx) {
            return found_part(tx, on(who, part), deps_.zone.day_of(now_));
        }));
        std::vector<NewFigure> figures;
        const std::size_t last = first + std::min(count, found.bodies.size() - first);
        for (std::size_t i = first; i < last; ++i) {
            for (const Field& field : found.table.fields) {
                figures.push_back({.unit = found.bodies[i].code,
                                   .field = field.code,
                                   .value = made_figure(),
                                   .evidence = std::string(evidence),
                                   .reason = "",
                                   .place = found.bodies[i].code});
            }
        }
        return send(who, part, figures);
    }
    std::string made_figure() {
        constexpr unsigned low = 740;
        constexpr unsigned span = 250;
        const auto tenths = low + static_cast<unsigned>(chance_() % span);
        return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
    }
    Result<> take_over(const std::string& part, std::string_view from) {
        TRY(figures, figures_of(deps_, on(juror_, part), from, ""));
        return send(juror_, part, figures);
    }

    /// All that waits is confirmed, or refused for a reason.
    Result<> decides(const Account& who, const std::string& part, std::string_view refusal) {
        TRY(ids, deps_.database.read([&](db::Tx& tx) -> Result<std::vector<EntryId>> {
            TRY(round, rounds::round_named(tx, round_));
            std::vector<EntryId> waiting;
            for (const Entry& entry : store::current(tx, round.id, part)) {
                if (entry.state == EntryState::waiting) waiting.push_back(entry.id);
            }
            return waiting;
        }));
        if (!refusal.empty()) return refuse(deps_, on(who, part), ids, refusal);
        return confirm(deps_, on(who, part), ids);
    }

    Result<> leaders() {
        const std::vector<Leader> all{{"演示人员甲", "局长"}, {"演示人员乙", "副局长"}};
        return set_leaders(deps_, on(office_, ""), "qh-minzheng", all);
    }

    const Records& deps_;
    std::string round_;
    Instant now_;
    Account office_, juror_;
    std::minstd_rand chance_;
    int keys_ = 0;
};

}  // namespace

Result<> fill_demo_appraisal(const Records& deps, std::string_view round,
                             std::string_view scores_of, Instant now) {
    TRY(office, holder(deps, Role::programme_office));
    TRY(juror, holder(deps, Role::juror));
    return Filling{deps, round, now, std::move(office), std::move(juror)}.fill(scores_of);
}

Result<> begin_demo_figures(const Records& deps, std::string_view round, Instant now) {
    TRY(office, holder(deps, Role::programme_office));
    TRY(juror, holder(deps, Role::juror));
    TRY(handler, holder(deps, Role::unit_handler));
    return Filling{deps, round, now, std::move(office), std::move(juror)}.begin({handler.name});
}

}  // namespace pingyi::appraisals
