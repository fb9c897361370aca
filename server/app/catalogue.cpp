// Everything the modules bring, gathered in one place.
#include "app/catalogue.hpp"

#include "app/embedded.hpp"
#include "app/home.hpp"
#include "modules/accounts/embedded.hpp"
#include "modules/accounts/module.hpp"
#include "modules/appraisals/module.hpp"
#include "modules/calendar/module.hpp"
#include "modules/casework/module.hpp"
#include "modules/contacts/module.hpp"
#include "modules/ledger/module.hpp"
#include "modules/lots/module.hpp"
#include "modules/open311/module.hpp"
#include "modules/rounds/module.hpp"
#include "modules/scoring/embedded.hpp"
#include "modules/units/module.hpp"
#include "platform/config/embedded.hpp"
#include "platform/crypto/embedded.hpp"
#include "platform/csv/embedded.hpp"
#include "platform/db/embedded.hpp"
#include "platform/durable/embedded.hpp"
#include "platform/fetch/embedded.hpp"
#include "platform/files/embedded.hpp"
#include "platform/html/embedded.hpp"
#include "platform/html/preferences.hpp"
#include "platform/http/embedded.hpp"
#include "platform/jobs/embedded.hpp"
#include "platform/outbox/embedded.hpp"
#include "platform/outbox/service.hpp"
#include "platform/outbox/worker.hpp"
#include "platform/search/embedded.hpp"
#include "platform/tlog/embedded.hpp"

namespace pingyi::app {

Texts all_texts() {
    return Texts({
        config::embedded::texts(),
        crypto::embedded::texts(),
        csv::embedded::texts(),
        db::embedded::texts(),
        durable::embedded::texts(),
        fetch::embedded::texts(),
        files::embedded::texts(),
        html::embedded::texts(),
        http::embedded::texts(),
        outbox::embedded::texts(),
        tlog::embedded::texts(),
        ledger::texts(),
        accounts::embedded::texts(),
        calendar::texts(),
        units::texts(),
        contacts::texts(),
        casework::texts(),
        open311::texts(),
        lots::texts(),
        scoring::embedded::texts(),
        rounds::texts(),
        appraisals::texts(),
        embedded::texts(),
    });
}

std::vector<db::MigrationSet> all_migrations() {
    return {
        {"platform_db", db::embedded::migrations()},
        {"platform_jobs", jobs::embedded::migrations()},
        {"platform_outbox", outbox::embedded::migrations()},
        {"platform_files", files::embedded::migrations()},
        {"platform_search", search::embedded::migrations()},
        {"ledger", ledger::migrations()},
        {"accounts", accounts::embedded::migrations()},
        {"calendar", calendar::migrations()},
        {"units", units::migrations()},
        {"contacts", contacts::migrations()},
        {"casework", casework::migrations()},
        {"rounds", rounds::migrations()},
        {"appraisals", appraisals::migrations()},
        {"app", embedded::migrations()},
    };
}

std::vector<http::Module> all_modules() {
    std::vector<http::Module> all{html::preference_routes(), outbox::routes(),   ledger::routes(),
                                  accounts::routes(),        calendar::routes(), units::routes(),
                                  contacts::routes(),        lots::routes()};
    for (const auto& area : casework::routes()) all.push_back(area);
    for (const auto& area : rounds::routes()) all.push_back(area);
    all.push_back(appraisals::routes());
    all.push_back(open311::routes());
    all.push_back(home_routes());
    return all;
}

std::vector<outbox::Template> all_templates(const Texts& texts) {
    std::vector<outbox::Template> all = casework::notice_templates(texts);
    all.push_back(outbox::test_template(texts));
    return all;
}

std::vector<http::CallerName> caller_names() {
    std::vector<http::CallerName> names{{http::anyone, "anyone"}};
    for (std::size_t i = 0; i < accounts::role_names.size(); ++i) {
        names.push_back({accounts::of(static_cast<accounts::Role>(i)), accounts::role_names[i]});
    }
    names.push_back({accounts::key_may_read, "key_may_read"});
    names.push_back({accounts::key_may_write, "key_may_write"});
    return names;
}

html::Links all_links() {
    html::Links links{.header = casework::header_links(), .footer = {ledger::area()}};
    links.header.push_back(units::area());
    links.header.push_back(rounds::area());
    links.header.push_back(calendar::area());
    return links;
}

std::string api_document() {
    return http::openapi(all_modules(), caller_names(), Language::en, PINGYI_VERSION);
}

}  // namespace pingyi::app
