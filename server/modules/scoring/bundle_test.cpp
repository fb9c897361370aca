// What is handed out: nothing small can be had back, and whatever is changed is found and named.
#include "modules/scoring/bundle.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "modules/scoring/bundle_pages.hpp"
#include "modules/scoring/groups.hpp"
#include "modules/scoring/report.hpp"
#include "modules/scoring/small_scheme_test.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::content_of;
using testing::edited;
using testing::small_scheme;

std::string votes(std::string_view unit, std::string_view stratum, int good, int bad) {
    std::string rows;
    for (int i = 0; i < good + bad; ++i) {
        rows += std::string(unit) + "," + std::string(stratum) + (i < good ? ",good\n" : ",bad\n");
    }
    return rows;
}

/// x has enough of all; y has a group of 3, which is merged; z has few ballots in all; w has a
/// group of 4 with nowhere to go. Clusters of the survey judge several units.
Tables small_tables() {
    std::string survey = "unit,psu,answer\n";
    for (const std::string unit : {"x", "y", "w"}) {
        for (int i = 0; i < 40; ++i) {
            const bool is_bad = (unit == "x" ? i % 3 : (i + i / 8) % 4) == 0;
            survey += unit + ",p" + std::to_string(i % 8) + (is_bad ? ",bad\n" : ",good\n");
        }
    }
    return {{"units.csv", "unit,class,zh,en\nx,a,甲,X\ny,a,乙,Y\nz,a,丙,Z\nw,a,丁,W\n"},
            {"vote.csv", "unit,stratum,answer\n" + votes("x", "citizens", 30, 7) +
                             votes("x", "experts", 5, 6) + votes("y", "citizens", 40, 3) +
                             votes("y", "experts", 1, 2) + votes("z", "citizens", 2, 4) +
                             votes("w", "citizens", 3, 1) + votes("w", "experts", 30, 10)},
            {"survey.csv", std::move(survey)},
            {"facts.csv", "unit,days\nx,12\ny,6\nz,3.904172\nw,17.318407\n"},
            {"places.csv", "unit,rank,of\nx,1,9\ny,2,9\nz,3,9\nw,4,9\n"},
            {"events.csv",
             "id,unit,event,day,evidence\n1,x,complaint,2026-03-01,no. 5\n"
             "2,w,complaint,2026-03-02,letter-of-w\n"}};
}

/// A result with both of its bundles.
struct Made {
    Scheme scheme;
    Data data;
    Outcome outcome;
    Files open;
    Files audit;
};

template <class T>
std::string mistake_in(const Result<T>& result) {
    if (result) return "none";
    std::string text = result.error().code + ' ' + result.error().detail;
    for (const FieldError& field : result.error().fields) {
        text += ' ' + field.place + ' ' + field.code;
    }
    return text;
}

Made made_of(std::string_view yaml, const Tables& tables) {
    Made made;
    Parsed parsed = check(yaml);
    EXPECT_TRUE(parsed.scheme);
    made.scheme = std::move(*parsed.scheme);
    auto data = read_data(made.scheme, tables);
    EXPECT_TRUE(data) << mistake_in(data);
    if (!data) return made;
    made.data = std::move(*data);
    made.outcome = compute(made.scheme, made.data);
    made.open = public_files(made.scheme, yaml, published(made.scheme, made.data, made.outcome));
    auto audit = audit_files(made.scheme, yaml, made.data, made.outcome, tables);
    EXPECT_TRUE(audit) << mistake_in(audit);
    if (audit) made.audit = std::move(*audit);
    return made;
}

/// With every hash as if nothing had been changed.
Files with_mended_hashes(Files files) {
    std::string& text = files[std::string(manifest_file)];
    json::object manifest = json::parse(text).as_object();
    for (auto& [name, hash] : manifest["files"].as_object()) {
        hash = crypto::hex(crypto::sha256(files.at(std::string(name))));
    }
    manifest["result"] = result_id(files["result.json"]);
    text = json::serialize(manifest) + "\n";
    return files;
}

/// Where digits stand, a dozen from all over the text.
std::vector<std::size_t> some_digits_of(std::string_view text) {
    constexpr std::size_t wanted = 12;
    constexpr std::string_view digits = "0123456789";
    std::vector<std::size_t> all;
    for (std::size_t at = text.find_first_of(digits); at != std::string_view::npos;
         at = text.find_first_of(digits, at + 1)) {
        all.push_back(at);
    }
    std::vector<std::size_t> some;
    for (std::size_t i = 0; i < all.size(); i += all.size() / wanted + 1) some.push_back(all[i]);
    return some;
}

