// `pingyi verify`: recomputes a public log, needing nothing of the installation that runs it.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/log_copy.hpp"
#include "app/log_trust.hpp"
#include "kernel/time.hpp"
#include "modules/ledger/operation.hpp"
#include "modules/scoring/bundle.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/durable/durable.hpp"
#include "platform/tlog/receipt.hpp"
#include "platform/tlog/verify.hpp"

namespace pingyi::app {
namespace {

constexpr std::size_t watch_bytes_max = 2'000'000;
constexpr std::uint64_t bundles_between_saves = 64;

/// What the last run of `--watch` left: the checkpoint it saw, and how far it came with a newer
/// one before it was broken off.
class WatchFile {
public:
    explicit WatchFile(std::string path) : path_{std::move(path)} {}

    [[nodiscard]] bool is_used() const { return !path_.empty(); }
    [[nodiscard]] Result<std::optional<std::string>> note() const {
        if (!is_used()) return std::nullopt;
        return durable::read(path_, watch_bytes_max);
    }
    [[nodiscard]] Result<std::optional<tlog::Verified>> progress() const {
        if (!is_used()) return std::nullopt;
        TRY(content, durable::read(progress_path(), watch_bytes_max));
        if (!content) return std::nullopt;
        std::string_view rest = *content;
        const auto size = tlog::number_of(tlog::take_line(rest).value_or(""));
        const auto root = tlog::hash_of_base64(tlog::take_line(rest).value_or(""));
        if (!size || !root) {
            return fail(ErrorKind::invalid_input, "app.bad_watch_file", progress_path());
        }
        return tlog::Verified{*size, *root};
    }
    [[nodiscard]] Result<> save(const tlog::Verified& reached) const {
        if (!is_used()) return {};
        return durable::write(progress_path(), std::to_string(reached.size) + "\n" +
                                                   tlog::base64(reached.root) + "\n");
    }
    [[nodiscard]] Result<> finish(const std::string& note) const {
        if (!is_used()) return {};
        CHECK_OK(durable::write(path_, note));
        ::unlink(progress_path().c_str());
        return {};
    }

private:
    [[nodiscard]] std::string progress_path() const { return path_ + ".progress"; }
    std::string path_;
};

/// Says on stderr how far it is, and saves it now and then.
class Progress {
public:
    Progress(std::uint64_t size, const WatchFile& watch) : size_{size}, watch_{&watch} {}

    void reached(const tlog::Verified& verified) {
        if (++bundles_ % bundles_between_saves != 0) return;
        if (const auto saved = watch_->save(verified); !saved) not_saved_ = saved.error();
        const std::string line = fmt::format("{} of {} entries ({} %)", grouped(verified.size),
                                             grouped(size_), verified.size * 100 / size_);
        if (::isatty(STDERR_FILENO) == 1) {
            fmt::print(stderr, "\r{}", line);
            is_open_ = true;
        } else if (const std::uint64_t tenth = verified.size * 10 / size_; tenth != tenth_) {
            fmt::print(stderr, "{}\n", line);
            tenth_ = tenth;
        }
    }
    /// Whether every saving succeeded; leaves the line.
    Result<> end() {
        if (is_open_) fmt::print(stderr, "\n");
        is_open_ = false;
        if (not_saved_) return std::unexpected(*not_saved_);
        return {};
    }

private:
    std::uint64_t size_;
    const WatchFile* watch_;
    std::uint64_t bundles_ = 0;
    std::uint64_t tenth_ = 0;
    bool is_open_ = false;
    std::optional<Error> not_saved_;
};

/// One run of the command.
class Verifying {
public:
    explicit Verifying(const Verification& what) : what_{what}, watch_{what.watch} {}

    Result<> run() {
        if (!what_.place.empty()) {
            TRY(place, LogPlace::of(what_.place));
            place_ = std::make_unique<LogPlace>(std::move(place));
        }
        CHECK_OK(read_policy());
        if (what_.show) return show_entry(*what_.show);
        return what_.receipt.empty() ? check_log() : check_receipt();
    }

private:
    Result<> read_policy() {
        TRY(text, policy_of(place_.get(), what_.policy));
        policy_text_ = std::move(text);
        TRY(policy, tlog::Policy::parsed(policy_text_));
        policy_ = std::move(policy);
        return {};
    }

    /// Fetches and checks the newest checkpoint of the log.
    Result<> read_checkpoint() {
        TRY(note, checkpoint_of(*place_));
        note_ = std::move(note);
        TRY(trusted, tlog::trusted_checkpoint(note_, *policy_));
        trusted_ = std::move(trusted);
        print_trusted(*trusted_);
        return {};
    }

