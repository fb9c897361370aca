#include "modules/casework/desk_lists_store.hpp"

#include "modules/casework/case_store.hpp"
#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

// As the indexes say it, word for word: only then does either engine use them.
constexpr std::string_view in_queue = "c.state IN ('submitted', 'accepted')";
constexpr std::string_view in_inbox = "c.state IN ('assigned', 'handling')";
constexpr std::string_view is_open =
    "c.state NOT IN ('refused', 'merged', 'replied', 'calling_back', 'closed', "
    "'withdrawn', 'ended')";
constexpr std::string_view by_due = "coalesce(c.due_at, 9007199254740991)";

/// Where, with its parameters, in which order.
class Select {
public:
    /// Sorted by `key`, then by `id`, which is that of the case.
    explicit Select(std::string_view key, std::string_view id = "c.id") : key_{key}, id_{id} {}

    void join(std::string_view table) { joined_.append(" ").append(table); }
    /// Each "?" stands for the next of `params`.
    Select& where(std::string_view condition, std::initializer_list<db::Param> params = {}) {
        where_.append(where_.empty() ? " WHERE " : " AND ");
        auto param = params.begin();
        for (const char c : condition) {
            if (c == '?') {
                where_.append(bind(*param++));
            } else {
                where_ += c;
            }
        }
        return *this;
    }
    Select& filter(const ListFilter& filter) {
        if (filter.kind) where("c.kind = ?", {word_of(*filter.kind)});
        if (filter.urgency) where("c.urgency = ?", {word_of(*filter.urgency)});
        return *this;
    }
    void newest_first() { is_descending_ = true; }

    [[nodiscard]] std::string statement(const std::optional<Cursor>& after, std::int64_t limit) {
        if (after) {
            where("(" + key_ + ", " + id_ + ") " + (is_descending_ ? "<" : ">") + " (?, ?)",
                  {after->number(), after->id});
        }
        const std::string down = is_descending_ ? " DESC" : "";
        std::string sql = "SELECT " CASE_COLUMNS ", ";
        sql.append(key_).append(" FROM casework_case c").append(joined_).append(where_);
        sql.append(" ORDER BY ").append(key_).append(down);
        sql.append(", ").append(id_).append(down);
        return sql.append(" LIMIT ").append(bind(limit));
    }
    [[nodiscard]] std::vector<InList> queue(db::Tx& tx, const std::optional<Cursor>& after,
                                            std::int64_t limit) {
        const std::string sql = statement(after, limit);
        std::vector<InList> found;
        for (const db::Row row : tx.run(sql, params_)) {
            found.push_back({case_of(row), row.integer(after_case)});
        }
        return found;
    }
    [[nodiscard]] std::int64_t count(db::Tx& tx) {
        const std::string sql = "SELECT count(*) FROM (SELECT 1 FROM casework_case c" + joined_ +
                                where_ + " LIMIT " + bind(counted_max + 1) + ") x";
        return tx.run(sql, params_)[0].integer(0);
    }

private:
    std::string bind(const db::Param& param) {
        params_.push_back(param);
        return "$" + std::to_string(params_.size());
    }
    std::string key_, id_, joined_, where_;
    std::vector<db::Param> params_;
    bool is_descending_ = false;
};

Select select_of(const IntakeFilter& filter) {
    Select made{"c.submitted_at"};
    made.where("c.state = ?", {filter.list == IntakeList::submitted ? "submitted" : "accepted"});
    made.where(in_queue);
    if (filter.list == IntakeList::accepted) made.where("c.returns = 0");
    if (filter.list == IntakeList::returned) made.where("c.returns > 0");
    if (filter.filed_before) made.where("c.submitted_at < ?", {*filter.filed_before});
    if (filter.is_overdue) {
        made.where(
            "EXISTS (SELECT 1 FROM casework_clock k WHERE k.case_id = c.id AND "
            "k.stage = 'screening' AND k.stopped_at IS NULL AND k.due_at <= ?)",
            {filter.now});
    }
    return std::move(made.filter(filter));
}

void in_units(Select& made, const BodyFilter& filter) {
    if (filter.units.size() == 1) {
        made.where("c.lead_unit = ?", {filter.units.front()});
    } else {
        made.where("c.lead_unit IN (SELECT value FROM json_each(?))", {list_of(filter.units)});
    }
}

