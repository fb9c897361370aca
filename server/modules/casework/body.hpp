// What bodies do with the cases they lead: sign for, return, reply, ask for time and for parts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/body_store.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/staff_case.hpp"

namespace pingyi::casework {

// errors of all   not_found casework.no_such_case for who may not see the case;
//                 forbidden casework.not_allowed; conflict casework.changed_meanwhile,
//                 casework.step_not_allowed

inline constexpr std::size_t signed_max = 100;
/// Outcome for one of many: signed for, or the code of what stood in the way.
struct Signed {
    std::string number;
    std::optional<std::string> refused;
};
/// In the order given, a number once. A portion is one transaction.
[[nodiscard]] Result<std::vector<Signed>> sign_for_cases(const Deps& deps, const Acting& acting,
                                                         const std::vector<std::string>& numbers);

[[nodiscard]] Result<Stepped> return_case(const Deps& deps, const Acting& acting, const OnCase& on,
                                          std::string_view reason);

/// The reply that is being written for the round a case is in, and what publication would do.
struct ReplyAtWork {
    Case item;
    std::optional<Reply> reply;
    Masked published_as;  ///< of `reply`
    bool needs_approval = true;
    bool may_publish = false;  ///< the reader, now
    bool may_send_back = false;
};
[[nodiscard]] Result<ReplyAtWork> reply_at_work(const Deps& deps, const Acting& acting,
                                                std::string_view number);
/// `version` 0 begins a reply. A submitted one becomes a draft again.
/// errors   conflict casework.reply_changed_meanwhile: `reply_at_work` tells what is stored
[[nodiscard]] Result<> draft_reply(const Deps& deps, const Acting& acting, std::string_view number,
                                   std::string_view text, std::int64_t version);
[[nodiscard]] Result<> submit_reply(const Deps& deps, const Acting& acting, std::string_view number,
                                    std::int64_t version);
/// errors   conflict casework.reply_not_submitted
[[nodiscard]] Result<> send_reply_back(const Deps& deps, const Acting& acting,
                                       std::string_view number, std::int64_t version,
                                       std::string_view reason);
/// Masks the text, publishes it and takes the step. Where the setting `reply_needs_approval` says
/// so, the head of the body does it, and not the writer.
/// errors   conflict casework.reply_not_submitted; forbidden casework.needs_second_person
[[nodiscard]] Result<Stepped> publish_reply(const Deps& deps, const Acting& acting,
                                            std::string_view number, std::int64_t version);

/// errors   conflict casework.extension_asked: one is not decided yet
[[nodiscard]] Result<Stepped> ask_extension(const Deps& deps, const Acting& acting,
                                            const OnCase& on, std::int64_t days,
                                            std::string_view reason);

/// Asked by the lead body or by intake.
/// errors   invalid_input #/unit as for assign_case, casework_part_of_lead;
///          conflict casework.part_asked
[[nodiscard]] Result<Stepped> ask_part(const Deps& deps, const Acting& acting, const OnCase& on,
                                       std::string_view unit_code, std::string_view task);
/// errors   not_found casework.no_such_part; conflict casework.decided_before
[[nodiscard]] Result<> answer_part(const Deps& deps, const Acting& acting, PartId part,
                                   std::string_view answer);

/// The text of a template for a case.
[[nodiscard]] std::string filled(std::string_view text, const Case& item);
/// The office looks after general templates, a body after its own.
[[nodiscard]] Result<> may_edit_template(db::Tx& tx, const accounts::Account& account,
                                         const std::optional<UnitId>& unit);

/// The bodies of a list: the one of this code if the reader works for it, or all of theirs.
/// errors   invalid_input unit: casework_no_such_unit; forbidden casework.not_allowed
[[nodiscard]] Result<std::optional<std::vector<UnitId>>> bodies_asked(
    db::Tx& tx, const accounts::Account& account, const std::optional<std::string>& code);

}  // namespace pingyi::casework
