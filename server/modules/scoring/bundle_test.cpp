// What is handed out: nothing small can be had back, and whatever is changed is found and named.
#include "modules/scoring/bundle.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "modules/scoring/report.hpp"
#include "modules/scoring/small_scheme_test.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

namespace fs = std::filesystem;
using testing::small_scheme;

void put(const fs::path& path, std::string_view content) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

std::string votes(std::string_view unit, std::string_view stratum, int good, int bad) {
    std::string rows;
    for (int i = 0; i < good + bad; ++i) {
        rows += std::string(unit) + "," + std::string(stratum) + (i < good ? ",good\n" : ",bad\n");
    }
    return rows;
}

/// x has enough of all; y has a group of 3, which is merged; z has few ballots in all.
class Bundle : public ::testing::Test {
protected:
    void SetUp() override {
        crypto::start();
        root_ = fs::temp_directory_path() / ("pingyi-bundle-" + crypto::random_token(8));
        put(root_ / "data/units.csv", "unit,class,zh,en\nx,a,甲,X\ny,a,乙,Y\nz,a,丙,Z\nw,a,丁,W\n");
        put(root_ / "data/vote.csv",
            "unit,stratum,answer\n" + votes("x", "citizens", 30, 7) + votes("x", "experts", 5, 6) +
                votes("y", "citizens", 40, 3) + votes("y", "experts", 1, 2) +
                votes("z", "citizens", 2, 4) + votes("w", "citizens", 3, 1) +
                votes("w", "experts", 30, 10));
        std::string survey = "unit,psu,answer\n";
        for (const std::string unit : {"x", "y", "w"}) {
            for (int i = 0; i < 40; ++i) {
                survey += unit + ",p" + std::to_string(i % 8) + (i % 3 == 0 ? ",bad\n" : ",good\n");
            }
        }
        put(root_ / "data/survey.csv", survey);
        put(root_ / "data/facts.csv", "unit,days\nx,12\ny,6\nz,3\nw,5\n");
        put(root_ / "data/places.csv", "unit,rank,of\nx,1,9\ny,2,9\nz,3,9\nw,4,9\n");
        put(root_ / "data/events.csv",
            "id,unit,event,day,evidence\n1,x,complaint,2026-03-01,no. 5\n");
        const Parsed parsed = check(small_scheme);
        ASSERT_TRUE(parsed.scheme);
        scheme_ = *parsed.scheme;
        auto data = read_data(scheme_, root_ / "data");
        ASSERT_TRUE(data) << data.error().code << data.error().detail;
        data_ = std::move(*data);
        outcome_ = compute(scheme_, data_);
        open_ = public_files(scheme_, small_scheme, published(scheme_, data_, outcome_));
        auto audit = audit_files(scheme_, small_scheme, data_, outcome_,
                                 *small_tables_in(scheme_, root_ / "data"));
        ASSERT_TRUE(audit) << audit.error().code;
        audit_ = std::move(*audit);
        write(open_, "public");
        write(audit_, "audit");
    }
    void TearDown() override { fs::remove_all(root_); }

    void write(const Files& files, const std::string& folder) const {
        for (const auto& [name, content] : files) put(root_ / folder / name, content);
    }

    fs::path root_;
    Scheme scheme_;
    Data data_;
    Outcome outcome_;
    Files open_;
    Files audit_;
};

TEST_F(Bundle, VerifiesFromItsFolderAlone) {
    const auto open = verify_bundle(root_ / "public");
    ASSERT_TRUE(open) << open.error().code << ' ' << open.error().detail;
    const auto audit = verify_bundle(root_ / "audit");
    ASSERT_TRUE(audit) << audit.error().code << ' ' << audit.error().detail;
    EXPECT_EQ(open->result, audit->result);
    EXPECT_EQ(open->result, result_id(open_["result.json"]));
}

