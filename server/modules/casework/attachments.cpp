// Everything that takes time (telling what a file is, hashing) happens before the transaction.
#include "modules/casework/attachments.hpp"

#include <algorithm>

#include "modules/casework/attachments_store.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/policy.hpp"
#include "modules/casework/receipt.hpp"
#include "modules/casework/resident_store.hpp"
#include "modules/casework/resident_view.hpp"
#include "modules/casework/staff_case.hpp"
#include "modules/casework/steps.hpp"
#include "modules/units/api.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::casework {
namespace {

constexpr std::string_view draft_kind = "casework.draft";
constexpr std::string_view upload_scope = "casework.attach";
constexpr std::chrono::days draft_days{2};
constexpr std::int64_t swept_max = 50;
/// Uploads of one address that are free of waiting, where no setting says otherwise.
constexpr Allowance uploads{60, std::chrono::seconds{300}};

std::unexpected<Error> no_such_attachment() {
    return fail(ErrorKind::not_found, "casework.no_such_attachment");
}
/// Whatever may not be read is answered like a case that is not there.
std::unexpected<Error> no_such_case() {
    return fail(ErrorKind::not_found, "casework.no_such_case");
}
std::unexpected<Error> too_many() {
    return fail(ErrorKind::conflict, "casework.too_many_attachments");
}

files::Owner draft_owner(const Deps& deps, std::string_view draft) {
    return {std::string(draft_kind), keyed_hash(deps.installation_key, "draft", draft)};
}

AttachmentView view_of(const files::Info& info, const Attachment* attachment = nullptr) {
    AttachmentView view;
    view.file = info.id;
    view.name = info.name;
    view.kind =
        info.media_type == "application/pdf" ? AttachmentKind::pdf : AttachmentKind::picture;
    view.bytes = info.bytes;
    if (info.state == files::State::ready) view.state = AttachmentState::ready;
    if (info.state == files::State::refused) view.state = AttachmentState::refused;
    if (!info.reason.empty()) view.reason = info.reason;
    if (attachment != nullptr) {
        view.reply = attachment->reply;
        view.verdict = attachment->verdict;
    }
    return view;
}

/// Views of those that `may_read` lets through.
template <class May>
std::vector<AttachmentView> views_of(db::Tx& tx, CaseId id, May&& may_read) {
    std::vector<AttachmentView> views;
    for (const Attachment& each : store::attachments(tx, id)) {
        if (!may_read(each)) continue;
        if (const auto info = files::find(tx, each.file)) views.push_back(view_of(*info, &each));
    }
    return views;
}

/// Counts an upload of this address. errors   too_many casework.too_many_attempts
Result<> count_upload(db::Tx& tx, const std::string& key, Instant now) {
    const Allowance allowance{store::setting(tx, "upload.address.free", uploads.free),
                              std::chrono::seconds{store::setting(tx, "upload.address.wait_max",
                                                                  uploads.wait_max.count())}};
    const Attempts before = store::attempts(tx, key);
    const auto wait = wait_before_next(before, allowance, now);
    if (wait.count() > 0) {
        auto refused = fail(ErrorKind::too_many, "casework.too_many_attempts");
        refused.error().retry_after = wait;
        return refused;
    }
    store::keep_attempts(tx, key, with_one_more(before, now));
    return {};
}

bool counts(const files::Info& info) {
    return info.state != files::State::refused;
}

/// A file of this draft. errors   not_found casework.no_such_attachment
Result<files::Info> find_in(db::Tx& tx, files::FileId file, const files::Owner& draft) {
    auto info = files::find(tx, file);
    if (!info || info->owner != draft) return no_such_attachment();
    return info;
}

/// The file as the case has it. errors   not_found casework.no_such_case
Result<Attachment> attachment_in(db::Tx& tx, const Case& item, files::FileId file) {
    const auto found = store::find_attachment(tx, file);
    if (!found || found->case_id != item.id) return no_such_case();
    return *found;
}

Result<http::Response> answer_of(db::Tx& tx, const Attachment& attachment, files::Cache cache) {
    const auto info = files::find(tx, attachment.file);
    if (!info) return no_such_case();
    return files::answer(tx, *info, cache);
}

std::vector<UnitId> above_lead(db::Tx& tx, const Case& item) {
    return item.lead_unit ? units::ancestors(tx, *item.lead_unit) : std::vector<UnitId>{};
}

/// The reply that a body is writing in this round, for somebody of that body.
Result<ReplyId> reply_at_work(db::Tx& tx, const accounts::Account& account, const Case& item) {
    if (!item.lead_unit) return fail(ErrorKind::conflict, "casework.no_lead_unit");
    CHECK_OK(policy::may_handle(account, *item.lead_unit, above_lead(tx, item)));
    for (const Reply& reply : store::replies(tx, item.id)) {
        const bool is_written =
            reply.state == ReplyState::draft || reply.state == ReplyState::sent_back;
        if (reply.round == item.round && reply.unit == *item.lead_unit && is_written) {
            return reply.id;
        }
    }
    return fail(ErrorKind::conflict, "casework.step_not_allowed");
}

}  // namespace

