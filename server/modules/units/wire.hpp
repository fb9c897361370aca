// What the API of bodies reads and answers. Limits live in these types; the CSV import uses the
// same ones.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/units/rules.hpp"
#include "modules/units/types.hpp"

namespace pingyi::units {

using Code = Text<2, 40, &code_pattern>;
using ClassCode = Text<2, 40>;
using NameText = Text<1, 100>;
using LongNameText = Text<1, 200>;

struct UnitPath {
    Code unit;
};
BOOST_DESCRIBE_STRUCT(UnitPath, (), (unit))

BOOST_DEFINE_ENUM_CLASS(DirectoryView, list, tree)
struct DirectoryQuery {
    std::optional<Text<0, 100>> q;
    std::optional<ClassCode> class_;
    std::optional<Cursor> after;
    std::optional<DirectoryView> view;
};
BOOST_DESCRIBE_STRUCT(DirectoryQuery, (), (q, class_, after, view))

struct UnitListQuery {
    std::optional<Text<0, 100>> q;
    std::optional<ClassCode> class_;
    std::optional<bool> ended;
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(UnitListQuery, (), (q, class_, ended, after, limit))

struct UnitRef {
    std::string code;
    std::string name;
    std::optional<std::string> name_en;
};
BOOST_DESCRIBE_STRUCT(UnitRef, (), (code, name, name_en))

struct UnitView {
    UnitId id;
    std::string code;
    std::string class_;
    std::string name;
    std::optional<std::string> name_en;
    std::optional<std::string> short_name;
    std::optional<std::string> short_name_en;
    std::vector<std::string> other_names;
    std::optional<UnitRef> parent;
    std::optional<UnitRef> successor;
    std::optional<Day> valid_from;
    std::optional<Day> valid_to;
    State state = State::current;
};
BOOST_DESCRIBE_STRUCT(UnitView, (),
                      (id, code, class_, name, name_en, short_name, short_name_en, other_names,
                       parent, successor, valid_from, valid_to, state))

struct ServiceBody {
    NameText name;
    std::optional<LongNameText> name_en;
    std::optional<Prose<1, 1000>> description, description_en;
    std::optional<LongNameText> location, location_en, hours, hours_en;
};
BOOST_DESCRIBE_STRUCT(ServiceBody, (),
                      (name, name_en, description, description_en, location, location_en, hours,
                       hours_en))
struct ServicesBody {
    List<ServiceBody, 100> services;
};
BOOST_DESCRIBE_STRUCT(ServicesBody, (), (services))

struct ContactBody {
    NameText name;
    std::optional<LongNameText> name_en;
    std::optional<LongNameText> address, address_en;
    std::optional<Text<1, 60>> phone;
    std::optional<LongNameText> hours, hours_en;
};
BOOST_DESCRIBE_STRUCT(ContactBody, (), (name, name_en, address, address_en, phone, hours, hours_en))
struct ContactsBody {
    List<ContactBody, 50> contacts;
};
BOOST_DESCRIBE_STRUCT(ContactsBody, (), (contacts))

struct ProfileItemBody {
    ProfileKind kind = ProfileKind::value;
    Text<1, 100> text;
    std::optional<Text<1, 200>> text_en;
    std::optional<Prose<1, 1000>> evidence, evidence_en;
    std::optional<Text<1, 500>> evidence_link;
};
BOOST_DESCRIBE_STRUCT(ProfileItemBody, (),
                      (kind, text, text_en, evidence, evidence_en, evidence_link))
struct ProfileBody {
    List<ProfileItemBody, 10, 1> items;
};
BOOST_DESCRIBE_STRUCT(ProfileBody, (), (items))

struct ServiceView {
    std::string name;
    std::optional<std::string> name_en, description, description_en, location, location_en, hours,
        hours_en;
};
BOOST_DESCRIBE_STRUCT(ServiceView, (),
                      (name, name_en, description, description_en, location, location_en, hours,
                       hours_en))
struct ContactView {
    std::string name;
    std::optional<std::string> name_en, address, address_en, phone, hours, hours_en;
};
BOOST_DESCRIBE_STRUCT(ContactView, (), (name, name_en, address, address_en, phone, hours, hours_en))
struct ProfileItemView {
    ProfileKind kind = ProfileKind::value;
    std::string text;
    std::optional<std::string> text_en, evidence, evidence_en, evidence_link;
};
BOOST_DESCRIBE_STRUCT(ProfileItemView, (),
                      (kind, text, text_en, evidence, evidence_en, evidence_link))
struct ProfileView {
    std::int64_t version = 0;
    Instant made_at{};
    std::optional<AccountId> made_by;  ///< told to staff only
    std::vector<ProfileItemView> items;
};
BOOST_DESCRIBE_STRUCT(ProfileView, (), (version, made_at, made_by, items))

struct UnitDetail {
    UnitView unit;
    std::vector<UnitRef> ancestors;
    std::vector<UnitRef> children;
    std::vector<UnitRef> predecessors;
    std::vector<ServiceView> services;
    std::vector<ContactView> contacts;
    std::vector<ProfileView> profiles;  ///< newest first
};
BOOST_DESCRIBE_STRUCT(UnitDetail, (),
                      (unit, ancestors, children, predecessors, services, contacts, profiles))

struct ClassView {
    std::string code;
    std::string name;
    std::optional<std::string> name_en;
    bool ranked = false;
    bool published = false;
    std::int64_t units = 0;
};
BOOST_DESCRIBE_STRUCT(ClassView, (), (code, name, name_en, ranked, published, units))
struct ClassesView {
    std::vector<ClassView> classes;
};
BOOST_DESCRIBE_STRUCT(ClassesView, (), (classes))

struct UnitBody {
    Code code;
    ClassCode class_;
    NameText name;
    std::optional<LongNameText> name_en;
    std::optional<NameText> short_name;
    std::optional<LongNameText> short_name_en;
    std::optional<List<NameText, 20>> other_names;
    std::optional<Code> parent;
    std::optional<Code> successor;
    std::optional<Day> valid_from;
    std::optional<Day> valid_to;
};
BOOST_DESCRIBE_STRUCT(UnitBody, (),
                      (code, class_, name, name_en, short_name, short_name_en, other_names, parent,
                       successor, valid_from, valid_to))

struct UnitChange {
    std::optional<ClassCode> class_;
    std::optional<NameText> name;
    Change<LongNameText> name_en;
    Change<NameText> short_name;
    Change<LongNameText> short_name_en;
    std::optional<List<NameText, 20>> other_names;
    Change<Code> parent;
    Change<Code> successor;
    Change<Day> valid_from;
    Change<Day> valid_to;
};
BOOST_DESCRIBE_STRUCT(UnitChange, (),
                      (class_, name, name_en, short_name, short_name_en, other_names, parent,
                       successor, valid_from, valid_to))

struct ImportQuery {
    std::optional<bool> preview;
};
BOOST_DESCRIBE_STRUCT(ImportQuery, (), (preview))
struct ImportView {
    bool preview = false;
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
};
BOOST_DESCRIBE_STRUCT(ImportView, (), (preview, created, changed, unchanged))

}  // namespace pingyi::units