class Bundle : public ::testing::Test {
protected:
    Bundle() {
        crypto::start();
        root_ = fs::temp_directory_path() / ("pingyi-bundle-" + crypto::random_token(8));
        made_ = made_of(small_scheme, small_tables());
    }
    ~Bundle() override { fs::remove_all(root_); }
    Bundle(const Bundle&) = delete;
    Bundle& operator=(const Bundle&) = delete;

    fs::path root_;
    Made made_;
};

TEST_F(Bundle, VerifiesFromItsFolderAlone) {
    ASSERT_TRUE(write_bundle(made_.open, BundleKind::open, root_ / "public"));
    ASSERT_TRUE(write_bundle(made_.audit, BundleKind::audit, root_ / "audit"));
    const auto open = verify_bundle(root_ / "public");
    ASSERT_TRUE(open) << mistake_in(open);
    const auto audit = verify_bundle(root_ / "audit");
    ASSERT_TRUE(audit) << mistake_in(audit);
    EXPECT_EQ(open->kind, BundleKind::open);
    EXPECT_EQ(audit->kind, BundleKind::audit);
    EXPECT_EQ(open->result, audit->result) << "bound to each other";
    EXPECT_EQ(open->result, result_id(made_.open["result.json"]));
    EXPECT_GT(open->nodes, 20U);
    EXPECT_EQ(write_bundle(made_.open, BundleKind::open, root_ / "public").error().code,
              "scoring.folder_not_empty");
    EXPECT_EQ(verify_bundle(root_).error().code, "scoring.no_manifest");
}

TEST_F(Bundle, ALinkToAFolderIsAFileMore) {
    ASSERT_TRUE(write_bundle(made_.open, BundleKind::open, root_ / "public"));
    fs::create_directory(root_ / "elsewhere");
    fs::create_directory_symlink(root_ / "elsewhere", root_ / "public" / "zh" / "more");
    EXPECT_EQ(mistake_in(verify_bundle(root_ / "public")), "scoring.file_not_listed zh/more");
}

TEST_F(Bundle, IsForEverybodyOrForItsOwnerWhateverTheUmask) {
    const mode_t before = ::umask(0077);
    ASSERT_TRUE(write_bundle(made_.open, BundleKind::open, root_ / "public"));
    ::umask(0);
    ASSERT_TRUE(write_bundle(made_.audit, BundleKind::audit, root_ / "audit"));
    ::umask(before);
    const auto rights = [&](const char* name) {
        return static_cast<unsigned>(fs::status(root_ / name).permissions());
    };
    EXPECT_EQ(rights("public"), 0755U);
    EXPECT_EQ(rights("public/zh"), 0755U);
    EXPECT_EQ(rights("public/zh/index.html"), 0644U);
    EXPECT_EQ(rights("audit"), 0700U);
    EXPECT_EQ(rights("audit/inputs"), 0700U);
    EXPECT_EQ(rights("audit/result.json"), 0600U);
}

TEST_F(Bundle, NamesTheFileOfWhichOneByteWasChanged) {
    for (const Files& whole : {made_.open, made_.audit}) {
        for (const auto& [name, content] : whole) {
            if (name == manifest_file) continue;
            Files files = whole;
            char& byte = files[name][content.size() / 2];
            byte = static_cast<char>(byte ^ 1);
            EXPECT_EQ(mistake_in(verify_bundle(files)), "scoring.file_differs " + name);
            files.erase(name);
            EXPECT_EQ(mistake_in(verify_bundle(files)), "scoring.file_missing " + name);
        }
        Files more = whole;
        more["inputs/more.csv"] = "x";
        EXPECT_EQ(mistake_in(verify_bundle(more)), "scoring.file_not_listed inputs/more.csv");
    }
}

/// Whoever changes a digit anywhere and mends every hash is found all the same.
TEST_F(Bundle, FitsTogetherInEveryDigit) {
    ASSERT_TRUE(verify_bundle(with_mended_hashes(made_.open)));
    std::size_t digits = 0;
    for (const auto& [name, content] : made_.open) {
        if (name == manifest_file || name == "scheme.yaml") continue;
        for (const std::size_t at : some_digits_of(content)) {
            Files files = made_.open;
            files[name][at] = content[at] == '9' ? '8' : static_cast<char>(content[at] + 1);
            EXPECT_FALSE(verify_bundle(with_mended_hashes(std::move(files))))
                << name << " at " << at;
            ++digits;
        }
    }
    EXPECT_GT(digits, 150U);
    Files files = made_.open;
    files["scheme.yaml"] = edited("[60, 40]", "[40, 60]");
    EXPECT_FALSE(verify_bundle(with_mended_hashes(std::move(files))));
}