Result<AttachmentView> upload_file(const Deps& deps, const http::Context& context,
                                   const UploadQuery& query, std::string_view bytes) {
    TRY(upload, files::upload_of(query.name.value, bytes));
    const files::Owner draft = draft_owner(deps, query.draft.value);
    const std::string address =
        keyed_hash(deps.installation_key, "upload_address", context.request.client);
    const auto fresh = crypto::new_id<files::FileId>(context.now);
    const db::RepeatKey repeat{upload_scope, context.key->value, context.key->body_hash};
    const Day today = deps.calendar.zone().day_of(context.now);
    TRY(file, deps.database.write([&](db::Tx& tx) -> Result<files::FileId> {
        TRY(before, db::earlier(tx, repeat));
        if (before) return files::FileId::from(*before).value_or(files::FileId{});
        CHECK_OK(count_upload(tx, address, context.now));
        if (std::ranges::count_if(files::of_owner(tx, draft), counts) >= attachments_max) {
            return too_many();
        }
        CHECK_OK(files::begin(tx, fresh, draft, upload, today));
        db::remember(tx, repeat, fresh.text(), today);
        return fresh;
    }));
    // A repeated request goes on where the first one broke off; what is whole is not filled again.
    const auto filled = files::fill(deps.database, file, upload, context.now);
    if (!filled && filled.error().kind != ErrorKind::not_found) {
        return std::unexpected(filled.error());
    }
    return draft_file(deps, file, query.draft.value);
}

Result<AttachmentView> draft_file(const Deps& deps, files::FileId file, std::string_view draft) {
    const files::Owner owner = draft_owner(deps, draft);
    return deps.database.read([&](db::Tx& tx) -> Result<AttachmentView> {
        TRY(info, find_in(tx, file, owner));
        return view_of(info);
    });
}

Result<> drop_draft_file(const Deps& deps, files::FileId file, std::string_view draft) {
    const files::Owner owner = draft_owner(deps, draft);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(info, find_in(tx, file, owner));
        files::remove(tx, info.id);
        return {};
    });
}

Result<> sweep_drafts(db::Database& database, Day today) {
    for (std::int64_t removed = swept_max; removed == swept_max;) {
        TRY(here, database.write([&](db::Tx& tx) {
            return files::remove_older(tx, draft_kind, today - draft_days, swept_max);
        }));
        removed = here;
    }
    return {};
}

std::vector<Chosen> chosen(const Deps& deps, const std::vector<ChosenFile>& sent) {
    std::vector<Chosen> all;
    for (const ChosenFile& each : sent) {
        all.push_back({each.file, draft_owner(deps, each.draft.value)});
    }
    return all;
}

