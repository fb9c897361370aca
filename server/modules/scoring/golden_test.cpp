// Normalising and aggregating against COINr on the ASEM index (../shared/golden/coinr_asem).
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "modules/scoring/result.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

/// A reference table: named columns of text.
class Table {
public:
    explicit Table(const std::string& text) {
        const auto names = csv::header(text).value();
        std::vector<csv::Column> columns;
        for (const std::string& name : names) columns.push_back({name});
        table_ = csv::read(text, columns).value();
    }
    [[nodiscard]] std::size_t size() const { return table_.rows.size(); }
    [[nodiscard]] std::string at(std::size_t row, std::string_view column) const {
        std::vector<FieldError> errors;
        return std::string(csv::Record{table_, table_.rows[row], errors}.cell(column));
    }
    [[nodiscard]] std::vector<Decimal> numbers(std::string_view column) const {
        std::vector<Decimal> all;
        for (std::size_t row = 0; row < size(); ++row) {
            const std::string text = at(row, column);
            const bool is_tiny = text.contains("e-");  // R writes 2.6e-05
            all.push_back(
                Decimal::from(is_tiny ? fmt::format("{:.18f}", std::stod(text)) : text).value());
        }
        return all;
    }

private:
    csv::Table table_;
};

Decimal one() {
    return Decimal::of(1, 0).value();
}

class Coinr : public ::testing::Test {
protected:
    Coinr() {
        crypto::start();
        scheme_.classes.push_back({"all", {"全部", "all"}, true, true, {}});
        scheme_.measures.emplace_back().code = "data";
    }
    void use(const Table& table, const std::string& column) {
        data_.units.resize(table.size());
        auto& readings = data_.values["data"][column];
        for (std::size_t row = 0; row < table.size(); ++row) {
            data_.units[row].code = table.at(row, "uCode");
            data_.units[row].unit_class = "all";
        }
        for (const Decimal& value : table.numbers(column)) readings.push_back({Gap::none, value});
    }
    static Indicator leaf(const std::string& code, const Decimal& weight) {
        Indicator indicator;
        indicator.code = code;
        indicator.weight = weight;
        indicator.source = Source{"data", code, Statistic::value, {}, {}, {}};
        return indicator;
    }
    /// Every value of a node, near the reference.
    static void expect_near(const Outcome& outcome, const std::string& id, double want) {
        const auto node = std::ranges::find(outcome.nodes, id, &Node::id);
        ASSERT_NE(node, outcome.nodes.end()) << id;
        EXPECT_NEAR(as_double(*node->value), want, 1e-9 * std::max(1.0, std::abs(want))) << id;
    }

    Scheme scheme_;
    Data data_;
};

TEST_F(Coinr, TheWholeIndexFromTreatedValues) {
    PINGYI_SHARED_FILE(meta_text, "golden/coinr_asem/ASEM_iMeta.csv");
    PINGYI_SHARED_FILE(treated_text, "golden/coinr_asem/step_Treated.csv");
    PINGYI_SHARED_FILE(aggregated_text, "golden/coinr_asem/step_Aggregated.csv");
    const Table meta{meta_text};
    const Table treated{treated_text};
    const Table aggregated{aggregated_text};
    const auto make = [&](const auto& self, const std::string& code) -> Indicator {
        Indicator indicator;
        for (std::size_t row = 0; row < meta.size(); ++row) {
            const bool is_group = meta.at(row, "Level").empty();
            if (is_group) continue;
            if (meta.at(row, "iCode") == code) {
                indicator.code = code;
                indicator.weight = Decimal::from(meta.at(row, "Weight")).value();
                if (meta.at(row, "Type") != "Indicator") continue;
                indicator = leaf(code, indicator.weight);
                use(treated, code);
                const auto values = treated.numbers(code);
                const auto [low, high] = std::ranges::minmax(values);
                indicator.goalposts = Goalposts{low, high};
                const bool is_up = meta.at(row, "Direction") == "1";
                indicator.direction = is_up ? Direction::up : Direction::down;
            }
            if (meta.at(row, "Parent") == code) {
                indicator.parts.push_back(self(self, meta.at(row, "iCode")));
            }
        }
        return indicator;
    };
    scheme_.index = make(make, "Index");
    const Outcome outcome = compute(scheme_, data_);
    for (std::size_t row = 0; row < aggregated.size(); ++row) {
        const std::string unit = aggregated.at(row, "uCode");
        for (std::size_t of = 0; of < meta.size(); ++of) {
            if (meta.at(of, "Level").empty()) continue;
            const std::string code = meta.at(of, "iCode");
            expect_near(outcome, unit + "/" + code, std::stod(aggregated.at(row, code)));
        }
    }
}

struct Call {
    std::string_view id;
    Aggregator aggregator;
    int added;  ///< to every value
};