TEST_F(Bundle, NamesTheNumberThatDoesNotFollow) {
    const json::value result = json::parse(made_.open["result.json"]);
    std::size_t numbers = 0;
    for (std::size_t i = 0; i < result.at("nodes").as_array().size(); ++i) {
        json::value forged = result;
        json::object& node = forged.at("nodes").as_array()[i].as_object();
        if (!node.contains("value")) continue;
        const std::string right{node["value"].as_string()};
        node["value"] = right + "1";
        Files files = made_.open;
        files["result.json"] = json::serialize(forged);
        EXPECT_EQ(mistake_in(verify_bundle(with_mended_hashes(std::move(files)))),
                  "scoring.number_differs " + std::string(node["id"].as_string()) +
                      " value: " + right + "1 here, " + right + " computed");
        ++numbers;
    }
    EXPECT_GT(numbers, 15U);
    json::value forged = result;
    json::value& worst = forged.at("units").as_array()[1].as_object()["ranks"].as_object()["worst"];
    const std::int64_t right = worst.as_int64();
    worst = right + 1;
    Files files = made_.open;
    files["result.json"] = json::serialize(forged);
    EXPECT_EQ(mistake_in(verify_bundle(with_mended_hashes(std::move(files)))),
              "scoring.number_differs x ranks worst: " + std::to_string(right + 1) + " here, " +
                  std::to_string(right) + " computed");
    forged = result;
    json::object& unit = forged.at("units").as_array()[1].as_object();
    const std::string score{unit["score"].as_string()};
    unit["score"] = "99.99";
    files = made_.open;
    files["result.json"] = json::serialize(forged);
    EXPECT_EQ(mistake_in(verify_bundle(with_mended_hashes(std::move(files)))),
              "scoring.number_differs x score: 99.99 here, " + score + " computed")
        << "of what only repeats a number, too";
    forged = result;
    forged.at("units").as_array()[1].as_object().erase("could_be");
    files = made_.open;
    files["result.json"] = json::serialize(forged);
    EXPECT_EQ(mistake_in(verify_bundle(with_mended_hashes(std::move(files)))),
              "scoring.number_differs x could_be: nothing here, " +
                  json::serialize(result.at("units").as_array()[1].at("could_be")) + " computed");
    files = made_.open;
    files["result.json"] += " ";
    EXPECT_EQ(mistake_in(verify_bundle(with_mended_hashes(std::move(files)))),
              "scoring.file_differs result.json");
}

/// The attack: every count that is given, and every difference of two for one unit.
TEST_F(Bundle, GivesNoSmallCellBack) {
    const Published what = published(made_.scheme, made_.data, made_.outcome);
    const std::int64_t least = made_.scheme.publication.cell_min;
    std::size_t cells = 0;
    for (const Node& node : what.outcome.nodes) {
        if (!node.counts) continue;
        EXPECT_GE(node.counts->valid, least) << node.id;
        EXPECT_EQ(node.counts->abstained, 0);
        ++cells;
        std::int64_t below = 0;
        for (const Input& input : node.inputs) {
            const auto& counts = what.outcome.nodes[input.node].counts;
            if (!counts) continue;
            const std::int64_t rest = node.counts->valid - counts->valid;
            EXPECT_TRUE(rest == 0 || rest >= least) << node.id << " less " << input.node;
            below += counts->valid;
        }
        if (node.formula == Formula::weighed) {
            EXPECT_EQ(below, node.counts->valid) << node.id;
        }
    }
    EXPECT_GT(cells, 5U);
    const auto groups =
        groups_in(made_.open["inputs/units.groups.csv"], made_.scheme, what.data.units);
    ASSERT_TRUE(groups);
    const std::vector<Group>& votes = groups->find("by-vote")->second;
    ASSERT_EQ(votes.size(), 3U) << "x in two groups, y in one";
    EXPECT_EQ(votes[2].valid, 46);
    EXPECT_EQ(votes[2].merged, std::vector<std::size_t>{1}) << "experts are with the citizens";
    for (const auto& [indicator, all] : *groups) {
        for (const Group& group : all) EXPECT_GE(group.valid, least) << indicator;
    }
}

