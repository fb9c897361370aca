// What the accounts API reads and answers. README.md lists the endpoints.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/accounts/duties.hpp"
#include "modules/accounts/rules.hpp"
#include "modules/accounts/types.hpp"

namespace pingyi::accounts {

/// Signing in, and proving oneself again before changing a password.
using GivenPassword = Secret<1, 200>;
using OneTimeCode = Secret<6, 6>;
using GivenActivation = Secret<24, 40>;

struct SignInBody {
    Text<1, 100> name;
    GivenPassword password;
    OneTimeCode code;
};
BOOST_DESCRIBE_STRUCT(SignInBody, (), (name, password, code))

struct WhoAmI {
    AccountId id;
    std::string name;
    std::string display_name;
    std::vector<Grant> grants;
    std::vector<Role> unmet_roles;         ///< roles that nobody who can sign in holds
    std::vector<std::string> named_pages;  ///< for the menu: somebody named the account for them
};
BOOST_DESCRIBE_STRUCT(WhoAmI, (), (id, name, display_name, grants, unmet_roles, named_pages))

struct SessionView {
    bool signed_in = false;
    std::optional<WhoAmI> account;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (signed_in, account))

struct ActivationBody {
    GivenActivation activation_code;
    NewPassword password;
};
BOOST_DESCRIBE_STRUCT(ActivationBody, (), (activation_code, password))

struct ActivationView {
    std::string name;
    std::string display_name;
    std::string totp_secret;  ///< base32, to type into an authenticator app
    std::string totp_uri;     ///< otpauth://…, to show as a QR code
};
BOOST_DESCRIBE_STRUCT(ActivationView, (), (name, display_name, totp_secret, totp_uri))

struct ConfirmationBody {
    GivenActivation activation_code;
    OneTimeCode code;
};
BOOST_DESCRIBE_STRUCT(ConfirmationBody, (), (activation_code, code))

struct PasswordBody {
    GivenPassword password;
    OneTimeCode code;
    NewPassword new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordBody, (), (password, code, new_password))

struct SessionRow {
    SessionId id;
    std::string device;
    Instant created_at;
    Instant used_at;
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, device, created_at, used_at, current))
struct SessionList {
    std::vector<SessionRow> items;
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (items))
struct SessionPath {
    SessionId session;
};
BOOST_DESCRIBE_STRUCT(SessionPath, (), (session))

struct AccountsQuery {
    std::optional<Text<1, 60>> q;  ///< part of a name, or pinyin initials
    std::optional<Cursor> cursor;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(AccountsQuery, (), (q, cursor, limit))
struct AccountPath {
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(AccountPath, (), (account))

struct AccountView {
    AccountId id;
    std::string name;
    std::string display_name;
    Standing standing = Standing::invited;
    Instant created_at;
    std::vector<Grant> grants;
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (id, name, display_name, standing, created_at, grants))

struct AccountBody {
    LoginName name;
    Text<1, 60> display_name;
    List<Grant, 50, 1> grants;
};
BOOST_DESCRIBE_STRUCT(AccountBody, (), (name, display_name, grants))
struct GrantsBody {
    List<Grant, 50, 1> grants;
};
BOOST_DESCRIBE_STRUCT(GrantsBody, (), (grants))
struct StandingBody {
    bool disabled = false;
};
BOOST_DESCRIBE_STRUCT(StandingBody, (), (disabled))

/// The activation code is in this answer and nowhere else.
struct Invitation {
    AccountView account;
    std::string activation_code;
    Instant valid_until;
};
BOOST_DESCRIBE_STRUCT(Invitation, (), (account, activation_code, valid_until))

BOOST_DESCRIBE_ENUM(Reach, everywhere, anywhere, in_units)
struct DutyView {
    Role role = Role::administrator;
    Reach reach = Reach::everywhere;
    std::vector<Role> apart;              ///< may not be held by the same person
    std::vector<Role> apart_in_one_unit;  ///< only for units that do not overlap
};
BOOST_DESCRIBE_STRUCT(DutyView, (), (role, reach, apart, apart_in_one_unit))
struct DutyList {
    std::vector<DutyView> items;
};
BOOST_DESCRIBE_STRUCT(DutyList, (), (items))

struct KeysQuery {
    std::optional<bool> everybody;  ///< administrators only; otherwise one's own
    std::optional<Cursor> cursor;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(KeysQuery, (), (everybody, cursor, limit))
struct KeyPath {
    KeyId key;
};
BOOST_DESCRIBE_STRUCT(KeyPath, (), (key))
struct KeyBody {
    Text<1, 60> name;
    bool read = false;
    bool write = false;
    Int<1, 400> valid_days;
};
BOOST_DESCRIBE_STRUCT(KeyBody, (), (name, read, write, valid_days))

struct KeyView {
    KeyId id;
    std::string name;
    std::string owner;  ///< login name
    bool read = false;
    bool write = false;
    Instant created_at;
    Instant expires_at;
    std::optional<Instant> revoked_at;
    std::optional<Day> used_on;
};
BOOST_DESCRIBE_STRUCT(KeyView, (),
                      (id, name, owner, read, write, created_at, expires_at, revoked_at, used_on))
/// The key is in this answer and nowhere else.
struct NewKey {
    KeyView about;
    std::string key;
};
BOOST_DESCRIBE_STRUCT(NewKey, (), (about, key))

struct LogQuery {
    std::optional<Cursor> cursor;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(LogQuery, (), (cursor, limit))
struct EntryView {
    EntryId id;
    Instant at;
    std::string kind;                ///< "module.what"; its text is "<module>.log.<what>"
    std::optional<AccountId> actor;  ///< absent: nobody signed in, or the command line
    std::optional<std::string> actor_name;
    std::string subject;
    std::string facts;
};
BOOST_DESCRIBE_STRUCT(EntryView, (), (id, at, kind, actor, actor_name, subject, facts))
struct ChainView {
    Count length;
    std::string head_hash;  ///< root of the operations log: it fixes everything before it
    Count waiting;          ///< entries without a place in the ledger yet
    Count seconds_behind;   ///< age of the oldest of them
};
BOOST_DESCRIBE_STRUCT(ChainView, (), (length, head_hash, waiting, seconds_behind))

}  // namespace pingyi::accounts
