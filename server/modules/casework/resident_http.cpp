// The routes of residents: filing and tracking, without an account and without a log line.
#include "modules/casework/areas.hpp"
#include "modules/casework/resident_filing.hpp"
#include "modules/casework/resident_follow.hpp"
#include "modules/casework/resident_similar.hpp"
#include "modules/casework/resident_tracking.hpp"

namespace pingyi::casework {
using namespace http;

namespace {

constexpr std::string_view tracking_page = "/cases/track";

Result<FilingForm> show_filing_form(const Call<Deps>& call) {
    return filing_form(call.deps);
}

Result<MaskingView> show_masking(const Call<Deps>&, const Body<MaskingBody>& body) {
    return masking_view(*body);
}

Result<SimilarCases> find_similar_cases(const Call<Deps>& call, const Body<SimilarBody>& body) {
    return similar_cases(call.deps, *body);
}

Result<Created<Filed>> file_case(const Call<Deps>& call, const Body<FilingBody>& body) {
    TRY(filed, file_letter(call.deps, call, *body));
    return Created<Filed>{filed, std::string(tracking_page)};
}

Result<TrackedCase> track_case(const Call<Deps>& call, const Body<TrackingBody>& body) {
    TRY(id, proven(call.deps, call, body->number, body->receipt));
    return track(call.deps, call.now, id);
}

Result<Created<TrackedCase>> add_to_tracked_case(const Call<Deps>& call,
                                                 const Body<AdditionBody>& body) {
    TRY(id, proven(call.deps, call, body->number, body->receipt));
    CHECK_OK(add_to_case(call.deps, call, id, *body));
    TRY(view, track(call.deps, call.now, id));
    return Created<TrackedCase>{std::move(view), std::string(tracking_page)};
}

Result<TrackedCase> contest_case(const Call<Deps>& call, const Body<ContestBody>& body) {
    TRY(id, proven(call.deps, call, body->number, body->receipt));
    CHECK_OK(contest(call.deps, call.now, id, body->reason.value));
    return track(call.deps, call.now, id);
}

Result<TrackedCase> answer_about_case(const Call<Deps>& call, const Body<AnswersBody>& body) {
    TRY(id, proven(call.deps, call, body->number, body->receipt));
    CHECK_OK(answer(call.deps, call.now, id, body->solved, body->satisfied));
    return track(call.deps, call.now, id);
}

Result<TrackedCase> withdraw_case(const Call<Deps>& call, const Body<WithdrawalBody>& body) {
    TRY(id, proven(call.deps, call, body->number, body->receipt));
    CHECK_OK(set_withdrawal(call.deps, call.now, id, body->withdraw));
    return track(call.deps, call.now, id);
}

Result<TrackedCase> withdraw_contact_of_case(const Call<Deps>& call,
                                             const Body<TrackingBody>& body) {
    TRY(id, proven(call.deps, call, body->number, body->receipt));
    CHECK_OK(withdraw_contact(call.deps, call.now, id));
    return track(call.deps, call.now, id);
}

Result<TrackedCase> appeal_case(const Call<Deps>& call, const Body<AppealRequest>& body) {
    TRY(id, proven(call.deps, call, body->number, body->receipt));
    CHECK_OK(appeal(call.deps, call.now, id, body->about, body->grounds.value));
    return track(call.deps, call.now, id);
}

Result<> follow_case(const Call<Deps>& call, const Path<NumberPath>& path,
                     const Body<FollowBody>& body) {
    return ask_to_follow(call.deps, call, path->case_.value, *body);
}

Result<FollowedCase> confirm_following(const Call<Deps>& call,
                                       const Body<FollowConfirmation>& body) {
    return confirm_follow(call.deps, call, body->token.value);
}

Result<Response> filing_page(const Call<Deps>& call) {
    return call.deps.shell.app(call, "casework.page.new");
}
Result<Response> tracking_page_of_case(const Call<Deps>& call) {
    return call.deps.shell.app(call, "casework.page.track");
}

Result<Response> following_page(const Call<Deps>& call) {
    return call.deps.shell.app(call, "casework.page.follow");
}

constexpr Row<Deps> table[] = {
    get<show_filing_form>("/api/filing", anyone,
                          {"写信要用的选项与限制", "Choices and limits of the filing form"}),
    post<show_masking>("/api/cases/masking", anyone,
                       {"看看遮盖后别人读到什么", "Show what others will read after masking"})
        .unlogged(),
    post<find_similar_cases>("/api/cases/similar", anyone,
                             {"查找类似的公开来信", "Find public cases alike"})
        .unlogged(),
    post<file_case>("/api/cases", anyone, {"提交来信", "File a case"}).unlogged(),
    post<track_case>("/api/tracking", anyone,
                     {"凭编号和回执码查进度", "Track a case with number and receipt"})
        .unlogged(),
    post<add_to_tracked_case>("/api/tracking/additions", anyone,
                              {"补充情况", "Add information to one's case"})
        .unlogged(),
    post<contest_case>("/api/tracking/contest", anyone,
                       {"不认可，要求重办", "Have one's case handled again"})
        .unlogged(),
    post<answer_about_case>("/api/tracking/answers", anyone,
                            {"评价：解决了吗、满意吗", "Answer: solved? satisfied?"})
        .unlogged(),
    post<withdraw_case>("/api/tracking/withdrawal", anyone,
                        {"撤回来信，或取消撤回", "Withdraw one's case, or take that back"})
        .unlogged(),
    post<withdraw_contact_of_case>(
        "/api/tracking/contact/withdrawal", anyone,
        {"撤回留给回访员的联系方式", "Withdraw the contact left for call-back"})
        .unlogged(),
    post<appeal_case>("/api/tracking/appeal", anyone,
                      {"申请复核", "Appeal against a refusal or a closing"})
        .unlogged(),
    post<follow_case>("/api/cases/{case}/follow", anyone,
                      {"关注这件事，或不再关注", "Follow a public case, or no longer"})
        .unlogged(),
    post<confirm_following>("/api/cases/follow/confirmation", anyone,
                            {"确认关注", "Confirm that one follows a case"})
        .unlogged(),
    page<filing_page>("/cases/new", {"写信页", "Page to file a case"}),
    page<tracking_page_of_case>("/cases/track", {"查进度页", "Page to track a case"}),
    page<following_page>("/cases/follow", {"确认关注页", "Page to confirm a following"}),
};

}  // namespace

Routes<Deps> resident_routes() {
    return {"casework.resident", {"写信与查进度", "Filing and tracking"}, table};
}

}  // namespace pingyi::casework