TEST_F(Bundle, NamesTheFileOfWhichOneByteWasChanged) {
    for (const auto& [folder, files] : {std::pair{"public", &open_}, std::pair{"audit", &audit_}}) {
        for (const auto& [name, content] : *files) {
            if (name == manifest_file) continue;
            std::string other = content;
            other[other.size() / 2] = static_cast<char>(other[other.size() / 2] ^ 1);
            put(root_ / folder / name, other);
            const auto checked = verify_bundle(root_ / folder);
            ASSERT_FALSE(checked) << name;
            EXPECT_EQ(checked.error().code, "scoring.file_differs");
            EXPECT_EQ(checked.error().detail, name);
            put(root_ / folder / name, content);
        }
    }
    put(root_ / "public/more.html", "x");
    EXPECT_EQ(verify_bundle(root_ / "public").error().code, "scoring.file_not_listed");
}

/// Whoever changes a number and mends every hash is found by the number.
TEST_F(Bundle, NamesTheNumberThatDoesNotFollow) {
    const Published what = published(scheme_, data_, outcome_);
    for (std::size_t i = 0; i < what.outcome.nodes.size(); ++i) {
        const Formula formula = what.outcome.nodes[i].formula;
        const bool follows = formula == Formula::weighed || formula == Formula::goalposts ||
                             formula == Formula::deduction || formula == Formula::given ||
                             formula == Formula::arithmetic || formula == Formula::score;
        if (!follows || !what.outcome.nodes[i].value) continue;
        Published forged = what;
        *forged.outcome.nodes[i].value += Rational{1} / Rational{1000};
        const auto checked = recompute(scheme_, what.data, forged.outcome);
        ASSERT_FALSE(checked) << forged.outcome.nodes[i].id;
    }
    EXPECT_TRUE(recompute(scheme_, what.data, what.outcome));
}

/// The attack: every count that is given, and every difference of two for one unit.
TEST_F(Bundle, GivesNoSmallCellBack) {
    const Published what = published(scheme_, data_, outcome_);
    const std::int64_t least = scheme_.publication.cell_min;
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
}

TEST_F(Bundle, ShowsNothingOfAUnitThatIsWithheld) {
    const Published what = published(scheme_, data_, outcome_);
    const auto standing = [&](std::size_t unit) { return what.outcome.units[unit].withheld; };
    EXPECT_EQ(data_.units[0].code, "w");  // citizens: 4 ballots and nowhere to merge them
    EXPECT_EQ(standing(0), Withheld::small_cell);
    EXPECT_EQ(standing(1), Withheld::none);
    EXPECT_EQ(standing(2), Withheld::none);
    EXPECT_EQ(standing(3), Withheld::few_ballots);
    EXPECT_EQ(what.outcome.units[1].of, 2);  // no place is left empty
    for (const auto& [name, content] : open_) {
        EXPECT_EQ(content.find("z,3"), std::string::npos) << name;
        EXPECT_EQ(content.find("z/by-"), std::string::npos) << name;
        EXPECT_EQ(content.find("w/by-"), std::string::npos) << name;
    }
    for (const InputFile& file : data_.files) {  // a hash of few possible tables gives them away
        if (file.name != "vote.csv" && file.name != "survey.csv") continue;
        for (const auto& [name, content] : open_) {
            EXPECT_EQ(content.find(file.sha256), std::string::npos) << name;
        }
    }
}

TEST_F(Bundle, HasPagesInBothLanguagesWithoutScripts) {
    for (const std::string language : {"zh/", "en/"}) {
        for (const std::string page : {"index", "class-1", "unit-2", "scheme", "verify"}) {
            ASSERT_TRUE(open_.contains(language + page + ".html")) << page;
            const std::string& html = open_[language + page + ".html"];
            EXPECT_EQ(html.find("<script"), std::string::npos);
            EXPECT_EQ(html.find("http"), std::string::npos) << page;
        }
    }
    EXPECT_NE(open_["zh/class-1.html"].find("组内分不出先后"), std::string::npos);
}

TEST_F(Bundle, RanksNothingThatIsWithheld) {
    for (const UnitResult& result : outcome_.units) {
        EXPECT_EQ(result.standing == Standing::ranked, result.withheld == Withheld::none);
    }
}

}  // namespace
}  // namespace pingyi::scoring
