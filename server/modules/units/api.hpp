// What other modules may know of public bodies: find, list and place them, and add a section to
// their pages.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "kernel/page.hpp"
#include "kernel/result.hpp"
#include "modules/units/types.hpp"
#include "platform/db/database.hpp"
#include "platform/html/writer.hpp"
#include "platform/http/context.hpp"

namespace pingyi::units {

/// errors   not_found units.no_such_unit
[[nodiscard]] Result<Unit> find(db::Tx& tx, UnitId id);
[[nodiscard]] Result<Unit> find_by_code(db::Tx& tx, std::string_view code);
/// In any order; ids that do not exist are left out.
[[nodiscard]] std::vector<Unit> find_many(db::Tx& tx, std::span<const UnitId> ids);
[[nodiscard]] bool exists(db::Tx& tx, UnitId id);
/// The official name; empty for an id that does not exist.
[[nodiscard]] Label name_of(db::Tx& tx, UnitId id);
/// Parent first, then its parent, up to the root: what accounts::has_role asks for.
[[nodiscard]] std::vector<UnitId> ancestors(db::Tx& tx, UnitId id);
/// The body itself and all below it, at most units_max.
[[nodiscard]] std::vector<UnitId> subtree(db::Tx& tx, UnitId id);
/// Those of `ids` that exist.
[[nodiscard]] std::vector<Unit> find_many(db::Tx& tx, const std::vector<UnitId>& ids);
/// Every class in its order.
[[nodiscard]] std::vector<Class> classes(db::Tx& tx);
/// Bodies of one class (or of all, for ""), ended ones too, in pinyin order: at most `limit`,
/// beginning after `after`, which is {pinyin of the official name, id} of the last one seen.
[[nodiscard]] std::vector<Unit> list(db::Tx& tx, std::string_view class_code,
                                     const std::optional<Cursor>& after, std::int64_t limit);

/// All bodies at one moment.
class BodyList {
public:
    explicit BodyList(std::vector<Unit> all);
    BodyList(const BodyList&) = delete;
    BodyList& operator=(const BodyList&) = delete;
    /// In pinyin order, ended ones too.
    [[nodiscard]] const std::vector<Unit>& all() const { return all_; }
    [[nodiscard]] const Unit* find(UnitId id) const;  ///< nullptr when there is none
    /// errors   not_found units.no_such_unit
    [[nodiscard]] Result<Unit> find_by_code(std::string_view code) const;

private:
    std::vector<Unit> all_;
    std::map<UnitId, const Unit*> by_id_;
    std::map<std::string_view, const Unit*> by_code_;
};

/// All bodies as they stand, for closures of `read`. Thread safe; keeps them in memory and asks the
/// database only whether the register changed.
class Bodies {
public:
    [[nodiscard]] std::shared_ptr<const BodyList> current(db::Tx& tx) const;

private:
    mutable std::mutex mutex_;
    mutable std::int64_t revision_ = -1;
    mutable std::shared_ptr<const BodyList> kept_;
};

/// A body and the newest version of its culture profile.
struct Published {
    Unit unit;
    Profile profile;
};
/// The profiles published last, newest first.
[[nodiscard]] std::vector<Published> newest_profiles(db::Tx& tx, std::int64_t limit);

/// A section that another module adds to the page of a body. It writes nothing where it has nothing
/// to say. The wiring lists the parts in the order in which they appear.
struct Part {
    std::function<Result<>(const http::Context&, const Unit&, html::Writer&)> write;
};

}  // namespace pingyi::units
