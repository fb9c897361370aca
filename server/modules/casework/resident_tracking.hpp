// Tracking: who has number and receipt sees how the case stands and does what a resident may.
#pragma once

#include <string_view>

#include "modules/casework/module.hpp"
#include "modules/casework/resident_wire.hpp"

namespace pingyi::casework {

// errors of all: invalid_input #/number casework_bad_number, #/receipt casework_bad_receipt;
// not_found casework.wrong_receipt, alike for an unknown number and a wrong receipt; too_many
// casework.too_many_attempts

/// The case of a number and a receipt. Wrong ones are counted by number and by address, in the
/// database, so that several servers count together and a restart forgets nothing.
[[nodiscard]] Result<CaseId> proven(const Deps& deps, const http::Context& context,
                                    const TypedNumber& number, const TypedReceipt& receipt);

[[nodiscard]] Result<TrackedCase> track(const Deps& deps, Instant now, CaseId id);

/// Adds to the letter; masked with the names of the letter and those given now.
/// errors   conflict casework.not_offered_now | casework.too_many_additions |
///          db.idempotency_key_reused
[[nodiscard]] Result<> add_to_case(const Deps& deps, const http::Context& context, CaseId id,
                                   const AdditionBody& body);
/// Has the case handled again, once, within the window.
/// errors   conflict casework.not_offered_now, those of check_step
[[nodiscard]] Result<> contest(const Deps& deps, Instant now, CaseId id, std::string_view reason);
/// Solved? Satisfied? Once a round.
/// errors   conflict casework.not_offered_now
[[nodiscard]] Result<> answer(const Deps& deps, Instant now, CaseId id, bool solved,
                              bool satisfied);
/// Asks for the withdrawal, which takes effect after the cooling-off, or takes that back. Asking
/// twice is as good as once.
/// errors   conflict casework.not_offered_now
[[nodiscard]] Result<> set_withdrawal(const Deps& deps, Instant now, CaseId id, bool wanted);
/// Destroys the sealed contact, at once and for good; nobody can call any more. Withdrawing twice
/// is as good as once.
[[nodiscard]] Result<> withdraw_contact(const Deps& deps, Instant now, CaseId id);
/// errors   conflict casework.not_offered_now
[[nodiscard]] Result<> appeal(const Deps& deps, Instant now, CaseId id, AppealAbout about,
                              std::string_view grounds);

}  // namespace pingyi::casework
