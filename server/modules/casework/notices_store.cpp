// The SQL of followers and of what they are told.
#include "modules/casework/notices_store.hpp"

namespace pingyi::casework::store {
namespace {

Follower follower_of(const db::Row& row) {
    return {row.text(0), row.text(1), row.text(2) == "en" ? Language::en : Language::zh};
}

void count_followers(db::Tx& tx, CaseId id, std::int64_t more) {
    tx.run("UPDATE casework_case SET followers = followers + $1 WHERE id = $2", {more, id});
}

}  // namespace

std::optional<Follower> follower(db::Tx& tx, CaseId id, std::string_view contact) {
    const auto rows = tx.run(
        "SELECT contact, address, language FROM casework_follower WHERE case_id = $1 "
        "AND contact = $2",
        {id, contact});
    if (rows.empty()) return std::nullopt;
    return follower_of(rows[0]);
}

void put_follower(db::Tx& tx, CaseId id, const Follower& follower) {
    const bool is_new = !store::follower(tx, id, follower.contact);
    tx.run(
        "INSERT INTO casework_follower (case_id, contact, address, language) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT (case_id, contact) DO UPDATE SET "
        "address = excluded.address, language = excluded.language",
        {id, follower.contact, follower.address, follower.language == Language::en ? "en" : "zh"});
    if (is_new) count_followers(tx, id, 1);
}

void remove_follower(db::Tx& tx, CaseId id, std::string_view contact) {
    const auto removed =
        tx.run("DELETE FROM casework_follower WHERE case_id = $1 AND contact = $2", {id, contact})
            .changed;
    count_followers(tx, id, -removed);
}

std::vector<Follower> followers(db::Tx& tx, CaseId id, std::string_view told, std::int64_t limit) {
    std::vector<Follower> all;
    for (const db::Row row :
         tx.run("SELECT contact, address, language FROM casework_follower WHERE case_id = $1 "
                "AND contact > $2 AND address <> '' ORDER BY contact LIMIT $3",
                {id, told, limit})) {
        all.push_back(follower_of(row));
    }
    return all;
}

void forget_address(db::Tx& tx, CaseId id, std::string_view contact) {
    tx.run("UPDATE casework_follower SET address = '' WHERE case_id = $1 AND contact = $2",
           {id, contact});
}

void queue_announcement(db::Tx& tx, const Announcement& announcement) {
    tx.run(
        "INSERT INTO casework_announcement (case_id, version, template, told) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        {announcement.case_id, announcement.version, announcement.template_name,
         announcement.told});
}

std::optional<Announcement> next_announcement(db::Tx& tx) {
    const auto rows = tx.run(
        "SELECT case_id, version, template, told FROM casework_announcement "
        "ORDER BY case_id, version, template LIMIT 1");
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return Announcement{row.id<CaseId>(0), row.integer(1), row.text(2), row.text(3)};
}

void save_told(db::Tx& tx, const Announcement& announcement) {
    tx.run(
        "UPDATE casework_announcement SET told = $1 WHERE case_id = $2 AND version = $3 "
        "AND template = $4",
        {announcement.told, announcement.case_id, announcement.version,
         announcement.template_name});
}

void remove_announcement(db::Tx& tx, const Announcement& announcement) {
    tx.run(
        "DELETE FROM casework_announcement WHERE case_id = $1 AND version = $2 AND template = $3",
        {announcement.case_id, announcement.version, announcement.template_name});
}

}  // namespace pingyi::casework::store