TEST_F(Coinr, EveryAggregator) {
    PINGYI_SHARED_FILE(golden, "golden/coinr_asem/golden.json");
    PINGYI_SHARED_FILE(meta_text, "golden/coinr_asem/ASEM_iMeta.csv");
    PINGYI_SHARED_FILE(normalised_text, "golden/coinr_asem/step_Normalised.csv");
    const Table meta{meta_text};
    const Table normalised{normalised_text};
    const auto entries = boost::json::parse(golden).as_object().at("entries").as_array();
    for (const Call& call : {Call{"aggregate.17", Aggregator::arithmetic, 0},
                             Call{"aggregate.18", Aggregator::geometric, 1},
                             Call{"aggregate.19", Aggregator::harmonic, 1}}) {
        scheme_.index = {};
        scheme_.index.code = "physical";
        scheme_.index.aggregator = call.aggregator;
        data_.values.clear();
        int weight = 0;
        for (std::size_t row = 0; row < meta.size(); ++row) {
            if (meta.at(row, "Parent") != "Physical") continue;
            const std::string code = meta.at(row, "iCode");
            use(normalised, code);
            for (Reading& reading : data_.values["data"][code]) {
                for (int i = 0; i < call.added; ++i) {
                    reading.value = reading.value.plus(one()).value();
                }
            }
            scheme_.index.parts.push_back(leaf(code, Decimal::of(++weight, 0).value()));
        }
        const Outcome outcome = compute(scheme_, data_);
        const auto entry = std::ranges::find(entries, call.id, [](const auto& of) {
            return std::string_view{of.as_object().at("id").as_string()};
        });
        ASSERT_NE(entry, entries.end());
        const auto& values = entry->as_object().at("value").as_array();
        ASSERT_EQ(values.size(), data_.units.size());
        for (std::size_t unit = 0; unit < values.size(); ++unit) {
            expect_near(outcome, data_.units[unit].code + "/physical",
                        values[unit].to_number<double>());
        }
    }
}

/// Published composites with fixed rules: each row of a table is a unit.
class Composite : public Coinr {
protected:
    void use_rows(const std::vector<std::size_t>& rows) {
        for (const std::size_t row : rows) {
            Unit& unit = data_.units.emplace_back();
            unit.code = std::to_string(row);
            unit.unit_class = "all";
        }
    }
    void put(const std::string& column, const std::string& text) {
        data_.values["data"][column].push_back({Gap::none, Decimal::from(text).value()});
    }
    static Indicator between(const std::string& code, const char* low, const char* high) {
        Indicator indicator = leaf(code, one());
        indicator.goalposts = Goalposts{Decimal::from(low).value(), Decimal::from(high).value()};
        return indicator;
    }
};

TEST_F(Composite, TheHumanDevelopmentIndex) {
    PINGYI_SHARED_FILE(text, "data/composite/hdi_components.csv");
    const Table table{text};
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < table.size(); ++row) {
        bool is_whole = true;
        for (const char* column : {"hdi", "le", "eys", "mys", "gnipc"}) {
            is_whole = is_whole && Decimal::from(table.at(row, column)).has_value();
        }
        if (!is_whole) continue;
        rows.push_back(row);
        for (const char* column : {"le", "eys", "mys"}) put(column, table.at(row, column));
        put("lnincome", fmt::format("{:.12f}", std::log(std::stod(table.at(row, "gnipc")))));
    }
    use_rows(rows);
    ASSERT_GT(rows.size(), 1000U);
    scheme_.index.code = "hdi";
    scheme_.index.aggregator = Aggregator::geometric;
    Indicator education;
    education.code = "education";
    education.weight = one();
    education.parts = {between("eys", "0", "18"), between("mys", "0", "15")};
    scheme_.index.parts = {between("le", "20", "85"), education,
                           between("lnincome", "4.605170185988", "11.225243392518")};
    const Outcome outcome = compute(scheme_, data_);
    for (std::size_t unit = 0; unit < rows.size(); ++unit) {
        const double published = std::stod(table.at(rows[unit], "hdi"));
        EXPECT_NEAR(as_double(*outcome.units[unit].value) / 100, published, 0.00051)
            << table.at(rows[unit], "country") << ' ' << table.at(rows[unit], "year");
    }
}

TEST_F(Composite, TheTimesRankingFrom2012On) {
    PINGYI_SHARED_FILE(text, "data/composite/university_times.csv");
    const Table table{text};
    constexpr std::array<std::pair<const char*, const char*>, 5> weights{
        {{"teaching", "0.30"},
         {"research", "0.30"},
         {"citations", "0.30"},
         {"international", "0.075"},
         {"income", "0.025"}}};
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < table.size(); ++row) {
        const bool has_all = std::ranges::all_of(weights, [&](const auto& of) {
            return Decimal::from(table.at(row, of.first)).has_value();
        });
        const int year = std::stoi(table.at(row, "year"));
        const bool has_total = Decimal::from(table.at(row, "total_score")).has_value();
        if (!has_all || !has_total || year < 2012 || year > 2016) continue;
        rows.push_back(row);
        for (const auto& [column, weight] : weights) put(column, table.at(row, column));
    }
    use_rows(rows);
    ASSERT_GT(rows.size(), 100U);
    scheme_.index.code = "total";
    for (const auto& [column, weight] : weights) {
        scheme_.index.parts.push_back(leaf(column, Decimal::from(weight).value()));
    }
    const Outcome outcome = compute(scheme_, data_);
    for (std::size_t unit = 0; unit < rows.size(); ++unit) {
        EXPECT_NEAR(as_double(*outcome.units[unit].value),
                    std::stod(table.at(rows[unit], "total_score")), 0.1001)
            << table.at(rows[unit], "university_name");
    }
}

}  // namespace
}  // namespace pingyi::scoring
