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
constexpr std::size_t hash_octets = 32;
constexpr std::array<std::string_view, 4> public_counts{"rows", "created", "changed", "version"};
constexpr std::string_view file_hash = "file_sha256";
/// Of tables of ballots and of the auditors' results no hash is told: where few are possible, it
/// would give them away.
constexpr std::array<std::string_view, 3> public_hashes{file_hash, "scheme_sha256",
                                                        "result_sha256"};
/// Beginning of what the ledger appends of itself, beside the security log.
constexpr std::string_view of_the_ledger = "ledger.";

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
        if (said && said->kind.starts_with(of_the_ledger)) continue;
        const auto row = part.rows.find(leaf.id);
        report.flaw = !said                    ? Flaw::entry_differs
                      : row == part.rows.end() ? Flaw::entry_missing
                                               : flaw_of(*said, row->second);
        if (report.flaw != Flaw::none) return;
        ++report.compared;
    }
    report.index = part.leaves.back().index + 1;
}

/// The value of a fact that everybody reads; nullopt for others, and for what has no such form.
std::optional<std::variant<std::uint64_t, std::string>> public_value(std::string_view name,
                                                                     std::string_view value) {
    if (std::ranges::find(public_hashes, name) != public_hashes.end()) {
        auto octets = crypto::hex_decoded(value);
        if (!octets || octets->size() != hash_octets) return std::nullopt;
        return std::move(*octets);
    }
    if (std::ranges::find(public_counts, name) == public_counts.end()) return std::nullopt;
    std::uint64_t count = 0;
    const char* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, count);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return count;
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

std::vector<ledger::Fact> public_facts_in(std::string_view facts) {
    std::vector<ledger::Fact> all;
    while (!facts.empty()) {
        const std::string_view word = facts.substr(0, facts.find(' '));
        facts.remove_prefix(std::min(word.size() + 1, facts.size()));
        const std::size_t equals = word.find('=');
        if (equals == word.npos) continue;
        auto value = public_value(word.substr(0, equals), word.substr(equals + 1));
        if (value) all.push_back({std::string(word.substr(0, equals)), std::move(*value)});
    }
    return all;
}

std::string file_fact(std::string_view file) {
    return std::string(file_hash) + "=" + crypto::hex(crypto::sha256(file));
}

std::vector<Noted> noted(db::Tx& tx, std::string_view kind,
                         const std::vector<ledger::Leaf>& leaves) {
    std::vector<Noted> all;
    std::vector<ledger::EntryId> ids;
    std::map<ledger::EntryId, ledger::Operation> told;
    for (const ledger::Leaf& leaf : leaves) {
        auto said = ledger::decoded(leaf.octets);
        if (!said || said->kind != kind) continue;
        all.push_back({leaf.index, leaf.id, std::nullopt});
        ids.push_back(leaf.id);
        told.emplace(leaf.id, std::move(*said));
    }
    if (all.empty()) return all;
    const auto rows = store::placed(tx, ids);
    for (Noted& each : all) {
        const auto row = rows.find(each.entry);
        if (row == rows.end() || flaw_of(told.at(each.entry), row->second) != Flaw::none) continue;
        const Entry& line = *row->second.entry;
        each.act = NotedAct{line.at, line.actor, line.subject, line.facts};
    }
    return all;
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
