// Templates of replies in the database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

using TemplateId = Id<struct TemplateEntity>;

/// The beginning of a reply; `{number}` and `{subject}` stand for those of the case.
struct ReplyTemplate {
    TemplateId id;
    std::optional<UnitId> unit;  ///< absent: for every body
    std::string name, text;
    std::optional<AccountId> changed_by;
    Instant changed_at{};
    std::int64_t version = 1;
};
inline constexpr std::int64_t templates_max = 200;  ///< of one body

namespace store {

/// Of these bodies and the general ones, by name; at most templates_max a body.
[[nodiscard]] std::vector<ReplyTemplate> templates(db::Tx& tx, const std::vector<UnitId>& units);
/// errors   not_found casework.no_such_template
[[nodiscard]] Result<ReplyTemplate> find_template(db::Tx& tx, TemplateId id);
/// errors   conflict casework.too_many_templates
[[nodiscard]] Result<> insert(db::Tx& tx, const ReplyTemplate& made);
/// errors   conflict casework.template_changed_meanwhile
[[nodiscard]] Result<> save(db::Tx& tx, ReplyTemplate& changed);
void remove_template(db::Tx& tx, TemplateId id);

}  // namespace store
}  // namespace pingyi::casework