    Result<> check_log() {
        CHECK_OK(read_checkpoint());
        std::unique_ptr<LogCopy> copy;
        if (!what_.keep.empty()) {
            TRY(made, LogCopy::in(what_.keep));
            copy = std::make_unique<LogCopy>(std::move(made));
        }
        auto done = check_tree(copy ? copy->through(*place_, false) : plain());
        if (!done && copy && copy->was_used()) {
            fmt::print(stderr, "The copy in {} does not fit; fetching everything again.\n",
                       what_.keep);
            done = check_tree(copy->through(*place_, true));
        }
        CHECK_OK(done);
        if (copy) {
            CHECK_OK(copy->put("policy", policy_text_));
            CHECK_OK(copy->put("checkpoint", note_));
            fmt::print("copy       {}: it verifies by itself\n", what_.keep);
        }
        return watch_.finish(note_);
    }

    Result<> check_tree(const tlog::Source& source) {
        TRY(from, start(source));
        const tlog::Checkpoint& checkpoint = trusted_->checkpoint;
        Progress progress(checkpoint.size, watch_);
        const auto done = tlog::verify_log(
            checkpoint, source, from,
            {{}, [&progress](const tlog::Verified& reached) { progress.reached(reached); }});
        const auto saved = progress.end();
        CHECK_OK(done);
        CHECK_OK(saved);
        fmt::print("verified   {} entries hashed, every tile compared, the root recomputed\n",
                   grouped(checkpoint.size - from.size));
        return {};
    }

    /// Where to begin: after what was verified before. A copy must be whole, so it begins at 0.
    Result<tlog::Verified> start(const tlog::Source& source) {
        TRY(seen, watch_.note());
        tlog::Verified from;
        if (seen) {
            TRY(before, tlog::trusted_checkpoint(*seen, *policy_));
            CHECK_OK(check_continued(before.checkpoint, *seen, source));
            fmt::print("continues  the checkpoint of {} entries in {}\n",
                       grouped(before.checkpoint.size), what_.watch);
            from = {before.checkpoint.size, before.checkpoint.root};
        }
        TRY(broken_off, watch_.progress());
        if (broken_off && broken_off->size > from.size) from = *broken_off;
        return what_.keep.empty() ? from : tlog::Verified{};
    }

    /// Two signed checkpoints that contradict each other are evidence: both are printed.
    Result<> check_continued(const tlog::Checkpoint& earlier, const std::string& earlier_note,
                             const tlog::Source& source) {
        auto continued = earlier.origin == trusted_->checkpoint.origin
                             ? tlog::verify_continued(earlier, trusted_->checkpoint, source)
                             : fail(ErrorKind::invalid_input, "tlog.other_origin", earlier.origin);
        if (!continued && continued.error().code == "tlog.not_continued") {
            fmt::print(
                "\nThe log signed both of these, and they contradict each other. Keep "
                "them:\n\n{}\n{}\n",
                earlier_note, note_);
        }
        return continued;
    }

    Result<> check_receipt() {
        TRY(text, local_file(what_.receipt));
        TRY(receipt, tlog::Receipt::parsed(text));
        TRY(entry, entry_of(receipt));
        TRY(trusted, tlog::verify_receipt(receipt, tlog::leaf_hash(entry), *policy_));
        fmt::print("entry      {} of {}: {} octets, SHA-256 {}\n", receipt.index,
                   trusted.checkpoint.origin, entry.size(), crypto::hex(crypto::sha256(entry)));
        if (!place_) {
            print_trusted(trusted);
            return {};
        }
        CHECK_OK(read_checkpoint());
        CHECK_OK(check_continued(trusted.checkpoint, receipt.note, plain()));
        fmt::print("continues  the checkpoint of {} entries in {}\n",
                   grouped(trusted.checkpoint.size), what_.receipt);
        return {};
    }

    /// Says what an entry tells, once it is found in the tree of the checkpoint.
    Result<> show_entry(std::uint64_t index) {
        if (!place_) return fail(ErrorKind::invalid_input, "app.verify_what");
        CHECK_OK(read_checkpoint());
        const tlog::Checkpoint& checkpoint = trusted_->checkpoint;
        TRY(entry, entry_at(index, checkpoint.size));
        tlog::TileNodes nodes{checkpoint.size, [this](const tlog::TileId& id) { return tile(id); }};
        TRY(proof, tlog::inclusion_proof(index, checkpoint.size, nodes.reader()));
        if (!tlog::verify_inclusion(index, checkpoint.size, tlog::leaf_hash(entry), proof,
                                    checkpoint.root)) {
            return fail(ErrorKind::invalid_input, "tlog.wrong_entry", std::to_string(index));
        }
        fmt::print("entry      {}: it is in the log\n", index);
        print_entry(entry, what_.language);
        return {};
    }

    /// The entry that a receipt carries, or the one that the log has at its place.
    Result<std::string> entry_of(const tlog::Receipt& receipt) {
        if (!receipt.extra.empty()) return receipt.extra;
        if (!place_) return fail(ErrorKind::invalid_input, "app.receipt_without_entry");
        TRY(note, tlog::Note::parsed(receipt.note));
        TRY(checkpoint, tlog::Checkpoint::parsed(note.text));
        return entry_at(receipt.index, checkpoint.size);
    }

