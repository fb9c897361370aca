// Keys for search, the hierarchy, and what a change of the register does.
#include "modules/units/rules.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "kernel/text.hpp"

namespace pingyi::units {
namespace {

constexpr std::size_t words_max = 5;
constexpr std::size_t values_max = 8;

std::string without_spaces(std::string text) {
    std::erase(text, ' ');
    return text;
}

std::vector<std::string_view> names_of(const Unit& unit) {
    std::vector<std::string_view> names{unit.name.zh, unit.name.en, unit.short_name.zh,
                                        unit.short_name.en};
    names.insert(names.end(), unit.other_names.begin(), unit.other_names.end());
    std::erase(names, std::string_view{});
    return names;
}

/// One change of the register: drafts go in, then codes are resolved and the whole is checked.
class Planning {
public:
    Planning(const Register& existing, std::span<const Draft> drafts)
        : existing_{existing}, drafts_{drafts}, units_{existing.units} {
        for (std::size_t i = 0; i < units_.size(); ++i) by_code_.emplace(units_[i].code, i);
        for (std::size_t i = 0; i < units_.size(); ++i) by_id_.emplace(units_[i].id, i);
    }

    Result<Plan> run() {
        for (const Draft& draft : drafts_) add(draft);
        if (units_.size() + existing_.elsewhere > units_max) {
            errors_.push_back({"", "too_many", std::to_string(units_max)});
        }
        for (const Draft& draft : drafts_) link(draft);
        for (const Draft& draft : drafts_) check(draft);
        check_hierarchy();
        check_successors();
        if (!errors_.empty()) return fail_fields(std::move(errors_));
        Plan plan = outcome();
        if (plan.units.size() > changes_max) {
            return fail_fields({{"", "units_too_many_changes", std::to_string(changes_max)}});
        }
        return plan;
    }

private:
    void mistake(const Draft& draft, std::string_view column, std::string_view code,
                 std::string limit = {}) {
        const std::string place =
            draft.row == 0 ? "#/" + std::string(column)
                           : "row " + std::to_string(draft.row) + ", " + std::string(column);
        errors_.push_back({place, std::string(code), std::move(limit)});
    }

    void add(const Draft& draft) {
        const auto [place, is_new] = by_code_.emplace(draft.code, units_.size());
        if (!touched_.insert(place->second).second) {
            mistake(draft, "code", "units_double_code");
            return;
        }
        if (is_new) {
            Unit fresh;
            fresh.id = draft.id;
            fresh.code = draft.code;
            by_id_.emplace(fresh.id, units_.size());
            units_.push_back(std::move(fresh));
            if (!draft.class_code) mistake(draft, "class", "required");
            if (!draft.name_zh) mistake(draft, "name", "required");
        }
        if (draft.must_be_new && !is_new) mistake(draft, "code", "units_code_taken");
        Unit& unit = units_[place->second];
        row_of_.emplace(place->second, &draft);
        unit.class_code = draft.class_code.value_or(unit.class_code);
        unit.name.zh = draft.name_zh.value_or(unit.name.zh);
        unit.name.en = draft.name_en.value_or(unit.name.en);
        unit.short_name.zh = draft.short_zh.value_or(unit.short_name.zh);
        unit.short_name.en = draft.short_en.value_or(unit.short_name.en);
        unit.other_names = draft.other_names.value_or(unit.other_names);
        unit.valid_from = draft.valid_from.value_or(unit.valid_from);
        unit.valid_to = draft.valid_to.value_or(unit.valid_to);
    }

    /// Turns the codes of parent and successor into ids, once every body of the file is known.
    void link(const Draft& draft) {
        Unit& unit = units_[by_code_.at(draft.code)];
        const auto resolve = [&](const std::optional<std::string>& code, std::string_view column,
                                 std::optional<UnitId>& id) {
            if (!code) return;
            id.reset();
            if (code->empty()) return;
            const auto found = by_code_.find(*code);
            if (found == by_code_.end()) return mistake(draft, column, "units_no_such_unit");
            id = units_[found->second].id;
        };
        resolve(draft.parent, "parent", unit.parent);
        resolve(draft.successor, "successor", unit.successor);
    }

    void check(const Draft& draft) {
        const Unit& unit = units_[by_code_.at(draft.code)];
        if (draft.class_code && std::ranges::find(existing_.classes, unit.class_code,
                                                  &Class::code) == existing_.classes.end()) {
            mistake(draft, "class", "units_no_such_class");
        }
        if (unit.other_names.size() > other_names_max) {
            mistake(draft, "other_names", "too_many", std::to_string(other_names_max));
        }
        if (unit.valid_from && unit.valid_to && *unit.valid_to < *unit.valid_from) {
            mistake(draft, "valid_to", "units_ends_before_start");
        }
        if (unit.successor && !unit.valid_to) mistake(draft, "valid_to", "required");
    }

    /// Walks from every body to its root. A walk that is too long or comes back is reported once,
    /// on the first body of it that this change touches.
    void check_hierarchy() {
        std::set<const Draft*> reported;
        for (std::size_t start = 0; start < units_.size(); ++start) {
            std::vector<std::size_t> walk{start};
            bool cycle = false;
            while (units_[walk.back()].parent && walk.size() <= units_max && !cycle) {
                const std::size_t up = by_id_.at(*units_[walk.back()].parent);
                cycle = std::ranges::find(walk, up) != walk.end();
                walk.push_back(up);
            }
            if (!cycle && walk.size() <= std::size_t{depth_max}) continue;
            for (const std::size_t step : walk) {
                const auto row = row_of_.find(step);
                if (row == row_of_.end() || !row->second->parent) continue;
                if (reported.insert(row->second).second) {
                    mistake(*row->second, "parent", cycle ? "units_cycle" : "units_too_deep",
                            cycle ? "" : std::to_string(depth_max));
                }
                break;
            }
        }
    }

