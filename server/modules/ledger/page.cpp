// The pages of the ledger, written for readers: what was done, on which day, in which role.
#include "modules/ledger/pages.hpp"
#include "modules/ledger/sheet.hpp"
#include "modules/ledger/store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::ledger {
namespace {

using html::Writer;

// Operations

void write_entry(const Sheet& sheet, const Shown& entry) {
    Writer& out = sheet.out;
    out.open("li", {{"class", "pingyi-list__item"}});
    const std::string title =
        entry.operation ? sheet.kind(entry.operation->kind) : sheet.say("ledger.unknown_kind");
    out.element("a", {{"class", "govuk-link pingyi-list__link"}, {"href", address_of(entry.index)}},
                title);
    out.inside("p", {{"class", "pingyi-list__facts"}}, [&] {
        if (entry.operation) {
            html::write_day(out, entry.operation->day, sheet.language);
            out.text(sheet.say("ledger.between")).text(sheet.role(entry.operation->role));
            out.text(sheet.say("ledger.between"));
        }
        out.text(sheet.say("ledger.number", {{"index", std::to_string(entry.index)}}));
    });
    out.close();
}

void write_pager(const Sheet& sheet, const Overview& overview) {
    Writer& out = sheet.out;
    if (overview.is_newest && overview.first == 0) return;
    out.inside("nav", {{"class", "pingyi-pager"}, {"aria-label", sheet.say("ledger.pager")}}, [&] {
        if (!overview.is_newest) {
            out.element("a", {{"class", "govuk-link"}, {"href", "/ledger"}},
                        sheet.say("ledger.pager.newest"));
            out.text(" ");
        }
        if (overview.first > 0) {
            out.element("a",
                        {{"class", "govuk-link"},
                         {"rel", "next"},
                         {"href", "/ledger?before=" + std::to_string(overview.first)}},
                        sheet.say("ledger.pager.older"));
        }
    });
}

void write_operations(const Sheet& sheet, const Overview& overview) {
    Writer& out = sheet.out;
    open_section(sheet, "operations", sheet.say("ledger.operations.title"));
    out.element("p", {{"class", "govuk-body"}}, sheet.say("ledger.operations.lead"));
    if (overview.entries.empty()) {
        out.element("p", {{"class", "govuk-body pingyi-empty"}}, sheet.say("ledger.none"));
    } else {
        out.inside("ul", {{"class", "pingyi-list"}}, [&] {
            for (const Shown& entry : overview.entries) write_entry(sheet, entry);
        });
    }
    write_pager(sheet, overview);
    out.close();
}

// Health

/// "2026-11-25 18:05:12 UTC"
std::string time_of(Instant at) {
    std::string text = text_of(at);
    text.replace(text.find('T'), 1, " ");
    return text.substr(0, text.find('.')) + " UTC";
}

std::string witnesses_of(const Sheet& sheet, const Health& health) {
    if (health.witnesses.empty()) return sheet.say("ledger.health.no_witnesses");
    std::string text =
        sheet.say("ledger.health.quorum", {{"quorum", std::to_string(health.quorum)},
                                           {"all", std::to_string(health.witnesses.size())}});
    return text;
}

void write_witnesses(const Sheet& sheet, const Health& health) {
    Writer& out = sheet.out;
    out.text(witnesses_of(sheet, health));
    if (health.witnesses.empty()) return;
    out.inside("ul", {{"class", "govuk-list govuk-list--bullet"}}, [&] {
        for (const WitnessHealth& witness : health.witnesses) {
            const std::string when =
                witness.unix_seconds
                    ? sheet.say(
                          "ledger.health.signed",
                          {{"time", time_of(Instant{std::chrono::seconds{*witness.unix_seconds}})}})
                    : sheet.say("ledger.health.not_signed");
            out.element("li", witness.name + sheet.say("ledger.colon") + when);
        }
    });
}

void write_health(const Sheet& sheet, const Health& health) {
    Writer& out = sheet.out;
    const std::string name{name_of(health.log)};
    open_section(sheet, "health-" + name, sheet.say("ledger.log." + name));
    if (!health.trouble.empty()) {
        out.inside("div", {{"class", "govuk-inset-text"}, {"role", "alert"}}, [&] {
            out.text(sheet.say("ledger.health.trouble"));
            const std::string key = "error." + health.trouble;
            out.text(" ").text(sheet.texts.has(key) ? sheet.say(key) : health.trouble);
        });
    }
    out.open("dl", {{"class", "govuk-summary-list pingyi-dense"}});
    write_fact(sheet, "ledger.health.size", std::to_string(health.size));
    if (health.published_at) {
        write_fact(
            sheet, "ledger.health.published",
            sheet.say("ledger.health.published_value", {{"size", std::to_string(health.published)},
                                                        {"time", time_of(*health.published_at)}}));
    }
    write_fact(sheet, "ledger.health.waiting",
               health.waiting_for
                   ? sheet.say("ledger.health.waiting_value",
                               {{"count", std::to_string(health.waiting)},
                                {"seconds", std::to_string(health.waiting_for->count())}})
                   : sheet.say("ledger.health.none_waiting"));
    write_row(sheet, "ledger.health.witnesses", [&] { write_witnesses(sheet, health); });
    write_row(sheet, "ledger.health.files", [&] {
        const auto link = [&](std::string_view what, std::string_view key) {
            out.element(
                "a",
                {{"class", "govuk-link"}, {"href", "/ledger/" + name + "/" + std::string(what)}},
                sheet.say(key));
        };
        if (health.published_at) {
            link("checkpoint", "ledger.health.checkpoint");
            out.text(sheet.say("ledger.between"));
        }
        link("policy", "ledger.health.policy");
    });
    out.close().close();
}

void write_octets(const Sheet& sheet, const std::string& octets) {
    Writer& out = sheet.out;
    out.open("details", {{"class", "govuk-details"}});
    out.inside("summary", {{"class", "govuk-details__summary"}}, [&] {
        out.element("span", {{"class", "govuk-details__summary-text"}},
                    sheet.say("ledger.entry.octets"));
    });
    out.inside("div", {{"class", "govuk-details__text"}},
               [&] { out.element("code", {{"class", "pingyi-hash"}}, crypto::hex(octets)); });
    out.close();
}

}  // namespace