/// Also where nobody would look: in the octets.
TEST_F(Bundle, ShowsNothingOfAUnitThatIsWithheld) {
    const Published what = published(made_.scheme, made_.data, made_.outcome);
    const auto standing = [&](std::size_t unit) { return what.outcome.units[unit].withheld; };
    EXPECT_EQ(made_.data.units[0].code, "w");
    EXPECT_EQ(standing(0), Withheld::small_cell);
    EXPECT_EQ(standing(1), Withheld::none);
    EXPECT_EQ(standing(2), Withheld::none);
    EXPECT_EQ(standing(3), Withheld::few_ballots);
    EXPECT_EQ(what.outcome.units[1].of, 2);  // no place is left empty
    std::vector<std::string> secrets{"17.318407", "3.904172", "letter-of-w", "z/by-", "w/by-"};
    for (const Node& node : made_.outcome.nodes) {
        constexpr std::size_t telling = 5;  // octets that do not occur by accident
        if (!node.id.starts_with("w/") && !node.id.starts_with("z/")) continue;
        if (!node.value || shown(*node.value, 6).ends_with("0000")) continue;
        const std::string value = fraction(*node.value);
        if (value.size() >= telling) secrets.push_back(value);
        secrets.push_back(shown(*node.value, made_.scheme.rounding.places));
    }
    EXPECT_GT(secrets.size(), 12U);
    // A hash of few possible tables gives them away as well.
    for (const InputFile& file : made_.data.files) secrets.push_back(file.sha256);
    const std::string all_of_audit = made_.audit["result.json"] + made_.audit["inputs/facts.csv"] +
                                     made_.audit["inputs/events.csv"];
    for (const std::string& secret : secrets) {
        EXPECT_NE(all_of_audit.find(secret), std::string::npos) << secret << " is no secret";
        for (const auto& [name, content] : made_.open) {
            EXPECT_EQ(content.find(secret), std::string::npos) << secret << " in " << name;
        }
    }
}

TEST_F(Bundle, HasPagesInBothLanguagesWithoutScripts) {
    for (const std::string language : {"zh/", "en/"}) {
        for (const std::string page : {"index", "class-1", "unit-2", "scheme", "verify"}) {
            ASSERT_TRUE(made_.open.contains(language + page + ".html")) << page;
            const std::string& html = made_.open[language + page + ".html"];
            EXPECT_EQ(html.find("<script"), std::string::npos);
            EXPECT_EQ(html.find("http"), std::string::npos) << page;
        }
    }
    EXPECT_NE(made_.open["zh/class-1.html"].find("组内分不出先后"), std::string::npos);
}

TEST_F(Bundle, LinksWhereTheShellOfThePageSays) {
    const Published what = published(made_.scheme, made_.data, made_.outcome);
    const Links links{[](std::string_view code) { return "/r/1/" + std::string(code); },
                      [](std::size_t unit) { return "/r/1/units/" + std::to_string(unit); },
                      [](std::string_view name) { return "/r/1/files/" + std::string(name); },
                      [](std::string_view) { return "#records"; }};
    const Site site{made_.scheme, what.data, what.outcome, "id", Language::en, links};
    html::Writer page;
    write_class(page, site, made_.scheme.classes.front());
    write_unit(page, site, what.outcome.units[1]);
    EXPECT_NE(page.str().find("href=\"/r/1/units/1\""), std::string::npos);
    EXPECT_NE(page.str().find("href=\"/r/1/a\""), std::string::npos);
    EXPECT_EQ(page.str().find(".html"), std::string::npos);
    EXPECT_NE(page.str().find("href=\"#records\""), std::string::npos);
}

TEST_F(Bundle, RanksNothingThatIsWithheld) {
    for (const UnitResult& result : made_.outcome.units) {
        EXPECT_EQ(result.standing == Standing::ranked, result.withheld == Withheld::none);
    }
}

TEST_F(Bundle, TellsWhatClustersOfSeveralUnitsDo) {
    const auto pairs = made_.outcome.estimated.pairs;
    EXPECT_TRUE(std::ranges::any_of(pairs, [](const PairVariance& pair) {
        return pair.unit == 1 && pair.other == 2;
    })) << "clusters judged both x and y";
    EXPECT_NE(made_.open["inputs/units.pairs.csv"].find("x,y,"), std::string::npos);
    EXPECT_EQ(made_.open["inputs/units.pairs.csv"].find("w,"), std::string::npos);
}

