// A small house for the tests of this module: a fresh database, three call-back officers with keys,
// and the browser's part of the cryptography.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "kernel/testing.hpp"
#include "modules/accounts/embedded.hpp"
#include "modules/contacts/api.hpp"
#include "modules/contacts/module.hpp"
#include "modules/contacts/store.hpp"
#include "modules/contacts/use_cases.hpp"
#include "modules/ledger/embedded.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"

namespace pingyi::contacts {

using accounts::Role;

inline const Instant noon = instant_from("2026-11-23T12:00:00+08:00").value();

/// A key pair as a browser makes it.
struct BoxPair {
    std::string open;
    std::string secret;
    static BoxPair fresh() {
        std::string secret = crypto::random_bytes(32);
        return {crypto::public_key_of(secret), secret};
    }
    /// What somebody sealed to this pair; empty when it was tampered with.
    [[nodiscard]] std::string opened(std::string_view box) const {
        return crypto::opened_with(secret, box).value_or("");
    }
};

/// Name, line feed, contact, as they stood before padding; empty when the box cannot be opened.
inline std::string read_box(const BoxPair& pair, ContactId id, std::string_view data_key,
                            std::string_view box) {
    const std::string key = pair.opened(data_key);
    if (key.size() != 32) return {};
    auto padded = crypto::opened(key, box, "pingyi contact v1 " + id.text());
    if (!padded) return {};
    return padded->substr(0, padded->find_last_of('\x80'));
}

inline Lock some_lock() {
    return {std::string(16, 's'), passes_min, memory_kib_min, std::string(72, 'b')};
}

template <class T>
std::string code_in(const Result<T>& result) {
    return result ? std::string{} : result.error().code;
}

class ContactsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    static void SetUpTestSuite() { crypto::start(); }

    /// An account row and the identity behind its requests.
    accounts::Account account(std::string_view name, Role role) {
        accounts::Account made;
        made.id = crypto::new_id<AccountId>(noon);
        made.name = name;
        made.display_name = name;
        made.grants = {{role, std::nullopt, false}};
        made.session = "session";
        const auto added = database_.write([&](db::Tx& tx) {
            tx.run(
                "INSERT INTO accounts_account (id, name, display_name, search_key, created_at,"
                " activated, disabled, totp_step, password_hash, totp_sealed)"
                " VALUES ($1, $2, $2, '', $3, 1, 0, 0, 'none', $4)",
                {made.id, name, noon, db::Blob{"none"}});
            tx.run(
                "INSERT INTO accounts_grant (account, role, unit, subtree)"
                " VALUES ($1, $2, '', 0)",
                {made.id, accounts::role_names[static_cast<std::size_t>(role)]});
        });
        EXPECT_TRUE(added) << code_in(added);
        return made;
    }

    /// A call-back officer with a key of their own.
    struct Officer {
        accounts::Account account;
        BoxPair box;
        OfficerKeyId key;
    };
    Officer officer(std::string_view name) {
        Officer made{account(name, Role::call_back_officer), BoxPair::fresh(), {}};
        const auto key = make_own_key(database_, {made.account, now_},
                                      {{made.box.open}, some_lock(), std::nullopt, {}});
        EXPECT_TRUE(key) << code_in(key);
        made.key = key.value_or(OfficerKeyId{});
        return made;
    }

    static std::string sealed_for(const BoxPair& to, const std::string& secret) {
        return crypto::sealed_to(to.open, secret).value();
    }
    Result<PairId> pair_by(const Officer& by, const BoxPair& pair,
                           std::optional<PairId> replaces = std::nullopt) {
        return make_pair(database_, {by.account, now_},
                         {{pair.open}, replaces, {{by.key, sealed_for(by.box, pair.secret)}}});
    }
    Result<> give(const Officer& by, const Officer& to, PairId pair, const BoxPair& box) {
        return give_access(database_, {by.account, now_}, to.key,
                           {{pair, sealed_for(to.box, box.secret)}});
    }

    std::optional<Pair> current() {
        return database_.read([](db::Tx& tx) { return current_key(tx); }).value();
    }
    /// A contact that somebody left.
    ContactId left(std::string_view name = "王芳", std::string_view contact = "13800138000") {
        const auto id = crypto::new_id<ContactId>(now_);
        const auto sealed = seal(current().value(), id, name, contact);
        EXPECT_TRUE(sealed) << code_in(sealed);
        EXPECT_TRUE(database_.write([&](db::Tx& tx) { keep(tx, id, *sealed, now_); }));
        return id;
    }
    Result<OpenedBox> open_by(const accounts::Account& by, ContactId id,
                              std::string_view reason = "第一次回访") {
        return open(database_, {by, id, reason}, now_);
    }
    std::vector<Opening> openings_of(ContactId id) {
        return database_.read([&](db::Tx& tx) { return openings(tx, id); }).value();
    }
    std::int64_t count(std::string_view sql) {
        return database_.read([&](db::Tx& tx) { return tx.run(sql)[0].integer(0); }).value();
    }

    db::testing::Fresh fresh_{GetParam(),
                              {{"ledger", ledger::embedded::migrations()},
                               {"accounts", accounts::embedded::migrations()},
                               {"contacts", migrations()}}};
    db::Database& database_ = fresh_.database();
    Instant now_ = noon;
};

}  // namespace pingyi::contacts
