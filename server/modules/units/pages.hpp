// The public pages of bodies: directory, tree and the page of one body.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/units/module.hpp"
#include "modules/units/views.hpp"

namespace pingyi::units {

/// What the directory page shows: one page of a search, or the whole tree.
struct Directory {
    Search search;
    bool tree = false;
    std::vector<Unit> units;  ///< of this page; of the whole register for the tree
    Related related;          ///< parents of those
    std::int64_t total = 0;
    std::vector<ClassCount> counts;
    std::optional<std::string> next;  ///< cursor of the next page
    bool first = true;                ///< no cursor was given
};

[[nodiscard]] html::Writer directory_main(const http::Context& context, const Texts& texts,
                                          const Directory& directory);
/// The tree of bodies, roots grouped by class.
void write_tree(html::Writer& out, const http::Context& context, const Texts& texts,
                const Directory& directory);
/// With the sections of `parts` after ours.
/// errors   those of the parts
[[nodiscard]] Result<html::Writer> unit_main(const http::Context& context, const Texts& texts,
                                             const Dossier& dossier, const Deps& deps);
/// schema.org GovernmentOrganization.
[[nodiscard]] std::string json_ld_of(const Dossier& dossier, Language language);

/// "/units/qh-minzheng".
[[nodiscard]] std::string address_of(const Unit& unit);
/// A link to the page of a body, in the language its name is shown in.
void write_link(html::Writer& out, const Unit& unit, Language language);

}  // namespace pingyi::units