    Result<std::string> entry_at(std::uint64_t index, std::uint64_t size) {
        const auto id = tlog::tile_at(tlog::entries_level, index / tlog::tile_width, size);
        if (!id || index >= size) return fail(ErrorKind::invalid_input, "tlog.no_such_leaf");
        TRY(octets, tile(*id));
        if (!octets) return fail(ErrorKind::not_found, "tlog.no_tile", tlog::path_of(*id));
        TRY(entries, tlog::entries_of(*id, *octets));
        return std::string(entries[index % tlog::tile_width]);
    }

    /// A log keeps a partial tile only until the full one is there.
    Result<std::optional<std::string>> tile(const tlog::TileId& id) {
        TRY(octets, place_->file(tlog::path_of(id)));
        if (octets || !id.is_partial()) return std::move(octets);
        return place_->file(tlog::path_of(id.full()));
    }

    tlog::Source plain() {
        return [this](const std::string& path) { return place_->file(path); };
    }

    const Verification& what_;
    WatchFile watch_;
    std::unique_ptr<LogPlace> place_;
    std::string policy_text_;
    std::optional<tlog::Policy> policy_;
    std::string note_;
    std::optional<tlog::Trusted> trusted_;
};

/// Whether an entry of the ledger says that a result has this id.
bool names_result(std::string_view entry, std::string_view id) {
    const auto said = ledger::decoded(entry);
    return said && std::ranges::any_of(said->facts, [&](const ledger::Fact& fact) {
               const auto* octets = std::get_if<std::string>(&fact.value);
               return fact.name == "result_sha256" && octets != nullptr &&
                      crypto::hex(*octets) == id;
           });
}

/// The checkpoint of a receipt whose entry stands in its tree; who signed it was not asked.
Result<tlog::Checkpoint> unsigned_checkpoint(const tlog::Receipt& receipt) {
    TRY(note, tlog::Note::parsed(receipt.note));
    TRY(checkpoint, tlog::Checkpoint::parsed(note.text));
    if (!tlog::verify_inclusion(receipt.index, checkpoint.size, tlog::leaf_hash(receipt.extra),
                                receipt.proof, checkpoint.root)) {
        return fail(ErrorKind::invalid_input, "tlog.wrong_proof");
    }
    return std::move(checkpoint);
}

/// What the ledger says of a result, as far as it can be checked without asking the ledger.
Result<> check_receipt_of(const std::string& result, const std::string& text,
                          const std::string& policy_file) {
    if (text.empty()) {
        fmt::print("receipt    none here: compare the result id with the public ledger\n");
        return {};
    }
    TRY(receipt, tlog::Receipt::parsed(text));
    if (!names_result(receipt.extra, result)) {
        return fail(ErrorKind::invalid_input, "app.receipt_of_other", result);
    }
    std::optional<tlog::Trusted> trusted;
    if (policy_file.empty()) {
        TRY(checkpoint, unsigned_checkpoint(receipt));
        trusted = tlog::Trusted{std::move(checkpoint), {}};
    } else {
        TRY(policy_text, local_file(policy_file));
        TRY(policy, tlog::Policy::parsed(policy_text));
        TRY(found, tlog::verify_receipt(receipt, tlog::leaf_hash(receipt.extra), policy));
        trusted = std::move(found);
    }
    fmt::print("receipt    entry {} of {} names this result; it is one of {} entries\n",
               receipt.index, trusted->checkpoint.origin, grouped(trusted->checkpoint.size));
    if (policy_file.empty()) {
        fmt::print(
            "unchecked  who signed them: give --policy with the keys of log and witnesses\n");
    } else {
        print_trusted(*trusted);
    }
    return {};
}

Result<> check_bundle(const Verification& what) {
    TRY(checked, scoring::verify_bundle(what.place));
    const bool is_audit = checked.kind == scoring::BundleKind::audit;
    fmt::print(
        "bundle     {}\nresult     {}\nverified   {} files; {} numbers computed again "
        "from {}\n",
        is_audit ? "of auditors" : "public", checked.result, checked.files, checked.nodes,
        is_audit ? "all cells" : "the published cells");
    if (what.receipt.empty()) return check_receipt_of(checked.result, checked.receipt, what.policy);
    TRY(receipt, local_file(what.receipt));
    return check_receipt_of(checked.result, receipt, what.policy);
}

}  // namespace

Result<> verify(const Verification& what) {
    crypto::start();
    return scoring::is_bundle(what.place) ? check_bundle(what) : Verifying(what).run();
}

int verify_status(const Error& error) {
    constexpr int mismatch = 1;
    constexpr int not_fetched = 2;
    constexpr int no_quorum = 3;
    if (error.code == "tlog.no_quorum") return no_quorum;
    if (error.code == "app.receipt_of_other") return mismatch;
    const bool is_elsewhere = error.code.starts_with("app.") || error.code.starts_with("fetch.");
    if (is_elsewhere || error.kind == ErrorKind::unavailable ||
        error.kind == ErrorKind::not_found) {
        return not_fetched;
    }
    return mismatch;
}

}  // namespace pingyi::app
