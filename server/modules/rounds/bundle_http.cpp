// Bundles of results as files: the public one for everybody once it is published, page by page and
// as one archive; the auditors' for them alone.
#include <algorithm>
#include <array>

#include "modules/rounds/areas.hpp"
#include "modules/rounds/compute.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/rounds_wire.hpp"
#include "modules/rounds/tar.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/encoding.hpp"

namespace pingyi::rounds {

using FileName = Text<1, 200>;
struct BundleFilePath {
    RoundCode round;
    FileName file;
};
BOOST_DESCRIBE_STRUCT(BundleFilePath, (), (round, file))
struct BundleFolderPath {
    RoundCode round;
    FileName folder;
    FileName file;
};
BOOST_DESCRIBE_STRUCT(BundleFolderPath, (), (round, folder, file))

namespace {

using namespace http;
using accounts::Role;

/// The pages of a bundle bring their style along and run nothing.
constexpr std::string_view bundle_policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";
constexpr std::string_view checked_each_time = "public, max-age=0, must-revalidate";

std::string_view media_of(std::string_view name) {
    constexpr std::array media{std::pair{".html", "text/html; charset=utf-8"},
                               std::pair{".css", "text/css; charset=utf-8"},
                               std::pair{".csv", "text/csv; charset=utf-8"},
                               std::pair{".json", "application/json"},
                               std::pair{".yaml", "application/yaml"},
                               std::pair{".txt", "text/plain; charset=utf-8"}};
    for (const auto& [ending, type] : media) {
        if (name.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

/// The round, once everybody may see its result.
Result<Round> published_round(db::Tx& tx, const std::string& code) {
    TRY(round, store::round_by_code(tx, code));
    if (!is_published(round)) return fail(ErrorKind::not_found, "rounds.no_such_round");
    return std::move(round);
}

/// The answer without its body; whether the reader has it already.
bool is_known(const Context& context, Response& answer, const std::string& etag) {
    answer.with("ETag", etag).with("Cache-Control", checked_each_time);
    answer.with("Content-Security-Policy", bundle_policy);
    if (!etag_matches(context.request.header("If-None-Match"), etag)) return false;
    answer.status = 304;
    return true;
}

Result<Response> file_of(const Call<Deps>& call, const std::string& code, const std::string& name) {
    return call.deps.database.read([&](db::Tx& tx) -> Result<Response> {
        TRY(round, published_round(tx, code));
        const auto file = store::result_file(tx, *round.result, store::Bundle::open, name);
        if (!file) return fail(ErrorKind::not_found, "request.not_found");
        Response answer;
        answer.with("Content-Type", media_of(name));
        if (is_known(call, answer, "\"" + file->sha256 + "\"")) return answer;
        answer.body = store::result_text(tx, *round.result, store::Bundle::open, name);
        return answer;
    });
}

struct Found {
    Round round;
    StoredResult result;
    std::string receipt{};  ///< empty: the ledger has no signed checkpoint with its entry yet
};

/// The receipt of the ledger, which grows: the one of today.
Result<std::string> receipt_of(db::Tx& tx, const StoredResult& result) {
    if (!result.entry || !ledger::receipt_place(tx, *result.entry)) return std::string{};
    return ledger::receipt(tx, *result.entry);
}

Result<Found> published_result(db::Tx& tx, const std::string& code) {
    Found found;
    TRY(round, published_round(tx, code));
    found.round = std::move(round);
    TRY(result, store::result(tx, *found.round.result));
    found.result = std::move(result);
    TRY(receipt, receipt_of(tx, found.result));
    found.receipt = std::move(receipt);
    return found;
}

Result<Response> receipt_answer(const Call<Deps>& call, const std::string& code) {
    TRY(found, call.deps.database.read([&](db::Tx& tx) { return published_result(tx, code); }));
    if (found.receipt.empty()) return fail(ErrorKind::not_found, "rounds.no_receipt_yet");
    Response answer;
    answer.with("Content-Type", "text/plain; charset=utf-8");
    const std::string hash = crypto::hex(crypto::sha256(found.receipt));
    if (!is_known(call, answer, "\"" + hash + "\"")) answer.body = std::move(found.receipt);
    return answer;
}

Result<Response> open_bundle(const Call<Deps>& call, const Path<RoundCodePath>& path) {
    CHECK_OK(call.deps.database.read(
        [&](db::Tx& tx) { return published_round(tx, path->round.value); }));
    Response answer;
    answer.status = 303;
    answer.with("Location", "/rounds/" + path->round.value + "/bundle/index.html")
        .with("Cache-Control", "no-store");
    return answer;
}

Result<Response> read_bundle_file(const Call<Deps>& call, const Path<BundleFilePath>& path) {
    if (path->file.value == scoring::receipt_file) return receipt_answer(call, path->round.value);
    return file_of(call, path->round.value, path->file.value);
}

Result<Response> read_bundle_folder(const Call<Deps>& call, const Path<BundleFolderPath>& path) {
    return file_of(call, path->round.value, path->folder.value + "/" + path->file.value);
}

void add_receipt(store::Contents& files, const Found& found) {
    if (!found.receipt.empty()) files.emplace(scoring::receipt_file, found.receipt);
}

Response archive_answer(const std::string& name, std::string octets) {
    Response answer;
    answer.with("Content-Type", "application/x-tar")
        .with("Content-Disposition", "attachment; filename=\"" + name + ".tar\"");
    answer.body = std::move(octets);
    return answer;
}

Result<Response> download_bundle(const Call<Deps>& call, const Path<RoundCodePath>& path) {
    TRY(found, call.deps.database.read(
                   [&](db::Tx& tx) { return published_result(tx, path->round.value); }));
    Response known;
    const std::string tag =
        found.result.public_id + "-" + crypto::hex(crypto::sha256(found.receipt));
    if (is_known(call, known, "\"" + tag + "\"")) return known;
    TRY(files, stored_files(call.deps.database, found.result.id, store::Bundle::open));
    add_receipt(files, found);
    const std::string name = "pingyi-" + found.round.code;
    TRY(octets, tar_of(name, files, found.result.computed_at));
    Response answer = archive_answer(name, std::move(octets));
    std::ranges::move(known.headers, std::back_inserter(answer.headers));
    return answer;
}

Result<Response> download_audit_bundle(const Call<Deps>& call, const Path<RoundPath>& path) {
    const accounts::Account& account = account_of(call);
    CHECK_OK(policy::may_audit(account));
    TRY(found, call.deps.database.write([&](db::Tx& tx) -> Result<Found> {
        TRY(round, store::round(tx, path->round));
        TRY(result, store::result(tx, round.result.value_or(ResultId{})));
        accounts::note(tx, call.now, "rounds.audit_read", account.id, result.id.text(), "",
                       Role::auditor);
        return Found{round, result, {}};
    }));
    TRY(files, stored_files(call.deps.database, found.result.id, store::Bundle::audit));
    TRY(receipt, call.deps.database.read([&](db::Tx& tx) { return receipt_of(tx, found.result); }));
    found.receipt = std::move(receipt);
    add_receipt(files, found);
    const std::string name = "pingyi-" + found.round.code + "-audit";
    TRY(octets, tar_of(name, files, found.result.computed_at));
    return archive_answer(name, std::move(octets)).with("Cache-Control", "no-store");
}

constexpr Row<Deps> table[] = {
    get<open_bundle>("/rounds/{round}/bundle", anyone,
                     {"公布结果的完整文件", "The files of a published result"})
        .answers("*/*"),
    get<read_bundle_file>("/rounds/{round}/bundle/{file}", anyone,
                          {"公布结果的一个文件", "A file of a published result"})
        .answers("*/*"),
    get<read_bundle_folder>(
        "/rounds/{round}/bundle/{folder}/{file}", anyone,
        {"公布结果的一个文件（在文件夹中）", "A file in a folder of a published result"})
        .answers("*/*"),
    get<download_bundle>("/rounds/{round}/bundle.tar", anyone,
                         {"下载公布结果的全部文件（可用pingyi verify核对）",
                          "All files of a published result, for pingyi verify"})
        .answers("application/x-tar"),
    get<download_audit_bundle>("/api/rounds/{round}/audit.tar", accounts::only(Role::auditor),
                               {"下载审计用的全部文件（记入安全日志）",
                                "The auditors' bundle of the current result; reading is noted"})
        .answers("application/x-tar"),
};

}  // namespace

Routes<Deps> bundle_routes() {
    return {"round-files", {"评议结果文件", "Files of published results"}, table};
}

}  // namespace pingyi::rounds
