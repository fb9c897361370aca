// Plain copying between domain values and wire types.
#include "modules/units/views.hpp"

#include <utility>

namespace pingyi::units {
namespace {

std::optional<std::string> unless_empty(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text;
}

template <class T>
std::string text_or_empty(const std::optional<T>& maybe) {
    return maybe ? maybe->value : std::string();
}

template <class T>
Label label_of(const std::optional<T>& zh, const std::optional<T>& en) {
    return {text_or_empty(zh), text_or_empty(en)};
}

/// PATCH: absent keeps, null clears.
template <class T>
std::optional<std::string> changed_text(const pingyi::Change<T>& change) {
    if (!change.present) return std::nullopt;
    return text_or_empty(change.value);
}
std::optional<std::optional<Day>> changed_day(const pingyi::Change<Day>& change) {
    if (!change.present) return std::nullopt;
    return change.value;
}

template <std::int64_t Max>
std::vector<std::string> names_of(const List<NameText, Max>& list) {
    std::vector<std::string> names;
    for (const auto& name : list.value) names.push_back(name.value);
    return names;
}

std::vector<UnitRef> refs_of(const std::vector<Unit>& units) {
    std::vector<UnitRef> refs;
    for (const Unit& unit : units) refs.push_back(ref_of(unit));
    return refs;
}

}  // namespace

UnitRef ref_of(const Unit& unit) {
    return {unit.code, unit.name.zh, unless_empty(unit.name.en)};
}

UnitView view_of(const Unit& unit, const Related& related, Day today) {
    const auto ref = [&](const std::optional<UnitId>& id) -> std::optional<UnitRef> {
        if (!id) return std::nullopt;
        const auto found = related.find(*id);
        if (found == related.end()) return std::nullopt;
        return ref_of(found->second);
    };
    return {.id = unit.id,
            .code = unit.code,
            .class_ = unit.class_code,
            .name = unit.name.zh,
            .name_en = unless_empty(unit.name.en),
            .short_name = unless_empty(unit.short_name.zh),
            .short_name_en = unless_empty(unit.short_name.en),
            .other_names = unit.other_names,
            .parent = ref(unit.parent),
            .successor = ref(unit.successor),
            .valid_from = unit.valid_from,
            .valid_to = unit.valid_to,
            .state = state_of(unit, today)};
}

ProfileView view_of(const Profile& profile, bool for_staff) {
    ProfileView view{profile.version, profile.made_at, std::nullopt, {}};
    if (for_staff) view.made_by = profile.made_by;
    for (const ProfileItem& item : profile.items) {
        view.items.push_back({item.kind, item.text.zh, unless_empty(item.text.en),
                              unless_empty(item.evidence.zh), unless_empty(item.evidence.en),
                              unless_empty(item.evidence_link)});
    }
    return view;
}

UnitDetail detail_of(const Dossier& dossier, Day today, bool for_staff) {
    Related related;
    if (!dossier.ancestors.empty()) {
        related.emplace(dossier.ancestors.front().id, dossier.ancestors.front());
    }
    if (dossier.successor) related.emplace(dossier.successor->id, *dossier.successor);
    UnitDetail detail{.unit = view_of(dossier.unit, related, today),
                      .ancestors = refs_of(dossier.ancestors),
                      .children = refs_of(dossier.children),
                      .predecessors = refs_of(dossier.predecessors),
                      .services = {},
                      .contacts = {},
                      .profiles = {}};
    for (const Service& service : dossier.services) {
        detail.services.push_back(
            {service.name.zh, unless_empty(service.name.en), unless_empty(service.description.zh),
             unless_empty(service.description.en), unless_empty(service.location.zh),
             unless_empty(service.location.en), unless_empty(service.hours.zh),
             unless_empty(service.hours.en)});
    }
    for (const Contact& contact : dossier.contacts) {
        detail.contacts.push_back({contact.name.zh, unless_empty(contact.name.en),
                                   unless_empty(contact.address.zh),
                                   unless_empty(contact.address.en), unless_empty(contact.phone),
                                   unless_empty(contact.hours.zh), unless_empty(contact.hours.en)});
    }
    for (const Profile& profile : dossier.profiles) {
        detail.profiles.push_back(view_of(profile, for_staff));
    }
    return detail;
}

Draft draft_of(const UnitBody& body, UnitId id) {
    Draft draft;
    draft.id = id;
    draft.must_be_new = true;
    draft.code = body.code.value;
    draft.class_code = body.class_.value;
    draft.name_zh = body.name.value;
    draft.name_en = text_or_empty(body.name_en);
    draft.short_zh = text_or_empty(body.short_name);
    draft.short_en = text_or_empty(body.short_name_en);
    if (body.other_names) draft.other_names = names_of(*body.other_names);
    draft.parent = text_or_empty(body.parent);
    draft.successor = text_or_empty(body.successor);
    draft.valid_from = body.valid_from;
    draft.valid_to = body.valid_to;
    return draft;
}

Draft draft_of(std::string code, const UnitChange& change) {
    Draft draft;
    draft.code = std::move(code);
    if (change.class_) draft.class_code = change.class_->value;
    if (change.name) draft.name_zh = change.name->value;
    draft.name_en = changed_text(change.name_en);
    draft.short_zh = changed_text(change.short_name);
    draft.short_en = changed_text(change.short_name_en);
    if (change.other_names) draft.other_names = names_of(*change.other_names);
    draft.parent = changed_text(change.parent);
    draft.successor = changed_text(change.successor);
    draft.valid_from = changed_day(change.valid_from);
    draft.valid_to = changed_day(change.valid_to);
    return draft;
}

std::vector<Service> services_of(const ServicesBody& body) {
    std::vector<Service> services;
    for (const ServiceBody& one : body.services.value) {
        services.push_back({{one.name.value, text_or_empty(one.name_en)},
                            label_of(one.description, one.description_en),
                            label_of(one.location, one.location_en),
                            label_of(one.hours, one.hours_en)});
    }
    return services;
}

std::vector<Contact> contacts_of(const ContactsBody& body) {
    std::vector<Contact> contacts;
    for (const ContactBody& one : body.contacts.value) {
        contacts.push_back({{one.name.value, text_or_empty(one.name_en)},
                            label_of(one.address, one.address_en),
                            text_or_empty(one.phone),
                            label_of(one.hours, one.hours_en)});
    }
    return contacts;
}

std::vector<ProfileItem> items_of(const ProfileBody& body) {
    std::vector<ProfileItem> items;
    for (const ProfileItemBody& one : body.items.value) {
        items.push_back({one.kind,
                         {one.text.value, text_or_empty(one.text_en)},
                         label_of(one.evidence, one.evidence_en),
                         text_or_empty(one.evidence_link)});
    }
    return items;
}

}  // namespace pingyi::units
