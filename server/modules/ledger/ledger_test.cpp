// What the tests of the ledger share: verification from outside, and going behind the triggers.
#include "modules/ledger/ledger_test.hpp"

#include "platform/tlog/verify.hpp"

namespace pingyi::ledger {

std::string LedgerTest::verified(const Identity& who, Log log) {
    const auto head = read([&](db::Tx& tx) { return store::head(tx, log); });
    if (!head) return "no log";
    const auto note = read([&](db::Tx& tx) {
        const auto checkpoint = store::checkpoint(tx, log, head->size);
        return checkpoint ? store::cosigned(tx, log, *checkpoint) : "";
    });
    const auto parsed = tlog::Note::parsed(note);
    if (!parsed) return code_in(parsed);
    const auto checked = tlog::verify(*parsed, std::span(&who.signer(log).verifier(), 1));
    if (!checked) return code_in(checked);
    const auto checkpoint = tlog::Checkpoint::parsed(parsed->text);
    if (!checkpoint) return code_in(checkpoint);
    if (checkpoint->size != head->size) return "the head has another size";
    const tlog::Source source = [&](const std::string& path) -> Result<std::optional<std::string>> {
        const auto id = tlog::tile_of_path(path);
        if (!id) return std::optional<std::string>{};
        auto tile = read([&](db::Tx& tx) { return store::tile(tx, log, id->level, id->index); });
        if (!tile || tile->width != id->width) return std::optional<std::string>{};
        return std::optional{tile->octets};
    };
    std::uint64_t count = 0;
    const auto done = tlog::verify_log(*checkpoint, source, {},
                                       {[&](std::uint64_t index, std::string_view) -> Result<> {
                                            EXPECT_EQ(index, count++);
                                            return {};
                                        },
                                        [](const tlog::Verified&) {}});
    if (!done) return done.error().code + " " + done.error().detail;
    return count == head->size ? "" : "entries are missing";
}

void LedgerTest::behind_the_triggers(const std::vector<std::string>& statements) {
    fresh_.behind_the_triggers(
        "-- sqlite\n"
        "DROP TRIGGER ledger_tile_only_grows;\n\nDROP TRIGGER ledger_tile_no_delete;\n\n"
        "DROP TRIGGER ledger_head_only_grows;\n\nDROP TRIGGER ledger_head_no_delete;\n\n"
        "DROP TRIGGER ledger_entry_no_update;\n\nDROP TRIGGER ledger_entry_no_delete;\n\n"
        "DROP TRIGGER ledger_checkpoint_no_update;\n\nDROP TRIGGER "
        "ledger_checkpoint_no_delete;\n\n"
        "-- postgres\n"
        "DROP TRIGGER ledger_tile_only_grows ON ledger_tile;\n\n"
        "DROP TRIGGER ledger_head_only_grows ON ledger_head;\n\n"
        "DROP TRIGGER ledger_entry_append_only ON ledger_entry;\n\n"
        "DROP TRIGGER ledger_checkpoint_append_only ON ledger_checkpoint;\n",
        statements);
}

}  // namespace pingyi::ledger