    void check_successors() {
        for (const auto& [index, draft] : row_of_) {
            std::size_t at = index;
            for (std::size_t steps = 0; units_[at].successor; ++steps) {
                at = by_id_.at(*units_[at].successor);
                if (at != index && steps <= units_.size()) continue;
                mistake(*draft, "successor", "units_cycle");
                break;
            }
        }
    }

    Plan outcome() {
        Plan plan;
        plan.revision = existing_.revision;
        for (const std::size_t index : touched_) {
            const Unit& unit = units_[index];
            if (index >= existing_.units.size()) {
                ++plan.created;
            } else if (unit == existing_.units[index]) {
                ++plan.unchanged;
                continue;
            } else {
                ++plan.changed;
            }
            plan.units.push_back({unit, sort_key(unit), search_text(unit)});
        }
        return plan;
    }

    const Register& existing_;
    std::span<const Draft> drafts_;
    std::vector<Unit> units_;
    std::map<std::string, std::size_t, std::less<>> by_code_;
    std::map<UnitId, std::size_t> by_id_;
    std::set<std::size_t> touched_;
    std::map<std::size_t, const Draft*> row_of_;
    std::vector<FieldError> errors_;
};

/// Chinese is required where English stands.
void check_label(std::vector<FieldError>& errors, const std::string& place, const Label& label) {
    if (label.zh.empty() && !label.en.empty()) errors.push_back({place, "required", {}});
}

/// `labels` shows each label of an item to the function that it is given.
template <class Item, class Labels>
Result<> check_each(std::string_view list, std::span<const Item> items, const Labels& labels) {
    std::vector<FieldError> errors;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string place = std::string(list) + std::to_string(i) + "/";
        labels(items[i], [&](const char* name, const Label& label) {
            check_label(errors, place + name, label);
        });
    }
    if (!errors.empty()) return fail_fields(std::move(errors));
    return {};
}

bool is_web_link(std::string_view link) {
    const std::string folded = text::folded(link);
    return (folded.starts_with("https://") || folded.starts_with("http://")) &&
           link.find(' ') == std::string_view::npos;
}

}  // namespace

State state_of(const Unit& unit, Day today) {
    if (unit.valid_from && today < *unit.valid_from) return State::planned;
    if (unit.valid_to && today > *unit.valid_to) return State::ended;
    return State::current;
}

std::string search_text(const Unit& unit) {
    std::vector<std::string> keys{unit.code};
    for (const std::string_view name : names_of(unit)) {
        for (std::string key :
             {text::folded(name), text::pinyin(name), text::pinyin_initials(name)}) {
            key = without_spaces(std::move(key));
            if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
        }
    }
    std::string all;
    for (const auto& key : keys) all += key + '\n';
    return all;
}

std::vector<std::string> search_words(std::string_view typed) {
    const std::string folded = text::folded(typed);
    std::vector<std::string> words;
    std::string_view rest = text::trimmed(folded);
    while (!rest.empty() && words.size() < words_max) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        words.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return words;
}

std::string sort_key(const Unit& unit) {
    return text::pinyin(unit.name.zh);
}

bool is_code(std::string_view text) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return text.size() >= 2 && text.size() <= 40 && plain(text.front()) && plain(text.back()) &&
           std::ranges::all_of(text, [&](char c) { return plain(c) || c == '-'; });
}

Result<Plan> plan(const Register& existing, std::span<const Draft> drafts) {
    return Planning{existing, drafts}.run();
}

Result<> check(std::span<const Service> services) {
    return check_each("#/services/", services, [](const Service& service, const auto& check) {
        check("description", service.description);
        check("location", service.location);
        check("hours", service.hours);
    });
}

Result<> check(std::span<const Contact> contacts) {
    return check_each("#/contacts/", contacts, [](const Contact& contact, const auto& check) {
        check("address", contact.address);
        check("hours", contact.hours);
    });
}

Result<> check_profile(std::span<const ProfileItem> items) {
    std::vector<FieldError> errors;
    std::map<ProfileKind, std::size_t> counts;
    std::set<std::pair<ProfileKind, std::string>> said;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const ProfileItem& item = items[i];
        const std::string place = "#/items/" + std::to_string(i);
        const std::size_t most = item.kind == ProfileKind::value ? values_max : 1;
        if (++counts[item.kind] > most) {
            errors.push_back({place + "/kind", "too_many", std::to_string(most)});
        }
        if (!said.emplace(item.kind, item.text.zh).second) {
            errors.push_back({place + "/text", "units_said_twice", {}});
        }
        check_label(errors, place + "/evidence", item.evidence);
        if (!item.evidence_link.empty() && !is_web_link(item.evidence_link)) {
            errors.push_back({place + "/evidence_link", "units_bad_link", {}});
        }
    }
    if (items.empty()) errors.push_back({"#/items", "required", {}});
    if (!errors.empty()) return fail_fields(std::move(errors));
    return {};
}

}  // namespace pingyi::units
