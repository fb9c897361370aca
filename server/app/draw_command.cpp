// `pingyi draw …`: lots drawn in public, each step an entry of the public ledger.
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "app/commands.hpp"
#include "app/log_copy.hpp"
#include "app/log_trust.hpp"
#include "app/wiring.hpp"
#include "modules/ledger/draws.hpp"
#include "modules/ledger/operation.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/tlog/checkpoint.hpp"
#include "platform/tlog/verify.hpp"

namespace pingyi::app {
namespace {

constexpr std::size_t list_bytes_max = std::size_t{32} * 1024 * 1024;

Result<std::string> list_in(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(ErrorKind::not_found, "app.no_such_file", path);
    std::string content(std::istreambuf_iterator<char>(file), {});
    if (content.size() > list_bytes_max) {
        return fail(ErrorKind::invalid_input, "app.file_too_large", path);
    }
    return content;
}

/// Hex digits as octets of this length.
Result<std::string> octets_in(std::string_view hex, std::size_t size) {
    auto octets = crypto::hex_decoded(hex);
    if (!octets || octets->size() != size) {
        return fail(ErrorKind::invalid_input, "app.bad_hex");  // not what it was: maybe a secret
    }
    return std::move(*octets);
}

void print_order(const DrawTask& task, const ledger::Draw& draw,
                 const std::vector<std::string>& order) {
    fmt::print("draw {}: {} of {} drawn, in this order\n", task.draw, draw.places, draw.items);
    for (std::size_t i = 0; i < draw.places; ++i) fmt::print("{:>4}. {}\n", i + 1, order[i]);
    fmt::print("waiting list:\n");
    for (std::size_t i = draw.places; i < order.size(); ++i) {
        fmt::print("{:>4}. {}\n", i + 1, order[i]);
    }
}

Result<> print_result(const ledger::DrawDeps& deps, const DrawTask& task, std::string_view id,
                      std::string_view list) {
    TRY(draw, ledger::draw_of(deps.database, id));
    TRY(order, ledger::order_of(deps, id, list));
    print_order(task, draw, order);
    return {};
}

/// What a whole log tells of one draw.
struct Telling {
    ledger::Draw draw;
    std::uint64_t begun_again = 0;  ///< index of the last time that the log changed its name
};
Result<Telling> told_by(const tlog::Checkpoint& checkpoint, const tlog::Source& source,
                        const std::string& id) {
    Telling told;
    told.draw.id = id;
    const auto take = [&](std::uint64_t index, std::string_view entry) -> Result<> {
        const auto operation = ledger::decoded(entry);
        if (!operation) return {};
        if (operation->kind == ledger::begun_again) told.begun_again = index;
        told.draw.tell(index, *operation);
        return {};
    };
    CHECK_OK(tlog::verify_log(checkpoint, source, {}, {take, {}}));
    if (!told.draw.list) return fail(ErrorKind::not_found, "ledger.no_such_draw");
    return told;
}

/// The checkpoint that decides, once the log is seen to continue it.
Result<tlog::Checkpoint> deciding(const DrawTask& task, const Telling& told,
                                  const tlog::Checkpoint& checkpoint, const tlog::Source& source) {
    const auto& seed = told.draw.seed;
    const auto root = seed ? tlog::hash_of_octets(seed->root) : std::nullopt;
    if (!root) return fail(ErrorKind::conflict, "ledger.draw_not_decided");
    if (task.origin.empty() && seed->index < told.begun_again) {
        return fail(ErrorKind::conflict, "app.log_renamed");
    }
    tlog::Checkpoint seeded{
        task.origin.empty() ? checkpoint.origin : task.origin, seed->size, *root, {}};
    CHECK_OK(tlog::verify_continued(seeded, checkpoint, source));
    return seeded;
}

}  // namespace

Result<> draw(const config::Config& config, const DrawTask& task) {
    TRY(base, Base::build(config));
    TRY(identity, ledger_of(*base));
    const ledger::DrawDeps deps{*base->database, identity};
    const Instant now = base->clock->now();
    if (task.step == "freeze") {
        TRY(list, list_in(task.list));
        TRY(id, ledger::freeze_list(deps, now, list, task.places));
        fmt::print("{}\n", crypto::hex(id));
        return {};
    }
    TRY(id, octets_in(task.draw, ledger::draw_id_octets));
    if (task.step == "result") {
        TRY(list, list_in(task.list));
        return print_result(deps, task, id, list);
    }
    if (task.step == "fail") return ledger::name_failed(deps, now, id, task.office);
    TRY(octets, octets_in(task.octets, ledger::secret_octets));
    if (task.step == "commit") return ledger::commit_office(deps, now, id, task.office, octets);
    return ledger::reveal_secret(deps, now, id, task.office, octets);
}

Result<> draw_from_log(const DrawTask& task) {
    crypto::start();
    TRY(id, octets_in(task.draw, ledger::draw_id_octets));
    TRY(list, list_in(task.list));
    TRY(place, LogPlace::of(task.log));
    TRY(policy_text, policy_of(&place, task.policy));
    TRY(policy, tlog::Policy::parsed(policy_text));
    TRY(note, checkpoint_of(place));
    TRY(trusted, tlog::trusted_checkpoint(note, policy));
    print_trusted(trusted);
    const tlog::Source source = [&place](const std::string& path) { return place.file(path); };
    TRY(told, told_by(trusted.checkpoint, source, id));
    fmt::print("verified   all {} entries\n", grouped(trusted.checkpoint.size));
    TRY(seeded, deciding(task, told, trusted.checkpoint, source));
    TRY(order, ledger::drawn(told.draw, list, seeded.text()));
    print_order(task, told.draw, order);
    return {};
}

}  // namespace pingyi::app