std::vector<Health> health_of(db::Tx& tx, const Ledger& ledger, Instant now) {
    std::vector<Health> all;
    for (const Log log : all_logs) {
        Health health;
        health.log = log;
        health.quorum = ledger.identity.quorum();
        health.trouble = ledger.appender.trouble(log);
        const store::Queue queue = store::queue(tx, log);
        health.waiting = queue.count;
        if (queue.oldest) {
            health.waiting_for = std::chrono::floor<std::chrono::seconds>(now - *queue.oldest);
        }
        std::vector<tlog::Signed> signatures;
        if (const auto head = store::head(tx, log)) {
            health.exists = true;
            health.size = head->size;
            health.published = head->published;
            if (const auto checkpoint = store::checkpoint(tx, log, head->published)) {
                health.published_at = checkpoint->made_at;
                signatures =
                    witness_signatures(ledger.identity, store::cosigned(tx, log, *checkpoint));
            }
        }
        for (const tlog::Policy::Witness& witness : ledger.identity.witnesses()) {
            WitnessHealth shown{witness.name, std::nullopt};
            for (const tlog::Signed& each : signatures) {
                if (each.key == witness.key) shown.unix_seconds = each.unix_seconds;
            }
            health.witnesses.push_back(std::move(shown));
        }
        all.push_back(std::move(health));
    }
    return all;
}

http::Response overview_page(const http::Context& context, const html::Shell& shell,
                             const Overview& overview) {
    Writer out;
    const Sheet sheet{out, context.language(), shell.texts()};
    out.element("h1", {{"class", "govuk-heading-l pingyi-title"}}, sheet.say("ledger.title"));
    out.element("p", {{"class", "pingyi-lead"}}, sheet.say("ledger.lead"));
    out.inside("p", {{"class", "govuk-body"}}, [&] {
        out.element("a", {{"class", "govuk-link"}, {"href", "/ledger/receipt"}},
                    sheet.say("ledger.receipt.title"));
        out.text(sheet.say("ledger.between"));
        out.element("a", {{"class", "govuk-link"}, {"href", "/ledger/draws"}},
                    sheet.say("ledger.draws.title"));
    });
    write_operations(sheet, overview);
    for (const Health& health : overview.health) write_health(sheet, health);
    return shell.page(context,
                      {.title = sheet.say("ledger.title"),
                       .description = sheet.say("ledger.lead"),
                       .area = "ledger",
                       .crumbs = {},
                       .json_ld = {},
                       .notices = {}},
                      out);
}

http::Response entry_page(const http::Context& context, const html::Shell& shell,
                          const EntryView& view) {
    Writer out;
    const Sheet sheet{out, context.language(), shell.texts()};
    const auto& operation = view.entry.operation;
    const std::string title =
        sheet.say("ledger.entry.title", {{"index", std::to_string(view.entry.index)}});
    out.element("h1", {{"class", "govuk-heading-l pingyi-title"}}, title);
    out.open("dl", {{"class", "govuk-summary-list pingyi-dense"}});
    if (operation) {
        write_fact(sheet, "ledger.entry.kind", sheet.kind(operation->kind));
        write_row(sheet, "ledger.entry.day",
                  [&] { html::write_day(out, operation->day, sheet.language); });
        write_fact(sheet, "ledger.entry.role", sheet.role(operation->role));
        for (const Fact& fact : operation->facts) {
            const std::string key = "ledger.fact." + fact.name;
            write_row(sheet, shell.texts().has(key) ? key : fact.name,
                      [&] { out.element("code", {{"class", "pingyi-hash"}}, value_of(fact)); });
        }
        if (!operation->commitment.empty()) {
            write_hash(sheet, "ledger.entry.commitment", crypto::hex(operation->commitment));
        }
    }
    write_hash(sheet, "ledger.entry.leaf",
               crypto::hex(tlog::octets(tlog::leaf_hash(view.entry.octets))));
    out.close();
    if (view.is_witnessed) {
        out.inside("p", {{"class", "govuk-body"}}, [&] {
            out.element("a",
                        {{"class", "govuk-link"},
                         {"href", address_of(view.entry.index) + "/receipt"},
                         {"download", ""}},
                        sheet.say("ledger.entry.receipt"));
            out.text(sheet.say("ledger.between"));
            out.element("a", {{"class", "govuk-link"}, {"href", "/ledger/receipt"}},
                        sheet.say("ledger.receipt.title"));
        });
    } else {
        out.element("p", {{"class", "govuk-body"}}, sheet.say("ledger.entry.not_witnessed"));
    }
    write_octets(sheet, view.entry.octets);
    return shell.page(context,
                      {.title = title,
                       .description = {},
                       .area = "ledger",
                       .crumbs = {{sheet.say("ledger.title"), "/ledger"}},
                       .json_ld = {},
                       .notices = {}},
                      out);
}

}  // namespace pingyi::ledger