Select returned_by(const BodyFilter& filter) {
    Select made{"r.at", "r.case_id"};
    made.join("JOIN casework_event r ON r.case_id = c.id AND r.step = 'return_to_intake'");
    made.where("r.unit = ?", {filter.units.front()});
    made.where("c.visibility = 'everyone'");
    made.newest_first();
    return std::move(made.filter(filter));
}

Select select_of(const BodyFilter& filter) {
    if (filter.list == BodyList::returned) return returned_by(filter);
    if (filter.list == BodyList::done) {
        Select made{"c.replied_at"};
        in_units(made, filter);
        made.where("c.replied_at IS NOT NULL").where("c.state NOT IN ('assigned', 'handling')");
        made.newest_first();
        return std::move(made.filter(filter));
    }
    Select made{by_due};
    in_units(made, filter);
    made.where(in_inbox);
    const std::string due{by_due};
    switch (filter.list) {
        case BodyList::unsigned_: made.where("c.state = 'assigned'"); break;
        case BodyList::due_today:
            made.where(due + " > ?", {filter.now}).where(due + " <= ?", {filter.end_of_today});
            break;
        case BodyList::overdue: made.where(due + " <= ?", {filter.now}); break;
        case BodyList::reopened: made.where("c.round > 1"); break;
        case BodyList::waiting:
        case BodyList::sent_back:
            made.where(
                "EXISTS (SELECT 1 FROM casework_reply p WHERE p.case_id = c.id AND "
                "p.round = c.round AND p.unit = c.lead_unit AND p.state = ?)",
                {filter.list == BodyList::waiting ? "submitted" : "sent_back"});
            break;
        default: break;
    }
    return std::move(made.filter(filter));
}

Select select_of(const OfficeFilter& filter) {
    Select made = filter.list == OfficeList::supervised
                      ? Select{"s.opened_at", "s.case_id"}
                      : Select{filter.list == OfficeList::very_late      ? "c.very_late_at"
                               : filter.list == OfficeList::calling_back ? "c.replied_at"
                                                                         : "c.changed_at"};
    switch (filter.list) {
        case OfficeList::stuck:
            made.where(is_open).where("c.changed_at <= ?", {filter.still_since});
            break;
        case OfficeList::passed_around:
            made.where(is_open).where("(c.assignments >= 3 OR c.returns >= 2)");
            break;
        case OfficeList::very_late:
            made.where(is_open).where("c.very_late_at IS NOT NULL");
            made.where("c.very_late_at <= ?", {filter.now});
            break;
        case OfficeList::calling_back:
            made.where("c.state = 'calling_back'").where("c.replied_at <= ?", {filter.still_since});
            break;
        case OfficeList::supervised:
            made.join("JOIN casework_supervision s ON s.case_id = c.id");
            made.where("s.ended_at IS NULL");
            break;
    }
    return std::move(made.filter(filter));
}

constexpr std::int64_t any_limit = 25;

}  // namespace

std::vector<InList> queue(db::Tx& tx, const IntakeFilter& filter,
                          const std::optional<Cursor>& after, std::int64_t limit) {
    return select_of(filter).queue(tx, after, limit);
}
std::vector<InList> queue(db::Tx& tx, const BodyFilter& filter, const std::optional<Cursor>& after,
                          std::int64_t limit) {
    return select_of(filter).queue(tx, after, limit);
}
std::vector<InList> queue(db::Tx& tx, const OfficeFilter& filter,
                          const std::optional<Cursor>& after, std::int64_t limit) {
    return select_of(filter).queue(tx, after, limit);
}

std::int64_t count(db::Tx& tx, const IntakeFilter& filter) {
    return select_of(filter).count(tx);
}
std::int64_t count(db::Tx& tx, const BodyFilter& filter) {
    return select_of(filter).count(tx);
}
std::int64_t count(db::Tx& tx, const OfficeFilter& filter) {
    return select_of(filter).count(tx);
}

std::string statement_of(const IntakeFilter& filter) {
    return select_of(filter).statement({}, any_limit);
}
std::string statement_of(const BodyFilter& filter) {
    return select_of(filter).statement({}, any_limit);
}
std::string statement_of(const OfficeFilter& filter) {
    return select_of(filter).statement({}, any_limit);
}

}  // namespace pingyi::casework::store
