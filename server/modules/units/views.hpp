// From what is stored to what the API answers, and back.
#pragma once

#include <map>
#include <vector>

#include "modules/units/wire.hpp"

namespace pingyi::units {

/// Bodies that others point to, by id.
using Related = std::map<UnitId, Unit>;

[[nodiscard]] UnitRef ref_of(const Unit& unit);
[[nodiscard]] UnitView view_of(const Unit& unit, const Related& related, Day today);
/// `for_staff` tells who made a version.
[[nodiscard]] ProfileView view_of(const Profile& profile, bool for_staff);
[[nodiscard]] UnitDetail detail_of(const Dossier& dossier, Day today, bool for_staff);

[[nodiscard]] Draft draft_of(const UnitBody& body, UnitId id);
[[nodiscard]] Draft draft_of(std::string code, const UnitChange& change);
[[nodiscard]] std::vector<Service> services_of(const ServicesBody& body);
[[nodiscard]] std::vector<Contact> contacts_of(const ContactsBody& body);
[[nodiscard]] std::vector<ProfileItem> items_of(const ProfileBody& body);

}  // namespace pingyi::units
