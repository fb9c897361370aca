// What the rules of the linter share: where findings go, and how far a score can reach.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modules/scoring/lookup.hpp"
#include "modules/scoring/scheme.hpp"

namespace pingyi::scoring {

class Findings {
public:
    void error(std::string_view code, const Mark& mark, std::string detail = {},
               std::string other = {}) {
        if (++errors_ > kept_max) return;
        all_.push_back({true, std::string(code), std::move(detail), mark, std::move(other)});
    }
    void warn(std::string_view code, const Mark& mark, std::string detail = {},
              std::string other = {}) {
        if (++warnings_ > kept_max) return;
        all_.push_back({false, std::string(code), std::move(detail), mark, std::move(other)});
    }
    [[nodiscard]] std::vector<Finding> take() { return std::move(all_); }

private:
    /// Of each kind, so that warnings never crowd out an error.
    static constexpr std::size_t kept_max = 10 * findings_max;
    std::vector<Finding> all_;
    std::size_t errors_ = 0;
    std::size_t warnings_ = 0;
};

/// Whether `code` is in the list; else a finding that names the nearest one.
template <class List>
bool is_known(const List& list, const std::string& code, std::string_view finding, const Mark& mark,
              Findings& findings);

/// nullopt: beyond what can be counted
[[nodiscard]] std::optional<Decimal> sum_of(std::span<const Decimal> weights);
/// To 1, to 100 or to `points` of the node above; or every one is 1.
[[nodiscard]] bool do_weights_sum(std::span<const Decimal> weights, const Decimal& points);

/// The points that can come out; wider than true where parts go missing. Open ends are infinite.
struct Reach {
    double low = 0;
    double high = 0;
};
[[nodiscard]] Reach reach_of(const Scheme& scheme, const Indicator& indicator);
/// Of the score, after bonuses, deductions, floor and ceiling.
[[nodiscard]] Reach reach_of(const Scheme& scheme);
[[nodiscard]] double number_of(const Decimal& value);

void lint_tables(const Scheme& scheme, Findings& findings);
void lint_tree(const Scheme& scheme, Findings& findings);
void lint_bands(const Scheme& scheme, Findings& findings);
void lint_consequences(const Scheme& scheme, Findings& findings);

template <class List>
bool is_known(const List& list, const std::string& code, std::string_view finding, const Mark& mark,
              Findings& findings) {
    if (find_code(list, code) != nullptr) return true;
    constexpr std::size_t shown_max = 30;
    std::string known;
    for (const auto& one : list) {
        if (&one - list.data() >= std::ptrdiff_t{shown_max}) {
            known += ", …";
            break;
        }
        known += (known.empty() ? "" : ", ") + one.code;
    }
    findings.error(finding, mark, code, known.empty() ? "-" : known);
    return false;
}

}  // namespace pingyi::scoring
