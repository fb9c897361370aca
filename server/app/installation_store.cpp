// What this installation is, as far as the database knows it.
#include "app/installation_store.hpp"

namespace pingyi::app {

bool is_demonstration(db::Tx& tx) {
    return !tx.run("SELECT value FROM app_installation WHERE name = 'demonstration'").empty();
}

void mark_demonstration(db::Tx& tx) {
    tx.run(
        "INSERT INTO app_installation (name, value) VALUES ('demonstration', '1')"
        " ON CONFLICT (name) DO NOTHING");
}

}  // namespace pingyi::app
