// The routes of attachments: sent under a draft token, given to a case, read by whom the case lets.
#include "modules/casework/areas.hpp"
#include "modules/casework/attachments.hpp"
#include "modules/casework/resident_tracking.hpp"

namespace pingyi::casework {
using namespace http;

namespace {

using accounts::only;
using accounts::Role;

constexpr std::int64_t rows_shown = 25;
constexpr std::string_view bytes_media = "application/octet-stream";

/// Rows for staff only are gated before a handler runs, so somebody is signed in here.
const accounts::Account& account_in(const Call<Deps>& call) {
    return *accounts::account_of(call.caller);
}

Result<Created<AttachmentView>> upload_attachment(const Call<Deps>& call,
                                                  const Query<UploadQuery>& query,
                                                  const RawBody& body) {
    TRY(view, upload_file(call.deps, call, *query, body.bytes));
    return Created<AttachmentView>{view, "/api/attachments/" + view.file.text()};
}

Result<AttachmentView> show_attachment(const Call<Deps>& call, const Path<FilePath>& path,
                                       const Query<DraftQuery>& query) {
    return draft_file(call.deps, path->file, query->draft.value);
}

Result<> remove_attachment(const Call<Deps>& call, const Path<FilePath>& path,
                           const Query<DraftQuery>& query) {
    return drop_draft_file(call.deps, path->file, query->draft.value);
}

Result<TrackedCase> add_attachments_to_tracked_case(const Call<Deps>& call,
                                                    const Body<TrackedGiveBody>& body) {
    TRY(id, proven(call.deps, call, body->number, body->receipt));
    CHECK_OK(add_files_to_case(call.deps, call.now, id, body->attachments.value));
    return track(call.deps, call.now, id);
}

Result<Response> read_tracked_attachment(const Call<Deps>& call, const Path<FilePath>& path,
                                         const Body<TrackingBody>& body) {
    TRY(id, proven(call.deps, call, body->number, body->receipt));
    return file_of_writer(call.deps, id, path->file);
}

Result<Response> read_public_attachment(const Call<Deps>& call, const Path<CaseFilePath>& path) {
    return public_file(call.deps, path->case_.value, path->file);
}

Result<Response> read_staff_attachment(const Call<Deps>& call, const Path<CaseFilePath>& path) {
    return file_for_staff(call.deps, account_in(call), path->case_.value, path->file);
}

Result<AttachmentList> add_attachments_to_reply(const Call<Deps>& call,
                                                const Path<FilesOfCasePath>& path,
                                                const Body<GiveBody>& body) {
    return add_files_to_reply(call.deps, account_in(call), call.now, path->case_.value,
                              body->attachments.value);
}

Result<> remove_attachment_of_reply(const Call<Deps>& call, const Path<CaseFilePath>& path) {
    return drop_file_of_reply(call.deps, account_in(call), path->case_.value, path->file);
}

Result<Page<UnseenAttachment>> list_unseen_attachments(const Call<Deps>& call,
                                                       const Query<UnseenQuery>& query) {
    return unseen_attachments(call.deps, query->after,
                              query->limit ? query->limit->value : rows_shown);
}

Result<AttachmentView> decide_on_attachment(const Call<Deps>& call, const Path<FilePath>& path,
                                            const Body<FileVerdictBody>& body) {
    return decide_attachment(call.deps, account_in(call), call.now, path->file, body->verdict);
}

constexpr Callers intake = only(Role::intake_officer);
constexpr Callers bodies = only(Role::unit_handler, Role::unit_head);
constexpr Callers readers = only(Role::unit_handler, Role::unit_head, Role::intake_officer,
                                 Role::programme_office, Role::auditor);

constexpr Row<Deps> table[] = {
    post<upload_attachment>("/api/attachments", anyone,
                            {"上传附件（照片或PDF）", "Send a file: a picture or a PDF"})
        .takes(bytes_media, files::bytes_max)
        .unlogged(),
    get<show_attachment>("/api/attachments/{file}", anyone,
                         {"附件处理好了没有", "How a file that was sent is doing"})
        .unlogged(),
    del<remove_attachment>("/api/attachments/{file}", anyone,
                           {"删去还没有提交的附件", "Remove a file before it is given to a case"})
        .unlogged(),
    post<add_attachments_to_tracked_case>("/api/tracking/attachments", anyone,
                                          {"补充附件", "Add files to one's case"})
        .unlogged(),
    post<read_tracked_attachment>("/api/tracking/attachments/{file}", anyone,
                                  {"打开自己来信的附件", "Read a file of one's case"})
        .answers(bytes_media)
        .unlogged(),
    get<read_public_attachment>("/cases/{case}/attachments/{file}", anyone,
                                {"公开的附件", "A file of a public case, once looked at"})
        .answers(bytes_media),
    get<read_staff_attachment>("/api/desk/cases/{case}/attachments/{file}", readers,
                               {"打开办件的附件", "Read a file of a case"})
        .answers(bytes_media),
    post<add_attachments_to_reply>(
        "/api/desk/cases/{case}/reply/attachments", bodies,
        {"给答复加附件", "Add files to the reply that is being written"}),
    del<remove_attachment_of_reply>("/api/desk/cases/{case}/reply/attachments/{file}", bodies,
                                    {"删去答复的附件", "Remove a file from the reply"}),
    get<list_unseen_attachments>("/api/intake/attachments", intake,
                                 {"列出待查看的附件", "List files that wait for a look"}),
    post<decide_on_attachment>("/api/intake/attachments/{file}", intake,
                               {"附件能否公开", "Show a file to everybody, or withhold it"}),
};

}  // namespace

Routes<Deps> attachment_routes() {
    return {"casework.attachments", {"附件", "Attachments"}, table};
}

}  // namespace pingyi::casework
