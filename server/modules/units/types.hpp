// Values of the units module: drafts of bodies, services, contacts, culture profiles.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/ids.hpp"
#include "kernel/label.hpp"
#include "kernel/time.hpp"

namespace pingyi::units {

/// A group of bodies that may be compared with each other; shipped as data.
struct Class {
    std::string code;
    Label name;
    bool ranked = false;     ///< its bodies may be put in order
    bool published = false;  ///< its results are shown
    bool operator==(const Class&) const = default;
};

/// A public body. `name` is the official one; `short_name` and `other_names` are how people call
/// it.
struct Unit {
    UnitId id;
    std::string code;  ///< in addresses and tables: [a-z0-9-], stable for ever
    std::string class_code;
    std::optional<UnitId> parent;
    std::optional<UnitId> successor;  ///< of a body that was merged or renamed
    Label name;
    Label short_name;  ///< empty when there is none
    std::vector<std::string> other_names;
    std::optional<Day> valid_from;  ///< first day, where known
    std::optional<Day> valid_to;    ///< last day; absent while it exists
    bool operator==(const Unit&) const = default;
};

BOOST_DEFINE_ENUM_CLASS(State, planned, current, ended)
[[nodiscard]] State state_of(const Unit& unit, Day today);

using ImportId = Id<struct UnitImportEntity>;

inline constexpr int depth_max = 6;  ///< levels of the hierarchy, the root counted
inline constexpr std::size_t units_max = 10'000;
inline constexpr std::size_t import_rows_max = units_max;
/// Bodies that one import creates or changes, so that publishing them takes about half the time
/// limit of a transaction (measured: docs/adr/0012).
inline constexpr std::size_t changes_max = 3'000;
inline constexpr std::size_t other_names_max = 20;

/// What an import row, a POST or a PATCH says about one body. A field that is absent keeps what is
/// stored; an empty text and an engaged empty optional clear it. Parents and successors are named
/// by code.
struct Draft {
    UnitId id;                 ///< for a body that does not exist yet
    std::size_t row = 0;       ///< of the table; 0 for a single body sent as JSON
    bool must_be_new = false;  ///< a POST: the code must not be taken
    std::string code;
    std::optional<std::string> class_code;
    std::optional<std::string> name_zh;
    std::optional<std::string> name_en;
    std::optional<std::string> short_zh;
    std::optional<std::string> short_en;
    std::optional<std::vector<std::string>> other_names;
    std::optional<std::string> parent;
    std::optional<std::string> successor;
    std::optional<std::optional<Day>> valid_from;
    std::optional<std::optional<Day>> valid_to;
};

/// What a change is checked against: all bodies, or those around it. `revision` rises with every
/// change.
struct Register {
    std::int64_t revision = 0;
    std::vector<Unit> units;
    std::size_t elsewhere = 0;  ///< bodies that are not in `units`
    std::vector<Class> classes;
};

/// A body with the keys under which it is found.
struct Keyed {
    Unit unit;
    std::string sort_key;  ///< pinyin of the official name
    std::string search;    ///< every name folded, in pinyin and in initials, one a line
};

/// What a change would do. `units` holds only the created and changed ones.
struct Plan {
    std::int64_t revision = 0;
    std::vector<Keyed> units;
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
};

struct Service {
    Label name;
    Label description;
    Label location;
    Label hours;
    bool operator==(const Service&) const = default;
};

struct Contact {
    Label name;
    Label address;
    std::string phone;
    Label hours;
    bool operator==(const Contact&) const = default;
};

BOOST_DEFINE_ENUM_CLASS(ProfileKind, value, motto, service_brand)

/// One statement of a culture profile and what it rests on.
struct ProfileItem {
    ProfileKind kind = ProfileKind::value;
    Label text;
    Label evidence;
    std::string evidence_link;  ///< http(s), or empty
    bool operator==(const ProfileItem&) const = default;
};

/// A version of a profile: never edited, only followed by the next.
struct Profile {
    std::int64_t version = 0;
    Instant made_at{};
    std::optional<AccountId> made_by;
    std::vector<ProfileItem> items;
};

/// A body with all that its page shows.
struct Dossier {
    Unit unit;
    Class unit_class;
    std::vector<Unit> ancestors;     ///< parent first
    std::vector<Unit> children;      ///< current ones, in pinyin order
    std::vector<Unit> predecessors;  ///< bodies that point here as successor
    std::optional<Unit> successor;
    std::vector<Service> services;
    std::vector<Contact> contacts;
    std::vector<Profile> profiles;  ///< newest first
};

/// Which bodies a directory shows.
struct Search {
    std::string words;       ///< as typed
    std::string class_code;  ///< "" for every class
    bool ended = false;      ///< also those that exist no more (always so when words are given)
    Day today{};
};

struct ClassCount {
    Class unit_class;
    std::int64_t units = 0;
};

}  // namespace pingyi::units
