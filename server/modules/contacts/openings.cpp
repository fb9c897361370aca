#include "modules/contacts/openings.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "modules/accounts/api.hpp"
#include "modules/contacts/store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::contacts {
namespace {

constexpr std::string_view hash_name = " reason_hash=";

/// What some leaves say of openings.
struct Part {
    std::int64_t compared = 0;
    std::optional<std::uint64_t> first_wrong;
    std::vector<std::pair<OpeningId, ledger::EntryId>> without_entry;
    std::optional<std::uint64_t> next;  ///< leaf to go on with; none at the end of the log
    std::int64_t openings = 0;          ///< at the end: those that should have been compared
};

/// The opening that a line of the security log tells of.
std::optional<store::KeptOpening> opening_in(db::Tx& tx, const accounts::NotedAct& act) {
    const auto id = OpeningId::from(act.facts.substr(0, act.facts.find(' ')));
    return id ? store::opening(tx, *id) : std::nullopt;
}

bool bears_out(const accounts::NotedAct& act, const store::KeptOpening& kept) {
    const Opening& opening = kept.opening;
    const bool is_its_reason =
        !opening.reason ||
        crypto::hex(crypto::sha256(kept.salt + *opening.reason)) == opening.reason_hash;
    // Lines from before the ledger have no hash of the reason.
    const bool is_its_line = act.facts == facts_of(opening) || act.facts == opening.id.text();
    return is_its_reason && is_its_line && act.at == opening.at && act.actor == opening.officer &&
           act.subject == opening.contact.text();
}

Result<Part> part_from(db::Tx& tx, std::uint64_t first) {
    Part part;
    TRY(leaves, ledger::leaves(tx, ledger::Log::operations, first));
    if (leaves.empty()) {
        const auto oldest = ledger::standing(tx, ledger::Log::operations).oldest;
        part.openings = store::count_openings(tx, oldest);
        return part;
    }
    for (const accounts::Noted& told : accounts::noted(tx, opened_kind, leaves)) {
        const auto kept = told.act ? opening_in(tx, *told.act) : std::nullopt;
        if (!kept || !bears_out(*told.act, *kept)) {
            part.first_wrong = told.index;
            return part;
        }
        ++part.compared;
        if (!kept->has_entry) part.without_entry.emplace_back(kept->opening.id, told.entry);
    }
    part.next = leaves.back().index + 1;
    return part;
}

}  // namespace

std::string facts_of(const Opening& opening) {
    return opening.id.text() + std::string(hash_name) + opening.reason_hash;
}

Result<OpeningsReport> verify_openings(db::Database& database) {
    OpeningsReport report;
    for (std::optional<std::uint64_t> next = 0; next;) {
        TRY(part, database.read([&](db::Tx& tx) { return part_from(tx, *next); }));
        report.compared += part.compared;
        report.first_wrong = part.first_wrong;
        if (!part.next && !part.first_wrong) {
            report.outside = std::max<std::int64_t>(0, part.openings - report.compared);
        }
        if (!part.without_entry.empty()) {
            CHECK_OK(database.write([&](db::Tx& tx) {
                for (const auto& [opening, entry] : part.without_entry) {
                    store::add_entry(tx, opening, entry);
                }
            }));
        }
        next = part.next;
    }
    return report;
}

}  // namespace pingyi::contacts
