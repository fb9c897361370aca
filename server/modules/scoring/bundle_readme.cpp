#include "modules/scoring/bundle_readme.hpp"

#include <array>
#include <fmt/format.h>

#include "modules/scoring/bundle_pages.hpp"
#include "modules/scoring/bundle_words.hpp"

namespace pingyi::scoring {
namespace {

using html::Writer;

const std::array<Words, 6> open_words{{
    {"下载整个文件夹，运行 pingyi verify 加文件夹名。不需要账号、数据库和网络。",
     "Download the whole folder and run pingyi verify with its name. No account, no database and "
     "no network are needed."},
    {"它先核对每个文件的校验值，再用 inputs 里的表和方案把整个结果重算一遍，重新做出每个表和每个"
     "网页：得分、误差、区间、位次范围、分组、等次、假票数，一个字节都不能差。",
     "It checks the hash of every file, computes the whole result again from the tables in inputs "
     "and the scheme, and makes every table and page again: scores, errors, intervals, rank "
     "ranges, groups, bands, false votes. Not one byte may differ."},
    {"inputs/units.groups.csv 每行是一个指标、一个单位、一组评议人的有效票：票数、权重合计、加权"
     "分合计（后者除以前者就是这组的平均分；算比率时就是满意的比率；算两列之比时，权重合计一栏是"
     "分母的合计）、标准误差和自由度。"
     "units.covariances.csv 和 units.pairs.csv 写明哪些误差出自同一批选票或抽样点。",
     "A row of inputs/units.groups.csv is the valid ballots of one indicator, body and group of "
     "evaluators: how many, their weights in all, their weighted points in all (divided by the "
     "weights: the mean, of rates the share of the satisfied; of the ratio of two columns the "
     "weights are the sum of the second), standard error and degrees of freedom. "
     "units.covariances.csv and units.pairs.csv say which errors come from the same "
     "ballots or clusters."},
    {"不公布的：每张选票；票数太少的单位的得分；小于规定最小数的格子，以及能用减法推出它的任何数。"
     "小的评议组按方案的规则先并入别的组再计算。",
     "Not published: single ballots; scores of bodies with too few ballots; cells below the "
     "minimum and any number from which one could be had by subtraction. Small groups are merged "
     "by the rule of the scheme before anything is computed."},
    {"结果编号是 result.json 的 SHA-256，manifest.json "
     "列出其余文件的校验值。请与公告或公开账本上的编号对照。",
     "The result id is the SHA-256 of result.json; manifest.json has the hashes of all other "
     "files. Compare the id with the one announced or in the public ledger."},
    {"从服务器下载的文件夹里还有 receipt.tlog-proof：公开账本为这个结果编号开的凭据，pingyi verify "
     "会一并核对。用 --policy 写明账本和见证人的公钥，还能核对签署账本的是不是他们。",
     "A folder downloaded from a server also holds receipt.tlog-proof, the receipt of the public "
     "ledger for this result id, which pingyi verify checks too. Given the public keys of the "
     "ledger and its witnesses by --policy, it also checks that they signed."},
}};
const std::array<Words, 3> audit_words{{
    {"本文件夹只给审计人员，不得公开：里面有全部格子，小格子可能让人认出是谁投的票。",
     "This folder is for auditors only and must not be published: it holds all cells, and a small "
     "cell may tell who voted."},
    {"运行 pingyi verify 加文件夹名：从 inputs "
     "里的格子和表重算整个结果，再从结果导出公开的部分，两个都"
     "必须一个字节不差。",
     "Run pingyi verify with its name: the whole result is recomputed from the cells and tables in "
     "inputs, and the published part from the result; both must be the same to the last byte."},
    {"manifest.json 里的 published 就是公开包的结果编号，两个包由它连在一起。选票原表不在这里，它的"
     "SHA-256 写在 result.json 的 inputs 里，有原表的人可以再算一遍 pingyi score。",
     "published in manifest.json is the result id of the public bundle and binds the two. The "
     "table "
     "of single ballots is not here; its SHA-256 stands under inputs in result.json, and who has "
     "it can run pingyi score again."},
}};

void write_hash(Writer& out, std::string_view name, std::string_view hash) {
    out.inside("tr", {}, [&] {
        out.element("th", {{"scope", "row"}}, name);
        out.inside("td", {}, [&] { out.element("code", hash); });
    });
}

}  // namespace

std::span<const Words> verifying_words(BundleKind kind) {
    if (kind == BundleKind::audit) return audit_words;
    return open_words;
}

std::string readme(const Scheme& scheme, BundleKind kind) {
    std::string text =
        fmt::format("{}\n{}\n\n    pingyi verify .\n\n", scheme.title.zh, scheme.title.en);
    for (const Words& words : verifying_words(kind)) text += words.zh + "\n";
    text += rounding_words(scheme).zh + "\n";
    text += "\n";
    for (const Words& words : verifying_words(kind)) text += words.en + "\n";
    text += rounding_words(scheme).en + "\n";
    return text;
}

void write_verify(Writer& out, const Site& site) {
    out.element("h1", site.say({"怎样核对", "How to verify"}));
    out.inside("pre", {}, [&] { out.element("code", "pingyi verify DIR"); });
    for (const Words& words : verifying_words(BundleKind::open)) {
        out.element("p", site.say(words));
    }
    out.element("h2", site.say({"校验值", "Hashes"}));
    out.inside("table", {{"class", "hashes"}}, [&] {
        out.element("caption", site.say({"SHA-256，十六进制", "SHA-256 in hexadecimal"}));
        out.inside("tbody", {}, [&] {
            write_hash(out, "result.json", site.result_id);
            write_hash(out, site.say({"方案的规范形式", "canonical form of the scheme"}),
                       site.outcome.scheme_hash);
            for (const InputFile& file : site.outcome.files) {
                write_hash(out, "inputs/" + file.name, file.sha256);
            }
        });
    });
}

}  // namespace pingyi::scoring