Result<> give_files(db::Tx& tx, const std::vector<Chosen>& files, CaseId id,
                    const std::optional<ReplyId>& reply, Instant now) {
    if (files.empty()) return {};
    const files::Owner owner = reply ? files::Owner{"casework.reply", reply->text()}
                                     : files::Owner{"casework.case", id.text()};
    auto room = (reply ? attachments_max : attachments_of_case_max) -
                std::ranges::count(store::attachments(tx, id), reply, &Attachment::reply);
    std::vector<FieldError> errors;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto wrong = [&](std::string_view code) {
            errors.push_back({"#/attachments/" + std::to_string(i), std::string(code), ""});
        };
        const auto info = files::find(tx, files[i].file);
        if (info && info->owner == owner) continue;  // a repeated request
        if (!info || info->owner != files[i].draft) {
            wrong("casework_no_such_attachment");
        } else if (!counts(*info)) {
            wrong("casework_attachment_refused");
        } else if (room-- <= 0) {
            return too_many();
        } else {
            files::give(tx, info->id, owner);
            store::insert(tx, {info->id, id, reply, false, now, {}});
        }
    }
    if (!errors.empty()) return fail_fields(std::move(errors));
    return {};
}

Result<> add_files_to_case(const Deps& deps, Instant now, CaseId id,
                           const std::vector<ChosenFile>& sent) {
    const auto files = chosen(deps, sent);
    const Moment drawn = moment(now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, store::find(tx, id));
        TRY(standing, standing_of(tx, deps.calendar, item));
        if (!offers(options_of(item, standing, now), ResidentAction::add)) {
            return fail(ErrorKind::conflict, "casework.not_offered_now");
        }
        const auto before = store::attachments(tx, id).size();
        CHECK_OK(give_files(tx, files, id, std::nullopt, now));
        if (store::attachments(tx, id).size() == before) return {};
        return note(tx, drawn, item, {.step = Step::add, .who = Party::resident});
    });
}

Result<AttachmentList> add_files_to_reply(const Deps& deps, const accounts::Account& account,
                                          Instant now, std::string_view number,
                                          const std::vector<ChosenFile>& sent) {
    const auto files = chosen(deps, sent);
    return deps.database.write([&](db::Tx& tx) -> Result<AttachmentList> {
        TRY(item, store::find_by_number(tx, number));
        TRY(reply, reply_at_work(tx, account, item));
        CHECK_OK(give_files(tx, files, item.id, reply, now));
        return AttachmentList{attachments_for_staff(tx, account, item)};
    });
}

Result<> drop_file_of_reply(const Deps& deps, const accounts::Account& account,
                            std::string_view number, files::FileId file) {
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, store::find_by_number(tx, number));
        TRY(reply, reply_at_work(tx, account, item));
        TRY(attachment, store::find_attachment(tx, file));
        if (attachment.reply != reply) return no_such_attachment();
        store::remove_attachment(tx, file);
        files::remove(tx, file);
        return {};
    });
}

std::vector<AttachmentView> public_attachments(db::Tx& tx, const Case& item) {
    auto views = views_of(tx, item.id, [&](const Attachment& each) {
        return policy::everybody_may_read(item, each);
    });
    std::erase_if(views,
                  [](const AttachmentView& view) { return view.state != AttachmentState::ready; });
    return views;
}

std::vector<AttachmentView> attachments_of_writer(db::Tx& tx, const Case& item) {
    return views_of(tx, item.id,
                    [](const Attachment& each) { return policy::writer_may_read(each); });
}

std::vector<AttachmentView> attachments_for_staff(db::Tx& tx, const accounts::Account& account,
                                                  const Case& item) {
    const auto above = above_lead(tx, item);
    return views_of(tx, item.id, [&](const Attachment& each) {
        return policy::staff_may_read(account, item, each, above);
    });
}

