// Filing a letter: what the form needs, what others will read, and the filing itself.
#pragma once

#include "modules/casework/module.hpp"
#include "modules/casework/resident_wire.hpp"

namespace pingyi::casework {

[[nodiscard]] Result<FilingForm> filing_form(const Deps& deps);

/// The texts as others will read them, piece by piece.
[[nodiscard]] MaskingView masking_view(const MaskingBody& body);

/// Files the letter once for each key of a form: a repeated request is answered with the same
/// number and the same receipt, made anew from the key.
/// errors   invalid_input casework.weak_form_key, or fields (#/unit casework_no_such_unit,
///          #/category casework_no_such_category, #/contact and #/notice casework_not_offered,
///          #/notice/consent casework_consent, #/notice/address
///          casework_bad_address, those of contacts::seal at #/contact/…); conflict
///          db.idempotency_key_reused | casework.number_taken
[[nodiscard]] Result<Filed> file_letter(const Deps& deps, const http::Context& context,
                                        const FilingBody& body);

/// When a clock is due, as people are told.
[[nodiscard]] DueBy due_by(const std::optional<Instant>& due_at,
                           const std::optional<std::int64_t>& missing_year, const Zone& zone);

}  // namespace pingyi::casework
