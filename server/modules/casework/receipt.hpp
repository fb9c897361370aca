// The receipt of a case: 16 digits that only the resident knows. They follow from the key of the
// filing form, so that a repeated request gets the same ones and the database never holds them.
#pragma once

#include <string>
#include <string_view>

namespace pingyi::casework {

/// 128 random bits as a form sends them: 32 hexadecimal or 22 base64url characters. Anything
/// shorter, longer or of few different characters is too weak to stand behind a receipt.
[[nodiscard]] bool is_strong_form_key(std::string_view key);

/// 16 digits: HMAC-SHA-256 of the form's key under a key derived from the installation's.
[[nodiscard]] std::string receipt_of(std::string_view installation_key, std::string_view form_key);
/// What the database keeps: the HMAC of a receipt, under another derived key; 64 characters.
[[nodiscard]] std::string receipt_hash(std::string_view installation_key, std::string_view receipt);
[[nodiscard]] bool is_receipt(std::string_view text);

/// A keyed hash for counting and comparing what must not be stored; `purpose` parts the uses.
[[nodiscard]] std::string keyed_hash(std::string_view installation_key, std::string_view purpose,
                                     std::string_view value);

}  // namespace pingyi::casework
