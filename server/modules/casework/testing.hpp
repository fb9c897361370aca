// For tests of casework and of what stands on it.
#pragma once

#include <vector>

#include "modules/accounts/embedded.hpp"
#include "modules/calendar/module.hpp"
#include "modules/casework/module.hpp"
#include "modules/contacts/module.hpp"
#include "modules/ledger/embedded.hpp"
#include "modules/units/module.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/migrate.hpp"
#include "platform/files/embedded.hpp"
#include "platform/jobs/embedded.hpp"
#include "platform/outbox/embedded.hpp"
#include "platform/search/embedded.hpp"

namespace pingyi::casework::testing {

/// The tables of casework and of all that it stands on; wakes the library of ciphers, too.
[[nodiscard]] inline std::vector<db::MigrationSet> migration_sets() {
    crypto::start();
    return {{"platform_jobs", jobs::embedded::migrations()},
            {"platform_outbox", outbox::embedded::migrations()},
            {"platform_files", files::embedded::migrations()},
            {"platform_search", search::embedded::migrations()},
            {"ledger", ledger::embedded::migrations()},
            {"accounts", accounts::embedded::migrations()},
            {"calendar", calendar::migrations()},
            {"units", units::migrations()},
            {"contacts", contacts::migrations()},
            {"casework", casework::migrations()}};
}

}  // namespace pingyi::casework::testing
