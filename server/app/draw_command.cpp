// `pingyi draw …`: lots drawn in public, each step an entry of the public ledger.
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "app/commands.hpp"
#include "app/wiring.hpp"
#include "modules/ledger/draws.hpp"
#include "platform/crypto/crypto.hpp"

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
    std::string octets;
    const auto digit = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        const int high = digit(hex[i]);
        const int low = digit(hex[i + 1]);
        if (high < 0 || low < 0) break;
        octets += static_cast<char>(high * 16 + low);
    }
    if (octets.size() != size || hex.size() != size * 2) {
        return fail(ErrorKind::invalid_input, "app.bad_hex", std::string(hex));
    }
    return octets;
}

Result<> print_result(const ledger::DrawDeps& deps, const DrawTask& task, std::string_view id,
                      std::string_view list) {
    TRY(draw, ledger::draw_of(deps.database, id));
    TRY(order, ledger::order_of(deps, id, list));
    fmt::print("draw {}: {} of {} drawn, in this order\n", task.draw, draw.places, draw.items);
    for (std::size_t i = 0; i < draw.places; ++i) fmt::print("{:>4}. {}\n", i + 1, order[i]);
    fmt::print("waiting list:\n");
    for (std::size_t i = draw.places; i < order.size(); ++i) {
        fmt::print("{:>4}. {}\n", i + 1, order[i]);
    }
    return {};
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

}  // namespace pingyi::app