Result<http::Response> public_file(const Deps& deps, std::string_view number, files::FileId file) {
    return deps.database.read([&](db::Tx& tx) -> Result<http::Response> {
        TRY(item, store::find_by_number(tx, number));
        TRY(attachment, attachment_in(tx, item, file));
        if (!policy::everybody_may_read(item, attachment)) return no_such_case();
        return answer_of(tx, attachment, files::Cache::reader);
    });
}

Result<http::Response> file_of_writer(const Deps& deps, CaseId id, files::FileId file) {
    return deps.database.read([&](db::Tx& tx) -> Result<http::Response> {
        TRY(item, store::find(tx, id));
        TRY(attachment, attachment_in(tx, item, file));
        if (!policy::writer_may_read(attachment)) return no_such_case();
        return answer_of(tx, attachment, files::Cache::nobody);
    });
}

Result<http::Response> file_for_staff(const Deps& deps, const accounts::Account& account,
                                      std::string_view number, files::FileId file) {
    return deps.database.read([&](db::Tx& tx) -> Result<http::Response> {
        TRY(item, seen_case(tx, account, number));
        TRY(attachment, attachment_in(tx, item, file));
        if (!policy::staff_may_read(account, item, attachment, above_lead(tx, item))) {
            return no_such_case();
        }
        return answer_of(tx, attachment, files::Cache::reader);
    });
}

Result<> erase_old_files(db::Database& database, Instant now) {
    constexpr std::int64_t rows_max = 4;  // of up to 10 MB each
    for (;;) {
        TRY(old, database.read([&](db::Tx& tx) {
            const std::chrono::days kept{store::setting(tx, "retention.files.days", 180)};
            return store::to_settle(tx, now - kept, rows_max);
        }));
        if (old.empty()) return {};
        CHECK_OK(database.write([&](db::Tx& tx) -> Result<> {
            for (const Attachment& each : old) {
                TRY(item, store::find(tx, each.case_id));
                const bool is_kept = policy::is_kept(item, each);
                if (!is_kept) files::remove(tx, each.file);
                store::settle(tx, each.file, is_kept);
            }
            return {};
        }));
    }
}

Result<Page<UnseenAttachment>> unseen_attachments(const Deps& deps,
                                                  const std::optional<Cursor>& after,
                                                  std::int64_t limit) {
    return deps.database.read([&](db::Tx& tx) {
        auto found = store::unseen(tx, after, limit + 1);
        Page<UnseenAttachment> page;
        if (std::ssize(found) > limit) {
            found.pop_back();
            const Attachment& last = found.back();
            page.next = text_of(
                Cursor{std::to_string(last.added_at.time_since_epoch().count()), last.file.text()});
        }
        for (const Attachment& each : found) {
            const auto item = store::find(tx, each.case_id);
            const auto info = files::find(tx, each.file);
            if (!item || !info) continue;
            page.items.push_back(
                {item->number, item->subject, each.added_at, view_of(*info, &each)});
        }
        return page;
    });
}

Result<AttachmentView> decide_attachment(const Deps& deps, const accounts::Account& account,
                                         Instant now, files::FileId file, Verdict verdict) {
    CHECK_OK(policy::may_screen(account));
    return deps.database.write([&](db::Tx& tx) -> Result<AttachmentView> {
        TRY(attachment, store::find_attachment(tx, file));
        TRY(item, store::find(tx, attachment.case_id));
        if (verdict == Verdict::shown) CHECK_OK(files::review(tx, file, account.id, now));
        store::set_verdict(tx, file, verdict, account.id, now);
        accounts::note(tx, now,
                       verdict == Verdict::shown ? "casework.attachment_shown"
                                                 : "casework.attachment_withheld",
                       account.id, file.text(), "case=" + item.number,
                       accounts::Role::intake_officer);
        attachment.verdict = verdict;
        TRY(info, files::find(tx, file));
        return view_of(info, &attachment);
    });
}

}  // namespace pingyi::casework
