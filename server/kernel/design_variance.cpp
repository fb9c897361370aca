// The variance of an influence, and influences put together.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "kernel/design.hpp"

namespace pingyi::design {
namespace {

double as_part(std::int64_t part, std::int64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
}
/// The part of the clusters that was not seen.
double unseen(const Stratum& stratum) {
    if (!stratum.population) return 1;
    return as_part(*stratum.population - stratum.sampled, *stratum.population);
}
double unseen(const Cluster& cluster) {
    return as_part(cluster.population - cluster.sampled, cluster.population);
}

/// What strata add, or the clusters of one, with the policy for lonely ones.
class Sum {
public:
    explicit Sum(Lonely policy) : policy_{policy} {}
    void add(double amount) {
        ++met_;
        ++known_;
        sum_ += amount;
    }
    /// `amount` is what counts where the policy is `adjust`.
    void add_lonely(double amount) {
        switch (policy_) {
            case Lonely::fail: is_unknown_ = true; break;
            case Lonely::certainty: add(0); break;
            case Lonely::average: ++met_; break;
            case Lonely::adjust: add(amount); break;
        }
    }
    [[nodiscard]] std::optional<double> result() const {
        if (is_unknown_ || (met_ > 0 && known_ == 0)) return std::nullopt;
        if (known_ == met_) return sum_;
        return sum_ * static_cast<double>(met_) / static_cast<double>(known_);
    }

private:
    Lonely policy_;
    bool is_unknown_ = false;
    std::int64_t met_ = 0;
    std::int64_t known_ = 0;  ///< of which the variance is known
    double sum_ = 0;
};

double scatter_of_elements(double sampled, std::span<const Share> shares) {
    double total = 0;
    double squares = 0;
    for (const Share& share : shares) {
        total += share.value;
        squares += share.square;
    }
    return std::max(0.0, squares - total * (total / sampled));
}
double scatter_of_clusters(double sampled, std::span<const Share> shares) {
    double total = 0;
    for (const Share& share : shares) total += share.value;
    const double mean = total / sampled;
    double scatter = 0;
    for (const Share& share : shares) {
        scatter += (share.value - mean) * (share.value - mean);
    }
    return scatter + (sampled - static_cast<double>(shares.size())) * mean * mean;
}

/// The shares of one stratum.
void add_stratum(const Stratum& stratum, std::span<const Share> shares, bool of_elements,
                 double grand_mean, Sum& sum) {
    if (stratum.is_whole()) {
        sum.add(0);
    } else if (stratum.is_lonely()) {
        const double off = shares.front().value - grand_mean;
        sum.add_lonely(unseen(stratum) * off * off);
    } else {
        const auto sampled = static_cast<double>(stratum.sampled);
        const double scatter = of_elements ? scatter_of_elements(sampled, shares)
                                           : scatter_of_clusters(sampled, shares);
        sum.add(unseen(stratum) * sampled / (sampled - 1) * scatter);
    }
}

/// The ballots of one cluster; `total` is the sum over them.
void add_cluster(const Cluster& cluster, double total, std::span<const Within> within, Sum& sum) {
    if (cluster.is_whole()) {
        sum.add(0);
    } else if (cluster.is_lonely()) {
        sum.add_lonely(unseen(cluster) * total * total);
    } else {
        const auto sampled = static_cast<double>(cluster.sampled);
        double squares = 0;
        for (const Within& group : within) squares += group.level * group.level + group.scatter;
        const double scatter = std::max(0.0, squares - total * total / sampled);
        sum.add(unseen(cluster) * sampled / (sampled - 1) * scatter);
    }
}

/// What drawing within the clusters of one stratum adds. `within` starts with theirs and goes on
/// behind them.
std::optional<double> second_stage(const Design& design, std::span<const Share> shares,
                                   std::span<const Within>& within) {
    const Stratum& stratum = design.strata[shares.front().stratum];
    Sum sum{design.lonely};
    for (const Share& share : shares) {
        std::size_t end = 0;
        while (end < within.size() && within[end].cluster == share.cluster) ++end;
        if (stratum.population) {
            add_cluster(design.clusters[share.cluster], share.value, within.first(end), sum);
        }
        within = within.subspan(end);
    }
    const auto found = sum.result();
    if (!found || !stratum.population) return found;
    return as_part(stratum.sampled, *stratum.population) * *found;
}

/// The mean of a cluster's share over all that were sampled.
double grand_mean(const Design& design, std::span<const Share> shares) {
    double total = 0;
    for (const Share& share : shares) total += share.value;
    std::int64_t sampled = 0;
    for (const Stratum& stratum : design.strata) sampled += stratum.sampled;
    return sampled == 0 ? 0 : total / static_cast<double>(sampled);
}

bool is_before(const Share& a, const Share& b) {
    return std::tie(a.stratum, a.cluster) < std::tie(b.stratum, b.cluster);
}
bool is_before(const Within& a, const Within& b) {
    return std::tie(a.cluster, a.group) < std::tie(b.cluster, b.group);
}

/// The squares of a sum whose parts move together.
double squares_together(double squares, double factor, double others) {
    const double root = std::sqrt(squares) + std::abs(factor) * std::sqrt(others);
    return root * root;
}

/// a + factor * b for the same cluster. Ballots that enter twice are taken as moving together.
void add(Share& to, const Share& from, double factor, bool of_elements) {
    to.value += factor * from.value;
    to.square =
        of_elements ? squares_together(to.square, factor, from.square) : to.value * to.value;
}
void add(Within& to, const Within& from, double factor, bool /*of_elements*/) {
    to.level += factor * from.level;
    to.scatter = squares_together(to.scatter, factor, from.scatter);
}

Share scaled(const Share& share, double factor) {
    return {share.stratum, share.cluster, factor * share.value, factor * factor * share.square};
}
Within scaled(const Within& group, double factor) {
    return {group.cluster, group.group, factor * group.level, factor * factor * group.scatter};
}

/// a + factor * b, both in order.
template <class Part>
std::vector<Part> merged(const std::vector<Part>& a, const std::vector<Part>& b, double factor,
                         bool of_elements) {
    std::vector<Part> out;
    out.reserve(a.size() + b.size());
    std::size_t i = 0;
    for (const Part& part : b) {
        while (i < a.size() && is_before(a[i], part)) out.push_back(a[i++]);
        if (i < a.size() && !is_before(part, a[i])) {
            out.push_back(a[i++]);
            add(out.back(), part, factor, of_elements);
        } else {
            out.push_back(scaled(part, factor));
        }
    }
    out.insert(out.end(), a.begin() + static_cast<std::ptrdiff_t>(i), a.end());
    return out;
}

/// The shares of all terms, with what those of the same ballots make of each other.
std::vector<Share> crossed(std::span<const Term> terms, const Crossing& crossing) {
    struct Part {
        const Share* share;
        std::size_t term;
    };
    std::vector<Part> parts;
    for (std::size_t term = 0; term < terms.size(); ++term) {
        for (const Share& share : terms[term].influence->shares) parts.push_back({&share, term});
    }
    std::ranges::sort(parts, [](const Part& a, const Part& b) {
        if (is_before(*a.share, *b.share)) return true;
        return !is_before(*b.share, *a.share) && a.term < b.term;
    });
    std::vector<Share> out;
    for (std::span<const Part> rest{parts}; !rest.empty();) {
        std::size_t end = 1;
        while (end < rest.size() && !is_before(*rest.front().share, *rest[end].share)) ++end;
        Share& sum = out.emplace_back();
        sum.stratum = rest.front().share->stratum;
        sum.cluster = rest.front().share->cluster;
        for (std::size_t i = 0; i < end; ++i) {
            const double factor = terms[rest[i].term].factor;
            sum.value += factor * rest[i].share->value;
            sum.square += factor * factor * rest[i].share->square;
            for (std::size_t j = 0; j < i; ++j) {
                sum.square += 2 * factor * terms[rest[j].term].factor *
                              crossing(rest[j].term, rest[i].term, sum);
            }
        }
        rest = rest.subspan(end);
    }
    return out;
}

Influence merged(const Influence& a, const Influence& b, double factor) {
    const bool of_elements = a.of_elements || b.of_elements;  // an empty one does not say
    return {of_elements, merged(a.shares, b.shares, factor, of_elements),
            merged(a.within, b.within, factor, of_elements)};
}

}  // namespace

std::optional<double> variance(const Design& design, const Influence& influence) {
    const double mean = design.lonely == Lonely::adjust ? grand_mean(design, influence.shares) : 0;
    Sum first{design.lonely};
    double second = 0;
    std::span<const Within> within{influence.within};
    for (std::span<const Share> rest{influence.shares}; !rest.empty();) {
        const std::uint32_t stratum = rest.front().stratum;
        std::size_t end = 1;
        while (end < rest.size() && rest[end].stratum == stratum) ++end;
        add_stratum(design.strata[stratum], rest.first(end), influence.of_elements, mean, first);
        if (!influence.within.empty()) {
            const auto found = second_stage(design, rest.first(end), within);
            if (!found) return std::nullopt;
            second += *found;
        }
        rest = rest.subspan(end);
    }
    const auto found = first.result();
    if (!found) return std::nullopt;
    return *found + second;
}

Influence combined(std::span<const Term> terms, const Crossing& crossing) {
    Influence sum;
    const auto of_elements = [](const Term& term) { return term.influence->of_elements; };
    if (crossing && std::ranges::any_of(terms, of_elements)) {
        sum.of_elements = true;
        sum.shares = crossed(terms, crossing);
        return sum;
    }
    for (const Term& term : terms) sum = merged(sum, *term.influence, term.factor);
    return sum;
}

std::optional<double> variance_of_difference(const Design& design, const Influence& a,
                                             const Influence& b) {
    return variance(design, merged(a, b, -1));
}

}  // namespace pingyi::design
