// Whom a reader of a public log trusts, and what the log shows: the policy and the newest
// checkpoint; printed as they are read.
#pragma once

#include <string>
#include <string_view>

#include "app/log_copy.hpp"
#include "kernel/language.hpp"
#include "platform/tlog/policy.hpp"

namespace pingyi::app {

/// errors   not_found app.no_such_file; unavailable durable.*
[[nodiscard]] Result<std::string> local_file(const std::string& path);
/// The text of `file`, or where it is empty what the log says itself. Says which.
/// errors   as local_file; not_found app.no_policy; invalid_input app.verify_what (neither)
[[nodiscard]] Result<std::string> policy_of(LogPlace* place, const std::string& file);
/// errors   not_found app.no_checkpoint; those of LogPlace::file
[[nodiscard]] Result<std::string> checkpoint_of(LogPlace& place);

/// Log, size, root and who signed.
void print_trusted(const tlog::Trusted& trusted);
/// An entry of an operations log in words, any other as octets.
void print_entry(std::string_view entry, Language language);
/// "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace pingyi::app