/// Two indicators of the same ballots, one weighed by groups and one not.
TEST_F(Bundle, VerifiesWhereTheSameBallotsEnterTwice) {
    const std::string twice =
        edited("from: {measure: survey, column: answer, statistic: score, scale: three}",
               "from: {measure: vote, column: answer, statistic: rate, scale: three}");
    const std::string yaml = edited(
        "  - {code: survey, zh: 调查, en: survey, kind: ballots, basis: sample, clusters: yes, "
        "lonely: fail}\n",
        "", twice);
    Tables tables = small_tables();
    tables.erase("survey.csv");
    const Made made = made_of(yaml, tables);
    EXPECT_FALSE(made.outcome.estimated.covariances.empty());
    EXPECT_EQ(made.outcome.units[1].ballots, 48) << "of x, each with two questions";
    for (const Covariance& of : made.outcome.estimated.covariances) {
        EXPECT_EQ(of.bound, 0) << of.unit << ' ' << of.indicator << ' ' << of.stratum;
        EXPECT_NE(of.covariance, 0) << of.unit << ' ' << of.indicator << ' ' << of.stratum;
    }
    const auto open = verify_bundle(made.open);
    EXPECT_TRUE(open) << mistake_in(open);
    const auto audit = verify_bundle(made.audit);
    EXPECT_TRUE(audit) << mistake_in(audit);
}

/// Cells that no ballots can have would stop the estimates: they are refused before.
TEST_F(Bundle, RefusesForgedCellsOfAuditors) {
    std::size_t refused = 0;
    for (const std::string name :
         {"inputs/vote.strata.csv", "inputs/survey.cells.csv", "inputs/survey.strata.csv"}) {
        const std::string content = made_.audit.at(name);
        for (const std::size_t at : some_digits_of(content)) {
            Files files = made_.audit;
            files[name][at] = content[at] == '9' ? '0' : '9';
            EXPECT_FALSE(verify_bundle(with_mended_hashes(std::move(files))))
                << name << " at " << at;
            ++refused;
        }
    }
    EXPECT_GT(refused, 15U);
}

/// From memory and from a folder, from ballots and from the inputs of the public bundle.
TEST_F(Bundle, IsMadeOfTheSameBytesWhereverTheTablesAre) {
    for (const auto& [name, text] : small_tables()) {
        fs::create_directories(root_);
        std::ofstream(root_ / name, std::ios::binary) << text;
    }
    const auto data = read_data(made_.scheme, root_);
    ASSERT_TRUE(data) << data.error().code;
    EXPECT_EQ(result_json(made_.scheme, *data, compute(made_.scheme, *data)),
              made_.audit["result.json"]);
    const Published what = published(made_.scheme, made_.data, made_.outcome);
    const auto again = read_data(made_.scheme, what.tables);
    ASSERT_TRUE(again) << again.error().code;
    const Outcome outcome = compute(made_.scheme, *again);
    EXPECT_EQ(public_files(made_.scheme, small_scheme, published(made_.scheme, *again, outcome)),
              made_.open);
}

/// All published schemes with their worked numbers.
TEST(Bundles, OfAllSchemesVerify) {
    crypto::start();
    std::size_t bundles = 0;
    for (const auto& entry : fs::directory_iterator("schemes/tests")) {
        if (!entry.is_directory()) continue;
        const std::string name = entry.path().filename();
        const fs::path own = entry.path() / "scheme.yaml";
        const std::string yaml =
            content_of(fs::exists(own) ? own : fs::path("schemes") / (name + ".yaml"));
        Tables tables;
        for (const auto& file : fs::directory_iterator(entry.path())) {
            const std::string table = file.path().filename();
            if (table != "expected.csv") tables[table] = content_of(file.path());
        }
        const Made made = made_of(yaml, tables);
        const auto open = verify_bundle(made.open);
        EXPECT_TRUE(open) << name << ' ' << mistake_in(open);
        const auto audit = verify_bundle(made.audit);
        EXPECT_TRUE(audit) << name << ' ' << mistake_in(audit);
        ++bundles;
    }
    EXPECT_GT(bundles, 15U);
}

}  // namespace
}  // namespace pingyi::scoring
