// Workflows as data: a constant table of from, step, to, who and the clock that starts. Guards are
// rules, effects are use cases; from the table come the next state, the buttons, the diagram and
// the tests for states that cannot be reached or left (DESIGN: workflows as data).
#pragma once

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pingyi {

/// One row: `who` may take `step` in state `from`, which leads to `to` and starts `clock`.
template <class State, class Step, class Party, class Clock>
struct Transition {
    State from;
    Step step;
    State to;
    Party who;
    std::optional<Clock> clock{};
};

/// A table of transitions; describe the enums with BOOST_DESCRIBE.
template <class State, class Step, class Party, class Clock>
class Workflow {
public:
    using Row = Transition<State, Step, Party, Clock>;
    template <std::size_t N>
    constexpr explicit Workflow(const Row (&rows)[N]) : rows_{rows} {}

    /// The row that `who` would take, or nullptr when the step is not theirs in this state.
    [[nodiscard]] constexpr const Row* find(State from, Step step, Party who) const {
        for (const Row& row : rows_) {
            if (row.from == from && row.step == step && row.who == who) return &row;
        }
        return nullptr;
    }
    /// What `who` may do in this state: the buttons that the web shows.
    [[nodiscard]] std::vector<Step> steps(State from, Party who) const {
        std::vector<Step> all;
        for (const Row& row : rows_) {
            if (row.from == from && row.who == who) all.push_back(row.step);
        }
        return all;
    }
    [[nodiscard]] constexpr std::span<const Row> rows() const { return rows_; }

    /// States that no chain of steps reaches from `initial`.
    [[nodiscard]] std::vector<State> unreachable(State initial, std::span<const State> all) const {
        std::vector<State> reached{initial};
        for (std::size_t i = 0; i < reached.size(); ++i) {
            for (const Row& row : rows_) {
                if (row.from == reached[i] && std::ranges::find(reached, row.to) == reached.end()) {
                    reached.push_back(row.to);
                }
            }
        }
        std::vector<State> missing;
        for (const State state : all) {
            if (std::ranges::find(reached, state) == reached.end()) missing.push_back(state);
        }
        return missing;
    }
    /// States without a way out; the ends that are meant must be all of them.
    [[nodiscard]] std::vector<State> ends(std::span<const State> all) const {
        std::vector<State> found;
        for (const State state : all) {
            const auto leaves = [&](const Row& row) { return row.from == state; };
            if (std::ranges::none_of(rows_, leaves)) found.push_back(state);
        }
        return found;
    }
    /// The diagram for the documents, a Mermaid state diagram with a line a row.
    [[nodiscard]] std::string diagram(State initial) const {
        const auto name = [](auto value) { return boost::describe::enum_to_string(value, "?"); };
        std::string out = "stateDiagram-v2\n    [*] --> ";
        out.append(name(initial)).append("\n");
        for (const Row& row : rows_) {
            out.append("    ").append(name(row.from)).append(" --> ").append(name(row.to));
            out.append(": ").append(name(row.step)).append(" (").append(name(row.who));
            out.append(row.clock ? std::string(", starts ") + name(*row.clock) : "").append(")\n");
        }
        return out;
    }

private:
    std::span<const Row> rows_;
};

}  // namespace pingyi
