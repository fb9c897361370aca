// What a contact and a reason must look like, and who would be left without a key. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "modules/contacts/types.hpp"

namespace pingyi::contacts {

inline constexpr std::size_t name_max = 60;      ///< characters
inline constexpr std::size_t contact_max = 100;  ///< characters
inline constexpr std::size_t reason_min = 5;
inline constexpr std::size_t reason_max = 500;

/// Where a form has its two fields, so that a mistake is shown beside the right one.
struct Places {
    std::string_view name = "#/name";
    std::string_view contact = "#/contact";
};

/// The name in NFC and trimmed; the contact as a telephone number (5 to 20 digits, full-width ones
/// made plain) or an e-mail address.
/// errors   invalid_input request.invalid naming the fields; field.contacts_not_reachable
[[nodiscard]] Result<Plain> checked(std::string_view name, std::string_view contact,
                                    const Places& places = {});
/// errors   invalid_input request.invalid at "#/reason"
[[nodiscard]] Result<std::string> checked_reason(std::string_view reason);

/// The text that is sealed: name, line feed, contact.
[[nodiscard]] std::string text_of(const Plain& plain);

/// Pairs that nobody could open any more once `leaving` has lost its access to them.
[[nodiscard]] std::vector<PairId> orphaned(std::span<const Access> all, OfficerKeyId leaving);

}  // namespace pingyi::contacts
