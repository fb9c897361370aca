#include "modules/casework/office_store.hpp"

#include "platform/db/words.hpp"

namespace pingyi::casework::store {

std::vector<TimeRules> time_rule_versions(db::Tx& tx) {
    std::vector<TimeRules> all;
    for (const db::Row row : tx.run("SELECT version, valid_from, note_zh, note_en FROM "
                                    "casework_rule_version ORDER BY version DESC LIMIT 100")) {
        all.push_back({row.integer(0), row.day(1), {row.text(2), row.text(3)}, {}});
    }
    for (TimeRules& version : all) {
        for (const db::Row row :
             tx.run("SELECT stage, kind, urgency, clock, amount, very_late_amount FROM "
                    "casework_rule WHERE version = $1 ORDER BY stage, kind, urgency",
                    {version.version})) {
            TimeRule& rule = version.rules.emplace_back();
            rule.version = version.version;
            rule.stage = from_word<Stage>(row.text(0));
            if (!row.text(1).empty()) rule.kind = from_word<Kind>(row.text(1));
            if (!row.text(2).empty()) rule.urgency = from_word<Urgency>(row.text(2));
            rule.rule = {from_word<DeadlineClock>(row.text(3)), row.integer(4)};
            rule.very_late_amount = row.maybe_integer(5);
        }
    }
    return all;
}

void add_time_rules(db::Tx& tx, TimeRules& made) {
    made.version =
        tx.run("SELECT coalesce(max(version), 0) + 1 FROM casework_rule_version")[0].integer(0);
    tx.run(
        "INSERT INTO casework_rule_version (version, valid_from, note_zh, note_en) "
        "VALUES ($1, $2, $3, $4)",
        {made.version, made.valid_from, made.note.zh, made.note.en});
    for (TimeRule& rule : made.rules) {
        rule.version = made.version;
        tx.run(
            "INSERT INTO casework_rule (version, stage, kind, urgency, clock, amount, "
            "very_late_amount) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            {rule.version, word_of(rule.stage), rule.kind ? word_of(*rule.kind) : std::string{},
             rule.urgency ? word_of(*rule.urgency) : std::string{}, word_of(rule.rule.clock),
             rule.rule.amount, rule.very_late_amount});
    }
}

}  // namespace pingyi::casework::store
