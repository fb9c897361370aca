#include "modules/accounts/security_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "modules/accounts/log_store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {
namespace {

constexpr std::int64_t batch_max = 200;  // a closure of about 10 ms
constexpr std::int64_t batches_max = 50;
constexpr std::size_t salt_octets = 16;
constexpr std::array<std::string_view, 4> public_counts{"rows", "created", "changed", "version"};
/// Beginnings of what others append beside the security log, and compare themselves.
constexpr std::array<std::string_view, 2> others{"ledger.", "contacts.opening"};

void append_field(std::string& out, std::string_view field) {
    out += std::to_string(field.size());
    out += ':';
    out += field;
}

/// Some leaves in order, and the rows they were made of.
struct Part {
    std::vector<ledger::Leaf> leaves;
    std::map<ledger::EntryId, store::Placed> rows;
    store::Counts counts;  ///< at the end of the log only
    std::int64_t waiting = 0;
};

Result<Part> part_from(db::Tx& tx, std::uint64_t first) {
    Part part;
    TRY(leaves, ledger::leaves(tx, ledger::Log::operations, first));
    part.leaves = std::move(leaves);
    if (part.leaves.empty()) {
        part.counts = store::counts(tx);
        part.waiting = ledger::pending(tx, ledger::Log::operations);
        return part;
    }
    std::vector<ledger::EntryId> ids;
    for (const ledger::Leaf& leaf : part.leaves) ids.push_back(leaf.id);
    part.rows = store::placed(tx, ids);
    return part;
}

bool is_of_others(std::string_view kind) {
    return std::ranges::any_of(others, [&](auto start) { return kind.starts_with(start); });
}

Flaw flaw_of(const ledger::Operation& said, const store::Placed& row) {
    if (!row.entry) return Flaw::entry_missing;
    const bool is_equal = said.kind == row.entry->kind &&
                          said.commitment == ledger::commitment(row.salt, row_text(*row.entry));
    return is_equal ? Flaw::none : Flaw::entry_differs;
}

/// Compares one part; `report` ends at its first flaw, or behind it.
void compare(const Part& part, LogReport& report) {
    for (const ledger::Leaf& leaf : part.leaves) {
        report.index = leaf.index;
        const auto said = ledger::decoded(leaf.octets);
        if (said && is_of_others(said->kind)) continue;
        const auto row = part.rows.find(leaf.id);
        report.flaw = !said                    ? Flaw::entry_differs
                      : row == part.rows.end() ? Flaw::entry_missing
                                               : flaw_of(*said, row->second);
        if (report.flaw != Flaw::none) return;
        ++report.compared;
    }
    report.index = part.leaves.back().index + 1;
}

}  // namespace

std::string row_text(const Entry& entry) {
    std::string text;
    for (const std::string& field :
         {entry.id.text(), text_of(entry.at), entry.kind,
          entry.actor ? entry.actor->text() : std::string{}, entry.subject, entry.facts}) {
        append_field(text, field);
    }
    return text;
}

std::vector<ledger::Fact> counts_in(std::string_view facts) {
    std::vector<ledger::Fact> counts;
    while (!facts.empty()) {
        const std::string_view word = facts.substr(0, facts.find(' '));
        facts.remove_prefix(std::min(word.size() + 1, facts.size()));
        const std::size_t equals = word.find('=');
        std::uint64_t count = 0;
        if (std::ranges::find(public_counts, word.substr(0, equals)) == public_counts.end()) {
            continue;
        }
        const char* const end = word.data() + word.size();
        const auto [stop, error] = std::from_chars(word.data() + equals + 1, end, count);
        if (error == std::errc{} && stop == end && equals != word.npos) {
            counts.push_back({std::string(word.substr(0, equals)), count});
        }
    }
    return counts;
}

Result<std::int64_t> move_log(db::Database& database) {
    std::int64_t moved = 0;
    for (std::int64_t batch = 0; batch < batches_max; ++batch) {
        TRY(entries, database.read([](db::Tx& tx) { return store::unmoved(tx, batch_max); }));
        if (entries.empty()) break;
        std::vector<std::string> salts(entries.size());
        for (std::string& salt : salts) salt = crypto::random_bytes(salt_octets);
        CHECK_OK(database.write([&](db::Tx& tx) {
            for (std::size_t i = 0; i < entries.size(); ++i) store::move(tx, entries[i], salts[i]);
        }));
        moved += static_cast<std::int64_t>(entries.size());
    }
    return moved;
}

Result<LogReport> verify_log(db::Database& database) {
    LogReport report;
    for (;;) {
        TRY(part, database.read([&](db::Tx& tx) { return part_from(tx, report.index); }));
        if (part.leaves.empty()) {
            const bool is_whole =
                part.counts.outside == 0 && part.counts.placed - report.compared <= part.waiting;
            if (!is_whole) report.flaw = Flaw::not_in_ledger;
            return report;
        }
        compare(part, report);
        if (report.flaw != Flaw::none) return report;
    }
}

}  // namespace pingyi::accounts
